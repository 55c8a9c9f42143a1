"""Whether figures that line up are a table: they are labelled, or headed column by column."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, is_nought, is_year
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.extent import Extent, in_stub
from pipeline.read.pdf.tables.head_lines import is_over
from pipeline.read.pdf.tables.regions import BitRow
from pipeline.read.pdf.tables.rows import OVERLAPPING

LABELLED = 0.4  # of the rows of figures have words beside them
HEADED = 0.6  # of the columns of a table without labels have heads, and of its rows two figures
SPARSE = 0.26  # of the places of a table hold figures, at the least
SPARSE_WITHOUT_HEAD = 0.5
DISPLAY_SIZE = 1.4  # of the labels: figures set larger are shown off, not tabulated


def labelled_rows(rows: Sequence[BitRow], body: Sequence[int], extent: Extent, bands: Sequence[Band]) -> int:
    """Rows of figures with words beside them, or between the rules above and below them."""

    def band(row: BitRow) -> int:
        return sum(y < (row.top + row.bottom) / 2 for y in extent.heights)

    worded = [
        i
        for i in range(extent.first, extent.last + 1)
        if any(not b.figure for b in rows[i].bits if in_stub(b, extent, bands))
    ]
    named = {band(rows[i]) for i in worded}
    figured = set(body)

    def beside(i: int) -> bool:
        if sum(b.figure for b in rows[i].bits) < 2 or any(in_stub(b, extent, bands) for b in rows[i].bits):
            return False
        near = [j for j in (i - 1, i + 1) if j in worded and j not in figured]
        return any(abs(rows[j].baseline - rows[i].baseline) < OVERLAPPING * rows[i].size for j in near)

    return sum(i in worded or (len(extent.heights) > 1 and band(rows[i]) in named) or beside(i) for i in body)


def is_table(
    rows: Sequence[BitRow],
    body: Sequence[int],
    bands: Sequence[Band],
    labelled: int,
    heads: Sequence[Sequence[Bit]],
    extent: Extent,
    underlined: bool,
) -> bool:
    """Whether aligned figures are a table, and not the labels of a chart, a list or figures at the ends of lines."""
    figures = {i: [b for b in rows[i].bits if b.figure and any(band.overlap(b) > 0 for band in bands)] for i in body}
    if len(body) < 2 and not (heads and len(bands) >= 2 and (labelled or underlined)):
        return False
    if len(body) < 2 and all(is_year(b.text) or is_nought(b.text) for b in figures[body[0]]):
        return False
    if len(bands) == 1 and len(body) < 3 and not heads:
        return False
    many = sum(len(bits) >= 2 for bits in figures.values())
    named = [b for b in heads[-1] if is_over(b, bands)] if heads else []
    own_heads = HEADED * len(bands) <= len(named) <= len(bands) and len(heads[-1]) - len(named) <= 1
    grid = underlined or (len(body) >= 3 and many >= HEADED * len(body))
    if labelled < LABELLED * len(body) and not (own_heads and grid):
        return False
    filled = sum(map(len, figures.values())) / (len(body) * len(bands))
    if filled < (SPARSE if heads else SPARSE_WITHOUT_HEAD):
        return False
    words = [b.size for i in body for b in rows[i].bits if not b.figure and extent.left <= b.x0 < bands[0].x0]
    sizes = [b.size for bits in figures.values() for b in bits]
    if words and not extent.heights and median(sizes) > DISPLAY_SIZE * median(words):
        return False
    crowded = sum(
        any(not b.figure and len(b.text) > 26 and b.x1 > bands[0].x0 - 2 * b.em for b in rows[i].bits) for i in body
    )
    return crowded <= 0.5 * len(body)


def each_underlined(body: BitRow, bands: Sequence[Band], heads: Sequence[Sequence[Bit]], rules: Sequence[Rect]) -> bool:
    """Whether the head over each column is underlined by itself, right above the figures."""
    if not heads:
        return False
    low, high = max(b.bottom for b in heads[-1]) - 0.3 * body.size, body.top + 0.3 * body.size
    lines = [r for r in rules if low < r.centre < high]
    own = [[r for r in lines if r.x0 < band.middle < r.x1] for band in bands]
    return all(own) and len({r for found in own for r in found}) >= len(bands)
