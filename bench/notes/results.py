"""A company's results told in other words than `sections`: quarters, half years, years, single quarters beside cumulative ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bench.notes.pieces import About, Figure, Meaning, Paragraph
from bench.notes.printing import Unit, growth, level, points, ratio
from bench.notes.template import paragraph
from bench.notes.world import TW, Scene

MONTHS = {1: ("3", "31"), 2: ("6", "30"), 3: ("9", "30"), 4: ("12", "31")}

# the words of a currency with its first figure, with later ones, before the number, and its code
MONEY_HK = (
    ("元人民幣", "元", "", "CNY"),
    ("元人民幣", "元人民幣", "", "CNY"),
    ("元", "元", "人民幣", "CNY"),
    ("港元", "港元", "", "HKD"),
    ("美元", "美元", "", "USD"),
)
MONEY_TW = (("元", "元", "", "TWD"), ("元", "元", "新台幣", "TWD"), ("元", "元", "", "TWD"))


@dataclass(slots=True)
class Teller:
    """Figures of one company and period for the places of a template."""

    scene: Scene
    period: str
    before: str
    last: str | None = None  # the period before, for 季增
    money: tuple[str, str, str, str] = MONEY_TW[0]

    @classmethod
    def of(cls, scene: Scene, period: str, before: str, last: str | None = None) -> Teller:
        kinds = MONEY_TW if scene.style is TW else MONEY_HK
        return cls(scene, period, before, last, money=scene.pick(kinds))

    def about(self, metric: str, metric_id: str, period: str | None = None, **columns: object) -> About:
        return About(self.scene.company, metric, metric_id, period or self.period, **columns)  # type: ignore[arg-type]

    def cash(self, amount: str, places: int, about: About, scale: str = "億") -> Figure:
        _, later, _, code = self.money
        return level(self.scene.draft, amount, Unit(scale, places, later, code), about)

    def tell(self, template: str, figures: Mapping[str, Figure], words: Mapping[str, str]) -> None:
        """Print a paragraph. Its first amount says which currency it is in."""
        told = list(paragraph(template, figures, words).pieces)
        first, _, before, code = self.money
        for place, piece in enumerate(told):
            if isinstance(piece, Figure) and piece.unit == code:
                told[place] = replace(piece, unit_word=first, before=before)
                break
        self.scene.draft.blocks.append(Paragraph(tuple(told)))

    def rate(self, new: str, old: str, about: About, basis: str = "yoy", places: int | None = None) -> Figure:
        chosen = self.scene.rng.choice((1, 1, 1, 0, 2)) if places is None else places
        return growth(self.scene.draft, new, old, chosen, replace(about, measure="growth", basis=basis))  # type: ignore[arg-type]

    def grown(self, stem: str, old: str, low: float = 0.7, high: float = 1.6) -> str:
        scene = self.scene
        return scene.amount(stem, scene.draft.amounts[old] * scene.spread(low, high))


HK_QUARTER = (
    "{C}（{T}）公布截至{Y}年{M}月{D}日止季度業績，收入{rev}，{rev_g^按年增加|按年減少}{rev_g}；毛利{gp}，毛利率{gm}。"
    "{net_w}{net}，{net_g^按年上升|按年下跌}{net_g}，上年同期為{net0}。",
    "{C}({T})公布，{Q}總收入為{rev}，較上年同期的{rev0}{rev_g^增長|下跌}{rev_g}。毛利率為{gm}，毛利為{gp}。{net_w}為{net}，"
    "去年同期為{net0}，{net_g^增幅|跌幅}{net_g}。",
    "{C}（{T}）{Q}業績：收入{rev}（{rev_g^同比升|同比跌}{rev_g}），毛利{gp}（毛利率{gm}），{net_w}{net}（{net_g^同比升|同比跌}{net_g}）。"
    "去年同期收入及{net_w}分別為{rev0}及{net0}。",
    "{Q}，{C}（{T}）錄得收入{rev}，同比{rev_g^增長|減少}{rev_g}，環比{rev_q^增長|減少}{rev_q}；上季收入為{rev9}。"
    "期內{net_w}由去年同期的{net0}{net_g^增加|減少}{net_g}至{net}。",
    "{C}（{T}）{Q}營業額{rev_g^上升|下跌}{rev_g}至{rev}，上年同期為{rev0}。{net_w}{net_g^增長|倒退}{net_g}至{net}，上年同期為{net0}。",
    "{C}（{T}）發布{Q}財報。營收為{rev}，同比{rev_g^上漲|下滑}{rev_g}，去年同期為{rev0}。歸屬股東的{net_w}為{net}，同比{net_g^上漲|下滑}{net_g}。"
    "毛利為{gp}，毛利率為{gm}，較去年同期的{gm0}{gm_c^提高|下降}{gm_c}。",
)
TW_QUARTER = (
    "{C}（{T}）公布{Q}財報，合併營收{rev}，季{rev_q^增|減}{rev_q}、年{rev_g^增|減}{rev_g}；毛利率{gm}，年{gm_c^增|減}{gm_c}；"
    "稅後純益{net}，年{net_g^增|減}{net_g}。上季營收為{rev9}，去年同期營收為{rev0}。",
    "{C}（{T}）今日召開法說會，{Q}營收{rev}，較上季{rev_q^成長|衰退}{rev_q}，較去年同期{rev_g^成長|衰退}{rev_g}。營業毛利{gp}，毛利率{gm}。"
    "單季稅後淨利{net}，較去年同期的{net0}{net_g^成長|衰退}{net_g}。",
    "{C}（{T}）{Q}營收達{rev}，較去年同期的{rev0}{rev_g^增加|減少}{rev_g}，較前一季的{rev9}{rev_q^增加|減少}{rev_q}；毛利率{gm}，"
    "去年同期為{gm0}，{gm_c^增加|減少}{gm_c}。",
    "{C}（{T}）{Q}歸屬母公司稅後淨利{net}，年{net_g^增|減}{net_g}，去年同期為{net0}。營收方面，{Q}為{rev}，年{rev_g^增|減}{rev_g}，去年同期為{rev0}。",
    "受惠拉貨動能回溫，{C}（{T}）{Q}營收{rev}，{rev_q^季增|季減}{rev_q}，{rev_g^年增|年減}{rev_g}；營業毛利為{gp}，毛利率為{gm}。",
)


def quarter(scene: Scene) -> None:
    """A quarter's revenue, margin and profit with the year before, sometimes the quarter before."""
    rng, draft = scene.rng, scene.draft
    tell = Teller.of(scene, scene.period, scene.before)
    base = scene.spread(8, 700) * 10**8
    old = scene.amount("rev", base)
    new = tell.grown("rev", old)
    last = scene.amount("rev", draft.amounts[new] * scene.spread(0.8, 1.25))
    gross = scene.amount("gross", draft.amounts[new] * scene.spread(0.1, 0.6))
    gross_old = scene.amount("gross", draft.amounts[old] * scene.spread(0.1, 0.6))
    net_old = scene.amount("net", base * scene.spread(0.05, 0.25))
    net = tell.grown("net", net_old, 0.5, 1.9)
    word = scene.pick(("純利", "股東應佔溢利", "淨利潤")) if scene.style is not TW else "稅後淨利"
    about, profit, margin = (
        tell.about("收入", "revenue"), tell.about(word, "net_profit"), tell.about("毛利率", "gross_margin"),
    )  # fmt: skip
    before = {"period": scene.before}
    last_quarter = f"{scene.year}Q{scene.quarter - 1}" if scene.quarter > 1 else f"{scene.year - 1}Q4"
    places = rng.choice((1, 2, 2))
    template = scene.pick(TW_QUARTER if scene.style is TW else HK_QUARTER)
    figures: dict[str, Figure] = {}
    figures["rev"] = tell.cash(new, places, about)
    figures |= {
        "rev0": tell.cash(old, places, replace(about, **before)),
        "rev9": tell.cash(last, places, replace(about, period=last_quarter)),
        "rev_g": tell.rate(new, old, about),
        "rev_q": tell.rate(new, last, about, "qoq"),
        "net": tell.cash(net, 2, profit),
        "net0": tell.cash(net_old, 2, replace(profit, **before)),
        "net_g": tell.rate(net, net_old, profit),
        "gp": tell.cash(gross, 2, tell.about("毛利", "gross_profit")),
    }
    if "gm_c" in template:
        now = scene.amount("margin", draft.amounts[gross] / draft.amounts[new] * 100)
        then = scene.amount("margin", draft.amounts[gross_old] / draft.amounts[old] * 100)
        figures["gm_c"] = points(draft, now, then, 1, replace(margin, measure="change", basis="yoy"))
        figures["gm"] = replace(ratio(draft, gross, new, 1, margin), meaning=Meaning("level", (now,)))
        figures["gm0"] = replace(
            ratio(draft, gross_old, old, 1, replace(margin, **before)), meaning=Meaning("level", (then,))
        )
    else:
        figures["gm"] = ratio(draft, gross, new, 1, margin)
    month, day = MONTHS[scene.quarter]
    words = {
        "C": scene.company, "T": scene.ticker, "Y": str(scene.year), "M": month, "D": day,
        "Q": _quarter_word(scene), "net_w": word,
    }  # fmt: skip
    tell.tell(template, figures, words)


