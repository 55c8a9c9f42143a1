"""Which period a time expression means, given when the note was published and what it spoke of last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.model.mention import PeriodMention
from pipeline.model.period import Period
from pipeline.recognise.periods import calendar

Values = Mapping[str, int | str]

# A quarter is reported within three months of its end: an outlook on one that ended longer ago means the next year's.
REPORTED_WITHIN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class PeriodContext:
    """What a reader knows at a mention.

    `last`: the last period that the discourse speaks of (see `follow`). `last_day`: the last day it speaks of, for 當日.
    `fiscal_year_end`: the month, 1 to 12, None while unknown. `outlook`: the sentence speaks of the future (料, 預期, 展望).
    """

    published: date | None = None
    last: Period | None = None
    fiscal_year_end: int | None = None
    outlook: bool = False
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`inferred`: the printed words alone did not decide; year, quarter or day came from the context."""

    period: Period
    inferred: bool


def absolute(values: Values) -> Period | None:
    """The period where the printed words alone decide it."""
    if not values.keys() & {"year", "plan"} or values.keys() & {"to_year_offset", "to_year_of_last"}:
        return None
    return _expression(values, PeriodContext())


def resolve(mention: PeriodMention, context: PeriodContext) -> Resolved | None:
    """None for a length of time, and where the context does not decide."""
    values = dict(mention.expression)
    if values.get("form") == "since" or mention.period is None or "fiscal" in values:
        period = _expression(values, context)
        if period is None:
            period = mention.period
        return None if period is None else Resolved(period, mention.period is None or period != mention.period)
    return Resolved(mention.period, False)


def follow(context: PeriodContext, mention: PeriodMention, resolved: Resolved | None) -> PeriodContext:
    """The context behind a mention. What a figure is compared with (較去年同期, 以來) leaves the discourse where it was."""
    values = dict(mention.expression)
    if resolved is None or resolved.period.start is None or values.get("role") == "base" or "same" in values:
        return context
    if values.get("form") in ("since", "before", "after") or values.keys() & {"past", "future", "count", "plan"}:
        return context
    if calendar.grain(resolved.period) == "day" and "edge" not in values:
        after = replace(context, last_day=resolved.period.start)
        return replace(after, last=resolved.period) if "year" in values else after
    return replace(context, last=resolved.period)


def _expression(values: Values, context: PeriodContext) -> Period | None:
    form = values.get("form")
    if form == "range":
        return _range(values, context)
    if "past" in values or "future" in values:
        return _from_today(values, context)
    if "plan" in values:
        return calendar.parse_label(str(values["plan"]))
    period = _moment(values, context)
    if period is None:
        return None
    if form == "since":
        return calendar.since(period, context.published)
    if form == "before":
        return calendar.before(period)
    if form == "after":
        return Period(
            f"{period.label.partition('/')[0]}/", period.end + timedelta(days=1) if period.end else None, None
        )
    if form == "ended":
        return _ended(values, period)
    return period


def _range(values: Values, context: PeriodContext) -> Period | None:
    first = {key: value for key, value in values.items() if not key.startswith("to_") and key not in ("form", "role")}
    last = {key[3:]: value for key, value in values.items() if key.startswith("to_")}
    if "to_month" in first:
        return None
    if not last.keys() & _YEARS:  # 113年7月1日至9月30日: the second end is in the first one's year, or the next
        start = _moment(first, context)
        if start is None or start.start is None:
            return None
        end = _moment(
            {**({"month": start.start.month} if set(last) == {"day"} else {}), **last, "year": start.start.year},
            context,
        )
        if end and end.end and end.end < start.start:
            end = calendar.shift_years(end, 1)
    else:
        end = _moment(last, context)
        if end is None:
            return None
        if not first.keys() & _YEARS and end.start:  # 7月至2025年9月
            first = {**first, "year": end.start.year}
        start = _moment(first, context)
        if start and start.start and end.end and end.end < start.start:
            start = calendar.shift_years(start, -1)
    return calendar.join(start, end) if start and end else None


_YEARS = frozenset({"year", "year_offset", "year_of_last", "fiscal_offset"})


def _from_today(values: Values, context: PeriodContext) -> Period | None:
    """過去12個月, 未來五年: by days from the day of publication, in whole years by years."""
    count, unit = values.get("count"), values.get("unit")
    today = context.published or (context.last.end if context.last else None)
    if today is None or not isinstance(count, int):
        return None
    sign = 1 if "future" in values else -1
    if unit == "year":
        first, last = sorted((today.year, today.year + sign * count))
        return calendar.join(calendar.year(first), calendar.year(last))
    months = {"quarter": 3, "month": 1}.get(str(unit))
    if months:
        other = calendar.add_months(today, sign * months * count)
    else:
        other = today + sign * timedelta(days=count * (7 if unit == "week" else 1))
    edge = timedelta(days=sign)
    return calendar.span(today + edge, other) if sign > 0 else calendar.span(other - edge, today)


