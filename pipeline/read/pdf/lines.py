"""Rows to lines in reading order: columns are told from rows by the white gutters that run down between them."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.kinds import ends_sentence
from pipeline.read.pdf.words import Row, Word, is_wide

FRAGMENT_GAP = 1.5  # ems of white that may part two columns
GUTTER = 1.1  # ems: the narrowest gutter
COLUMN_ROWS = 3  # a column has at least so many rows
MOST_GUTTERS = 6  # nobody sets prose in more columns
PATIENCE = 40  # tries one by one before a search leaps
NEAR_GROUPS = 12  # baselines among which a line of the same band looks for its own
DEFAULT_EM = 10.0
FULL = 1.6  # ems that a full line may stay short of the margin
FULL_SHARE = 0.4  # of the lines of a column of prose that are full
PROSE_SHARE = 0.6  # that are full or end a sentence
NARROW = 2.5  # ems: no column of prose


@dataclass(slots=True)
class Line:
    """Words of one row that are read together, left to right."""

    words: list[Word]
    lead: Word = field(init=False)  # the longest word: it gives the line its size, weight and baseline
    x0: float = field(init=False)
    top: float = field(init=False)
    x1: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        words = self.words
        self.lead = words[0] if len(words) == 1 else max(words, key=lambda w: len(w.text))
        self.x0 = words[0].x0
        self.x1 = max(w.x1 for w in words)
        self.top = min(w.top for w in words)
        self.bottom = max(w.bottom for w in words)

    @property
    def rect(self) -> Rect:
        return Rect(self.x0, self.top, self.x1, self.bottom)

    @property
    def text(self) -> str:
        return join_words(self.words)


def needs_space(left: Word, right: Word) -> bool:
    """Whether a reader puts a space between two words of one line."""
    wide = is_wide(left.text[-1]) and is_wide(right.text[0])
    gap = (right.x0 - left.x1) / max(min(left.em, right.em), 0.1)
    if wide:
        return (right.spaced and 0.15 < gap < 0.45) or gap > 1.6
    return gap > 0.13


def join_words(words: Sequence[Word]) -> str:
    out = [words[0].text] if words else []
    for left, right in itertools.pairwise(words):
        if needs_space(left, right):
            out.append(" ")
        out.append(right.text)
    return "".join(out)


def fragments(rows: Iterable[Row]) -> list[Line]:
    """Pieces of rows between wide gaps."""
    pieces: list[Line] = []
    for row in rows:
        current: list[Word] = []
        reach = 0.0
        for word in row.words:
            if current and word.x0 - reach > FRAGMENT_GAP * max(word.em, current[-1].em):
                pieces.append(Line(current))
                current = []
            reach = max(reach, word.x1) if current else word.x1
            current.append(word)
        if current:
            pieces.append(Line(current))
    return pieces


@dataclass(slots=True)
class Piece:
    """A thing with a place: a line, or a block that is kept whole (`whole` is its caller's)."""

    rect: Rect
    line: Line | None = None
    whole: object = None


@dataclass(slots=True)
class Column:
    """Pieces that are read one under another."""

    pieces: list[Piece]

    @property
    def left(self) -> float:
        return min(p.rect.x0 for p in self.pieces)

    @property
    def right(self) -> float:
        return max(p.rect.x1 for p in self.pieces)


def arrange(pieces: Sequence[Piece]) -> list[Column]:
    """Columns in reading order. Pieces that share a row in no columns are joined to one line."""
    if not pieces:
        return []
    bands = _bands(pieces)
    ems = [piece.line.lead.em for piece in pieces if piece.line]
    em = median(ems) if ems else DEFAULT_EM
    columns: list[Column] = []
    index = 0
    while index < len(bands):
        begin, run = _next_run(bands, index, em)
        rows = [piece for band in bands[index:begin] for piece in _join_row(band)]
        if rows:
            columns.append(Column(rows))
        if run is None:
            break
        inside = [piece for band in bands[begin : run.end] for piece in band]
        columns += arrange([p for p in inside if p.rect.middle < run.gutter])
        columns += arrange([p for p in inside if p.rect.middle >= run.gutter])
        index = run.end
    return columns


def _bands(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by overlap in height, top to bottom."""
    bands: list[list[Piece]] = []
    reach = -1e9
    for piece in sorted(pieces, key=lambda p: p.rect.top):
        slack = 0.35 * min(piece.rect.height, 12.0)
        if bands and piece.rect.top < reach - slack:
            bands[-1].append(piece)
            reach = max(reach, piece.rect.bottom)
        else:
            bands.append([piece])
            reach = piece.rect.bottom
    return bands


class _Run(NamedTuple):
    """Bands, up to `end`, that one gutter parts into columns; `gutter` is its middle."""

    end: int
    gutter: float


def _next_run(bands: Sequence[Sequence[Piece]], start: int, em: float) -> tuple[int, _Run | None]:
    """The first run of bands in columns at or after `start`, and where it begins: at the end of the bands where there is none."""
    failed = start - 1
    for step in gallop(len(bands) - start):
        index = start + step
        run = _column_run(bands, index, em)
        if run is None:
            failed = index
            continue
        while failed + 1 < index:  # bands were leapt over: the run may begin among them
            middle = (failed + 1 + index) // 2
            earlier = _column_run(bands, middle, em)
            if earlier is None:
                failed = middle
            else:
                index, run = middle, earlier
        return index, run
    return len(bands), None


def _column_run(bands: Sequence[Sequence[Piece]], start: int, em: float) -> _Run | None:
    """The longest run of bands from `start` on that one gutter parts into columns."""
    spaces = list(_white(bands, start))
    for step in gallop(len(spaces)):
        end, gaps = spaces[-1 - step]
        wide = [gap for gap in gaps if gap[1] - gap[0] >= GUTTER * em]
        if len(wide) > MOST_GUTTERS:
            continue
        run = [p for band in bands[start:end] for p in band]
        for left, right in wide:
            middle = (left + right) / 2
            sides = [p for p in run if p.rect.middle < middle], [p for p in run if p.rect.middle >= middle]
            if _are_columns(*sides, em):
                return _Run(end, middle)
    return None


def _white(bands: Sequence[Sequence[Piece]], start: int) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """For every end of a run from `start` on, the white that runs down through all its bands, widest first."""
    taken: list[tuple[float, float]] = []
    found = False
    for end in range(start, len(bands)):
        taken = _merge(taken, [(p.rect.x0, p.rect.x1) for p in bands[end]])
        if len(taken) >= 2:
            gaps = sorted(((a[1], b[0]) for a, b in itertools.pairwise(taken)), key=lambda g: g[0] - g[1])
            found = True
            yield end + 1, gaps
        elif found or end >= start + COLUMN_ROWS:
            return


def gallop(count: int) -> Iterator[int]:
    """Indices below `count`: each of the first few, then in leaps that double, so that a long search stays short."""
    index, leap = 0, 1
    while index < count:
        yield index
        if index >= PATIENCE:
            leap *= 2
        index += leap


def _merge(taken: list[tuple[float, float]], fresh: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted(taken + fresh):
        if merged and x0 <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _are_columns(left: Sequence[Piece], right: Sequence[Piece], em: float) -> bool:
    """Two sides of a gutter are columns if both run over several rows and each is prose of its own (full lines) or stands
    on baselines of its own; labels with their values beside them are rows."""
    if any(p.whole for p in left) or any(p.whole for p in right):
        return True
    if len(left) < COLUMN_ROWS or len(right) < COLUMN_ROWS:
        return False
    if any(max(p.rect.x1 for p in side) - min(p.rect.x0 for p in side) < NARROW * em for side in (left, right)):
        return False  # numbers and marks before their lines
    if all(_is_prose(side, em) for side in (left, right)):
        return True
    heights = sorted(p.rect.bottom for p in right)
    alone = sum(
        bisect_left(heights, p.rect.bottom - 0.25 * em) == bisect_right(heights, p.rect.bottom + 0.25 * em)
        for p in left
    )
    return alone > 0.6 * len(left)


def _is_prose(side: Sequence[Piece], em: float) -> bool:
    """Whether lines run to a common margin, and most that do not end a sentence."""
    edge = max(p.rect.x1 for p in side)
    full = [p.rect.x1 > edge - FULL * em for p in side]
    ended = sum(not f and p.line is not None and ends_sentence(p.line.text) for f, p in zip(full, side, strict=True))
    return sum(full) >= FULL_SHARE * len(side) and sum(full) + ended >= PROSE_SHARE * len(side)


def _join_row(band: Sequence[Piece]) -> list[Piece]:
    """A band that no gutter divides: lines on one baseline become one line."""
    joined: list[Piece] = []
    lines = sorted((p for p in band if p.line), key=lambda p: (p.rect.bottom, p.rect.x0))
    groups: list[list[Piece]] = []
    for piece in lines:
        assert piece.line is not None
        base = piece.line.lead.baseline
        for group in groups[-NEAR_GROUPS:]:
            other = group[0].line
            if other is not None and abs(other.lead.baseline - base) < 0.3 * min(other.lead.size, piece.line.lead.size):
                group.append(piece)
                break
        else:
            groups.append([piece])
    for group in groups:
        words = sorted((w for p in group if p.line for w in p.line.words), key=lambda w: w.x0)
        line = Line(words)
        joined.append(Piece(line.rect, line))
    joined += [p for p in band if not p.line]
    joined.sort(key=lambda p: (p.rect.top, p.rect.x0))
    return joined
