"""`brokernotes show` draws a page with a frame around each figure, and says why where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli import exit_code
from pipeline.read.pdf.draw import FRAME
from tests.read.pdf.made import Drawing


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    drawing = Drawing().text(72, 100, "東方公司2024年營收達 35.6 億元，年增 12%。").page().text(72, 100, "完。")
    path = tmp_path / "note.pdf"
    path.write_bytes(drawing.raw())
    return path


def framed(path: Path) -> int:
    """Pixels of the frame's colour."""
    picture = Image.open(path).convert("RGB")
    return sum(picture.getpixel((x, y)) == FRAME[:3] for x in range(picture.width) for y in range(260))


def test_a_page_with_its_figures_framed(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["show", str(note), "1"]) == 0
    assert capsys.readouterr().out == "note-1.png: 2 figures\n"
    assert framed(Path("note-1.png")) > 400
    assert exit_code(["show", str(note), "2", "--out", "b.png"]) == 0
    assert capsys.readouterr().out == "b.png: 0 figures\n"
    assert framed(Path("b.png")) == 0


def test_what_cannot_be_shown(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("note.md").write_text("營收達 35.6 億元。\n", encoding="utf-8")
    for arguments, why in (
        (["note.md", "1"], "note.md: only a PDF has pages to show; expected a PDF note"),
        ([str(note), "3"], "note.pdf: no page 3; expected 1 to 2"),
        ([str(note), "0"], "note.pdf: no page 0; expected 1 to 2"),
    ):
        assert exit_code(["show", *arguments]) == 3
        assert capsys.readouterr().err == f"brokernotes: {why}\n"
    assert exit_code(["show", "none.pdf", "1"]) == 3
