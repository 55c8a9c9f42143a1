"""An average a month against the amount of the whole period: months × average = amount."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index, alike, nearest
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

NEAR = 16  # characters before the figure in which 平均每月 must stand
NOUNS = ("目標", "預測", "預估", "指引", "計劃", "計畫")


def find(index: Index) -> Iterator[Relation]:
    """Each average a month for which the same sentence, or the same fact elsewhere, gives the amount of a whole year,
    half or quarter. Where it gives several, that of a former target does not count, and one that fits is enough."""
    for claims in index.sentences.values():
        text = index.sentence(claims[0])
        if index.words.says("pace", text):
            continue  # 以每月 4 萬輛的節奏: a pace at one time, not the period's average
        for monthly in claims:
            if _is_average(index, monthly):
                relations = [
                    _relation(index, monthly, whole) for whole in nearest(_wholes(index, monthly, claims), monthly)
                ]
                if relations:
                    yield next((r for r in relations if r.stated.meets(r.derived)), relations[0])


def _is_average(index: Index, claim: Claim) -> bool:
    return (
        claim.measure == "level"
        and claim.per == "month"
        and claim.quantity.value is not None
        and (claim.statistic == "mean" or index.words.says("average", index.before(claim, NEAR)))
        and calendar.known(claim.period) is not None
    )


def _wholes(index: Index, monthly: Claim, sentence: tuple[Claim, ...]) -> Iterator[Claim]:
    label = calendar.known(monthly.period)
    for claim in sentence:
        if (
            claim is not monthly
            and claim.measure == "level"
            and claim.per is None
            and claim.statistic is None
            and calendar.known(claim.period) == label
            and index.comparable(claim, monthly)
            and (
                index.words.says("that_is", index.note.canonical[claim.span.end : monthly.span.start])
                or (alike(claim, monthly) and claim.qualifiers == monthly.qualifiers)
            )
            and _same_measure(index, claim, monthly)
            and not index.words.says("revision", index.before(claim))
        ):
            yield claim


def _same_measure(index: Index, one: Claim, other: Claim) -> bool:
    """交付目標 and 交付量 speak of one measure: what is aimed at and what is done."""
    if index.entity(one) != index.entity(other):
        return False
    first, second = (_core(c.metric or "") for c in (one, other))
    return first == second or not first or not second or first in second or second in first


def _core(metric: str) -> str:
    for noun in NOUNS:
        metric = metric.replace(noun, "")
    return metric.removesuffix("量").removesuffix("額")


def _relation(index: Index, monthly: Claim, whole: Claim) -> Relation:
    label = calendar.read(calendar.known(monthly.period) or "")
    months = label.months if label is not None and label.months else 12

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(monthly), value(whole).scaled(Fraction(1, months))

    stated, derived = algebra(index.range)
    return Relation(
        "monthly_vs_annual",
        (monthly, whole),
        stated,
        derived,
        lambda: Wording(
            f"{term(whole)} / {months}",
            f"{name(monthly)} 每月印作 {quoted(monthly)}，但 {quoted(whole)} 分 {months} 個月為每月 {spell(derived, monthly)}",
            f"{name(monthly)} is printed as {quoted(monthly)} a month; {quoted(whole)} over {months} months is "
            f"{spell(derived, monthly, english=True)} a month",
        ),
        monthly.span,
        algebra,
        sure=True,
    )


KIND = Kind(
    "monthly_vs_annual",
    find,
    fires=(
        Example(
            "300,000 a year is 25,000 a month",
            (
                figure("交付目標", "2025", "30 萬輛", status="guidance"),
                figure("交付量", "2025", "2.7 萬輛", status="guidance", per="month"),
            ),
            text="全年交付目標為 30 萬輛，即平均每月 2.7 萬輛。",
        ),
    ),
    silent=(
        Example(
            "20 萬 over twelve months prints as 1.67 萬",
            (
                figure("交付目標", "2025", "20 萬輛", status="guidance"),
                figure("交付量", "2025", "1.67 萬輛", status="guidance", per="month"),
            ),
            text="全年交付目標為 20 萬輛，即平均每月 1.67 萬輛。",
        ),
        Example(
            "the former target stands nearer",
            (
                figure("交付目標", "2025", "30 萬輛", status="guidance"),
                figure("交付目標", "2025", "25 萬輛", status="guidance"),
                figure("交付量", "2025", "2.5 萬輛", status="guidance", per="month"),
            ),
            text="全年交付目標為 30 萬輛，高於先前的 25 萬輛，即平均每月 2.5 萬輛。",
        ),
        Example(
            "a pace at the year's end",
            (
                figure("交付量", "2025", "4 萬輛", status="forecast", per="month"),
                figure("交付量", "2025", "38.6 萬輛", status="forecast"),
            ),
            text="料以平均每月 4 萬輛的節奏在年底累計交付 38.6 萬輛。",
        ),
        Example(
            "nobody says average",
            (
                figure("產能", "2025", "30 萬輛", status="guidance"),
                figure("產能", "2025", "3 萬輛", status="guidance", per="month"),
            ),
            text="年產能 30 萬輛，每月最多 3 萬輛。",
        ),
    ),
)
