"""Cues: the small words that tell how a figure stands to its neighbours (按年, 升, 至, 較, 分別, 該行, 料, 每股 …)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.recognise.words import compile_words
from pipeline.vocabulary import Vocabulary


class Cue(NamedTuple):
    """One cue in a passage. A word may say several things at once: 年增 is a basis (yoy) and a direction (+1)."""

    start: int
    end: int
    text: str
    kinds: Mapping[str, str]  # kind → value: basis → yoy, direction → 1, to → ""

    def value(self, kind: str) -> str | None:
        return self.kinds.get(kind)


_LISTS = (("bases", "basis"), ("directions", "direction"), ("statuses", "status"), ("actions", "action"))
_VALUE_COLUMN = {"bases": "basis", "directions": "sign", "statuses": "status", "actions": "action"}


class CueFinder:
    """All cue words of the vocabulary in one pass over a text; longest match, no overlaps."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        kinds: dict[str, list[tuple[str, str]]] = {}
        for name, kind in _LISTS:
            if name in vocabulary.lists:
                for surface, value in vocabulary[name].column(_VALUE_COLUMN[name]).items():
                    kinds.setdefault(surface, []).append((kind, value))
        _imply_directions(kinds)
        for row in vocabulary["cues"]:
            kinds.setdefault(row["surface"], []).append((row["cue"], row["value"]))
        self._kinds = {
            surface: dict(reversed(values)) for surface, values in kinds.items()
        }  # the first of a kind holds
        holding = vocabulary["not_cues"].rows  # 資料 holds 料 and expects nothing
        self._kinds |= {surface: {} for surface in holding if surface not in self._kinds}
        self._pattern: re.Pattern[str] = compile_words(self._kinds)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Sequence[Cue]:
        """The cues that lie in text[start:end]: a longer word that reaches out of it gives way to the shorter one inside."""
        return [word for word in self.words(text, start, end) if word.kinds]

    def words(self, text: str, start: int = 0, end: int | None = None) -> list[Cue]:
        """The same with the words that say nothing and only keep a cue from being read."""
        kinds, words = self._kinds, []
        for match in self._pattern.finditer(text, start, len(text) if end is None else end):
            surface = match[0]
            if not (len(surface) == 1 and surface.isascii() and not _marks_a_year(match, text)):
                words.append(Cue(match.start(), match.end(), surface, kinds[surface]))
        return words

    def find_in(self, text: str, stretches: Iterable[tuple[int, int]], words: Sequence[Cue]) -> Iterator[Cue]:
        """What `find` gives for each of the stretches, which are in order and apart. `words` are those of the whole text: only
        where one of them reaches over an edge is a stretch looked through by itself."""
        at = 0
        for start, end in stretches:
            while at < len(words) and words[at].end <= start:
                at += 1
            first = at
            while at < len(words) and words[at].end <= end:
                at += 1
            cut = at < len(words) and words[at].start < end
            if cut or (first < at and words[first].start < start) or _cuts_latin(text, end):
                yield from self.find(text, start, end)
            else:
                yield from (word for word in words[first:at] if word.kinds)


def _cuts_latin(text: str, end: int) -> bool:
    """Whether a Latin word or number is cut there: its part may be a word that the whole is not."""
    around = text[end - 1 : end + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _marks_a_year(match: re.Match[str], text: str) -> bool:
    """2025E and 24F are years with their status; 28樓E室 and A 股 are not."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before.isdigit() and not ("㐀" <= after <= "鿿" and after not in "年財預")


def _imply_directions(kinds: dict[str, list[tuple[str, str]]]) -> None:
    """同比增長 is a basis that ends in a direction: it says both, without a line of its own among the directions."""
    signs = {surface: dict(values)["direction"] for surface, values in kinds.items() if "direction" in dict(values)}
    for surface, values in kinds.items():
        if "direction" in dict(values):
            continue
        sign = next((signs[surface[i:]] for i in range(1, len(surface)) if surface[i:] in signs), None)
        if sign is not None and "basis" in dict(values):
            values.append(("direction", sign))