def _ended(values: Values, period: Period) -> Period | None:
    months = values["months"]
    if period.end is None or not isinstance(months, int):
        return None
    ended = calendar.months_ending(period.end, months)
    if ended is None or months != 12 or ended.label.isdecimal():
        return ended
    return Period(f"FY{period.end.year:04d}", ended.start, ended.end)


def _moment(values: Values, context: PeriodContext) -> Period | None:
    """One time, not a range of two."""
    if values.keys() & {"count", "ordinal"}:
        return None
    if "day" in values or values.keys() & _DAYS:
        return _day(values, context)
    if values.keys() & {"week_offset", "week_of_last"}:
        return _week(values, context)
    if "same" in values:
        return _same(values, context)
    if "fiscal" in values:
        return _fiscal(values, context)
    part = _part(values, context)
    return _edge(values, part) if part else None


_DAYS = frozenset({"day_offset", "day_of_last", "trading_day", "weekday"})


def _int(values: Values, key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) else None


def _year(values: Values, context: PeriodContext) -> int | None:
    """The year that is named, by number or by word; None where no year is."""
    number = _int(values, "year")
    if number is not None:
        return number
    offset = _int(values, "year_offset")
    if offset is not None:
        base = context.published.year if context.published else _last_year(context)
        return None if base is None else base + offset
    offset = _int(values, "year_of_last")
    if offset is not None:
        base = _last_year(context) or (context.published.year if context.published else None)
        return None if base is None else base + offset
    return None


def _last_year(context: PeriodContext) -> int | None:
    if context.last is None:
        return None
    return context.last.start.year if context.last.start else int(context.last.label.strip("FY/")[:4])


def _part(values: Values, context: PeriodContext) -> Period | None:
    """A year, half, quarter or month, or some of the year's first months."""
    number = _year(values, context)
    if number is not None:
        return _in_year(values, number)
    if values.keys() & _YEARS:
        return None
    moved = _moved(values, context)
    if moved is not None or values.keys() & _MOVED:
        return moved
    return _plausible(values, context)


def _in_year(values: Values, number: int) -> Period | None:
    if not 1 <= number <= 9998:
        return None
    month, to_month = _int(values, "month"), _int(values, "to_month")
    if month is not None:
        if to_month is None:
            return calendar.month(number, month)
        last = calendar.month(number + (to_month < month), to_month)
        return calendar.join(calendar.month(number, month), last)
    first = _int(values, "first_months") or 3 * (_int(values, "first_quarters") or 0)
    if first:
        return calendar.join(calendar.month(number, 1), calendar.month(number, first)) if first <= 12 else None
    quarter, half = _int(values, "quarter"), _int(values, "half")
    if quarter is not None:
        return calendar.quarter(number, quarter)
    return calendar.half(number, half) if half is not None else calendar.year(number)


_MOVED = frozenset({"quarter_offset", "quarter_of_last", "month_offset", "month_of_last"})


def _moved(values: Values, context: PeriodContext) -> Period | None:
    """上季, 本月, 當月: counted from the day of publication or from the period last spoken of."""
    for key, months in (("quarter_offset", 3), ("month_offset", 1)):
        offset = _int(values, key)
        if offset is None:
            continue
        last = context.last if key == "quarter_offset" and _spoken_quarter(context) else None
        today = (last.start if last else None) or context.published
        today = today or (context.last.start if context.last else None)
        if today is None:
            return None
        if last and context.published and (context.outlook or offset > 0):
            today = context.published
        return _unit_at(calendar.add_months(today.replace(day=1), months * offset), months)
    for key, months in (("quarter_of_last", 3), ("month_of_last", 1)):
        offset = _int(values, key)
        if offset is None:
            continue
        today = (context.last.start if context.last else None) or context.published
        return None if today is None else _unit_at(calendar.add_months(today.replace(day=1), months * offset), months)
    return None


def _spoken_quarter(context: PeriodContext) -> bool:
    return context.last is not None and calendar.grain(context.last) == "quarter"


