"""Rows that only the raw text can give: whether every digit is accounted for, whether a claim's place holds its text, what
the reader warned of, and whether a figure is possible at all. They are judged by suites like every dataset, and not published."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from pipeline.model.claim import Extraction
from pipeline.model.correction import Replayed
from pipeline.model.ids import stable_id
from pipeline.model.note import Note
from pipeline.model.rows import ClaimRow, FindingRow, NumeralRow
from pipeline.validate.evidence_rows import CorrectionRow, DigitRunRow, PlausibleRow, PrintedRow, WarningRow
from pipeline.vocabulary import Vocabulary

_DIGITS = re.compile("[0-9０-９]+")


@dataclass(frozen=True, slots=True)
class _Figure:
    """What evidence needs of a claim, as read or as published."""

    claim_id: str
    start: int
    end: int
    page: int | None
    text: str
    metric: str | None
    metric_id: str | None
    measure: str
    unit: str | None
    low: Decimal | None
    high: Decimal | None


def evidence_of(
    note: Note, extraction: Extraction, vocabulary: Vocabulary, replayed: Sequence[Replayed] = ()
) -> dict[str, list[NamedTuple]]:
    """The evidence rows of one note as it was read, by frame. `replayed`: the corrections that concern it."""
    figures = [
        _Figure(
            claim.claim_id, claim.span.start, claim.span.end, page_of(note, claim.span.start), claim.text, claim.metric,
            claim.metric_id, claim.measure, claim.quantity.unit, claim.quantity.low, claim.quantity.high,
        )
        for claim in extraction.claims
    ]  # fmt: skip
    numerals = [(numeral.span.start, numeral.span.end) for numeral in extraction.numerals]
    pages = partial(page_of, note)
    by_id = {figure.claim_id: figure for figure in figures}
    return {
        "corrections": [_correction(note.report_id, each, by_id.get(each.correction.claim_id)) for each in replayed],
        "digit_runs": list(_digit_runs(note.report_id, note.raw_text, numerals, pages)),
        "printed": [_printed(note.report_id, note.raw_text, figure) for figure in figures],
        "reader_warnings": list(_warnings(note)),
        "plausible": list(_plausible(note.report_id, figures, vocabulary)),
    }


def evidence_again(
    report_id: str,
    raw_text: str,
    claims: Sequence[ClaimRow],
    numerals: Sequence[NumeralRow],
    findings: Sequence[FindingRow],
    declared: Container[str],
    vocabulary: Vocabulary,
) -> dict[str, list[NamedTuple]]:
    """The evidence rows of one note as it was published. What its reader warned of is read off its findings: those of a
    check that is not `declared` by any suite, since a warning names its own."""
    figures = [
        _Figure(
            each.claim_id, each.start, each.end, each.page, each.text, each.metric, each.metric_id, each.measure,
            each.unit, each.low, each.high,
        )
        for each in claims
    ]  # fmt: skip
    places = sorted((each.start, each.page) for each in numerals if each.page is not None)
    starts = [start for start, _ in places]

    def page_at(offset: int) -> int | None:
        return places[max(bisect_right(starts, offset) - 1, 0)][1] if places else None

    spans = [(each.start, each.end) for each in numerals]
    return {
        "corrections": [*_made(report_id, claims), *_stale(report_id, findings)],
        "digit_runs": list(_digit_runs(report_id, raw_text, spans, page_at)),
        "printed": [_printed(report_id, raw_text, figure) for figure in figures],
        "reader_warnings": [
            WarningRow(stable_id(report_id, "warning", number), report_id, each.check, each.start, each.end, each.page,
                       each.message, each.message_en)
            for number, each in enumerate(findings)
            if each.check not in declared and not each.check.startswith(UNDECLARED)
        ],
        "plausible": list(_plausible(report_id, figures, vocabulary)),
    }  # fmt: skip


UNDECLARED = ("unresolved_", "structure_")
"""How checks begin that are named after columns."""


def page_of(note: Note, offset: int) -> int | None:
    """The page that holds a code point; None for a note without pages."""
    return next((page.number for page in note.pages if offset in page.span), None)


STALE = "stale_correction"
"""The check whose findings are corrections that were not made."""


def _correction(report_id: str, each: Replayed, figure: _Figure | None) -> CorrectionRow:
    line = each.correction
    name, by = f"{line.column} {line.old or '∅'} → {line.new or '∅'}", f"{line.who}: {line.why}"
    if figure is None:
        zh, en = "報告已沒有這個數字", "the note has no such figure any more"
    elif each.found == line.new:
        zh, en = "現已讀作修正後的值，可刪去此行", "it is now read so without the correction; the line can go"
    else:
        zh, en = f"現讀作 {each.found or '∅'}", f"it is now read as {each.found or '∅'}"
    return CorrectionRow(
        stable_id(report_id, "correction", line.claim_id, line.column),
        report_id,
        () if figure is None else (figure.claim_id,),
        None if figure is None else figure.start,
        None if figure is None else figure.end,
        None if figure is None else figure.page,
        line.old,
        GONE if each.found is None else each.found,
        f"修正未套用：{name}（{by}）：{zh}",
        f"correction not made: {name} ({by}): {en}",
    )


GONE = "(no such figure)"


def _made(report_id: str, claims: Iterable[ClaimRow]) -> Iterator[CorrectionRow]:
    for claim in claims:
        for column, said in json.loads(claim.corrected).items():
            row_id = stable_id(report_id, "correction", claim.claim_id, column)
            place = (claim.start, claim.end, claim.page)
            yield CorrectionRow(row_id, report_id, (claim.claim_id,), *place, said["old"], said["old"], "", "")


def _stale(report_id: str, findings: Iterable[FindingRow]) -> Iterator[CorrectionRow]:
    for number, each in enumerate(finding for finding in findings if finding.check == STALE):
        row_id = stable_id(report_id, "stale", number)
        place = (each.start, each.end, each.page)
        yield CorrectionRow(row_id, report_id, each.claim_ids, *place, "", GONE, each.message, each.message_en)


def _digit_runs(
    report_id: str, text: str, numerals: Iterable[tuple[int, int]], page_at: Callable[[int], int | None]
) -> Iterator[DigitRunRow]:
    spans = sorted(numerals)
    first = 0
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        holding, place = 0, first
        while place < len(spans) and spans[place][0] <= start:
            holding += spans[place][1] >= end
            place += 1
        digits = match.group()
        zh, en = (
            ("", "")
            if holding == 1
            else (
                f"數字 {digits} 屬於 {holding} 個數值，應恰為一個",
                f"the digits {digits} lie in {holding} numerals; expected exactly one",
            )
        )
        yield DigitRunRow(
            stable_id(report_id, "digits", start),
            report_id,
            start,
            end,
            page_at(start),
            holding,
            zh,
            en,
        )


def _printed(report_id: str, text: str, figure: _Figure) -> PrintedRow:
    raw = text[figure.start : figure.end]
    zh, en = (
        ("", "")
        if raw == figure.text
        else (
            f"記為「{figure.text}」，原文該處為「{raw}」",
            f"recorded as {figure.text}; the note has {raw} there",
        )
    )
    return PrintedRow(
        figure.claim_id,
        report_id,
        (figure.claim_id,),
        figure.start,
        figure.end,
        figure.page,
        figure.text,
        raw,
        zh,
        en,
    )


def _warnings(note: Note) -> Iterator[WarningRow]:
    for number, warning in enumerate(note.warnings):
        start = warning.span.start if warning.span else None
        page = warning.page
        if page is None and start is not None:
            page = page_of(note, start)
        yield WarningRow(
            stable_id(note.report_id, "warning", number),
            note.report_id,
            warning.check,
            start,
            warning.span.end if warning.span else None,
            page,
            warning.message,
            warning.message_en,
        )


def _plausible(report_id: str, figures: Iterable[_Figure], vocabulary: Vocabulary) -> Iterator[PlausibleRow]:
    """Levels in percent of metrics for which `metric_definitions.tsv` gives limits, and falls of what cannot be negative: by
    more than 100 % it cannot fall."""
    definitions = vocabulary.lists.get("metric_definitions")
    if definitions is None:
        return
    for figure in figures:
        row = definitions.rows.get(figure.metric_id or "")
        if row is None or not (row["low"] or row["high"]) or figure.unit != "percent":
            continue
        least, most = (Decimal(row[name]) if row[name] else None for name in ("low", "high"))
        if figure.measure == "growth" and least is not None and least >= 0 and row["unit_kind"] in ("money", "count"):
            least, most = Decimal(-100), None
        elif figure.measure != "level":
            continue
        limits, limits_en = _limits(least, most)
        yield PlausibleRow(
            figure.claim_id,
            report_id,
            (figure.claim_id,),
            figure.start,
            figure.end,
            figure.page,
            figure.low,
            figure.high,
            least,
            most,
            f"{figure.metric} 印作 {figure.text}，{limits}",
            f"{figure.metric} is printed as {figure.text}; {limits_en}",
        )


def _limits(least: Decimal | None, most: Decimal | None) -> tuple[str, str]:
    """What a figure in percent should keep to, in words."""
    if least is not None and most is not None:
        return f"應在 {least}% 至 {most}% 之間", f"expected between {least}% and {most}%"
    if least is not None:
        return f"應不低於 {least}%", f"expected to be {least}% or more"
    return f"應不高於 {most}%", f"expected to be {most}% or less"
