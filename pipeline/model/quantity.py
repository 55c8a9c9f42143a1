"""What a figure says: a value or a range, its unit, and how precisely it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

Bound = Literal["exact", "approx", "more_than", "at_least", "less_than", "at_most", "range"]
BOUNDS: tuple[Bound, ...] = get_args(Bound)

ClaimCategory = Literal["monetary", "percentage", "quantity", "ranking", "indicator"]
NumeralCategory = Literal[
    "monetary",
    "percentage",
    "quantity",
    "ranking",
    "indicator",
    "temporal",
    "product",
    "identifier",
    "enumerator",
    "boilerplate",
]
CLAIM_CATEGORIES: tuple[ClaimCategory, ...] = get_args(ClaimCategory)
NUMERAL_CATEGORIES: tuple[NumeralCategory, ...] = get_args(NumeralCategory)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Both ends in base units (13.5 萬輛 is 135000), signed as printed; equal when one number is stated; the open side
    of a one-sided bound is None. `decimals` as in XBRL: accurate to 10**-d in base units, so 13.5 萬 has -3."""

    low: Decimal | None
    high: Decimal | None
    bound: Bound
    unit: str | None  # CONTRACT.md `unit`; None where it is not printed
    multiplier: Decimal  # printed scale of the last number: 1, 1000, 10000 (萬), 100000000 (億) …
    decimals_low: int | None
    decimals_high: int | None
    category: ClaimCategory

    @property
    def value(self) -> Decimal | None:
        """The one stated number, whichever side carries it; None for a range of two."""
        if self.low is None or self.high is None:
            return self.high if self.low is None else self.low
        return self.low if self.low == self.high else None