def _unit_at(when: date, months: int) -> Period:
    return calendar.month(when.year, when.month) if months == 1 else calendar.quarter(when.year, (when.month + 2) // 3)


def _plausible(values: Values, context: PeriodContext) -> Period | None:
    """第三季, 10月, 上半年 with no year: of the year last spoken of or of publication, unless that lies in the future of a
    sentence about the past, or long in the past of one about the future."""
    number = _last_year(context) or (context.published.year if context.published else None)
    if number is None:
        return None
    period = _in_year(values, number)
    if period is None or period.start is None or period.end is None or context.published is None:
        return period
    if not context.outlook and period.start > context.published:
        return _in_year(
            values, context.published.year - (period.start.replace(year=context.published.year) > context.published)
        )
    if context.outlook and period.end + REPORTED_WITHIN < context.published:
        return _in_year(values, number + 1)
    return period


def _edge(values: Values, period: Period) -> Period | None:
    """年底, 10月底 are instants; 上旬 and its like ten days of a month."""
    third, edge = _int(values, "third"), values.get("edge")
    if period.start is None or period.end is None:
        return period
    if third is not None:
        start = period.start.replace(day=10 * third - 9)
        return calendar.span(start, period.end if third == 3 else start + timedelta(days=9))
    if edge == "start":
        return calendar.day(period.start)
    if edge == "end":
        return calendar.day(period.end)
    if edge == "middle":
        half = calendar.add_months(period.start, 6) - timedelta(days=1)
        return calendar.day(half if calendar.grain(period) == "year" else period.start.replace(day=15))
    return period


def _fiscal(values: Values, context: PeriodContext) -> Period | None:
    number = _int(values, "year")
    if number is None:
        base = context.published or (context.last.end if context.last else None)
        if base is None:
            return None
        ended = context.fiscal_year_end or 12
        number = base.year + (base.month > ended) + (_int(values, "fiscal_offset") or 0)
    part = next((f"{mark}{values[key]}" for mark, key in (("Q", "quarter"), ("H", "half")) if key in values), "")
    return _edge(values, calendar.fiscal(number, context.fiscal_year_end, part))


def _same(values: Values, context: PeriodContext) -> Period | None:
    """去年同期, 2019年同期: the period last spoken of, in another year; 期內: that period itself."""
    last = context.last
    if values["same"] == "year":
        number = context.published.year if context.published else _last_year(context)
        return None if number is None else calendar.year(number)
    if last is None:
        return None
    offset = _int(values, "year_offset")
    if offset is None:
        offset = _int(values, "fiscal_offset")
    if offset is not None:
        return calendar.shift_years(last, offset)
    number = _int(values, "year")
    spoken = _last_year(context)
    return last if number is None or spoken is None else calendar.shift_years(last, number - spoken)


def _week(values: Values, context: PeriodContext) -> Period | None:
    offset, weekday = _int(values, "week_offset"), _int(values, "weekday")
    today = context.published if offset is not None else (context.last_day or context.published)
    if today is None:
        return None
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset or 0)
    if weekday is not None:
        return calendar.day(monday + timedelta(days=weekday - 1))
    return calendar.span(monday, monday + timedelta(days=6))


def _day(values: Values, context: PeriodContext) -> Period | None:
    """A day by its number, by a word, by its weekday; where word and number are printed, the number decides."""
    number, month = _int(values, "day"), _int(values, "month")
    if number is None:
        return _day_by_word(values, context)
    if month is not None:
        return _day_of_month(values, context, number, month)
    near = _month_of_day(values, context)
    if near is None:
        return None
    exact = calendar.make_date(near.year, near.month, number)
    if values.keys() & {"month_offset", "month_of_last", "year"}:
        return calendar.day(exact) if exact else None
    candidates = [near + timedelta(days=shift) for shift in range(-31, 32)]
    fitting = [day for day in candidates if day.day == number]
    if values.keys() & (_DAYS | {"week_offset"}):
        return calendar.day(min(fitting, key=lambda day: abs((day - near).days))) if fitting else None
    wanted = [day for day in fitting if (day >= near if context.outlook else day <= near)]
    return calendar.day(min(wanted, key=lambda day: abs((day - near).days))) if wanted else None


def _month_of_day(values: Values, context: PeriodContext) -> date | None:
    """A day near the one that is meant."""
    if values.keys() & {"month_offset", "month_of_last"}:
        month = _moved(values, context)
        return month.start if month else None
    by_word = (
        _week(values, context)
        if "week_offset" in values
        else _day_by_word(values, context)
        if values.keys() & _DAYS
        else None
    )
    if by_word:
        return by_word.start
    return context.published or (context.last.end if context.last else None)


def _day_of_month(values: Values, context: PeriodContext, number: int, month: int) -> Period | None:
    year = _year(values, context)
    if year is None:
        if values.keys() & _YEARS:
            return None
        whole = _plausible({"month": month}, context)
        if whole is None or whole.start is None:
            return None
        year = whole.start.year
        exact = calendar.make_date(year, month, number)
        if (
            exact
            and context.published
            and exact > context.published
            and not context.outlook
            and exact - context.published > timedelta(days=45)
        ):
            year -= 1
    exact = calendar.make_date(year, month, number)
    return calendar.day(exact) if exact else None


def _day_by_word(values: Values, context: PeriodContext) -> Period | None:
    offset = _int(values, "day_offset")
    if offset is not None:
        return calendar.day(context.published + timedelta(days=offset)) if context.published else None
    offset = _int(values, "day_of_last")
    if offset is not None:
        today = context.last_day or context.published
        return calendar.day(today + timedelta(days=offset)) if today else None
    step = _int(values, "trading_day")
    if context.published is None:
        return None
    if step is not None:
        when = context.published + timedelta(days=step)
        while when.weekday() > 4:
            when += timedelta(days=step)
        return calendar.day(when)
    weekday = _int(values, "weekday")
    if weekday is None:
        return None
    back = (context.published.weekday() + 1 - weekday) % 7
    return calendar.day(context.published + timedelta(days=7 - back if context.outlook and back else -back))
