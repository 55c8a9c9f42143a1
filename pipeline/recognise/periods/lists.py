"""What is printed once in a list holds for its neighbours."""

from __future__ import annotations

from pipeline.recognise.periods.found import Found
from pipeline.recognise.periods.readings import Parts


def lend(text: str, found: list[Found]) -> list[Found]:
    """2025年及2024年9月30日止六個月 speaks of the same six months in both years, 去年6月及12月 of two months of last year."""
    for index in range(len(found) - 2, -1, -1):
        here, there = found[index], found[index + 1]
        if there.start - here.end == 1 and text[here.end] in _LISTS:
            parts = _lent_day(here.parts, there.parts)
            if parts is not None:
                found[index] = here._replace(rule="lent_day", parts=parts)
    for index in range(1, len(found)):
        here, there = found[index - 1], found[index]
        if there.start - here.end == 1 and text[here.end] in _LISTS:
            parts = _lent_year(here.parts, there.parts)
            if parts is not None:
                found[index] = there._replace(rule="lent_year", parts=parts)
    return found


def _lent_day(first: Parts, second: Parts) -> Parts | None:
    if first.keys() - {"form"} != {"year"} or first.get("form") not in (None, "as_of"):
        return None
    if not {"day", "year"} <= second.keys() or "to_year" in second:
        return None
    return {**second, "year": first["year"]}


def _lent_year(first: Parts, second: Parts) -> Parts | None:
    years = first.keys() & {"year", "year_offset", "year_of_last"}
    parts = first.keys() & {"month", "quarter", "half"}
    if len(years) != 1 or len(parts) != 1 or first.keys() != years | parts or second.keys() != parts:
        return None
    year, part = years.pop(), parts.pop()
    earlier, later = first[part], second[part]
    if isinstance(earlier, int) and isinstance(later, int) and earlier < later:
        return {year: first[year], part: later}
    return None


_LISTS = frozenset("及和與、或/")
