"""Where a stretch of raw text stands on the pages of a note, and how it reads where a break cuts it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from pipeline.model.note import Note
from pipeline.model.place import Box, Span

COORDINATE_DECIMALS = 3  # of a PDF point: a tenth of a hair, and the same on every machine

LONGEST_QUOTE = 2000  # characters


class Place(NamedTuple):
    """Page (1-based) and rectangle in PDF points, origin top left; all null where nothing is known of it."""

    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None


NOWHERE = Place()


def place_of_box(box: Box | None) -> Place:
    """The place of a rectangle that the reader gave."""
    if box is None:
        return NOWHERE
    return Place(box.page, *(round(float(edge), COORDINATE_DECIMALS) for edge in (box.x0, box.top, box.x1, box.bottom)))


class Locator:
    """Places and quotes for one note. Built once: a look-up costs the length of the span."""

    def __init__(self, note: Note) -> None:
        self._text = note.raw_text
        self._boxes = note.char_boxes
        self._pages = note.pages
        self._page_starts = [page.span.start for page in note.pages]
        self._broken = sorted(
            (block.spans for block in note.blocks if len(block.spans) > 1), key=lambda spans: spans[0]
        )
        self._broken_starts = [spans[0].start for spans in self._broken]

    def page(self, offset: int) -> int | None:
        """The page that holds a code point; None for a note without pages."""
        if not self._pages:
            return None
        return self._pages[max(bisect_right(self._page_starts, offset) - 1, 0)].number

    def by_ocr(self, offset: int) -> bool:
        """Whether the page that holds a code point was read by OCR."""
        return bool(self._pages) and self._pages[max(bisect_right(self._page_starts, offset) - 1, 0)].ocr

    def place(self, span: Span) -> Place:
        """The page where a span begins, and the rectangle around its characters on that page."""
        if not self._pages:
            return NOWHERE
        page = self._pages[max(bisect_right(self._page_starts, span.start) - 1, 0)]
        boxes = self._boxes
        if boxes is None:
            return Place(page.number)
        end = min(span.end, page.span.end)
        printed = [i for i in range(span.start, end) if boxes.x0[i] == boxes.x0[i]]  # NaN: not printed
        if not printed:
            return Place(page.number)
        edges = (
            min(boxes.x0[i] for i in printed),
            min(boxes.top[i] for i in printed),
            max(boxes.x1[i] for i in printed),
            max(boxes.bottom[i] for i in printed),
        )
        return Place(page.number, *(round(float(edge), COORDINATE_DECIMALS) for edge in edges))

    def lines(self, span: Span) -> list[Box]:
        """One rectangle for each printed line of a span, over all its pages; none where nothing is known of them."""
        boxes, found = self._boxes, list[Box]()
        for i in range(span.start, span.end) if boxes is not None else ():
            if boxes is None or boxes.x0[i] != boxes.x0[i]:  # NaN: not printed
                continue
            page = self.page(i) or 1
            own = Box(page, boxes.x0[i], boxes.top[i], boxes.x1[i], boxes.bottom[i])
            if found and _goes_on(found[-1], own):
                last = found[-1]
                top, bottom = min(last.top, own.top), max(last.bottom, own.bottom)
                found[-1] = Box(page, last.x0, top, max(last.x1, own.x1), bottom)
            else:
                found.append(own)
        return found

    def quote(self, span: Span, figure: Span) -> str:
        """The raw text of a sentence, without what a page break puts inside it (page number, running head, figure). Of a
        sentence that is longer than anybody writes, what stands around the figure: a text without an end holds many figures,
        and would be quoted for each of them."""
        if span.end - span.start > LONGEST_QUOTE:
            start = max(span.start, figure.start - LONGEST_QUOTE // 2)
            span = Span(start, min(span.end, max(start + LONGEST_QUOTE, figure.end)))
        at = bisect_right(self._broken_starts, span.start) - 1
        if at >= 0:
            pieces = [
                self._text[max(piece.start, span.start) : min(piece.end, span.end)]
                for piece in self._broken[at]
                if piece.overlaps(span)
            ]
            if len(pieces) > 1:
                return "".join(pieces)
        return self._text[span.start : span.end]


def _goes_on(line: Box, box: Box) -> bool:
    """Whether a character stands on the line that those before it make up, and not left of their end."""
    middle = (box.top + box.bottom) / 2
    return line.page == box.page and line.top < middle < line.bottom and box.x1 > line.x0 + (line.x1 - line.x0) / 2
