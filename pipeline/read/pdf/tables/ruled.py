"""Tables drawn with rules on all sides: the boxes give columns, rows and merged cells, the words inside the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.plumber import ruled_cells
from pipeline.read.pdf.tables.bits import Bit, is_code, is_note_head, is_year, split_bit
from pipeline.read.pdf.tables.columns import Band, figure_columns, nearest
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.heads import head_rows, spread_over_rules
from pipeline.read.pdf.tables.regions import BitRow
from pipeline.read.pdf.tables.rows import BodyLine, group_lines

SNAP = 3.5  # points
FILLED = 0.4  # of the boxes of a table hold words
UNBOXED = 0.25  # of the figures in the boxes of a grid may stand among them in none
SPLIT_SHARE = 0.35  # of a column's lines hold two figures: it is two columns
SAME_LINE = 0.35  # sizes that words of one line may stand lower than the rest of it
HEAD_GAP = 1.1  # sizes of white between the lines of a head that stands above the rules
MOST_HEAD_LINES = 8


@dataclass(slots=True)
class Grid:
    """Boxes of one ruled table in rows and columns: edges, and the box of each (row, column) it starts at."""

    xs: list[float]
    ys: list[float]
    boxes: list[tuple[int, int, int, int, Rect]]  # row, column, row span, column span

    @property
    def rect(self) -> Rect:
        return Rect(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def find_grids(ink: PageInk) -> list[Grid]:
    """Ruled tables of at least two rows and two columns."""
    grids: list[Grid] = []
    for cells in ruled_cells(ink.rules_h, ink.rules_v):
        xs, ys = snap([x for c in cells for x in (c.x0, c.x1)]), snap([y for c in cells for y in (c.top, c.bottom)])
        if len(xs) < 3 or len(ys) < 3:
            continue
        boxes = []
        for c in cells:
            col, row = snapped(xs, c.x0), snapped(ys, c.top)
            boxes.append((row, col, snapped(ys, c.bottom) - row, snapped(xs, c.x1) - col, c))
        grids.append(Grid(xs, ys, sorted(boxes)))
    return grids


def snap(values: Sequence[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= SNAP:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def snapped(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def from_grid(grid: Grid, rows: Sequence[BitRow], ink: PageInk) -> Draft | None:
    """The table of a ruled grid; None where its boxes hold too little to be one."""
    grid = _with_open_corners(grid, rows)
    inside: dict[int, list[list[Bit]]] = {}
    unboxed = 0
    for row in rows:
        if row.bottom < grid.ys[0] - 2 or row.top > grid.ys[-1] + 2:
            continue
        line: dict[int, list[Bit]] = {}
        for bit in row.bits:
            box = _box_of(grid, bit)
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
    columns = _columns(grid, inside)
    starts = [start for start, _ in columns]
    return _assemble(grid, inside, columns, starts, ink)


def _with_open_corners(grid: Grid, rows: Sequence[BitRow]) -> Grid:
    """A grid with boxes for the places that no rules close, where words stand: the corner over the stub."""
    taken = {
        (r, c)
        for row, col, down, across, _ in grid.boxes
        for r in range(row, row + down)
        for c in range(col, col + across)
    }
    open_places = [
        (r, c, 1, 1, Rect(x0, y0, x1, y1))
        for r, (y0, y1) in enumerate(pairwise(grid.ys))
        for c, (x0, x1) in enumerate(pairwise(grid.xs))
        if r == c == 0 and (r, c) not in taken
    ]
    bits = (
        [b for row in rows if row.bottom > grid.ys[0] and row.top < grid.ys[-1] for b in row.bits]
        if open_places
        else []
    )
    worded = [p for p in open_places if any(p[4].holds(b.x0, b.centre) and p[4].holds(b.x1, b.centre) for b in bits)]
    return Grid(grid.xs, grid.ys, sorted([*grid.boxes, *worded])) if worded else grid


def _holds_words(place: Rect, bits: Sequence[Bit]) -> bool:
    """Whether words stand in a place and keep to it: lines that begin above it are no part of the table."""
    own = [b for b in bits if b.x0 < place.x1 and place.x0 < b.x1 and b.bottom > place.top - HEAD_GAP * b.size]
    own = [b for b in own if b.centre < place.bottom]
    return bool(own) and all(place.holds(b.x0, b.centre) and place.holds(b.x1, b.centre) for b in own)


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


def _box_of(grid: Grid, bit: Bit) -> int | None:
    x, y = bit.middle, bit.centre
    for i, (_, _, _, _, rect) in enumerate(grid.boxes):
        if rect.holds(x, y):
            return i
    return None


def _columns(grid: Grid, inside: dict[int, list[list[Bit]]]) -> list[tuple[int, Band]]:
    """Final columns left to right as (ruled column, range): a ruled column whose lines hold two figures side by side is two."""
    out: list[tuple[int, Band]] = []
    for c in range(len(grid.xs) - 1):
        left, right = grid.xs[c], grid.xs[c + 1]
        lines = [
            bits
            for i, (_, col, _, span, _) in enumerate(grid.boxes)
            if col == c and span == 1
            for bits in inside.get(i, [])
        ]
        figures = [[b for b in bits if b.figure] for bits in lines]
        several = [bits for bits in figures if len(bits) > 1]
        if several and len(several) >= max(2, SPLIT_SHARE * sum(1 for bits in figures if bits)):
            bands = figure_columns([bits for bits in figures if bits])
            cuts = [left, *((a.x1 + b.x0) / 2 for a, b in pairwise(bands)), right]
            out += [(c, Band(a, b)) for a, b in pairwise(cuts)]
        else:
            out.append((c, Band(left, right)))
    return out


def _assemble(
    grid: Grid,
    inside: dict[int, list[list[Bit]]],
    columns: Sequence[tuple[int, Band]],
    starts: Sequence[int],
    ink: PageInk,
) -> Draft | None:
    first_of = {c: next(i for i, s in enumerate(starts) if s == c) for c in set(starts)}
    last_of = {c: max(i for i, s in enumerate(starts) if s == c) for c in set(starts)}
    stubs = _stub_count(grid, inside, columns)
    label = _label_column(grid, inside, columns, stubs)
    heads = _head_count(grid, inside, stubs, starts)
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


def with_head_above(draft: Draft, rows: Sequence[BitRow], ink: PageInk) -> Draft:
    """A ruled table whose head stands above its rules: lines close over the boxes, their words over its columns."""
    if draft.head_rows:
        return draft
    box = draft.rect
    lines: list[list[Bit]] = []
    near = box.top
    for row in sorted((r for r in rows if r.bottom < box.top + 2), key=lambda r: -r.bottom):
        bits = [b for b in row.bits if b.x1 > box.x0 - 2 and b.x0 < box.x1 + 2]
        if not bits:
            continue
        outside = any(b.x0 < box.x0 - b.em or b.x1 > box.x1 + b.em for b in bits)
        told = any(
            kinds.UNIT.match(b.text) or kinds.CAPTION.match(b.text) or b.text.endswith(("：", "。")) for b in bits
        )
        figures = any(b.figure and not is_year(b.text) for b in bits)
        if near - row.bottom > HEAD_GAP * row.size or outside or told or figures or len(lines) > MOST_HEAD_LINES:
            break
        lines.append(bits)
        near = row.top
    if not lines or len(lines[0]) < 2:
        return draft
    bands = [Band(x0, x1) for x0, x1 in draft.edges]
    cuts = [x1 for _, x1 in draft.edges[:-1]]
    for i, line in enumerate(lines):
        under = [r for r in ink.rules_h if max(b.baseline for b in line) < r.centre < box.top - 3]
        top = min((r.centre for r in under), default=0.0)
        parts = [part for bit in line for part in split_bit(bit, cuts, 0.2)]
        lines[i] = spread_over_rules(parts, bands, [r for r in under if r.centre - top < 1.5], ink.glyphs)
    grid = head_rows(list(reversed(lines)), bands, 0, ink.rules_h, ink.fills)
    cells = {
        (r, cell.first): DraftCell(r, cell.first, cell.bits, 1, cell.last - cell.first + 1)
        for r, row in enumerate(grid)
        for cell in row
    }
    for cell in draft.cells.values():
        cell.row += len(grid)
        cells[cell.row, cell.col] = cell
    top = min(b.top for line in lines for b in line)
    rect = Rect(box.x0, top, box.x1, box.bottom)
    return replace(draft, cells=cells, n_rows=draft.n_rows + len(grid), head_rows=len(grid), rect=rect)


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
        c = _holding(bands, bit)
        (lines[-1].stubs if c < stubs else lines[-1].values).setdefault(c, []).append(bit)
    return lines


def _holding(bands: Sequence[Band], bit: Bit) -> int:
    """The column that a bit's middle stands in, or the nearest."""
    return next((k for k, band in enumerate(bands) if band.x0 <= bit.middle < band.x1), nearest(bands, bit))


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
            c = first + _holding(bands, bit)
            parts.setdefault(c, DraftCell(0, c)).bits.append(bit)
        return list(parts.values())
    return [DraftCell(0, first, bits, 1, last - first + 1)]


