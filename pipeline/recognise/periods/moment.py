"""One time, not a range of two: a year or a part of one, printed in full or counted from the context."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.model.period import Period
from pipeline.recognise.periods import calendar
from pipeline.recognise.periods.context import PeriodContext
from pipeline.recognise.periods.days import DAYS, resolve_day, resolve_week
from pipeline.recognise.periods.readings import Parts, whole

YEARS = frozenset({"year", "year_offset", "year_of_last", "fiscal_offset"})
MOVED = frozenset({"quarter_offset", "quarter_of_last", "month_offset", "month_of_last", "half_offset"})

# A quarter is reported within three months of its end: an outlook on one that ended longer ago means the next year's.
REPORTED_WITHIN = timedelta(days=92)

FAR_AHEAD = timedelta(days=150)

# A note of November that names December without more means the coming one; a quarter or half that has not begun is the
# coming one where its beginning is twice as near as the end of the last.
BEGINS_WITHIN = timedelta(days=31)


def moment(values: Parts, context: PeriodContext) -> Period | None:
    """None for lengths of time, and where the context does not decide."""
    if values.keys() & {"count", "ordinal"}:
        return None
    if "decade" in values:
        first = whole(values, "decade") or 0
        return calendar.join(calendar.year(first), calendar.year(first + 9))
    if "same" in values:
        return _same(values, context)
    if values.keys() & {"week", "week_offset", "week_of_last", "weekend"} and "day" not in values:
        return resolve_week(values, context, _year(values, context))
    if "day" in values or values.keys() & DAYS:
        return resolve_day(values, context, lambda parts: _part(parts, context))
    if "fiscal" in values:
        return _edge(values, _fiscal(values, context))
    return _edge(values, _part(values, context))


def _year(values: Parts, context: PeriodContext) -> int | None:
    """The year that is named, by number or by word; None where no year is."""
    number = whole(values, "year")
    if number is not None:
        return number
    for key, base in (("year_offset", context.this_year), ("year_of_last", context.spoken_year or context.this_year)):
        offset = whole(values, key)
        if offset is not None:
            return None if base is None else base + offset
    return None


def _part(values: Parts, context: PeriodContext) -> Period | None:
    """A year, half, quarter or month, or some of the year's first months."""
    number = _year(values, context)
    if number is not None:
        return _in_year(values, number)
    if values.keys() & YEARS:
        return None
    if values.keys() & MOVED:
        return _moved(values, context)
    if "month_alone" in values:
        return _this_month(context)
    return _plausible(values, context)


def _in_year(values: Parts, number: int) -> Period | None:
    if not 1 <= number <= 9998:
        return None
    month, to_month = whole(values, "month"), whole(values, "to_month")
    if month is not None:
        if to_month is None:
            return calendar.month(number, month)
        return calendar.join(calendar.month(number, month), calendar.month(number + (to_month < month), to_month))
    first = whole(values, "first_months") or 3 * (whole(values, "first_quarters") or 0)
    if first:
        return calendar.join(calendar.month(number, 1), calendar.month(number, first)) if first <= 12 else None
    quarter, half = whole(values, "quarter"), whole(values, "half")
    if quarter is not None:
        last = calendar.quarter(number, whole(values, "to_quarter") or quarter)
        return calendar.join(calendar.quarter(number, quarter), last)
    if "interim" in values:
        half = 1
    return calendar.half(number, half) if half is not None else calendar.year(number)


def _moved(values: Parts, context: PeriodContext) -> Period | None:
    """上季, 本月, 當月. A quarter counts from the one spoken of, 本季 in an outlook and a month from the day of the note."""
    spoken, now = context.spoken, context.published
    quarterly = spoken is not None and calendar.length_in_months(spoken) == 3
    offset = whole(values, "quarter_offset")
    if offset is not None:
        if quarterly and spoken and not (offset == 0 and context.outlook and now):
            return calendar.shift_months(spoken, 3 * offset)
        return calendar.unit_at(now, 3, offset) or calendar.unit_at(spoken.end if spoken else None, 3, offset)
    offset = whole(values, "quarter_of_last")
    if offset is not None:
        if quarterly and spoken:
            return calendar.shift_months(spoken, 3 * offset)
        within_year = spoken is not None and (calendar.length_in_months(spoken) or 0) < 12
        base = spoken.end if spoken and within_year else now
        return calendar.unit_at(base, 3, offset - (not within_year))
    offset = whole(values, "month_offset")
    if offset is not None:
        return calendar.unit_at(now or (spoken.end if spoken else None), 1, offset)
    offset = whole(values, "half_offset")
    if offset is not None:
        return calendar.unit_at(now, 6, offset)
    return calendar.unit_at((spoken.end if spoken else None) or now, 1, whole(values, "month_of_last") or 0)


def _this_month(context: PeriodContext) -> Period | None:
    """月底, 月初 with no month: of the month or day spoken of, else of the note's."""
    spoken = context.spoken
    within = (
        spoken is not None
        and spoken.start is not None
        and spoken.end is not None
        and (spoken.end - spoken.start).days < 31
    )
    return calendar.unit_at(spoken.end if within and spoken else context.now, 1, 0)


