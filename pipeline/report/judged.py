"""What CI is told of one note: its findings with file, line and column, and which checks had something to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pipeline.model.rows import FindingRow, ReportRow
from pipeline.report.layout import LINED
from pipeline.report.notes import NoteRows
from pipeline.report.places import LineIndex
from pipeline.report.runs import visible
from pipeline.report.state import State, counts


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns, 1-based, in code points; the end column is that after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Said:
    """One finding. `region` is in the raw text, which is the file itself where `Judged.lined`. `text` is what stands there."""

    row: FindingRow
    waiver: str | None
    region: Region | None
    text: str

    @property
    def alarms(self) -> bool:
        """Whether it counts as its severity: it is not waived."""
        return self.waiver is None


@dataclass(frozen=True, slots=True)
class Judged:
    """One note. `rows` counts the rows of each dataset, `kinds` the reconciliations of each kind."""

    report: ReportRow
    uri: str  # of the raw file, relative where it can be, escaped
    text_uri: str  # of its raw text
    lined: bool
    findings: tuple[Said, ...]
    states: Mapping[State, int]
    rows: Mapping[str, int]
    kinds: Mapping[str, int]
    raw_text: str = ""

    @property
    def name(self) -> str:
        """The file as a person would say it."""
        return visible(unquote(self.uri))

    def count(self, severity: str) -> int:
        """Findings of one severity that are not waived."""
        return sum(said.row.severity == severity and said.alarms for said in self.findings)


def judged(note: NoteRows, uri: str, folder: Path, base: Path | None = None) -> Judged:
    """What CI is told of a note of the datasets in `folder`. Addresses below `base` (the current folder) become relative."""
    start = (base or Path.cwd()).absolute()
    lines = LineIndex(note.raw_text)
    return Judged(
        report=note.report,
        uri=relative_uri(uri, start),
        text_uri=relative_uri((folder.absolute() / "text" / f"{note.report_id}.txt").as_uri(), start),
        lined=note.report.format in LINED,
        findings=tuple(_said(note, each, lines) for each in note.findings),
        states=counts(note.claims),
        rows={
            "reports": 1,
            "claims": len(note.claims),
            "numerals": len(note.numerals),
            "facts": len(note.facts),
            "blocks": len(note.blocks),
            "tables": len(note.tables),
            "cells": len(note.cells),
            "figures": len(note.figures),
            "broker_views": len(note.broker_views),
            "reconciliations": len(note.reconciliations),
            "findings": len(note.findings),
        },
        kinds=Counter(each.kind for each in note.reconciliations),
        raw_text=note.raw_text,
    )


def relative_uri(uri: str, base: Path) -> str:
    """An address as CI wants it: below `base` a relative path, elsewhere the whole address; escaped either way."""
    parts = urlsplit(uri)
    if parts.scheme not in ("", "file"):
        return uri
    path = Path(unquote(parts.path) if parts.scheme else uri)
    if not path.is_absolute():
        return quote(path.as_posix())
    return quote(path.relative_to(base).as_posix()) if path.is_relative_to(base) else path.as_uri()


def _said(note: NoteRows, row: FindingRow, lines: LineIndex) -> Said:
    if row.start is None or row.end is None:
        return Said(row, note.waived(row), None, "")
    region = Region(*lines.position(row.start), *lines.position(row.end))
    return Said(row, note.waived(row), region, visible(" ".join(note.raw_text[row.start : row.end].split())))
