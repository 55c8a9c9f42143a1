"""A table as it was written to the raw text: where each cell came to stand, and nothing of the words it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.model.place import Box, Span
from pipeline.read.pdf.tables.draft import Draft, DraftCell


class WrittenCell(NamedTuple):
    row: int  # in the joined table
    col: int
    row_span: int
    col_span: int
    span: Span
    box: Box
    x0: float  # where its first line begins, and the width of an em there: labels are indented
    em: float


@dataclass(slots=True)
class WrittenTable:
    """One table of one or more pieces, in order."""

    n_cols: int
    head_rows: int
    stub_cols: int
    code_cols: frozenset[int]
    box: Box  # of its first piece
    n_rows: int = 0
    pages: list[int] = field(default_factory=list)
    cells: list[WrittenCell] = field(default_factory=list)

    @classmethod
    def of(cls, draft: Draft, box: Box) -> WrittenTable:
        """An empty table with the columns of its first piece."""
        return cls(draft.n_cols, draft.head_rows, draft.stub_cols, draft.code_cols, box)

    def add(self, cell: DraftCell, row: int, span: Span, box: Box) -> None:
        first = cell.bits[0]
        self.cells.append(WrittenCell(row, cell.col, cell.row_span, cell.col_span, span, box, first.x0, first.em))
