"""Where a thing is printed: code points of the raw text, and points on a PDF page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code-point offsets into a note's raw text."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a 1-based page, in PDF points, origin top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of the note as printed. `spans` are its pieces in the raw text, in reading order: more than one where a
    line or page break stands inside it. `text` joins them as a reader would."""

    text: str
    spans: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first character to the last, whatever stands between."""
        return hull(self.spans)


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds them all. Raises ValueError where there is none."""
    every = tuple(spans)
    return Span(min(s.start for s in every), max(s.end for s in every))
