"""A table while it is being put together: cells of printed lines, before the raw text exists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, around


@dataclass(slots=True)
class DraftCell:
    """One cell at its top-left position; its bits top to bottom, then left to right."""

    row: int
    col: int
    bits: list[Bit] = field(default_factory=list)
    row_span: int = 1
    col_span: int = 1
    rect: Rect | None = None  # its ruled box, where it has one

    @property
    def text(self) -> str:
        """The words run together, for comparing: white space is not looked at."""
        return "".join(bit.text for bit in self.bits).replace(" ", "")

    @property
    def hull(self) -> Rect:
        """The smallest rectangle around its words."""
        return around(self.bits)

    @property
    def figure(self) -> bool:
        return len(self.bits) == 1 and self.bits[0].figure


@dataclass(slots=True)
class Draft:
    """One table on one page."""

    page: int
    cells: dict[tuple[int, int], DraftCell]
    n_rows: int
    n_cols: int
    head_rows: int
    stub_cols: int
    rect: Rect
    edges: list[tuple[float, float]]  # left and right of each column
    ruled: bool = False
    code_cols: frozenset[int] = frozenset()  # stub columns of account codes and notes: no part of a row's path

    contents: bool = False  # a list of contents, laid out as a table and none

    def bits(self) -> list[Bit]:
        return [bit for cell in self.cells.values() for bit in cell.bits]

    def head_texts(self) -> list[list[str]]:
        """Head rows with spans laid out, as run-together texts."""
        grid = [[""] * self.n_cols for _ in range(self.head_rows)]
        for cell in self.cells.values():
            for r in range(cell.row, min(cell.row + cell.row_span, self.head_rows)):
                for c in range(cell.col, cell.col + cell.col_span):
                    grid[r][c] = cell.text
        return grid


def without_blanks(draft: Draft) -> Draft:
    """Columns and rows that hold no words taken out; spans shortened with them."""
    filled = [cell for cell in draft.cells.values() if cell.bits]
    rows = sorted({cell.row for cell in filled})
    starts = {cell.col for cell in filled}
    cols = sorted(starts)
    if len(rows) == draft.n_rows and len(cols) == draft.n_cols:
        return draft
    row_at = {r: i for i, r in enumerate(rows)}
    col_at = {c: i for i, c in enumerate(cols)}
    cells: dict[tuple[int, int], DraftCell] = {}
    for cell in filled:
        down = sum(cell.row <= r < cell.row + cell.row_span for r in rows)
        across = sum(cell.col <= c < cell.col + cell.col_span for c in cols)
        key = (row_at[cell.row], col_at[cell.col])
        cells[key] = DraftCell(*key, cell.bits, down, across, cell.rect)
    return replace(
        draft,
        cells=cells,
        n_rows=len(rows),
        n_cols=len(cols),
        head_rows=sum(r < draft.head_rows for r in rows),
        stub_cols=sum(c < draft.stub_cols for c in cols),
        edges=[draft.edges[c] for c in cols],
        code_cols=frozenset(col_at[c] for c in draft.code_cols if c in col_at),
    )
