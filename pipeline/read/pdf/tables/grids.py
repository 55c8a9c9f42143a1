"""Ruled tables as rows and columns of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.plumber import ruled_cells
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.regions import BitRow

SNAP = 3.5  # points
HEAD_GAP = 1.1  # sizes of white between the lines of a head that stands above the rules


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


def with_open_corners(grid: Grid, rows: Sequence[BitRow]) -> Grid:
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


def box_of(grid: Grid, bit: Bit) -> int | None:
    x, y = bit.middle, bit.centre
    for i, (_, _, _, _, rect) in enumerate(grid.boxes):
        if rect.holds(x, y):
            return i
    return None
