"""Notes written for the tests of this room, and ways to look at what was read of them."""

from __future__ import annotations

from pipeline.model.note import Block, BlockKind, Note, Table
from pipeline.read import read_note


def read(text: str) -> Note:
    return read_note(text.encode("utf-8", "surrogatepass"), "case")


def printed(note: Note, block: Block) -> str:
    return "|".join(note.raw_text[span.start : span.end] for span in block.spans)


def outline(note: Note) -> list[tuple[BlockKind, str]]:
    """Every block: its kind and its pieces, parted by bars."""
    return [(block.kind, printed(note, block)) for block in note.blocks]


def texts(note: Note, kind: BlockKind) -> list[str]:
    return [printed(note, block) for block in note.blocks if block.kind == kind]


def grid(table: Table) -> list[list[str]]:
    """Texts by row and column, spans repeated in every place that they cover."""
    rows = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for col in range(cell.col, cell.col + cell.col_span):
                rows[row][col] = cell.printed.text
    return rows


def check(note: Note) -> None:
    """What holds of every note: spans in range and apart, tables whole, indices that lead somewhere."""
    length = len(note.raw_text)
    claimed: set[int] = set()
    for block in note.blocks:
        assert block.spans
        assert block.table is None or 0 <= block.table < len(note.tables)
        assert block.figure is None or 0 <= block.figure < len(note.figures)
        assert block.kind != "table" or block.table is not None
        for before, after in zip(block.spans, block.spans[1:], strict=False):
            assert before.end <= after.start
        for span in block.spans:
            assert 0 <= span.start < span.end <= length
            offsets = set(range(span.start, span.end))
            assert not claimed & offsets
            claimed |= offsets
    for table in note.tables:
        places = [
            (row, col)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for col in range(cell.col, cell.col + cell.col_span)
        ]
        assert len(places) == len(set(places)) == table.n_rows * table.n_cols
        assert [(c.row, c.col) for c in table.cells] == sorted((c.row, c.col) for c in table.cells)
        for cell in table.cells:
            assert bool(cell.printed.text) == bool(cell.printed.spans)
            for span in cell.printed.spans:
                assert table.span.start <= span.start < span.end <= table.span.end <= length
    assert "\0" not in note.raw_text and not any("\ud800" <= c <= "\udfff" for c in note.raw_text)
