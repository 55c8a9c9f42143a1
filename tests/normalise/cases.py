"""Notes in memory for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.note import Block, Cell, Note, Table
from pipeline.model.place import Printed, Span


def note_of(raw_text: str, *pieces: str, kind: str = "paragraph") -> Note:
    """A note of one block: the whole text, or the given pieces of it in their order."""
    spans, at = [], 0
    for piece in pieces or (raw_text,):
        at = raw_text.index(piece, at)
        spans.append(Span(at, at + len(piece)))
        at += len(piece)
    return Note("0" * 16, "case", "text", None, raw_text, (Block(kind, tuple(spans)),))  # type: ignore[arg-type]


def note_of_table(rows: Iterable[Iterable[str]], before: str = "") -> Note:
    """A note of a paragraph, where one is given, and a table whose cells are parted by tabs and line breaks."""
    raw, blocks, cells = before, [], []
    if before:
        blocks.append(Block("paragraph", (Span(0, len(before)),)))
        raw += "\n"
    start = len(raw)
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            spans = (Span(len(raw), len(raw) + len(text)),) if text else ()
            cells.append(Cell(row, col, Printed(text, spans), "data"))
            raw += text + "\t"
        raw = raw[:-1] + "\n"
    table = Table(tuple(cells), 1 + cells[-1].row, 1 + cells[-1].col, 0, 0, Span(start, len(raw) - 1))
    blocks.append(Block("table", (table.span,), table=0))
    return Note("0" * 16, "case", "text", None, raw, tuple(blocks), (table,))
