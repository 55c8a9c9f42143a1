"""One fact printed twice: the same entity, metric, period, qualifiers and source, so the intervals must meet."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.model.check import ReconciliationKind
from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Fact, Index, alike
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.precision import is_money
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

SHIFTING = ("price", "index")  # of a day there are many
MOST_VALUES = 2
REVISABLE = ("guidance", "forecast", "estimate")


def find(index: Index) -> Iterator[Relation]:
    """Copies within the prose, or within tables. Each is held against the most precise one."""
    for fact, claims in index.facts.items():
        if index.kind_of(claims[0]) in SHIFTING and not all(_closing(c) for c in claims):
            continue
        for group in copies(index, fact, claims):
            prose = [c for c in group if c.origin != "cell"]
            yield from _against_first(index, prose)
            cells = [c for c in group if c.origin == "cell"]
            if len({c.table for c in cells}) == len(
                cells
            ):  # one table does not print a fact twice: what differs is not read
                yield from _against_first(index, cells)


def _closing(claim: Claim) -> bool:
    """收市價, 收盤價: the one price of a day."""
    return (claim.metric or "").startswith(("收市", "收盤"))


def copies(index: Index, fact: Fact, claims: tuple[Claim, ...]) -> Iterator[list[Claim]]:
    """Claims that say the same fact, parted by unit, status and source."""
    if len(claims) < 2:
        return
    for unit in index.group_by_unit([c for c in claims if not _is_portion(index, c)]):
        parted: list[list[Claim]] = []
        for claim in unit:
            for group in parted:
                if (
                    alike(group[0], claim)
                    and not _mirrored(index, group[0], claim)
                    and all(index.same_voice(c, claim) for c in group)
                ):
                    group.append(claim)
                    break
            else:
                parted.append([claim])
        for group in parted:
            settled = without_revisions(index, group)
            if len(settled) > 1:
                yield settled


def _is_portion(index: Index, claim: Claim) -> bool:
    """佔資產總額 14 %: a share of an amount, by whom is not said; 資產總額 itself has no percentage."""
    return (claim.measure, claim.quantity.unit) == ("level", "percent") and index.kind_of(claim) == "money"


def _mirrored(index: Index, one: Claim, other: Claim) -> bool:
    """資本支出 28 億 in the text, (2,809) in the cash flow: one amount, spent."""
    stated, copy = index.range(one), index.range(other)
    return not stated.meets(copy) and (-stated).meets(copy)


def without_revisions(index: Index, group: list[Claim]) -> list[Claim]:
    """What is left of the copies of a forecast or target where one that is said to be the former one is left out. None
    where a single sentence gives it two values: then the sentence tells of the change."""
    if group[0].status not in REVISABLE:
        return group
    settled = [c for c in group if not index.words.says("revision", index.before(c))]
    for one in settled:
        for other in settled:
            if one.quote_span == other.quote_span and not index.range(one).meets(index.range(other)):
                return []
    return settled


UNIT_LINES = (Fraction(1000), Fraction(10**6))  # 千元, 百萬元: scales that stand away from their figures


def misread(index: Index, one: Claim, other: Claim) -> bool:
    """As `looks_misread`, for two figures of the note."""
    return looks_misread(one, index.range(one), index.range(other))


def looks_misread(one: Claim, a: Range, b: Range) -> bool:
    """Whether two levels differ by their sign alone (an outflow is printed in brackets in one place and not in another), or
    by the scale of a unit line that one of them may stand under."""
    if one.measure != "level" or a.meets(b) or not (a.is_bounded and b.is_bounded):
        return False
    if is_money(one.quantity.unit) and _worlds_apart(a, b):
        return True  # 純利 11.46 億元 and 15 仙: one of them is of a share
    scaled = (pair[0].scaled(scale).meets(pair[1]) for scale in UNIT_LINES for pair in ((a, b), (b, a)))
    return (-a).meets(b) or any(scaled)


APART = 10**6


def _worlds_apart(one: Range, other: Range) -> bool:
    sizes = sorted(max(abs(end) for end in (r.low, r.high) if end is not None) for r in (one, other))
    return sizes[1] > sizes[0] * APART


def relation(index: Index, kind: ReconciliationKind, stated: Claim, other: Claim) -> Relation:
    def algebra(value: Values) -> tuple[Range, Range]:
        return value(stated), value(other)

    _, derived = algebra(index.range)

    def worded() -> Wording:
        rounded = "" if derived.is_point else f"（即 {spell(derived, other)}）"
        rounded_en = "" if derived.is_point else f" ({spell(derived, other, english=True)})"
        return Wording(
            term(other),
            f"{name(stated)} 印作 {quoted(stated)}，另一處印作 {quoted(other)}{rounded}",
            f"{name(stated)} is printed as {quoted(stated)}, elsewhere as {quoted(other)}{rounded_en}",
        )

    return Relation(
        kind,
        (stated, other),
        index.range(stated),
        derived,
        worded,
        stated.span,
        algebra,
    )


def _against_first(index: Index, claims: list[Claim]) -> Iterator[Relation]:
    if len(claims) < 2 or _values(index, claims) > MOST_VALUES:
        return
    reference = min(claims, key=lambda c: (_width(index, c), c.span.start))
    for claim in claims:
        if claim is reference or misread(index, claim, reference):
            continue
        if not _one_breath(index, claim, reference):
            yield relation(index, "same_fact", claim, reference)


def _values(index: Index, claims: list[Claim]) -> int:
    """How many values the copies have that do not meet. Of three, at most one is a slip: what tells them apart was not read."""
    apart: list[Claim] = []
    for claim in claims:
        if not any(index.range(claim).meets(index.range(other)) for other in apart):
            apart.append(claim)
    return len(apart)


def _one_breath(index: Index, one: Claim, other: Claim) -> bool:
    """Two values in one sentence are two things of which we see one: a sentence does not contradict itself."""
    return one.quote_span == other.quote_span and not index.range(one).meets(index.range(other))


def _width(index: Index, claim: Claim) -> tuple[bool, object]:
    value = index.range(claim)
    if value.low is None or value.high is None:
        return True, 0
    return False, value.high - value.low


KIND = Kind(
    "same_fact",
    find,
    fires=(
        Example("one profit twice", (figure("淨利潤", "2024", "35.2 億元"), figure("淨利潤", "2024", "32.5 億元"))),
        Example(
            "a count is exact",
            (figure("門店", "2024", "58 家", metric_id="stores"), figure("門店", "2024", "59 家", metric_id="stores")),
        ),
        Example(
            "a bound and a figure below it",
            (
                figure("交付量", "2024", "超過13.5 萬輛", metric_id="deliveries"),
                figure("交付量", "2024", "12.9 萬輛", metric_id="deliveries"),
            ),
        ),
    ),
    silent=(
        Example("coarser rounding", (figure("收入", "2024", "1,234.5 億元"), figure("收入", "2024", "0.1 兆元"))),
        Example(
            "another region",
            (
                figure("市場份額", "2024Q3", "14%", qualifiers=(("region", "全球"),)),
                figure("市場份額", "2024Q3", "14.8%", qualifiers=(("region", "中國"),)),
            ),
        ),
        Example(
            "two brokers",
            (
                figure("淨利潤", "2025", "35 億元", status="forecast", attribution="甲證券"),
                figure("淨利潤", "2025", "41 億元", status="forecast", attribution="乙證券"),
            ),
        ),
        Example(
            "guidance and outcome",
            (figure("交付量", "2024", "12.0 萬輛", status="guidance"), figure("交付量", "2024", "13.6 萬輛")),
        ),
        Example(
            "a target reached and then raised, in one sentence",
            (
                figure("交付目標", "2024", "10 萬輛", status="guidance"),
                figure("交付目標", "2024", "13 萬輛", status="guidance"),
            ),
            text="公司提早達到全年 10 萬輛的交付目標，並改以 13 萬輛為目標。",
        ),
        Example(
            "a target and the former one",
            (
                figure("交付目標", "2025", "30 萬輛", status="guidance"),
                figure("交付目標", "2025", "25 萬輛", status="guidance"),
            ),
            text="明年交付目標為 30 萬輛。先前的 25 萬輛已不適用。",
        ),
        Example(
            "the median of forecasts is none of them",
            (figure("淨利潤", "2025", "41 億元", statistic="median"), figure("淨利潤", "2025", "35 億元")),
        ),
        Example("no period, nothing to compare", (figure("產能", None, "30 萬輛"), figure("產能", None, "15 萬輛"))),
    ),
)
