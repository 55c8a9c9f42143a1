"""What made notes tell: each section draws hidden amounts and prints some of them, related or not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bench.notes.pieces import About, Figure, Grid, Meaning, Paragraph, Piece, Turn, Whole
from bench.notes.printing import Unit, free, growth, level, more_than, percent, points, ratio, rounded
from bench.notes.world import BRANDS, BROKERS, PRODUCTS, SEGMENTS, TW, Scene

HUNDRED = Fraction(100)


def opening(scene: Scene) -> None:
    """Title and results: revenue, profit, margin, each with its growth and some with the base."""
    style, rng = scene.style, scene.rng
    base = scene.spread(20, 900) * 10**8
    old = scene.amount("revenue", base)
    new = scene.amount("revenue", base * scene.spread(0.7, 1.6))
    profit_old = scene.amount("profit", base * scene.spread(0.05, 0.2))
    profit = scene.amount("profit", scene.draft.amounts[profit_old] * scene.spread(0.6, 1.8))
    revenue, net = scene.pick(style.revenue), scene.pick(style.profit)
    about_revenue, about_net = scene.about(revenue, "revenue"), scene.about(net, "net_profit")
    year = f"{scene.year}年"

    yoy = scene.pick(style.yoy)
    scene.first_money = True
    title_figure = level(scene.draft, profit, scene.money(1), about_net)
    title_growth = growth(scene.draft, profit, profit_old, 0, replace(about_net, measure="growth", basis="yoy"))
    scene.draft.blocks.append(
        Paragraph((f"{scene.company}{year}{scene.quarter_word}{net}", title_figure, " ", Turn(title_growth.key, *yoy), title_growth), "title")
    )  # fmt: skip

    scene.first_money = True
    opener = f"{scene.company}（{scene.ticker}）公布{year}{scene.quarter_word}業績。" if rng.random() < 0.3 else ""
    company = "公司" if opener else f"{scene.company}（{scene.ticker}）"
    pieces: list[Piece] = [opener] if opener else []
    pieces += _told(scene, f"{company}{year}{scene.quarter_word}", about_revenue, new, old)
    pieces += _told(scene, scene.pick(("", "", "期內", "受惠於成本控制得宜，")), about_net, profit, profit_old)
    scene.draft.blocks.append(Paragraph(tuple(pieces)))
    _margin(scene, new, revenue)
    if rng.random() < 0.5:
        again = level(scene.draft, new, scene.money(1), about_revenue)
        opener = scene.pick(("總括而言，", "整體來說，", ""))
        words = f"{opener}{scene.company}{year}{scene.quarter_word}{revenue}達"
        scene.draft.blocks.append(Paragraph((words, again, "。")))


CAUSES = ("受惠於需求強勁，", "受產品組合改善帶動，", "在新產品推出下，", "雖然市況波動，", "")


def _told(scene: Scene, whose: str, about: About, new: str, old: str) -> list[Piece]:
    """A level with its growth, and perhaps the level before: in one of several orders."""
    style, rng, draft = scene.style, scene.rng, scene.draft
    metric = about.metric
    change = growth(draft, new, old, rng.choice((1, 1, 0, 2)), replace(about, measure="growth", basis="yoy"))
    turn = Turn(change.key, *scene.pick(style.yoy))
    amount = level(draft, new, scene.money(2), about)
    order = rng.random()
    pieces: list[Piece]
    if order < 0.45:
        pieces = [f"{whose}{metric}{scene.pick(('為', '達', '錄得'))}", amount, "，", turn, change]
    elif order < 0.6:
        pieces = [f"{whose}{metric}", amount, turn, change]
    elif order < 0.8:
        pieces = [f"{whose}{metric}", turn, change, "至", amount]
    else:
        pieces = [f"{scene.pick(CAUSES)}{whose}{metric}", turn, change, "，達", amount]
    if rng.random() < 0.65:
        before = level(draft, old, scene.money(2), replace(about, period=scene.before))
        pieces += [
            scene.pick((f"，{style.same_time}{metric}為", f"，{style.same_time}為", f"。{style.same_time}{metric}為")),
            before,
        ]
    return [*pieces, "。"]


def _margin(scene: Scene, revenue: str, revenue_word: str) -> None:
    """Gross profit, its margin, and how the margin moved."""
    style = scene.style
    gross = scene.amount("gross", scene.draft.amounts[revenue] * scene.spread(0.12, 0.5))
    about = scene.about("毛利率", "gross_margin")
    pieces: list[Piece] = []
    if scene.rng.random() < 0.5:
        pieces += ["毛利為", level(scene.draft, gross, scene.money(2), scene.about("毛利", "gross_profit"))]
        pieces += ["，毛利率為", ratio(scene.draft, gross, revenue, 1, about), "。"]
    else:
        margin = scene.draft.amounts[gross] / scene.draft.amounts[revenue] * 100
        now = scene.amount("margin", margin)
        then = scene.amount("margin", margin + scene.spread(-4, 4))
        basis, word, label = scene.pick(
            (
                ("yoy", "上年同期" if style is not TW else "去年同期", scene.before),
                ("qoq", "上季", _last_quarter(scene)),
            )
        )
        move = points(scene.draft, now, then, 1, replace(about, measure="change", basis=basis))
        turn = Turn(move.key, *scene.pick(style.pp))
        if scene.rng.random() < 0.5:
            pieces += [
                f"毛利率由{word}的",
                percent(scene.draft, then, 1, replace(about, period=label)),
                turn,
                move,
                "至",
            ]
            pieces += [percent(scene.draft, now, 1, about), "。"]
        else:
            pieces += ["毛利率為", percent(scene.draft, now, 1, about), f"，較{word}", turn, move]
            pieces += [f"，{word}為", percent(scene.draft, then, 1, replace(about, period=label)), "。"]
    scene.draft.blocks.append(Paragraph(tuple(pieces)))


def _last_quarter(scene: Scene) -> str:
    return f"{scene.year}Q{scene.quarter - 1}" if scene.quarter > 1 else f"{scene.year - 1}Q4"


def shares(scene: Scene) -> None:
    """A market's table of shares and growths, and a paragraph that repeats some of it."""
    rng, style = scene.rng, scene.style
    count = rng.randint(4, 6)
    names = [*rng.sample(BRANDS, count), "其他"]
    then = [scene.spread(5, 30) for _ in names]
    now = [value * scene.spread(0.75, 1.45) for value in then]
    order = sorted(range(count), key=lambda n: -now[n])
    names, then, now = ([each[n] for n in order] + [each[-1]] for each in (names, then, now))
    old = [scene.amount("sold", value) for value in then]
    new = [scene.amount("sold", value) for value in now]
    market_old, market_new = (
        scene.amount("market", sum(then, Fraction(0))),
        scene.amount("market", sum(now, Fraction(0))),
    )
    scene.draft.wholes += [Whole(market_old, tuple(old)), Whole(market_new, tuple(new))]
    word, source = scene.pick(style.share), scene.pick(("IDC", "Canalys", "Counterpoint", None))
    region = (("region", "中國"),)

    def about(who: str, metric: str, metric_id: str, period: str, **columns: object) -> About:
        return About(who, metric, metric_id, period, attribution=source, qualifiers=region, **columns)  # type: ignore[arg-type]

    ranked = rng.random() < 0.5
    rows: list[tuple[str | Figure, ...]] = [
        (
            "廠商",
            f"{scene.year}年{scene.quarter_word} {word}",
            f"{scene.year - 1}年{scene.quarter_word} {word}",
            "出貨量同比增幅",
        )
    ]
    cells: dict[str, Figure] = {}
    for n, who in enumerate(names):
        stub = f"{n + 1}. {who}" if ranked and who != "其他" else who
        share = ratio(scene.draft, new[n], market_new, 1, about(who, word, "market_share", scene.period))
        before = ratio(scene.draft, old[n], market_old, 1, about(who, word, "market_share", scene.before))
        rate = growth(
            scene.draft,
            new[n],
            old[n],
            1,
            about(who, "出貨量", "shipments", scene.period, measure="growth", basis="yoy"),
            signed=True,
        )
        cells[who] = share
        rows.append((stub, share, before, rate))
    whole = [
        Figure(
            scene.draft.key(),
            "100.0",
            "",
            "%",
            "percent",
            Meaning("ratio", (m, m)),
            about("合計", word, "market_share", p),
        )
        for m, p in ((market_new, scene.period), (market_old, scene.before))
    ]
    total = growth(
        scene.draft,
        market_new,
        market_old,
        1,
        about("合計", "出貨量", "shipments", scene.period, measure="growth", basis="yoy"),
        signed=True,
    )
    rows.append(("合計", *whole, total))
    caption = f"圖表：中國市場智能手機{word}"
    told = names[: rng.randint(2, count)]
    said = replace_source(source)
    pieces: list[Piece] = [f"{said}{scene.year}年{scene.quarter_word}，"]
    for n, who in enumerate(told):
        opener = f"{who}在中國市場的{word}為" if n == 0 else f"，{who}的{word}為"
        figure = cells[who]
        places = rng.choice((1, 1, 1, 0))
        again = ratio(scene.draft, figure.meaning.of[0], market_new, places, figure.about)
        pieces += [opener, again]
    pieces.append("。")
    text, table = Paragraph(tuple(pieces)), Grid(tuple(rows), caption, f"資料來源：{source}" if source else "")
    scene.draft.blocks += [text, table] if rng.random() < 0.6 else [table, text]


