"""One borderless table from a cluster of figures: its extent, its columns, its head and its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.tables.bits import Bit, is_code, is_figure, is_note_head, is_nought, is_year, split_bit
from pipeline.read.pdf.tables.columns import Band, figure_columns, nearest, stub_columns
from pipeline.read.pdf.tables.draft import Draft, DraftCell
from pipeline.read.pdf.tables.heads import HeadCell, head_rows, in_order, part_neighbours, spread_over_rules
from pipeline.read.pdf.tables.regions import BitRow, Cluster, years_only
from pipeline.read.pdf.tables.rows import LINE_STEP, OVERLAPPING, BodyLine, group_lines
from pipeline.read.pdf.tables.underlined import underlined_heads, underlined_stubs, widen_to_rules

MOST_LABELS = 9  # lines of labels between the head and the first figures
HEAD_REACH = 2.7  # sizes from one head line up to the next
FIRST_HEAD_REACH = 4.4  # from the first row of figures up to the head
SAME_END = 5.0  # points
OUTDENT = 5.0  # ems that a section's label may stand out to the left of the rows' labels
TITLE_SIZE = 1.4  # of the line below
FOREIGN_SIZE = 1.3
SPREAD = 3.0  # ems that the letters of a head may stand out to the right of the last column
LABEL = 4.5  # ems left of the figures: what starts there is a label
LABELLED = 0.4  # of the rows of figures have words beside them
HEADED = 0.6  # of the columns of a table without labels have heads, and of its rows two figures
SPARSE = 0.26  # of the places of a table hold figures, at the least
SPARSE_WITHOUT_HEAD = 0.5
DISPLAY_SIZE = 1.4  # of the labels: figures set larger are shown off, not tabulated
AMOUNT = re.compile(r"\d[,.]\d|\$")
PROSE = 34  # characters from which a line with a full stop is prose


@dataclass(slots=True)
class _Extent:
    """Rows and width of a table on its page."""

    first: int  # first row of the body
    last: int
    left: float
    right: float
    heights: list[float]  # of the rules across it that share both ends
    reach: float  # right edge of its words
    edge: float  # where its labels usually start


@dataclass(frozen=True, slots=True)
class _Frame:
    """Rules across a table that share both ends."""

    left: float
    right: float
    heights: list[float]


def build(
    rows: Sequence[BitRow], cluster: Cluster, others: Sequence[Cluster], known: Sequence[Rect], ink: PageInk
) -> Draft | None:
    """The table of a cluster, None where the cluster is no table. `known` are the places of tables found before."""
    members = {i: sorted((b for r, b in cluster.members if r == i), key=lambda b: b.x0) for i in sorted(cluster.rows)}
    body = sorted(members)
    heads_of_years = 0
    while heads_of_years < len(body) and years_only(members[body[heads_of_years]]):
        heads_of_years += 1
    body = body[heads_of_years:]
    if not body:
        return None
    bands = figure_columns([members[i] for i in body])
    bands = _without_leading(bands, rows, body)
    if not bands:
        return None
    extent = _extent(rows, body, bands, cluster, others, known, ink)
    size = median(b.size for i in body for b in members[i])
    heads = _head_lines(rows, extent, bands, ink, size)
    extent.first -= _labels_under_head(heads, rows, extent, bands)
    widen_to_rules(bands, heads, [row.bits for row in rows[extent.first : extent.last + 1]], ink.rules_h)
    stub_bits = [[b for b in rows[i].bits if _in_stub(b, extent, bands)] for i in range(extent.first, extent.last + 1)]
    labelled = _labelled(rows, body, extent, bands)
    underlined = _underlined(rows[extent.first], bands, heads, ink.rules_h)
    if not _accept(rows, body, bands, labelled, heads, extent, underlined):
        return None
    head_stub_bits = [b for line in heads for b in line if b.x1 < bands[0].x0]
    stubs = stub_columns(stub_bits, head_stub_bits)
    stubs = underlined_stubs(stubs, stub_bits, heads, ink.rules_h, bands[0].x0)
    stubs, bands = _note_column(stubs, bands, heads, rows, body)
    bands = _text_columns(rows, extent, stubs, bands, heads)
    _widen(
        bands,
        stubs,
        heads,
        [r for r in ink.rules_h if rows[extent.first].top < r.centre < rows[extent.last].bottom + 6],
    )
    return _assemble(rows, extent, stubs, bands, heads, ink)


def _labelled(rows: Sequence[BitRow], body: Sequence[int], extent: _Extent, bands: Sequence[Band]) -> int:
    """Rows of figures with words beside them, or between the rules above and below them."""

    def band(row: BitRow) -> int:
        return sum(y < (row.top + row.bottom) / 2 for y in extent.heights)

    worded = [
        i
        for i in range(extent.first, extent.last + 1)
        if any(not b.figure for b in rows[i].bits if _in_stub(b, extent, bands))
    ]
    named = {band(rows[i]) for i in worded}
    figured = set(body)

    def beside(i: int) -> bool:
        if sum(b.figure for b in rows[i].bits) < 2 or any(_in_stub(b, extent, bands) for b in rows[i].bits):
            return False
        near = [j for j in (i - 1, i + 1) if j in worded and j not in figured]
        return any(abs(rows[j].baseline - rows[i].baseline) < OVERLAPPING * rows[i].size for j in near)

    return sum(i in worded or (len(extent.heights) > 1 and band(rows[i]) in named) or beside(i) for i in body)


def _without_leading(bands: list[Band], rows: Sequence[BitRow], body: Sequence[int]) -> list[Band]:
    """The value columns: bands of numbers left of the rows' labels (account codes, serial numbers) taken out."""
    while bands:
        band = bands[0]
        words_right = sum(
            any(
                not b.figure and b.x0 > band.x1 - 1 and (len(bands) == 1 or b.x1 < bands[1].x0 + 2)
                for b in rows[i].bits
            )
            for i in body
            if any(b.figure and band.overlap(b) > 0 for b in rows[i].bits)
        )
        own = [b for i in body for b in rows[i].bits if b.figure and band.overlap(b) > 0]
        holding = sum(any(b.figure and band.overlap(b) > 0 for b in rows[i].bits) for i in body)
        if sum((b.text.isdigit() and len(b.text) <= 4) or is_code(b.text) for b in own) < 0.8 * len(own):
            break
        words_left = sum(any(not b.figure and b.x1 < band.x0 + 1 for b in rows[i].bits) for i in body)
        if words_right >= 0.6 * holding and words_left < 0.3 * len(body) and len(bands) > 1:
            bands.pop(0)
        else:
            break
    return bands


