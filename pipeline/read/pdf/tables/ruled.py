"""Tables drawn with rules on all sides: the boxes give columns, rows and merged cells, the words inside the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.grids import Grid, box_of, with_open_corners
from pipeline.read.pdf.tables.heads import head_rows
from pipeline.read.pdf.tables.regions import BitRow
from pipeline.read.pdf.tables.rows import BodyLine, group_lines
from pipeline.read.pdf.tables.ruled_parts import head_count, holding, label_column, ruled_columns, stub_count

FILLED = 0.4  # of the boxes of a table hold words
UNBOXED = 0.25  # of the figures in the boxes of a grid may stand among them in none
SAME_LINE = 0.35  # sizes that words of one line may stand lower than the rest of it


def from_grid(grid: Grid, rows: Sequence[BitRow], ink: PageInk) -> Draft | None:
    """The table of a ruled grid; None where its boxes hold too little to be one."""
    grid = with_open_corners(grid, rows)
    inside: dict[int, list[list[Bit]]] = {}
    unboxed = 0
    for row in rows:
        if row.bottom < grid.ys[0] - 2 or row.top > grid.ys[-1] + 2:
            continue
        line: dict[int, list[Bit]] = {}
        for bit in row.bits:
            box = box_of(grid, bit)
            if box is not None:
                line.setdefault(box, []).append(bit)
            elif bit.figure and grid.rect.holds(bit.middle, bit.centre):
                unboxed += 1
        for box, bits in line.items():
            _add_line(inside.setdefault(box, []), bits)
    if unboxed > UNBOXED * sum(b.figure for lines in inside.values() for line in lines for b in line):
        return None  # rules under some figures that happen to close
    if len(inside) < 2 or (len(inside) < FILLED * len(grid.boxes) and len(inside) < 4):
        return None
    columns = ruled_columns(grid, inside)
    starts = [start for start, _ in columns]
    return _assemble(grid, inside, columns, starts, ink)


def _add_line(lines: list[list[Bit]], bits: list[Bit]) -> None:
    """A printed line below the others of its box; words of another font on the line before, a little lower, go on with it."""
    last = lines[-1] if lines else []
    lower = bits[0].baseline - max((b.baseline for b in last), default=-1e9)
    apart = all(a.x1 <= b.x0 or b.x1 <= a.x0 for a in last for b in bits)
    if apart and lower < SAME_LINE * min(b.size for b in (*last, *bits)):
        last += bits
        last.sort(key=lambda b: b.x0)
    else:
        lines.append(bits)


def _assemble(
    grid: Grid,
    inside: dict[int, list[list[Bit]]],
    columns: Sequence[tuple[int, Band]],
    starts: Sequence[int],
    ink: PageInk,
) -> Draft | None:
    first_of = {c: next(i for i, s in enumerate(starts) if s == c) for c in set(starts)}
    last_of = {c: max(i for i, s in enumerate(starts) if s == c) for c in set(starts)}
    stubs = stub_count(grid, inside, columns)
    label = label_column(grid, inside, columns, stubs)
    heads = head_count(grid, inside, stubs, starts)
    cells: dict[tuple[int, int], DraftCell] = {}
    at = head_rows_out = 0
    for top, bottom in pairwise(_clean_cuts(grid, inside)):
        boxes = [i for i, box in enumerate(grid.boxes) if top <= box[0] < bottom]
        lines = _lines(grid, inside, boxes, columns, stubs)
        if top >= heads and _is_tall(lines):
            for group in group_lines(lines, [], label):
                for line in group:
                    for c, bits in (*line.stubs.items(), *line.values.items()):
                        cells.setdefault((at, c), DraftCell(at, c)).bits.extend(bits)
                at += 1
            continue
        for i in boxes:
            row, col, row_span, col_span, rect = grid.boxes[i]
            first, last = first_of[col], last_of[min(col + col_span - 1, len(grid.xs) - 2)]
            place = at + row - top
            for cell in _box_cells(inside.get(i, []), columns, first, last, col_span, row < heads):
                cells[place, cell.col] = DraftCell(place, cell.col, cell.bits, row_span, cell.col_span, rect)
        at += bottom - top
        if top < heads:
            head_rows_out = at
    if sum(bool(c.bits) for c in cells.values()) < 4:
        return None
    edges = [(band.x0, band.x1) for _, band in columns]
    codes = frozenset(c for c in range(stubs) if c != label)
    return Draft(ink.number, cells, at, len(columns), head_rows_out, stubs, grid.rect, edges, True, codes)


def _clean_cuts(grid: Grid, inside: dict[int, list[list[Bit]]]) -> list[int]:
    """Row edges that no box with words runs over: between two of them lies a band that is read as a whole."""
    covered = {
        r for i, (row, _, span, _, _) in enumerate(grid.boxes) if i in inside for r in range(row + 1, row + span)
    }
    return [r for r in range(len(grid.ys)) if r not in covered]


def _is_tall(lines: Sequence[BodyLine]) -> bool:
    """Whether a band holds several rows: figures stand under one another in some column."""
    seen: set[int] = set()
    for line in lines:
        figures = {c for c, bits in (*line.stubs.items(), *line.values.items()) if any(b.figure for b in bits)}
        if figures & seen:
            return True
        seen |= figures
    return False


def _lines(
    grid: Grid,
    inside: dict[int, list[list[Bit]]],
    boxes: Sequence[int],
    columns: Sequence[tuple[int, Band]],
    stubs: int,
) -> list[BodyLine]:
    """The printed lines of a band, over all its boxes."""
    bands = [band for _, band in columns]
    lines: list[BodyLine] = []
    placed = sorted((b for i in boxes for bits in inside.get(i, []) for b in bits), key=lambda b: (b.baseline, b.x0))
    for bit in placed:
        if not lines or bit.baseline - lines[-1].baseline > 0.3 * bit.size:
            lines.append(BodyLine())
        c = holding(bands, bit)
        (lines[-1].stubs if c < stubs else lines[-1].values).setdefault(c, []).append(bit)
    return lines


def _box_cells(
    lines: Sequence[Sequence[Bit]],
    columns: Sequence[tuple[int, Band]],
    first: int,
    last: int,
    col_span: int,
    head: bool,
) -> list[DraftCell]:
    """The cells of one box: one, or one to each of the columns that its ruled column was found to hold."""
    bits = [b for line in lines for b in line]
    if first == last:
        return [DraftCell(0, first, bits)]
    bands = [columns[k][1] for k in range(first, last + 1)]
    if head and any(len(line) > 1 for line in lines):
        placed = head_rows(lines, bands, 0, [], [])
        joined: dict[int, DraftCell] = {}
        for row in placed:
            for cell in row:
                target = joined.setdefault(
                    cell.first, DraftCell(0, first + cell.first, [], 1, cell.last - cell.first + 1)
                )
                target.bits += cell.bits
        if not any(a.col < b.col < a.col + a.col_span for a in joined.values() for b in joined.values()):
            return list(joined.values())
    if not head and (col_span == 1 or any(len(line) > 1 for line in lines)):
        parts: dict[int, DraftCell] = {}
        for bit in bits:
            c = first + holding(bands, bit)
            parts.setdefault(c, DraftCell(0, c)).bits.append(bit)
        return list(parts.values())
    return [DraftCell(0, first, bits, 1, last - first + 1)]
