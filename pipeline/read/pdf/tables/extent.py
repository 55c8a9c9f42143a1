"""Where a borderless table begins and ends: the rows and the width that rules, labels and neighbours leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit, is_code, is_nought
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.regions import BitRow, Cluster
from pipeline.read.pdf.tables.rows import LINE_STEP

SAME_END = 5.0  # points
OUTDENT = 5.0  # ems that a section's label may stand out to the left of the rows' labels
FOREIGN_SIZE = 1.3
SPREAD = 3.0  # ems that the letters of a head may stand out to the right of the last column


@dataclass(slots=True)
class Extent:
    """Rows and width of a table on its page."""

    first: int  # first row of the body
    last: int
    left: float
    right: float
    heights: list[float]  # of the rules across it that share both ends
    reach: float  # right edge of its words
    edge: float  # where its labels usually start


@dataclass(frozen=True, slots=True)
class _Frame:
    """Rules across a table that share both ends."""

    left: float
    right: float
    heights: list[float]


def find_extent(
    rows: Sequence[BitRow],
    body: Sequence[int],
    bands: Sequence[Band],
    cluster: Cluster,
    others: Sequence[Cluster],
    known: Sequence[Rect],
    ink: PageInk,
) -> Extent:
    first, last = body[0], body[-1]
    top, bottom = rows[first].top, rows[last].bottom
    left, right = 0.0, ink.width
    for other in others:
        if other is cluster:
            continue
        inside = [b for i, b in other.members if first <= i <= last]
        if not inside:
            continue
        if max(b.x1 for b in inside) < bands[0].x0:
            left = max(left, max(b.x1 for b in inside))
        elif min(b.x0 for b in inside) > bands[-1].x1:
            right = min(right, bands[-1].x1 + 1.0)
    for rect in known:
        if rect.top < bottom and top < rect.bottom:
            if rect.x1 < bands[0].x0:
                left = max(left, rect.x1)
            elif rect.x0 > bands[-1].x1:
                right = min(right, bands[-1].x1 + 1.0)
    frame = _frame(rows, first, last, bands, left, ink)
    edge = max(left, 0.0)
    labels = [
        b for i in body for b in rows[i].bits if left <= b.x0 and b.x1 < bands[0].x0 + b.em and not is_nought(b.text)
    ]
    words = [b for b in labels if b.x0 >= left and (not b.figure or is_code(b.text))]
    if frame is not None:
        left, right = max(left, frame.left - 3.0), min(right, frame.right + 3.0)
        edge = left
        first, last = _widen_to_bands(rows, first, last, bands, left, frame)
    elif words:
        size, em = median(b.size for b in words), median(b.em for b in words)
        usual = sorted(b.x0 for b in words if b.size < FOREIGN_SIZE * size)
        edge = usual[int(0.1 * len(usual))] if usual else left
        left = max(left, edge - OUTDENT * em)
    if frame is None:
        last = _tail(rows, body, bands, left)
        if not any(b.x0 > bands[-1].x1 for i in body for b in rows[i].bits):
            right = min(right, bands[-1].x1 + SPREAD * rows[body[-1]].bits[-1].em)  # beyond, it is beside the table
    ends = [b.x1 for i in range(first, last + 1) for b in rows[i].bits if left <= b.x0 < right]
    reach = max([bands[-1].x1, *ends])
    return Extent(first, last, left, right, frame.heights if frame else [], reach, edge)


def _frame(
    rows: Sequence[BitRow], first: int, last: int, bands: Sequence[Band], left: float, ink: PageInk
) -> _Frame | None:
    """The rules over stub and figures that share both ends, where there are two or more and words stand between them."""
    top, bottom, em = rows[first].top, rows[last].bottom, rows[first].bits[-1].em
    groups: list[list[Rect]] = []
    for rule in ink.rules_h:
        if not top - 8 * em < rule.centre < bottom + 8 * em:
            continue
        if rule.x0 < left - 3 or rule.x0 > bands[0].x0 - 2 * em or rule.x1 < bands[-1].x1 - em:
            continue
        for group in groups:
            if abs(group[0].x0 - rule.x0) < SAME_END and abs(group[0].x1 - rule.x1) < SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    groups = [g for g in groups if len(g) >= 2]
    if not groups:
        return None
    group = max(groups, key=len)
    x0, x1 = group[0].x0, max(r.x1 for r in group)
    near = range(max(first - 2, 0), min(last + 3, len(rows)))
    labels = bands[0].x0 + em
    beside = sum(any(x0 - 3 < b.x0 and b.x1 < labels and not b.figure for b in rows[i].bits) for i in near)
    if beside < 0.3 * (last - first + 1):
        return None
    return _Frame(x0, x1, sorted(r.centre for r in group))


def _widen_to_bands(
    rows: Sequence[BitRow], first: int, last: int, bands: Sequence[Band], left: float, frame: _Frame
) -> tuple[int, int]:
    """First and last row moved out to the rules above and below: lines of a label that stand over or under its figures."""
    size = rows[first].size
    above = max((y for y in frame.heights if y < rows[first].top + 0.3 * size), default=None)
    below = min((y for y in frame.heights if y > rows[last].bottom - 0.3 * size), default=None)

    def inside(row: BitRow) -> list[Bit]:
        return [b for b in row.bits if left <= b.x0 <= frame.right]

    if above is not None:
        for i in range(first - 1, -1, -1):
            bits = inside(rows[i])
            if rows[i].top < above - 0.3 * size or any(b.x1 > bands[0].x0 for b in bits):
                break
            first = i if bits else first
    if below is not None:
        for i in range(last + 1, len(rows)):
            bits = inside(rows[i])
            if rows[i].bottom > below + 0.3 * size or any(b.x1 > bands[0].x0 for b in bits):
                break
            last = i if bits else last
    return first, last


def _tail(rows: Sequence[BitRow], body: Sequence[int], bands: Sequence[Band], left: float) -> int:
    """The last row, lines of its labels that stand under its figures counted in: where the figures stand at a label's
    middle, or where labels go on below their figures throughout."""

    def worded(i: int, after: int) -> bool:
        bits = [b for b in rows[i].bits if b.x0 >= left] if i < len(rows) else []
        close = bool(bits) and rows[i].baseline - rows[after].baseline < LINE_STEP * rows[i].size
        return close and all(b.x1 < bands[0].x0 and not b.figure for b in bits)

    last = body[-1]
    bare = not any(b.x1 < bands[0].x0 and b.x0 >= left for b in rows[last].bits)
    if (
        bare
        and last
        and worded(last + 1, last)
        and rows[last].baseline - rows[last - 1].baseline < LINE_STEP * rows[last].size
    ):
        return last + 1
    if len(body) > 2 and sum(worded(i + 1, i) for i in body[:-1]) >= 0.5 * (len(body) - 1):
        while worded(last + 1, last):
            last += 1
    return last


def in_stub(bit: Bit, extent: Extent, bands: Sequence[Band]) -> bool:
    """Whether a bit stands in the stub: it starts left of the figures, and does not reach far over them."""
    return extent.left <= bit.x0 < bands[0].x0 - 0.5 * bit.em and (bit.x1 < bands[0].x1 or not bit.figure)
