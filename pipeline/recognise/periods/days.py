"""Days and weeks: by number, by word, by weekday; where word and number are printed together, the number decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.model.period import Period
from pipeline.recognise.periods import calendar
from pipeline.recognise.periods.context import PeriodContext
from pipeline.recognise.periods.readings import Parts, whole

DAYS = frozenset({"day_offset", "day_of_last", "trading_day", "weekday"})
FROM_MONTH = frozenset({"month", "month_offset", "month_of_last"})
Part = Callable[[Parts], Period | None]

# A note of November speaks of the next December's days without a word of the future, of the last December's only in January.
ANNOUNCED_WITHIN = timedelta(days=45)
LOOKED_AHEAD_FROM = timedelta(days=120)  # an outlook still mentions days that have just passed


def resolve_day(values: Parts, context: PeriodContext, part: Part) -> Period | None:
    """`part` gives the month for the parts of an expression that name one."""
    number = whole(values, "day")
    if number is None:
        return _by_word(values, context)
    if values.keys() & FROM_MONTH:
        return _in_month(values, context, number, part)
    worded = resolve_week(values, context, None) if "week_offset" in values else _by_word(values, context)
    near = worded.start if worded and worded.start else context.now or (context.spoken.end if context.spoken else None)
    return None if near is None else _nearest(number, near, context.outlook, either=worded is not None)


def _nearest(number: int, near: date, outlook: bool, *, either: bool) -> Period | None:
    """The day of that number closest to `near`; before it unless the sentence looks ahead, or `either` side may be meant."""
    fitting = [near + timedelta(days=shift) for shift in range(-62, 63) if (near + timedelta(days=shift)).day == number]
    wanted = [day for day in fitting if either or (day >= near if outlook else day <= near)]
    return calendar.day(min(wanted, key=lambda day: abs(day - near))) if wanted else None


def _in_month(values: Parts, context: PeriodContext, number: int, part: Part) -> Period | None:
    month = part({key: value for key, value in values.items() if key != "day"})
    if "month_offset" in values and values.keys() & {"year_offset", "year"}:
        month = part({"month_offset": values["month_offset"]})
        year = part({key: values[key] for key in ("year", "year_offset") if key in values})
        month = (
            calendar.month(year.start.year, month.start.month)
            if year and month and year.start and month.start
            else None
        )
    if month is None or month.start is None:
        return None
    when = calendar.make_date(month.start.year, month.start.month, number)
    if when is None and "month" in values and "year" not in values:  # 29 February of the last leap year
        return _leap_day(month.start.year) if (month.start.month, number) == (2, 29) else None
    unmarked = not values.keys() & {"year", "year_offset", "year_of_last", "month_offset", "month_of_last"}
    if when and unmarked and context.published:
        when = _near_publication(when, context.published, context.outlook)
    return calendar.day(when) if when else None


def _near_publication(when: date, published: date, outlook: bool) -> date | None:
    """The year in which that day of a month is close to the note's: ahead of it in an outlook, else behind it or soon."""
    years = range(published.year - 1, published.year + 2)
    days = [day for day in (calendar.make_date(year, when.month, when.day) for year in years) if day]
    if outlook:
        return min((day for day in days if day >= published - LOOKED_AHEAD_FROM), default=None)
    return max((day for day in days if day - published <= ANNOUNCED_WITHIN), default=None)


def _leap_day(year: int) -> Period | None:
    for earlier in range(year, year - 9, -1):
        when = calendar.make_date(earlier, 2, 29)
        if when:
            return calendar.day(when)
    return None


def _by_word(values: Parts, context: PeriodContext) -> Period | None:
    """今日, 當日, 上日, 周四."""
    published = context.published
    offset = whole(values, "day_offset")
    if offset is not None:
        return calendar.day(published + timedelta(days=offset)) if published else None
    offset = whole(values, "day_of_last")
    if offset is not None:
        day = context.last_day or published
        return calendar.day(day + timedelta(days=offset)) if day else None
    if published is None:
        return None
    step = whole(values, "trading_day")
    if step is not None:
        when = published + timedelta(days=step)
        while when.weekday() > 4:
            when += timedelta(days=step)
        return calendar.day(when)
    weekday = whole(values, "weekday")
    if weekday is None:
        return None
    back = (published.weekday() + 1 - weekday) % 7
    return calendar.day(published + timedelta(days=7 - back if context.outlook and back else -back))


def resolve_week(values: Parts, context: PeriodContext, year: int | None) -> Period | None:
    """A week from Monday to Sunday, its weekend, or a day of it; 第48周 as ISO 8601 counts."""
    number = whole(values, "week")
    if number is not None:
        if year is None or not 1 <= number <= 53:
            return None
        monday = date.fromisocalendar(year, 1, 1) + timedelta(weeks=number - 1)
        return calendar.span(monday, monday + timedelta(days=6))
    offset, weekday = whole(values, "week_offset"), whole(values, "weekday")
    today = context.published if offset is not None or "weekend" in values else (context.last_day or context.published)
    if today is None:
        return None
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset or 0)
    if weekday is not None:
        return calendar.day(monday + timedelta(days=weekday - 1))
    if "weekend" in values and offset is None and monday + timedelta(days=5) > today and not context.outlook:
        monday -= timedelta(weeks=1)
    return calendar.span(monday + timedelta(days=5 if "weekend" in values else 0), monday + timedelta(days=6))
