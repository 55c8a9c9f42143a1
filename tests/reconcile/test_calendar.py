"""Which period a change is measured against."""

from __future__ import annotations

import pytest

from pipeline.model.claim import Basis
from pipeline.model.period import Period
from pipeline.reconcile import calendar


@pytest.mark.parametrize(
    ("label", "basis", "expected"),
    [
        ("2024Q3", "yoy", "2023Q3"),
        ("2024Q1", "qoq", "2023Q4"),
        ("2024H1", "hoh", "2023H2"),
        ("2024H2", "yoy", "2023H2"),
        ("2024", "yoy", "2023"),
        ("FY2025", "yoy", "FY2024"),
        ("FY2025Q1", "qoq", "FY2024Q4"),
        ("2024-01", "mom", "2023-12"),
        ("2024-11", "yoy", "2023-11"),
        ("2024-02-29", "yoy", "2023-02-28"),
        ("2025-01-01/2025-09-30", "yoy", "2024-01-01/2024-09-30"),
        ("2024Q3", "mom", None),
        ("2024", "qoq", None),
        ("2024Q3", "since", None),
        ("2024Q3", "vs_target", None),
        ("2024Q5", "yoy", None),
        ("某日", "yoy", None),
    ],
)
def test_the_earlier_period(label: str, basis: Basis, expected: str | None) -> None:
    assert calendar.earlier(label, basis) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [("2024/2027", ("2024", "2027", 3)), ("2024/2024", None), ("2024Q1/2024Q3", None), ("2024", None), ("/2026", None)],
)
def test_years_of_a_compound_rate(label: str, expected: tuple[str, str, int] | None) -> None:
    assert calendar.years_between(label) == expected


@pytest.mark.parametrize("label", ["2024Q3", "2024H1", "2024", "FY2025", "2024-11", "2025-01-03", "FY2024Q2"])
def test_labels_read_and_print_alike(label: str) -> None:
    assert str(calendar.read(label)) == label


def test_an_open_or_unknown_period_is_not_compared() -> None:
    assert calendar.known(None) is None
    assert [calendar.known(Period(label, None, None)) for label in ("*", "", "/2026", "2024-01-01/")] == [None] * 4
    assert calendar.known(Period("2024Q3", None, None)) == "2024Q3"


def test_parts_of_a_year() -> None:
    assert calendar.parts_of("2024")[0] == ("2024Q1", "2024Q2", "2024Q3", "2024Q4")
    assert calendar.parts_of("2024H2") == (("2024Q3", "2024Q4"),)
    assert calendar.parts_of("2024Q1") == ()
