"""What is printed on one page, before anybody asks what it means: glyphs, rules, filled boxes and pictures.

Coordinates are PDF points in the *reading frame*: origin top left, y down, the page turned so that most of its text runs from
left to right. `Frame` leads back to the page as a viewer shows it.
"""

from __future__ import annotations

from array import array
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Columns = tuple[list[float], list[float], list[float], list[float]]  # x0, top, x1, bottom of many boxes


class Rect(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2

    def union(self, other: Rect) -> Rect:
        return Rect(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def meets(self, other: Rect) -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Quarter turns clockwise that bring the page as shown into the reading frame; width and height are as shown."""

    turns: int
    width: float
    height: float

    def into(self, box: Rect) -> Rect:
        """A box of the page as shown, in the reading frame."""
        if self.turns == 0:
            return box
        if self.turns == 1:
            return Rect(self.height - box.bottom, box.x0, self.height - box.top, box.x1)
        if self.turns == 2:
            return Rect(self.width - box.x1, self.height - box.bottom, self.width - box.x0, self.height - box.top)
        return Rect(box.top, self.width - box.x1, box.bottom, self.width - box.x0)

    def back(self, box: Rect) -> Rect:
        """A box of the reading frame, on the page as shown."""
        if self.turns == 0:
            return box
        if self.turns == 1:
            return Rect(box.top, self.height - box.x1, box.bottom, self.height - box.x0)
        if self.turns == 2:
            return Rect(self.width - box.x1, self.height - box.bottom, self.width - box.x0, self.height - box.top)
        return Rect(self.width - box.bottom, box.x0, self.width - box.top, box.x1)

    def columns_into(self, columns: Columns) -> Columns:
        """Many boxes of the page as shown, in the reading frame; where the page is not turned, the same lists."""
        x0, top, x1, bottom = columns
        width, height = self.width, self.height
        if self.turns == 1:
            return [height - v for v in bottom], x0, [height - v for v in top], x1
        if self.turns == 2:
            return (
                [width - v for v in x1],
                [height - v for v in bottom],
                [width - v for v in x0],
                [height - v for v in top],
            )
        if self.turns == 3:
            return top, [width - v for v in x1], bottom, [width - v for v in x0]
        return columns

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the reading frame."""
        return (self.height, self.width) if self.turns % 2 else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Run:
    """One text object: glyphs set in one font and size on one baseline."""

    size: float  # height of the em in points, the matrix counted in
    em: float  # width of the em: less than `size` in condensed type
    baseline: float
    bold: bool


@dataclass(slots=True)
class Glyphs:
    """One entry per code point, in the file's order, white space left out."""

    text: MutableSequence[str] | str = field(default_factory=list)
    x0: MutableSequence[float] = field(default_factory=list)
    top: MutableSequence[float] = field(default_factory=list)
    x1: MutableSequence[float] = field(default_factory=list)
    bottom: MutableSequence[float] = field(default_factory=list)
    run: MutableSequence[int] = field(default_factory=list)  # index in PageInk.runs
    spaced: Sequence[bool] | bytes = field(default_factory=list)  # a white-space glyph stands before it in its line

    def __len__(self) -> int:
        return len(self.text)

    def pack(self) -> None:
        """Keep the same in a fifth of the memory: a long file's pages wait for its last one."""
        self.text = "".join(self.text)
        self.x0, self.top, self.x1, self.bottom = (array("f", c) for c in (self.x0, self.top, self.x1, self.bottom))
        self.run, self.spaced = array("i", self.run), bytes(self.spaced)

    def box(self, start: int, end: int) -> Rect:
        return Rect(
            min(self.x0[start:end]), min(self.top[start:end]), max(self.x1[start:end]), max(self.bottom[start:end])
        )


@dataclass(slots=True)
class PageInk:
    """One page as its file draws it, read into the reading frame."""

    number: int
    frame: Frame
    glyphs: Glyphs
    runs: list[Run]
    rules_h: list[Rect] = field(default_factory=list)  # horizontal strokes and thin fills
    rules_v: list[Rect] = field(default_factory=list)
    fills: list[Rect] = field(default_factory=list)  # shaded boxes
    pictures: list[Rect] = field(default_factory=list)
    turned: list[PageInk] = field(default_factory=list)  # text that runs other ways, each in a frame of its own
    slanted: bool = False  # runs in no quarter turn
    paths: int = 0  # painted lines and shapes
    unseen: int = 0  # characters inside the page that are printed with neither fill nor stroke, left out of `glyphs`
    broken: bool = False  # the page could not be opened
    cut: bool = False  # a limit was met
    ocr: bool = False  # its characters were recognised in its picture

    @property
    def letters(self) -> list[str]:
        """All characters that the page shows, whichever way they run."""
        return [character for ink in (self, *self.turned) for character in ink.glyphs.text]

    @property
    def width(self) -> float:
        return self.frame.size[0]

    @property
    def height(self) -> float:
        return self.frame.size[1]