def replace_source(source: str | None) -> str:
    return f"根據 {source} 的數據，" if source else ""


def segments(scene: Scene) -> None:
    """Segments by two periods with growths and totals, as a table; or as a list that announces its total or its rest."""
    if scene.rng.random() < 0.55:
        _segment_table(scene)
    elif scene.rng.random() < 0.5:
        _announced_total(scene)
    else:
        _shares_with_rest(scene)


def _segment_table(scene: Scene) -> None:
    rng = scene.rng
    names = [*rng.sample(SEGMENTS, rng.randint(2, 4))]
    scale = rng.choice(((8, "億元", 2), (6, "百萬元", 1), (6, "百萬元", 0)))
    exponent, word, places = scale
    unit = Unit("", places, "", scene.style.currency)
    revenue = scene.style.revenue[0]
    old = [scene.amount("segment", scene.spread(3, 90) * 10**8) for _ in names]
    new = [scene.amount("segment", scene.draft.amounts[o] * scene.spread(0.7, 1.7)) for o in old]
    sums = [scene.amount("segments", sum((scene.draft.amounts[n] for n in each), Fraction(0))) for each in (old, new)]
    scene.draft.wholes += [Whole(sums[0], tuple(old)), Whole(sums[1], tuple(new))]
    head = ("業務", f"{scene.year - 1}年", f"{scene.year}年", "變動(%)")
    rows: list[tuple[str | Figure, ...]] = [(f"（{word}）", *head[1:])]
    for name, o, n in (*zip(names, old, new, strict=True), ("合計", *sums)):
        scope = (("segment", name),) if name != "合計" else ()
        about = scene.about(f"{revenue}", "revenue", period=str(scene.year), qualifiers=scope)
        rate = growth(scene.draft, n, o, 1, replace(about, measure="growth", basis="yoy"), signed=True)
        bare = replace(rate, unit_word="")
        rows.append((
            name,
            level(scene.draft, o, unit, replace(about, period=str(scene.year - 1)), exponent=exponent),
            level(scene.draft, n, unit, about, exponent=exponent),
            bare,
        ))  # fmt: skip
    scene.draft.blocks.append(Grid(tuple(rows), f"圖表：{scene.company}分部{revenue}", ""))


