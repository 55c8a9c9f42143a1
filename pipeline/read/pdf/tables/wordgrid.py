"""Tables of words without rules around their cells: a caption or rules say that a table stands here, left edges give columns."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit, around
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.regions import BitRow

REACH = 3.2  # sizes from the caption to the first row, and from row to row
ROWS = 3  # the fewest rows of a table of words
SAME_EDGE = 0.6  # ems
FIGURES = 0.4  # of the bits of a table of words
PAIRED = 0.6  # of the rows have words in two columns or more


def word_grids(rows: Sequence[BitRow], ink: PageInk) -> list[Draft]:
    """Tables under a caption or between two rules whose rows share left edges, or are parted alike by wide gaps."""
    drafts: list[Draft] = []
    index = 0
    while index < len(rows):
        run = _run(rows, index)
        draft = (
            _grid(run, ink, _captioned(rows, index)) if len(run) >= ROWS and _anchored(rows, index, run, ink) else None
        )
        if draft is None:
            index += 1
            continue
        drafts.append(draft)
        index += len(run)
    return drafts


def _run(rows: Sequence[BitRow], start: int) -> list[BitRow]:
    """Rows from `start` on that stand at the distance of table rows, up to the first caption, source line or prose."""
    if len(rows[start].bits) < 2:
        return []
    left = rows[start].bits[0].x0
    run: list[BitRow] = [rows[start]]
    for row in rows[start + 1 :]:
        bit = row.bits[0]
        if row.baseline - run[-1].baseline > REACH * row.size or bit.x0 < left - SAME_EDGE * bit.em:
            break
        if len(row.bits) == 1 and (
            kinds.SOURCE.match(bit.text) or kinds.CAPTION.match(bit.text) or kinds.NOTE.match(bit.text)
        ):
            break
        if len(row.bits) == 1 and bit.x1 > max(b.x1 for r in run for b in r.bits) + bit.em:
            break
        run.append(row)
    while run and len(run[-1].bits) == 1 and run[-1].bits[0].x0 < left + SAME_EDGE:
        run.pop()
    return run


def _anchored(rows: Sequence[BitRow], start: int, run: Sequence[BitRow], ink: PageInk) -> bool:
    """A caption right above, or rules above and below the rows (or shaded rows) over their whole width."""
    top, bottom = run[0].top, run[-1].bottom
    box = around(b for r in run for b in r.bits)
    left, right = box.x0, box.x1
    if _captioned(rows, start):
        return True
    size = run[0].size

    def crosses(box: Rect) -> bool:
        return box.x0 < left + size and box.x1 > right - size

    above = any(crosses(r) and -size < top - r.centre < 1.5 * size for r in ink.rules_h)
    below = any(crosses(r) and -size < r.centre - bottom < 1.5 * size for r in ink.rules_h)
    within = any(crosses(r) and top < r.centre < bottom for r in ink.rules_h)
    return above and below and within


def _captioned(rows: Sequence[BitRow], start: int) -> bool:
    """Whether a caption stands right above a row."""
    if not start or not kinds.CAPTION.match(rows[start - 1].bits[0].text):
        return False
    return rows[start].baseline - rows[start - 1].baseline < REACH * rows[start].size


def _grid(run: Sequence[BitRow], ink: PageInk, captioned: bool) -> Draft | None:
    lefts = _left_edges(run)
    every = [b for row in run for b in row.bits]
    if len(lefts) >= 2:
        if sum(b.figure for b in every) > FIGURES * len(every):
            return None  # figures that line up are found by their alignment
        cells = _by_edges(run, lefts)
        columns = len(lefts)
    else:
        columns = len(run[0].bits)
        if not captioned or columns < 3 or any(len(row.bits) != columns for row in run):
            return None
        cells = {(r, c): DraftCell(r, c, [bit]) for r, row in enumerate(run) for c, bit in enumerate(row.bits)}
    if cells is None:
        return None
    bits = [b for cell in cells.values() for b in cell.bits]
    figures = any(b.figure for b in bits)
    rect = around(bits)
    edges = [
        (
            min(b.x0 for cell in cells.values() if cell.col == c for b in cell.bits),
            max(b.x1 for cell in cells.values() if cell.col == c for b in cell.bits),
        )
        for c in range(columns)
    ]
    stubs = 1 if columns > 2 or figures else 0
    return Draft(ink.number, cells, len(run), columns, 1, stubs, rect, edges)


def _left_edges(run: Sequence[BitRow]) -> list[float]:
    """Left edges that most rows share, left to right; empty where the rows share fewer than two."""
    groups: list[list[Bit]] = []
    for bit in sorted((b for row in run for b in row.bits), key=lambda b: b.x0):
        if groups and bit.x0 - groups[-1][0].x0 < SAME_EDGE * bit.em:
            groups[-1].append(bit)
        else:
            groups.append([bit])
    shared = [group[0].x0 for group in groups if len(group) >= 0.5 * len(run)]
    paired = sum(len(row.bits) >= 2 for row in run)
    covered = sum(len(group) for group in groups if len(group) >= 0.5 * len(run))
    total = sum(len(row.bits) for row in run)
    return shared if len(shared) >= 2 and paired >= PAIRED * len(run) and covered == total else []


def _by_edges(run: Sequence[BitRow], lefts: Sequence[float]) -> dict[tuple[int, int], DraftCell] | None:
    cells: dict[tuple[int, int], DraftCell] = {}
    for r, row in enumerate(run):
        for bit in row.bits:
            c = max((i for i, x in enumerate(lefts) if x < bit.x0 + SAME_EDGE * bit.em), default=0)
            if c + 1 < len(lefts) and bit.x1 > lefts[c + 1]:
                return None
            cells.setdefault((r, c), DraftCell(r, c)).bits.append(bit)
    return cells
