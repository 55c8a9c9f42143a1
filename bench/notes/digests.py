"""What brokers say of a company: targets raised and cut, upsides, forecasts beside actual figures, ranges that a company announces."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bench.notes.pieces import About, Figure, Grid, Meaning, Paragraph
from bench.notes.printing import Unit, growth, level, rounded
from bench.notes.results import Teller
from bench.notes.template import paragraph
from bench.notes.world import BROKERS, TW, Scene

HK_MOVES = (
    "{B}發表報告，將{C}目標價由{old}{g^上調|下調}{g}至{new}，維持「{R}」評級。",
    "{B}把{C}（{T}）目標價從{old}{g^調高|調低}至{new}，{g^升幅|降幅}{g}，評級「{R}」。",
    "{B}將{C}目標價{g^上調|下調}{g}，由{old}{g^升至|降至}{new}，重申「{R}」。",
    "{B}：{C}目標價由{old}{g^升至|削至}{new}，評級為「{R}」。",
)
TW_MOVES = (
    "{B}出具最新報告，將{C}（{T}）目標價由{old}{g^上修|下修}至{new}，{g^調升|調降}幅度{g}，維持「{R}」評等。",
    "{B}將{C}目標價由{old}{g^調升|調降}{g}至{new}，投資評等為{R}。",
    "{B}認為{C}營運展望{g^優於|不如}預期，目標價自{old}{g^上調|下調}至{new}。",
)
HK_UPSIDES = (
    "{B}首予{C}「{R}」評級，目標價{new}，較{d}收市價{price}有{up}上升空間。",
    "{B}給予{C}目標價{new}，相當於較現價{price}有{up}的潛在升幅，評級「{R}」。",
    "{B}維持{C}「{R}」評級及{new}目標價，較{price}收市價高{up}。",
)
TW_UPSIDES = (
    "{B}給予{C}目標價{new}，以{d}收盤價{price}計算，潛在上漲空間{up}，評等{R}。",
    "{B}初次納入{C}研究範圍，目標價{new}，較收盤價{price}仍有{up}上漲空間。",
)


def targets(scene: Scene) -> None:
    """Two to four brokers, each with a sentence of its own about its target."""
    rng, draft, taiwan = scene.rng, scene.draft, scene.style is TW
    currency, word = ("TWD", "元") if taiwan else ("HKD", "港元")
    price = Fraction(rng.randint(200, 9000), 10)
    day = f"{scene.year}-11-13"
    paid = scene.amount("price", price)
    for broker in rng.sample(BROKERS, rng.randint(2, 4)):
        about = About(scene.company, "目標價", "target_price", None, status="forecast", attribution=broker)
        new = scene.amount("target", Fraction(round(price * scene.spread(1.05, 1.6))))
        old = scene.amount("target", Fraction(round(draft.amounts[new] * scene.spread(0.75, 1.3))))
        if draft.amounts[old] == draft.amounts[new]:
            continue
        unit = Unit("", 0, word, currency)
        places = rng.choice((0, 1))
        figures = {
            "new": replace(level(draft, new, unit, about), exact=True),
            "old": replace(level(draft, old, unit, about), exact=True),
            "g": growth(draft, new, old, 1, replace(about, measure="growth", basis="vs_previous")),
            "up": growth(draft, new, paid, places, replace(about, metric="上升空間", metric_id="upside")),
            "price": level(
                draft, paid, Unit("", 1, word, currency), About(scene.company, "收市價", "share_price", day)
            ),
        }
        words = {"B": broker, "C": scene.company, "T": scene.ticker, "R": scene.pick(("買入", "增持")), "d": "11月13日"}
        moves, ups = (TW_MOVES, TW_UPSIDES) if taiwan else (HK_MOVES, HK_UPSIDES)
        template = scene.pick(moves if rng.random() < 0.5 else ups)
        draft.blocks.append(paragraph(template, figures, words))


HK_OUTLOOKS = (
    "{C}{Z}年收入為{a}。{B}料其{Y}年收入{g^增長|下跌}{g}至{b}，{X}年進一步達{c}，{h^增長|下跌}{h}。",
    "{B}預測{C}{Y}年收入為{b}，較{Z}年的{a}{g^增加|減少}{g}；預測{X}年收入為{c}，按年{h^增加|減少}{h}。",
    "{B}估計{C}{Z}至{X}年收入複合年增長率為{r}，由{Z}年的{a}增至{X}年的{c}。",
)
TW_OUTLOOKS = (
    "{B}預估{C}{Y}年營收{b}，年{g^增|減}{g}，{X}年營收{c}，年{h^增|減}{h}；{Z}年營收為{a}。",
    "{C}{Z}年營收{a}，{B}預估{Y}年營收可達{b}，年{g^成長|衰退}{g}。",
    "{B}預估{C}{Z}年至{X}年營收年複合成長率為{r}，{X}年營收可達{c}，{Z}年為{a}。",
)


def outlook(scene: Scene) -> None:
    """A reported year and a broker's next two."""
    rng, draft = scene.rng, scene.draft
    year = scene.year
    tell = Teller.of(scene, str(year), str(year - 1))
    broker = scene.pick(BROKERS)
    a = scene.amount("rev", scene.spread(30, 900) * 10**8)
    b = tell.grown("rev", a, 1.02, 1.4)
    c = tell.grown("rev", b, 1.02, 1.4)
    word = "營收" if scene.style is TW else "收入"
    told = tell.about(word, "revenue", str(year - 1))
    said = replace(told, status="forecast", attribution=broker)
    places = rng.choice((1, 2))
    average = (float(draft.amounts[c] / draft.amounts[a]) ** 0.5 - 1) * 100
    span = replace(said, period=f"{year - 1}/{year + 1}", measure="growth", basis="cagr")
    figures = {
        "a": tell.cash(a, places, told),
        "b": tell.cash(b, places, replace(said, period=str(year))),
        "c": tell.cash(c, places, replace(said, period=str(year + 1))),
        "g": tell.rate(b, a, replace(said, period=str(year))),
        "h": tell.rate(c, b, replace(said, period=str(year + 1))),
        "r": Figure(draft.key(), f"{average:.1f}", "", "%", "percent", Meaning("free"), span),
    }
    words = {"C": scene.company, "B": broker, "Z": str(year - 1), "Y": str(year), "X": str(year + 1)}
    templates = TW_OUTLOOKS if scene.style is TW else HK_OUTLOOKS
    tell.tell(scene.pick(templates), figures, words)


