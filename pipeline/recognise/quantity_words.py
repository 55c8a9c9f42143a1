"""The words around a numeral (scales, currencies, units, measure words, bounds) as look-up tables and pattern fragments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast, get_args

from pipeline.model.quantity import Bound, ClaimCategory
from pipeline.recognise.numerals import POWERS, numeral_pattern
from pipeline.recognise.patterns import alternation
from pipeline.vocabulary import Vocabulary

Family = Literal["money", "percent", "percentage_point", "basis_point", "multiple", "duration", "measure", "count"]

CATEGORIES: dict[str, ClaimCategory] = {
    "money": "monetary",
    "percent": "percentage",
    "percentage_point": "percentage",
    "basis_point": "percentage",
}
# Latin scales that are read wherever they stand; m, M, B and T need a currency or a decimal point beside them
LOUD_SCALES = frozenset(
    [
        "k",
        "K",
        "mn",
        "mln",
        "million",
        "Million",
        "bn",
        "Bn",
        "BN",
        "billion",
        "Billion",
        "tn",
        "trn",
        "trillion",
        "Trillion",
    ]
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit word says: `value × factor` is in `code`. `code` is None for 元, which names no currency."""

    code: str | None
    factor: Decimal
    family: Family

    @property
    def category(self) -> ClaimCategory:
        return CATEGORIES.get(self.family, "quantity")


@dataclass(frozen=True, slots=True)
class BoundWord:
    """`bound` is None for a word that may stand between a bound and its number: 超過了, 至少有."""

    bound: Bound | None
    not_after: str  # characters that make it the tail of another word: 合約 3 億元


class Suffixes:
    """Words found where they end at a place in a text, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lasts = frozenset(word[-1] for word in self._words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def ending_at(self, text: str, end: int, floor: int) -> str | None:
        """The longest word that is `text[start:end]` with start ≥ floor."""
        if end <= floor or text[end - 1] not in self._lasts:
            return None
        for length in self._lengths:
            if end - length >= floor and text[end - length : end] in self._words:
                return text[end - length : end]
        return None


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Look-up tables by surface, and the fragments that rules are written with."""

    units: Mapping[str, Unit]
    scales: Mapping[str, int]  # power of ten of the scales in Latin letters
    currencies: Suffixes  # those that may stand before a number
    before: Mapping[str, BoundWord]
    before_suffixes: Suffixes
    links: Suffixes
    after: Mapping[str, BoundWord]
    fragments: Mapping[str, str]


def build_quantity_words(vocabulary: Vocabulary) -> QuantityWords:
    """Read scales, currencies, units, measure words and bounds. A surface in two files keeps its meaning as currency,
    then unit, then measure word."""
    units: dict[str, Unit] = {}
    for row in vocabulary["measure_words"]:
        units[row["surface"]] = Unit(row["canonical"], Decimal(1), "count")
    for row in vocabulary["units"]:
        units[row["surface"]] = Unit(row["code"], Decimal(row["factor"]), _family(row["code"], row["category"]))
    money = {
        row["surface"]: Unit(row["code"] or None, Decimal(row["factor"]), "money") for row in vocabulary["currencies"]
    }
    units |= money
    scales = {
        row["surface"]: len(row["multiplier"]) - 1 for row in vocabulary["scales"] if row["surface"] not in POWERS
    }
    before, after, links = (_bounds(vocabulary, side) for side in ("before", "after", "link"))
    return QuantityWords(
        units,
        scales,
        Suffixes(w for w, unit in money.items() if unit.factor == 1 and (unit.code or w == "$") and w[0] != "元"),
        before,
        Suffixes(before),
        Suffixes(links),
        after,
        _fragments(units, scales, after, _column(vocabulary, "not_before")),
    )


def _family(code: str, category: str) -> Family:
    if code in get_args(Family):
        return cast(Family, code)
    return "duration" if category == "duration" else "measure"


def _bounds(vocabulary: Vocabulary, side: str) -> dict[str, BoundWord]:
    return {
        row["surface"]: BoundWord(cast(Bound, row["bound"]) or None, row["not_after"])
        for row in vocabulary["bounds"]
        if row["side"] == side
    }


def _column(vocabulary: Vocabulary, name: str) -> dict[str, str]:
    """One column of all the words that may stand behind a number."""
    return {k: v for part in ("measure_words", "units", "currencies") for k, v in vocabulary[part].column(name).items()}


def _fragments(
    units: Mapping[str, Unit], scales: Mapping[str, int], after: Iterable[str], not_before: Mapping[str, str]
) -> dict[str, str]:
    # 3千瓦 is 3 kW: a scale that begins a unit belongs to the unit
    guard = alternation(u for u in units if u[0] in POWERS and len(u) > 1)
    trailing = {u for u in units if u[-1] not in "$¥"}  # $17,890 $18,137: the sign is the next number's
    letters = {u for u in units if len(u) == 1 and u.isascii() and u.isalpha()}  # these stand close to their number
    latin = [u for u in units if u.isascii() and u[0].isalpha() and (len(u) > 1 or u in "gmWVAL")]
    return {
        "number": numeral_pattern(guard),
        "scale": f"(?!{guard})[十百千萬億兆]",
        "unit": rf"(?:{alternation(letters)}|\ ?{alternation(trailing - letters, not_before)})",
        "count_unit": alternation((u for u, unit in units.items() if unit.family == "count"), not_before),
        "latin_unit": alternation([*latin, *(s for s in scales if s in LOUD_SCALES)]),
        "currency": alternation(
            u for u, unit in units.items() if unit.family == "money" and unit.code and unit.factor == 1
        ),
        "latin_scale": rf"\ ?{alternation(scales)}",
        "after": alternation(after),
    }
