"""Tables as tables: the grid of one, the runs of its cells, and which of its rows and columns were checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.rows import CellRow, TableRow
from pipeline.report.notes import NoteRows
from pipeline.report.runs import Marker, Run, visible

Checks = Mapping[int, tuple[int, ...]]
"""Row or column → the reconciliations that are drawn beside it, by their position in the note's rows."""


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the grid. `scope` is that of a head cell, empty for data. `start` is where it stands in the raw text."""

    row_span: int
    col_span: int
    role: str
    scope: str
    start: int | None
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """One table. `across` are checks by row, `down` checks by column."""

    label: str | None
    rows: tuple[tuple[CellView, ...], ...]
    n_cols: int
    n_header_rows: int
    across: Checks
    down: Checks


def table_views(note: NoteRows, marker: Marker) -> dict[str, TableView]:
    """Every table of a note, by its identifier."""
    cells: dict[str, list[CellRow]] = defaultdict(list)
    for cell in note.cells:
        cells[cell.table_id].append(cell)
    at: dict[tuple[str | None, int | None, int | None], list[int]] = defaultdict(list)
    for n, claim in enumerate(note.claims):
        at[claim.table_id, claim.row, claim.col].append(n)
    across, down = _checks(note)
    return {
        table.table_id: TableView(
            table.caption,
            tuple(_grid(note, marker, table, cells[table.table_id], at)),
            table.n_cols,
            table.n_header_rows,
            across.get(table.table_id, {}),
            down.get(table.table_id, {}),
        )
        for table in note.tables
    }


def _grid(
    note: NoteRows,
    marker: Marker,
    table: TableRow,
    cells: Sequence[CellRow],
    claims: Mapping[tuple[str | None, int | None, int | None], Sequence[int]],
) -> Iterator[tuple[CellView, ...]]:
    """Rows of cells as HTML wants them: what a spanning cell covers is left out, and a place that no cell covers is filled."""
    rows: dict[int, list[CellRow]] = defaultdict(list)
    for each in cells:
        rows[each.row].append(each)
    covered: set[tuple[int, int]] = set()
    height = max([table.n_rows, *(row + 1 for row in rows)])
    for row in range(height):
        views = []
        there = {each.col: each for each in rows[row]}
        col = 0
        while col < max([table.n_cols, *(c + 1 for c in there)]):
            if (row, col) not in covered:
                cell = there.get(col)
                views.append(_cell(note, marker, table, cell, row, col, claims.get((table.table_id, row, col), ())))
                if cell is not None and (cell.row_span > 1 or cell.col_span > 1):
                    covered.update(
                        (r, c)
                        for r in range(row, min(row + cell.row_span, height))
                        for c in range(col, min(col + cell.col_span, table.n_cols))
                    )
            col += 1
        yield tuple(views)


def _cell(
    note: NoteRows, marker: Marker, table: TableRow, cell: CellRow | None, row: int, col: int, claims: Sequence[int]
) -> CellView:
    if cell is None:
        return CellView(1, 1, "data", "", None, ())
    scope = ""
    if cell.role == "header":
        scope = "colgroup" if cell.col_span > 1 else "col"
    elif cell.role == "stub":
        scope = "rowgroup" if cell.row_span > 1 else "row"
    return CellView(
        cell.row_span, cell.col_span, cell.role, scope, cell.start, tuple(_runs(note, marker, cell, claims))
    )


def _runs(note: NoteRows, marker: Marker, cell: CellRow, claims: Sequence[int]) -> Iterator[Run]:
    """The runs of a cell. Where its text is put together from pieces that stand apart, figures are found by their words."""
    if cell.start is None or cell.end is None:
        if cell.text:
            yield Run(visible(cell.text), None)
        return
    if note.raw_text[cell.start : cell.end] == cell.text:
        yield from marker.runs(cell.start, cell.end)
        return
    at = 0
    for n in sorted(claims, key=lambda n: note.claims[n].start):
        words = " ".join(note.claims[n].text.split())
        found = cell.text.find(words, at)
        if found < 0:
            found, words = at, cell.text[at:]
        if not words:
            continue
        if found > at:
            yield Run(visible(cell.text[at:found]), None)
        yield Run(visible(words), None, claims=(n,))
        at = found + len(words)
    if at < len(cell.text):
        yield Run(visible(cell.text[at:]), None)


def _checks(note: NoteRows) -> tuple[dict[str, Checks], dict[str, Checks]]:
    """What was reconciled within each table: by row, and by column where all figures stand in one column."""
    place = {claim.claim_id: (claim.table_id, claim.row, claim.col) for claim in note.claims}
    found: tuple[dict[str, dict[int, tuple[int, ...]]], ...] = (defaultdict(dict), defaultdict(dict))
    for n, each in enumerate(note.reconciliations):
        places = [place.get(claim_id, (None, None, None)) for claim_id in each.claim_ids]
        tables = {table for table, _, _ in places}
        if len(places) < 2 or len(tables) != 1 or None in tables:
            continue
        table, row, col = places[0]
        if table is None or row is None or col is None:
            continue
        one_column = len({col for _, _, col in places}) == 1
        lines, line = (found[1], col) if one_column else (found[0], row)
        lines[table][line] = (*lines[table].get(line, ()), n)
    return dict(found[0]), dict(found[1])
