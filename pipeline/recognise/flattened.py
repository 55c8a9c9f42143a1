"""Flattened tables: rows that run on in one line, cells parted by │ or |, the last cell of a row glued to the first of the next.

    券商│評級│目標價(港元)甲行│買入│75元乙行│中性│71.9元

The repeating shape gives the rows back: with n columns every (n−1)-th cell holds a value and, behind it, the next row's stub.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model.mention import NameMention, QuantityMention
from pipeline.model.note import Block, Cell, Note, Table
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.model.place import Printed, Span

_BAR = re.compile(r"[│┃|]")
_BREAK = re.compile(r"[。！？；：:\n]|-{4,}")
_LONGEST_CELL = 60
_ARROW = re.compile(r"\s*(?:→|➔|➜|⇒|[-=]{1,2}>)\s*")
_FEWEST_ROWS = 3  # a head and two more: below that nothing repeats
_MOST_COLUMNS = 9
_TICKER = re.compile(r"\s*[(（][0-9A-Z]{1,6}[.-][A-Z]{2}[)）]\s*$")

FindQuantities = Callable[[str], Sequence[QuantityMention]]
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """A table in a passage: its range, and the ranges of its cells row by row."""

    start: int
    end: int
    rows: tuple[tuple[_Range, ...], ...]


def restore_tables(
    normalised: NormalisedNote, names: Sequence[Sequence[NameMention]], quantities: FindQuantities
) -> NormalisedNote:
    """The note with every flattened table as a table of its own, the prose around it as paragraphs. The same object where
    there is none."""
    found = {
        index: tables
        for index, passage in enumerate(normalised.passages)
        if passage.cell is None
        and passage.kind in ("paragraph", "list_item")
        and (tables := _find(passage.text, names[index], quantities))
    }
    return _rebuilt(normalised, found) if found else normalised


def _find(text: str, names: Sequence[NameMention], quantities: FindQuantities) -> list[_Found]:
    bars = [m.start() for m in _BAR.finditer(text)]
    tables: list[_Found] = []
    for run in _runs(text, bars):
        floor = tables[-1].end if tables else 0
        table = _table(text, run, names, quantities, floor)
        if table is not None:
            tables.append(table)
    return tables


def _runs(text: str, bars: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for bar in bars:
        if runs and bar - runs[-1][-1] <= _LONGEST_CELL and not _BREAK.search(text, runs[-1][-1], bar):
            runs[-1].append(bar)
        else:
            runs.append([bar])
    return [run for run in runs if len(run) >= _FEWEST_ROWS]


def _table(
    text: str, bars: Sequence[int], names: Sequence[NameMention], quantities: FindQuantities, floor: int
) -> _Found | None:
    head = [m.end() for m in _BREAK.finditer(text, max(floor, bars[0] - _LONGEST_CELL), bars[0])]
    start = head[-1] if head else max(floor, bars[0] - _LONGEST_CELL)
    limit = min(len(text), bars[-1] + _LONGEST_CELL)
    edges = [(start, bars[0]), *((a + 1, b) for a, b in pairwise(bars)), (bars[-1] + 1, limit)]
    for width in range(2, _MOST_COLUMNS + 1):
        rows = _rows(text, edges, width, names, quantities)
        if rows is not None:
            return _Found(rows[0][0][0], rows[-1][-1][1], rows)
    return None


def _rows(
    text: str, edges: Sequence[_Range], width: int, names: Sequence[NameMention], quantities: FindQuantities
) -> tuple[tuple[_Range, ...], ...] | None:
    """The rows for a number of columns, or None where the cells do not repeat with it."""
    step = width - 1
    if (len(edges) - 1) % step or (len(edges) - 1) // step < _FEWEST_ROWS:
        return None
    rows: list[tuple[_Range, ...]] = []
    first = edges[0]
    for index in range(step, len(edges), step):
        inner = list(edges[index - step + 1 : index])
        glued = edges[index]
        last_row = index == len(edges) - 1
        cut = _head_cut(text, glued, names) if not rows else _value_end(text, glued, names, quantities)
        if cut is None or (not last_row and not text[cut : glued[1]].strip()):
            return None
        rows.append(tuple(_stripped(text, r) for r in (first, *inner, (glued[0], cut))))
        first = (cut, glued[1])
    return tuple(rows)


def _value_end(text: str, glued: _Range, names: Sequence[NameMention], quantities: FindQuantities) -> int | None:
    """Where the value at the head of a glued cell ends: a figure or a rating."""
    start, end = glued
    while start < end and text[start].isspace():
        start += 1
    for name in names:
        if name.kind == "rating" and start <= name.start <= start + 1 and name.end <= end:
            return name.end
    found = quantities(text[start:end])
    for index, quantity in enumerate(found):
        if index == 0 and quantity.outer_start > 1:
            return None
        if index + 1 < len(found) and _ARROW.fullmatch(
            text, start + quantity.outer_end, start + found[index + 1].start
        ):
            continue  # 95 元 → 110 元 is one cell
        return start + quantity.outer_end
    dash = re.match(r"[-–—]|N/?A|不適用|無", text[start:end])
    return start + dash.end() if dash else None


def _head_cut(text: str, glued: _Range, names: Sequence[NameMention]) -> int | None:
    """Where the last head ends and the first stub starts: before a known name that closes the cell, or behind a bracket."""
    start, end = glued
    closing = _TICKER.search(text[start:end])
    stub_end = start + closing.start() if closing else end
    while stub_end > start and text[stub_end - 1].isspace():
        stub_end -= 1
    for name in names:
        if name.kind in ("broker", "entity") and start < name.start and name.end == stub_end:
            return name.start
    bracket = text.rfind(")", start, stub_end)
    if bracket > start:
        return bracket + 1
    metric_ends = [n.end for n in names if n.kind in ("metric", "rating") and start <= n.start and n.end < stub_end]
    return max(metric_ends) if metric_ends else None


def _stripped(text: str, bounds: _Range) -> _Range:
    start, end = bounds
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _rebuilt(normalised: NormalisedNote, found: dict[int, list[_Found]]) -> NormalisedNote:
    note = normalised.note
    blocks: list[Block] = []
    tables = list(note.tables)
    passages: list[Passage] = []
    moved: dict[int, int] = {}
    by_block = {normalised.passages[i].block: (normalised.passages[i], t) for i, t in found.items()}
    for index, block in enumerate(note.blocks):
        moved[index] = len(blocks)
        if index not in by_block:
            blocks.append(block)
            continue
        passage, own = by_block[index]
        at = 0
        for table in own:
            _prose(passage, at, table.start, block, blocks, passages)
            tables.append(_built(passage, table, note))
            blocks.append(Block("table", (tables[-1].span,), table=len(tables) - 1))
            passages += _cell_passages(passage, table, len(blocks) - 1, len(tables) - 1)
            at = table.end
        _prose(passage, at, len(passage.text), block, blocks, passages)
    kept = [replace(p, block=moved[p.block]) for i, p in enumerate(normalised.passages) if i not in found]
    order = sorted([*kept, *passages], key=lambda p: (p.block, p.cell if p.cell is not None else -1))
    return replace(normalised, note=replace(note, blocks=tuple(blocks), tables=tuple(tables)), passages=tuple(order))


def _prose(passage: Passage, start: int, end: int, block: Block, blocks: list[Block], passages: list[Passage]) -> None:
    start, end = _stripped(passage.text, (start, end))
    if start < end:
        blocks.append(replace(block, spans=_spans(passage, start, end)))
        passages.append(Passage(passage.text[start:end], passage.offsets[start:end], passage.kind, len(blocks) - 1))


def _spans(passage: Passage, start: int, end: int) -> tuple[Span, ...]:
    """The raw pieces of a stretch of the passage: a jump of the offsets parts them where text was left out."""
    pieces: list[Span] = []
    for offset in passage.offsets[start:end]:
        if pieces and offset - pieces[-1].end <= 2:
            pieces[-1] = Span(pieces[-1].start, offset + 1)
        else:
            pieces.append(Span(offset, offset + 1))
    return tuple(pieces)


def _built(passage: Passage, found: _Found, note: Note) -> Table:
    def printed(bounds: _Range) -> Printed:
        if bounds[0] == bounds[1]:
            return Printed("", ())
        spans = _spans(passage, *bounds)
        return Printed("".join(note.raw_text[s.start : s.end] for s in spans), spans)

    texts = [[printed(b) for b in row] for row in found.rows]
    cells = [
        Cell(
            r,
            c,
            texts[r][c],
            "header" if r == 0 else "stub" if c == 0 else "data",
            row_path=(texts[r][0].text,) if r and c else (),
            col_path=(texts[0][c].text,) if r and c else (),
        )
        for r, row in enumerate(found.rows)
        for c in range(len(row))
    ]
    return Table(tuple(cells), len(found.rows), len(found.rows[0]), 1, 1, passage.raw(found.start, found.end))


def _cell_passages(passage: Passage, found: _Found, block: int, table: int) -> list[Passage]:
    bounds = [b for row in found.rows for b in row]
    return [
        Passage(passage.text[s:e], passage.offsets[s:e], None, block, table, index)
        for index, (s, e) in enumerate(bounds)
    ]
