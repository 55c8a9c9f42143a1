"""Rows that checks see and nobody publishes: their types, by the name of their frame."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class DigitRunRow(NamedTuple):
    """One maximal run of digits of the raw text, and how many numerals hold it whole. No words for one that one holds."""

    row_id: str
    report_id: str
    start: int
    end: int
    page: int | None
    numerals: int
    message: str
    message_en: str


class PrintedRow(NamedTuple):
    """What a claim says is printed, and what stands in its place. No words where they agree."""

    row_id: str
    report_id: str
    claim_ids: tuple[str, ...]
    start: int
    end: int
    page: int | None
    text: str
    raw: str
    message: str
    message_en: str


class WarningRow(NamedTuple):
    """One warning of the reader. `check` is its slug."""

    row_id: str
    report_id: str
    check: str
    start: int | None
    end: int | None
    page: int | None
    message: str
    message_en: str


class PlausibleRow(NamedTuple):
    """A figure whose metric has limits: a share lies between 0 and 100. Nulls are unbounded."""

    row_id: str
    report_id: str
    claim_ids: tuple[str, ...]
    start: int
    end: int
    page: int | None
    low: Decimal | None
    high: Decimal | None
    least: Decimal | None
    most: Decimal | None
    message: str
    message_en: str


class CorrectionRow(NamedTuple):
    """A correction of a person, and what the column holds without it."""

    row_id: str
    report_id: str
    claim_ids: tuple[str, ...]
    start: int | None
    end: int | None
    page: int | None
    old: str
    found: str
    message: str
    message_en: str


EVIDENCE: Mapping[str, type] = {
    "corrections": CorrectionRow,
    "digit_runs": DigitRunRow,
    "printed": PrintedRow,
    "reader_warnings": WarningRow,
    "plausible": PlausibleRow,
}
"""Name of the frame → its row type. The key of each is `row_id`."""
