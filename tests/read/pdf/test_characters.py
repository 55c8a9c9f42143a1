"""Characters of PDFs are those printed: fake bold counts once, fonts without a map are read, nothing odd passes unflagged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.model.note import Note
from pipeline.read import read_note
from pipeline.read.pdf import ocr
from tests.read.pdf.made import Drawing
from tests.shared import SHARED

ODD = re.compile("[\u2e80-\u2fdf\u31c0-\u31ef\x00-\x08\x0b\x0e-\x1f\x7f]")  # radicals, strokes and controls
FLAGGED = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
PDFS = sorted(SHARED.glob("corpus/*/*.pdf")) if SHARED else []


def read(path: Path) -> Note:
    return read_note(path.read_bytes(), path.name)


def plain(text: str) -> str:
    return "".join(text.split())


def test_text_printed_twice_counts_once() -> None:
    drawing = Drawing()
    for offset in (0.0, 0.3):
        drawing.text(72 + offset, 100, "營收 17% 達 88.88 億元", 12)
    assert plain(read_note(drawing.raw(), "bold.pdf").raw_text) == "營收17%達88.88億元"


def test_a_radical_is_read_as_the_ideograph_that_it_prints() -> None:
    note = read_note(Drawing().text(72, 100, "長期").raw(), "plain.pdf")
    assert note.raw_text == "長期"
    assert "⾧" not in note.raw_text


def test_fonts_without_a_map(shared: Path) -> None:
    note = read(shared / "corpus/rendered/cid_ETenms-B5-H.pdf")
    reference = (shared / "corpus/rendered/cid_ETenms-B5-H.ref").read_text(encoding="utf-8")
    assert plain(note.raw_text) == plain(reference)
    stress = read(shared / "corpus/rendered/stress_fakebold_cid.pdf")
    assert "淨利率由 7.5% 升至 9.1%" in stress.raw_text
    assert "人人車車 1,000,000 港元 88.88%" in stress.raw_text


def test_fake_bold_of_the_example(shared: Path) -> None:
    """Glyphs drawn twice; the one character that its font cannot draw is flagged, and nothing else is wrong."""
    note = read(shared / "corpus/rendered/rl_wqyfake.pdf")
    example = next(shared.glob("corpus/000_*.txt")).read_text(encoding="utf-8")
    assert sorted(plain(note.raw_text)) == sorted(plain(example.replace("➤", "\ufffd")))
    assert {warning.check for warning in note.warnings} == {"undecodable_character"}


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.stem[:30])
def test_nothing_odd_passes_unflagged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    if path.read_bytes()[:5] != b"%PDF-":
        pytest.skip("HTML saved as .pdf")
    note = read(path)
    assert ODD.search(note.raw_text) is None
    warned = {warning.page for warning in note.warnings}
    for page in note.pages:
        text = note.raw_text[page.span.start : page.span.end]
        if FLAGGED.search(text) or not text.strip():
            blank = not text.strip() and page.number not in warned
            assert page.number in warned or (blank and _is_blank(path, page.number)), f"page {page.number}"


def _is_blank(path: Path, number: int) -> bool:
    """Whether a page shows nothing: one colour all over."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    return len(document[number - 1].render(scale=0.3).to_pil().convert("L").getcolors() or []) == 1
