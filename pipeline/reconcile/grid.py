"""A table as lines of figures, read by rows or by columns, with the lines that sum others up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model.claim import Claim
from pipeline.reconcile.index import Index

Role = Literal["part", "total", "whole", "rest", "of_which"]
# 其他 or 其他品牌 is the rest of a list; 其他應收款 and 其他產業與服務 are things of their own
_REST_OF = re.compile(
    "|品牌|廠商|業務|產品|地區|公司|客戶|市場|項目|部門|類別|供應商|車廠|國家|brands|vendors", re.IGNORECASE
)
MOST_NEAREST = 12  # lines above a total are tried as a block of their own
_LIST_MARKS = " \t\u30000123456789.、()（）-–·•*#"


@dataclass(frozen=True, slots=True)
class Line:
    """One row (or column): its name, and its figures by column (or row)."""

    number: int
    name: str
    role: Role
    figures: Mapping[int, Claim]


@dataclass(frozen=True, slots=True)
class Structure:
    """A line that sums up others, as far as the table's words say so. `sure`: the lines above it end in 其他, so they are all."""

    total: Line
    parts: tuple[Line, ...]
    sure: bool
    nearest: bool = False  # only some of the lines since the last total


def by_rows(index: Index, table: int) -> list[Line]:
    lines: list[Line] = []
    for (number, row), claims in sorted(index.rows.items()):
        if number == table:
            name = index.stub(table, row)
            lines.append(Line(row, name, role_of(index, name), {c.col: c for c in claims if c.col is not None}))
    return lines


def by_columns(index: Index, table: int) -> list[Line]:
    lines: list[Line] = []
    for col, claims in sorted(index.columns.get(table, {}).items()):
        name = index.header(table, col)
        lines.append(Line(col, name, role_of(index, name), {c.row: c for c in claims if c.row is not None}))
    return lines


def role_of(index: Index, name: str) -> Role:
    """What a line is, from its name in the stub or header."""
    bare = name.strip(_LIST_MARKS)
    if index.words.says("of_which", bare):
        return "of_which"
    rest = index.words.find("rest", bare)
    if rest is not None and rest.start() == 0 and _REST_OF.fullmatch(bare[rest.end() :].strip()):
        return "rest"
    if index.words.says("total", bare) or index.words.says("total_line", bare):
        return "total"
    return "whole" if index.words.says("whole", bare) else "part"


def _closes(lines: list[Line], place: int, parts: list[Line]) -> bool:
    """合計 is the last line, the only total, and no part is subtracted: in a statement 合計 may close a group of which the
    lines above are only partly members."""
    negative = any(c.quantity.high is not None and c.quantity.high < 0 for line in parts for c in line.figures.values())
    one_group = len({_section(line) for line in (*parts, lines[place])}) == 1
    return lines[place].role == "total" and place == len(lines) - 1 and not negative and one_group


def _section(line: Line) -> str | None:
    """The heading that the line's figures stand under."""
    return next((dict(c.qualifiers).get("section") for c in line.figures.values()), None)


def structures(lines: list[Line]) -> Iterator[Structure]:
    """For every total the lines that it can be the sum of: those since the last total, the nearest of them (an expense line
    and the next, below revenue and cost), the totals themselves, or all."""
    for place, total in enumerate(lines):
        if total.role not in ("total", "whole"):
            continue
        above = [line for line in lines[:place] if line.role != "of_which"]
        totals = [n for n, line in enumerate(above) if line.role in ("total", "whole")]
        since = above[totals[-1] + 1 :] if totals else above
        if len(since) > 1:
            sure = len(above) == place and not totals and since[-1].role == "rest" and _closes(lines, place, since)
            yield Structure(total, tuple(since), sure)
            yield from (
                Structure(total, tuple(since[-n:]), False, nearest=True)
                for n in range(2, min(len(since), MOST_NEAREST))
            )
        if totals:
            if len(totals) + len(since) > 1:
                yield Structure(total, tuple(above[n] for n in totals) + tuple(since), False)
            parts = tuple(line for line in above if line.role in ("part", "rest"))
            if len(parts) > len(since):
                yield Structure(total, parts, False)
        below = lines[place + 1 :]
        if not above and len(below) > 1 and all(line.role in ("part", "rest") for line in below):
            yield Structure(total, tuple(below), False)
