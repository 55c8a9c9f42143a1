"""The grain that an expression names."""

from __future__ import annotations

from pipeline.model.mention import PeriodKind
from pipeline.recognise.periods.readings import Parts

_KINDS: tuple[tuple[PeriodKind, frozenset[str]], ...] = (
    (
        "range",
        frozenset(
            {
                "past",
                "future",
                "first_months",
                "first_quarters",
                "plan",
                "to_month",
                "to_quarter",
                "third",
                "first_days",
                "last_days",
                "nth_week",
                "half_month",
                "decade",
                "weekend",
            }
        ),
    ),
    ("relative", frozenset({"ago"})),
    ("duration", frozenset({"count", "ordinal"})),
    ("instant", frozenset({"edge"})),
    ("day", frozenset({"day", "day_offset", "day_of_last", "trading_day", "weekday"})),
    ("week", frozenset({"week", "week_offset", "week_of_last"})),
    ("relative", frozenset({"same"})),
    ("month", frozenset({"month", "month_offset", "month_of_last"})),
    ("quarter", frozenset({"quarter", "quarter_offset", "quarter_of_last"})),
    ("half", frozenset({"half", "half_offset", "interim"})),
    ("year", frozenset({"year", "year_offset", "year_of_last", "fiscal_offset", "fiscal", "whole"})),
)
_OPEN_FORMS = frozenset({"range", "since", "onward", "before", "after"})


def kind_of(parts: Parts) -> PeriodKind:
    """The grain that an expression names."""
    form = parts.get("form")
    if form in _OPEN_FORMS:
        return "range"
    if form == "ended":
        lengths: dict[int | str, PeriodKind] = {3: "quarter", 6: "half", 12: "year"}
        return lengths.get(parts["months"], "range")
    return next((kind for kind, keys in _KINDS if parts.keys() & keys), "relative")