PROFIT_RANGES = (
    "{C}發盈喜，預期{Y}年度純利介乎{range}，較{Z}年的{old}增長約{rates}。",
    "{C}預計{Y}年純利為{range}，同比增加{rates}，{Z}年純利為{old}。",
)


def announced(scene: Scene) -> None:
    """A company's range for its profit with the range of growth."""
    draft, year = scene.draft, scene.year
    old = scene.amount("net", scene.spread(3, 60) * 10**8)
    factor = scene.spread(1.2, 1.5)
    low = scene.amount("net", draft.amounts[old] * factor)
    high = scene.amount("net", draft.amounts[old] * (factor + scene.spread(0.1, 0.4)))
    about = About(scene.company, "純利", "net_profit", str(year), status="guidance")
    unit = Unit("億", 2, "元人民幣", "CNY")
    span = level(draft, low, unit, about)
    upper = rounded(draft.amounts[high] / 10**8, 2)
    span = replace(span, high=upper, bound="range", meaning=Meaning("free"))
    least = growth(draft, low, old, 1, replace(about, measure="growth", basis="yoy"))
    most = rounded((draft.amounts[high] / draft.amounts[old] - 1) * 100, 1)
    rates = replace(least, high=most, bound="range", meaning=Meaning("free"))
    figures = {
        "range": span,
        "rates": rates,
        "old": level(
            draft, old, Unit("億", 2, "元人民幣", "CNY"), replace(about, period=str(year - 1), status="actual")
        ),
    }
    words = {"C": scene.company, "Y": str(year), "Z": str(year - 1)}
    draft.blocks.append(paragraph(scene.pick(PROFIT_RANGES), figures, words))


def ratings(scene: Scene) -> None:
    """A table of brokers: rating, target, upside over one price, which the text gives."""
    rng, draft, taiwan = scene.rng, scene.draft, scene.style is TW
    currency, word = ("TWD", "元") if taiwan else ("HKD", "港元")
    price = scene.amount("price", Fraction(rng.randint(200, 5000), 10))
    paid = level(
        draft, price, Unit("", 1, word, currency), About(scene.company, "收市價", "share_price", f"{scene.year}-11-13")
    )
    rows: list[tuple[str | Figure, ...]] = [
        ("券商", "評級" if not taiwan else "評等", f"原目標價（{word}）", f"新目標價（{word}）", "變動")
    ]
    for broker in rng.sample(BROKERS, rng.randint(3, 6)):
        about = About(scene.company, "目標價", "target_price", None, status="forecast", attribution=broker)
        new = scene.amount("target", Fraction(round(draft.amounts[price] * scene.spread(1.05, 1.6))))
        old = scene.amount("target", Fraction(round(draft.amounts[new] * scene.spread(0.75, 1.3))))
        unit = Unit("", 0, "", currency)
        rows.append((
            broker, scene.pick(("買入", "增持", "中性")),
            replace(level(draft, old, unit, about), exact=True), replace(level(draft, new, unit, about), exact=True),
            growth(draft, new, old, 1, replace(about, measure="growth", basis="vs_previous"), signed=True),
        ))  # fmt: skip
    draft.blocks.append(
        Paragraph(
            (
                f"{scene.company}{scene.year}年11月13日收報"
                if not taiwan
                else f"{scene.company}{scene.year}年11月13日收盤價為",
                paid,
                "。",
            )
        )
    )
    draft.blocks.append(Grid(tuple(rows), f"表：券商對{scene.company}的目標價", ""))