def _quarter_word(scene: Scene) -> str:
    n, year = scene.quarter, scene.year
    forms = (f"{year}年第{'一二三四'[n - 1]}季", f"{year}年第{n}季", f"{year}年第{'一二三四'[n - 1]}季度")
    return str(scene.pick(forms))


HK_PERIODS = (
    "單計第三季，{C}收入{q}，{q_g^按年升|按年跌}{q_g}。首三季收入合共{ytd}，{ytd_g^按年升|按年跌}{ytd_g}，上年同期為{ytd0}。",
    "{C}首九個月營業收入{ytd}，同比{ytd_g^增長|下降}{ytd_g}；其中第三季度營業收入{q}，同比{q_g^增長|下降}{q_g}。去年第三季度營業收入為{q0}。",
    "今年首三季，{C}累計收入{ytd}，較去年同期的{ytd0}{ytd_g^增加|減少}{ytd_g}；第三季收入{q}，較去年同期的{q0}{q_g^增加|減少}{q_g}。",
)
TW_PERIODS = (
    "累計前三季營收{ytd}，年{ytd_g^增|減}{ytd_g}，去年同期為{ytd0}；第三季單季營收{q}，年{q_g^增|減}{q_g}。",
    "{C}第3季營收{q}，年{q_g^增|減}{q_g}，去年同期為{q0}；累計今年前3季營收{ytd}，年{ytd_g^增|減}{ytd_g}。",
    "{C}今年前三季合併營收為{ytd}，較去年同期的{ytd0}{ytd_g^成長|衰退}{ytd_g}，其中第三季合併營收為{q}，較去年同期{q_g^成長|衰退}{q_g}。",
)


