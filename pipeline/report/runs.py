"""Raw text cut into runs: stretches that carry the same figures, findings and numerals, ready to be marked."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.rows import NumeralRow
from pipeline.report.notes import NoteRows
from pipeline.report.state import is_unread

_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same marks. `start` is the raw offset of its first character, None where the text is not
    raw character for character. Figures and findings are given by their position in the note's rows. `first` is false for
    the rest of a figure that an earlier run began."""

    text: str
    start: int | None
    claims: tuple[int, ...] = ()
    findings: tuple[int, ...] = ()
    numeral: str | None = None  # category of a numeral that is no claim; "unread" where it should have become one
    first: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    claims: tuple[int, ...]
    findings: tuple[int, ...]
    numeral: str | None
    first: bool


class Marker:
    """Cuts any range of one note's raw text into runs. Built once, in the order of the marks' ends."""

    def __init__(self, note: NoteRows) -> None:
        self._text = note.raw_text
        self._marks = list(_marks(note))
        self._ends = [mark.end for mark in self._marks]

    def runs(self, start: int, end: int) -> Iterator[Run]:
        """The runs of raw[start:end], with line breaks closed up as in running text."""
        at = start
        for mark in self._overlapping(start, end):
            if mark.start > at:
                yield from self._plain(at, mark.start)
            a, b = max(mark.start, at), min(mark.end, end)
            for n, (offset, text) in enumerate(closed_up(self._text, a, b)):
                first = mark.first and n == 0 and a == mark.start
                yield Run(text, offset, mark.claims, mark.findings, mark.numeral, first)
            at = b
        if at < end:
            yield from self._plain(at, end)

    def marked(self, start: int, end: int) -> bool:
        """Whether a figure, an unread numeral or a finding stands in raw[start:end]."""
        return any(m.claims or m.findings or m.numeral == "unread" for m in self._overlapping(start, end))

    def _plain(self, start: int, end: int) -> Iterator[Run]:
        for offset, text in closed_up(self._text, start, end):
            yield Run(text, offset)

    def _overlapping(self, start: int, end: int) -> Iterator[_Mark]:
        at = bisect_left(self._ends, start + 1)
        while at < len(self._marks) and self._marks[at].start < end:
            yield self._marks[at]
            at += 1


def closed_up(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """raw[start:end] as pieces (offset, text) that stand side by side: a line break between wide characters is left out,
    any other becomes one space."""
    at = start
    for place in range(start, end):
        if text[place] not in _BREAKS:
            continue
        if place > at:
            yield at, visible(text[at:place])
        at = place + 1
        if not _between_wide(text, place, start, end) and text[place - 1 : place] not in _BREAKS:
            yield place, " "
    if at < end:
        yield at, visible(text[at:end])


def _between_wide(text: str, place: int, start: int, end: int) -> bool:
    before, after = place - 1, place + 1
    while before >= start and text[before].isspace():
        before -= 1
    while after < end and text[after].isspace():
        after += 1
    if before < start or after >= end:
        return True
    return all(unicodedata.east_asian_width(text[each]) in _WIDE for each in (before, after))


_CONTROLS = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _BREAKS and code != 0x09},
    0x7F: "\u2421",
    **dict.fromkeys(
        (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
    ),
    **dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "\ufffd"),
}


def visible(text: str) -> str:
    """The text with control and direction characters as symbols, one for one: nobody can hide or turn figures with them."""
    return text.translate(_CONTROLS)


def _marks(note: NoteRows) -> Iterator[_Mark]:
    """Disjoint marks in order, out of spans that may overlap: at every place all that lie over it."""
    spans = [(c.start, c.end, "c", n) for n, c in enumerate(note.claims)]
    for n, finding in enumerate(note.findings):
        if finding.start is not None and finding.end is not None and not finding.claim_ids:
            spans.append((finding.start, finding.end, "f", n))
    numerals = [each for each in note.numerals if each.claim_id is None]
    spans += [(each.start, each.end, "n", n) for n, each in enumerate(numerals)]
    limit = len(note.raw_text)
    edges = sorted(
        edge
        for start, end, kind, n in spans
        if 0 <= start < end <= limit
        for edge in ((start, 1, kind, n), (end, 0, kind, n))
    )
    active: dict[tuple[str, int], None] = {}
    begun: set[int] = set()
    at = 0
    for place, opens, kind, n in edges:
        if place > at and active:
            yield _mark(at, place, list(active), numerals, begun)
        at = place
        if opens:
            active[kind, n] = None
        else:
            del active[kind, n]


def _mark(
    start: int, end: int, active: Sequence[tuple[str, int]], numerals: Sequence[NumeralRow], begun: set[int]
) -> _Mark:
    claims = tuple(sorted(n for kind, n in active if kind == "c"))
    findings = tuple(sorted(n for kind, n in active if kind == "f"))
    numeral = next((numerals[n] for kind, n in active if kind == "n"), None)
    first = not claims or not begun.issuperset(claims)
    begun.update(claims)
    category = None if numeral is None else "unread" if is_unread(numeral) else numeral.category
    return _Mark(start, end, claims, findings, None if claims else category, first)
