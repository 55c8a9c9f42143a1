"""Heads that a rule under each column sets apart: what stands over a rule is its column's head, however many lines it has,
and what stands over a longer rule higher up is the head of the columns below that rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.read.pdf.ink import Glyphs, Rect
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.columns import Band, nearest
from pipeline.read.pdf.tables.head_cells import UNIT_WORDS, HeadCell
from pipeline.read.pdf.tables.head_words import cut_at, is_spelled
from pipeline.read.pdf.words import Word

LEVEL = 1.5  # points that the rules under the heads of columns may differ by in height
LEAST = 3  # columns with a rule of their own
SLACK = 2.0  # points that words may stand out over their rule


@dataclass(slots=True)
class _Place:
    """The words over one rule, line by line, and the columns that the rule underlines."""

    first: int
    last: int
    lines: list[list[Word]] = field(default_factory=list)

    def cell(self) -> HeadCell:
        groups = (sorted(line, key=lambda w: w.x0) for line in self.lines)
        return HeadCell(self.first, self.last, [Bit(words, close=is_spelled(words)) for words in groups if words])


def underlined_heads(
    lines: Sequence[Sequence[Bit]],
    bands: Sequence[Band],
    stubs: int,
    label: int,
    rules: Sequence[Rect],
    glyphs: Glyphs,
) -> list[list[HeadCell]] | None:
    """Rows of head cells, top to bottom; None where the value columns are not underlined one by one. `label` is the stub
    column that a rule under several of them is taken for."""
    if not lines or len(bands) - stubs < LEAST:
        return None
    near = [r for r in rules if _stands_in(r, lines)]
    base = _base(near, lines)
    columns = _columns(base, bands, stubs)
    if columns is None:
        return None
    spans = [r for r in near if r.centre < base[0].centre - LEVEL and len(_under(r, base, columns)) > 1]
    homes = [(label if label in found else found[-1]) if found else None for found in columns]
    places = {id(r): _Place(home, home) for r, home in zip(base, homes, strict=True) if home is not None}
    over = {id(r): _Place(min(_under(r, base, columns)), max(_under(r, base, columns))) for r in spans}
    loose = {home: places[id(r)] for r, home in zip(base, homes, strict=True) if home is not None}
    for line in lines:
        fresh: dict[int, list[Word]] = {}
        for bit in line:
            for word in (part for whole in bit.words for part in cut_at(whole, base, glyphs)):
                place = _place_of(word, base, spans, places, over)
                if place is None:
                    if not stubs or word.x0 > bands[stubs].x0:
                        return None
                    column = nearest(bands[:stubs], bit)
                    place = loose.setdefault(column, _Place(column, column))
                if id(place) not in fresh:
                    place.lines.append([])
                    fresh[id(place)] = place.lines[-1]
                fresh[id(place)].append(word)
    rows = _rows(list(loose.values()), [over[id(r)] for r in spans])
    return [*rows[:-1], *_with_units_apart(rows[-1], stubs)]


def widen_to_rules(
    bands: Sequence[Band], heads: Sequence[Sequence[Bit]], body: Sequence[Sequence[Bit]], rules: Sequence[Rect]
) -> None:
    """Give each column of figures the width of the rule under its own head: words in it may be wider than its figures.
    `body` are the rows below, their words never beside the figures over one rule."""
    base = _base([r for r in rules if _stands_in(r, heads)], heads) if heads else []
    if len(base) < LEAST:
        return
    for rule in base:
        over = [band for band in bands if min(band.x1, rule.x1) - max(band.x0, rule.x0) > 0]
        named = [b for b in heads[-1] if rule.x0 - SLACK < b.x0 and b.x1 < rule.x1 + SLACK]
        inside = [sum(rule.x0 - SLACK < b.middle < rule.x1 + SLACK for b in row) for row in body]
        if (
            len(over) == len(named) == 1 >= max(inside, default=0)
            and rule.x0 <= over[0].x0 + SLACK
            and over[0].x1 - SLACK <= rule.x1
        ):
            over[0].x0, over[0].x1 = min(over[0].x0, rule.x0), max(over[0].x1, rule.x1)


def underlined_stubs(
    stubs: list[Band],
    rows: Sequence[Sequence[Bit]],
    heads: Sequence[Sequence[Bit]],
    rules: Sequence[Rect],
    figures: float,
) -> list[Band]:
    """The stub columns, those that share their place but have heads with rules of their own parted. `rows` hold the stub's
    bits line by line, `figures` is where the value columns begin."""
    base = [r for r in _base([r for r in rules if _stands_in(r, heads)], heads) if r.x1 < figures] if heads else []
    if len(base) <= len(stubs) or not all(any(r.x0 < b.middle < r.x1 for b in heads[-1]) for r in base):
        return stubs
    edges = [-1e9, *((a.x1 + b.x0) / 2 for a, b in pairwise(base)), figures]
    parted: list[Band] = []
    for (left, right), rule in zip(pairwise(edges), base, strict=True):
        inside = [b for row in rows for b in row if left < b.x0 < right]
        if any(b.x1 > right + b.em for b in inside):
            return stubs
        parted.append(
            Band(min([rule.x0, *(b.x0 for b in inside)]), max([rule.x1, *(b.x1 for b in inside)]), len(inside))
        )
    return parted


def _with_units_apart(row: list[HeadCell], stubs: int) -> list[list[HeadCell]]:
    """The last row of a head; as two rows where the last line of every column is a unit, or the same in all of them."""
    values = [cell for cell in row if cell.first >= stubs]
    lasts = {cell.bits[-1].text for cell in values}
    if not all(len(cell.bits) > 1 for cell in values):
        return [row]
    if len(lasts) > 1 and not all(UNIT_WORDS.match(text) for text in lasts):
        return [row]
    if len({"".join(b.text for b in cell.bits[:-1]) for cell in values}) == 1 and all(t[0] in "(（" for t in lasts):
        return [row]  # brackets tell apart columns that have the same head
    upper = [HeadCell(cell.first, cell.last, cell.bits[:-1]) for cell in values]
    lower = [HeadCell(cell.first, cell.last, cell.bits[-1:]) for cell in values]
    return [upper, sorted([*(c for c in row if c.first < stubs), *lower], key=lambda c: c.first)]


def _stands_in(rule: Rect, lines: Sequence[Sequence[Bit]]) -> bool:
    """Whether a rule runs under some line of the head."""
    last = lines[-1]
    size = max(b.size for b in last)
    return min(b.bottom for b in lines[0]) - 0.5 * size < rule.centre < max(b.bottom for b in last) + 0.9 * size


def _base(rules: Sequence[Rect], lines: Sequence[Sequence[Bit]]) -> list[Rect]:
    """The rules under the last line of the head, left to right."""
    bottom = max((r.centre for r in rules), default=0.0)
    if bottom < max(b.baseline for b in lines[-1]):
        return []
    return sorted((r for r in rules if bottom - r.centre < LEVEL), key=lambda r: r.x0)


def _columns(base: Sequence[Rect], bands: Sequence[Band], stubs: int) -> list[list[int]] | None:
    """Columns over each rule; None where a value column shares its rule, or has none."""
    columns = [[i for i, band in enumerate(bands) if r.x0 - SLACK < band.middle < r.x1 + SLACK] for r in base]
    values = [i for found in columns for i in found if i >= stubs]
    if sorted(values) != list(range(stubs, len(bands))) or any(len(c) > 1 and c[-1] >= stubs for c in columns):
        return None
    return columns


def _under(rule: Rect, base: Sequence[Rect], columns: Sequence[Sequence[int]]) -> list[int]:
    """Columns whose own rules stand under a longer one."""
    return [
        c for r, found in zip(base, columns, strict=True) if rule.x0 - SLACK < r.middle < rule.x1 + SLACK for c in found
    ]


def _place_of(
    word: Word, base: Sequence[Rect], spans: Sequence[Rect], places: dict[int, _Place], over: dict[int, _Place]
) -> _Place | None:
    x = (word.x0 + word.x1) / 2
    above = [r for r in spans if r.x0 - SLACK < x < r.x1 + SLACK and word.baseline < r.centre + 0.3 * word.size]
    if above:
        return over[id(min(above, key=lambda r: r.centre))]
    return next((places[id(r)] for r in base if r.x0 - SLACK < x < r.x1 + SLACK and id(r) in places), None)


def _rows(columns: Sequence[_Place], spans: Sequence[_Place]) -> list[list[HeadCell]]:
    """Heads of columns on the last row, spanning heads on rows above it, the widest highest."""
    named = [place for place in spans if place.lines]
    rows: list[list[_Place]] = [[place for place in columns if place.lines]]
    for place in sorted(named, key=lambda p: p.last - p.first):
        row = next((r for r in rows[1:] if all(p.last < place.first or place.last < p.first for p in r)), None)
        if row is None:
            rows.append(row := [])
        row.append(place)
    return [sorted((place.cell() for place in row), key=lambda c: c.first) for row in reversed(rows)]