def _announced_total(scene: Scene) -> None:
    names = scene.rng.sample(SEGMENTS, 3)
    revenue = scene.style.revenue[0]
    period = str(scene.year - 1)
    amounts = [scene.amount("segment", scene.spread(3, 90) * 10**8) for _ in names]
    whole = scene.amount("segments", sum((scene.draft.amounts[a] for a in amounts), Fraction(0)))
    scene.draft.wholes.append(Whole(whole, tuple(amounts)))
    pieces: list[Piece] = [f"{period}年"]
    for name, amount in zip(names, amounts, strict=True):
        about = scene.about(revenue, "revenue", period=period, qualifiers=(("segment", name),))
        pieces += [f"{name}{revenue}", level(scene.draft, amount, scene.money(1), about), "，"]
    pieces += [
        scene.pick(("三者合計", "合計", "合共")),
        level(scene.draft, whole, scene.money(1), scene.about(revenue, "revenue", period=period)),
        "。",
    ]
    scene.draft.blocks.append(Paragraph(tuple(pieces)))


def _shares_with_rest(scene: Scene) -> None:
    first, second = scene.rng.sample(PRODUCTS, 2)
    parts = [scene.spread(30, 55), scene.spread(15, 35)]
    amounts = [scene.amount("mix", p) for p in (*parts, HUNDRED - sum(parts))]
    whole = scene.amount("mix", HUNDRED)
    scene.draft.constants[whole] = HUNDRED
    scene.draft.wholes.append(Whole(whole, tuple(amounts)))
    metric = "營收占比"
    figures = [
        percent(scene.draft, a, 2, scene.about(metric, "share_of_total", qualifiers=(("product", p),)))
        for a, p in zip(amounts, (first, second, "其他產品"), strict=True)
    ]
    pieces: tuple[Piece, ...] = (
        f"產品結構方面，{scene.quarter_word}{first}{metric}為", figures[0], f"，{second}占", figures[1],
        scene.pick(("，其餘產品合計占", "，其他產品占")), figures[2], "。",
    )  # fmt: skip
    scene.draft.blocks.append(Paragraph(pieces))


