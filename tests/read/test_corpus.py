"""The development notes: what is the note in them, and their tables cell by cell. Skipped where there are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.note import Note
from pipeline.read import read_note
from tests.read.texts import check, grid, texts
from tests.shared import SHARED

CORPUS = SHARED / "corpus" if SHARED else Path("/nonexistent")
NOTES = sorted([*CORPUS.glob("*.txt"), *CORPUS.glob("*_text/*.txt"), *CORPUS.glob("*_text/*.md")])
GOLD = sorted(SHARED.glob("gold/*.jsonl")) if SHARED else []


def open_note(path: Path) -> Note:
    return read_note(path.read_bytes(), path.name)


def find(name: str) -> Path:
    return next(path for path in NOTES if path.name == name)


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_every_note_is_read(path: Path) -> None:
    note = open_note(path)
    check(note)
    assert note.raw_text == path.read_bytes().decode("utf-8")
    assert any(block.kind == "paragraph" for block in note.blocks)


@pytest.mark.parametrize("gold", GOLD, ids=lambda p: p.stem)
def test_what_is_the_note(gold: Path) -> None:
    """Every letter and digit of the scope is in a block that is the note's, and no character beyond it is; addresses of
    links are in none."""
    meta = json.loads(gold.read_text(encoding="utf-8").splitlines()[0])
    note = open_note(find(meta["doc"]))
    inside = {offset for start, end in meta["scope"] for offset in range(start, end)}
    apart = ("boilerplate", "front_matter")
    own = {o for b in note.blocks if b.kind not in apart for s in b.spans for o in range(s.start, s.end)}
    text = note.raw_text
    leaked = "".join(text[o] for o in sorted(own - inside) if not text[o].isspace())
    assert leaked == ""
    assert list(_lost_prose(text, inside - own)) == []


def _lost_prose(text: str, offsets: set[int]) -> Iterator[int]:
    """Offsets that stand in no address of a link."""
    for offset in offsets:
        if text[offset].isalnum():
            opening = text.rfind("](", 0, offset)
            if opening < 0 or ")" in text[opening:offset]:
                yield offset


@pytest.mark.parametrize("name", ["note_figure3_share", "note_figure6_pilot"])
@pytest.mark.parametrize("rendering", ["text", "pipes"])
def test_tables_of_the_example(shared: Path, name: str, rendering: str) -> None:
    gold = json.loads((shared / "gold_tables" / f"{name}.json").read_text(encoding="utf-8"))
    path = find(gold["doc"]) if rendering == "text" else shared / "corpus/rendered/note_pipe.md"
    note = open_note(path)
    assert len(note.tables) == 2
    table = next(t for t in note.tables if grid(t) == gold["grid"])
    assert (table.n_header_rows, table.n_stub_cols) == (gold["n_header_rows"], gold["n_stub_cols"])
    assert table.caption and table.caption.text == gold["caption"]
    assert table.source_line and table.source_line.text == gold["source_line"]
    assert table.unit_line is None
    paths = {cell.col: [*cell.col_path] for cell in table.cells if cell.role == "data"}
    assert [paths[col] for col in sorted(paths)] == gold["header_paths"]


@pytest.mark.parametrize("rendering", ["text", "pipes"])
def test_figures_and_sentences_of_the_example(shared: Path, rendering: str) -> None:
    path = next(CORPUS.glob("000_*.txt")) if rendering == "text" else shared / "corpus/rendered/note_pipe.md"
    note = open_note(path)
    assert [figure.number for figure in note.figures] == list("一二三四五六七八")
    assert all(figure.caption and figure.source_line for figure in note.figures)
    joined = [text for text in texts(note, "paragraph") if "|" in text]
    assert [text[at - 3 : at + 4] for text in joined for at in [text.index("|")]] == [
        "已開設|超過 ",
        "並將原|本 X",
        "中國大|陸市場",
        "生態互|聯互通",
    ]
    assert len(texts(note, "title")) == 1
    assert texts(note, "boilerplate") == []