def _plausible(values: Parts, context: PeriodContext) -> Period | None:
    """第三季, 10月, 上半年, 全年 with no year. In a dated note they are of its own year, unless

    - an outlook speaks of the next year, or the part ended too long ago to be looked forward to: then of the next year;
    - the part has not begun: then of the year before, but where it is about to begin;
    - it has not ended, and the discourse reports the year before (a review published in March).

    Past years stand in notes as comparisons far more often than as the time of what follows, so they do not carry further.
    """
    spoken = context.spoken
    if "interim" in values and spoken is not None and calendar.length_in_months(spoken) == 6:
        return spoken
    if "interim" in values and context.reported is not None and calendar.length_in_months(context.reported) == 6:
        return context.reported
    if context.published is None:
        return _of_discourse(values, context)
    this_year, spoken_year = context.published.year, context.spoken_year
    this = _in_year(values, this_year)
    if this is None or this.start is None or this.end is None:
        return this
    if context.outlook and values.get("role") != "base":
        return _ahead(values, this, context.published, spoken_year)
    ahead = this.start - context.published
    if ahead > timedelta(0):
        before = _in_year(values, this_year - 1)
        assert before and before.end
        soon = BEGINS_WITHIN if "month" in values else (context.published - before.end) / 2
        return this if ahead <= soon else before
    if spoken_year == this_year - 1 and this.end > context.published and ahead <= timedelta(0):
        return _in_year(values, spoken_year)
    return this


def _ahead(values: Parts, this: Period, published: date, spoken_year: int | None) -> Period | None:
    """第四季 in an outlook of February is the quarter about to be reported, 第一季 in one of November the coming one."""
    before = _in_year(values, published.year - 1)
    assert this.start and this.end and before and before.end
    unreported = before.end + REPORTED_WITHIN >= published
    if unreported and values.keys() & {"month", "quarter"} and this.start - published > FAR_AHEAD:
        return before
    if unreported and "whole" in values and spoken_year == published.year - 1:
        return before
    begun = "quarter" in values and this.start <= published  # 預估明年…，第4季營收…, in a note of November
    coming = spoken_year == published.year + 1 and this.end >= published and "month" not in values and not begun
    if coming or this.end + REPORTED_WITHIN < published:
        return _in_year(values, published.year + 1)
    return this


def _of_discourse(values: Parts, context: PeriodContext) -> Period | None:
    """In a note without a date: of the year spoken of, but not behind the last day that it names as past."""
    if context.spoken_year is None:
        return None
    period = _in_year(values, context.spoken_year)
    late = (
        period is not None
        and period.start is not None
        and context.last_day is not None
        and period.start > context.last_day
    )
    return _in_year(values, context.spoken_year - 1) if late and not context.outlook else period


def _edge(values: Parts, period: Period | None) -> Period | None:
    """年底, 10月底 are instants; 上旬 and its like ten days of a month; 11月首20日 its first days."""
    if period is None or period.start is None or period.end is None:
        return period
    some = _some_days(values, period.start, period.end)
    if some is not None:
        return some
    edge = values.get("edge")
    if edge == "start":
        return calendar.day(period.start)
    if edge == "end":
        return calendar.day(period.end)
    if edge == "middle":
        return calendar.day(_middle(period.start, calendar.length_in_months(period)))
    return period


def _some_days(values: Parts, start: date, end: date) -> Period | None:
    """Ten days of a month, its first or second half, the first or last days of a period, its second week."""
    third, half, week = whole(values, "third"), whole(values, "half_month"), whole(values, "nth_week")
    first, last = whole(values, "first_days"), whole(values, "last_days")
    if third is not None:
        start = start.replace(day=10 * third - 9)
        return calendar.span(start, end if third == 3 else start + timedelta(days=9))
    if half is not None:
        return calendar.span(start, start.replace(day=15)) if half == 1 else calendar.span(start.replace(day=16), end)
    if week is not None:
        start += timedelta(weeks=week - 1)
        return calendar.span(start, min(end, start + timedelta(days=6)))
    if first is not None:
        return calendar.span(start, min(end, start + timedelta(days=first - 1)))
    return None if last is None else calendar.span(max(start, end - timedelta(days=last - 1)), end)


def _middle(start: date, months: int | None) -> date:
    """年中 is the end of June; 月中 the fifteenth."""
    if months is None or months == 1:
        return start.replace(day=15)
    return calendar.add_months(start, months // 2) - timedelta(days=1)


def _fiscal(values: Parts, context: PeriodContext) -> Period | None:
    number = whole(values, "year")
    if number is None:
        now = context.now or (context.spoken.end if context.spoken else None)
        if now is None:
            return None
        number = now.year + (now.month > (context.fiscal_year_end or 12)) + (whole(values, "fiscal_offset") or 0)
    half = 1 if "interim" in values else whole(values, "half")
    quarter = whole(values, "quarter")
    part = f"Q{quarter}" if quarter else f"H{half}" if half else ""
    return calendar.fiscal(number, context.fiscal_year_end, part)


def _reports_last_year(context: PeriodContext) -> bool:
    """年內 in a report on a whole year that has ended not long ago is that year."""
    spoken, now = context.spoken, context.published
    if spoken is None or now is None or spoken.end is None or calendar.length_in_months(spoken) != 12:
        return False
    return spoken.end.year == now.year - 1


def _same(values: Parts, context: PeriodContext) -> Period | None:
    """去年同期, 2019年同期: the period spoken of, in another year; 期內: that period itself."""
    spoken = context.spoken
    if values["same"] == "year":
        if _reports_last_year(context):
            return spoken
        return None if context.this_year is None else calendar.year(context.this_year)
    if spoken is None:
        return None
    if values["same"] == "previous":
        months = calendar.length_in_months(spoken)
        return calendar.shift_months(spoken, -months) if months else None
    for key in ("year_offset", "fiscal_offset", "year_of_last"):
        offset = whole(values, key)
        if offset is not None:
            return calendar.shift_years(spoken, offset)
    number, year = whole(values, "year"), context.spoken_year
    return spoken if number is None or year is None else calendar.shift_years(spoken, number - year)