def forecasts(scene: Scene) -> None:
    """Brokers' forecasts: a table, their range and median, the base, and one broker's figure in the text."""
    rng, style = scene.rng, scene.style
    period, before = f"{scene.year + 1}", f"{scene.year}"
    net = style.profit[0]
    base = scene.spread(20, 300) * 10**8
    old = scene.amount("base", base)
    brokers = rng.sample(BROKERS, rng.randint(5, 9))
    amounts = sorted(
        (scene.amount("forecast", base * scene.spread(0.9, 1.5)) for _ in brokers),
        key=lambda a: -scene.draft.amounts[a],
    )
    unit = scene.money(2)
    about = scene.about(net, "net_profit", period=period, status="forecast")
    rows: list[tuple[str | Figure, ...]] = [
        ("券商", f"{period}年{net}預測", "按年變幅" if style is not TW else "年增減")
    ]
    for broker, amount in zip(brokers, amounts, strict=True):
        own = replace(about, attribution=broker)
        rate = growth(scene.draft, amount, old, 1, replace(own, measure="growth", basis="yoy"), signed=True)
        rows.append((broker, level(scene.draft, amount, Unit("億", 2, "元", style.currency), own), rate))
    said = replace(about, attribution="券商")
    value = scene.draft.amounts
    span = level(scene.draft, amounts[-1], unit, said)
    high = rounded(value[amounts[0]] / 10**8, 2)
    span = replace(span, high=high, bound="range", meaning=Meaning("range", tuple(amounts)))
    middle = sorted(value[a] for a in amounts)
    half = len(middle) // 2
    median = middle[half] if len(middle) % 2 else (middle[half - 1] + middle[half]) / 2
    name = scene.amount("median", median)
    centre = replace(
        level(scene.draft, name, Unit("億", 2, "元", style.currency), replace(said, statistic="median")),
        meaning=Meaning("median", tuple(amounts)),
    )
    pieces: list[Piece] = [
        f"綜合{len(brokers)}間券商預測，{scene.company}{period}年{net}介乎", span, f"，較{before}年的",
        level(scene.draft, old, Unit("億", 2, "元", style.currency), scene.about(net, "net_profit", period=before)),
        "，中位數", centre, "。",
    ]  # fmt: skip
    scene.draft.blocks.append(Paragraph(tuple(pieces)))
    if rng.random() < 0.6:
        n = rng.randrange(len(brokers))
        own = replace(about, attribution=brokers[n])
        again = level(scene.draft, amounts[n], Unit("億", rng.choice((2, 1)), style.money_first, style.currency), own)
        rate = growth(scene.draft, amounts[n], old, 1, replace(own, measure="growth", basis="yoy"))
        words = f"{brokers[n]}料{scene.company}{period}年{net}"
        scene.draft.blocks.append(Paragraph((words, again, "，", Turn(rate.key, *style.yoy[0]), rate, "。")))
    scene.draft.blocks.append(Grid(tuple(rows), f"圖表：券商對{scene.company}{period}年{net}預測", ""))


