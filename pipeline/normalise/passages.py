"""A block or a cell as one stretch of text: its pieces joined over breaks, spaces that only set type left out.

Nothing is added and nothing moves: a passage is a choice of raw characters in their order, so that every offset maps back.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from pipeline.model.place import Span

# Zero-width and invisible characters, soft hyphens, bidirectional controls and the C0 controls that are no white space.
INVISIBLE = "\x01-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"

_VISIBLE = re.compile(f"[^\\s{INVISIBLE}]+")
_SPACE = re.compile("\\s")
_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORD = "[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]"
_HAN = "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_PUNCTUATION = "，。、；：！？（）「」『』《》〈〉【】〔〕…—“”‘’·‧"
# The last character before a gap and the first behind it, where the gap is only typesetting: of any kind, …
_ANY_GAP = f"[{_PUNCTUATION}(].|.[{_PUNCTUATION})]|{_WORD}{_HAN}"
_NARROW_BESIDE_HAN = f"{_HAN}(?:{_WORD}|[%‰$€£¥(])|[%‰)]{_HAN}"  # … of one space or a line break, …
_IN_NUMBER = "[0-9][%‰]|[$€£¥][0-9]"  # … or within a line
_TYPESET = re.compile(f"{_ANY_GAP}|{_NARROW_BESIDE_HAN}|{_IN_NUMBER}", re.DOTALL)
_TYPESET_WIDE = re.compile(f"{_ANY_GAP}|{_IN_NUMBER}", re.DOTALL)
_TYPESET_OVER_LINES = re.compile(f"{_ANY_GAP}|{_NARROW_BESIDE_HAN}", re.DOTALL)
_TWO_HAN = re.compile(_HAN * 2)
_ONE_HAN = re.compile(_HAN)
_ASCII_DIGITS = frozenset("0123456789")
_MARKUP = frozenset("*_~`")
_FULL_LINE = 40  # columns; narrower lines are verse, addresses and lists, not wrapped prose


class Offsets(Sequence[int]):
    """Strictly increasing raw offsets kept as runs: position `starts[i] + k` of the text is raw offset `raws[i] + k`."""

    __slots__ = ("_length", "_raws", "_starts")

    def __init__(self, starts: Sequence[int], raws: Sequence[int], length: int) -> None:
        self._starts, self._raws, self._length = array("l", starts), array("l", raws), length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._length))]
        if not 0 <= index < self._length:
            if not -self._length <= index < 0:
                raise IndexError(f"offset {index} of a text of {self._length}")
            index += self._length
        run = bisect_right(self._starts, index) - 1
        return self._raws[run] + index - self._starts[run]

    def __iter__(self) -> Iterator[int]:
        for start, end, raw in self.runs():
            yield from range(raw, raw + end - start)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Offsets):
            return (self._length, self._starts, self._raws) == (other._length, other._starts, other._raws)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._length, self._starts.tobytes(), self._raws.tobytes()))

    def __repr__(self) -> str:
        return f"Offsets({list(self.runs())})"

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """(start, end, raw offset of start) of every stretch whose raw characters stand side by side."""
        for (start, raw), end in zip(
            zip(self._starts, self._raws, strict=True), [*self._starts[1:], self._length], strict=True
        ):
            yield start, end, raw


@dataclass(frozen=True, slots=True)
class Stretch:
    """Folded text not yet converted, with its way back."""

    text: str
    offsets: Offsets


def assemble(raw: str, folded: str, spans: Sequence[Span], *, typed: bool = True) -> Stretch:
    """The spans of one block or cell joined: what is visible in `folded` (the raw text folded, of the same length), with
    one space, tab or line break kept where a reader sees a gap. `typed`: lines are as somebody typed them, not as a page
    was set, so that a column of equal lines was cut by a program."""
    wrapped = typed and _is_hard_wrapped(raw, spans)
    pieces: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    length = 0
    shift: int | None = None  # from a place in the text to its raw offset, as long as nothing is left out

    def keep(text: str, at: int) -> None:
        nonlocal length, shift
        if at - length != shift:
            shift = at - length
            starts.append(length)
            raws.append(at)
        pieces.append(text)
        length += len(text)

    word, end = "", 0
    for span in spans:
        crosses = bool(word)
        for found in _VISIBLE.finditer(folded, span.start, span.end):
            start, following = found.start(), found[0]
            if word and end < start:
                gap = _gap(word, raw[end:start], following, crosses=crosses, wrapped=wrapped)
                if gap:
                    exact = folded.find(gap, end, start)  # where none of its kind was passed over, the first that was
                    keep(gap, exact if exact >= 0 else end)
            keep(following, start)
            word, end, crosses = following, found.end(), False
    return Stretch("".join(pieces), Offsets(starts, raws, length))


def _gap(left: str, between: str, right: str, *, crosses: bool, wrapped: bool) -> str:
    """What a reader sees between two visible stretches: nothing, a space, a tab or a line break."""
    if between == " " and not crosses:
        return "" if _sets_type(left, right, wide=False, broken=False) else " "
    last, first = left[-1], right[0]
    digits = last in _ASCII_DIGITS and first in _ASCII_DIGITS
    if crosses and not (between[0].isspace() or between[-1].isspace()):
        # Markup or a passage that belongs to another block was passed over: the text reads on.
        return " " if digits and not _MARKUP.issuperset(between) else ""
    if not crosses and not _SPACE.search(between):
        return ""
    if "\t" in between and not crosses:
        return "\t"
    broken = _BREAK.search(between) is not None
    wide = len(between) > 1 or between == "\u3000"
    if (broken and wrapped) or _sets_type(left, right, wide=wide, broken=broken):
        return ""
    return "\n" if broken and not (_is_letter(last) and _is_letter(first)) else " "


def _sets_type(left: str, right: str, *, wide: bool, broken: bool) -> bool:
    """Whether the gap is only typesetting: 2024 年, 增 至, 14.8 %, ( 1810.HK ), a line that ends within a sentence."""
    single = len(left) == 1 and len(right) == 1  # a space between words parts clauses in headlines
    return _pair_sets_type(left[-1] + right[0], wide, broken, broken or single)


@lru_cache(maxsize=4096)  # a note repeats its pairs
def _pair_sets_type(pair: str, wide: bool, broken: bool, of_han: bool) -> bool:
    """The same for the characters on both sides of the gap. `of_han`: it is only typesetting between two Chinese ones too."""
    if (_TYPESET_OVER_LINES if broken else _TYPESET_WIDE if wide else _TYPESET).match(pair):
        return True
    return of_han and _TWO_HAN.match(pair) is not None


def _is_letter(character: str) -> bool:
    return character.isalpha() and not _ONE_HAN.match(character)


def _is_hard_wrapped(raw: str, spans: Sequence[Span]) -> bool:
    """Whether the pieces are lines cut at one column, wherever that falls: then `每股盈餘0` and `.21元` are one number.
    Two full lines at least, all of one width but for the half of a wide character that did not fit."""
    narrowest = widest = None
    if len(spans) < 3:
        return False
    for span in spans[:-1]:
        edge = max(0, span.start - 2 * _FULL_LINE)
        start = max(raw.rfind("\n", edge, span.start) + 1, raw.rfind("\r", edge, span.start) + 1, edge)
        width = sum(map(_columns, raw[start : span.end].rstrip()))
        narrowest, widest = min(width, narrowest or width), max(width, widest or width)
        if narrowest < max(_FULL_LINE, widest - 1):
            return False
    return True


def _columns(character: str) -> int:
    if character < "\u1100":
        return 1
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
