"""Pages on their way to text: surveyed for their heads and feet, then laid out as heads, tables and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.normalise.folds import radicals
from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.lines import Column, Line, Piece, arrange, fragments
from pipeline.read.pdf.running import Outer, every_line, outer_lines, running_heads, turned_heads
from pipeline.read.pdf.stored import StoredPage, restore, store
from pipeline.read.pdf.tables.draft import Draft
from pipeline.read.pdf.tables.find import find_tables
from pipeline.read.pdf.words import Row, Word, page_rows


@dataclass(slots=True)
class Turned:
    """Text of one page that runs another way than most of it."""

    ink: PageInk
    heads: list[Line]
    columns: list[Column]


@dataclass(slots=True)
class Sheet:
    """One page laid out."""

    ink: PageInk
    heads: list[Line]
    feet: list[Line]
    tables: list[Draft]
    columns: list[Column]
    turned: list[Turned]


@dataclass(slots=True)
class Surveyed:
    """One page put by, with what tells its head and foot; the parts of it that run other ways likewise."""

    page: StoredPage
    outer: list[Outer]
    turned: list[Surveyed] = field(default_factory=list)
    own: set[int] = field(default_factory=set)  # which of its lines are heads or feet


def survey(inks: Iterable[PageInk]) -> list[Surveyed]:
    """All pages of a file, put by in little room. Heads and feet repeat from page to page: they are known once all pages have
    been read."""
    surveyed = [_survey(ink) for ink in inks]
    _mark_running(surveyed)
    return surveyed


def lay_out(surveyed: list[Surveyed]) -> Iterator[Sheet]:
    """The pages laid out, one after another; each is taken off the list."""
    surveyed.reverse()
    while surveyed:
        yield _lay_out(surveyed.pop())


def _survey(ink: PageInk) -> Surveyed:
    for part in (ink, *ink.turned):
        part.glyphs.text = list(radicals().apply("".join(part.glyphs.text)))
    rows = page_rows(ink)
    outer = outer_lines(fragments(rows), ink.height)
    parts = [(part, page_rows(part)) for part in ink.turned]
    turned = [Surveyed(store(part, lines), every_line(fragments(lines))) for part, lines in parts]
    return Surveyed(store(ink, rows), outer, turned)


def _mark_running(surveyed: Sequence[Surveyed]) -> None:
    found = running_heads([(page.page.ink.height, page.outer) for page in surveyed])
    heads: list[Outer] = []
    for page, own in zip(surveyed, found, strict=True):
        page.own = own
        heads += [line for line in page.outer if line.place in own]
        page.outer = []
    parts = [part for page in surveyed for part in page.turned]
    for part, own in zip(parts, turned_heads([part.outer for part in parts], heads), strict=True):
        part.own, part.outer = own, []


def _lay_out(surveyed: Surveyed) -> Sheet:
    """Page heads and feet, tables, then columns of what is left."""
    ink, rows = restore(surveyed.page)
    running = [line for i, line in enumerate(fragments(rows)) if i in surveyed.own]
    heads = [line for line in running if line.top < ink.height / 2]
    feet = [line for line in running if line.top >= ink.height / 2]
    rows = _without(rows, [w for line in running for w in line.words])
    tables = find_tables(ink, rows)
    rows = _without(rows, [w for draft in tables for bit in draft.bits() for w in bit.words])
    left = [Piece(line.rect, line) for line in fragments(rows)]
    left += [Piece(draft.rect, None, draft) for draft in tables]
    ink.rules_h, ink.rules_v, ink.fills, ink.runs = [], [], [], []
    return Sheet(ink, heads, feet, tables, arrange(left), [_turned(part) for part in surveyed.turned])


def _turned(surveyed: Surveyed) -> Turned:
    ink, rows = restore(surveyed.page)
    lines = fragments(rows)
    heads = [line for i, line in enumerate(lines) if i in surveyed.own]
    return Turned(
        ink, heads, arrange([Piece(line.rect, line) for i, line in enumerate(lines) if i not in surveyed.own])
    )


def _without(rows: list[Row], words: list[Word]) -> list[Row]:
    """Rows without the words given; words that were cut are compared by their glyphs."""
    gone = {i for word in words for i in range(word.start, word.end)}
    if not gone:
        return rows
    kept = [[w for w in row.words if w.start not in gone] for row in rows]
    return [Row(words, row.baseline, row.size) for words, row in zip(kept, rows, strict=True) if words]