def target(scene: Scene) -> None:
    """A target price with its upside over the price, or with its change over the former target."""
    style, rng = scene.style, scene.rng
    currency = "HKD" if style is not TW else "TWD"
    broker = scene.pick(BROKERS)
    goal = Fraction(rng.randint(30, 900))
    about = About(scene.company, "目標價", "target_price", None, status="forecast", attribution=broker)
    unit = Unit("", 0, style.price, currency)
    new = scene.amount("target", goal)
    shown = replace(level(scene.draft, new, unit, about), exact=True)
    pieces: list[Piece] = [f"{broker}給予{scene.company}「{scene.pick(('買入', '增持'))}」評級，"]
    if rng.random() < 0.5:
        price = scene.amount("price", Fraction(round(goal * scene.spread(0.7, 0.95) * 10), 10))
        upside = growth(
            scene.draft,
            new,
            price,
            rng.choice((0, 1)),
            replace(about, metric="上升空間", metric_id="upside", measure="level"),
        )
        paid = level(
            scene.draft,
            price,
            Unit("", 1, style.price, currency),
            About(scene.company, "收市價", "share_price", f"{scene.year}-11-14"),
        )
        pieces += ["目標價", shown, "，較收市價", paid, "有", upside, "上升空間。"]
    else:
        old = scene.amount("target", Fraction(rng.randint(30, 900)))
        former = replace(level(scene.draft, old, unit, about), exact=True)
        move = growth(scene.draft, new, old, 1, replace(about, measure="growth", basis="vs_previous"))
        pieces += ["目標價由", former, Turn(move.key, "上調", "下調"), move, "至", shown, "。"]
    scene.draft.blocks.append(Paragraph(tuple(pieces)))


def deliveries(scene: Scene) -> None:
    """A year's target with the former one and the average a month, and last year's outcome beyond a bound."""
    rng = scene.rng
    year = scene.year + 1
    goal = Fraction(rng.randint(12, 90))
    monthly = scene.amount("goal", goal * 10**4)
    cars = Unit("萬", 0, "輛", "輛")
    about = scene.about("交付目標", "target", period=str(year), status="guidance")
    aim = replace(level(scene.draft, monthly, cars, about), exact=True)
    former = free(scene.draft, str(int(goal) - rng.randint(2, 5)), cars, about, exact=True)
    average = level(
        scene.draft,
        monthly,
        Unit("萬", 2, "輛", "輛"),
        replace(about, metric="交付量", metric_id="deliveries", per="month"),
        factor=Fraction(1, 12),
    )
    sold = scene.amount("sold", (goal * scene.spread(0.5, 0.8)) * 10**4)
    done = more_than(
        scene.draft, sold, Unit("萬", 1, "輛", "輛"), scene.about("交付量", "deliveries", period=str(scene.year))
    )
    done = replace(done, meaning=Meaning("free"))
    pieces: list[Piece] = [
        f"{scene.company}{scene.year}年全年交付量{done.before}", replace(done, before=""), "。",
        f"{scene.company}宣布{year}年全年交付目標為", aim, scene.pick(("，高於先前的", "，超過先前設定的")), former,
        scene.pick(("，即平均每月交付", "，意味著平均每月交付")), average, "。",
    ]  # fmt: skip
    scene.draft.blocks.append(Paragraph(tuple(pieces)))


