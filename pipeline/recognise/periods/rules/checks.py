"""What a pattern alone cannot say: that a day exists, that two years follow each other."""

from __future__ import annotations

import re

from pipeline.recognise.periods import words
from pipeline.recognise.periods.calendar import make_date
from pipeline.recognise.periods.readings import Parts

LEAP_YEAR = 2024  # of a day without a year, so that 2月29日 may stand


def day_exists(parts: Parts, match: re.Match[str]) -> Parts | None:
    """2月30日 is no date."""
    year, month, day = parts.get("year", LEAP_YEAR), parts.get("month"), parts.get("day")
    if (
        isinstance(year, int)
        and isinstance(month, int)
        and isinstance(day, int)
        and make_date(year, month, day) is None
    ):
        return None
    return parts


def fiscal(parts: Parts, match: re.Match[str]) -> Parts | None:
    """2025/26年度 is the fiscal year that ends in 2026; 2025/28 is none."""
    until = next((text for name, text in match.groupdict().items() if text and name.startswith("until")), None)
    first = parts.get("year")
    if until is None or not isinstance(first, int):
        return {**parts, "fiscal": 1}
    if int(until) % 100 != (first + 1) % 100:
        return None
    return {**parts, "year": first + 1, "fiscal": 1}


def later_year(parts: Parts, match: re.Match[str]) -> Parts | None:
    """2025至2027: the second year is the later one, and not by more than a generation."""
    first, last = parts.get("year"), parts.get("to_year")
    if isinstance(first, int) and isinstance(last, int) and 0 < last - first <= 40:
        return {**parts, "form": "range"}
    return None


def later_fiscal_year(parts: Parts, match: re.Match[str]) -> Parts | None:
    """FY25-27E; FY24-25 is one fiscal year, not two."""
    years = later_year(parts, match)
    if years is None or years["to_year"] == years["year"] + 1:  # type: ignore[operator]
        return None
    return {**years, "fiscal": 1, "to_fiscal": 1}


def running(parts: Parts, match: re.Match[str]) -> Parts | None:
    """YTD, the last twelve months (LTM, TTM), the next twelve (NTM)."""
    if match["running"] == "YTD":
        return {"year_offset": 0, "form": "since"}
    return {"future" if match["running"] == "NTM" else "past": 1, "count": 12, "unit": "month"}


def year_ended(parts: Parts, match: re.Match[str]) -> Parts | None:
    """FY3/25: the twelve months that end with March 2025."""
    return {**parts, "form": "ended", "months": 12, "annual": 1}


def next_month(parts: Parts, match: re.Match[str]) -> Parts | None:
    """7、8月, 十一、十二月 are lists; 三、十月 is a list mark and a month. Figures list any months: 3、6月."""
    month, after = parts.get("month"), words.number(match["after"])
    return parts if match[0].isascii() or after == month + 1 else None  # type: ignore[operator]


def two_years(parts: Parts, match: re.Match[str]) -> Parts | None:
    """今明兩年, 明後兩年."""
    first = {"今": 0, "明": 1}[match["two"][0]]
    return {"year_offset": first, "form": "range", "to_year_offset": first + len(match["two"]) - 1}


def last_century(parts: Parts, match: re.Match[str]) -> Parts | None:
    """九十年代 is of the last century, 二十年代 of this one; 上世紀 and 本世紀 say which."""
    decade, century = parts.get("decade"), parts.get("century")
    if not isinstance(decade, int) or decade % 10:
        return None
    if isinstance(century, int):
        return {"decade": 100 * (century - 1) + decade}
    this = "本" in match[0] or (decade < 50 and "上" not in match[0])
    return {"decade": (2000 if this else 1900) + decade}
