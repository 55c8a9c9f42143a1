"""Characters of a page as a viewer shows it, brought into reading frames: one for the way most of them run, one for each other way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf.ink import Columns, Frame, Glyphs, PageInk, Rect, Run

SLANTED = -1  # no quarter turn makes it run to the right
LEVEL = 0.09  # slope of a direction that still counts as straight
NOWHERE = -1e9


class ShownText(NamedTuple):
    """Printed characters, one entry each: text, whether white stood before it, index of its run; and their boxes."""

    text: list[str]
    spaced: list[bool]
    run: list[int]
    columns: Columns

    def only(self, keep: Sequence[int]) -> ShownText:
        """The characters with these indices."""
        x0, top, x1, bottom = ([column[i] for i in keep] for column in self.columns)
        return ShownText(
            [self.text[i] for i in keep],
            [self.spaced[i] for i in keep],
            [self.run[i] for i in keep],
            (x0, top, x1, bottom),
        )


class ShownRuns(NamedTuple):
    """Text objects, one entry each: height and width of the em, where the pen starts, and how they are set."""

    size: list[float]
    em: list[float]
    x: list[float]
    y: list[float]
    turns: list[int]  # quarter turns clockwise that make it run to the right, or SLANTED
    bold: list[bool]

    def add(self, size: float, em: float, x: float, y: float, turns: int, bold: bool) -> None:
        self.size.append(size)
        self.em.append(em)
        self.x.append(x)
        self.y.append(y)
        self.turns.append(turns)
        self.bold.append(bold)


def turns_of(along_x: float, along_y: float) -> int:
    """Quarter turns clockwise that make this direction (y down) run to the right, SLANTED where no quarter turn does."""
    if abs(along_y) <= LEVEL * abs(along_x):
        return 0 if along_x >= 0 else 2
    if abs(along_x) <= LEVEL * abs(along_y):
        return 1 if along_y < 0 else 3
    return SLANTED


def to_ink(number: int, width: float, height: float, shown: ShownText, runs: ShownRuns) -> PageInk:
    """The page in the frame that most of its characters run in; what runs otherwise is in its `turned`."""
    tally: Counter[int] = Counter()
    for run, total in Counter(shown.run).items():
        tally[runs.turns[run]] += total
    straight = [turns for turns in tally if turns != SLANTED]
    main = max(straight, key=lambda turns: (tally[turns], turns == 0), default=0)
    if all(turns == main for turns in tally):
        return _in_frame(number, Frame(main, width, height), shown, runs)
    parts: dict[int, list[int]] = {turns: [] for turns in (main, *sorted(tally))}
    for i, run in enumerate(shown.run):
        parts[runs.turns[run]].append(i)
    inks = {
        turns: _in_frame(number, Frame(main if turns == SLANTED else turns, width, height), shown.only(keep), runs)
        for turns, keep in parts.items()
    }
    ink = inks.pop(main)
    ink.turned = list(inks.values())
    if SLANTED in inks:
        inks[SLANTED].slanted = True
    return ink


def _in_frame(number: int, frame: Frame, shown: ShownText, runs: ShownRuns) -> PageInk:
    x0, top, x1, bottom = frame.columns_into(shown.columns)
    heights: dict[int, float] = {}
    for i, run in enumerate(shown.run):
        if run not in heights:
            heights[run] = max(bottom[i] - top[i], 0.1)
    made: list[Run] = []
    pens: list[float] = []
    for run, (size, em, x, y, turns, bold) in enumerate(zip(*runs, strict=True)):
        height = heights.get(run, 1.0)
        if not 0.3 < size / height < 4:  # Type 3 fonts may give any size
            size = em = max(height, 1.0)
        if frame.turns:
            x, _, _, y = frame.into(Rect(x, y, x, y))
        pens.append(x if turns == frame.turns else NOWHERE)
        made.append(Run(size, em, y, bold))
    # a box may take in overhang or a font's wrong outlines: a glyph starts where the pen left the last one
    last, pen = -1, 0.0
    for i, run in enumerate(shown.run):
        if run != last:
            last, pen, pens[run] = run, pens[run], NOWHERE
        if x0[i] < pen < x1[i]:
            x0[i] = pen
        pen = x1[i]
    glyphs = Glyphs(shown.text, x0, top, x1, bottom, shown.run, shown.spaced)
    return PageInk(number, frame, glyphs, made)
