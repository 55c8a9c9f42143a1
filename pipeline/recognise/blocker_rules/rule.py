"""What a rule is that keeps a numeral from being read as a figure."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.quantity import NumeralCategory

DIGIT = "0-9"
LATIN = "A-Za-z"
CHINESE = "零〇一二兩三四五六七八九十廿卅百"


@dataclass(frozen=True, slots=True)
class Blocker:
    """`opens`: the characters that a match can start with (a run of digits or of Latin letters only at its start);
    `pattern` has no groups of its own. `category` None: nothing is reported, the words merely contain a numeral.
    `reads`: text and what is blocked in it; `rejects`: texts in which this rule blocks nothing."""

    name: str
    category: NumeralCategory | None
    opens: str
    pattern: str
    reads: tuple[tuple[str, str], ...]
    rejects: tuple[str, ...] = ()
