"""How figures and intervals are written in formulas and messages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.interval import Range
from pipeline.reconcile.precision import is_money

SCALE_WORDS = {
    Decimal(10) ** 3: "千",
    Decimal(10) ** 4: "萬",
    Decimal(10) ** 6: "百萬",
    Decimal(10) ** 8: "億",
    Decimal(10) ** 12: "兆",
}
UNIT_WORDS = {
    "percentage_point": " 個百分點",
    "basis_point": " 個基點",
    "multiple": " 倍",
    "rank": "",
    "CNY": "元人民幣",
    "HKD": "港元",
    "TWD": "元新台幣",
    "USD": "美元",
}
UNIT_WORDS_EN = {"percentage_point": " pp", "basis_point": " bp", "multiple": "×", "rank": ""}
LARGE_EN = ((Fraction(10**9), "bn"), (Fraction(10**6), "m"))


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


def spell(value: Range, like: Claim, *, english: bool = False, unit: str | None = None) -> str:
    """An interval in the unit of a printed figure, or in `unit`: 20.72% 至 22.26%, 109.75億 至 110.25億元人民幣; in English
    CNY 10.975bn to 11.025bn."""
    unit = unit if unit is not None else like.quantity.unit or ""
    scale, word = _scale_en(value, like) if english else _scale(like)
    ends = [None if end is None else end / scale for end in (value.low, value.high)]
    digits = _digits(*ends)
    low = None if ends[0] is None else _rounded(ends[0], digits, up=False) + word
    high = None if ends[1] is None else _rounded(ends[1], digits, up=True) + word
    if low is not None and high is not None:
        both = [low] if low == high else [low, high]
        return _with_unit(both, unit, english)
    if low is not None:
        return ("more than " if english else "高於 ") + _with_unit([low], unit, english)
    if high is not None:
        return ("less than " if english else "低於 ") + _with_unit([high], unit, english)
    return "anything" if english else "任何值"


def _with_unit(ends: list[str], unit: str, english: bool) -> str:
    """The ends with their unit: a percent sign on both, a currency or measure word once."""
    between = " to " if english else " 至 "
    if unit == "percent":
        return between.join(f"{end}%" for end in ends)
    if english and is_money(unit):
        return f"{unit} {between.join(ends)}"
    words = UNIT_WORDS_EN if english else UNIT_WORDS
    fallback = f" {unit}" if english and unit else unit
    return between.join(ends) + words.get(unit, fallback)


def _scale(like: Claim) -> tuple[Fraction, str]:
    """The scale that the figure is printed in, where it is a scale of words, and that word."""
    scale = like.quantity.multiplier
    return (Fraction(scale), SCALE_WORDS[scale]) if scale in SCALE_WORDS else (Fraction(1), "")


def _scale_en(value: Range, like: Claim) -> tuple[Fraction, str]:
    """Millions or billions, where the value has as many."""
    size = max((abs(end) for end in (value.low, value.high) if end is not None), default=Fraction(0))
    return next(((scale, word) for scale, word in LARGE_EN if size >= scale), (Fraction(1), ""))


def name(claim: Claim) -> str:
    """Whose and which figure it is: 小米 中國 市場份額 2024Q3."""
    qualifiers = [value for _, value in claim.qualifiers]
    parts = [claim.entity, *qualifiers, claim.metric, claim.period.label if claim.period else None]
    return " ".join(part for part in parts if part)


def listed(claims: Iterable[Claim], *, english: bool = False) -> str:
    """Figures with what they are of: 4.2%（乙 出貨量 2024）、4.0%（合計 出貨量 2024）."""
    if english:
        return ", ".join(f"{quoted(c)} ({name(c)})" for c in claims)
    return "、".join(f"{quoted(c)}（{name(c)}）" for c in claims)


def quoted(claim: Claim) -> str:
    """The figure as printed, line breaks closed up."""
    return " ".join(claim.text.split())


def _digits(low: Fraction | None, high: Fraction | None) -> int:
    """Decimals that show both ends apart: two of the width's digits, at least two decimals, at most six."""
    width = Fraction(0) if low is None or high is None else high - low
    digits = 2
    while width and width.numerator * 10**digits < 10 * width.denominator and digits < 6:
        digits += 1
    return digits


def _rounded(value: Fraction, digits: int, *, up: bool) -> str:
    scaled, rest = divmod(value.numerator * 10**digits, value.denominator)
    number = Decimal(scaled + 1 if up and rest else scaled).scaleb(-digits)
    text = f"{number:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
