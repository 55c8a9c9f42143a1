"""The queue as CSV and as an Excel sheet: filled in and saved as CSV, either is an overrides file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.correct.columns import CORRECTABLE
from pipeline.correct.overrides import guarded
from pipeline.publish.files import aside, write_whole
from pipeline.report.runs import visible
from pipeline.report.wording import Language, wording
from pipeline.review.queue import Question

_WIDTHS = {"quote": 60, "message": 60, "why": 30, "note": 30, "new": 18, "who": 12, "text": 16}
_TO_FILL = ("new", "who", "why")
_LONGEST_LIST = 255  # characters of a drop-down's choices, by Excel's own limit
_LINKS = 65_530  # of an Excel sheet


def write_csv(path: Path, asked: Sequence[Question]) -> None:
    """UTF-8 with a byte-order mark, which Excel needs to see that it is no other encoding."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(Question._fields)
    writer.writerows([_cell(value) for value in each] for each in asked)
    write_whole(path, b"\xef\xbb\xbf" + file.getvalue().encode())


def _cell(value: Any) -> str:
    return "" if value is None else guarded(visible(str(value)))


def write_excel(path: Path, asked: Sequence[Question], *, pages: str | None = None, language: Language = "zh") -> None:
    """One sheet, with the columns to fill in marked, choices where a column has a fixed set, and each figure linked to its
    place on its page where `pages`, the way from the file to their folder, is given."""
    import xlsxwriter  # type: ignore[import-untyped]

    with aside(path) as part:
        book = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        book.set_properties({"title": "brokernotes", "created": datetime(2000, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet("review")
        head = book.add_format({"bold": True, "bg_color": "#f0eee8", "bottom": 1, "valign": "top"})
        plain, wrapped = book.add_format({"valign": "top"}), book.add_format({"valign": "top", "text_wrap": True})
        fill = book.add_format({"valign": "top", "bg_color": "#fff8dc", "border": 1, "border_color": "#d8c98a"})
        link = book.add_format({"valign": "top", "font_color": "#2f5d8a", "underline": 1})
        for col, name in enumerate(Question._fields):
            sheet.set_column(col, col, _WIDTHS.get(name, 12))
            sheet.write_string(0, col, name, head)
            sheet.write_comment(0, col, wording().text(f"review.{name}", language))
        for row, each in enumerate(asked, start=1):
            for col, (name, value) in enumerate(each._asdict().items()):
                style = fill if name in _TO_FILL else wrapped if name in ("quote", "message") else plain
                if name == "text" and pages is not None and row <= _LINKS:
                    address = f"external:{pages}/{each.report_id}.html#{each.claim_id}"
                    sheet.write_url(row, col, address, link, visible(str(value)))
                elif value is None or value == "":
                    sheet.write_blank(row, col, None, style)
                else:
                    sheet.write_string(row, col, visible(str(value)), style)
            choices = CORRECTABLE[each.column].column.values
            if choices and sum(map(len, choices)) + len(choices) <= _LONGEST_LIST:
                sheet.data_validation(row, _TO_FILL_AT, row, _TO_FILL_AT, {"validate": "list", "source": list(choices)})
        sheet.autofilter(0, 0, max(len(asked), 1), len(Question._fields) - 1)
        sheet.freeze_panes(1, 0)
        book.close()


_TO_FILL_AT = Question._fields.index("new")
