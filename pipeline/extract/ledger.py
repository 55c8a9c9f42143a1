"""The numerals ledger: every digit run of the raw text in exactly one row, and the Chinese numerals that count, rank or date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.prose import UNCLAIMED
from pipeline.model.claim import Claim, Numeral
from pipeline.model.note import Note
from pipeline.model.place import Span
from pipeline.model.quantity import NumeralCategory
from pipeline.recognise import Mentions, has_digit

_DIGITS = re.compile(r"[0-9０-９]+")
_NUMERAL = re.compile(r"[0-9０-９一二三四五六七八九十百千萬億兆兩〇零半廿卅壹貳參肆伍陸柒捌玖拾佰仟万亿两]")


def make_ledger(note: Note, every: Sequence[Mentions], claims: Sequence[Claim]) -> tuple[Numeral, ...]:
    """Rows by start, never overlapping. What lies outside every passage, or in one that is no part of the note, is boilerplate."""
    by_span = {(c.span.start, c.span.end): c.claim_id for c in claims}
    rows: list[Numeral] = []
    for mentions in every:
        passage = mentions.passage
        outside = passage.kind in UNCLAIMED
        for quantity in mentions.quantities:
            span = passage.raw(quantity.start, quantity.end)
            claim_id = by_span.get((span.start, span.end))
            category: NumeralCategory = (
                "temporal" if quantity.rule.startswith("duration") else quantity.quantity.category
            )
            rows.append(Numeral(span, "boilerplate" if outside else category, quantity.rule, claim_id))
        for numeral in mentions.numerals:
            rows.append(
                Numeral(
                    passage.raw(numeral.start, numeral.end),
                    "boilerplate" if outside else numeral.category,
                    numeral.rule,
                )
            )
        for period in mentions.periods:
            if _NUMERAL.search(passage.text, period.start, period.end):
                rows.append(
                    Numeral(
                        passage.raw(period.start, period.end), "boilerplate" if outside else "temporal", period.rule
                    )
                )
        for name in mentions.names:
            if has_digit(name.text):
                rows.append(
                    Numeral(passage.raw(name.start, name.end), "boilerplate" if outside else "product", name.rule)
                )
    return _without_overlaps(note.raw_text, rows)


def _without_overlaps(raw: str, rows: list[Numeral]) -> tuple[Numeral, ...]:
    """The earlier and longer row wins; each digit run that is left gets a row of its own."""
    rows.sort(key=lambda r: (r.span.start, r.claim_id is None, -r.span.end))
    kept: list[Numeral] = []
    end = 0
    for row in rows:
        if row.span.start < end:
            continue
        row = _whole_runs(raw, row, end)
        kept.append(row)
        end = row.span.end
    result: list[Numeral] = []
    at = 0
    for own in [*kept, None]:
        stop = own.span.start if own is not None else len(raw)
        result += [Numeral(Span(m.start(), m.end()), "boilerplate", "unread") for m in _DIGITS.finditer(raw, at, stop)]
        if own is not None:
            result.append(own)
            at = own.span.end
    return tuple(result)


def _whole_runs(raw: str, row: Numeral, floor: int) -> Numeral:
    """A row never cuts a digit run: it is widened to the run's ends."""
    start, end = row.span.start, row.span.end
    while start > floor and _DIGITS.match(raw[start]) and _DIGITS.match(raw[start - 1]):
        start -= 1
    while end < len(raw) and _DIGITS.match(raw[end - 1]) and _DIGITS.match(raw[end]):
        end += 1
    return (
        row
        if (start, end) == (row.span.start, row.span.end)
        else Numeral(Span(start, end), row.category, row.rule, row.claim_id)
    )
