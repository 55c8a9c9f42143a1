"""Which period a change is measured against, from the labels of CONTRACT.md (2024Q3, 2024H1, 2024, FY2025, 2024-11 …)."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from pipeline.model.claim import Basis
from pipeline.model.period import Period

_LABEL = re.compile(
    r"(?P<fiscal>FY)?(?P<year>\d{4})(?:(?P<part>[QH])(?P<number>\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
)
_PARTS = {"Q": 4, "H": 2}
MONTHS = {"year": 12, "Q": 3, "H": 6, "month": 1}


class Label(NamedTuple):
    """A period label taken apart. `part` is year, Q, H, month or day; `number` counts parts from 1 within the year."""

    fiscal: bool
    year: int
    part: str
    number: int
    day: int = 0

    def __str__(self) -> str:
        year = f"{'FY' if self.fiscal else ''}{self.year:04d}"
        if self.part == "year":
            return year
        if self.part in _PARTS:
            return f"{year}{self.part}{self.number}"
        return f"{year}-{self.number:02d}" + (f"-{self.day:02d}" if self.part == "day" else "")

    @property
    def months(self) -> int | None:
        """How many months it holds; None for a day."""
        return MONTHS.get(self.part)


def read(text: str) -> Label | None:
    """A label of one year, half, quarter, month or day; None for another text."""
    match = _LABEL.fullmatch(text)
    if match is None:
        return None
    fiscal, year = match["fiscal"] is not None, int(match["year"])
    if match["part"]:
        number = int(match["number"])
        return Label(fiscal, year, match["part"], number) if 1 <= number <= _PARTS[match["part"]] else None
    if match["day"]:
        return Label(fiscal, year, "day", int(match["month"]), int(match["day"]))
    if match["month"]:
        return Label(fiscal, year, "month", int(match["month"]))
    return Label(fiscal, year, "year", 1)


def earlier(label: str, basis: Basis) -> str | None:
    """The label that a change of `basis` compares `label` with: 2024Q3 yoy is 2023Q3, 2024Q1 qoq is 2023Q4. None where the
    basis fixes no such period (since, vs_target …) or the label is none of its kind."""
    if "/" in label:
        start, _, end = label.partition("/")
        first, last = _year_before(start), _year_before(end)
        return f"{first}/{last}" if basis == "yoy" and first and last else None
    parts = read(label)
    if parts is None:
        return None
    if basis == "yoy":
        return _year_before(label)
    steps = {"qoq": "Q", "hoh": "H", "mom": "month"}
    if steps.get(basis) != parts.part:
        return None
    size = 12 if parts.part == "month" else _PARTS[parts.part]
    number, year = (parts.number - 1, parts.year) if parts.number > 1 else (size, parts.year - 1)
    return str(Label(parts.fiscal, year, parts.part, number))


def years_between(label: str) -> tuple[str, str, int] | None:
    """The first year, the last and the number of years between them, of a span of whole years (2024/2027)."""
    start, slash, end = label.partition("/")
    first, last = read(start), read(end)
    if not slash or first is None or last is None or (first.part, last.part) != ("year", "year"):
        return None
    return (start, end, last.year - first.year) if last.year > first.year else None


def parts_of(label: str) -> tuple[tuple[str, ...], ...]:
    """The ways a year or a half falls into printed parts: four quarters, two halves."""
    parts = read(label)
    if parts is None or parts.part not in ("year", "H"):
        return ()
    if parts.part == "H":
        first = 1 if parts.number == 1 else 3
        return (tuple(str(Label(parts.fiscal, parts.year, "Q", n)) for n in (first, first + 1)),)
    return (
        tuple(str(Label(parts.fiscal, parts.year, "Q", n)) for n in range(1, 5)),
        tuple(str(Label(parts.fiscal, parts.year, "H", n)) for n in (1, 2)),
    )


def known(period: Period | None) -> str | None:
    """The label of a period that can be compared; None where it is unknown or open on a side."""
    if period is None or period.label in ("", "*") or period.label.startswith("/") or period.label.endswith("/"):
        return None
    return period.label


def _year_before(label: str) -> str | None:
    parts = read(label)
    if parts is None:
        return None
    if parts.part == "day":
        try:
            date(parts.year - 1, parts.number, parts.day)
        except ValueError:  # 29 February
            return f"{parts.year - 1:04d}-02-28"
    return str(Label(parts.fiscal, parts.year - 1, parts.part, parts.number, parts.day))
