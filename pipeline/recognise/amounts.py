"""From the parts of a match to a Quantity: number, scale and unit, one of them or the two ends of a range."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.quantity import Bound, ClaimCategory, Quantity
from pipeline.recognise.numerals import POWERS, Numeral, plain_number, read_numeral
from pipeline.recognise.quantity_words import LOUD_SCALES, QuantityWords, Unit

# One number with what may follow it, in groups n (number), more, s (scale after more), k (Latin scale), u (unit), note, tail
AMOUNT = (
    r"(?P<n#>{number})(?:\ ?(?P<more#>[多餘余幾](?![額下款量數於]|元(?<![萬億][多餘余]元)))(?P<s#>(?:{scale}){1,3}+(?:[多餘余](?:{scale}){1,2}+)?)?)?(?P<k#>{latin_scale})?(?P<u#>{unit})?"
    r"(?=(?P<note#>{open}[^()（）0-9]{0,12}{close}))?(?P<tail#>多(?=[。，；,;、的)）]|\Z)|餘(?=[。，；,;、的]|\Z))?"
)


class Amount(NamedTuple):
    """One number with its unit, before its bound is known."""

    numeral: Numeral
    text: str  # the number as printed
    unit: Unit | None
    word: str | None  # scale and unit as printed
    more: bool = False  # 700 多臺
    scaled: bool = False  # a scale is printed

    @property
    def value(self) -> Decimal:
        return self.numeral.value * self.unit.factor if self.unit else self.numeral.value

    @property
    def decimals(self) -> int:
        """Precision in base units: a factor of a tenth or a hundredth moves it, any other leaves it."""
        if self.unit is None or self.unit.factor == 1:
            return self.numeral.decimals
        power = self.unit.factor.adjusted()
        return self.numeral.decimals - (power if self.unit.factor == Decimal(10) ** power else 0)


def part(match: re.Match[str], name: str) -> str | None:
    """The text of a group that the rule may not have."""
    return match[name] if name in match.re.groupindex else None


def read_amount(match: re.Match[str], which: str, words: QuantityWords, currency: str | None) -> Amount | None:
    """The amount in the groups n1, k1, u1 … (or n2 …) of a match. None where the numeral is none, or a Latin scale is
    read that only a currency would make one: 5M."""
    text = match["n" + which]
    numeral = read_numeral(text)
    if numeral is None:
        return None
    late, latin, word = part(match, "s" + which), part(match, "k" + which), part(match, "u" + which)
    if word:
        word = word.strip()
    unit = words.units[word] if word else None
    if latin:
        latin = latin.strip()
        loud = latin in LOUD_SCALES or currency or (unit and unit.family == "money")
        if not loud and not (latin in "MBT" and "." in text):
            if latin not in words.units or unit:
                return None
            unit, word, latin = words.units[latin], latin, None
    power = sum(POWERS.get(c, 0) for c in late or "") + (words.scales[latin] if latin else 0)
    ascii_only = text.isascii()
    printed = "" if ascii_only or not text[0].isascii() else "".join(c for c in text if c in POWERS)
    return Amount(
        numeral.scaled(power) if power else numeral,
        text,
        with_currency(unit, currency, part(match, "note" + which), words),
        (printed + (late or "") + (latin or "") + (word or "")) or None,
        more=bool(part(match, "more" + which) or part(match, "tail" + which)),
        scaled=bool(power) or (not ascii_only and not POWERS.keys().isdisjoint(text)),
    )


def with_currency(unit: Unit | None, currency: str | None, note: str | None, words: QuantityWords) -> Unit | None:
    """人民幣 12 億元, 100 億元 (人民幣，下同): the currency that stands apart from 元."""
    if unit is not None and (unit.family != "money" or unit.code is not None):
        return unit
    if currency is not None:
        return replace(words.units[currency], factor=unit.factor if unit else Decimal(1))
    if unit is not None and note:
        for word in re.split(r"[(（)）,，、‧;；]|下同", note):
            named = words.units.get(word.strip())
            if named is not None and named.code is not None and named.family == "money":
                return replace(named, factor=unit.factor)
    return unit


def stated(low: Amount, high: Amount | None = None, *, sign: int = 1, unit: Unit | None = None) -> Quantity:
    """The quantity of one number, or of the two ends of a range that share a unit."""
    unit = unit or low.unit
    first = low.value * sign
    return Quantity(
        first,
        first if high is None else high.value * sign,
        "exact" if high is None else "range",
        unit.code if unit else None,
        (high or low).numeral.multiplier,
        low.decimals,
        (high or low).decimals,
        unit.category if unit else "quantity",
    )


def plain(
    low: Decimal, high: Decimal | None, unit: str, category: ClaimCategory, decimals: int, bound: Bound = "exact"
) -> Quantity:
    """A quantity without a scale. `high` None means the same as `low`."""
    high = low if high is None else high
    return Quantity(low, high, "range" if low != high else bound, unit, Decimal(1), decimals, decimals, category)


def bounded(quantity: Quantity, bound: Bound) -> Quantity:
    """The same number with the side that its bound opens left empty; a range stays a range."""
    value = quantity.value
    if value is None or quantity.bound == "range" or bound == "range":
        return quantity
    if bound in ("exact", "approx"):
        return replace(quantity, bound=bound)
    decimals = quantity.decimals_low if quantity.decimals_low is not None else quantity.decimals_high
    if bound in ("more_than", "at_least"):
        return replace(quantity, low=value, high=None, bound=bound, decimals_low=decimals, decimals_high=None)
    return replace(quantity, low=None, high=value, bound=bound, decimals_low=None, decimals_high=decimals)


def in_unit(quantity: Quantity, unit: Unit | None, power: int) -> Quantity:
    """A bare number with a unit and a scale of 10**power that stand elsewhere: behind its bracket, at the end of its list."""
    factor = (unit.factor if unit else Decimal(1)).scaleb(power)
    places = factor.adjusted()
    return replace(
        quantity,
        low=None if quantity.low is None else plain_number(quantity.low * factor),
        high=None if quantity.high is None else plain_number(quantity.high * factor),
        unit=unit.code if unit else None,
        multiplier=quantity.multiplier.scaleb(power),
        decimals_low=None if quantity.decimals_low is None else quantity.decimals_low - places,
        decimals_high=None if quantity.decimals_high is None else quantity.decimals_high - places,
        category=unit.category if unit else "quantity",
    )


def negated(quantity: Quantity) -> Quantity:
    low, high = quantity.low, quantity.high
    return replace(quantity, low=None if high is None else -high, high=None if low is None else -low)
