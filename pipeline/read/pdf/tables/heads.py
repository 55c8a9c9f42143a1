"""The head of a table: printed lines over its columns to head rows, with what spans what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.columns import Band, nearest
from pipeline.read.pdf.tables.head_cells import HeadCell, put
from pipeline.read.pdf.tables.head_spans import spread
from pipeline.read.pdf.tables.head_wraps import merge_interleaved, merge_wrapped

OFF_COLUMN = 0.45  # of the distance of columns that a head may stand off the middle of its figures


def head_rows(
    lines: Sequence[Sequence[Bit]], bands: Sequence[Band], stubs: int, rules: Sequence[Rect], fills: Sequence[Rect]
) -> list[list[HeadCell]]:
    """Rows of head cells, top to bottom. `bands` are all columns, the first `stubs` of them stub columns; `rules` and shaded
    boxes (`fills`) show what a head spans."""
    placed = [_place(line, bands, stubs, rules, fills, lines[i + 1 :]) for i, line in enumerate(lines)]
    rows = [row for row in placed if row]
    rows = merge_interleaved(rows)
    return merge_wrapped(rows, stubs, rules)


def in_order(line: Sequence[Bit], bands: Sequence[Band]) -> list[Bit]:
    """The bits of a head line that name the columns one by one, though they stand at the middle of columns whose figures
    stand at the right; empty where they do not. What stands before them is the stub's head."""
    own = list(line)
    while own and own[-1].x0 > bands[-1].x1:
        own.pop()
    own = own[-len(bands) :]
    if len(bands) < 2 or len(own) < len(bands) or any(b.x0 - a.x1 < a.em for a, b in pairwise(own)):
        return []
    for i, bit in enumerate(own):
        pitch = min(abs(band.middle - bands[i].middle) for k, band in enumerate(bands) if k != i)
        off = min(abs(bit.middle - bands[i].middle), abs(bit.x0 - bands[i].x0), abs(bit.x1 - bands[i].x1))
        if off > OFF_COLUMN * pitch:
            return []
    return own


def _place(
    line: Sequence[Bit],
    bands: Sequence[Band],
    stubs: int,
    rules: Sequence[Rect],
    fills: Sequence[Rect],
    below: Sequence[Sequence[Bit]],
) -> list[HeadCell]:
    cells: list[HeadCell] = []
    named = in_order(line, bands[stubs:]) if stubs and len(bands) > stubs + 1 else []
    if named and named[0].x1 <= bands[stubs].x0:
        cells = [HeadCell(stubs + i, stubs + i, [bit]) for i, bit in enumerate(named)]
        for bit in line[: len(line) - len(named)]:
            column = nearest(bands[:stubs], bit)
            put(cells, HeadCell(column, column, [bit]))
        return sorted(cells, key=lambda c: c.first)
    first = _first(bands, stubs)
    value_bits = [b for b in line if stubs == 0 or b.x1 > first - 0.2 * b.em] if len(bands) > stubs else []
    for bit in line:
        if bit not in value_bits:
            column = nearest(bands[:stubs], bit)
            put(cells, HeadCell(column, column, [bit]))
    for bit, first, last in spread(value_bits, bands, stubs, rules, fills, below):
        put(cells, HeadCell(first, last, [bit]))
    cells.sort(key=lambda c: c.first)
    return cells


def _first(bands: Sequence[Band], stubs: int) -> float:
    return bands[stubs].x0 if len(bands) > stubs else 1e9
