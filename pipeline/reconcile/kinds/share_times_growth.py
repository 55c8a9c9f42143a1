"""A row's growth against its shares and the market's growth: growth = share / earlier share × (1 + market growth) − 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.grid import Line, by_rows
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import EVERYTHING, Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, plain, quoted, spell, term

LEAST_ROWS = 2
WHOLE = 100


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Columns of a table that print a market's shares now and earlier, and how much each row grew."""

    share: int
    earlier: int
    growth: int
    market: Line
    rows: tuple[Line, ...]


def find(index: Index) -> Iterator[Relation]:
    for table in sorted({number for number, _ in index.rows}):
        for layout in layouts(index, table):
            relations = [_relation(index, layout, row) for row in layout.rows]
            if _borne_out(index, layout, relations):
                yield from relations


def layouts(index: Index, table: int) -> Iterator[ShareTable]:
    """Share tables whose market line prints a growth of its own: shares of 100 % that grow are those of a market that grew."""
    lines = by_rows(index, table)
    for market in lines:
        if market.role not in ("total", "whole") and not _all_hundred(market):
            continue
        for growth, rate in market.figures.items():
            if rate.measure != "growth" or rate.basis is None or rate.period is None or rate.quantity.value is None:
                continue
            before = calendar.earlier(rate.period.label, rate.basis)
            now = _share_column(market, rate.period.label, growth)
            then = _share_column(market, before, growth) if before else None
            if now is None or then is None:
                continue
            rows = tuple(
                line
                for line in lines
                if line.role in ("part", "rest") and line is not market and _complete(line, now, then, growth)
            )
            if len(rows) >= LEAST_ROWS:
                yield ShareTable(now, then, growth, market, rows)


def _all_hundred(line: Line) -> bool:
    shares = [c for c in line.figures.values() if c.measure == "level" and c.quantity.unit == "percent"]
    return len(shares) > 1 and all(c.quantity.value == WHOLE for c in shares)


def _share_column(market: Line, period: str, growth: int) -> int | None:
    """The share column of a period nearest to the growth column."""
    columns = [
        col
        for col, c in market.figures.items()
        if c.measure == "level" and c.quantity.unit == "percent" and c.period is not None and c.period.label == period
    ]
    return min(columns, key=lambda col: abs(col - growth), default=None)


def _complete(line: Line, now: int, then: int, growth: int) -> bool:
    figures = [line.figures.get(col) for col in (now, then, growth)]
    if any(c is None or c.quantity.value is None for c in figures):
        return False
    share, earlier, rate = (c for c in figures if c is not None)
    return (
        share.measure == earlier.measure == "level"
        and share.quantity.unit == earlier.quantity.unit == "percent"
        and (rate.measure, rate.quantity.unit) == ("growth", "percent")
    )


def _relation(index: Index, layout: ShareTable, row: Line) -> Relation:
    share, earlier, rate = (row.figures[col] for col in (layout.share, layout.earlier, layout.growth))
    market = layout.market.figures[layout.growth]

    def algebra(values: Values) -> tuple[Range, Range]:
        if not values(earlier).is_positive:
            return values(rate), EVERYTHING
        return values(rate), (values(share) / values(earlier) * values(market).shifted(WHOLE)).shifted(-WHOLE)

    stated, derived = algebra(index.range)
    value = market.quantity.value
    assert value is not None
    formula = f"{term(share)} / {term(earlier)} × {plain(1 + value / WHOLE)} − 1"
    return Relation(
        "share_times_growth",
        (rate, share, earlier, market),
        stated,
        derived,
        lambda: Wording(
            formula,
            f"{name(rate)} 印作 {quoted(rate)}，但份額由 {quoted(earlier)} 變為 {quoted(share)}、整體增長 {quoted(market)}，"
            f"推算為 {spell(derived, rate)}",
            f"{name(rate)} is printed as {quoted(rate)}; a share of {quoted(earlier)} that became {quoted(share)} in a market that "
            f"grew {quoted(market)} gives {spell(derived, rate, english=True)}",
        ),
        rate.span,
        algebra,
    )


def _borne_out(index: Index, layout: ShareTable, relations: list[Relation]) -> bool:
    """Whether the columns are what they seem: most rows hold, or another growth of the market would make all of them hold, or
    all but one."""
    held = sum(r.stated.meets(r.derived) for r in relations)
    if held * 2 >= len(relations):
        return True
    needed = [_needed(index, layout, row) for row in layout.rows]
    together = max(sum(one.meets(_lowest(other)) for one in needed) for other in needed)
    return len(relations) > LEAST_ROWS and together >= max(LEAST_ROWS + 1, len(relations) - 1)


def _needed(index: Index, layout: ShareTable, row: Line) -> Range:
    """The market's growth that a row asks for, as a factor."""
    share, earlier, rate = (index.range(row.figures[col]) for col in (layout.share, layout.earlier, layout.growth))
    return rate.shifted(WHOLE) * earlier / share if share.is_positive and earlier.is_positive else EVERYTHING


def _lowest(value: Range) -> Range:
    """Its low end alone: where most ranges overlap, the low end of one of them lies in all."""
    return Range(value.low, value.low) if value.low is not None else value


def _row(number: int, who: str, share: str, earlier: str, rate: str) -> tuple[Claim, ...]:
    return (
        figure("市場份額", "2024Q3", share, entity=who, at=(number, 1)),
        figure("市場份額", "2023Q3", earlier, entity=who, at=(number, 2)),
        figure("出貨量", "2024Q3", rate, entity=who, at=(number, 3), basis="yoy"),
    )


def _example(why: str, *rows: tuple[str, str, str, str]) -> Example:
    claims = tuple(claim for number, row in enumerate(rows, 1) for claim in _row(number, *row))
    return Example(why, claims, table=(("品牌", "2024Q3 市場份額", "2023Q3 市場份額", "同比增幅"), *rows))


KIND = Kind(
    "share_times_growth",
    find,
    fires=(
        _example(
            "15.1 from 10.1 in a market that grew 4.0 % is +55 %, not +45 %",
            ("甲", "44.9%", "49.9%", "-6.4%"),
            ("乙", "15.1%", "10.1%", "45.5%"),
            ("丙", "40.0%", "40.0%", "4.0%"),
            ("合計", "100.0%", "100.0%", "4.0%"),
        ),
        _example(
            "three of a market's brands; the others are not printed",
            ("甲", "24.9%", "29.9%", "-13.4%"),
            ("乙", "15.1%", "10.1%", "45.5%"),
            ("丙", "20.0%", "20.0%", "4.0%"),
            ("市場合計", "100.0%", "100.0%", "4.0%"),
        ),
        _example(
            "the market's own growth is the odd one",
            ("甲", "44.9%", "49.9%", "-6.4%"),
            ("乙", "15.1%", "10.1%", "55.5%"),
            ("丙", "40.0%", "40.0%", "4.0%"),
            ("合計", "100.0%", "100.0%", "9.0%"),
        ),
    ),
    silent=(
        _example(
            "a share that fell slightly with a growth that fell slightly",
            ("甲", "15.6%", "16.1%", "-0.3%"),
            ("乙", "84.4%", "83.9%", "3.8%"),
            ("合計", "100.0%", "100.0%", "3.2%"),
        ),
        _example(
            "growth of another measure: no market growth explains the rows",
            ("甲", "44.9%", "49.9%", "31.0%"),
            ("乙", "15.1%", "10.1%", "-4.0%"),
            ("丙", "40.0%", "40.0%", "12.0%"),
            ("合計", "100.0%", "100.0%", "4.0%"),
        ),
    ),
)
