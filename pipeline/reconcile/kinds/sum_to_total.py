"""Parts against their total: a printed one, or 100 % where the parts are said to be all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.grid import Line, Structure, by_columns, by_rows, structures
from pipeline.reconcile.index import Index, alike
from pipeline.reconcile.interval import Range, hull, point, total
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.sums_over_time import WHOLE, sum_relation, years
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

LEAST_PARTS = 2
GROSS = (
    "gross_profit",
    "revenue",
    "cost_of_revenue",
)  # of a statement: the difference, and the two that it lies between


def find(index: Index) -> Iterator[Relation]:
    for table in sorted({number for number, _ in index.rows}):
        for lines in (by_rows(index, table), by_columns(index, table)):
            yield from _of_table(index, lines)
        yield from _statement(index, table)
    yield from years(index)
    yield from _of_sentences(index)


# in tables


def _of_table(index: Index, lines: list[Line]) -> Iterator[Relation]:
    """The sums of a table's lines. Which lines a total sums is decided by what holds: a structure that no column bears
    out is reported only where the words leave no other."""
    by_total: dict[int, list[Structure]] = {}
    for structure in structures(lines):
        by_total.setdefault(structure.total.number, []).append(structure)
    for candidates in by_total.values():
        sums = [(structure, list(_columns(index, structure))) for structure in candidates]
        held = [sum(r.stated.meets(r.derived) for r in relations if len(r.claims) > 1) for _, relations in sums]
        best = max(range(len(sums)), key=lambda n: held[n])
        structure, relations = sums[best]
        if structure.sure or _borne_out(structure, held[best], sum(len(r.claims) > 1 for r in relations)):
            yield from relations
    if not by_total:
        yield from _shares_with_rest(index, lines)


def _borne_out(structure: Structure, held: int, tried: int) -> bool:
    """Most columns hold; of a structure that leaves lines out, all but one: a slip breaks one column."""
    return held > 0 and (tried - held <= 1 if structure.nearest else held * 2 >= tried)


def _statement(index: Index, table: int) -> Iterator[Relation]:
    """毛利 = 收入 − 銷售成本 in each column of a statement that prints one of each, where most columns bear it out."""
    relations = []
    for claims in index.columns.get(table, {}).values():
        lines = [[c for c in claims if c.metric_id == metric and c.measure == "level"] for metric in GROSS]
        if all(len(line) == 1 for line in lines):
            gross, revenue, cost = (line[0] for line in lines)
            alike_all = all(c.period == gross.period and index.comparable(c, gross) for c in (revenue, cost))
            if alike_all and all(c.quantity.value is not None for c in (gross, revenue, cost)):
                relations.append(_less_cost(index, gross, revenue, cost))
    held = sum(r.stated.meets(r.derived) for r in relations)
    if len(relations) > 1 and held * 2 >= len(relations):
        yield from relations


def _less_cost(index: Index, gross: Claim, revenue: Claim, cost: Claim) -> Relation:
    """A cost is printed in brackets, or as a positive figure."""

    def algebra(value: Values) -> tuple[Range, Range]:
        spent = value(cost)
        return value(gross), value(revenue) + (spent if spent.high is not None and spent.high < 0 else -spent)

    stated, derived = algebra(index.range)
    printed = term(cost).lstrip("−")
    return Relation(
        "sum_to_total",
        (gross, revenue, cost),
        stated,
        derived,
        lambda: Wording(
            f"{term(revenue)} − {printed}",
            f"{name(gross)} 印作 {quoted(gross)}，但 {quoted(revenue)} 減成本 {quoted(cost)} 為 {spell(derived, gross)}",
            f"{name(gross)} is printed as {quoted(gross)}; {quoted(revenue)} less the cost of {quoted(cost)} is "
            f"{spell(derived, gross, english=True)}",
        ),
        gross.span,
        algebra,
    )


def _columns(index: Index, structure: Structure) -> Iterator[Relation]:
    for place, whole in structure.total.figures.items():
        parts = [line.figures.get(place) for line in structure.parts]
        present = [part for part in parts if part is not None]
        if len(present) < len(parts) or not all(_adds(index, whole, part) for part in present):
            continue
        share = _is_share(index, whole)
        yield sum_relation(index, whole, present, "各項", exact=share and whole.quantity.value == WHOLE)
        if share and any(line.role == "rest" for line in structure.parts):
            yield _definition(index, whole, present)


def _definition(index: Index, whole: Claim, parts: Sequence[Claim]) -> Relation:
    """Shares of a whole, the rest among them, make 100 %; a total that is printed is that, or the sum of the printed shares."""
    printed = sum((Fraction(part.quantity.value or 0) for part in parts), Fraction(0))

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(whole), hull((point(printed), point(WHOLE)))

    stated, derived = algebra(index.range)
    return Relation(
        "sum_to_total",
        (whole,),
        stated,
        derived,
        lambda: Wording(
            "100",
            f"{name(whole)} 印作 {quoted(whole)}，但各項連同其他應為 100%（各項相加為 {spell(point(printed), whole)}）",
            f"{name(whole)} is printed as {quoted(whole)}; the shares with the rest make 100 % "
            f"(as printed they add up to {spell(point(printed), whole, english=True)})",
        ),
        whole.span,
        algebra,
    )


def _shares_with_rest(index: Index, lines: list[Line]) -> Iterator[Relation]:
    """Shares that end in 其他 and have no total line: together they are 100 %."""
    if len(lines) <= LEAST_PARTS or lines[-1].role != "rest" or any(line.role != "part" for line in lines[:-1]):
        return
    for place, rest in lines[-1].figures.items():
        parts = [line.figures.get(place) for line in lines]
        present = [part for part in parts if part is not None]
        if len(present) == len(parts) and all(_is_share(index, c) and _adds(index, rest, c) for c in present):
            yield _of_hundred(index, present)


def _adds(index: Index, whole: Claim, part: Claim) -> bool:
    """Whether two figures of one column are amounts of one thing that can be added."""
    if whole.measure != "level" or part.measure != "level" or not index.comparable(whole, part):
        return False
    if whole.per is not None or whole.statistic not in (None, "cumulative") or part.quantity.value is None:
        return False
    if whole.quantity.unit == "percent":
        return _is_share(index, whole) and _is_share(index, part)
    return whole.quantity.category in ("monetary", "quantity") and not index.words.says(
        "unsummable", whole.metric or ""
    )


def _is_share(index: Index, claim: Claim) -> bool:
    return claim.quantity.unit == "percent" and (
        index.words.says("share", claim.metric or "") or "share" in (claim.metric_id or "")
    )


# in sentences


def _of_sentences(index: Index) -> Iterator[Relation]:
    """A list of shares in one sentence whose last one is the rest (其餘 …) makes 100 %; amounts before 合計 make that total."""
    for claims in index.sentences.values():
        text = index.sentence(claims[0])
        if index.words.says("of_which", text):
            continue
        shares = [c for c in claims if c.measure == "level" and _is_share(index, c)]
        if len(shares) > LEAST_PARTS and _is_list(index, shares) and _is_rest(index, shares):
            yield _of_hundred(index, shares)
        yield from _announced(index, claims)


def _is_list(index: Index, shares: Sequence[Claim]) -> bool:
    """One metric, one period, one voice, each share somebody else's, and none of them a sum of others."""
    first = shares[0]
    *named, last = shares
    same = all((c.metric_id or c.metric) == (first.metric_id or first.metric) for c in named)
    same = same and all((c.period, c.status) == (first.period, first.status) for c in shares)
    same = same and last.metric_id in (first.metric_id, "share_of_total")
    whose = {(index.entity(c), c.qualifiers) for c in named}
    return (
        same
        and len(whose) == len(named)
        and not any(index.words.says("total", index.before(c, 6)) for c in shares[:-1])
    )


