"""Which boxes of a ruled table are its head, its stub and its columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.tables.bits import Bit, is_code, is_note_head, is_year
from pipeline.read.pdf.tables.columns import Band, figure_columns, nearest
from pipeline.read.pdf.tables.grids import Grid

SPLIT_SHARE = 0.35  # of a column's lines hold two figures: it is two columns


def ruled_columns(grid: Grid, inside: dict[int, list[list[Bit]]]) -> list[tuple[int, Band]]:
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


def holding(bands: Sequence[Band], bit: Bit) -> int:
    """The column that a bit's middle stands in, or the nearest."""
    return next((k for k, band in enumerate(bands) if band.x0 <= bit.middle < band.x1), nearest(bands, bit))


def stub_count(grid: Grid, inside: dict[int, list[list[Bit]]], columns: Sequence[tuple[int, Band]]) -> int:
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


def label_column(
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


def head_count(grid: Grid, inside: dict[int, list[list[Bit]]], stubs: int, starts: Sequence[int]) -> int:
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
