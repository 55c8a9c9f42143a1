"""A written table as a `Table` of the model, once the raw text is whole."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.note import Cell, CellRole, Table
from pipeline.model.place import Printed, hull
from pipeline.read.pdf.tables.written import WrittenCell, WrittenTable
from pipeline.read.pdf.textlayer import printed
from pipeline.read.pdf.ties import UNIT_CELL, DraftBlock, TableTies

INDENT = 0.35  # ems by which a label stands under another

Texts = dict[WrittenCell, Printed]


def finish(table: WrittenTable, ties: TableTies, raw: str) -> Table:
    """The table, with the paths of heads and labels over each cell."""
    placed = sorted(table.cells, key=lambda c: (c.row, c.col))
    texts: Texts = {cell: printed(raw, (cell.span,)) for cell in placed}
    col_paths = _col_paths(placed, texts, table.head_rows, table.n_cols)
    row_paths = _row_paths(placed, texts, table.head_rows, table.stub_cols, table.code_cols)
    cells = []
    for cell in placed:
        role: CellRole = "header" if cell.row < table.head_rows else "stub" if cell.col < table.stub_cols else "data"
        cells.append(
            Cell(
                cell.row,
                cell.col,
                texts[cell],
                role,
                cell.row_span,
                cell.col_span,
                row_paths.get(cell.row, ()) if role == "data" else (),
                col_paths[cell.col] if role == "data" else (),
                cell.box,
            )
        )
    return Table(
        cells=tuple(cells),
        n_rows=table.n_rows,
        n_cols=table.n_cols,
        n_header_rows=table.head_rows,
        n_stub_cols=table.stub_cols,
        span=hull(cell.span for cell in placed),
        caption=_tied(ties.caption, raw),
        unit_line=_tied(ties.unit_line, raw) or _unit_in_head(cells, table.stub_cols),
        source_line=_tied(ties.source_line, raw),
        pages=tuple(dict.fromkeys(table.pages)),
        box=table.box,
    )


def _tied(block: DraftBlock | None, raw: str) -> Printed | None:
    return printed(raw, block.spans) if block is not None else None


def _unit_in_head(cells: Sequence[Cell], stub_cols: int) -> Printed | None:
    """The unit that the stub head names, or that stands over every value column alike."""
    heads = [cell for cell in cells if cell.role == "header"]
    for cell in heads:
        if cell.col < max(stub_cols, 1) and UNIT_CELL.search(cell.printed.text):
            return cell.printed
    last = max((cell.row for cell in heads), default=-1)
    units = [cell for cell in heads if cell.row == last and cell.col >= stub_cols]
    if units and len({cell.printed.text for cell in units}) == 1 and UNIT_CELL.search(units[0].printed.text):
        return units[0].printed
    return None


def _col_paths(placed: Sequence[WrittenCell], texts: Texts, head_rows: int, n_cols: int) -> list[tuple[str, ...]]:
    """Header texts over each column, outermost first, a text repeated right below itself once."""
    paths: list[list[str]] = [[] for _ in range(n_cols)]
    for cell in placed:
        if cell.row >= head_rows:
            break
        for c in range(cell.col, min(cell.col + cell.col_span, n_cols)):
            text = texts[cell].text
            if not paths[c] or paths[c][-1] != text:
                paths[c].append(text)
    return [tuple(path) for path in paths]


def _row_paths(
    placed: Sequence[WrittenCell], texts: Texts, head_rows: int, stub_cols: int, codes: frozenset[int]
) -> dict[int, tuple[str, ...]]:
    """Labels that govern each row, outermost first: sections above it that stand less indented, then its own."""
    labels: dict[int, list[WrittenCell]] = {}
    filled: set[int] = set()
    for cell in placed:
        if cell.row < head_rows:
            continue
        if cell.col >= stub_cols:
            filled.add(cell.row)
        else:
            for row in range(cell.row, cell.row + cell.row_span):
                labels.setdefault(row, []).append(cell)
    main = _main_stub(stub_cols, codes)
    open_sections: list[tuple[float, str]] = []
    paths: dict[int, tuple[str, ...]] = {}
    for row in sorted(set(labels) | filled):
        own = labels.get(row, [])
        outer = [texts[cell].text for cell in own if cell.col in codes and cell.row_span > 1 and cell.col < main]
        label = next((cell for cell in own if cell.col == main), None)
        if label is None:
            paths[row] = tuple(outer)
            continue
        while open_sections and open_sections[-1][0] > label.x0 - INDENT * label.em:
            open_sections.pop()
        text = texts[label].text
        paths[row] = (*outer, *(section for _, section in open_sections), text)
        if row not in filled:
            open_sections.append((label.x0, text))
    return paths


def _main_stub(stub_cols: int, codes: frozenset[int]) -> int:
    return next((c for c in range(stub_cols) if c not in codes), 0)
