"""Which period a note reports: 截至2025年9月30日止六個月 tells what its 半年 and 期內 are, and when the fiscal year ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.model.period import Period
from pipeline.recognise import Mentions
from pipeline.recognise.periods import PeriodContext, calendar, resolve

_FIRST = 12  # passages within which a note says what it reports


def opening(published: date | None, body: Sequence[Mentions]) -> PeriodContext:
    """What is known of time before the first word of a note is read."""
    context = PeriodContext(published=published)
    reported = next(_reported(body[:_FIRST], context), None)
    months = calendar.length_in_months(reported) if reported else None
    if reported is None or reported.end is None or months not in (6, 12):
        return context
    year_end = reported.end.month if months == 12 else (reported.end.month + 5) % 12 + 1
    return PeriodContext(published=published, reported=reported, fiscal_year_end=year_end)


def _reported(body: Sequence[Mentions], context: PeriodContext) -> Iterator[Period]:
    for mentions in body:
        for mention in mentions.periods:
            if dict(mention.expression).get("form") == "ended" and (found := resolve(mention, context)) is not None:
                yield found.period
