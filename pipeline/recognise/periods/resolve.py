"""Which period a time expression means: the forms that build on one or two times (ranges, since, before, months ended)."""

from __future__ import annotations

from datetime import timedelta

from pipeline.model.mention import PeriodMention
from pipeline.model.period import Period
from pipeline.recognise.periods import calendar
from pipeline.recognise.periods.context import PeriodContext, Resolved
from pipeline.recognise.periods.moment import YEARS, moment
from pipeline.recognise.periods.readings import Parts, whole

NOWHERE = PeriodContext()


def absolute(values: Parts) -> Period | None:
    """The period where the printed words alone decide it."""
    return _expression(values, NOWHERE)


def resolve(mention: PeriodMention, context: PeriodContext) -> Resolved | None:
    """None for a length of time (7年), and where the context does not decide."""
    period = _expression(dict(mention.expression), context)
    return None if period is None else Resolved(period, period != mention.period)


def _expression(values: Parts, context: PeriodContext) -> Period | None:
    form = values.get("form")
    if form == "range":
        return _range(values, context)
    if "ago" in values:
        return _ago(values, context)
    if values.keys() & {"past", "future"}:
        return _from_today(values, context)
    if "plan" in values:
        return calendar.parse_label(str(values["plan"]))
    period = moment(values, context)
    if period is None or form is None or form == "as_of":
        return period
    if form == "since":
        return calendar.since(period, context.now)
    if form == "onward":
        return calendar.since(period, None)
    if form == "before":
        return calendar.before(period)
    if form == "after":
        return calendar.after(period)
    return _ended(values, period)


def _range(values: Parts, context: PeriodContext) -> Period | None:
    """Each end lends the other what is printed once: 2024年7月至9月, 11月3日至7日, 7月至2025年6月."""
    first = {key: value for key, value in values.items() if not key.startswith("to_") and key not in ("form", "role")}
    last = {key[3:]: value for key, value in values.items() if key.startswith("to_")}
    if "fiscal" in last and not first.keys() - {"year"}:
        first["fiscal"] = 1
    if last.keys() & YEARS or "decade" in last:
        return _range_from_end(first, last, context)
    start = moment(first, context)
    if start is None or start.start is None:
        return None
    if set(last) == {"day"}:
        last["month"] = start.start.month
    end = moment({**last, "year": start.start.year} if last.keys() & {"month", "quarter", "half"} else last, context)
    if end and end.end and end.end < start.start:
        end = calendar.shift_years(end, 1)
    return calendar.join(start, end) if end else None


def _range_from_end(first: Parts, last: Parts, context: PeriodContext) -> Period | None:
    end = moment(last, context)
    if end is None:
        return None
    lent = {} if first.keys() & YEARS or end.start is None else {"year": end.start.year}
    start = moment({**first, **lent}, context)
    if lent and start and start.start and end.end and end.end < start.start:
        start = calendar.shift_years(start, -1)
    return calendar.join(start, end) if start else None


def _from_today(values: Parts, context: PeriodContext) -> Period | None:
    """過去12個月, 未來五年: up to the day before the note, or from the day behind it; in whole years where only the year of
    the discourse is known."""
    count = whole(values, "to_count") or whole(values, "count")
    if count is None or "half_more" in values:
        return None
    sign = 1 if "future" in values else -1
    unit = str(values.get("unit"))
    if context.now is None:
        year = context.spoken_year
        if unit != "year" or year is None:
            return None
        first, last = sorted((year, year + sign * count))
        return calendar.join(calendar.year(first), calendar.year(last))
    other = calendar.add_units(context.now, sign * count, unit)
    if sign > 0:
        return calendar.span(context.now + timedelta(days=1), other)
    return calendar.span(other, context.now - timedelta(days=1))


def _ago(values: Parts, context: PeriodContext) -> Period | None:
    """一年前同期: the period spoken of, a year earlier; 5天前: the day."""
    count, unit = whole(values, "count"), str(values.get("unit"))
    if count is None or "half_more" in values:
        return None
    spoken = context.spoken
    if "same" in values or (unit == "year" and spoken is not None and values.get("role") == "base"):
        return calendar.shift_years(spoken, -count) if spoken and unit == "year" else None
    if context.published is None:
        return None
    return calendar.day(calendar.add_units(context.published, -count, unit))


def _ended(values: Parts, period: Period) -> Period | None:
    months = whole(values, "months")
    if period.end is None or months is None:
        return None
    ended = calendar.months_ending(period.end, months)
    if ended is None or "annual" not in values or calendar.grain(ended) == "year":
        return ended
    return Period(f"FY{whole(values, 'fiscal_year') or period.end.year:04d}", ended.start, ended.end)
