"""A joined draft as a `Table` of the model, once its cells stand in the raw text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model.note import Cell, CellRole, Table
from pipeline.model.place import Box, Printed, Span, hull
from pipeline.read.pdf.ink import Frame, Rect
from pipeline.read.pdf.tables.draft import DraftCell
from pipeline.read.pdf.tables.join import Joined
from pipeline.read.pdf.textlayer import printed
from pipeline.read.pdf.ties import UNIT_CELL, DraftBlock, TableTies

INDENT = 0.35  # ems by which a label stands under another


def finish(
    joined: Joined, ties: TableTies, spans: Mapping[int, tuple[Span, ...]], raw: str, frames: Mapping[int, Frame]
) -> Table:
    """The table. `spans` are the pieces of raw text of each draft cell, by id; `frames` those of the pages, by number."""
    head = joined.head
    placed: list[tuple[DraftCell, int, int]] = []  # cell, its row, its page
    at = 0
    for piece in joined.pieces:
        for cell in piece.draft.cells.values():
            if cell.row >= piece.skip:
                placed.append((cell, at + cell.row - piece.skip, piece.draft.page))
        at += piece.draft.n_rows - piece.skip
    placed.sort(key=lambda p: (p[1], p[0].col))
    texts = {id(cell): printed(raw, spans.get(id(cell), ())) for cell, _, _ in placed}
    col_paths = _col_paths(placed, texts, head.head_rows, head.n_cols)
    row_paths = _row_paths(placed, texts, head.head_rows, head.stub_cols, head.code_cols)
    cells = []
    for cell, row, page in placed:
        role: CellRole = "header" if row < head.head_rows else "stub" if cell.col < head.stub_cols else "data"
        if not cell.bits:
            continue
        box = _box(cell, page, frames)
        cells.append(
            Cell(
                row,
                cell.col,
                texts[id(cell)],
                role,
                cell.row_span,
                cell.col_span,
                row_paths.get(row, ()) if role == "data" else (),
                col_paths[cell.col] if role == "data" else (),
                box,
            )
        )
    every = [span for cell in cells for span in cell.printed.spans]
    first = joined.pieces[0].draft
    return Table(
        cells=tuple(cells),
        n_rows=at,
        n_cols=head.n_cols,
        n_header_rows=head.head_rows,
        n_stub_cols=head.stub_cols,
        span=hull(every),
        caption=_tied(ties.caption, raw),
        unit_line=_tied(ties.unit_line, raw) or _unit_in_head(cells, head.stub_cols),
        source_line=_tied(ties.source_line, raw),
        pages=tuple(dict.fromkeys(piece.draft.page for piece in joined.pieces)),
        box=Box(first.page, *frames[first.page].back(first.rect)),
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


def _box(cell: DraftCell, page: int, frames: Mapping[int, Frame]) -> Box:
    bits = cell.bits
    rect = Rect(min(b.x0 for b in bits), min(b.top for b in bits), max(b.x1 for b in bits), max(b.bottom for b in bits))
    return Box(page, *frames[page].back(rect))


def _col_paths(
    placed: Sequence[tuple[DraftCell, int, int]], texts: Mapping[int, Printed], head_rows: int, n_cols: int
) -> list[tuple[str, ...]]:
    """Header texts over each column, outermost first, a text repeated right below itself once."""
    paths: list[list[str]] = [[] for _ in range(n_cols)]
    for cell, row, _ in placed:
        if row >= head_rows or not cell.bits:
            continue
        for c in range(cell.col, min(cell.col + cell.col_span, n_cols)):
            text = texts[id(cell)].text
            if not paths[c] or paths[c][-1] != text:
                paths[c].append(text)
    return [tuple(path) for path in paths]


def _row_paths(
    placed: Sequence[tuple[DraftCell, int, int]],
    texts: Mapping[int, Printed],
    head_rows: int,
    stub_cols: int,
    codes: frozenset[int],
) -> dict[int, tuple[str, ...]]:
    """Labels that govern each row, outermost first: sections above it that stand less indented, then its own."""
    labels: dict[int, list[tuple[DraftCell, str]]] = {}
    filled: set[int] = set()
    for cell, row, _ in placed:
        if row < head_rows:
            continue
        if cell.col >= stub_cols:
            filled.add(row)
        elif cell.bits:
            for r in range(row, row + cell.row_span):
                labels.setdefault(r, []).append((cell, texts[id(cell)].text))
    main = _main_stub(stub_cols, codes)
    open_sections: list[tuple[float, str]] = []
    paths: dict[int, tuple[str, ...]] = {}
    for row in sorted(set(labels) | filled):
        own = labels.get(row, [])
        outer = [text for cell, text in own if cell.col in codes and cell.row_span > 1 and cell.col < main]
        label = next(((cell, text) for cell, text in own if cell.col == main), None)
        if label is None:
            paths[row] = tuple(outer)
            continue
        x, em = label[0].bits[0].x0, label[0].bits[0].em
        while open_sections and open_sections[-1][0] > x - INDENT * em:
            open_sections.pop()
        paths[row] = (*outer, *(text for _, text in open_sections), label[1])
        if row not in filled:
            open_sections.append((x, label[1]))
    return paths


def _main_stub(stub_cols: int, codes: frozenset[int]) -> int:
    return next((c for c in range(stub_cols) if c not in codes), 0)
