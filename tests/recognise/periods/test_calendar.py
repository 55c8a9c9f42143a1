"""Labels, spans and shifts of the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recognise.periods import calendar

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_a_span_has_a_label_that_reads_back(first: date, last: date) -> None:
    period = calendar.span(first, last)
    if last < first:
        assert period is None
    else:
        assert period is not None
        assert (period.start, period.end) == (first, last)
        assert calendar.parse_label(period.label) == period


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_whole_units_bear_their_names(year: int, month: int) -> None:
    for period in (
        calendar.year(year),
        calendar.half(year, 1 + month % 2),
        calendar.quarter(year, 1 + month % 4),
        calendar.month(year, month),
    ):
        assert period.start and period.end
        assert calendar.span(period.start, period.end) == period
        assert calendar.shift_years(calendar.shift_years(period, 3) or period, -3) == period


@given(st.integers(1901, 2100), st.integers(1, 12), st.sampled_from(["", "H1", "H2", "Q1", "Q2", "Q3", "Q4"]))
def test_a_fiscal_year_ends_in_its_year(year: int, year_end: int, part: str) -> None:
    whole, period = calendar.fiscal(year, year_end), calendar.fiscal(year, year_end, part)
    assert whole.start and whole.end and period.start and period.end
    assert (whole.end.year, whole.end.month) == (year, year_end)
    assert whole.start <= period.start <= period.end <= whole.end
    assert calendar.length_in_months(period) == {"": 12, "H": 6, "Q": 3}[part[:1]]


def test_labels() -> None:
    assert calendar.span(date(2025, 1, 1), date(2025, 9, 30)).label == "2025-01-01/2025-09-30"  # type: ignore[union-attr]
    assert calendar.span(date(2011, 1, 1), date(2024, 12, 31)).label == "2011/2024"  # type: ignore[union-attr]
    assert calendar.before(calendar.year(2026)).label == "/2026"
    assert calendar.since(calendar.year(2024), None).label == "2024-01-01/"
    assert calendar.after(calendar.year(2025)).label == "2026-01-01/"
    assert calendar.fiscal(2025, None).start is None


@pytest.mark.parametrize("label", ["", "2024Q5", "2024H3", "第三季", "2024-13", "a/b"])
def test_no_label(label: str) -> None:
    with pytest.raises(ValueError, match=r"period label|month|day"):
        calendar.parse_label(label)
