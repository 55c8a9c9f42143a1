"""Rows of `blocks`, `tables`, `cells` and `figures`: how a note is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model.ids import stable_id
from pipeline.model.note import Block, Cell, Figure, Note, Table
from pipeline.model.place import Printed, hull
from pipeline.model.rows import BlockRow, CellRow, FigureRow, TableRow
from pipeline.publish.json_text import json_text
from pipeline.publish.locate import Locator, Place, place_of_box


def table_ids(note: Note) -> tuple[str, ...]:
    """One identifier per table of the note, by its position."""
    return tuple(stable_id(note.report_id, "table", index) for index in range(len(note.tables)))


def block_rows(note: Note, ids: Sequence[str], locator: Locator) -> list[BlockRow]:
    """One row per block, in reading order; a block without characters has no row."""
    return [_block_row(note.report_id, n, each, ids, locator) for n, each in enumerate(note.blocks) if each.spans]


def _block_row(report_id: str, index: int, block: Block, ids: Sequence[str], locator: Locator) -> BlockRow:
    span = hull(block.spans)
    return BlockRow(
        block_id=stable_id(report_id, "block", index),
        report_id=report_id,
        ordinal=index,
        kind=block.kind,
        level=block.level,
        spans=json_text([(each.start, each.end) for each in block.spans]),
        start=span.start,
        end=span.end,
        page=locator.page(span.start),
        table_id=None if block.table is None else ids[block.table],
        figure_id=None if block.figure is None else _figure_id(report_id, block.figure),
    )


def table_rows(note: Note, ids: Sequence[str], locator: Locator) -> list[TableRow]:
    """One row per table, in reading order."""
    return [_table_row(note, index, table, ids[index], locator) for index, table in enumerate(note.tables)]


def _table_row(note: Note, index: int, table: Table, table_id: str, locator: Locator) -> TableRow:
    place = place_of_box(table.box) if table.box else locator.place(table.span)
    return TableRow(
        table_id=table_id,
        report_id=note.report_id,
        ordinal=index,
        caption=_text(table.caption),
        unit_line=_text(table.unit_line),
        source_line=_text(table.source_line),
        pages=table.pages,
        page=place.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
        start=table.span.start,
        end=table.span.end,
        n_rows=table.n_rows,
        n_cols=table.n_cols,
        n_header_rows=table.n_header_rows,
        n_stub_cols=table.n_stub_cols,
    )


def cell_rows(
    note: Note, ids: Sequence[str], claim_at: Mapping[tuple[int, int, int], str], locator: Locator
) -> list[CellRow]:
    """One row per cell; `claim_at` gives the first claim of (table, row, col)."""
    return [
        _cell_row(note.report_id, ids[index], cell, claim_at.get((index, cell.row, cell.col)), locator)
        for index, table in enumerate(note.tables)
        for cell in table.cells
    ]


def _cell_row(report_id: str, table_id: str, cell: Cell, claim_id: str | None, locator: Locator) -> CellRow:
    span = cell.printed.span if cell.printed.spans else None
    place = place_of_box(cell.box) if cell.box or span is None else locator.place(span)
    return CellRow(
        table_id=table_id,
        row=cell.row,
        col=cell.col,
        report_id=report_id,
        row_span=cell.row_span,
        col_span=cell.col_span,
        role=cell.role,
        text=cell.printed.text,
        row_path=json_text(cell.row_path),
        col_path=json_text(cell.col_path),
        claim_id=claim_id,
        start=span.start if span else None,
        end=span.end if span else None,
        page=place.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
    )


def figure_rows(note: Note, locator: Locator) -> list[FigureRow]:
    """One row per chart or picture, in reading order."""
    return [_figure_row(note.report_id, index, figure, locator) for index, figure in enumerate(note.figures)]


def _figure_row(report_id: str, index: int, figure: Figure, locator: Locator) -> FigureRow:
    printed = figure.caption or figure.source_line
    span = printed.span if printed and printed.spans else None
    page = figure.page or (locator.page(span.start) if span else None)
    place = place_of_box(figure.box) if figure.box else Place(page)
    return FigureRow(
        figure_id=_figure_id(report_id, index),
        report_id=report_id,
        ordinal=index,
        number=figure.number,
        caption=_text(figure.caption),
        source_line=_text(figure.source_line),
        start=span.start if span else None,
        end=span.end if span else None,
        page=place.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
    )


def _figure_id(report_id: str, index: int) -> str:
    return stable_id(report_id, "figure", index)


def _text(printed: Printed | None) -> str | None:
    return printed.text if printed else None
