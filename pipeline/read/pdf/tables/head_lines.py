"""Which lines over a table are its head: what stands closely over the columns and is neither prose, title nor unit line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.extent import Extent
from pipeline.read.pdf.tables.head_words import part_neighbours, spread_over_rules
from pipeline.read.pdf.tables.heads import in_order
from pipeline.read.pdf.tables.regions import BitRow, years_only

MOST_LABELS = 9  # lines of labels between the head and the first figures
HEAD_REACH = 2.7  # sizes from one head line up to the next
FIRST_HEAD_REACH = 4.4  # from the first row of figures up to the head
TITLE_SIZE = 1.4  # of the line below
LABEL = 4.5  # ems left of the figures: what starts there is a label
AMOUNT = re.compile(r"\d[,.]\d|\$")
PROSE = 34  # characters from which a line with a full stop is prose


def head_lines(
    rows: Sequence[BitRow], extent: Extent, bands: Sequence[Band], ink: PageInk, size: float
) -> list[list[Bit]]:
    """Lines of the head, top to bottom: what stands closely over the columns and is neither prose, title nor unit line."""
    lines: list[tuple[int, list[Bit]]] = []
    pending: list[tuple[int, list[Bit]]] = []
    near = rows[extent.first]
    edges = [y for y in extent.heights if y < near.top + 0.3 * near.size][-2:]

    def held(row: BitRow) -> bool:
        """Whether a row stands between the rule over the body and the next rule above."""
        return len(edges) == 2 and edges[0] < (row.top + row.bottom) / 2 < edges[1]

    reach = FIRST_HEAD_REACH
    for i in range(extent.first - 1, -1, -1):
        row = rows[i]
        bits = [b for b in row.bits if extent.left - 2 * b.em <= b.x0 < extent.right and b.x1 > extent.left]
        if not bits:
            continue
        if any(kinds.UNIT.match(b.text) and b.x0 > bands[0].x0 for b in bits) and not any(
            b.x0 > bands[0].x0 and not kinds.UNIT.match(b.text) for b in bits
        ):
            break
        reaching = any(b.x1 > bands[0].x0 for b in bits) and len(bits) < len(bands)
        wide = any(b.x0 < bands[0].x0 - LABEL * b.em and b.x1 > bands[0].x0 for b in bits)
        if (wide or reaching) and _leads_in("".join(b.text for b in bits)):
            break
        if any(b.figure and AMOUNT.search(b.text) and b.x0 > bands[0].x0 - 1 for b in bits):
            break  # a row of the table above
        bits = part_neighbours(bits, bands, ink.glyphs)
        bits = spread_over_rules(bits, bands, _rules_over(ink.rules_h, row, rows[extent.first]), ink.glyphs)
        if near.baseline - row.baseline > reach * max(row.size, near.size) and not held(row):
            break
        over = [b for b in bits if is_over(b, bands)]
        if not over:
            pending.append((i, bits))
            if len(pending) > (MOST_LABELS if not lines else 3):
                break
            if not lines:
                near = row
            continue
        if not _is_head(bits, over, bands, extent, ink, bool(lines), near, size):
            break
        lines += [*pending, (i, bits)]
        pending = []
        near, reach = row, HEAD_REACH
    if lines and pending:  # a stub head set higher than the rest
        i, bits = pending[0]
        step = near.baseline - rows[i].baseline
        if step < 1.2 * min(near.size, rows[i].size) and all(
            b.x1 < bands[0].x0 and not kinds.UNIT.match(b.text) for b in bits
        ):
            lines.append(pending[0])
    lines.reverse()
    return [bits for _, bits in lines]


def _leads_in(text: str) -> bool:
    """A sentence that leads up to a table."""
    return text.endswith(("：", ":", "。", "，")) or bool(kinds.ENUMERATOR.match(text)) or "如下" in text


def is_over(bit: Bit, bands: Sequence[Band]) -> bool:
    """Whether a bit stands over the value columns, not over the stub. A long label may end where the figures begin."""
    label = bit.x0 < bands[0].x0 - LABEL * bit.em
    return bit.x1 > bands[0].x0 + (0.5 if label else -0.5) * bit.em or bit.middle > bands[0].x0 - 1.5 * bit.em


def _rules_over(rules: Sequence[Rect], row: BitRow, body: BitRow) -> list[Rect]:
    """The nearest rules under a head line, above the table's body."""
    under = [r for r in rules if row.bottom - 0.3 * row.size < r.centre < body.top + 0.3 * body.size]
    top = min((r.centre for r in under), default=0.0)
    return [r for r in under if r.centre - top < 1.5]


