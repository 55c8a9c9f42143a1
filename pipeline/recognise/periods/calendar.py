"""Periods of the calendar: from numbers to labels and ISO days, and from a label back.

Labels follow CONTRACT's `period`: 2024, 2024H1, 2024Q3, 2024-11, 2025-01-03; a span of whole calendar years is 2011/2024,
any other span its two days; an open side is empty. A fiscal year is FY2025 (FY2025H1, FY2025Q2), named after the calendar
year in which it ends.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from pipeline.model.period import Period

MONTHS_IN = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def year(number: int) -> Period:
    return Period(f"{number:04d}", date(number, 1, 1), date(number, 12, 31))


def half(number: int, which: int) -> Period:
    return Period(f"{number:04d}H{which}", *_months(number, 6 * which - 5, 6))


def quarter(number: int, which: int) -> Period:
    return Period(f"{number:04d}Q{which}", *_months(number, 3 * which - 2, 3))


def month(number: int, which: int) -> Period:
    return Period(f"{number:04d}-{which:02d}", *_months(number, which, 1))


def day(when: date) -> Period:
    return Period(when.isoformat(), when, when)


def make_date(number: int, which: int, day_of_month: int) -> date | None:
    """None for 31 June and the like."""
    if 1 <= which <= 12 and 1 <= day_of_month <= monthrange(number, which)[1]:
        return date(number, which, day_of_month)
    return None


def span(start: date, end: date) -> Period | None:
    """Both days included. A span that is a whole year, half, quarter or month bears that name; None where it runs backwards."""
    if end < start:
        return None
    if start == end:
        return day(start)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        if months % 12 == 0 and start.month == 1:
            return year(start.year) if months == 12 else Period(f"{start.year:04d}/{end.year:04d}", start, end)
        if months == 6 and start.month in (1, 7):
            return half(start.year, 1 + start.month // 7)
        if months == 3 and start.month % 3 == 1:
            return quarter(start.year, 1 + start.month // 3)
        if months == 1:
            return month(start.year, start.month)
    return Period(f"{start.isoformat()}/{end.isoformat()}", start, end)


def join(first: Period, last: Period) -> Period | None:
    """From the first day of one to the last day of the other, FY2024 and FY2026 as FY2024/FY2026. None where that runs
    backwards or a day is unknown."""
    if first.label.startswith("FY") and last.label.startswith("FY") and "/" not in first.label + last.label:
        if last.label[:6] < first.label[:6] or (first.start and last.end and last.end < first.start):
            return None
        return Period(f"{first.label}/{last.label}", first.start, last.end)
    return None if first.start is None or last.end is None else span(first.start, last.end)


def since(first: Period, until: date | None) -> Period:
    """From the first day of a period up to a day, or with an open end."""
    if first.start is None:
        return Period(f"{first.label.partition('/')[0]}/", None, None)
    closed = span(first.start, until) if until else None
    return closed or Period(f"{first.start.isoformat()}/", first.start, None)


def before(last: Period) -> Period:
    """2026年前 is /2026: the printed period closes the open range."""
    return Period(f"/{last.label.rpartition('/')[2]}", None, last.end)


def after(first: Period) -> Period:
    """2025年後 begins with 2026; 9月9日之後 with that day, whose rest it may mean."""
    if first.end is None:
        return since(first, None)
    start = first.end if first.start == first.end else first.end + timedelta(days=1)
    return Period(f"{start.isoformat()}/", start, None)


def fiscal(number: int, year_end: int | None, part: str = "") -> Period:
    """FY2025 and its H1, H2, Q1 … Q4. `year_end` is the month in which the fiscal year ends; unknown, the days are None."""
    label = f"FY{number:04d}{part}"
    if year_end is None:
        return Period(label, None, None)
    length = {"": 12, "H": 6, "Q": 3}[part[:1]]
    which = int(part[1:] or 1)
    ends = add_months(date(number, year_end, 1), length * which - 12)
    return Period(label, *_months_ending(ends.year, ends.month, length))


def months_ending(end: date, months: int) -> Period | None:
    """The period of whole months that ends on a day: 截至9月30日止六個月."""
    return span(add_months(end + timedelta(days=1), -months), end)


def add_months(when: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    number, index = divmod(12 * when.year + when.month - 1 + months, 12)
    return date(number, index + 1, min(when.day, monthrange(number, index + 1)[1]))


def add_units(when: date, count: int, unit: str) -> date:
    """`count` years, quarters, months, weeks or days later."""
    if unit in MONTHS_IN:
        return add_months(when, count * MONTHS_IN[unit])
    return when + timedelta(days=count * (7 if unit == "week" else 1))


def length_in_months(period: Period) -> int | None:
    """None for a period that does not run from a month's first day to a month's last."""
    if period.start is None or period.end is None or period.start.day != 1 or (period.end + timedelta(days=1)).day != 1:
        return None
    return 12 * (period.end.year - period.start.year) + period.end.month - period.start.month + 1


def shift_months(period: Period, months: int) -> Period | None:
    """The period so many months later, with the days of its ends kept (a month's last day stays one)."""
    if not months or period.start is None or period.end is None:
        return period if not months else None
    if period.start == period.end:
        return day(add_months(period.start, months))
    return span(add_months(period.start, months), _same_end(period.end, months))


def unit_at(when: date | None, months: int, offset: int) -> Period | None:
    """The month (1), quarter (3) or half (6) that a day lies in, `offset` of them later."""
    if when is None:
        return None
    index = (12 * when.year + when.month - 1) // months + offset
    number, which = divmod(index * months, 12)
    start = date(number, which + 1, 1)
    return span(start, add_months(start, months) - timedelta(days=1))


def shift_years(period: Period, years: int) -> Period | None:
    """The same part of another year: 2024Q3 a year earlier is 2023Q3. None where the days are not known."""
    if period.label.startswith("FY") and "/" not in period.label:
        label = f"FY{int(period.label[2:6]) + years:04d}{period.label[6:]}"
        if period.start is None or period.end is None:
            return Period(label, None, None)
        return Period(label, add_months(period.start, 12 * years), _same_end(period.end, 12 * years))
    if period.start is None or period.end is None:
        return None
    return shift_months(period, 12 * years)


def grain(period: Period) -> str:
    """year, half, quarter, month, day or range, as its label says."""
    for name, pattern in _GRAINS:
        if pattern.fullmatch(period.label):
            return name
    return "range"


def parse_label(label: str) -> Period:
    """The period that a label names. Raises ValueError for text that is none."""
    first, slash, last = label.partition("/")
    if slash:
        left = _parse_one(first) if first else None
        right = _parse_one(last) if last else None
        return Period(label, left.start if left else None, right.end if right else None)
    return _parse_one(label)


_GRAINS = (
    ("year", re.compile(r"(?:FY)?\d{4}")),
    ("half", re.compile(r"(?:FY)?\d{4}H[12]")),
    ("quarter", re.compile(r"(?:FY)?\d{4}Q[1-4]")),
    ("month", re.compile(r"\d{4}-\d\d")),
    ("day", re.compile(r"\d{4}-\d\d-\d\d")),
)


def _parse_one(label: str) -> Period:
    found = Period(label, None, None)
    name = grain(found)
    if label.startswith("FY") and name != "range":
        return found
    if name == "year":
        return year(int(label))
    if name == "half":
        return half(int(label[:4]), int(label[5]))
    if name == "quarter":
        return quarter(int(label[:4]), int(label[5]))
    if name == "month":
        return month(int(label[:4]), int(label[5:]))
    if name == "day":
        return day(date.fromisoformat(label))
    raise ValueError(f"{label!r} is no period label; expected 2024, 2024H1, 2024Q3, 2024-11, 2025-01-03, FY2025 or A/B")


def _months(number: int, first: int, length: int) -> tuple[date, date]:
    last = first + length - 1
    return date(number, first, 1), date(number, last, monthrange(number, last)[1])


def _months_ending(number: int, last: int, length: int) -> tuple[date, date]:
    end = date(number, last, monthrange(number, last)[1])
    return add_months(end + timedelta(days=1), -length), end


def _same_end(end: date, months: int) -> date:
    """A month's last day stays a month's last day (29 February too)."""
    if (end + timedelta(days=1)).day == 1:
        return add_months(end + timedelta(days=1), months) - timedelta(days=1)
    return add_months(end, months)