def _stub_count(grid: Grid, inside: dict[int, list[list[Bit]]], columns: Sequence[tuple[int, Band]]) -> int:
    """Columns before the first whose entries below its head are mostly figures that are no codes or years."""
    bands = [band for _, band in columns]
    words = [[0, 0] for _ in bands]
    for i, (row, col, _, span, _) in enumerate(grid.boxes):
        if row == 0 or span > 1:
            continue
        for bits in inside.get(i, []):
            for bit in bits:
                c = next(
                    (k for k, (s, band) in enumerate(columns) if s == col and band.x0 <= bit.middle <= band.x1), None
                )
                if c is not None:
                    words[c][0 if bit.figure and not is_code(bit.text) and not is_year(bit.text) else 1] += 1
    heads = {
        col
        for i, (row, col, _, _, _) in enumerate(grid.boxes)
        if row <= 1
        for bits in inside.get(i, [])
        for b in bits
        if is_note_head(b.text)
    }
    count = 0
    for c, (figures, others) in enumerate(words):
        if figures > 0.5 * (figures + others) and columns[c][0] not in heads and c + 1 <= len(words):
            break
        count = c + 1
    else:
        return 0 if _paired(words) else min(1, len(words))
    return count


def _paired(words: Sequence[Sequence[int]]) -> bool:
    """A table of words alone has no stub where its columns are alike (compared things side by side)."""
    return len(words) == 2


def _label_column(
    grid: Grid, inside: dict[int, list[list[Bit]]], columns: Sequence[tuple[int, Band]], stubs: int
) -> int:
    if stubs < 2:
        return 0
    length = [0] * stubs
    for i, (row, col, _, _, _) in enumerate(grid.boxes):
        for bits in inside.get(i, []):
            for bit in bits:
                for k in range(stubs):
                    if columns[k][0] == col and row > 0:
                        length[k] += len(bit.text)
    return max(range(stubs), key=lambda k: length[k])


def _head_count(grid: Grid, inside: dict[int, list[list[Bit]]], stubs: int, starts: Sequence[int]) -> int:
    """Ruled rows of the head: those above the first row with a figure that is no year in a value column."""
    stub_edge = starts[stubs] if stubs < len(starts) else len(grid.xs)
    rows = len(grid.ys) - 1
    for r in range(rows):
        for i, (row, col, span, _, _) in enumerate(grid.boxes):
            if row <= r < row + span and col >= stub_edge:
                figures = [b for bits in inside.get(i, []) for b in bits if b.figure and not is_year(b.text)]
                if figures:
                    return r
    return 1
