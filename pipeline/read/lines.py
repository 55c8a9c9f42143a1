"""Lines of a text with their places, and the drafts of blocks that the readers work on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model.note import Block, BlockKind
from pipeline.model.place import Printed, Span

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_HAN = re.compile("[\u2e80-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_WIDE = re.compile("[\u3001-\u303e\u4e00-\u9fff\uff01-\uff60]+")  # most of the wide characters of a note


@dataclass(slots=True)
class Draft:
    """A block while it is being read."""

    kind: BlockKind
    spans: list[Span]
    text: str  # what a reader sees of it, its pieces joined
    level: int = 0
    links: int = 0  # how many of its visible characters are the text of a link
    blank_before: int = 0  # blank lines above it
    emphasised: bool = False  # the whole line is bold or italic
    pictured: bool = False  # an image stands in it or right above it
    table: int | None = None
    figure: int | None = None

    @property
    def start(self) -> int:
        return self.spans[0].start

    def block(self) -> Block:
        return Block(self.kind, tuple(self.spans), self.level, self.table, self.figure)

    def printed(self) -> Printed:
        return Printed(self.text, tuple(self.spans))

    @property
    def link_share(self) -> float:
        """Share of the visible characters that are link text, 0..1."""
        return self.links / max(1, len("".join(self.text.split())))


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line end."""

    span: Span
    text: str
    pieces: tuple[Span, ...] = field(default=())  # visible pieces, markup left out, trimmed
    links: int = 0
    images: int = 0

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def split_lines(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """(start, end) of every line from `start` on, line ends left out."""
    for found in _LINE_END.finditer(text, start):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without the white space at its ends; None where nothing is left."""
    while start < end and (text[start].isspace() or text[start] in "\u200b\u200c\u200d\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\u200c\u200d\ufeff"):
        end -= 1
    return Span(start, end) if start < end else None


def joined(text: str, spans: Sequence[Span]) -> str:
    """The pieces as a reader joins them: a space where a break parts words that are not Chinese, nothing elsewhere."""
    result = ""
    for at, span in enumerate(spans):
        piece = text[span.start : span.end]
        between = text[spans[at - 1].end : span.start] if at else ""
        spaced = between[:1].isspace() or between[-1:].isspace()
        if result and spaced and not (_HAN.match(result[-1]) and _HAN.match(piece[0])):
            result += " "
        result += piece
    return result


def columns(text: str) -> int:
    """Width in terminal columns: two for a wide character."""
    rest = _WIDE.sub("", text)
    wide = len(text) - len(rest)
    return 2 * wide + sum(2 if c >= "\u1100" and unicodedata.east_asian_width(c) in "WFA" else 1 for c in rest)


def is_han(character: str) -> bool:
    """Whether a Chinese character, or full-width punctuation."""
    return _HAN.match(character) is not None
