"""What a made note is put together from: words, and figures that know what they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pipeline.model.claim import Basis, Measure, Per, Statistic, Status
from pipeline.model.quantity import Bound

SCALES = {"": 0, "千": 3, "萬": 4, "百萬": 6, "億": 8, "兆": 12}
Relation = Literal["level", "growth", "ratio", "change", "median", "max", "min", "range", "count", "free"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure says of hidden amounts: a level of `of[0]`, the growth of `of[0]` over `of[1]`, the ratio of the two, their
    difference, the median of all. `factor` multiplies a level (a twelfth for a monthly average). `free` says nothing that
    the note could contradict."""

    relation: Relation
    of: tuple[str, ...] = ()
    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class About:
    """The columns of a claim that are not in its digits."""

    entity: str
    metric: str
    metric_id: str | None
    period: str | None
    measure: Measure = "level"
    basis: Basis | None = None
    status: Status = "actual"
    attribution: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    statistic: Statistic | None = None
    per: Per | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure. `number` and `scale` and `unit_word` are printed one after the other; `exponent` is a scale that stands
    elsewhere (in a table's head); `sign` -1 where words around it say that it fell (`turn` holds them)."""

    key: str  # unique in the note; survives a mutation
    number: str
    scale: str
    unit_word: str
    unit: str | None
    meaning: Meaning
    about: About
    bound: Bound = "exact"
    before: str = ""  # of its bound: 約, 超過
    exponent: int = 0
    sign: int = 1
    high: str | None = None  # the upper number of a range
    joint: str = "至"
    exact: bool = False  # a target or a count: it means itself alone

    @property
    def text(self) -> str:
        upper = "" if self.high is None else f"{self.scale}{self.unit_word}{self.joint}{self.high}"
        return f"{self.number}{upper}{self.scale}{self.unit_word}"

    @property
    def power(self) -> int:
        return self.exponent + SCALES[self.scale]

    def value(self, number: str | None = None) -> Decimal:
        """A printed number in base units, signed as the figure means it."""
        printed = unicodedata.normalize("NFKC", number if number is not None else self.number)
        digits = printed.replace(",", "").replace("+", "").replace("−", "-")
        return Decimal(digits).scaleb(self.power) * self.sign

    def decimals(self, number: str | None = None) -> int:
        printed = unicodedata.normalize("NFKC", number if number is not None else self.number)
        return len(printed.partition(".")[2]) - self.power


@dataclass(frozen=True, slots=True)
class Turn:
    """The word that gives a figure its sign: 升, 跌."""

    figure: str
    up: str
    down: str


Piece = str | Figure | Turn


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    kind: Literal["title", "paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: head and stub as words, figures in between. A cell is one figure, or words."""

    rows: tuple[tuple[str | Figure, ...], ...]
    caption: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """`whole` is the sum of `parts`, and the note says so."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeNote:
    """One note: its blocks, what it says about its amounts, and those. `constants` are amounts that are known exactly (100 %)."""

    seed: int
    blocks: tuple[Paragraph | Grid, ...]
    wholes: tuple[Whole, ...] = ()
    constants: tuple[tuple[str, Fraction], ...] = ()
    amounts: tuple[tuple[str, Fraction], ...] = ()  # hidden, unrounded

    def figures(self) -> Iterator[Figure]:
        for block in self.blocks:
            pieces: Sequence[object] = (
                block.pieces if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
            )
            yield from (piece for piece in pieces if isinstance(piece, Figure))


@dataclass(slots=True)
class Draft:
    """A note in the making."""

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    wholes: list[Whole] = field(default_factory=list)
    constants: dict[str, Fraction] = field(default_factory=dict)
    amounts: dict[str, Fraction] = field(default_factory=dict)
    count: int = 0

    def key(self) -> str:
        self.count += 1
        return f"f{self.count}"
