"""Sentences, clauses and brackets of a passage."""

from __future__ import annotations

import re
from bisect import bisect_right

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?\n]+[」』”’\")】》]*|$)")
_CLAUSE = re.compile(r"[，,；;：:【】《》](?:(?<=[【】《》])|(?!\d{3}(?!\d)))")
_BRACKET = re.compile(r"[()\[\]〔〕]")
_DEEPEST = 8  # deeper nesting is noise, and must not cost time
_BRACKETS = {"(": ")", "〔": "〕", "[": "]"}


def sentences(text: str) -> list[tuple[int, int]]:
    """Ranges of the sentences, together the whole text: 。！？ with the closing quotes behind them end one."""
    return [(m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.end() > m.start()]


def clause_marks(text: str) -> list[int]:
    """Offsets just behind each mark that ends a clause: ，；： and their ASCII forms, but not the comma of 1,234."""
    return [m.end() for m in _CLAUSE.finditer(text)]


class Brackets:
    """The round and square brackets of a text. A bracket that is never closed is passed over."""

    def __init__(self, text: str) -> None:
        ranges: list[tuple[int, int]] = []
        stack: list[tuple[int, str]] = []
        for match in _BRACKET.finditer(text):
            character = match.group()
            if character in _BRACKETS:
                stack.append((match.start(), _BRACKETS[character]))
            elif stack and character == stack[-1][1]:
                start, _ = stack.pop()
                ranges.append((start, match.end()))
        self._at: list[int] = []
        self._holding: list[tuple[tuple[int, int], ...]] = []
        open_now: tuple[tuple[int, int], ...] = ()
        events = sorted([(s + 1, 1, (s, e)) for s, e in ranges] + [(e - 1, 0, (s, e)) for s, e in ranges])
        for offset, opens, pair in events:
            open_now = (*open_now, pair)[-_DEEPEST:] if opens else tuple(p for p in open_now if p != pair)
            self._at.append(offset)
            self._holding.append(open_now)

    def holding(self, offset: int) -> tuple[tuple[int, int], ...]:
        """The brackets that hold the character at `offset`, outermost first, brackets themselves included in the ranges."""
        if not self._at:
            return ()
        index = bisect_right(self._at, offset) - 1
        return self._holding[index] if index >= 0 else ()
