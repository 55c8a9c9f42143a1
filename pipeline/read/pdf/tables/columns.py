"""Columns of a table from the places of its figures and of the words beside them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.read.pdf.tables.bits import Bit, is_code, is_figure, is_note_head

TOUCH = 1.0  # points that neighbouring columns may overlap by
STRIP = 0.75  # ems: the narrowest white strip between two stub columns
WIDE_STRIP = 1.5  # ems: wide enough to part columns that seldom share a row
CROSSING = 0.06  # of the rows may run over a strip between stub columns


@dataclass(slots=True)
class Band:
    """A column: the range its bits cover."""

    x0: float
    x1: float
    count: int = 0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def overlap(self, bit: Bit) -> float:
        right = (
            self.x1 if self.x1 < bit.x1 else bit.x1
        )  # built-in min and max take thrice the time, a million times a file
        return right - (self.x0 if self.x0 > bit.x0 else bit.x0)


def figure_columns(rows: Sequence[Sequence[Bit]]) -> list[Band]:
    """Bands of the figures of a table, left to right. Rows with most figures set them; a figure that lies over two of them
    (a merged cell) widens none."""
    bands: list[Band] = []
    for bits in sorted(rows, key=lambda bits: -len(bits)):
        for bit in bits:
            over = [band for band in bands if band.overlap(bit) > TOUCH]
            if not over:
                bands.append(Band(bit.x0, bit.x1, 1))
            elif len(over) == 1:
                over[0].x0, over[0].x1 = min(over[0].x0, bit.x0), max(over[0].x1, bit.x1)
                over[0].count += 1
    bands.sort(key=lambda band: band.x0)
    return _without_overlaps(bands)


def _without_overlaps(bands: list[Band]) -> list[Band]:
    """Widened bands that came to lie over each other are one column."""
    kept: list[Band] = []
    for band in bands:
        if kept and band.x0 < kept[-1].x1 - 0.5 * min(band.x1 - band.x0, kept[-1].x1 - kept[-1].x0):
            kept[-1].x1 = max(kept[-1].x1, band.x1)
            kept[-1].count += band.count
        else:
            kept.append(band)
    return kept


def stub_columns(rows: Sequence[Sequence[Bit]], heads: Sequence[Bit]) -> list[Band]:
    """Bands of the words left of the figures: code, item, note. `rows` hold one printed row's stub bits each."""
    bits = [bit for row in rows for bit in row]
    if not bits:
        return []
    em = median(bit.em for bit in bits)
    everything = [*bits, *heads]
    edges = sorted({bit.x1 for bit in everything})
    allowed = max(2 if len(rows) > 12 else 1, int(CROSSING * len(rows))) if len(rows) > 6 else 0
    cuts: list[float] = []
    for edge in edges[:-1]:
        following = [bit.x0 for bit in bits if bit.x0 > edge]
        if not following:
            continue
        start = min(following)
        if start - edge < STRIP * em or (cuts and edge < cuts[-1]):
            continue
        crossing = sum(any(b.x0 < edge + 0.1 and b.x1 > edge + STRIP * em for b in row) for row in rows)
        since = cuts[-1] if cuts else -1e9
        headed = any(b.x1 <= start for b in heads if b.x0 > since) and any(b.x0 >= edge for b in heads)
        if crossing <= allowed and _parts([[b for b in row if b.x0 > since] for row in rows], edge, start, headed):
            cuts.append((edge + start) / 2)
    spelled = any(bit.text == "附" for bit in heads)
    for head in [] if spelled else heads:  # 附註 over a column that has few entries on this page, or none
        near = [b for b in bits if b.x1 < head.x0 - STRIP * em]
        over = [b for b in bits if b.x0 < head.x1 + em and b.x1 > head.x0 - em and not is_figure(b.text)]
        if is_note_head(head.text) and len(near) > 0.5 * len(bits) and len(over) <= allowed:
            cut = (max(b.x1 for b in near) + head.x0) / 2
            if all(abs(cut - c) > 2 * em and not (near and c > max(b.x1 for b in near) - 1) for c in cuts):
                cuts.append(cut)
    cuts.sort()
    bounds = [-1e9, *cuts, 1e9]
    bands: list[Band] = []
    for left, right in itertools.pairwise(bounds):
        inside = [bit for bit in bits if left < bit.x0 < right]
        named = [bit for bit in heads if not spelled and left < bit.x0 < right and is_note_head(bit.text)]
        if inside or named:
            reach = [b.x1 for b in (*inside, *named) if b.x1 <= right] or [right]
            bands.append(Band(min(b.x0 for b in (*inside, *named)), max(reach), len(inside)))
    return bands


def _parts(rows: Sequence[Sequence[Bit]], edge: float, start: float, headed: bool) -> bool:
    """Whether a white strip really parts two columns: rows with words on both sides (fewer where both have a head of
    their own), codes on the left, or words on the left that stand at the middle of several rows. Labels spread letter by letter are no columns."""
    pairs = [([b for b in row if b.x1 <= edge + 0.1], [b for b in row if b.x0 >= start]) for row in rows]
    both = [(left, right) for left, right in pairs if left and right]
    spread = sum(len(left[-1].text) <= 2 and len(right[0].text) <= 2 and not left[-1].figure for left, right in both)
    if spread > 0.6 * len(both):
        return False
    if len(both) >= (2 if headed else max(2, 0.15 * len(rows))):
        return True
    beside = sum(bool(right) for _, right in pairs)
    alone = sum(_between_rows(rows, i) for i, (left, right) in enumerate(pairs) if left and not right)
    if both and alone >= 2 and beside >= 3 and start - edge > WIDE_STRIP * rows_em(rows):
        return True
    lefts = [bit for left, _ in pairs for bit in left]
    return bool(lefts) and bool(both) and all(is_code(bit.text) for bit in lefts)


def _between_rows(rows: Sequence[Sequence[Bit]], index: int) -> bool:
    """Whether a line stands at the middle between two lines, nearer to both than rows stand to each other."""
    heights = [row[0].baseline if row else None for row in rows]
    before = next((y for y in reversed(heights[:index]) if y is not None), None)
    after = next((y for y in heights[index + 1 :] if y is not None), None)
    own = heights[index]
    if before is None or after is None or own is None:
        return False
    return max(own - before, after - own) < 0.75 * (after - before)


def rows_em(rows: Sequence[Sequence[Bit]]) -> float:
    return median(bit.em for row in rows for bit in row)


def nearest(bands: Sequence[Band], bit: Bit) -> int:
    """The band that a bit lies over most, or the one that it stands nearest to."""
    return max(range(len(bands)), key=lambda i: bands[i].overlap(bit))
