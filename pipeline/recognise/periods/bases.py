"""Whether a time is what a figure is compared with: 較去年同期, 與上季相比, 2021年以來新高, 相當於2019年同期的140%."""

from __future__ import annotations

import re

from pipeline.recognise.periods.found import Found
from pipeline.recognise.periods.grammar import expand
from pipeline.recognise.periods.joining import REACH
from pipeline.recognise.periods.lexicon import Lexicon


class Bases:
    """Compiled once for a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._before = re.compile(f"(?<![佔占同環]){lexicon.alternation('base')}$")
        self._behind = re.compile(r"的?(?:相比|比較|相若|持平|相較)")
        self._record = re.compile(expand("<record>", lexicon))
        self._share = re.compile(r"的?約?\d[\d.,]*[%％]")

    def holds(self, text: str, found: Found) -> bool:
        start, end = found.start, found.end
        if self._before.search(text, max(0, start - REACH), start) or self._behind.match(text, end):
            return True
        if found.parts.get("form") in ("since", "after"):
            return self._record.match(text, end) is not None
        if "same" in found.parts:
            return text[max(0, start - 1) : start] in _EQUAL and self._share.match(text, end) is not None
        return False


_EQUAL = frozenset("至於達為是")  # 恢復至, 相當於