def _is_rest(index: Index, shares: Sequence[Claim]) -> bool:
    gap = index.note.canonical[shares[-2].span.end : shares[-1].span.start]
    return index.words.says("rest", gap)


def _announced(index: Index, claims: Sequence[Claim]) -> Iterator[Relation]:
    """甲 40 億、乙 25 億，合計 65 億: the amounts of one metric that stand before the word in the same sentence."""
    for place, whole in enumerate(claims):
        if place < LEAST_PARTS or not index.words.says("total", index.before(whole, 4)):
            continue
        if index.words.says("rest", index.note.canonical[claims[place - 1].span.end : whole.span.start]):
            continue  # 其餘 … 合計占 12.9 %: the sum of what is not named
        parts = [c for c in claims[:place] if _adds(index, whole, c) and c.period == whole.period and alike(c, whole)]
        subjects = {(index.entity(c), index.metric(c), c.qualifiers) for c in parts}
        if len(parts) >= LEAST_PARTS and len(subjects) == len(parts) and len(parts) == place:
            yield sum_relation(index, whole, parts, "各項", sure=True)


# both


def _of_hundred(index: Index, parts: Sequence[Claim]) -> Relation:
    last, others = parts[-1], parts[:-1]

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(last), point(WHOLE) - total(value(part) for part in others)

    stated, derived = algebra(index.range)
    formula = "100 − " + " − ".join(term(part) for part in others)
    return Relation(
        "sum_to_total",
        (last, *others),
        stated,
        derived,
        lambda: Wording(
            formula,
            f"{name(last)} 印作 {quoted(last)}，但全部應為 100%，{formula} 只剩 {spell(derived, last)}",
            f"{name(last)} is printed as {quoted(last)}; all together make 100 %, which leaves {formula} = "
            f"{spell(derived, last, english=True)}",
        ),
        last.span,
        algebra,
        sure=True,
    )


_SHARES = (("品牌", "市場份額"), ("甲", "40.0%"), ("乙", "34.9%"), ("其他", "25.0%"), ("合計", "100.0%"))


def _column(*texts: str, metric: str = "市場份額") -> tuple[Claim, ...]:
    names = ("甲", "乙", "其他", "合計")
    return tuple(
        figure(metric, "2024Q3", text, entity=who, at=(row, 1))
        for row, (who, text) in enumerate(zip(names, texts, strict=True), 1)
    )


