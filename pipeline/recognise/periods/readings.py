"""From the named groups of a pattern to a mention's expression: which part of a time each group is, and its value.

The keys of `PeriodMention.expression`:

- `year`, `half`, `quarter`, `month`, `week`, `day`, `weekday` (1 Monday): as printed, the year in full and of the Common Era;
  `to_month`, `to_quarter`: the last of several; `fiscal`: the year is a fiscal one, named after the year in which it ends;
- `year_offset`, `quarter_offset`, `half_offset`, `month_offset`, `week_offset`, `day_offset`, `trading_day`, `fiscal_offset`: so
  many after the note's own (去年 -1); `year_of_last`, `quarter_of_last`, `month_of_last`, `week_of_last`, `day_of_last`: after the
  one last spoken of (同年 0, 翌年 1); `whole` (全年), `interim` (中期), `same` (同期 and 期內 "same" and "period", 上期 "previous");
- `first_months`, `first_quarters` of a year; `first_days`, `last_days`, `nth_week`, `half_month`, `third` (上旬 1) of a month;
  `edge`: its "start", "middle" or "end"; `month_alone` (月底), `weekend`, `decade` (its first year), `plan` (十四五);
- `count`, `to_count`, `unit`, `half_more`, `plus`: a length of time (三年半; "plus" reads "8 month"), with `past`, `future` or `ago`
  a time counted from the note; `tenor` (10年期), `average` (250天線); `ordinal` (第三個月);
- `form`: "range" (its second end's keys begin with `to_`), "since", "onward", "before", "after", "as_of", or "ended" with `months`
  that lead up to the day, `annual` for a financial year and `fiscal_year` where its name is printed;
- `scenario`: A, E or F (2025E); `role`: "base" where a figure is compared with this time (較去年同期).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.recognise.periods import words
from pipeline.recognise.periods.lexicon import Lexicon

Value = int | str
Parts = Mapping[str, Value]
REPUBLIC = 1911  # the year before the Republic's first
Reader = Callable[[str, Lexicon], Value]


def read_groups(match: re.Match[str], lexicon: Lexicon) -> Parts:
    """What the named groups say, in the order of printing."""
    parts: dict[str, Value] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            group = GROUPS.get(name.partition("__")[0])
            if group is not None:
                key, reader = group
                parts[key] = reader(text, lexicon)
    era = whole(parts, "era")
    if era is not None:  # 民國113年 is the 113th year after 1911
        del parts["era"]
        parts["year"] = era + (whole(parts, "year") or 0)
    return parts


def whole(parts: Parts, key: str) -> int | None:
    """A part as a whole number; None where it is absent, or printed as 數, 幾 or a fraction."""
    value = parts.get(key)
    return value if isinstance(value, int) else None


def _numeral(text: str, lexicon: Lexicon) -> int:
    return words.number(text)


def _short_year(text: str, lexicon: Lexicon) -> int:
    return 2000 + int(text)


def _era_year(text: str, lexicon: Lexicon) -> int:
    return 1 if text == "元" else words.number(text)


def _republic(text: str, lexicon: Lexicon) -> int:
    return REPUBLIC + words.number(text)


def _amount(text: str, lexicon: Lexicon) -> Value:
    """How many; as printed where it is no whole number (半, 幾, 數十, 兩三, 28.5)."""
    if len(text) == 2 and all(c in words.DIGITS for c in text):
        return text
    try:
        return words.number(text)
    except ValueError:
        return text


def _weekday(text: str, lexicon: Lexicon) -> int:
    return 7 if text in "日天" else words.number(text)


def _upper(text: str, lexicon: Lexicon) -> str:
    return text.upper()


def _word(role: str) -> Reader:
    return lambda text, lexicon: lexicon.value(role, text)


def _constant(value: Value) -> Reader:
    return lambda text, lexicon: value


GROUPS: Mapping[str, tuple[str, Reader]] = {
    "y4": ("year", _numeral),
    "y2": ("year", _short_year),
    "ycn": ("year", _numeral),
    "roc": ("year", _republic),
    "era": ("era", _word("era")),
    "era_year": ("year", _era_year),
    "yw": ("year_offset", _word("year")),
    "yl": ("year_of_last", _word("year_of_last")),
    "fw": ("fiscal_offset", _word("fiscal_year")),
    "to_y4": ("to_year", _numeral),
    "to_y2": ("to_year", _short_year),
    "decade": ("decade", _numeral),
    "century": ("century", _numeral),
    "q": ("quarter", _numeral),
    "qw": ("quarter", _word("quarter")),
    "qo": ("quarter_offset", _word("quarter_offset")),
    "ql": ("quarter_of_last", _word("quarter_of_last")),
    "fqw": ("quarter", _word("fiscal_quarter")),
    "h": ("half", _numeral),
    "ho": ("half_offset", _word("half_offset")),
    "hw": ("half", _word("half")),
    "fhw": ("half", _word("fiscal_half")),
    "interim": ("interim", _constant(1)),
    "m": ("month", _numeral),
    "to_m": ("to_month", _numeral),
    "mo": ("month_offset", _word("month_offset")),
    "ml": ("month_of_last", _word("month_of_last")),
    "d": ("day", _numeral),
    "do": ("day_offset", _word("day")),
    "dp": ("day_offset", _word("day_prefix")),
    "dl": ("day_of_last", _word("day_of_last")),
    "td": ("trading_day", _word("trading_day")),
    "week": ("week", _numeral),
    "wo": ("week_offset", _word("week")),
    "wl": ("week_of_last", _word("week_of_last")),
    "weekend": ("weekend", _constant(1)),
    "wd": ("weekday", _weekday),
    "edge": ("edge", _word("edge")),
    "third": ("third", _word("third")),
    "fm": ("first_months", _numeral),
    "fq": ("first_quarters", _numeral),
    "fd": ("first_days", _numeral),
    "ld": ("last_days", _numeral),
    "nth_week": ("nth_week", lambda text, lexicon: 1 if text == "首" else words.number(text)),
    "half_month": ("half_month", lambda text, lexicon: 1 if text == "上" else 2),
    "month_alone": ("month_alone", _constant(1)),
    "whole": ("whole", _constant(1)),
    "same": ("same", _constant("same")),
    "samew": ("same", _word("same")),
    "plan": ("plan", _word("plan")),
    "scenario": ("scenario", _upper),
    "n": ("count", _amount),
    "to_n": ("to_count", _amount),
    "half_more": ("half_more", _constant(1)),
    "ordinal": ("ordinal", _numeral),
    "unit": ("unit", _word("unit")),
    "unit_month": ("unit", _constant("month")),
    "unit_year": ("unit", _constant("year")),
    "fiscal": ("fiscal", _constant(1)),
    "to_q": ("to_quarter", _numeral),
    "past": ("past", _constant(1)),
    "future": ("future", _constant(1)),
    "ago": ("ago", _constant(1)),
    "tenor": ("tenor", _constant(1)),
    "average": ("average", _constant(1)),
}