def cumulative(scene: Scene) -> None:
    """Nine months and their last quarter: two periods that end on one day."""
    year = scene.year
    tell = Teller.of(scene, f"{year}Q3", f"{year - 1}Q3")
    old = scene.amount("q3", scene.spread(8, 300) * 10**8)
    new = tell.grown("q3", old)
    early_old = scene.amount("h1", scene.draft.amounts[old] * scene.spread(1.5, 2.5))
    early = tell.grown("h1", early_old)
    nine_old = scene.amount("ytd", scene.draft.amounts[old] + scene.draft.amounts[early_old])
    nine = scene.amount("ytd", scene.draft.amounts[new] + scene.draft.amounts[early])
    # the first half is never printed, but the sum is true: nothing that is printed contradicts it
    about = tell.about("收入" if scene.style is not TW else "營收", "revenue")
    span = replace(about, period=f"{year}-01-01/{year}-09-30")
    figures = {
        "q": tell.cash(new, 2, about),
        "q0": tell.cash(old, 2, replace(about, period=f"{year - 1}Q3")),
        "q_g": tell.rate(new, old, about),
        "ytd": tell.cash(nine, 2, span),
        "ytd0": tell.cash(nine_old, 2, replace(span, period=f"{year - 1}-01-01/{year - 1}-09-30")),
        "ytd_g": tell.rate(nine, nine_old, span),
    }
    templates = TW_PERIODS if scene.style is TW else HK_PERIODS
    tell.tell(scene.pick(templates), figures, {"C": scene.company})


HK_YEAR = (
    "{Y}年全年，{C}收入為{rev}，{rev_g^按年升|按年跌}{rev_g}，{Z}年為{rev0}；{net_w}為{net}，較{Z}年的{net0}{net_g^增加|減少}{net_g}。",
    "截至{Y}年12月31日止年度，{C}收益{rev}，較上一年度的{rev0}{rev_g^增加|減少}{rev_g}。年內{net_w}{net}，{net_g^按年增加|按年減少}{net_g}。",
    "{C}公布{Y}年度業績，全年收入{rev}，比去年的{rev0}{rev_g^增長|減少}{rev_g}。{net_w}率為{nm}，{net_w}{net}。",
    "{C}{Y}年收入增加{rev_d}至{rev}，{Z}年為{rev0}。",
)
TW_YEAR = (
    "{C}{Y}年全年營收{rev}，年{rev_g^增|減}{rev_g}，{Z}年為{rev0}；全年稅後淨利{net}，較{Z}年的{net0}{net_g^成長|衰退}{net_g}。",
    "{C}{Y}年度合併營收為{rev}，較前一年度的{rev0}{rev_g^增加|減少}{rev_g}，稅後淨利{net}，淨利率{nm}。",
    "{Y}年{C}營收較{Z}年增加{rev_d}，由{rev0}增至{rev}。",
)