def _extent(
    rows: Sequence[BitRow],
    body: Sequence[int],
    bands: Sequence[Band],
    cluster: Cluster,
    others: Sequence[Cluster],
    known: Sequence[Rect],
    ink: PageInk,
) -> _Extent:
    first, last = body[0], body[-1]
    top, bottom = rows[first].top, rows[last].bottom
    left, right = 0.0, ink.width
    for other in others:
        if other is cluster:
            continue
        inside = [b for i, b in other.members if first <= i <= last]
        if not inside:
            continue
        if max(b.x1 for b in inside) < bands[0].x0:
            left = max(left, max(b.x1 for b in inside))
        elif min(b.x0 for b in inside) > bands[-1].x1:
            right = min(right, bands[-1].x1 + 1.0)
    for rect in known:
        if rect.top < bottom and top < rect.bottom:
            if rect.x1 < bands[0].x0:
                left = max(left, rect.x1)
            elif rect.x0 > bands[-1].x1:
                right = min(right, bands[-1].x1 + 1.0)
    frame = _frame(rows, first, last, bands, left, ink)
    edge = max(left, 0.0)
    labels = [
        b for i in body for b in rows[i].bits if left <= b.x0 and b.x1 < bands[0].x0 + b.em and not is_nought(b.text)
    ]
    words = [b for b in labels if b.x0 >= left and (not b.figure or is_code(b.text))]
    if frame is not None:
        left, right = max(left, frame.left - 3.0), min(right, frame.right + 3.0)
        edge = left
        first, last = _widen_to_bands(rows, first, last, bands, left, frame)
    elif words:
        size, em = median(b.size for b in words), median(b.em for b in words)
        usual = sorted(b.x0 for b in words if b.size < FOREIGN_SIZE * size)
        edge = usual[int(0.1 * len(usual))] if usual else left
        left = max(left, edge - OUTDENT * em)
    if frame is None:
        last = _tail(rows, body, bands, left)
        if not any(b.x0 > bands[-1].x1 for i in body for b in rows[i].bits):
            right = min(right, bands[-1].x1 + SPREAD * rows[body[-1]].bits[-1].em)  # beyond, it is beside the table
    ends = [b.x1 for i in range(first, last + 1) for b in rows[i].bits if left <= b.x0 < right]
    reach = max([bands[-1].x1, *ends])
    return _Extent(first, last, left, right, frame.heights if frame else [], reach, edge)