def quarters(scene: Scene) -> None:
    """Two quarters of shipments with the growth between them."""
    style = scene.style
    unit = Unit("萬", 1, "臺", "臺")
    old = scene.amount("shipped", scene.spread(80, 900) * 10**4)
    new = scene.amount("shipped", scene.draft.amounts[old] * scene.spread(0.7, 1.5))
    about = scene.about("出貨量", "shipments", qualifiers=(("product", "伺服器"),))
    rate = growth(scene.draft, new, old, 1, replace(about, measure="growth", basis="qoq"))
    pieces: tuple[Piece, ...] = (
        f"{scene.quarter_word}伺服器出貨量為", level(scene.draft, new, unit, about), "，", Turn(rate.key, *scene.pick(style.qoq)),
        rate, "，上季為", level(scene.draft, old, unit, replace(about, period=_last_quarter(scene))), "。",
    )  # fmt: skip
    scene.draft.blocks.append(Paragraph(pieces))


def distractors(scene: Scene) -> None:
    """Figures that resemble others of the note and are not theirs: other scopes, bounds, guidance, other brokers, stores."""
    rng, style = scene.rng, scene.style
    options: list[tuple[Piece, ...]] = []
    world = scene.about("出貨量", "shipments", qualifiers=(("region", "全球"),))
    options.append((
        f"{scene.quarter_word}全球智能手機出貨量{style.yoy[0][0]}",
        free(scene.draft, f"{rng.randint(1, 9)}.{rng.randint(0, 9)}", Unit("", 1, "%", "percent"), replace(world, entity="全球智能手機", measure="growth", basis="yoy")),
        "。",
    ))  # fmt: skip
    guide = scene.about(style.revenue[0], "revenue", period=f"{scene.year}Q4", status="guidance")
    low = rng.randint(20, 60)
    options.append((
        f"公司預期第四季{style.revenue[0]}介乎",
        replace(free(scene.draft, str(low), scene.money(0), guide), high=str(low + rng.randint(2, 6)), bound="range"),
        "。",
    ))  # fmt: skip
    stores = scene.about("門店", "stores", period=f"{scene.year}-12-31")
    options.append((
        f"截至{scene.year}年底，公司已開設超過",
        replace(free(scene.draft, str(rng.randint(2, 9) * 100), Unit("", 0, "家", "家"), stores), bound="more_than"),
        "門店。",
    ))  # fmt: skip
    global_share = About(
        scene.pick(BRANDS), style.share[0], "market_share", scene.period, qualifiers=(("region", "全球"),)
    )
    options.append((
        f"{scene.quarter_word}，{global_share.entity}在全球市場的{style.share[0]}為",
        free(scene.draft, str(rng.randint(8, 22)), Unit("", 0, "%", "percent"), global_share),
        "。",
    ))  # fmt: skip
    options.append(
        (
            "新廠占地",
            free(
                scene.draft,
                f"{rng.randint(20, 90)}.{rng.randint(1, 9)}",
                Unit("萬", 1, "平方米", "m2"),
                scene.about("占地面積", "floor_area", period=None),
            ),
            "，規劃年產能尚待公布。",
        )
    )
    for pieces in rng.sample(options, rng.randint(2, len(options))):
        scene.draft.blocks.append(Paragraph(pieces))


SECTIONS = (shares, segments, forecasts, target, deliveries, quarters, distractors)
