"""The cells of a borderless table, once its columns, its head and its rows are known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.tables.bits import Bit, around, is_code, is_figure, split_bit
from pipeline.read.pdf.tables.categories import put_categories, take_categories
from pipeline.read.pdf.tables.columns import Band, nearest
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.extent import Extent
from pipeline.read.pdf.tables.head_cells import HeadCell
from pipeline.read.pdf.tables.heads import head_rows
from pipeline.read.pdf.tables.regions import BitRow
from pipeline.read.pdf.tables.rows import BodyLine, group_lines
from pipeline.read.pdf.tables.underlined import underlined_heads


def assemble(
    rows: Sequence[BitRow],
    extent: Extent,
    stubs: list[Band],
    bands: list[Band],
    heads: Sequence[Sequence[Bit]],
    ink: PageInk,
) -> Draft:
    columns = [*stubs, *bands]
    count = len(stubs)
    cuts = [(a.x1 + b.x0) / 2 for a, b in pairwise(stubs)]
    heads = [[part for bit in line for part in split_bit(bit, cuts)] for line in heads]
    lines = _body_lines(rows, extent, stubs, bands, cuts)
    label = _label_column(stubs, lines)
    underlined = underlined_heads(heads, columns, count, label, ink.rules_h, ink.glyphs)
    grid = underlined or head_rows(heads, columns, count, ink.rules_h, ink.fills)
    left = min([c.x0 for c in columns] + [b.x0 for line in lines for b in line.bits])
    right = max(c.x1 for c in columns)
    separators = [
        r.centre for r in ink.rules_h if r.x0 < left + 0.12 * (right - left) and r.x1 > right - 0.12 * (right - left)
    ]
    categories = take_categories(lines, label, count)
    lines = [line for line in lines if line.stubs or line.values]
    groups = group_lines(lines, separators, label)
    cells: dict[tuple[int, int], DraftCell] = {}
    for r, head in enumerate(grid):
        for cell in head:
            cells[r, cell.first] = DraftCell(r, cell.first, cell.bits, 1, cell.last - cell.first + 1)
    if not underlined:
        _raise_stub_heads(cells, grid, count)
    _join_spelled_head(cells, len(grid), label)
    for r, group in enumerate(groups, start=len(grid)):
        _put_row(cells, r, group)
    _merge_centred(cells, len(grid), count, columns)
    put_categories(cells, categories, groups, len(grid), stubs, ink.rules_h)
    codes = frozenset(c for c in range(count) if c != label)
    rect = around(b for cell in cells.values() for b in cell.bits)
    edges = [(c.x0, c.x1) for c in columns]
    return Draft(ink.number, cells, len(grid) + len(groups), len(columns), len(grid), count, rect, edges, False, codes)


def _label_column(stubs: Sequence[Band], lines: Sequence[BodyLine]) -> int:
    """The stub column with most words: the others hold codes and notes."""
    if not stubs:
        return 0
    return max(
        range(len(stubs)),
        key=lambda c: sum(len(b.text) for line in lines for b in line.stubs.get(c, []) if not is_code(b.text)),
    )


def _body_lines(
    rows: Sequence[BitRow], extent: Extent, stubs: list[Band], bands: list[Band], cuts: Sequence[float]
) -> list[BodyLine]:
    lines: list[BodyLine] = []
    count = len(stubs)
    for i in range(extent.first, extent.last + 1):
        line = BodyLine()
        for bit in (part for whole in rows[i].bits for part in split_bit(whole, cuts)):
            if bit.x0 < extent.left or bit.x0 > extent.right:
                continue
            if stubs and (bit.x0 < bands[0].x0 - 0.5 * bit.em if not is_figure(bit.text) else bit.x1 < bands[0].x0):
                line.stubs.setdefault(_stub_of(stubs, bit), []).append(bit)
            else:
                line.values.setdefault(count + nearest(bands, bit), []).append(bit)
        if line.stubs or line.values:
            lines.append(line)
    return lines


def _stub_of(stubs: Sequence[Band], bit: Bit) -> int:
    """Stub columns are left-aligned: a long label that runs over the next column belongs where it starts."""
    index = 0
    for i, band in enumerate(stubs):
        if bit.x0 >= band.x0 - 0.5 * bit.em:
            index = i
    return index


def _merge_centred(cells: dict[tuple[int, int], DraftCell], heads: int, stubs: int, columns: Sequence[Band]) -> None:
    """A figure set at the middle of a spanning head, and not at the edge of its first column, is a merged cell."""
    for head in [c for c in cells.values() if c.row < heads and c.col >= stubs and c.col_span > 1]:
        first, last = head.col, head.col + head.col_span - 1
        edges = sorted(c.bits[0].right for c in cells.values() if c.row >= heads and c.col == first and c.figure)
        if len(edges) < 4:
            continue
        edge = edges[len(edges) // 2]
        middle = head.hull.middle
        for cell in [c for c in cells.values() if c.row >= heads and first <= c.col <= last and c.figure]:
            bit = cell.bits[0]
            alone = not any((cell.row, c) in cells for c in range(first, last + 1) if c != cell.col)
            if alone and abs(bit.right - edge) > 0.2 * bit.em and abs(bit.middle - middle) < 0.5 * bit.em:
                del cells[cell.row, cell.col]
                cells[cell.row, first] = DraftCell(cell.row, first, cell.bits, 1, head.col_span)


def _join_spelled_head(cells: dict[tuple[int, int], DraftCell], heads: int, label: int) -> None:
    """The first letter of a head spread over code and label columns goes to the label's head."""
    for row in range(heads):
        for c in range(label):
            first, main = cells.get((row, c)), cells.get((row, label))
            if first is not None and main is not None and len(first.text) == 1 and not first.text.isascii():
                main.bits = first.bits + main.bits
                del cells[row, c]


def _put_row(cells: dict[tuple[int, int], DraftCell], r: int, group: Sequence[BodyLine]) -> None:
    for line in group:
        for columns in (line.stubs, line.values):
            for c, bits in columns.items():
                cell = cells.setdefault((r, c), DraftCell(r, c))
                cell.bits += bits


def _raise_stub_heads(cells: dict[tuple[int, int], DraftCell], grid: Sequence[Sequence[HeadCell]], count: int) -> None:
    """A stub head set at the middle of two head rows spans both."""
    if len(grid) != 2:
        return
    upper = [c for c in grid[0] if c.last >= count]
    lower = [c for c in grid[1] if c.last >= count]
    if not upper or not lower:
        return
    top, bottom = upper[0].bits[0].baseline, lower[0].bits[-1].baseline
    for c in range(count):
        one, other = cells.get((0, c)), cells.get((1, c))
        cell = one or other
        if cell is None or (one and other):
            continue
        share = (cell.bits[0].baseline - top) / max(bottom - top, 0.1)
        if 0.25 < share < 0.75:
            cells.pop((cell.row, c))
            cells[0, c] = DraftCell(0, c, cell.bits, 2, 1)
