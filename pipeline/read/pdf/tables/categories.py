"""Words at the middle of several rows: they name all of them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, around
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.draft import DraftCell
from pipeline.read.pdf.tables.rows import BodyLine


def take_categories(lines: Sequence[BodyLine], label: int, count: int) -> dict[int, list[Bit]]:
    """Bits of a stub column whose words stand at the middle of several rows, taken off their lines."""
    taken: dict[int, list[Bit]] = {}
    for c in range(count):
        holding = [line for line in lines if line.stubs.get(c)]
        alone = [line for line in holding if not line.values and label not in line.stubs]
        if c == label or not alone or 2 * len(alone) < len(holding) or c > label:
            continue
        taken[c] = [bit for line in holding for bit in line.stubs.pop(c)]
    return taken


def put_categories(
    cells: dict[tuple[int, int], DraftCell],
    categories: dict[int, list[Bit]],
    groups: Sequence[Sequence[BodyLine]],
    heads: int,
    stubs: Sequence[Band],
    rules: Sequence[Rect],
) -> None:
    """Each category over the rows between the rules above and below it; over the nearest row where there are no rules."""
    middles = [around(b for line in group for b in line.bits).centre for group in groups]
    for c, bits in categories.items():
        heights = [r.centre for r in rules if r.x0 <= stubs[c].x0 + 3 and r.x1 > stubs[c].x1]
        for bit in bits:
            y = bit.centre
            low = max((h for h in heights if h < y), default=-1e9)
            high = min((h for h in heights if h > y), default=1e9)
            rows = [i for i, m in enumerate(middles) if low < m < high]
            if not rows or low < 0 or high > 1e8:
                rows = [min(range(len(middles)), key=lambda i: abs(middles[i] - y))]
            key = (heads + rows[0], c)
            cell = cells.setdefault(key, DraftCell(*key, row_span=len(rows)))
            cell.bits.append(bit)
