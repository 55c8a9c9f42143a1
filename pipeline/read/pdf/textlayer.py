"""The raw text of a PDF note as it grows: every code point with its box, pages with their ranges."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pipeline.model.note import CharBoxes, Page
from pipeline.model.place import Printed, Span
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.lines import needs_space
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.words import Word, is_wide

PAGE_BREAK = "\n\f"
NOT_PRINTED = float("nan")
NOT_A_GLYPH = -1  # picks the NaN that is put behind a page's columns


class TextLayer:
    """Writes words in reading order. Separators are code points that were not printed: their boxes are NaN."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._boxes = tuple(array("f") for _ in range(4))  # x0, top, x1, bottom: as exact as PDFium gives them
        self._pages: list[Page] = []
        self._ink: PageInk | None = None
        self._order: list[int] = []  # of the open page: glyphs as written, NOT_A_GLYPH for a separator
        self._page_start = 0

    def __len__(self) -> int:
        return self._length

    def open_page(self, ink: PageInk) -> None:
        self._ink, self._order = ink, []
        if self._pages:
            self._separate(PAGE_BREAK)
        self._page_start = self._length

    def turn_to(self, ink: PageInk) -> None:
        """Go on with text of the open page that runs another way."""
        self._keep_boxes()
        self._ink, self._order = ink, []

    def close_page(self) -> None:
        ink = self._keep_boxes()
        span = Span(self._page_start, self._length)
        self._pages.append(Page(ink.number, ink.frame.width, ink.frame.height, span, ink.ocr))

    def _keep_boxes(self) -> PageInk:
        assert self._ink is not None, "no page is open"
        frame, glyphs = self._ink.frame, self._ink.glyphs
        columns = [
            [column[i] for i in self._order]
            for column in ([*c, NOT_PRINTED] for c in (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom))
        ]
        if frame.turns:
            columns = [
                list(c) for c in zip(*(frame.back(Rect(*box)) for box in zip(*columns, strict=True)), strict=True)
            ]
        for target, column in zip(self._boxes, columns, strict=False):
            target.extend(column)
        return self._ink

    def separate(self, text: str) -> None:
        """Write a separator, unless the page is still empty."""
        if self._length > self._page_start:
            self._separate(text)

    def _separate(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        self._order += [NOT_A_GLYPH] * len(text)

    def words(self, words: Sequence[Word], *, close: bool = False) -> Span:
        """Write words of one line and give their span. `close` leaves no white between them."""
        start = self._length
        last: Word | None = None
        for word in words:
            if last is not None and not close and needs_space(last, word):
                self._separate(" ")
            self._text.append(word.text)
            self._length += word.end - word.start
            self._order += range(word.start, word.end)
            last = word
        return Span(start, self._length)

    def tab(self) -> None:
        """The separator of two cells."""
        self._separate("\t")

    def cell(self, bits: Sequence[Bit]) -> Span:
        """Write the bits of a cell, its lines joined as a reader joins them, and give their span."""
        start = self._length
        last: Bit | None = None
        for bit in bits:
            if last is not None and _parted(last, bit):
                self._separate(" ")
            self.words(bit.words, close=bit.figure or bit.close)
            last = bit
        return Span(start, self._length)

    def finish_text(self) -> str:
        if len(self._text) > 1:
            self._text = ["".join(self._text)]
        return self._text[0] if self._text else ""

    def char_boxes(self) -> CharBoxes:
        return CharBoxes(*self._boxes)

    @property
    def pages(self) -> tuple[Page, ...]:
        return tuple(self._pages)


def _parted(last: Bit, bit: Bit) -> bool:
    """Whether white stands between two bits of a cell: not where Han meets Han, nor inside brackets."""
    left, right = last.text[-1], bit.text[0]
    if left in "（([「『-–/" or right in "）)]」』，。、；：%％":
        return False
    return not (is_wide(left) and is_wide(right)) or (last.figure and bit.figure)


def printed(raw: str, spans: Sequence[Span]) -> Printed:
    """Pieces of the raw text as one `Printed`: no white where Han meets Han, a space elsewhere."""
    text = ""
    for span in spans:
        piece = raw[span.start : span.end]
        if text and piece and not (is_wide(text[-1]) and is_wide(piece[0])):
            text += " "
        text += piece
    return Printed(text, tuple(spans))
