"""Exact interval arithmetic. A printed figure stands for every value that would have been printed the same way.

Ends are rationals, None where there is no end. An end may be open (超過 100 is everything above 100, without 100). Rounding
follows XBRL Calculations 1.1: two figures contradict each other when no value lies in both intervals. There is no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from pipeline.model.check import Interval

PLACES = 9  # of the DECIMAL(38,9) columns that carry the ends
_QUANTUM = Decimal(1).scaleb(-PLACES)
_CONTEXT = Context(prec=120)

Number = Fraction | int | Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """Every value from `low` to `high`; None is unbounded; the ends belong to it unless `open_low`, `open_high`."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_bounded(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def is_positive(self) -> bool:
        """No value of it is zero or below."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.open_low))

    def __add__(self, other: Range) -> Range:
        return Range(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.open_low or other.open_low,
            self.open_high or other.open_high,
        )

    def __neg__(self) -> Range:
        return Range(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.open_high,
            self.open_low,
        )

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        """Product of two ranges of which at least one is nowhere negative; the other may cross zero.

        Raises ValueError for two ranges that may both be negative: no relation of a note multiplies those."""
        if not (_nowhere_negative(self) or _nowhere_negative(other)):
            raise ValueError("one factor must be nowhere negative")
        factor, value = (self, other) if _nowhere_negative(self) else (other, self)
        low, open_low = _lowest_product(factor, value)
        negative_high, open_high = _lowest_product(factor, -value)
        return Range(low, None if negative_high is None else -negative_high, open_low, open_high)

    def __truediv__(self, other: Range) -> Range:
        """Quotient by a range of positive values. Raises ValueError for another divisor."""
        if not other.is_positive:
            raise ValueError("the divisor must be positive")
        return self * other.inverse()

    def inverse(self) -> Range:
        """1/x over a range of positive values."""
        low = Fraction(0) if self.high is None else 1 / self.high
        high = None if not self.low else 1 / self.low
        return Range(low, high, self.high is None or self.open_high, self.open_low)

    def scaled(self, factor: Number) -> Range:
        """Times a positive number."""
        exact = Fraction(factor)
        if exact <= 0:
            raise ValueError("the factor must be positive")
        return Range(
            None if self.low is None else self.low * exact,
            None if self.high is None else self.high * exact,
            self.open_low,
            self.open_high,
        )

    def shifted(self, by: Number) -> Range:
        return self + point(by)

    def meets(self, other: Range) -> bool:
        """Whether some value lies in both, ends counted as belonging even where they are open."""
        return not (_before(self, other) or _before(other, self))

    def within(self, other: Range) -> Range | None:
        """What lies in both; None where nothing does."""
        if not self.meets(other):
            return None
        low, open_low = max(
            ((r.low, r.open_low) for r in (self, other) if r.low is not None),
            key=lambda end: (end[0], end[1]),
            default=(None, False),
        )
        negative_high, open_high = max(
            ((-r.high, r.open_high) for r in (self, other) if r.high is not None),
            key=lambda end: (end[0], end[1]),
            default=(None, False),
        )
        return Range(low, None if negative_high is None else -negative_high, open_low, open_high)


EVERYTHING = Range(None, None)


def point(value: Number) -> Range:
    """The one value, exactly."""
    exact = Fraction(value)
    return Range(exact, exact)


def between(low: Number, high: Number) -> Range:
    return Range(Fraction(low), Fraction(high))


def around(value: Number, half_width: Number) -> Range:
    centre, half = Fraction(value), Fraction(half_width)
    return Range(centre - half, centre + half)


def total(ranges: Iterable[Range]) -> Range:
    result = point(0)
    for each in ranges:
        result = result + each
    return result


def hull(ranges: Iterable[Range]) -> Range:
    """From the lowest low to the highest high. Raises ValueError where there is no range."""
    every = tuple(ranges)
    lows, highs = [r.low for r in every], [r.high for r in every]
    return Range(
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def root(value: Range, degree: int) -> Range:
    """The degree-th root of a range of positive values, rounded outward to PLACES decimals."""
    return Range(
        None if value.low is None else _root_below(value.low, degree),
        None if value.high is None else _root_below(value.high, degree) + Fraction(1, 10**PLACES),
        value.open_low,
        value.open_high,
    )


def outward(value: Range) -> Interval:
    """The ends as decimals of PLACES places, rounded away from the range, so that rounding can only make two intervals meet."""
    return Interval(
        None if value.low is None else _decimal(value.low, ROUND_FLOOR),
        None if value.high is None else _decimal(value.high, ROUND_CEILING),
        value.open_low,
        value.open_high,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two intervals stand to each other. `gap` is the distance between them, 0 where they meet."""

    holds: bool
    gap: Decimal
    touches: bool


def compare(stated: Interval, derived: Interval) -> Verdict:
    """Disjoint intervals contradict each other. `touches`: they meet in one point although both have width, or in an
    end that does not belong to one of them (超過 100 against 100 exactly)."""
    low, high = _latest_low(stated, derived), _earliest_high(stated, derived)
    if low is None or high is None or low < high:
        return Verdict(True, Decimal(0), False)
    if low > high:
        return Verdict(False, _CONTEXT.subtract(low, high), False)
    wide = all(i.low is None or i.high is None or i.low < i.high for i in (stated, derived))
    opened = any((i.low == low and i.open_low) or (i.high == low and i.open_high) for i in (stated, derived))
    return Verdict(True, Decimal(0), wide or opened)


def _nowhere_negative(value: Range) -> bool:
    return value.low is not None and value.low >= 0


def _lowest_product(factor: Range, value: Range) -> tuple[Fraction | None, bool]:
    """The low end of factor × value for a factor that is nowhere negative, and whether it is open."""
    if value.low is None:
        return None, False
    if value.low >= 0:
        assert factor.low is not None
        return factor.low * value.low, factor.open_low or value.open_low
    if factor.high is None:
        return None, False
    return factor.high * value.low, factor.open_high or value.open_low


def _before(one: Range, other: Range) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _latest_low(one: Interval, other: Interval) -> Decimal | None:
    ends = [end for end in (one.low, other.low) if end is not None]
    return max(ends) if ends else None


def _earliest_high(one: Interval, other: Interval) -> Decimal | None:
    ends = [end for end in (one.high, other.high) if end is not None]
    return min(ends) if ends else None


def _root_below(value: Fraction, degree: int) -> Fraction:
    """The largest multiple of 10**-PLACES whose degree-th power does not exceed a value that is not negative."""
    scaled = value.numerator * 10 ** (PLACES * degree) // value.denominator
    low, high = 0, 1
    while high**degree <= scaled:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return Fraction(low, 10**PLACES)


def _decimal(value: Fraction, rounding: str) -> Decimal:
    scaled, rest = divmod(value.numerator * 10**PLACES, value.denominator)
    if rounding == ROUND_CEILING and rest:
        scaled += 1
    return _CONTEXT.scaleb(Decimal(scaled), -PLACES).quantize(_QUANTUM, context=_CONTEXT)