def labels_under_head(heads: list[list[Bit]], rows: Sequence[BitRow], extent: Extent, bands: Sequence[Band]) -> int:
    """Take lines of words alone below the last head off the head: they are labels of the body. How many there were."""
    taken = 0
    while heads:
        bits = heads[-1]
        if any(is_over(b, bands) and not _labels_below(b, bands, heads[:-1], rows, extent) for b in bits):
            break
        above = heads[-2] if len(heads) > 1 else []
        if above and bits[0].baseline - max(b.baseline for b in above) < 0.85 * bits[0].size:
            break
        heads.pop()
        taken += 1
    return taken


def _labels_below(
    bit: Bit, bands: Sequence[Band], above: Sequence[Sequence[Bit]], rows: Sequence[BitRow], extent: Extent
) -> bool:
    """Whether a bit between the columns of figures, under a head of its own, stands over the labels of a table's right half."""
    if any(band.overlap(bit) > 0 for band in bands) or not any(
        b.x0 < bit.x1 and bit.x0 < b.x1 for h in above for b in h
    ):
        return False
    under = [b for i in range(extent.first, extent.last + 1) for b in rows[i].bits if b.x0 < bit.x1 and bit.x0 < b.x1]
    return len(under) > 1 and not any(b.figure for b in under)


def _is_head(
    bits: Sequence[Bit],
    over: Sequence[Bit],
    bands: Sequence[Band],
    extent: Extent,
    ink: PageInk,
    started: bool,
    near: BitRow,
    body_size: float,
) -> bool:
    if any(kinds.CAPTION.match(b.text) or kinds.SOURCE.match(b.text) for b in bits):
        return False
    if all(kinds.UNIT.match(b.text) for b in over):
        return False
    if any(len(b.text) > PROSE and ("。" in b.text or "，" in b.text) for b in bits):
        return False
    figures = [b for b in bits if b.figure]
    if figures and not years_only(bits) and any(b.x0 > bands[0].x0 - 1 for b in figures):
        return False
    right = extent.reach
    if any(b.size > TITLE_SIZE * body_size for b in over):
        return False
    if len(over) > 1 and (_one_to_a_column(over, bands) or in_order(bits, bands)):
        return True
    for bit in over:
        if bit.x0 < bands[0].x0 - LABEL * bit.em and bit.x1 > bands[0].x0 + bit.em:
            return False
        if bit.x1 > right + 6 * bit.em:
            return False
    if started:
        top = max(b.bottom for b in bits)
        width = right - bands[0].x0
        for rule in ink.rules_h:
            if (
                top - 1 < rule.centre < near.top + 2
                and rule.x0 < extent.left + 30
                and rule.x0 < bands[0].x0 - 20
                and rule.x1 > right - 0.1 * width
            ):
                return False  # the table's top rule lies between
    if len(over) == 1 and len(bits) == 1 and len(bands) > 1:
        return _is_spanning(over[0], bands, extent, ink)
    return True


def _one_to_a_column(over: Sequence[Bit], bands: Sequence[Band]) -> bool:
    """Whether each bit shares an edge or the middle with a column of its own."""
    own = [
        next(
            (
                i
                for i, band in enumerate(bands)
                if min(abs(bit.x1 - band.x1), abs(bit.x0 - band.x0), abs(bit.middle - band.middle)) < 0.8 * bit.em
            ),
            None,
        )
        for bit in over
    ]
    return None not in own and len(set(own)) == len(own)


def _is_spanning(bit: Bit, bands: Sequence[Band], extent: Extent, ink: PageInk) -> bool:
    """One line of words over several columns: a head if a rule runs under it, or if it stands over one column or in the
    middle of all of them and not in the middle of the whole table."""
    if any(
        -0.2 * bit.size < r.centre - bit.bottom < 0.9 * bit.size
        and r.x0 - 3 < bit.x0
        and bit.x1 < r.x1 + 3
        and r.x0 > bands[0].x0 - 4 * bit.em
        for r in ink.rules_h
    ):
        return True
    over = [band for band in bands if band.overlap(bit) > 0]
    if len(over) == 1 and bit.x0 > bands[0].x0 - 3 * bit.em:
        return True
    if abs(bit.middle - (extent.edge + bands[-1].x1) / 2) < bit.em and bit.x0 < bands[0].x0:
        return False  # a title over the whole table
    groups = ((a, b) for k, a in enumerate(bands) for b in bands[k + 1 :])
    return any(abs(bit.middle - (a.x0 + b.x1) / 2) < 1.2 * bit.em and bit.x0 > a.x0 - bit.em for a, b in groups)
