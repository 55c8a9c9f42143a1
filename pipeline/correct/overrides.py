"""The overrides file: a CSV of corrections, or a queue of `brokernotes review` that someone filled in."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.correct.columns import CORRECTABLE
from pipeline.errors import ConfigurationError
from pipeline.model.correction import Correction

COLUMNS = ("claim_id", "column", "old", "new", "who", "why")
ALSO = ("report_id", "state", "check", "message", "fingerprint", "note", "line", "page", "text", "quote", "link")
"""Columns that a queue has beside: of them `report_id` says which note is to be read anew, the others are for the reader."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Text as a spreadsheet takes for text: what would begin a formula there gets an apostrophe before it."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) and not _is_number(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit() and text.isascii()


@dataclass(frozen=True)
class Corrections:
    """All lines of a file."""

    lines: Sequence[Correction] = field(default=())

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Correction, ...]]:
        found: dict[str, tuple[Correction, ...]] = {}
        for line in self.lines:
            found[line.claim_id] = (*found.get(line.claim_id, ()), line)
        return found

    @cached_property
    def by_report(self) -> Mapping[str | None, tuple[Correction, ...]]:
        found: dict[str | None, tuple[Correction, ...]] = {}
        for line in self.lines:
            found[line.report_id] = (*found.get(line.report_id, ()), line)
        return found

    def key(self, report_id: str) -> str:
        """A hash of the lines that may concern a note, empty where there are none: those of it, and those of no note."""
        lines = (*self.by_report.get(report_id, ()), *self.by_report.get(None, ()))
        said = sorted((line.claim_id, line.column, line.old, line.new, line.who, line.why) for line in lines)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16] if said else ""


def load_overrides(path: Path) -> Corrections:
    """The corrections of a CSV file with a header line of COLUMNS, and perhaps some of ALSO. A line of a queue that nobody
    has filled in (no new, who and why) is passed over. Raises ConfigurationError with file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [(reader.line_num, row) for row in reader]
            names = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: {error}; expected CSV in UTF-8 with {', '.join(COLUMNS)}") from None
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in (*COLUMNS, *ALSO)]
    if missing or unknown:
        wrong = f"no column {missing[0]}" if missing else f"unknown column {unknown[0]}"
        raise ConfigurationError(f"{path}:1: {wrong}; expected {', '.join(COLUMNS)} and perhaps {', '.join(ALSO)}")
    lines: dict[tuple[str, str], Correction] = {}
    for number, row in rows:
        line = _correction(f"{path}:{number}", row)
        if line is None:
            continue
        if earlier := lines.get((line.claim_id, line.column)):
            raise ConfigurationError(
                f"{line.place}: {line.column} of {line.claim_id} stands at {earlier.place} too; keep one"
            )
        lines[line.claim_id, line.column] = line
    return Corrections(tuple(lines.values()))


def _correction(place: str, row: Mapping[str | None, str | None]) -> Correction | None:
    if None in row or None in row.values():
        raise ConfigurationError(f"{place}: more or fewer fields than the header has; put commas and breaks in quotes")
    cells = {str(name): unguarded(str(value).strip()) for name, value in row.items()}
    if not (cells["new"] or cells["who"] or cells["why"]):
        return None
    for name in ("claim_id", "column", "who", "why"):
        if not cells[name]:
            raise ConfigurationError(f"{place}: {name} is empty; a correction says of what it is, who made it and why")
    column = CORRECTABLE.get(cells["column"])
    if column is None:
        raise ConfigurationError(f"{place}: column {cells['column']}; expected one of {', '.join(CORRECTABLE)}")
    try:
        column.value(cells["new"])
    except ValueError as error:
        raise ConfigurationError(f"{place}: new {column.column.name} is {cells['new']!r}; expected {error}") from None
    named = {name: cells[name] for name in COLUMNS}
    return Correction(**named, report_id=cells.get("report_id") or None, place=place)
