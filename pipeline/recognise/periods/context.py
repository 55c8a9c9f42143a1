"""What a reader knows at a mention, and how a mention changes it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pipeline.model.mention import PeriodMention
from pipeline.model.period import Period
from pipeline.recognise.periods import calendar


class PeriodContext(NamedTuple):
    """`published`: the day of the note. `last`: the period that the discourse speaks of; `past`: the same, forecasts left
    out, so that 第三季 in a report of facts is not of the year last forecast. `last_day`: the last day it names, for 當日.
    `reported`: the half or year that the note reports (截至9月底止中期業績), where it says so: 半年 and 全年 without more are that one.
    `fiscal_year_end`: the month, 1 to 12, None while unknown. `outlook`: the sentence speaks of what is to come (料, 預期,
    展望); the caller sets it for each sentence."""

    published: date | None = None
    last: Period | None = None
    fiscal_year_end: int | None = None
    outlook: bool = False
    last_day: date | None = None
    past: Period | None = None
    reported: Period | None = None

    @property
    def now(self) -> date | None:
        """The day that 以來 runs up to and that a past thing cannot lie behind."""
        return self.published or self.last_day

    @property
    def spoken(self) -> Period | None:
        """The period that a word such as 同年 or 上季 counts from."""
        return self.last if self.outlook else self.past or self.last

    @property
    def spoken_year(self) -> int | None:
        """Its year; of a range the first one, of a fiscal year the one that names it."""
        spoken = self.spoken
        if spoken is None:
            return None
        return spoken.start.year if spoken.start else int(spoken.label.strip("FY/")[:4])

    @property
    def this_year(self) -> int | None:
        """The year of the note's day, else of the discourse."""
        return self.now.year if self.now else self.spoken_year


class Resolved(NamedTuple):
    """`inferred`: the printed words alone did not decide; year, quarter, day or the open end came from the context."""

    period: Period
    inferred: bool


def follow(context: PeriodContext, mention: PeriodMention, resolved: Resolved | None) -> PeriodContext:
    """The context behind a mention. What a figure is compared with (較去年同期, 自 2018 年以來) and lengths of time leave the
    discourse where it was; a day is remembered as a day, and becomes the period spoken of where its year is printed."""
    values = dict(mention.expression)
    if resolved is None or values.get("role") == "base" or values.keys() & _NOT_FOLLOWED:
        return context
    if context.last is not None and any(_negative(values.get(key)) for key in _BACKWARDS):
        return context
    if values.get("form") in ("since", "onward", "before", "after"):
        return context
    period = resolved.period
    if period.start is not None and calendar.grain(period) == "day" and "edge" not in values:
        context = context._replace(last_day=period.start)
        if "year" not in values:
            return context
    return context._replace(last=period, past=context.past if context.outlook else period)


def _negative(value: int | str | None) -> bool:
    return isinstance(value, int) and value < 0


# 去年, 上季, 上月 stand beside the period that the text is about, to compare with it.
_BACKWARDS = (
    "year_offset",
    "year_of_last",
    "fiscal_offset",
    "quarter_offset",
    "month_offset",
    "month_of_last",
    "week_offset",
)
_NOT_FOLLOWED = frozenset({"same", "past", "future", "ago", "count", "ordinal", "plan", "decade"})
