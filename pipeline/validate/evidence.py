"""Rows that only the raw text can give: whether every digit is accounted for, whether a claim's place holds its text, what
the reader warned of, and whether a figure is possible at all. They are judged by suites like every dataset, and not published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.claim import Claim, Extraction
from pipeline.model.ids import stable_id
from pipeline.model.note import Note
from pipeline.model.place import Span
from pipeline.vocabulary import Vocabulary

_DIGITS = re.compile("[0-9０-９]+")


class DigitRunRow(NamedTuple):
    """One maximal run of digits of the raw text, and how many numerals hold it whole."""

    row_id: str
    report_id: str
    start: int
    end: int
    page: int | None
    numerals: int
    message: str
    message_en: str


class PrintedRow(NamedTuple):
    """What a claim says is printed, and what stands in its place."""

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


EVIDENCE: Mapping[str, type] = {
    "digit_runs": DigitRunRow,
    "printed": PrintedRow,
    "reader_warnings": WarningRow,
    "plausible": PlausibleRow,
}
"""Name of the frame → its row type. The key of each is `row_id`."""


def evidence_of(note: Note, extraction: Extraction, vocabulary: Vocabulary) -> dict[str, list[NamedTuple]]:
    """The evidence rows of one note, by frame."""
    return {
        "digit_runs": list(_digit_runs(note, extraction)),
        "printed": [_printed(note, claim) for claim in extraction.claims],
        "reader_warnings": list(_warnings(note)),
        "plausible": list(_plausible(note, extraction, vocabulary)),
    }


def page_of(note: Note, span: Span | None) -> int | None:
    """The page on which a span begins; None for a note without pages."""
    if span is None or not note.pages:
        return None
    return next((page.number for page in note.pages if span.start in page.span), None)


def _digit_runs(note: Note, extraction: Extraction) -> Iterator[DigitRunRow]:
    spans = sorted((numeral.span.start, numeral.span.end) for numeral in extraction.numerals)
    first = 0
    for match in _DIGITS.finditer(note.raw_text):
        start, end = match.span()
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        holding, place = 0, first
        while place < len(spans) and spans[place][0] <= start:
            holding += spans[place][1] >= end
            place += 1
        text = match.group()
        yield DigitRunRow(
            stable_id(note.report_id, "digits", start),
            note.report_id,
            start,
            end,
            page_of(note, Span(start, end)) if note.pages else None,
            holding,
            f"數字 {text} 屬於 {holding} 個數值，應恰為一個",
            f"the digits {text} lie in {holding} numerals; expected exactly one",
        )


def _printed(note: Note, claim: Claim) -> PrintedRow:
    raw = note.raw_text[claim.span.start : claim.span.end]
    return PrintedRow(
        claim.claim_id,
        note.report_id,
        (claim.claim_id,),
        claim.span.start,
        claim.span.end,
        page_of(note, claim.span),
        claim.text,
        raw,
        f"記為「{claim.text}」，原文該處為「{raw}」",
        f"recorded as {claim.text}; the note has {raw} there",
    )


def _warnings(note: Note) -> Iterator[WarningRow]:
    for number, warning in enumerate(note.warnings):
        yield WarningRow(
            stable_id(note.report_id, "warning", number),
            note.report_id,
            warning.check,
            warning.span.start if warning.span else None,
            warning.span.end if warning.span else None,
            warning.page if warning.page is not None else page_of(note, warning.span),
            warning.message,
            warning.message_en,
        )


def _plausible(note: Note, extraction: Extraction, vocabulary: Vocabulary) -> Iterator[PlausibleRow]:
    """Levels in percent of metrics for which `metric_definitions.tsv` gives limits, and falls of what cannot be negative: by
    more than 100 % it cannot fall."""
    definitions = vocabulary.lists.get("metric_definitions")
    if definitions is None:
        return
    for claim in extraction.claims:
        row = definitions.rows.get(claim.metric_id or "")
        if row is None or not (row["low"] or row["high"]) or claim.quantity.unit != "percent":
            continue
        least, most = (Decimal(row[name]) if row[name] else None for name in ("low", "high"))
        if claim.measure == "growth" and least is not None and least >= 0 and row["unit_kind"] in ("money", "count"):
            least, most = Decimal(-100), None
        elif claim.measure != "level":
            continue
        limits, limits_en = _limits(least, most)
        yield PlausibleRow(
            claim.claim_id,
            note.report_id,
            (claim.claim_id,),
            claim.span.start,
            claim.span.end,
            page_of(note, claim.span),
            claim.quantity.low,
            claim.quantity.high,
            least,
            most,
            f"{claim.metric} 印作 {claim.text}，{limits}",
            f"{claim.metric} is printed as {claim.text}; {limits_en}",
        )


def _limits(least: Decimal | None, most: Decimal | None) -> tuple[str, str]:
    """What a figure in percent should keep to, in words."""
    if least is not None and most is not None:
        return f"應在 {least}% 至 {most}% 之間", f"expected between {least}% and {most}%"
    if least is not None:
        return f"應不低於 {least}%", f"expected to be {least}% or more"
    return f"應不高於 {most}%", f"expected to be {most}% or less"
