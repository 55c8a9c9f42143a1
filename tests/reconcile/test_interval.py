"""Interval arithmetic holds every value that it should, and never less."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.check import Interval
from pipeline.reconcile.interval import PLACES, Range, around, between, compare, hull, outward, point, root, total

unhurried = settings(deadline=None)  # a busy machine is no counterexample


@st.composite
def members(draw: st.DrawFn, *, low: int = -1000) -> tuple[Range, Fraction]:
    """A range and a value in it; an end may be missing."""
    value = draw(st.fractions(min_value=low, max_value=1000, max_denominator=1000))
    below, above = (draw(st.none() | st.fractions(min_value=0, max_value=50, max_denominator=100)) for _ in "lh")
    bottom = None if below is None else max(value - below, Fraction(low))
    return Range(bottom, None if above is None else value + above), value


def holds(value: Fraction, range_: Range) -> bool:
    return (range_.low is None or range_.low <= value) and (range_.high is None or value <= range_.high)


@unhurried
@given(members(), members())
def test_sums_and_differences_hold_every_sum_and_difference(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    assert holds(one[1] + other[1], one[0] + other[0])
    assert holds(one[1] - other[1], one[0] - other[0])


@unhurried
@given(members(), members(low=0))
def test_products_hold_every_product(one: tuple[Range, Fraction], other: tuple[Range, Fraction]) -> None:
    if other[0].low is not None:
        assert holds(one[1] * other[1], one[0] * other[0])
        assert holds(one[1] * other[1], other[0] * one[0])


@unhurried
@given(members(), members(low=1))
def test_quotients_hold_every_quotient(one: tuple[Range, Fraction], other: tuple[Range, Fraction]) -> None:
    if other[0].low is not None:
        assert holds(one[1] / other[1], one[0] / other[0])


def test_division_needs_a_positive_divisor_and_products_a_factor_that_is_nowhere_negative() -> None:
    with pytest.raises(ValueError, match="positive"):
        point(1) / between(0, 1)
    with pytest.raises(ValueError, match="nowhere negative"):
        between(-1, 1) * between(-1, 1)
    assert point(1) / Range(Fraction(0), Fraction(1), open_low=True) == Range(Fraction(1), None)


@unhurried
@given(st.fractions(min_value=0, max_value=10**6, max_denominator=100), st.integers(2, 5))
def test_roots_are_rounded_outward(value: Fraction, degree: int) -> None:
    found = root(point(value), degree)
    assert found.low is not None and found.high is not None
    assert found.low**degree <= value <= found.high**degree
    assert found.high - found.low <= Fraction(2, 10**PLACES)


@unhurried
@given(members())
def test_stored_ends_are_decimals_that_hold_the_range(one: tuple[Range, Fraction]) -> None:
    stored = outward(one[0])
    for end, exact, outside in ((stored.low, one[0].low, -1), (stored.high, one[0].high, 1)):
        assert (end is None) == (exact is None)
        if end is not None and exact is not None:
            assert 0 <= (Fraction(end) - exact) * outside < Fraction(1, 10**PLACES)
            assert end.as_tuple().exponent == -PLACES


def test_stored_ends_of_large_amounts_are_exact() -> None:
    value = Fraction(12345678901234567890123456789)
    assert outward(point(value)).low == Decimal(12345678901234567890123456789)


@unhurried
@given(members(), members())
def test_the_verdict_on_stored_ends_never_parts_ranges_that_meet(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    verdict, swapped = compare(outward(one[0]), outward(other[0])), compare(outward(other[0]), outward(one[0]))
    assert verdict == swapped
    assert verdict.holds == (verdict.gap == 0)
    if one[0].meets(other[0]):
        assert verdict.holds
    common = one[0].within(other[0])
    assert (common is not None) == one[0].meets(other[0])


@pytest.mark.parametrize(
    ("stated", "derived", "expected"),
    [
        ((9, 10), (10, 11), "touches"),
        ((10, 10), (10, 11), "holds"),  # a point on an end lies in both
        ((10, 10), (10, 10), "holds"),
        ((9, 10), (11, 12), "fails"),
        ((None, 10), (10, None), "touches"),
        ((None, None), (5, 6), "holds"),
    ],
)
def test_how_intervals_stand(stated: tuple[int | None, ...], derived: tuple[int | None, ...], expected: str) -> None:
    one, other = (Interval(*(None if end is None else Decimal(end) for end in ends)) for ends in (stated, derived))
    verdict = compare(one, other)
    assert ("touches" if verdict.touches else "holds" if verdict.holds else "fails") == expected


def test_an_end_that_is_excluded_is_touched_and_not_held() -> None:
    above = Interval(Decimal(10), None, open_low=True)
    assert compare(above, Interval(Decimal(9), Decimal(10))).touches
    assert compare(above, Interval(Decimal(10), Decimal(10))).touches
    assert not compare(above, Interval(Decimal(9), Decimal(11))).touches


@unhurried
@given(st.lists(members(), min_size=1, max_size=5))
def test_totals_and_hulls(each: list[tuple[Range, Fraction]]) -> None:
    assert holds(sum((value for _, value in each), Fraction(0)), total(range_ for range_, _ in each))
    assert all(holds(value, hull(range_ for range_, _ in each)) for _, value in each)


def test_half_a_unit_to_both_sides() -> None:
    assert around(Decimal("18.6"), Decimal("0.05")) == between(Decimal("18.55"), Decimal("18.65"))
