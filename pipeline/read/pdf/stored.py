"""Pages put by in little room: a file is read once, and laid out only when its page heads are known from all of its pages."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.pdf.ink import PageInk, Rect, Run
from pipeline.read.pdf.words import Row, word_at


@dataclass(slots=True)
class StoredPage:
    """One page, its glyphs, runs, boxes and rows as flat arrays."""

    ink: PageInk  # its runs and boxes empty
    runs: array[float] = field(default_factory=lambda: array("d"))  # size, em, baseline, bold of each
    boxes: dict[str, array[float]] = field(default_factory=dict)  # four edges of each, by kind
    rows: array[float] = field(default_factory=lambda: array("d"))  # baseline, size of each
    lengths: array[int] = field(default_factory=lambda: array("i"))  # words of each row
    words: array[int] = field(default_factory=lambda: array("i"))  # first glyph and end of each


KINDS = ("rules_h", "rules_v", "fills")


def store(ink: PageInk, rows: Sequence[Row]) -> StoredPage:
    """Put a page by. Its `ink` is emptied; `restore` fills it again."""
    stored = StoredPage(ink)
    for run in ink.runs:
        stored.runs.extend((run.size, run.em, run.baseline, run.bold))
    for kind in KINDS:
        stored.boxes[kind] = array("d", (edge for box in getattr(ink, kind) for edge in box))
        setattr(ink, kind, [])
    for row in rows:
        stored.rows.extend((row.baseline, row.size))
        stored.lengths.append(len(row.words))
        for word in row.words:
            stored.words.extend((word.start, word.end))
    ink.runs = []
    ink.glyphs.pack()
    return stored


def restore(stored: StoredPage) -> tuple[PageInk, list[Row]]:
    """The page and its rows as they were put by."""
    ink = stored.ink
    runs = iter(stored.runs)
    ink.runs = [Run(size, em, baseline, bool(bold)) for size, em, baseline, bold in zip(*[runs] * 4, strict=True)]
    for kind in KINDS:
        edges = iter(stored.boxes[kind])
        setattr(ink, kind, [Rect(*box) for box in zip(*[edges] * 4, strict=True)])
    places, facts = iter(stored.words), iter(stored.rows)
    pairs = zip(places, places, strict=True)
    rows = []
    for length, baseline, size in zip(stored.lengths, facts, facts, strict=True):
        rows.append(Row([word_at(ink, *next(pairs)) for _ in range(length)], baseline, size))
    return ink, rows
