"""Where tables stand: figures that line up under one another, and the words that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, is_code, is_nought, is_year

ALIGNED = 0.55  # ems that edges or middles of figures in one column may differ by
REACH = 7.5  # sizes that two figures of one column may stand apart, baseline to baseline
STACK_REACH = 24.0  # sizes between the parts of a table that long labels set apart
NEIGHBOURS = 20.0  # ems between figures of one row
MOST_CLUSTERS = 200  # of a page: what is scattered wider is no table
CAPTION_ROWS = 6  # rows above a table among which its caption stands
SHARE_UNIT = re.compile(
    r"^[（(]?(?:港仙|美仙|仙|分|(?:人民幣|新[臺台]幣|港|美|日|歐)?(?:元|分)|[千百]萬?股|股|[%％]|HK\$|US\$|RMB|(?:HK |US )?cents?)[）)]?$",
    re.IGNORECASE,
)
SAME_ROWS = 0.6  # of the rows of the smaller of two groups: from there they are parts of one table


@dataclass(slots=True)
class BitRow:
    """The bits of one printed row."""

    bits: list[Bit]
    baseline: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.baseline = max(self.bits, key=lambda b: len(b.text)).baseline
        self.top = min(b.top for b in self.bits)
        self.bottom = max(b.bottom for b in self.bits)
        self.size = max(b.size for b in self.bits)


@dataclass(slots=True)
class Cluster:
    """Figures of one table, as (row, bit) pairs of a page."""

    members: list[tuple[int, Bit]]
    rows: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {row for row, _ in self.members}

    def absorb(self, other: Cluster) -> None:
        self.members += other.members
        self.rows |= other.rows

    @property
    def x0(self) -> float:
        return min(bit.x0 for _, bit in self.members)

    @property
    def x1(self) -> float:
        return max(bit.x1 for _, bit in self.members)


class _Groups:
    """Disjoint sets of small integers."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, item: int) -> int:
        root = item
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)


def find_clusters(rows: Sequence[BitRow], frames: Sequence[Rect]) -> list[Cluster]:
    """Groups of figures that line up, top to bottom. Each may be a table; `build` decides. `frames` are drawn boxes: figures
    side by side in different ones are no neighbours."""
    figures = [(i, bit) for i, row in enumerate(rows) for bit in row.bits if bit.figure]
    place = {id(bit): n for n, (_, bit) in enumerate(figures)}
    groups = _Groups(len(figures))
    for i, row in enumerate(rows):
        last: Bit | None = None
        for bit in row.bits:
            if not bit.figure:
                last = None
                continue
            if (
                last is not None
                and bit.x0 - last.x1 < NEIGHBOURS * bit.em
                and _frame(last, frames) == _frame(bit, frames)
            ):
                groups.join(place[id(last)], place[id(bit)])
            last = bit
            below = _below(rows, i, bit)
            if below is not None:
                groups.join(place[id(bit)], place[id(below)])
    sets: dict[int, list[tuple[int, Bit]]] = {}
    for n, (i, bit) in enumerate(figures):
        sets.setdefault(groups.find(n), []).append((i, bit))
    clusters = sorted((Cluster(m) for m in sets.values() if len(m) > 1), key=lambda c: (-len(c.members), min(c.rows)))
    return _merge_stacked(_merge_side_by_side(clusters[:MOST_CLUSTERS], rows), rows)


def _merge_stacked(clusters: list[Cluster], rows: Sequence[BitRow]) -> list[Cluster]:
    """A cluster whose columns go on those of the one above it, with nothing but labels between, is its lower part."""
    kept: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda c: min(c.rows)):
        above = next((c for c in reversed(kept) if _goes_on(c, cluster, rows)), None)
        if above is not None:
            above.absorb(cluster)
        else:
            kept.append(cluster)
    return kept


