"""How figures and intervals are written in formulas and messages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.interval import Range

SCALE_WORDS = {
    Decimal(10) ** 3: "千",
    Decimal(10) ** 4: "萬",
    Decimal(10) ** 6: "百萬",
    Decimal(10) ** 8: "億",
    Decimal(10) ** 12: "兆",
}
UNIT_WORDS = {"percent": "%", "percentage_point": " 個百分點", "basis_point": " 個基點", "multiple": " 倍", "rank": ""}
UNIT_WORDS_EN = {"percent": "%", "percentage_point": " pp", "basis_point": " bp", "multiple": "×", "rank": ""}


def term(claim: Claim) -> str:
    """The printed number for a formula, with its scale: 925.07億, 14.8, 52.1~68.9."""
    low, high = (None if end is None else _scaled(end, claim) for end in (claim.quantity.low, claim.quantity.high))
    scale = SCALE_WORDS.get(claim.quantity.multiplier, "")
    return "~".join(dict.fromkeys(end for end in (low, high) if end is not None)) + scale


def end_terms(claim: Claim) -> tuple[str, str]:
    """The two ends of a printed range, each as a term. Raises ValueError for a one-sided bound."""
    low, high = claim.quantity.low, claim.quantity.high
    if low is None or high is None:
        raise ValueError(f"{claim.text} has one end only")
    scale = SCALE_WORDS.get(claim.quantity.multiplier, "")
    return _scaled(low, claim) + scale, _scaled(high, claim) + scale


def plain(value: Decimal) -> str:
    """A decimal without exponent and with a proper minus sign; the zeros that were printed stay."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        value = value.quantize(Decimal(1))
    return f"{value:f}".replace("-", "−")


def _scaled(value: Decimal, claim: Claim) -> str:
    return plain(value / claim.quantity.multiplier)


def spell(value: Range, like: Claim, *, english: bool = False) -> str:
    """An interval in the scale and unit of a printed figure: 20.72% 至 22.26%, 109.75億 至 110.25億."""
    quantity = like.quantity
    scale, unit = quantity.multiplier, quantity.unit or ""
    words = UNIT_WORDS_EN if english else UNIT_WORDS
    suffix = SCALE_WORDS.get(scale, "") + words.get(unit, f" {unit}" if unit else "")
    factor = Fraction(1) / Fraction(scale)
    digits = _digits(value.scaled(factor))
    low = None if value.low is None else _rounded(value.low * factor, digits, up=False)
    high = None if value.high is None else _rounded(value.high * factor, digits, up=True)
    if low is not None and high is not None:
        if low == high:
            return f"{low}{suffix}"
        return f"{low}{suffix} to {high}{suffix}" if english else f"{low}{suffix} 至 {high}{suffix}"
    if low is not None:
        return f"more than {low}{suffix}" if english else f"高於 {low}{suffix}"
    if high is not None:
        return f"less than {high}{suffix}" if english else f"低於 {high}{suffix}"
    return "anything" if english else "任何值"


def name(claim: Claim) -> str:
    """Whose and which figure it is: 小米 中國 市場份額 2024Q3."""
    qualifiers = [value for _, value in claim.qualifiers]
    parts = [claim.entity, *qualifiers, claim.metric, claim.period.label if claim.period else None]
    return " ".join(part for part in parts if part)


def quoted(claim: Claim) -> str:
    """The figure as printed, line breaks closed up."""
    return " ".join(claim.text.split())


def _digits(value: Range) -> int:
    """Decimals that show both ends apart: two of the width's digits, at least two decimals, at most six."""
    width = None if value.low is None or value.high is None else value.high - value.low
    digits = 2
    while width and width * 10**digits < 10 and digits < 6:
        digits += 1
    return digits


def _rounded(value: Fraction, digits: int, *, up: bool) -> str:
    scaled, rest = divmod(value.numerator * 10**digits, value.denominator)
    number = Decimal(scaled + 1 if up and rest else scaled).scaleb(-digits)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
