"""All tables of a page: ruled ones first, then what lines up without rules."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.rules import drawn_boxes
from pipeline.read.pdf.tables.bits import row_bits
from pipeline.read.pdf.tables.build import build
from pipeline.read.pdf.tables.contents import is_contents, is_date
from pipeline.read.pdf.tables.draft import Draft, without_blanks
from pipeline.read.pdf.tables.filled import filled_grids, with_plain_rows
from pipeline.read.pdf.tables.grids import Grid, find_grids
from pipeline.read.pdf.tables.regions import BitRow, Cluster, find_clusters
from pipeline.read.pdf.tables.ruled import from_grid
from pipeline.read.pdf.tables.ruled_head import with_head_above
from pipeline.read.pdf.tables.wordgrid import word_grids
from pipeline.read.pdf.words import Row

INSIDE = 0.8  # of a cluster's figures stand in a grid that is its table
OUTSIDE = 0.15
ALONE = 0.35  # of the rows of a grid may share their height with figures beside it


def find_tables(ink: PageInk, rows: Sequence[Row]) -> list[Draft]:
    """Tables of a page, top to bottom, from the rows that are no page heads or feet."""
    bit_rows = [BitRow(row_bits(row, ink.rules_v, ink.glyphs)) for row in rows if row.words]
    frames = drawn_boxes(ink.rules_h, ink.rules_v)
    clusters = find_clusters(bit_rows, frames)
    drafts: list[Draft] = []
    ruled = find_grids(ink)
    shaded = [
        with_plain_rows(g, bit_rows)
        for g in filled_grids(ink)
        if not any(g.rect.meets(r.rect) and _larger(r, g) for r in ruled)
    ]
    for grid in [*ruled, *shaded]:
        if any(grid.rect.meets(draft.rect) for draft in drafts):
            continue
        touched = [(c, _share(c, grid)) for c in clusters]
        mixed = any(OUTSIDE < share < INSIDE for _, share in touched)
        if mixed and not _stands_alone(grid, bit_rows):
            continue
        draft = from_grid(grid, bit_rows, ink)
        if mixed and draft is not None and not draft.head_rows:
            continue
        if draft is not None:
            draft = with_head_above(draft, bit_rows, ink)
            drafts.append(draft)
            clusters = [c for c, share in touched if share < INSIDE]
    taken = {id(bit) for draft in drafts for bit in draft.bits()}
    free = [
        BitRow([b for b in row.bits if id(b) not in taken])
        for row in bit_rows
        if any(id(b) not in taken for b in row.bits)
    ]
    for draft in word_grids(free, ink):
        drafts.append(draft)
        taken |= {id(bit) for bit in draft.bits()}
    free = _untaken(free, taken)
    clusters = find_clusters(free, frames)
    for cluster in clusters:
        draft = build(free, cluster, clusters, [d.rect for d in drafts], ink)
        if draft is not None and not any(id(b) in taken for b in draft.bits()):
            drafts.append(draft)
            taken |= {id(b) for b in draft.bits()}
    drafts = [draft for draft in map(without_blanks, drafts) if not is_date(draft)]
    for draft in drafts:
        draft.contents = is_contents(draft)
    return sorted(drafts, key=lambda d: (d.rect.top, d.rect.x0))


def _larger(one: Grid, other: Grid) -> bool:
    return one.rect.width * one.rect.height > 0.8 * other.rect.width * other.rect.height


def _stands_alone(grid: Grid, rows: Sequence[BitRow]) -> bool:
    """Whether the rows of figures inside a grid go on outside it: then it only frames a part of a table."""
    box = grid.rect
    within = beyond = 0
    for row in rows:
        if box.top < row.baseline < box.bottom and any(b.figure and box.x0 < b.middle < box.x1 for b in row.bits):
            within += 1
            beyond += any(b.figure and not box.x0 < b.middle < box.x1 for b in row.bits)
    return within > 1 and beyond <= ALONE * within


def _untaken(rows: Sequence[BitRow], taken: set[int]) -> list[BitRow]:
    kept = [[bit for bit in row.bits if id(bit) not in taken] for row in rows]
    return [BitRow(bits) for bits in kept if bits]


def _share(cluster: Cluster, grid: Grid) -> float:
    box = grid.rect
    return sum(box.holds(b.middle, b.centre) for _, b in cluster.members) / len(cluster.members)