def _goes_on(above: Cluster, below: Cluster, rows: Sequence[BitRow]) -> bool:
    last, first = max(above.rows), min(below.rows)
    size = rows[first].size
    if first <= last or rows[first].baseline - rows[last].baseline > STACK_REACH * size:
        return False
    start = min(bit.x0 for row, bit in above.members if row == last)
    between = [row for row in rows[last + 1 : first] if any(bit.x1 > start - size for bit in row.bits)]
    if not all(_names_unit(row, start - size) for row in between):
        return False
    under = [bit for row, bit in below.members if row == first]
    matched = [
        bit
        for bit in under
        if any(o.x0 < bit.x1 and bit.x0 < o.x1 and lines_up(o, bit) for row, o in above.members if row == last)
    ]
    return len(matched) >= (1 if between else 2) and len(matched) >= 0.8 * len(under)


def _names_unit(row: BitRow, start: float) -> bool:
    """Whether a row of words is the label of rows in another unit, which it names over the columns: earnings per share."""
    over = [bit for bit in row.bits if bit.x1 > start and not bit.figure]
    return bool(over) and bool(row.bits[0].x1 <= start) and all(SHARE_UNIT.match(bit.text) for bit in over)


def _frame(bit: Bit, frames: Sequence[Rect]) -> int:
    """The smallest drawn box around a bit, -1 for none."""
    x, y = bit.middle, bit.centre
    around = [(f.width * f.height, i) for i, f in enumerate(frames) if f.holds(x, y)]
    return min(around)[1] if around else -1


def _below(rows: Sequence[BitRow], start: int, bit: Bit) -> Bit | None:
    """The next figure under this one, where it lines up with it and no words stand between them."""
    reach = max(b.x1 for b in rows[start].bits if b.figure)
    for row in rows[start + 1 :]:
        if row.baseline - bit.baseline > REACH * max(bit.size, row.size):
            return None
        for other in row.bits:
            if other.x0 < bit.x1 and bit.x0 < other.x1:
                return other if other.figure and lines_up(bit, other) else None
        plain = not is_code(bit.text) and not any(b.figure for b in row.bits)
        if plain and any(bit.x1 - 1.0 <= other.x0 < reach for other in row.bits):
            return None  # words alone over the figures' columns are the head of another table
    return None


def lines_up(one: Bit, other: Bit) -> bool:
    """Whether two figures share a right edge, a left edge or a middle, digits or brackets taken as the edge."""
    slack = ALIGNED * max(one.em, other.em)
    return (
        abs(one.right - other.right) < slack
        or abs(one.x1 - other.x1) < slack
        or abs(one.middle - other.middle) < slack
        or abs(one.left - other.left) < slack
        or (is_nought(one.text) or is_nought(other.text))
    )


def _merge_side_by_side(clusters: list[Cluster], lines: Sequence[BitRow]) -> list[Cluster]:
    """Clusters (largest first) that stand on the same rows are one table: text columns between figures, or halves side by
    side. Captions side by side over them say that they are two."""
    kept: list[Cluster] = []
    for cluster in clusters:
        for other in kept:
            rows, others = cluster.rows, other.rows
            shared = len(rows & others)
            enough = shared >= 2 and shared >= SAME_ROWS * min(len(rows), len(others))
            if enough and _overlaps(rows, others) and not _captioned_apart(cluster, other, lines):
                other.absorb(cluster)
                break
        else:
            kept.append(cluster)
    kept.sort(key=lambda c: (min(c.rows), c.x0))
    return kept


def _captioned_apart(one: Cluster, other: Cluster, rows: Sequence[BitRow]) -> bool:
    """Whether each of two clusters side by side has a caption of its own, on one row above them."""
    left, right = sorted((one, other), key=lambda c: c.x0)
    first = min(left.rows | right.rows)
    for row in rows[max(0, first - CAPTION_ROWS) : first]:
        starts = [bit.x0 for bit in row.bits if kinds.CAPTION.match(bit.text)]
        if any(x < left.x1 for x in starts) and any(left.x1 < x <= right.x0 for x in starts):
            return True
    return False


def _overlaps(rows: set[int], others: set[int]) -> bool:
    low, high = max(min(rows), min(others)), min(max(rows), max(others))
    return high - low >= 0.5 * min(max(rows) - min(rows), max(others) - min(others))


def years_only(bits: Iterable[Bit]) -> bool:
    """Whether a row's figures are all years: a head, not data."""
    figures = [bit for bit in bits if bit.figure]
    return bool(figures) and all(is_year(bit.text) for bit in figures)
