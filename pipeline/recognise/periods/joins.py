"""What makes one time out of two, or of a time and a word: from … to, since, before, up to, the months ended.

A join looks at a mention, at the text before and behind it, and at the next mention where one follows. All joins are bounded
in length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.recognise.periods.readings import Parts

Joined = dict[str, int | str] | None

NO_TIMES = frozenset({"past", "future", "count", "ordinal"})
BY_WORD = frozenset({"day_offset", "weekday", "trading_day", "day_of_last"})
ENDS = frozenset({"day", "day_of_last", "edge", "month", "month_offset", "month_of_last"})


@dataclass(frozen=True, slots=True)
class Join:
    """`before` must match up to the mention, `between` the whole text between two mentions, `after` from behind the last.
    A join of one mention has no `between`. `parts` builds the joined expression, None where the two do not fit."""

    name: str
    before: str
    between: str | None
    after: str
    parts: Callable[[Parts, Parts], Joined]
    reads: tuple[str, ...]
    rejects: tuple[str, ...] = ()


def is_time(values: Parts) -> bool:
    return not (NO_TIMES & values.keys())


def _range(first: Parts, last: Parts) -> Joined:
    if not (is_time(first) and is_time(last)) or "form" in first or "form" in last:
        return None
    if "weekday" in first and "day" not in first:  # 周一至周五 comes back every week
        return None
    return {**first, "form": "range", **{f"to_{key}": value for key, value in last.items()}}


def _form(name: str) -> Callable[[Parts, Parts], Joined]:
    def parts(first: Parts, last: Parts) -> Joined:
        return {**first, "form": name} if is_time(first) and "form" not in first else None

    return parts


def _day_in_brackets(first: Parts, last: Parts) -> Joined:
    """上周五(11月28日), 12月5日(明日): the number says which day; 明日(周四): the word does."""
    if "form" in first or "form" in last:
        return None
    worded, numbered = (first, last) if "day" in last else (last, first)
    if worded.keys() & (BY_WORD | {"week_offset"}) and "day" in numbered and set(numbered) <= {"day", "month", "year"}:
        return {**worded, **numbered}
    if "day_offset" in first and set(last) == {"weekday"}:
        return dict(first)
    return None


def _weekday_behind(first: Parts, last: Parts) -> Joined:
    return dict(first) if "day" in first and "form" not in first and set(last) == {"weekday"} else None


def _compound(first: Parts, last: Parts) -> Joined:
    """11年8個月: two lengths, added."""
    if set(first) - {"plus"} == set(last) == {"count", "unit"} and first["unit"] != last["unit"]:
        return {**first, "plus": f"{first.get('plus', '')} {last['count']} {last['unit']}".strip()}
    return None


def _ended(first: Parts, last: Parts) -> Joined:
    """截至9月30日止六個月: how many months lead up to the day."""
    months = _months(last)
    if months is None or not first.keys() & ENDS or "form" in first:
        return None
    named = {"fiscal_year": last["year"]} if "year" in last and "fiscal" in last else {}
    annual = {"annual": 1} if months == 12 and "count" not in last else {}
    return {**first, "form": "ended", "months": months, **named, **annual}


def _months(last: Parts) -> int | None:
    count, unit = last.get("count"), last.get("unit")
    if isinstance(count, int) and "half_more" not in last and "future" not in last:
        return {"month": count, "quarter": 3 * count, "year": 12 * count}.get(str(unit))
    if count == "半" and unit == "year":
        return 6
    for key, months in (("first_quarters", 3), ("first_months", 1)):
        number = last.get(key)
        if isinstance(number, int):
            return months * number
    for part, months in (("quarter", 3), ("half", 6), ("interim", 6)):
        if part in last:
            return months
    return 12 if last.keys() & {"fiscal", "whole", "year"} else None


def _ended_word(months: int) -> Callable[[Parts, Parts], Joined]:
    def parts(first: Parts, last: Parts) -> Joined:
        if not first.keys() & ENDS or "form" in first:
            return None
        return {**first, "form": "ended", "months": months, **({"annual": 1} if months == 12 else {})}

    return parts


# 止跌, 止損 and their like are no ends of a period.
ENDED = r"(?:<w:ended>(?![跌損蝕血步於盈賺付咳痛]))"
_LINK = r"的?[,，]?(?:未經審核|經審核)?的?"

# First, so that a day in brackets belongs to its word before that word ends a range.
INNER: tuple[Join, ...] = (
    Join(
        "day_in_brackets",
        "",
        r"[(（]",
        r"[)）]",
        _day_in_brackets,
        ("今日(13日)", "上周五(11月28日)", "昨日（12日）", "12月5日(明日)", "明日(周四)"),
        ("第三季(10月)",),
    ),
    Join("weekday_behind", "", r"[,，]? ?", "", _weekday_behind, ("2009年10月12日，星期一", "2023年8月9日週三")),
)

OUTER: tuple[Join, ...] = (
    Join(
        "months_ended",
        r"<w:until>?",
        r"<ended>" + _LINK,
        r"(?:度|期間)?",
        _ended,
        (
            "截至今年9月底止第三季",
            "截至2025年9月30日止六個月",
            "截至9月底止首三季",
            "截至今年9月底止上半年",
            "9月底止第三季",
            "9月底止2026財年中期",
            "截至9月27日止，第四財季",
            "截至2025年9月30日止首三財季",
        ),
    ),
    Join(
        "year_ended",
        r"<w:until>?",
        None,
        r"<ended>的?(?:整個)?(?:財政|會計|財務)?(?:年度|全年|財年|年(?![0-9]))",
        _ended_word(12),
        ("截至二零二五年三月三十一日止年度", "截至3月底止財政年度"),
    ),
    Join(
        "interim_ended",
        r"<w:until>?",
        None,
        r"<ended>的?<w:interim>(?:度)?",
        _ended_word(6),
        ("截至今年9月底止中期",),
    ),
    Join(
        "range",
        r"",
        r" ?<w:to> ?",
        r"(?:期間|之間|年間|間|止)?",
        _range,
        (
            "113年7月1日至9月30日",
            "2011至2024年間",
            "2023-2025年",
            "2024至2026年",
            "2024年7月至2025年6月",
            "6/25-6/27",
            "今年底至明年上半年",
            "2018/1/10-2018/7/10",
            "1995 - 1997年",
        ),
        ("周一至周五", "連升⟨三年⟩至五年"),
    ),
    Join("between", r"", r"[與和及]", r"(?:期間|之間|間)", _range, ("2015年和2018年之間", "三月和九月之間")),
    Join("after_before", r"", r"(?:以後|之後|後)", r"(?:以前|之前|前)", _range, ("2010年之後2018年之前",)),
    Join("compound", r"", r"[又零]?", r"", _compound, ("11年8個月", "一個星期又三天", "一年又一個月21天")),
    Join(
        "to_date",
        r"<w:from>?",
        None,
        r"(?:至今|迄今|至目前|以來|以降)",
        _form("since"),
        ("自2021年1月以來", "2024年以來", "年初至今", "年初迄今", "今年以來", "今年迄今"),
    ),
    Join(
        "since_event",
        r"<w:from>",
        None,
        r"[^,;。，；、]{1,14}以來",
        _form("since"),
        ("自2013年成立以來", "自上月14日生效以來"),
    ),
    Join(
        "onward",
        r"<w:from>?",
        None,
        r"(?:起計|起|(?:或|及)(?:以後|之後|其後))(?![跌步伏用動點])",
        _form("onward"),
        ("自2019年起", "3月起", "2015年1月1日或之後"),
        ("3月起跌",),
    ),
    Join(
        "beginning",
        r"<w:from>",
        None,
        r"開始",
        _form("onward"),
        ("從2015年2月1日開始",),
        ("2014年開始",),
    ),
    Join(
        "before",
        r"",
        None,
        r"(?:(?:或|及)(?:以前|之前|前)|以前|之前|前)(?![景瞻期夕後往進述任線沿鋒提三兩二五十一四六七八九\d])",
        _form("before"),
        ("2026年前", "2030年或之前", "2026年底前", "2012年1月1日及以前"),
        ("2026年前景", "2025年前三季", "2013年12月26日前往"),
    ),
    Join(
        "after",
        r"",
        None,
        r"(?:以後|之後|後)(?![市續者期段半勁台臺])",
        _form("after"),
        ("2025年後", "2011年1月7日之後", "07年以後"),
        ("2025年後市",),
    ),
    Join(
        "as_of",
        r"(?:<w:until>|到|於)?",
        None,
        r"<ended>",
        _form("as_of"),
        ("截至9月底止", "到2024年第三季度為止", "今年6月底止"),
        ("10月止跌",),
    ),
    Join("until", r"<w:until>", None, r"", _form("as_of"), ("截至9月底", "截至第三季")),
)

JOINS = (*INNER, *OUTER)
