"""What a DECIMAL(38,9) column can hold, and what becomes of a number that it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from pipeline.model.claim import BrokerView, Claim, Extraction
from pipeline.model.columns import NUMBER_DECIMALS, NUMBER_DIGITS

_STEP = Decimal(1).scaleb(-NUMBER_DECIMALS)
_LARGEST_EXPONENT = NUMBER_DIGITS - NUMBER_DECIMALS - 1
_WIDE = Context(prec=1000, Emax=10**6, Emin=-(10**6))


def fits(value: Decimal | None) -> bool:
    """Whether a number column holds the value exactly."""
    if value is None or not value:
        return True
    if not value.is_finite() or value.adjusted() > _LARGEST_EXPONENT:
        return False
    exponent = value.as_tuple().exponent
    return exponent >= -NUMBER_DECIMALS or value == value.quantize(_STEP, context=_WIDE)  # type: ignore[operator]


def floor(value: Decimal | None) -> Decimal | None:
    """A lower end rounded outward; null, which is open, where it lies beyond the type."""
    return _rounded(value, ROUND_FLOOR)


def ceiling(value: Decimal | None) -> Decimal | None:
    """An upper end rounded outward; null, which is open, where it lies beyond the type."""
    return _rounded(value, ROUND_CEILING)


def nearest(value: Decimal | None) -> Decimal | None:
    """The nearest number that the type holds; null where it lies beyond. For distances and shares, never for a figure."""
    return _rounded(value, ROUND_HALF_EVEN)


def _rounded(value: Decimal | None, rounding: str) -> Decimal | None:
    if value is None or not value.is_finite() or value.adjusted() > _LARGEST_EXPONENT:
        return None
    rounded = value.quantize(_STEP, rounding=rounding, context=_WIDE)
    return rounded if rounded.adjusted() <= _LARGEST_EXPONENT else None


def storable(extraction: Extraction) -> Extraction:
    """The extraction with every number that its column cannot hold left undecided: null, and named in `unresolved`.

    Its figure keeps its row and its place; nothing is cut or rounded."""
    if all(map(_fit, extraction.claims)) and all(fits(v) for view in extraction.views for v in _numbers(view)):
        return extraction
    claims = tuple(claim if _fit(claim) else _undecided(claim) for claim in extraction.claims)
    return replace(extraction, claims=claims, views=tuple(map(_without_misfits, extraction.views)))


def _fit(claim: Claim) -> bool:
    quantity = claim.quantity
    return fits(quantity.low) and (quantity.high is quantity.low or fits(quantity.high)) and fits(quantity.multiplier)


def _undecided(claim: Claim) -> Claim:
    quantity = replace(claim.quantity, low=None, high=None, decimals_low=None, decimals_high=None)
    if not fits(quantity.multiplier):
        quantity = replace(quantity, multiplier=Decimal(1))
    return replace(claim, quantity=quantity, unresolved=(*claim.unresolved, "low", "high"))


def _numbers(view: BrokerView) -> Iterable[Decimal | None]:
    return view.target_low, view.target_high, view.previous_target, view.reference_price, view.upside


def _without_misfits(view: BrokerView) -> BrokerView:
    low, high, previous, price, upside = (value if fits(value) else None for value in _numbers(view))
    return replace(
        view, target_low=low, target_high=high, previous_target=previous, reference_price=price, upside=upside
    )
