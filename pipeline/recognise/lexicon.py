"""The words around a numeral (scales, currencies, units, measure words, bounds) as patterns and look-up tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.quantity import Bound, ClaimCategory
from pipeline.recognise.numerals import POWERS, numeral_pattern
from pipeline.vocabulary import Vocabulary

Family = Literal["money", "percent", "percentage_point", "basis_point", "multiple", "duration", "measure", "count"]

CATEGORY: dict[str, ClaimCategory] = {
    "money": "monetary",
    "percent": "percentage",
    "percentage_point": "percentage",
    "basis_point": "percentage",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit word says: `value × factor` is in `code`. `code` is None for 元, which names no currency."""

    code: str | None
    factor: Decimal
    family: Family

    @property
    def category(self) -> ClaimCategory:
        return CATEGORY.get(self.family, "quantity")


@dataclass(frozen=True, slots=True)
class BoundWord:
    bound: Bound
    not_after: str  # characters that make it the tail of another word: 合約 3 億元


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-up tables by surface, and the pattern fragments that rules are written with."""

    units: dict[str, Unit]
    scales: dict[str, int]  # power of ten of the scales in Latin letters
    before: dict[str, BoundWord]
    after: dict[str, BoundWord]
    fragments: dict[str, str]


def alternation(words: Iterable[str]) -> str:
    """A pattern without groups for any of the words, longest first. Latin words end at a word's end, and one letter
    stands close to its number."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return (
        "(?:"
        + "|".join(re.escape(w) + (r"(?![A-Za-z0-9])" if w[-1:].isalpha() and w.isascii() else "") for w in ordered)
        + ")"
    )


def build_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """Read scales, currencies, units, measure words and bounds. A surface in two files keeps its meaning as currency,
    then unit, then measure word."""
    units: dict[str, Unit] = {}
    for row in vocabulary["measure_words"]:
        units[row["surface"]] = Unit(row["canonical"], Decimal(1), "count")
    for row in vocabulary["units"]:
        units[row["surface"]] = Unit(row["code"], Decimal(row["factor"]), _family(row["code"], row["category"]))
    currencies = {
        row["surface"]: Unit(row["code"] or None, Decimal(row["factor"]), "money") for row in vocabulary["currencies"]
    }
    units |= currencies
    leading = [w for w, unit in currencies.items() if unit.factor == 1 and (unit.code or w == "$") and w[0] != "元"]
    scales = {
        row["surface"]: len(row["multiplier"]) - 1 for row in vocabulary["scales"] if row["surface"] not in POWERS
    }
    before, after = _bounds(vocabulary, "before"), _bounds(vocabulary, "after")
    # 3千瓦 is 3 kW: a scale that begins a unit belongs to the unit
    guard = "|".join(sorted(re.escape(u) for u in units if u[0] in POWERS and len(u) > 1))
    tight = {u for u in units if len(u) == 1 and u.isascii() and u.isalpha()}
    spaced = alternation(u for u in units if u not in tight)
    fragments = {
        "number": numeral_pattern(guard),
        "unit": rf"(?:\ ?{spaced}|{alternation(tight)})",
        "currency": alternation(leading),
        "scale": r"\ ?" + alternation(scales),
        "before": alternation(before),
        "after": alternation(after),
    }
    return Lexicon(units, scales, before, after, fragments)


def _family(code: str, category: str) -> Family:
    if code in ("percentage_point", "basis_point", "multiple", "percent"):
        return code  # type: ignore[return-value]
    return "duration" if category == "duration" else "measure"


def _bounds(vocabulary: Vocabulary, side: str) -> dict[str, BoundWord]:
    return {
        row["surface"]: BoundWord(row["bound"], row["not_after"])  # type: ignore[arg-type]
        for row in vocabulary["bounds"]
        if row["side"] == side
    }
