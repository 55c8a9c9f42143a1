"""A note as it was printed, out of its rows: sections of blocks and tables, each with its runs and its findings."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.report.grid import TableView, table_views
from pipeline.report.notes import NoteRows
from pipeline.report.places import LineIndex
from pipeline.report.runs import Marker, Run

SECTION = 40  # blocks: a browser lays out only the sections that it shows
LINED = ("text", "markdown")  # formats whose raw text is the file: its lines have numbers

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One block. `kind` is that of the block, or `gap` for text that is in no block. `line` is set where it changes;
    `findings` are positions in the note's rows."""

    kind: str
    level: int
    spans: Spans
    line: int | None = None
    page: int | None = None
    runs: tuple[Run, ...] = ()
    table: TableView | None = None
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some consecutive blocks, all on one page where the note has pages. `muted`: navigation and the like, to be folded."""

    page: int | None
    muted: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole note. `unplaced` are findings about no place in it."""

    sections: tuple[Section, ...]
    unplaced: tuple[int, ...]


def lay_out(note: NoteRows) -> Layout:
    """Every block in reading order, and what the blocks leave out at the place where it stands."""
    marker = Marker(note)
    items = _in_order(list(_blocks(note, marker)), list(_gaps(note, marker)))
    items, unplaced = _with_findings(note, items)
    if note.report.format in LINED:
        items = list(_numbered(items, LineIndex(note.raw_text)))
    return Layout(tuple(_sections(items)), unplaced)


def _blocks(note: NoteRows, marker: Marker) -> Iterator[Item]:
    """An item for each block, and for each table that no block stands for."""
    views = table_views(note, marker)
    shown: set[str | None] = set()
    for block in note.blocks:
        spans = tuple((int(start), int(end)) for start, end in json.loads(block.spans))
        table = views.get(block.table_id or "") if block.kind == "table" else None
        if table is not None:
            shown.add(block.table_id)
        runs = () if table else tuple(_joined(note.raw_text, marker, spans))
        yield Item(block.kind, block.level, spans, page=block.page, runs=runs, table=table)
    for each in note.tables:
        if each.table_id not in shown:
            yield Item("table", 0, ((each.start, each.end),), page=each.page, table=views[each.table_id])


def _joined(text: str, marker: Marker, spans: Spans) -> Iterator[Run]:
    """The runs of a block's pieces; a space where two words would grow together."""
    last = ""
    for start, end in spans:
        if _is_word(last) and _is_word(text[start : start + 1]):
            yield Run(" ", None)
        yield from marker.runs(start, end)
        last = text[end - 1 : end]


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _gaps(note: NoteRows, marker: Marker) -> Iterator[Item]:
    """Lines that are in no block though they have words, and pieces of lines where a figure or a finding stands."""
    text = note.raw_text
    covered = [(start, end) for block in note.blocks for start, end in json.loads(block.spans)]
    covered += [(table.start, table.end) for table in note.tables]
    at = 0
    for start, end in [*sorted(covered), (len(text), len(text))]:
        for a, b in _lines(text, at, start):
            whole = text[a - 1 : a] in ("", "\n") and text[b : b + 1] in ("", "\n", "\r")
            if marker.marked(a, b) or (whole and any(map(str.isalnum, text[a:b]))):
                yield Item("gap", 0, ((a, b),), runs=tuple(marker.runs(a, b)))
        at = max(at, end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _in_order(blocks: list[Item], gaps: list[Item]) -> list[Item]:
    """The blocks as they come, which is reading order, and each gap before the first block that begins after it."""
    merged: list[Item] = []
    reached = 0
    for block in blocks:
        start = block.spans[0][0]
        while reached < len(gaps) and gaps[reached].spans[0][0] < start:
            merged.append(gaps[reached])
            reached += 1
        merged.append(block)
    return merged + gaps[reached:]


def _with_findings(note: NoteRows, items: Sequence[Item]) -> tuple[list[Item], tuple[int, ...]]:
    """The items with the findings that a reader should see beside them: errors, warnings, and what concerns no figure."""
    pieces = sorted((start, end, n) for n, item in enumerate(items) for start, end in item.spans)
    starts = [piece[0] for piece in pieces]
    beside: dict[int, list[int]] = defaultdict(list)
    unplaced = []
    for n, finding in enumerate(note.findings):
        if finding.severity == "info" and finding.claim_ids:
            continue  # the figure's own mark says so
        if finding.start is None or not pieces:
            unplaced.append(n)
        else:
            beside[pieces[max(bisect_right(starts, finding.start) - 1, 0)][2]].append(n)
    return [replace(item, findings=tuple(beside[n])) if n in beside else item for n, item in enumerate(items)], tuple(
        unplaced
    )


def _numbered(items: Sequence[Item], lines: LineIndex) -> Iterator[Item]:
    last = 0
    for item in items:
        line, _ = lines.position(item.spans[0][0])
        yield replace(item, line=line) if line != last else item
        last = line


def _sections(items: Sequence[Item]) -> Iterator[Section]:
    page: int | None = None
    keyed = []
    for item in items:
        page = item.page if item.page is not None else page
        keyed.append(((page, item.kind == "boilerplate" and not item.findings), item))
    for (number, muted), group in groupby(keyed, key=lambda pair: pair[0]):
        some = [item for _, item in group]
        for at in range(0, len(some), SECTION):
            yield Section(number, muted, tuple(some[at : at + SECTION]))
