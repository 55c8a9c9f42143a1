"""Pages that wait for the last one of their file."""

from __future__ import annotations

import pytest

from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.note import MEASURED_PAGES, read_pdf
from pipeline.read.pdf.pdfium import PAGES_TO_AN_OPENING, PdfiumFile
from pipeline.read.pdf.stored import restore, store
from pipeline.read.pdf.words import page_rows
from tests.read.pdf.made import Drawing


def test_a_page_is_restored_as_it_was_put_by() -> None:
    rows = (("項目", "2023", "2024"), ("營收", "1,234", "2,345"), ("毛利", "345", "456"))
    raw = Drawing().grid(72, 100, rows, (120, 80, 80)).box(72, 300, 200, 320).turned(400, 700, "側寫", 90).raw()
    (ink,) = PdfiumFile(raw, "case").pages(PdfLimits())
    runs, rules, fills = ink.runs, ink.rules_h, ink.fills
    before = page_rows(ink)
    stored = store(ink, before)
    assert ink.runs == [] and ink.rules_h == []
    again, after = restore(stored)
    assert (again.runs, again.rules_h, again.fills) == (runs, rules, fills)
    assert [[w.text for w in row.words] for row in after] == [[w.text for w in row.words] for row in before]
    assert [w.x0 for row in after for w in row.words] == pytest.approx([w.x0 for row in before for w in row.words])


def test_every_page_of_a_long_file_is_read_in_order() -> None:
    count = max(MEASURED_PAGES, PAGES_TO_AN_OPENING) + 3
    drawing = Drawing()
    for n in range(count):
        drawing.text(72, 300, f"內容{n}。")
        if n + 1 < count:
            drawing.page()
    note = read_pdf(drawing.raw(), "case")
    assert [page.number for page in note.pages] == list(range(1, count + 1))
    assert [line for line in note.raw_text.split() if line] == [f"內容{n}。" for n in range(count)]
