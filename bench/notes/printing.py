"""Hidden amounts → printed figures: rounding, thousands, scales, bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from bench.notes.pieces import SCALES, About, Draft, Figure, Meaning


@dataclass(frozen=True, slots=True)
class Unit:
    """How a sort of amount is printed: scale, places after the point, the words behind, and the unit of the claim."""

    scale: str
    places: int
    word: str
    code: str | None


def rounded(value: Fraction, places: int) -> str:
    """To `places` decimals, half up away from zero, with separators of thousands."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    text = f"{whole // 10**places:,}" + (f".{whole % 10**places:0{places}d}" if places else "")
    return f"-{text}" if value < 0 and whole else text


def level(
    draft: Draft, name: str, unit: Unit, about: About, *, factor: Fraction = Fraction(1), exponent: int = 0
) -> Figure:
    """The amount `name` as a level; `exponent` where its scale stands in a table's head."""
    value = draft.amounts[name] * factor / 10 ** (SCALES[unit.scale] + exponent)
    return Figure(
        draft.key(), rounded(value, unit.places), unit.scale, unit.word, unit.code,
        Meaning("level", (name,), factor), about, exponent=exponent,
    )  # fmt: skip


def growth(draft: Draft, new: str, old: str, places: int, about: About, *, signed: bool = False) -> Figure:
    """The growth of `new` over `old` in percent: with its sign in a table, else without (words around it turn it)."""
    value = (draft.amounts[new] / draft.amounts[old] - 1) * 100
    text = rounded(value if signed else abs(value), places)
    if signed and value > 0:
        text = f"+{text}"
    sign = 1 if signed or value >= 0 else -1
    return Figure(draft.key(), text, "", "%", "percent", Meaning("growth", (new, old)), about, sign=sign)


def ratio(draft: Draft, part: str, whole: str, places: int, about: About) -> Figure:
    value = draft.amounts[part] / draft.amounts[whole] * 100
    return Figure(draft.key(), rounded(value, places), "", "%", "percent", Meaning("ratio", (part, whole)), about)


def percent(draft: Draft, name: str, places: int, about: About) -> Figure:
    """A rate that is an amount of its own, in percent."""
    number = rounded(draft.amounts[name], places)
    return Figure(draft.key(), number, "", "%", "percent", Meaning("level", (name,)), about)


def points(draft: Draft, new: str, old: str, places: int, about: About) -> Figure:
    value = draft.amounts[new] - draft.amounts[old]
    text = rounded(abs(value), places)
    meaning = Meaning("change", (new, old))
    return Figure(draft.key(), text, "", "個百分點", "percentage_point", meaning, about, sign=1 if value >= 0 else -1)


def more_than(draft: Draft, name: str, unit: Unit, about: About, word: str = "超過") -> Figure:
    """A round number that the amount exceeds."""
    value = draft.amounts[name] / 10 ** SCALES[unit.scale] * 10**unit.places
    below = Fraction(int(value * Fraction(97, 100))) / 10**unit.places
    figure = level(draft, name, unit, about)
    return replace(figure, number=rounded(below, unit.places), bound="more_than", before=word)


def free(draft: Draft, number: str, unit: Unit, about: About, *, exact: bool = False) -> Figure:
    """A figure that nothing in the note is related to."""
    return Figure(draft.key(), number, unit.scale, unit.word, unit.code, Meaning("free"), about, exact=exact)
