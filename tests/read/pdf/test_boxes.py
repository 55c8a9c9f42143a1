"""Every figure read from a PDF has a page and a box that holds its characters: the box is read again, by PDFium's own text."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pipeline.model.place import Span
from pipeline.publish.locate import Locator, Place
from pipeline.read import read_note
from tests.line import extraction_of
from tests.shared import ROOT, SHARED

MARGIN = 0.7  # points: PDFium takes a character whose middle stands in the box
FINE = 100  # device units for a point
CORPUS = (
    "tw_ir_pdf/2308_2025_q4_ir.pdf",
    "tw_ir_pdf/2330_2025_q4_ir.pdf",
    "tw_ir_pdf/2454_2025_q4_ir.pdf",
    "hk_pdf/2025-06-30_00328_*.pdf",
    "hk_pdf/2025-06-27_00328_*.pdf",
    "rendered/chr_noto2col.pdf",
    "rendered/note_borderless.pdf",
    "rendered/forecast_span_merged_ruled.pdf",
)


def pdfs() -> Iterator[Path]:
    yield from sorted((ROOT / "raw").glob("*.pdf"))
    for pattern in CORPUS if SHARED else ():
        yield from (SHARED / "corpus").glob(pattern)


class Reader:
    """Text inside boxes of a file, as PDFium gives it."""

    def __init__(self, raw: bytes) -> None:
        self._document = pypdfium2.PdfDocument(raw)
        self._page: tuple[int, pypdfium2.PdfPage, pypdfium2.PdfTextPage] | None = None

    def inside(self, place: Place) -> str:
        """What stands in a box of the page as shown, turned pages and crop boxes reckoned with."""
        assert place.page is not None
        if self._page is None or self._page[0] != place.page:
            page = self._document[place.page - 1]
            self._page = place.page, page, page.get_textpage()
        _, page, text = self._page
        assert place.x0 is not None and place.top is not None and place.x1 is not None and place.bottom is not None
        one = self._on_page(page, place.x0 - MARGIN, place.top - MARGIN)
        other = self._on_page(page, place.x1 + MARGIN, place.bottom + MARGIN)
        left, right = sorted((one[0], other[0]))
        bottom, top = sorted((one[1], other[1]))
        return text.get_text_bounded(left, bottom, right, top)

    @staticmethod
    def _on_page(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
        width, height = page.get_size()
        found = ctypes.c_double(), ctypes.c_double()
        size = round(width * FINE), round(height * FINE)
        pdfium.FPDF_DeviceToPage(page, 0, 0, *size, 0, round(x * FINE), round(y * FINE), *map(ctypes.byref, found))
        return found[0].value, found[1].value


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("path", list(pdfs()), ids=lambda p: p.stem[:30])
def test_the_box_of_a_figure_holds_its_characters(path: Path) -> None:
    raw = path.read_bytes()
    note = read_note(raw, path.name)
    locator, reader = Locator(note), Reader(raw)
    claims = extraction_of(note).claims
    assert claims
    for claim in claims:
        place = locator.place(claim.span)
        assert place.x0 is not None, claim.text
        found, printed = plain(reader.inside(place)), plain(claim.text)
        whole = printed in found or sorted(printed) == sorted(found)
        cut = len(locator.lines(claim.span)) > 1 and not set(printed) - set(found)
        assert whole or cut, f"page {place.page}: {claim.text!r} stands in a box that holds {found!r}"


def test_a_figure_over_a_line_break_has_a_box_for_each_line() -> None:
    from tests.read.pdf.made import Drawing

    drawing = Drawing().text(72, 100, "全年銷量達 1").text(72, 120, "3 萬輛。")
    note = read_note(drawing.raw(), "made.pdf")
    start = note.raw_text.index("1")
    end = note.raw_text.index("萬") + 1
    one, other = Locator(note).lines(Span(start, end))
    assert one.x0 > other.x0
    assert one.bottom < other.bottom
