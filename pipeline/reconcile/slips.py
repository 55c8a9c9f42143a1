"""The figures for which a printed one may be a slip: one digit, two neighbours exchanged, the point, the sign, the scale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.interval import Range

SIGNED = ("growth", "change")
SCALES = (Fraction(10), Fraction(1, 10), Fraction(10**4), Fraction(1, 10**4))
MOST_DIGITS = 15


def slips(claim: Claim, printed: Range) -> Iterator[Range]:
    """What else may have been meant, each as the interval that it would have had. `printed` is that of the figure as it is;
    nothing for a range or a bound."""
    value = claim.quantity.value
    if value is None or printed.low is None or printed.high is None:
        return
    below, above = Fraction(value) - printed.low, printed.high - Fraction(value)
    for other in _values(claim, value):
        yield Range(other - below, other + above)


def _values(claim: Claim, value: Decimal) -> Iterator[Fraction]:
    decimals = claim.quantity.decimals_low or 0
    unit, sign = Fraction(10) ** -decimals, -1 if value < 0 else 1
    digits = str(int(abs(Fraction(value)) / unit))
    if len(digits) <= MOST_DIGITS:
        for other in _numbers(digits):
            yield sign * int(other) * unit
    if claim.measure in SIGNED or value < 0:
        yield -Fraction(value)
    for scale in SCALES:
        yield Fraction(value) * scale


def _numbers(digits: str) -> Iterator[str]:
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield digits[:place] + other + digits[place + 1 :]
        if place and digits[place - 1] != digit:
            yield digits[: place - 1] + digit + digits[place - 1] + digits[place + 1 :]