def year(scene: Scene) -> None:
    """A year against the one before; sometimes the difference in money."""
    year = scene.year - 1
    tell = Teller.of(scene, str(year), str(year - 1))
    old = scene.amount("rev", scene.spread(30, 2000) * 10**8)
    new = tell.grown("rev", old, 1.02, 1.7)
    net_old = scene.amount("net", scene.draft.amounts[old] * scene.spread(0.05, 0.2))
    net = tell.grown("net", net_old, 0.6, 1.7)
    word = scene.pick(("純利", "淨利潤", "股東應佔溢利")) if scene.style is not TW else "稅後淨利"
    template = scene.pick(TW_YEAR if scene.style is TW else HK_YEAR)
    if "{net_w}率" in template:
        word = "純利"
    about, profit = tell.about("收入" if scene.style is not TW else "營收", "revenue"), tell.about(word, "net_profit")
    before = str(year - 1)
    gain = replace(about, measure="change", basis="yoy")
    figures = {
        "rev": tell.cash(new, 2, about),
        "rev0": tell.cash(old, 2, replace(about, period=before)),
        "rev_g": tell.rate(new, old, about),
        "net": tell.cash(net, 2, profit),
        "net0": tell.cash(net_old, 2, replace(profit, period=before)),
        "net_g": tell.rate(net, net_old, profit),
        "nm": ratio(scene.draft, net, new, 1, tell.about(f"{word}率", "net_margin")),
    }
    moved = scene.amount("moved", scene.draft.amounts[new] - scene.draft.amounts[old])
    figures["rev_d"] = replace(tell.cash(moved, 2, gain), meaning=Meaning("change", (new, old)))
    words = {"C": scene.company, "Y": str(year), "Z": before, "net_w": word}
    tell.tell(template, figures, words)


TW_MONTH = (
    "{C}（{T}）公布{m}月營收{rev}，月{rev_m^增|減}{rev_m}、年{rev_g^增|減}{rev_g}；上月營收為{rev9}，去年同月為{rev0}。",
    "{C}（{T}）{Y}年{m}月合併營收為{rev}，較上月{rev_m^增加|減少}{rev_m}，較去年同月的{rev0}{rev_g^增加|減少}{rev_g}。",
    "{C}（{T}）{m}月營收{rev}，月{rev_m^增|減}{rev_m}，年{rev_g^增|減}{rev_g}；累計前{m}月營收{ytd}，年{ytd_g^增|減}{ytd_g}，去年同期{ytd0}。",
)
HK_MONTH = (
    "{C}（{T}）公布，{Y}年{m}月汽車銷量為{rev}，{rev_g^按年增長|按年下跌}{rev_g}，去年同月為{rev0}；首{m}個月累計銷量{ytd}，{ytd_g^按年增長|按年下跌}{ytd_g}。",
    "{C}（{T}）{m}月交付{rev}，{rev_g^同比增長|同比下降}{rev_g}，{rev_m^環比增長|環比下降}{rev_m}，上月交付{rev9}。",
)


def month(scene: Scene) -> None:
    """A month's revenue or sales with the month and the year before, and the year so far."""
    rng, draft, year = scene.rng, scene.draft, scene.year
    m = rng.choice((4, 5, 7, 8, 10, 11))  # three, six or nine months are quarters, of which other sections tell
    tell = Teller.of(scene, f"{year}-{m:02d}", f"{year - 1}-{m:02d}")
    taiwan = scene.style is TW
    size = scene.spread(5, 90) * (10**8 if taiwan else 10**4)
    old = scene.amount("m", size)
    new = tell.grown("m", old)
    last = scene.amount("m", draft.amounts[new] * scene.spread(0.8, 1.2))
    ytd_old = scene.amount("ytd", size * m * scene.spread(0.9, 1.1))
    ytd = tell.grown("ytd", ytd_old, 0.8, 1.4)
    template = scene.pick(TW_MONTH if taiwan else HK_MONTH)
    metric, metric_id = ("營收", "revenue") if taiwan else ("銷量", "sales_volume")
    if "交付" in template:
        metric, metric_id = "交付量", "deliveries"
    about = tell.about(metric, metric_id)
    span = replace(about, period=f"{year}-01-01/{year}-{m:02d}-28")

    def amount(name: str, who: About) -> Figure:
        if taiwan:
            return tell.cash(name, 2, who)
        return level(draft, name, Unit("萬", 2, "輛", "輛"), who)

    figures = {
        "rev": amount(new, about),
        "rev0": amount(old, replace(about, period=f"{year - 1}-{m:02d}")),
        "rev9": amount(last, replace(about, period=f"{year}-{m - 1:02d}")),
        "rev_g": tell.rate(new, old, about),
        "rev_m": tell.rate(new, last, about, "mom"),
        "ytd": amount(ytd, span),
        "ytd0": amount(ytd_old, replace(span, period=f"{year - 1}-01-01/{year - 1}-{m:02d}-28")),
        "ytd_g": tell.rate(ytd, ytd_old, span),
    }
    words = {"C": scene.company, "T": scene.ticker, "Y": str(year), "m": str(m)}
    tell.tell(template, figures, words)
