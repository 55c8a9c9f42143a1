"""Date and time stamps as files print them. For metadata only: what a note says of time is read elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_STAMP = re.compile(
    r"""(?<![0-9.])(?P<year>(?:19|20)[0-9]{2})\s?[-/.年]\s?(?P<month>[0-9]{1,2})\s?[-/.月]\s?(?P<day>[0-9]{1,2})\s?日?
    (?:(?:\s*[（(]?(?:週|周|星期)[一二三四五六日天][）)]?)?[T\s]*(?P<half>上午|下午|AM|PM)?\s*
       (?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(?:[:：](?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?
       \s*(?P<half_after>AM|PM)?\s*(?P<zone>Z\b|[+-][0-9]{2}:?[0-9]{2}\b)?)?""",
    re.VERBOSE | re.IGNORECASE,
)


def find_stamp(text: str) -> tuple[datetime, int, int] | None:
    """The first date, with the time beside it, and its place. Naive where no zone is printed."""
    for found in _STAMP.finditer(text):
        moment = _moment(found)
        if moment:
            return moment, found.start(), found.end()
    return None


def is_stamp(text: str) -> bool:
    """Whether the text is a date or time stamp and nothing else."""
    found = find_stamp(text)
    return found is not None and not text[: found[1]].strip() and not text[found[2] :].strip()


def _moment(found: re.Match[str]) -> datetime | None:
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["half_after"] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    if half in ("上午", "AM") and hour == 12:
        hour = 0
    try:
        moment = datetime(
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
    zone = found["zone"]
    if not zone:
        return moment
    if zone in "Zz":
        return moment.replace(tzinfo=UTC)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    if offset >= timedelta(days=1):
        return moment
    return moment.replace(tzinfo=timezone(offset if zone[0] == "+" else -offset))
