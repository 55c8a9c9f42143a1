"""The head of a ruled table that stands above its rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit, is_year, split_bit
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.grids import HEAD_GAP
from pipeline.read.pdf.tables.head_words import spread_over_rules
from pipeline.read.pdf.tables.heads import head_rows
from pipeline.read.pdf.tables.regions import BitRow

MOST_HEAD_LINES = 8


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