def _frame(
    rows: Sequence[BitRow], first: int, last: int, bands: Sequence[Band], left: float, ink: PageInk
) -> _Frame | None:
    """The rules over stub and figures that share both ends, where there are two or more and words stand between them."""
    top, bottom, em = rows[first].top, rows[last].bottom, rows[first].bits[-1].em
    groups: list[list[Rect]] = []
    for rule in ink.rules_h:
        if not top - 8 * em < rule.centre < bottom + 8 * em:
            continue
        if rule.x0 < left - 3 or rule.x0 > bands[0].x0 - 2 * em or rule.x1 < bands[-1].x1 - em:
            continue
        for group in groups:
            if abs(group[0].x0 - rule.x0) < SAME_END and abs(group[0].x1 - rule.x1) < SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    groups = [g for g in groups if len(g) >= 2]
    if not groups:
        return None
    group = max(groups, key=len)
    x0, x1 = group[0].x0, max(r.x1 for r in group)
    near = range(max(first - 2, 0), min(last + 3, len(rows)))
    labels = bands[0].x0 + em
    beside = sum(any(x0 - 3 < b.x0 and b.x1 < labels and not b.figure for b in rows[i].bits) for i in near)
    if beside < 0.3 * (last - first + 1):
        return None
    return _Frame(x0, x1, sorted(r.centre for r in group))


def _widen_to_bands(
    rows: Sequence[BitRow], first: int, last: int, bands: Sequence[Band], left: float, frame: _Frame
) -> tuple[int, int]:
    """First and last row moved out to the rules above and below: lines of a label that stand over or under its figures."""
    size = rows[first].size
    above = max((y for y in frame.heights if y < rows[first].top + 0.3 * size), default=None)
    below = min((y for y in frame.heights if y > rows[last].bottom - 0.3 * size), default=None)

    def inside(row: BitRow) -> list[Bit]:
        return [b for b in row.bits if left <= b.x0 <= frame.right]

    if above is not None:
        for i in range(first - 1, -1, -1):
            bits = inside(rows[i])
            if rows[i].top < above - 0.3 * size or any(b.x1 > bands[0].x0 for b in bits):
                break
            first = i if bits else first
    if below is not None:
        for i in range(last + 1, len(rows)):
            bits = inside(rows[i])
            if rows[i].bottom > below + 0.3 * size or any(b.x1 > bands[0].x0 for b in bits):
                break
            last = i if bits else last
    return first, last


def _tail(rows: Sequence[BitRow], body: Sequence[int], bands: Sequence[Band], left: float) -> int:
    """The last row, lines of its labels that stand under its figures counted in: where the figures stand at a label's
    middle, or where labels go on below their figures throughout."""

    def worded(i: int, after: int) -> bool:
        bits = [b for b in rows[i].bits if b.x0 >= left] if i < len(rows) else []
        close = bool(bits) and rows[i].baseline - rows[after].baseline < LINE_STEP * rows[i].size
        return close and all(b.x1 < bands[0].x0 and not b.figure for b in bits)

    last = body[-1]
    bare = not any(b.x1 < bands[0].x0 and b.x0 >= left for b in rows[last].bits)
    if (
        bare
        and last
        and worded(last + 1, last)
        and rows[last].baseline - rows[last - 1].baseline < LINE_STEP * rows[last].size
    ):
        return last + 1
    if len(body) > 2 and sum(worded(i + 1, i) for i in body[:-1]) >= 0.5 * (len(body) - 1):
        while worded(last + 1, last):
            last += 1
    return last


