"""Find the numerals that are no figure, before any figure is read: one pass over the text."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.model.quantity import NumeralCategory
from pipeline.recognise.blocker_rules import BLOCKERS, FRAGMENTS, Blocker
from pipeline.recognise.blocker_rules.rule import DIGIT, LATIN
from pipeline.recognise.patterns import FRAGMENTS as SHARED
from pipeline.recognise.patterns import alternation, fill
from pipeline.recognise.quantity_words import QuantityWords

_NUMERAL = "零〇一二兩三四五六七八九十百千萬億兆"


class Blocked(NamedTuple):
    """A stretch in which no figure is read. `category` None: a word that merely contains a numeral."""

    start: int
    end: int
    category: NumeralCategory | None
    rule: str


class _Tried(NamedTuple):
    """Blockers that are tried together. An empty group stands behind each: one around it would hide from the engine what it
    can begin with."""

    pattern: re.Pattern[str]
    blockers: Sequence[Blocker]


class BlockerFinder:
    """The blockers by the character that they open with: most places cost one look, and few are tried at any."""

    def __init__(self, words: QuantityWords, not_numerals: Iterable[str]) -> None:
        @cache  # many characters open the same blockers
        def tried(blockers: tuple[Blocker, ...], guard: str = "") -> _Tried:
            groups = "|".join(f"(?:{blocker.pattern})()" for blocker in blockers)
            pattern = fill(f"{guard}(?:{groups})", words.fragments, SHARED, FRAGMENTS)
            return _Tried(re.compile(pattern), blockers)

        self._at: dict[str, tuple[_Tried, ...]] = {}
        for run, (characters, guard) in _RUNS.items():
            of_run = tried(tuple(b for b in BLOCKERS if run in b.opens), guard)
            self._at |= dict.fromkeys(characters, (of_run,))
        named = sorted({character for blocker in BLOCKERS for character in _named(blocker)})
        for character in named:  # a letter among them (Tel, stock_code) opens a blocker inside a word too
            runs = [run for run, (characters, _) in _RUNS.items() if character in characters]
            own = (b for b in BLOCKERS if character in _named(b) or (_named(b) and any(run in b.opens for run in runs)))
            self._at[character] = (*self._at.get(character, ()), tried(tuple(own)))
        for opens, surfaces in _by_opening(not_numerals).items():
            of_words = tried((_word_blocker(opens, surfaces),))
            for character in _RUNS[opens][0] if opens in _RUNS else opens:
                self._at[character] = (*self._at.get(character, ()), of_words)
        inside_words = "".join(filter(string.ascii_letters.__contains__, named))  # Tel, stock_code
        self._openings = re.compile(
            f"[{re.escape(''.join(self._at))}](?<![0-9][0-9])(?<![0-9][.,][0-9])"
            f"(?:(?<![A-Za-z][A-Za-z])|(?<=[{inside_words}]))"
        )

    def find(self, text: str) -> Iterator[Blocked]:
        """Blocked stretches by start; none overlaps another."""
        end = 0
        for opening in self._openings.finditer(text):
            start = opening.start()
            if start < end:
                continue
            for pattern, blockers in self._at[opening[0]]:
                match = pattern.match(text, start)
                if match:
                    blocker = blockers[(match.lastindex or 0) - 1]
                    end = match.end()
                    yield Blocked(start, end, blocker.category, blocker.name)
                    break


# What a run of like characters is called in `Blocker.opens`: the characters, and where the run starts
_RUNS = {DIGIT: (string.digits, "(?<![0-9])(?<![0-9][.,])"), LATIN: (string.ascii_letters, "(?<![A-Za-z])")}


def _named(blocker: Blocker) -> str:
    """The characters that it can open with, one by one."""
    return blocker.opens.replace(DIGIT, "").replace(LATIN, "")


def _by_opening(surfaces: Iterable[str]) -> dict[str, list[str]]:
    """Words by how they begin: with a run, or a character."""
    found: dict[str, list[str]] = {}
    for surface in surfaces:
        run = next((run for run, (characters, _) in _RUNS.items() if surface[0] in characters), None)
        found.setdefault(run or surface[0], []).append(surface)
    return found


def _word_blocker(opens: str, surfaces: Sequence[str]) -> Blocker:
    """統一, 三星, 十分: not where the word's numeral belongs to a longer one (三萬一千) or to a fraction (十分之一)."""
    before = f"(?<![{_NUMERAL}0-9])" if opens in _NUMERAL else "(?<!分)(?<!分 )(?<!分  )"
    return Blocker("word", None, opens, rf"{before}{alternation(surfaces)}(?!分?之[{_NUMERAL}0-9])", ())
