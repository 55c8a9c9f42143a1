"""One cell of a head, and what the words of heads mean: units, note marks, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.pdf.tables.bits import Bit

UNIT_WORDS = re.compile(
    r"^[（(]?(?:(?:新臺幣|新台幣|人民幣|美元|美金|港元|港幣|台幣|臺幣|NT\$|US\$|HK\$|RMB)?(?:千|仟|百萬|佰萬|萬|億|十億)?(?:元|港元|美元|美金|股|人民幣|令吉)?"
    r"|金額|[%％]|佔比|比率|比例|百分比|附註|註|股數|人民幣千元|千港元|HK\$.?000|RMB.?000|US\$.?000|\$.?000"
    r"|[（(]?(?:未經審核|經審核|經審計|未經審計|重列|經重列|核閱|自結數|unaudited|audited|restated)[）)]?|%|％)[）)]?$",
    re.IGNORECASE,
)
NOTE_MARK = re.compile(r"^[（(](?:附註|附注|註|注|notes?)", re.IGNORECASE)
GOES_ON = re.compile(r"^(?:至|止|～|~|-|–|起|底|度)")
YEAR_END = re.compile(r"(?:年|年度|至|民國)$")
DATE_REST = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})月|^第[一二三四\d]季|^[上下]半年|^截至|^\d{1,2}[./]\d{1,2}"
)


@dataclass(slots=True)
class HeadCell:
    """Words over columns `first` to `last` (value columns counted after the stub columns)."""

    first: int
    last: int
    bits: list[Bit]

    @property
    def bottom(self) -> float:
        return max(b.bottom for b in self.bits)

    @property
    def text(self) -> str:
        return "".join(b.text for b in self.bits).replace(" ", "")


def _sharing(row: Sequence[HeadCell], cell: HeadCell) -> HeadCell | None:
    """The cell of a row that stands over some of the same columns."""
    return next((other for other in row if other.first <= cell.last and cell.first <= other.last), None)


def _insert(row: list[HeadCell], cell: HeadCell) -> None:
    row.append(cell)
    row.sort(key=lambda c: c.first)


def put(row: list[HeadCell], cell: HeadCell) -> None:
    """Add a cell, bits that share its columns joined: letter-spaced words are one word."""
    stack(row, cell)
    joined = _sharing(row, cell)
    if joined is not None and joined is not cell:
        joined.bits.sort(key=lambda b: b.x0)


def stack(row: list[HeadCell], cell: HeadCell) -> None:
    """Add a cell below what the row has over its columns."""
    other = _sharing(row, cell)
    if other is None:
        _insert(row, cell)
        return
    other.bits += cell.bits
    other.first, other.last = min(other.first, cell.first), max(other.last, cell.last)


def prepend(row: list[HeadCell], cell: HeadCell) -> None:
    """Add a cell above what the row has over its columns."""
    other = _sharing(row, cell)
    if other is None:
        _insert(row, cell)
        return
    other.bits = cell.bits + other.bits


def completes(upper: str, lower: str) -> bool:
    """Whether a second line finishes the date that the first began."""
    return bool(GOES_ON.match(lower) or (YEAR_END.search(upper) and DATE_REST.match(lower)))
