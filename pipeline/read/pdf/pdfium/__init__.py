"""The one door to PDFium: a file's pages as `PageInk`, and pages as pictures.

PDFium is used for its text because it honours /ActualText, reads the predefined CJK CMaps without embedded fonts and drops
glyphs printed twice. Its guesses of spaces and line breaks are not used: `words.py` reads them from the geometry.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2

from pipeline.errors import UnreadableNoteError
from pipeline.read.pdf.ink import Frame, Glyphs, PageInk
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.pdfium.calls import ASKS_PASSWORD
from pipeline.read.pdf.pdfium.paths import collect_objects
from pipeline.read.pdf.pdfium.placement import placement
from pipeline.read.pdf.pdfium.text import read_text
from pipeline.read.pdf.rules import PathCollector

PAGES_TO_AN_OPENING = 32
UNKNOWN_PAGE = (612.0, 792.0)  # points, for a page that cannot be opened


class PdfiumFile:
    """A file opened with PDFium and an empty password."""

    def __init__(self, raw: bytes, name: str) -> None:
        """Raises UnreadableNoteError for what PDFium cannot open."""
        try:
            self._raw, self._document = raw, pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == ASKS_PASSWORD:
                raise UnreadableNoteError(
                    name, "the PDF asks for a password", "a file that opens without one", "save it unprotected"
                ) from error
            raise UnreadableNoteError(
                name, f"not a readable PDF ({error})", "a PDF file", "open it in a viewer and print it to PDF again"
            ) from error

    def __len__(self) -> int:
        return len(self._document)

    def facts(self) -> dict[str, str]:
        """The document information dictionary: Title, Author, Producer …, empty values left out."""
        try:
            return {key: value for key, value in self._document.get_metadata_dict().items() if value}
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            return {}

    def pages(self, limits: PdfLimits) -> Iterator[PageInk]:
        """Every page in turn; each is closed before the next is opened, and the file opened anew every now and then (PDFium
        keeps the fonts of all pages it has seen), so that memory stays flat over long files."""
        for index in range(min(len(self), limits.pages)):
            if index and not index % PAGES_TO_AN_OPENING:
                self._document.close()
                self._document = pypdfium2.PdfDocument(self._raw)
            try:
                page = self._document[index]
            except pypdfium2.PdfiumError:
                yield PageInk(index + 1, Frame(0, *UNKNOWN_PAGE), Glyphs(), [], broken=True)
                continue
            try:
                yield _read_page(page, index + 1, limits)
            finally:
                page.close()

    def render(self, index: int, scale: float) -> Any:
        """One page, 0-based, as a PIL image; `scale` 1 is 72 dots an inch."""
        page = self._document[index]
        try:
            return page.render(scale=scale).to_pil()
        finally:
            page.close()

    def close(self) -> None:
        self._document.close()


def _read_page(page: Any, number: int, limits: PdfLimits) -> PageInk:
    handle = _handle(page)
    place = placement(handle)
    text = page.get_textpage()
    try:
        ink = read_text(_handle(text), number, place, limits)
    finally:
        text.close()
    collector = PathCollector(limits, place.shown)
    collect_objects(handle, place, collector)
    collector.into(ink)
    return ink


def _handle(thing: Any) -> int:
    """PDFium's own handle of a pypdfium2 object, as an integer."""
    return ctypes.cast(thing.raw, ctypes.c_void_p).value or 0
