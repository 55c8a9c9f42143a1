"""Tables as brokers print them: a statement by years, quarters side by side, shipments with shares, months, segments and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from bench.notes.pieces import About, Figure, Grid, Whole
from bench.notes.printing import Unit, growth, level, ratio
from bench.notes.template import paragraph
from bench.notes.world import BRANDS, TW, Scene

AGAIN_HK = ("{P}，{C}{M}為{a}，按年{g^增長|減少}{g}。", "{C}{P}{M}{a}，同比{g^增長|減少}{g}。")
AGAIN_TW = ("{C}{P}{M}{a}，年{g^增|減}{g}。", "{P}{C}{M}為{a}，較去年同期{g^成長|衰退}{g}。")
Rows = list[tuple[str | Figure, ...]]


def bare(figure: Figure) -> Figure:
    """A figure of a table whose head or stub gives its unit."""
    return replace(figure, unit_word="", before="")


def _put(scene: Scene, rows: Rows, caption: str, source: str = "") -> None:
    scene.draft.blocks.append(Grid(tuple(rows), caption, source))


def statement(scene: Scene) -> None:
    """Revenue, gross profit, net profit by years with their growths and margins; the last years are forecasts."""
    rng, draft, taiwan = scene.rng, scene.draft, scene.style is TW
    first = scene.year - 2
    years = [first + n for n in range(rng.choice((4, 5)))]
    suffix = scene.pick((("A", "F"), ("A", "E"), ("", "E"), ("年", "年E"), ("實際", "預測")))
    tags = [suffix[0] if y < scene.year else suffix[1] for y in years]
    exponent, places, unit = scene.pick(((6, 0, "百萬元"), (6, 1, "百萬元"), (8, 2, "億元")))
    code = "TWD" if taiwan else scene.pick(("CNY", "HKD"))
    said = {"TWD": "新台幣", "CNY": "人民幣", "HKD": "港元"}[code]
    unit_line = f"（{said}{unit}）" if code != "HKD" else f"（{unit.replace('元', '港元')}）"
    cash = Unit("", places, "", code)
    amounts: dict[str, list[str]] = {"revenue": [], "gross": [], "net": []}
    size = scene.spread(20, 900) * 10**8
    for n in range(len(years)):
        size = size * scene.spread(0.85, 1.4) if n else size
        revenue = scene.amount("rev", size)
        gross = scene.amount("gross", size * scene.spread(0.2, 0.5))
        amounts["revenue"].append(revenue)
        amounts["gross"].append(gross)
        amounts["net"].append(scene.amount("net", draft.amounts[gross] * scene.spread(0.2, 0.6)))

    def about(metric: str, metric_id: str, n: int, **columns: object) -> About:
        status = "actual" if years[n] < scene.year else "forecast"
        return About(scene.company, metric, metric_id, str(years[n]), status=status, **columns)  # type: ignore[arg-type]

    def line(word: str, metric_id: str, names: Sequence[str]) -> tuple[str | Figure, ...]:
        return (
            word,
            *(level(draft, a, cash, about(word, metric_id, n), exponent=exponent) for n, a in enumerate(names)),
        )

    def grown(word: str, of: str, metric_id: str, names: Sequence[str]) -> tuple[str | Figure, ...]:
        cells: list[str | Figure] = [word, scene.pick(("-", "—", "n.a."))]
        for n in range(1, len(years)):
            who = about(of, metric_id, n, measure="growth", basis="yoy")
            cells.append(bare(growth(draft, names[n], names[n - 1], 1, who, signed=True)))
        return tuple(cells)

    words = (
        ("營業收入", "營業毛利", "稅後淨利")
        if taiwan
        else scene.pick((("收入", "毛利", "純利"), ("營業額", "毛利", "淨利潤")))
    )
    pattern = "年增率(%)" if taiwan else scene.pick(("按年變動(%)", "同比增長(%)", "增長率（%）"))
    named = rng.random() < 0.5
    rows: Rows = [(unit_line, *(f"{y}{t}" for y, t in zip(years, tags, strict=True)))]
    rows.append(line(words[0], "revenue", amounts["revenue"]))
    rows.append(grown(f"{words[0] if named else ''}{pattern}", words[0], "revenue", amounts["revenue"]))
    rows.append(line(words[1], "gross_profit", amounts["gross"]))
    if rng.random() < 0.7:
        margin: list[str | Figure] = ["毛利率(%)"]
        for n in range(len(years)):
            who = about("毛利率", "gross_margin", n)
            margin.append(bare(ratio(draft, amounts["gross"][n], amounts["revenue"][n], 1, who)))
        rows.append(tuple(margin))
    rows.append(line(words[2], "net_profit", amounts["net"]))
    rows.append(grown(f"{words[2] if named else ''}{pattern}", words[2], "net_profit", amounts["net"]))
    if rng.random() < 0.6:
        n = len(years) - 1
        who = about(words[0], "revenue", n)
        again = level(draft, amounts["revenue"][n], Unit("億", scene.pick((1, 2)), "元", code), who)
        over = growth(
            draft, amounts["revenue"][n], amounts["revenue"][n - 1], 1, replace(who, measure="growth", basis="yoy")
        )
        said_words = {"C": scene.company, "P": f"{years[n]}年", "M": words[0]}
        template = scene.pick(
            ("我們預計{C}{P}{M}為{a}，{g^按年增長|按年下跌}{g}。", "預料{C}{P}{M}將達{a}，{g^升|跌}{g}。")
        )
        if taiwan:
            template = "預估{C}{P}{M}為{a}，年{g^增|減}{g}。"
        draft.blocks.append(paragraph(template, {"a": again, "g": over}, said_words))
    caption = scene.pick(
        (f"圖表：{scene.company}財務摘要", f"{scene.company}主要財務數據", f"表1：{scene.company}損益表預測")
    )
    _put(scene, rows, caption, scene.pick(("", "資料來源：公司資料")))


def side_by_side(scene: Scene) -> None:
    """A quarter, the one before and the one of last year, with both growths."""
    rng, draft, taiwan = scene.rng, scene.draft, scene.style is TW
    q, y = scene.quarter, scene.year
    last = (q - 1, y) if q > 1 else (4, y - 1)
    heads = scene.pick((
        (f"{q}Q{y % 100}", f"{last[0]}Q{last[1] % 100}", f"{q}Q{(y - 1) % 100}", "QoQ", "YoY"),
        (f"{y}Q{q}", f"{last[1]}Q{last[0]}", f"{y - 1}Q{q}", "季增率", "年增率") if taiwan
        else (f"{y}年第{q}季", f"{last[1]}年第{last[0]}季", f"{y - 1}年第{q}季", "按季", "按年"),
    ))  # fmt: skip
    periods = (scene.period, f"{last[1]}Q{last[0]}", scene.before)
    code = "TWD" if taiwan else "CNY"
    exponent, places, unit = scene.pick(((6, 0, "百萬元"), (8, 2, "億元")))
    cash = Unit("", places, "", code)
    words = (
        (
            ("營業收入", "revenue"),
            ("營業毛利", "gross_profit"),
            ("營業利益", "operating_profit"),
            ("稅後淨利", "net_profit"),
        )
        if taiwan
        else (("收入", "revenue"), ("毛利", "gross_profit"), ("經營溢利", "operating_profit"), ("淨利潤", "net_profit"))
    )
    corner = f"單位：{'新台幣' if taiwan else '人民幣'}{unit}"
    rows: Rows = [(corner if rng.random() < 0.6 else "項目", *heads)]
    caption = f"{scene.company}{y}年第{q}季損益" + ("" if rows[0][0] == corner else f"（{corner}）")
    base = scene.spread(30, 600) * 10**8
    percent = rng.random() < 0.5
    told: list[tuple[About, list[str]]] = []
    for word, metric_id in words:
        base = base * scene.spread(0.3, 0.6) if metric_id != "revenue" else base
        values = [base, base * scene.spread(0.8, 1.25), base * scene.spread(0.7, 1.4)]
        names = [scene.amount("pl", v) for v in values]
        about = About(scene.company, word, metric_id, scene.period)
        cells: list[str | Figure] = [word]
        for name, period in zip(names, periods, strict=True):
            cells.append(level(draft, name, cash, replace(about, period=period), exponent=exponent))
        for other, basis in ((names[1], "qoq"), (names[2], "yoy")):
            rate = growth(draft, names[0], other, 1, replace(about, measure="growth", basis=basis), signed=True)  # type: ignore[arg-type]
            cells.append(rate if percent else bare(rate))
        rows.append(tuple(cells))
        told.append((about, names))
    _put(scene, rows, caption)
    if rng.random() < 0.6:
        about, names = scene.pick(told)
        again = level(draft, names[0], Unit("億", scene.pick((1, 2)), "元", code), about)
        over = growth(draft, names[0], names[2], 1, replace(about, measure="growth", basis="yoy"))
        words = {"C": scene.company, "P": f"{y}年第{q}季", "M": about.metric}
        draft.blocks.append(paragraph(scene.pick(AGAIN_TW if taiwan else AGAIN_HK), {"a": again, "g": over}, words))


def shipments(scene: Scene) -> None:
    """Volumes and shares of two periods with the growth of each row, the others and the market."""
    rng, draft = scene.rng, scene.draft
    names = rng.sample(BRANDS, rng.randint(4, 5))
    product = (
        scene.pick(("智慧型手機", "平板電腦", "穿戴裝置"))
        if scene.style is TW
        else scene.pick(("智能手機", "平板電腦", "智能手錶"))
    )
    then = [scene.spread(3, 40) for _ in (*names, "")]
    now = [value * scene.spread(0.7, 1.5) for value in then]
    order = sorted(range(len(names)), key=lambda n: -now[n])
    now, then = ([each[n] for n in order] + [each[-1]] for each in (now, then))
    names = [names[n] for n in order] + [scene.pick(("其他", "其他", "其它"))]
    millions = 10**6
    new = [scene.amount("units", v * millions) for v in now]
    old = [scene.amount("units", v * millions) for v in then]
    market = [scene.amount("units", sum((draft.amounts[a] for a in each), Fraction(0))) for each in (new, old)]
    draft.wholes += [Whole(market[0], tuple(new)), Whole(market[1], tuple(old))]
    unit = Unit("", 1, "", "臺")
    source = scene.pick(("IDC", "Canalys", "Counterpoint"))
    region = (("region", "全球"),)
    volume, share, rate = (
        ("出貨量（百萬台）", "市占率", "年成長率")
        if scene.style is TW
        else ("出貨量（百萬部）", "市場份額", "同比增長")
    )
    heads = (
        "廠商",
        f"{scene.period}{volume}",
        f"{scene.period}{share}",
        f"{scene.before}{volume}",
        f"{scene.before}{share}",
        rate,
    )
    rows: Rows = [heads]
    total = scene.pick(("合計", "總計", "合計"))
    for who, a, b in (*zip(names, new, old, strict=True), (total, *market)):
        about = About(who, "出貨量", "shipments", scene.period, attribution=source, qualifiers=region)
        held = replace(about, metric=share, metric_id="market_share")
        before = {"period": scene.before}
        rows.append((
            who,
            level(draft, a, unit, about, exponent=6), ratio(draft, a, market[0], 1, held),
            level(draft, b, unit, replace(about, **before), exponent=6), ratio(draft, b, market[1], 1, replace(held, **before)),
            growth(draft, a, b, 1, replace(about, measure="growth", basis="yoy"), signed=True),
        ))  # fmt: skip
    _put(scene, rows, f"表：{scene.period}全球{product}出貨量", f"資料來源：{source}")


def months(scene: Scene) -> None:
    """Some months of revenue with their growth over a year before, which the table prints too."""
    draft, year = scene.draft, scene.year
    start = scene.rng.randint(1, 6)
    head = (
        ("月份", "營收（億元）", "去年同月（億元）", "年增率")
        if scene.style is TW
        else ("月份", "銷售額（億元）", "上年同月（億元）", "同比變動")
    )
    rows: Rows = [head]
    size = scene.spread(4, 80) * 10**8
    code = "TWD" if scene.style is TW else "CNY"
    unit = Unit("", 2, "", code)
    word, metric_id = ("營收", "revenue") if scene.style is TW else ("銷售額", "sales")
    for m in range(start, start + scene.rng.randint(3, 6)):
        old = scene.amount("m", size * scene.spread(0.8, 1.2))
        new = scene.amount("m", draft.amounts[old] * scene.spread(0.8, 1.4))
        about = About(scene.company, word, metric_id, f"{year}-{m:02d}")
        rows.append((
            f"{year}年{m}月", level(draft, new, unit, about, exponent=8),
            level(draft, old, unit, replace(about, period=f"{year - 1}-{m:02d}"), exponent=8),
            growth(draft, new, old, 1, replace(about, measure="growth", basis="yoy"), signed=True),
        ))  # fmt: skip
    _put(scene, rows, f"{scene.company}每月{word}")


def mix(scene: Scene) -> None:
    """Revenue by region with its shares of the whole."""
    rng, draft, year = scene.rng, scene.draft, scene.year
    regions = rng.sample(("中國大陸", "歐洲", "北美", "東南亞", "日本", "拉丁美洲"), 3)
    regions.append(scene.pick(("其他地區", "其他")))
    parts = [scene.amount("mix", scene.spread(3, 90) * 10**8) for _ in regions]
    whole = scene.amount("mix", sum((draft.amounts[a] for a in parts), Fraction(0)))
    draft.wholes.append(Whole(whole, tuple(parts)))
    code = "TWD" if scene.style is TW else "CNY"
    word = "營收" if scene.style is TW else "收入"
    rows: Rows = [("地區", f"{year}年{word}（億元）", scene.pick(("占比", "佔比", "占總營收比重")))]
    for who, a in (*zip(regions, parts, strict=True), (scene.pick(("合計", "總計", "總收入")), whole)):
        scope = (("region", who),) if a != whole else ()
        about = About(scene.company, word, "revenue", str(year), qualifiers=scope)
        shown = ratio(draft, a, whole, 1, replace(about, metric="占比", metric_id="share_of_total"))
        rows.append((who, level(draft, a, Unit("", 1, "", code), about, exponent=8), shown))
    _put(scene, rows, f"圖：{scene.company}{year}年{word}按地區劃分")
