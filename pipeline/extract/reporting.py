"""Which period a note reports: 截至2025年9月30日止六個月 tells what its 半年 and 期內 are, and when the fiscal year ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.model.period import Period
from pipeline.recognise import Mentions
from pipeline.recognise.periods import PeriodContext, calendar, resolve

_FIRST = 12  # passages within which a note says what it reports


def opening(published: date | None, body: Sequence[Mentions]) -> PeriodContext:
    """What is known of time before the first word of a note is read."""
    context = PeriodContext(published=published)
    year_end = next((end for m in body[:_FIRST] if (end := _fiscal_year_end(m.passage.text))), None)
    context = context._replace(fiscal_year_end=year_end)
    reported = next(_reported(body[:_FIRST], context), None)
    months = calendar.length_in_months(reported) if reported else None
    if reported is None or reported.end is None or months not in (6, 12):
        return context
    year_end = reported.end.month if months == 12 else (reported.end.month + 5) % 12 + 1
    return PeriodContext(published=published, reported=reported, fiscal_year_end=year_end)


_QUARTER_ENDS = re.compile(r"第(?P<quarter>[1-4一二三四])財季[（(，]?截至[^，。；]{0,8}?(?P<month>\d{1,2})月底?止")
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def _fiscal_year_end(text: str) -> int | None:
    """第二財季(截至今年9月底止): a year that ends in March."""
    found = _QUARTER_ENDS.search(text)
    if found is None or not 1 <= int(found["month"]) <= _MONTHS:
        return None
    quarter = _NUMBERS.get(found["quarter"]) or int(found["quarter"])
    return (int(found["month"]) + _MONTHS - 3 * quarter) % _MONTHS or _MONTHS


_MONTHS = 12


def _reported(body: Sequence[Mentions], context: PeriodContext) -> Iterator[Period]:
    for mentions in body:
        for mention in mentions.periods:
            if dict(mention.expression).get("form") == "ended" and (found := resolve(mention, context)) is not None:
                yield found.period