def _in_stub(bit: Bit, extent: _Extent, bands: Sequence[Band]) -> bool:
    """Whether a bit stands in the stub: it starts left of the figures, and does not reach far over them."""
    return extent.left <= bit.x0 < bands[0].x0 - 0.5 * bit.em and (bit.x1 < bands[0].x1 or not bit.figure)


def _head_lines(
    rows: Sequence[BitRow], extent: _Extent, bands: Sequence[Band], ink: PageInk, size: float
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
        over = [b for b in bits if _is_over(b, bands)]
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


def _is_over(bit: Bit, bands: Sequence[Band]) -> bool:
    """Whether a bit stands over the value columns, not over the stub. A long label may end where the figures begin."""
    label = bit.x0 < bands[0].x0 - LABEL * bit.em
    return bit.x1 > bands[0].x0 + (0.5 if label else -0.5) * bit.em or bit.middle > bands[0].x0 - 1.5 * bit.em


def _rules_over(rules: Sequence[Rect], row: BitRow, body: BitRow) -> list[Rect]:
    """The nearest rules under a head line, above the table's body."""
    under = [r for r in rules if row.bottom - 0.3 * row.size < r.centre < body.top + 0.3 * body.size]
    top = min((r.centre for r in under), default=0.0)
    return [r for r in under if r.centre - top < 1.5]


def _labels_under_head(heads: list[list[Bit]], rows: Sequence[BitRow], extent: _Extent, bands: Sequence[Band]) -> int:
    """Take lines of words alone below the last head off the head: they are labels of the body. How many there were."""
    taken = 0
    while heads:
        bits = heads[-1]
        if any(_is_over(b, bands) and not _labels_below(b, bands, heads[:-1], rows, extent) for b in bits):
            break
        above = heads[-2] if len(heads) > 1 else []
        if above and bits[0].baseline - max(b.baseline for b in above) < 0.85 * bits[0].size:
            break
        heads.pop()
        taken += 1
    return taken


def _labels_below(
    bit: Bit, bands: Sequence[Band], above: Sequence[Sequence[Bit]], rows: Sequence[BitRow], extent: _Extent
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
    extent: _Extent,
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


def _is_spanning(bit: Bit, bands: Sequence[Band], extent: _Extent, ink: PageInk) -> bool:
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


def _accept(
    rows: Sequence[BitRow],
    body: Sequence[int],
    bands: Sequence[Band],
    labelled: int,
    heads: Sequence[Sequence[Bit]],
    extent: _Extent,
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
    named = [b for b in heads[-1] if _is_over(b, bands)] if heads else []
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


def _underlined(body: BitRow, bands: Sequence[Band], heads: Sequence[Sequence[Bit]], rules: Sequence[Rect]) -> bool:
    """Whether the head over each column is underlined by itself, right above the figures."""
    if not heads:
        return False
    low, high = max(b.bottom for b in heads[-1]) - 0.3 * body.size, body.top + 0.3 * body.size
    lines = [r for r in rules if low < r.centre < high]
    own = [[r for r in lines if r.x0 < band.middle < r.x1] for band in bands]
    return all(own) and len({r for found in own for r in found}) >= len(bands)


def _note_column(
    stubs: list[Band], bands: list[Band], heads: Sequence[Sequence[Bit]], rows: Sequence[BitRow], body: Sequence[int]
) -> tuple[list[Band], list[Band]]:
    """A first column of small whole numbers under 附註 is a stub column."""
    if len(bands) < 2:
        return stubs, bands
    band = bands[0]
    over = [b for line in heads for b in line if band.overlap(b) > -0.5 * b.em and bands[1].overlap(b) < 0]
    if any(is_note_head(b.text) for b in over):
        return [*stubs, band], bands[1:]
    return stubs, bands


def _text_columns(
    rows: Sequence[BitRow], extent: _Extent, stubs: Sequence[Band], bands: list[Band], heads: Sequence[Sequence[Bit]]
) -> list[Band]:
    """Value columns with those of words between and after the figures added."""
    start = bands[0].x0
    loose = [
        b
        for i in range(extent.first, extent.last + 1)
        for b in rows[i].bits
        if not b.figure and b.x0 > start and b.x1 < extent.right + 1 and all(band.overlap(b) <= 0 for band in bands)
    ]
    fresh: list[Band] = []
    for bit in sorted(loose, key=lambda b: b.x0):
        for band in fresh:
            if band.overlap(bit) > 0:
                band.x0, band.x1, band.count = min(band.x0, bit.x0), max(band.x1, bit.x1), band.count + 1
                break
        else:
            fresh.append(Band(bit.x0, bit.x1, 1))
    headed = [b for line in heads for b in line]
    kept = [band for band in fresh if band.count >= 2 or any(band.overlap(b) > 0 for b in headed)]
    return sorted([*bands, *kept], key=lambda band: band.x0)


def _widen(bands: Sequence[Band], stubs: Sequence[Band], heads: Sequence[Sequence[Bit]], rules: Sequence[Rect]) -> None:
    """Give each column the width that the rules under its figures and its own heads show: a column of dashes is narrow."""
    spans = [(r.x0, r.x1) for r in rules] + [(b.x0, b.x1) for line in reversed(heads) for b in line]
    for x0, x1 in spans:
        over = [i for i, band in enumerate(bands) if min(band.x1, x1) - max(band.x0, x0) > -1.0]
        if len(over) != 1 or (stubs and stubs[-1].x1 - x0 > 0.5 * (x1 - x0)):
            continue
        i = over[0]
        low = bands[i - 1].x1 if i else -1e9
        high = bands[i + 1].x0 if i + 1 < len(bands) else 1e9
        if low < x0 and x1 < high and x1 - x0 < 2.5 * max(bands[i].x1 - bands[i].x0, 30.0):
            bands[i].x0, bands[i].x1 = min(bands[i].x0, x0), max(bands[i].x1, x1)


def _assemble(
    rows: Sequence[BitRow],
    extent: _Extent,
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
    categories = _take_categories(lines, label, count)
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
    _put_categories(cells, categories, groups, len(grid), stubs, ink.rules_h)
    codes = frozenset(c for c in range(count) if c != label)
    every = [b for cell in cells.values() for b in cell.bits]
    rect = Rect(
        min(b.x0 for b in every), min(b.top for b in every), max(b.x1 for b in every), max(b.bottom for b in every)
    )
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
    rows: Sequence[BitRow], extent: _Extent, stubs: list[Band], bands: list[Band], cuts: Sequence[float]
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
        middle = (min(b.x0 for b in head.bits) + max(b.x1 for b in head.bits)) / 2
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


def _take_categories(lines: Sequence[BodyLine], label: int, count: int) -> dict[int, list[Bit]]:
    """Bits of a stub column whose words stand at the middle of several rows, taken off their lines."""
    taken: dict[int, list[Bit]] = {}
    for c in range(count):
        holding = [line for line in lines if line.stubs.get(c)]
        alone = [line for line in holding if not line.values and label not in line.stubs]
        if c == label or not alone or 2 * len(alone) < len(holding) or c > label:
            continue
        taken[c] = [bit for line in holding for bit in line.stubs.pop(c)]
    return taken


def _put_categories(
    cells: dict[tuple[int, int], DraftCell],
    categories: dict[int, list[Bit]],
    groups: Sequence[Sequence[BodyLine]],
    heads: int,
    stubs: Sequence[Band],
    rules: Sequence[Rect],
) -> None:
    """Each category over the rows between the rules above and below it; over the nearest row where there are no rules."""
    middles = [(min(x.top for x in group) + max(x.bottom for x in group)) / 2 for group in groups]
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
