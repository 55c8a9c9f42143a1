"""A median or mean in the text against the forecasts that a table lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.range_of_members import forecasts, listing
from pipeline.reconcile.members import Group, groups, summary_of
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell

Average = Callable[[Sequence[Fraction]], Fraction]


def find(index: Index) -> Iterator[Relation]:
    for fact, tables in groups(index).items():
        for statistic, word, average in (("median", "中位數", _median), ("mean", "平均值", _mean)):
            summed_up = fact._replace(subject=fact.subject._replace(statistic=statistic))
            for claim in index.facts.get(summed_up, ()):
                for table in tables:
                    if summary_of(index, claim, table) and claim.quantity.value is not None:
                        yield _relation(index, claim, table, statistic, word, average)


def _relation(index: Index, claim: Claim, table: Group, statistic: str, word: str, average: Average) -> Relation:
    """Medians and means grow with each member, so their ends come from the members' ends."""

    def algebra(value: Values) -> tuple[Range, Range]:
        ranges = [value(c) for c in table.members]
        return value(claim), Range(
            average([r.low for r in ranges if r.low is not None]),
            average([r.high for r in ranges if r.high is not None]),
        )

    stated, derived = algebra(index.range)
    members = sorted(table.members, key=lambda c: _distance(index, c, derived))
    if stated.meets(derived) and statistic == "median":
        members = members[: 2 - len(members) % 2]  # the others may be anything on their side
    count = len(table.members)
    return Relation(
        "median_of_members",
        (claim, *members),
        stated,
        derived,
        lambda: Wording(
            f"{statistic} of {count}",
            f"{name(claim)} {word}印作 {quoted(claim)}，但表中 {count} 個數字的{word}為 {spell(derived, claim)}",
            f"the {statistic} of {name(claim)} is printed as {quoted(claim)}; that of the table's {count} figures is "
            f"{spell(derived, claim, english=True)}",
        ),
        claim.span,
        algebra,
    )


def _distance(index: Index, member: Claim, middle: Range) -> Fraction:
    """How far a member is from the middle: the nearest ones make a median."""
    value, low = index.range(member).low, middle.low
    return abs(value - low) if value is not None and low is not None else Fraction(0)


def _median(values: Sequence[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


_ROWS = ("105.57 億元", "101.69 億元", "100.65 億元", "95.10 億元")

KIND = Kind(
    "median_of_members",
    find,
    fires=(
        Example(
            "between 101.69 and 100.65 lies 101.17",
            (
                figure("淨利潤", "2025Q3", "107.17 億元", status="estimate", statistic="median", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="淨利潤中位數107.17 億元。",
            table=listing(*_ROWS),
        ),
        Example(
            "the mean",
            (
                figure("淨利潤", "2025Q3", "110.7 億元", status="estimate", statistic="mean", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="四家券商預測淨利潤平均為110.7 億元。",
            table=listing(*_ROWS),
        ),
    ),
    silent=(
        Example(
            "the median of an even number, rounded",
            (
                figure("淨利潤", "2025Q3", "101.2 億元", status="estimate", statistic="median", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="淨利潤中位數101.2 億元。",
            table=listing(*_ROWS),
        ),
        Example(
            "the median of more than the table lists",
            (
                figure("淨利潤", "2025Q3", "97.3 億元", status="estimate", statistic="median", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="綜合 12 家機構預測，淨利潤中位數97.3 億元。",
            table=listing(*_ROWS),
        ),
    ),
)
