"""How much a printed figure leaves open: its interval of values, from its digits alone (CONTRACT.md, `reconciliations`)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.model.quantity import Quantity
from pipeline.reconcile.interval import Range, around

MONEY_CODE_LENGTH = 3  # ISO 4217
ROUND_ZEROS = 2  # 135,000 輛 in a sentence may stand for 13.5 萬輛; 93,210 輛 was counted
ROUND_FROM = 1000
AVERAGES = ("mean", "median")  # of counts are no counts


def printed(claim: Claim) -> Range:
    """Every value for which the figure would have been printed as it is: half a unit of its last place to both sides,
    a whole unit for 約, none for counts, ranks and targets, one side only for a bound."""
    quantity = claim.quantity
    if quantity.low is None or quantity.high is None:
        exclusive = quantity.bound in ("more_than", "less_than")
        return Range(
            None if quantity.low is None else Fraction(quantity.low),
            None if quantity.high is None else Fraction(quantity.high),
            open_low=exclusive and quantity.low is not None,
            open_high=exclusive and quantity.high is not None,
        )
    if quantity.low == quantity.high:
        return around(quantity.low, _half_width(claim, quantity.low, quantity.decimals_low))
    low = around(quantity.low, _half_width(claim, quantity.low, quantity.decimals_low))
    high = around(quantity.high, _half_width(claim, quantity.high, quantity.decimals_high))
    return Range(low.low, high.high)


def ends(claim: Claim) -> tuple[Range, Range]:
    """The two ends of a printed range, each with its own rounding; the same one twice for a single number.

    Raises ValueError for a one-sided bound."""
    quantity = claim.quantity
    if quantity.low is None or quantity.high is None:
        raise ValueError(f"{claim.text} has one end only")
    return (
        around(quantity.low, _half_width(claim, quantity.low, quantity.decimals_low)),
        around(quantity.high, _half_width(claim, quantity.high, quantity.decimals_high)),
    )


def is_money(unit: str | None) -> bool:
    """An ISO 4217 code; `percent` and measure words are none."""
    return unit is not None and len(unit) == MONEY_CODE_LENGTH and unit.isascii() and unit.isupper()


def is_count(claim: Claim) -> bool:
    """Whole things printed in full, with a measure word (58 家) and not with a physical unit or a scale (13.5 萬輛)."""
    quantity = claim.quantity
    return (
        quantity.category == "quantity"
        and quantity.multiplier == 1
        and quantity.unit is not None
        and not quantity.unit.isascii()
        and all(end is None or end == end.to_integral_value() for end in (quantity.low, quantity.high))
    )


def is_exact(claim: Claim) -> bool:
    """Whether the figure means itself alone: a rank, a count, a target that somebody set."""
    quantity = claim.quantity
    if quantity.bound == "approx":
        return False
    if claim.measure == "rank" or quantity.category == "ranking":
        return True
    if claim.measure == "level" and claim.per is None and claim.statistic is None:
        set_by_somebody = claim.status == "guidance" or claim.metric_id == "target_price"
        if set_by_somebody and quantity.category != "percentage":
            return True
    return is_count(claim) and claim.per is None and claim.statistic not in AVERAGES


def _half_width(claim: Claim, value: Decimal, decimals: int | None) -> Fraction:
    """Half a unit in the last printed place, in base units."""
    place, zeros = _last_place(claim.quantity, decimals), _round_zeros(claim, value)
    if claim.quantity.bound == "approx":
        return max(place, zeros)
    if is_exact(claim):
        targeted = claim.status == "guidance" or claim.metric_id == "target_price"
        return Fraction(0) if not zeros or targeted else zeros / 2
    return max(place, zeros) / 2


def _last_place(quantity: Quantity, decimals: int | None) -> Fraction:
    if decimals is None:
        return Fraction(quantity.multiplier)
    return Fraction(1, 10**decimals) if decimals >= 0 else Fraction(10**-decimals)


def _round_zeros(claim: Claim, value: Decimal) -> Fraction:
    """The place of the last digit of a round number written out in a sentence, 0 where it is not round: 135,000 says no
    more than 13.5 萬 does. A table prints its figures alike, so there a round one is a coincidence."""
    whole = value == value.to_integral_value() and abs(value) >= ROUND_FROM
    if claim.origin == "cell" or claim.quantity.multiplier != 1 or not whole:
        return Fraction(0)
    zeros, rest = 0, abs(int(value))
    while rest % 10 == 0:
        zeros, rest = zeros + 1, rest // 10
    return Fraction(10**zeros) if zeros >= ROUND_ZEROS else Fraction(0)
