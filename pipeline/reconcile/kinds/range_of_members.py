"""A range in the text (介乎 A 至 B) against the smallest and the largest of the forecasts that a table lists."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.members import Group, groups, summary_of
from pipeline.reconcile.precision import ends
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import end_terms, name, quoted, spell, term


def find(index: Index) -> Iterator[Relation]:
    """Both ends of each range, and figures that are said to be the highest or lowest, against the table's."""
    for fact, tables in groups(index).items():
        for claim in index.facts.get(fact, ()):
            if claim.quantity.bound == "range":
                for table in _about(index, claim, tables):
                    low, high = ends(claim)
                    least, most = end_terms(claim)
                    yield _relation(index, claim, low, least, table, highest=False)
                    yield _relation(index, claim, high, most, table, highest=True)
        for statistic in ("max", "min"):
            extreme = fact._replace(subject=fact.subject._replace(statistic=statistic))
            for claim in index.facts.get(extreme, ()):
                for table in _about(index, claim, tables):
                    yield _relation(index, claim, index.range(claim), quoted(claim), table, highest=statistic == "max")


def _about(index: Index, claim: Claim, tables: tuple[Group, ...]) -> list[Group]:
    return [table for table in tables if summary_of(index, claim, table)]


def _relation(index: Index, claim: Claim, stated: Range, end: str, table: Group, *, highest: bool) -> Relation:
    ordered = sorted(table.members, key=lambda c: c.quantity.value or 0, reverse=highest)
    extreme, rest = ordered[0], ordered[1:]
    choose = max if highest else min

    def algebra(value: Values) -> tuple[Range, Range]:
        ranges = [value(c) for c in ordered]
        own = value(claim) if claim.quantity.bound != "range" else stated
        return own, Range(
            choose(r.low for r in ranges if r.low is not None), choose(r.high for r in ranges if r.high is not None)
        )

    _, derived = algebra(index.range)
    word, word_en = ("最高", "highest") if highest else ("最低", "lowest")
    return Relation(
        "range_of_members",
        (claim, extreme) if stated.meets(derived) else (claim, extreme, *rest),
        stated,
        derived,
        lambda: Wording(
            f"{'max' if highest else 'min'}({term(extreme)}, …) [{len(table.members)}]",
            f"{name(claim)} {word}印作 {end}，但表中 {len(table.members)} 個數字以 {extreme.attribution} 的 {quoted(extreme)} "
            f"為{word}（{spell(derived, extreme)}）",
            f"the {word_en} of {name(claim)} is printed as {end}; among the {len(table.members)} of the table it is "
            f"{quoted(extreme)} by {extreme.attribution} ({spell(derived, extreme, english=True)})",
        ),
        claim.span,
        algebra,
    )


def forecasts(*texts: str, metric: str = "淨利潤", period: str = "2025Q3") -> tuple[Claim, ...]:
    """A table's column of forecasts, one broker a row."""
    brokers = ("甲證券", "乙證券", "丙證券", "丁證券")
    return tuple(
        figure(metric, period, text, status="estimate", attribution=broker, at=(row, 1))
        for row, (broker, text) in enumerate(zip(brokers, texts, strict=False), start=1)
    )


def listing(*texts: str) -> tuple[tuple[str, ...], ...]:
    brokers = ("甲證券", "乙證券", "丙證券", "丁證券")
    return (("券商", "預測"), *zip(brokers, texts, strict=False))


_ROWS = ("105.57 億元", "100.65 億元", "95.10 億元")

KIND = Kind(
    "range_of_members",
    find,
    fires=(
        Example(
            "the lowest of the table is 95.10",
            (
                figure("淨利潤", "2025Q3", "93.1至105.57 億元", status="estimate", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="綜合3間券商預測，淨利潤介乎93.1至105.57 億元。",
            table=listing(*_ROWS),
        ),
        Example(
            "the highest",
            (
                figure("淨利潤", "2025Q3", "101.57 億元", status="estimate", statistic="max", attribution="券商"),
                *forecasts(*_ROWS),
            ),
            text="淨利潤最高為101.57 億元。",
            table=listing(*_ROWS),
        ),
    ),
    silent=(
        Example(
            "both ends are in the table, one rounded",
            (figure("淨利潤", "2025Q3", "95.1至105.6 億元", status="estimate", attribution="券商"), *forecasts(*_ROWS)),
            text="綜合3間券商預測，淨利潤介乎95.1至105.6 億元。",
            table=listing(*_ROWS),
        ),
        Example(
            "the text speaks of fifteen, the table lists three of them",
            (figure("淨利潤", "2025Q3", "90.2至110.3 億元", status="estimate", attribution="券商"), *forecasts(*_ROWS)),
            text="綜合15間券商預測，淨利潤介乎90.2至110.3 億元。",
            table=listing(*_ROWS),
        ),
        Example(
            "the company's own range is no summary of the brokers",
            (figure("淨利潤", "2025Q3", "80至90 億元", status="guidance"), *forecasts(*_ROWS)),
            text="公司預期淨利潤80至90 億元。",
            table=listing(*_ROWS),
        ),
    ),
)
