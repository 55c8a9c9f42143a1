"""Tables whose cells are shaded boxes, as presentation programs draw them: boxes that touch give rows, columns and merges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.grids import Grid, snap, snapped
from pipeline.read.pdf.tables.regions import BitRow

TOUCH = 1.6  # points between boxes that touch
SAME_END = 3.0  # points that the ends of shaded rows may differ by
SMALLEST = 6.0  # points: a box lower or narrower is decoration
MOST = 500  # more boxes than that on a page are a drawing
WIDEST = 0.97  # of the page


def filled_grids(ink: PageInk) -> list[Grid]:
    """Grids of at least two rows and two columns of shaded boxes; rows between them that are not shaded are theirs too."""
    boxes = [
        f
        for f in dict.fromkeys(ink.fills)
        if f.width >= SMALLEST and f.height >= SMALLEST and f.width < WIDEST * ink.width and f.height < 0.8 * ink.height
    ]
    if not 4 <= len(boxes) <= MOST:
        return []
    groups: list[list[list[Rect]]] = []
    for block in sorted(_blocks(boxes), key=lambda b: min(f.top for f in b)):
        left, right = min(f.x0 for f in block), max(f.x1 for f in block)
        for group in groups:
            if abs(_left(group) - left) < SAME_END and abs(_right(group) - right) < SAME_END:
                group.append(block)
                break
        else:
            groups.append([block])
    grids = (_grid([f for block in group for f in block]) for group in groups)
    return [grid for grid in grids if grid is not None]


def with_plain_rows(grid: Grid, rows: Sequence[BitRow]) -> Grid:
    """A grid with the rows below its last shaded one: as high as the others, their words in its columns and lined up there."""
    heights = sorted(rect.height for _, _, span, _, rect in grid.boxes if span == 1)
    height = heights[len(heights) // 4]
    xs, ys, boxes = list(grid.xs), list(grid.ys), list(grid.boxes)
    columns = list(pairwise(xs))
    inside = [b for row in rows for b in row.bits if grid.rect.holds(b.middle, b.centre)]
    while True:
        top, bottom = ys[-1], ys[-1] + height
        bits = [b for row in rows for b in row.bits if top - 1 < b.centre < bottom and b.x1 > xs[0] and b.x0 < xs[-1]]
        homes = [next((c for c in columns if c[0] - 2 < b.x0 and b.x1 < c[1] + 2), None) for b in bits]
        if len(bits) < 2 or None in homes or len(set(homes)) < 2:
            break
        if not all(
            any(_lined_up(b, o) for o in inside if home and home[0] < o.middle < home[1])
            for b, home in zip(bits, homes, strict=True)
        ):
            break
        boxes += [(len(ys) - 1, c, 1, 1, Rect(left, top, right, bottom)) for c, (left, right) in enumerate(columns)]
        ys.append(bottom)
    return Grid(xs, ys, boxes)


def _lined_up(one: Bit, other: Bit) -> bool:
    slack = 0.6 * one.em
    return min(abs(one.x0 - other.x0), abs(one.x1 - other.x1), abs(one.middle - other.middle)) < slack


def _left(group: Sequence[Sequence[Rect]]) -> float:
    return min(f.x0 for f in group[0])


def _right(group: Sequence[Sequence[Rect]]) -> float:
    return max(f.x1 for f in group[0])


def _blocks(boxes: Sequence[Rect]) -> list[list[Rect]]:
    """Boxes that touch along a side, together."""
    parent = list(range(len(boxes)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, one in enumerate(boxes):
        for j in range(i):
            other = boxes[j]
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if min(across, down) > -TOUCH and max(across, down) > TOUCH:
                parent[find(i)] = find(j)
    blocks: dict[int, list[Rect]] = {}
    for i, box in enumerate(boxes):
        blocks.setdefault(find(i), []).append(box)
    return list(blocks.values())


def _grid(fills: Sequence[Rect]) -> Grid | None:
    xs, ys = snap([x for f in fills for x in (f.x0, f.x1)]), snap([y for f in fills for y in (f.top, f.bottom)])
    if len(xs) < 3 or len(ys) < 3:
        return None
    boxes: list[tuple[int, int, int, int, Rect]] = []
    taken: set[tuple[int, int]] = set()
    for f in fills:
        row, col = snapped(ys, f.top), snapped(xs, f.x0)
        down, across = snapped(ys, f.bottom) - row, snapped(xs, f.x1) - col
        unit = {(r, c) for r in range(row, row + down) for c in range(col, col + across)}
        if not unit or unit & taken:
            return None  # boxes over boxes are no cells
        taken |= unit
        boxes.append((row, col, down, across, f))
    shaded_rows = [r for r in range(len(ys) - 1) if any((r, c) in taken for c in range(len(xs) - 1))]
    whole = sum(all((r, c) in taken for c in range(len(xs) - 1)) for r in shaded_rows)
    if whole < 0.6 * len(shaded_rows) or sum(across == 1 for _, _, _, across, _ in boxes) < len(xs) - 1:
        return None
    for r in range(len(ys) - 1):
        for c in range(len(xs) - 1):
            if (r, c) not in taken:
                boxes.append((r, c, 1, 1, Rect(xs[c], ys[r], xs[c + 1], ys[r + 1])))
    return Grid(xs, ys, sorted(boxes))
