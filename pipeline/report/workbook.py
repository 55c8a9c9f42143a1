"""One Excel file for a batch: notes, views, findings, claims, facts and relations, figures linked to their pages.

Nothing that a note says becomes a formula, a link or a number by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from pipeline.model.columns import Column, Dataset
from pipeline.model.rows import DATASETS
from pipeline.publish.files import aside
from pipeline.report.notes import NoteRows
from pipeline.report.payload import plain_number
from pipeline.report.state import state_of
from pipeline.report.wording import Language, wording

SHEETS = ("reports", "broker_views", "findings", "claims", "facts", "reconciliations")
ROWS = 1_048_576  # of an Excel sheet
LINKS = 65_530  # of an Excel sheet
TEXT = 32_767  # UTF-16 units of an Excel cell
DIGITS = 15  # that an Excel number keeps
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLOURS = {
    "contradicted": ("#b3261e", "#fbe3e0"),
    "suspect": ("#8a5a00", "#fbefd2"),
    "unresolved": ("#6b46b5", "#ede6fa"),
    "confirmed": ("#1d7349", "#e1f2e8"),
    "unlinked": ("#566070", "#eceef1"),
    "error": ("#b3261e", "#fbe3e0"),
    "warning": ("#8a5a00", "#fbefd2"),
}
_WIDTHS = {
    "text": 16,
    "quote": 48,
    "message": 48,
    "message_en": 48,
    "formula": 30,
    "title": 44,
    "metric": 18,
    "entity": 18,
}
_DATASETS = {dataset.name: dataset for dataset in DATASETS}


def write_workbook(path: Path, notes: Iterable[NoteRows], *, pages: bool = False, language: Language = "zh") -> None:
    """Write the file. `pages`: whether those of the notes stand beside the workbook, to be linked to."""
    with aside(path) as part:
        book = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
                "in_memory": False,
            },
        )
        book.set_properties(
            {"title": "brokernotes", "created": datetime(2000, 1, 1, tzinfo=UTC)}
        )  # the same file twice
        writer = _Book(book, pages, language)
        for note in notes:
            writer.add(note)
        writer.finish()
        book.close()


class _Book:
    """The workbook under construction, with one format for each way that a cell can look."""

    def __init__(self, book: Any, pages: bool, language: Language) -> None:
        self.book, self.pages, self.language = book, pages, language
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.sheets = {name: _Sheet(self, _DATASETS[name]) for name in SHEETS}

    def format(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def say(self, key: str) -> str:
        return wording().text(key, self.language)

    def add(self, note: NoteRows) -> None:
        """The rows of one note, on every sheet."""
        for name, sheet in self.sheets.items():
            for row in (note.report,) if name == "reports" else getattr(note, name):
                sheet.add(row, note)

    def finish(self) -> None:
        """Filters, and a sheet that says what the columns mean."""
        for sheet in self.sheets.values():
            sheet.close()
        about = self.book.add_worksheet(self.say("ui.columns"))
        heads = [self.say(key) for key in ("ui.sheet", "ui.column", "ui.type", "ui.meaning")]
        rows = [(d, c.name, c.kind, c.description) for d in SHEETS for c in _DATASETS[d].columns]
        for at, cells in enumerate([heads, *rows]):
            for col, cell in enumerate(cells):
                about.write_string(
                    at, col, cell, self.format(bold=True) if at == 0 else self.format(text_wrap=col == 3)
                )
        for col, width in enumerate((18, 22, 12, 90)):
            about.set_column(col, col, width)
        about.freeze_panes(1, 0)


class _Sheet:
    """The rows of one dataset; what does not fit on a sheet goes on to another one."""

    def __init__(self, book: _Book, dataset: Dataset) -> None:
        self._book, self._dataset = book, dataset
        self._columns = [column for column in dataset.columns if column.name in dataset.row_type._fields]  # type: ignore[attr-defined]
        self._state = dataset.name == "claims"
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        name = self._book.say(f"dataset.{self._dataset.name}")
        self._sheets += 1
        self._sheet = self._book.book.add_worksheet(name if self._sheets == 1 else f"{name} {self._sheets}")
        self._row, self._links = 1, 0
        heads = ["state"] if self._state else []
        heads += [column.name for column in self._columns]
        style = self._book.format(bold=True, text_wrap=True, bg_color="#f0eee8", bottom=1)
        self._sheet.set_row(0, 32)
        for col, head in enumerate(heads):
            self._sheet.set_column(col, col, _WIDTHS.get(head, 13))
            self._sheet.write_string(0, col, f"{self._book.say(f'column.{head}')}\n{head}", style)
        self._sheet.freeze_panes(1, 0)
        self._width = len(heads)

    def add(self, row: Any, note: NoteRows) -> None:
        """One row."""
        if self._row == ROWS:
            self.close()
            self._begin()
        col = 0
        if self._state:
            state = state_of(row)
            self._sheet.write_string(self._row, 0, self._book.say(f"state.{state}"), self._coloured(state))
            col = 1
        for column, value in zip(self._columns, row, strict=True):
            self._write(col, column, value, self._link(column, row, note))
            col += 1
        self._row += 1

    def close(self) -> None:
        """Let the rows be filtered."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), self._width - 1)

    def _coloured(self, name: str) -> Any:
        ink, ground = _COLOURS[name]
        return self._book.format(font_color=ink, bg_color=ground)

    def _link(self, column: Column, row: Any, note: NoteRows) -> str | None:
        """Where a figure, a finding or a title leads."""
        if not self._book.pages or self._links == LINKS:
            return None
        name = self._dataset.name
        if (name, column.name) == ("claims", "text"):
            return f"{note.report_id}.html#{row.claim_id}"
        if (name, column.name) in {("findings", "message"), ("reconciliations", "formula"), ("broker_views", "broker")}:
            return f"{note.report_id}.html#{row.claim_ids[0]}" if row.claim_ids else f"{note.report_id}.html"
        return f"{note.report_id}.html" if (name, column.name) == ("reports", "title") else None

    def _write(self, col: int, column: Column, value: Any, link: str | None) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, col, value, self._book.format())
        elif isinstance(value, (int, float)):
            self._sheet.write_number(self._row, col, value, self._book.format())
        elif isinstance(value, Decimal):
            self._number(col, value)
        elif isinstance(value, date) and not isinstance(value, datetime):
            self._sheet.write_datetime(self._row, col, value, self._book.format(num_format="yyyy-mm-dd"))
        else:
            self._text(col, column, _plain(value), link)

    def _number(self, col: int, value: Decimal) -> None:
        exact = plain_number(value)
        if len(exact.strip("-0.").replace(".", "")) > DIGITS:
            self._sheet.write_string(self._row, col, exact, self._book.format(align="right"))
        else:
            style = "General" if "." in exact else "#,##0"
            self._sheet.write_number(self._row, col, float(value), self._book.format(num_format=style))

    def _text(self, col: int, column: Column, text: str, link: str | None) -> None:
        text = _cut(text)
        properties: dict[str, Any] = {"text_wrap": column.name in _WIDTHS and _WIDTHS[column.name] > 30}
        if text.startswith(_BEGINS_FORMULA):
            properties["quote_prefix"] = True  # also when it is edited, it stays text
        if column.name == "severity" and text in _COLOURS:
            properties |= dict(zip(("font_color", "bg_color"), _COLOURS[text], strict=True))
        if link is None or not text:
            self._sheet.write_string(self._row, col, text, self._book.format(**properties))
            return
        self._links += 1
        properties |= {"font_color": "#2f5d8a", "underline": 1}
        self._sheet.write_url(self._row, col, f"external:{link}", self._book.format(**properties), text)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(list(value), ensure_ascii=False) if _nested(value) else "、".join(map(str, value))


def _nested(value: Sequence[Any]) -> bool:
    return any(isinstance(each, str) and "、" in each for each in value)


def _cut(text: str) -> str:
    """Text as long as a cell can hold, with a mark where it was cut."""
    if len(text) <= TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= TEXT:
        return text
    return units[: 2 * (TEXT - 1)].decode("utf-16-le", "ignore") + "…"
