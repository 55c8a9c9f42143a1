"""From the parts of a match to a Quantity: number, scale and unit, one of them or the two ends of a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.quantity import Bound, Quantity
from pipeline.recognise.lexicon import Lexicon, Unit
from pipeline.recognise.numerals import POWERS, Numeral, read_numeral


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a number: the word of its bound, its sign, its currency. Offsets of text."""

    outer_start: int
    start: int  # of sign or currency, else of the number
    bound: Bound | None = None
    sign: int = 0  # −1, +1; 0 where none is printed; 2 for ±
    currency: str | None = None
    between: bool = False  # 介乎, 介於


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with its unit, before its bound is known."""

    numeral: Numeral
    text: str
    unit: Unit | None
    unit_word: str | None
    more: bool = False  # 700 多臺
    scaled: bool = False  # a scale is printed

    @property
    def value(self) -> Decimal:
        return self.numeral.value * (self.unit.factor if self.unit else 1)

    @property
    def decimals(self) -> int:
        factor = self.unit.factor if self.unit else Decimal(1)
        return self.numeral.decimals - (factor.adjusted() if factor == Decimal(10) ** factor.adjusted() else 0)


@dataclass(frozen=True, slots=True)
class Core:
    """What a rule reads at a number: a quantity still without the bound that its head and tail say."""

    start: int
    end: int
    quantity: Quantity
    rule: str
    unit_word: str | None = None
    currency_printed: bool = False
    signed: bool = False


def read_amount(match: re.Match[str], which: str, lexicon: Lexicon) -> Amount | None:
    """The amount in the groups n1, k1, more1, s1, u1 (or 2) of a match; None where its numeral is none."""
    text = match[f"n{which}"]
    numeral = read_numeral(text)
    if numeral is None:
        return None
    late, latin = part(match, f"s{which}"), part(match, f"k{which}")
    power = sum(POWERS[c] for c in late or "") + (lexicon.scales[latin.strip()] if latin else 0)
    if power:
        numeral = shift(numeral, power)
    word = part(match, f"u{which}")
    unit = lexicon.units[word.strip()] if word else None
    printed = text.lstrip("0123456789.,") if text[0].isascii() else text
    scale_word = "".join(c for c in printed if c in "百千萬億兆佰仟") if text[0].isascii() else ""
    return Amount(
        numeral,
        text,
        unit,
        (scale_word + (late or latin or "").strip() + (word or "").strip()) or None,
        more=bool(part(match, f"more{which}") or part(match, f"tail{which}")),
        scaled=bool(power) or any(c in POWERS for c in text),
    )


def part(match: re.Match[str], name: str) -> str | None:
    """The text of a group that the rule may not have."""
    return match[name] if name in match.re.groupindex else None


def shift(numeral: Numeral, power: int) -> Numeral:
    value = numeral.value.scaleb(power)
    return Numeral(
        Decimal(int(value)) if value == value.to_integral_value() else value,
        numeral.decimals - power,
        numeral.multiplier * Decimal(10) ** power,
    )


def exact(amount: Amount, sign: int = 1) -> Quantity:
    """One stated number."""
    value = amount.value * sign
    unit = amount.unit
    return Quantity(
        value,
        value,
        "exact",
        unit.code if unit else None,
        amount.numeral.multiplier,
        amount.decimals,
        amount.decimals,
        unit.category if unit else "quantity",
    )


def bounded(quantity: Quantity, bound: Bound) -> Quantity:
    """The same number with the side that its bound opens left empty. Of a negative number, more is further from zero:
    −5 % 以上 reaches below −5."""
    value = quantity.value
    if value is None or bound in ("exact", "approx", "range"):
        low, high = quantity.low, quantity.high
    else:
        upwards = bound in ("more_than", "at_least")
        low, high = (value, None) if upwards else (None, value)
    return Quantity(
        low,
        high,
        bound,
        quantity.unit,
        quantity.multiplier,
        quantity.decimals_low if low is not None else None,
        quantity.decimals_high if high is not None else None,
        quantity.category,
    )
