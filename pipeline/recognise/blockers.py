"""Find the numerals that are no figure, before any figure is read: one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.model.quantity import NumeralCategory
from pipeline.recognise.blocker_rules import BLOCKERS, FRAGMENTS, Blocker
from pipeline.recognise.blocker_rules.rule import DIGIT, LATIN
from pipeline.recognise.patterns import FRAGMENTS as SHARED
from pipeline.recognise.patterns import alternation, fill
from pipeline.recognise.quantity_words import QuantityWords

_NUMERAL = "零〇一二兩三四五六七八九十百千萬億兆"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A stretch in which no figure is read. `category` None: a word that merely contains a numeral."""

    start: int
    end: int
    category: NumeralCategory | None
    rule: str


class BlockerFinder:
    """Every blocker in one alternation, split by the kind of its first character so that most places cost one look."""

    def __init__(self, words: QuantityWords, not_numerals: Iterable[str]) -> None:
        surfaces = list(not_numerals)
        blockers = (*BLOCKERS, _word_blocker(surfaces))
        self._categories = {blocker.name: blocker.category for blocker in blockers}
        fragments = (words.fragments, SHARED, FRAGMENTS)
        opens = {blocker.name: blocker.opens for blocker in blockers}
        others = "".join(sorted({c for o in opens.values() for c in o.replace(DIGIT, "").replace(LATIN, "")}))
        kinds = {
            "digit": ("(?<![0-9])(?<![0-9][.,])(?=[0-9])", DIGIT),
            "latin": (r"(?<![A-Za-z])(?=[A-Za-z])", LATIN),
            "other": (f"(?=[{re.escape(others)}])", ""),
        }
        branches = []
        for kind, (guard, mark) in kinds.items():
            members = [
                b for b in blockers if (mark in b.opens if mark else b.opens.replace(DIGIT, "").replace(LATIN, ""))
            ]
            inner = "|".join(f"(?P<{kind}_{b.name}>{fill(b.pattern, *fragments)})" for b in members)
            branches.append(f"{guard}(?:{inner})")
        self._pattern = re.compile("|".join(branches))

    def find(self, text: str) -> Iterator[Blocked]:
        """Blocked stretches by start; none overlaps another."""
        for match in self._pattern.finditer(text):
            name = str(match.lastgroup).partition("_")[2]
            yield Blocked(match.start(), match.end(), self._categories[name], name)


def _word_blocker(surfaces: list[str]) -> Blocker:
    """統一, 三星, 十分: not where the word's numeral belongs to a longer one (三萬一千) or to a fraction (十分之一)."""
    first_is_numeral = alternation(w for w in surfaces if w[0] in _NUMERAL)
    others = alternation(w for w in surfaces if w[0] not in _NUMERAL)
    pattern = rf"(?:(?<![{_NUMERAL}0-9]){first_is_numeral}|(?<!分)(?<!分 )(?<!分  ){others})(?!分?之[{_NUMERAL}0-9])"
    opens = {DIGIT if w[0].isdigit() else LATIN if w[0].isascii() else w[0] for w in surfaces}
    return Blocker("word", None, "".join(sorted(opens)), pattern, ())