def _year(why: str, *texts: str, metric: str = "收入") -> Example:
    labels = ("2024Q1", "2024Q2", "2024Q3", "2024Q4", "2024")
    claims = tuple(
        figure(metric, label, f"{text} 億元", at=(1, col))
        for col, (label, text) in enumerate(zip(labels, texts, strict=True), 1)
    )
    return Example(why, claims, table=(("", *labels), (metric, *texts)))


def _statement_of(year: str, col: int, revenue: str, cost: str, gross: str) -> tuple[Claim, ...]:
    return (
        figure("收入", year, f"{revenue} 億元", at=(1, col), metric_id="revenue"),
        figure("銷售成本", year, f"{cost} 億元", at=(2, col), metric_id="cost_of_revenue"),
        figure("毛利", year, f"{gross} 億元", at=(3, col), metric_id="gross_profit"),
    )


KIND = Kind(
    "sum_to_total",
    find,
    fires=(
        _year("four quarters make 42.2, not 47.2", "10.1", "10.4", "10.7", "11.0", "47.2"),
        Example(
            "341.9 left of 852.1 after a cost of 510.2, not 314.9",
            (
                *_statement_of("2023", 1, "561.7", "-340.1", "221.6"),
                *_statement_of("2024", 2, "852.1", "-510.2", "314.9"),
            ),
            table=(
                ("", "2023", "2024"),
                ("收入", "561.7", "852.1"),
                ("銷售成本", "(340.1)", "(510.2)"),
                ("毛利", "221.6", "314.9"),
            ),
        ),
        Example(
            "48.0 where 40.0 stood",
            _column("48.0%", "34.9%", "25.0%", "100.0%"),
            table=(_SHARES[0], ("甲", "48.0%"), *_SHARES[2:]),
        ),
        Example(
            "a total that is neither 100 nor the sum",
            _column("40.0%", "35.0%", "25.0%", "100.4%"),
            table=(_SHARES[0], ("甲", "40.0%"), ("乙", "35.0%"), ("其他", "25.0%"), ("合計", "100.4%")),
        ),
        Example(
            "the rest of a list of shares",
            (
                figure("營收占比", "2025Q1", "56.4%", qualifiers=(("product", "甲類"),)),
                figure("營收占比", "2025Q1", "30.5%", qualifiers=(("product", "乙類"),)),
                figure("營收占比", "2025Q1", "12.9%", qualifiers=(("product", "丙類"),)),
            ),
            text="產品方面，甲類營收占比 56.4%，乙類占 30.5%，其餘產品占 12.9%。",
        ),
        Example(
            "an announced total",
            (
                figure("收入", "2024", "40.2 億元", qualifiers=(("segment", "甲類"),)),
                figure("收入", "2024", "25.1 億元", qualifiers=(("segment", "乙類"),)),
                figure("收入", "2024", "75.3 億元"),
            ),
            text="甲類收入 40.2 億元，乙類收入 25.1 億元，合計 75.3 億元。",
        ),
    ),
    silent=(
        Example(
            "a gross profit of another line of business in one column: the lines are not what they seem",
            (
                *_statement_of("2023", 1, "561.7", "-340.1", "199.9"),
                *_statement_of("2024", 2, "852.1", "-510.2", "314.9"),
            ),
            table=(
                ("", "2023", "2024"),
                ("收入", "561.7", "852.1"),
                ("銷售成本", "(340.1)", "(510.2)"),
                ("毛利", "199.9", "314.9"),
            ),
        ),
        _year("four rounded quarters", "10.1", "10.4", "10.7", "11.0", "42.1"),
        _year("cash at four dates is not added up", "10.1", "10.4", "10.7", "11.0", "11.0", metric="現金"),
        Example(
            "a total of rounded shares",
            _column("40.0%", "34.9%", "25.0%", "99.9%"),
            table=(*_SHARES[:4], ("合計", "99.9%")),
        ),
        Example("rounded shares that print 99.9", _column("40.0%", "34.9%", "25.0%", "100.0%"), table=_SHARES),
        Example(
            "segments that nobody says are all",
            (
                figure("毛利", "2025Q3", "256.7 億元"),
                figure("毛利", "2025Q3", "50.9 億元", qualifiers=(("segment", "甲類"),)),
                figure("毛利", "2025Q3", "64.4 億元", qualifiers=(("segment", "乙類"),)),
            ),
            text="毛利 256.7 億元，甲類 50.9 億元，乙類 64.4 億元。",
        ),
        Example(
            "margins do not add up",
            _column("20.0%", "35.0%", "10.0%", "24.0%", metric="毛利率"),
            table=(("業務", "毛利率"), ("甲", "20.0%"), ("乙", "35.0%"), ("其他", "10.0%"), ("合計", "24.0%")),
        ),
        Example(
            "three of many",
            (
                figure("市場份額", "2024", "30%", entity="甲"),
                figure("市場份額", "2024", "25%", entity="乙"),
                figure("市場份額", "2024", "20%", entity="丙"),
            ),
            text="甲、乙、丙市場份額為 30%、25% 和 20%。",
        ),
    ),
)
