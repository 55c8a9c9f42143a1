"""Pages that are only pictures: named where OCR is not installed, read with boxes and marked where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from pipeline.publish.note_rows import rows_of
from pipeline.read import read_note
from pipeline.read.pdf import PdfLimits, ocr, read_pdf
from tests.line import extraction_of
from tests.read.pdf.made import Drawing

NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
PIXEL = ocr.POINTS
needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed (290 MB)")


def scan(*pages: str) -> bytes:
    """A PDF of pictures: one page for each text, none of it as text."""
    drawing = Drawing()
    for n, page in enumerate(pages):
        if n:
            drawing.page()
        drawing.text(72, 100, page, 14, "Helvetica").text(
            72, 130, "End of the page, with some more words.", 14, "Helvetica"
        )
    printed = pypdfium2.PdfDocument(drawing.raw())
    pictures = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in printed]
    path = Path("scan.pdf")
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=200)
    return path.read_bytes()


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def corners(x0: float, top: float, x1: float, bottom: float) -> list[list[float]]:
    return [[x0, top], [x1, top], [x1, bottom], [x0, bottom]]


def told(monkeypatch: pytest.MonkeyPatch, *lines: tuple[str, float]) -> None:
    """An installed OCR that finds these lines on every page, each at its height in pixels, its characters 20 wide and 4 apart."""

    def recognise(picture: Image.Image) -> Iterator[Any]:
        assert picture.mode == "RGB"
        for text, top in lines:
            places = [(c, corners(200 + 24 * i, top, 220 + 24 * i, top + 30)) for i, c in enumerate(text) if c != " "]
            yield text, corners(200, top, 200 + 24 * len(text), top + 30), places, 0.99

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_recognise", recognise)


def test_without_ocr_a_picture_is_named_and_the_report_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    note = read_note(scan("one", "two"), "scan.pdf")
    assert [(w.check, w.page) for w in note.warnings] == [("image_only_page", 1), ("image_only_page", 2)]
    assert (note.reader, note.raw_text.strip()) == ("pdfium", "")
    report = rows_of(note, extraction_of(note), [], settings_hash="")["reports"][0]
    assert (report.status, report.figures_read) == ("partial", 0)
    assert "needs OCR" in report.message


def test_what_ocr_reads_has_boxes_and_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, ("東方公司2024年營收達35.6億元，年增12%。", 300.0))
    note = read_note(scan("one"), "scan.pdf")
    assert [(w.check, w.page) for w in note.warnings] == [("read_by_ocr", 1)]
    assert (note.reader, note.pages[0].ocr) == ("pdfium+ocr", True)
    rows = rows_of(note, extraction_of(note), [], settings_hash="")
    assert rows["reports"][0].status == "ok"
    revenue, growth = rows["claims"]
    assert (revenue.text, growth.text, revenue.ocr, growth.ocr) == ("35.6億元", "12%", True, True)
    assert all(numeral.ocr for numeral in rows["numerals"])
    start = note.raw_text.index("35.6")
    assert revenue.x0 == pytest.approx((200 + 24 * start) * PIXEL, abs=0.01)
    assert (revenue.top, revenue.bottom) == pytest.approx((300 * PIXEL, 330 * PIXEL), abs=0.01)


def test_a_text_page_is_not_marked() -> None:
    note = read_note(Drawing().text(72, 100, "東方公司2024年營收達35.6億元。").raw(), "note.pdf")
    rows = rows_of(note, extraction_of(note), [], settings_hash="")
    assert [claim.ocr for claim in rows["claims"]] == [False]


def test_spaces_and_lines_that_the_recogniser_gives_no_places_for() -> None:
    line = ocr._line("甲 12 家", corners(100, 10, 300, 40), [("甲", corners(100, 10, 130, 40))], 0.9)
    assert [(c.text, c.spaced) for c in line.characters] == [("甲", False), ("1", True), ("2", False), ("家", True)]
    assert [round(c.x0 / PIXEL) for c in line.characters] == [100, 150, 200, 250]
    assert line.characters[-1].x1 == pytest.approx(300 * PIXEL)


def test_pages_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, ("營收達35.6億元。", 300.0))
    note = read_pdf(scan("one", "two", "three"), "scan.pdf", limits=PdfLimits(ocr_pages=2))
    assert [(w.check, w.page) for w in note.warnings] == [
        ("read_by_ocr", 1),
        ("read_by_ocr", 2),
        ("image_only_page", 3),
    ]


def test_a_picture_without_words_stays_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch)
    note = read_note(scan("one"), "scan.pdf")
    assert [w.check for w in note.warnings] == ["image_only_page"]


@needs_ocr
def test_the_real_recogniser() -> None:
    note = read_note(scan("Revenue grew 12.5% to 35,600 units"), "scan.pdf")
    assert NUMBER.findall(note.raw_text) == ["12.5%", "35,600"]


@needs_ocr
def test_the_scan_of_the_example(shared: Path) -> None:
    """Its figures are those of the note, in order and none missing, and its tables are exact."""
    scanned = shared / "corpus/rendered/scan_2pages_200dpi.pdf"
    note = read_note(scanned.read_bytes(), scanned.name)
    example = next(shared.glob("corpus/000_*.txt")).read_text(encoding="utf-8")
    wanted = NUMBER.findall(example)
    for page in note.pages:
        found = NUMBER.findall(note.raw_text[page.span.start : page.span.end])
        assert len(found) > 40
        assert any(wanted[i : i + len(found)] == found for i in range(len(wanted)))
    assert [(t.n_rows, t.n_cols) for t in note.tables] == [(8, 4), (10, 2)]
    assert all(table.caption and table.source_line for table in note.tables)
