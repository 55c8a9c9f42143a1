"""What makes one time out of two, or of a time and a word: from … to, since, before, up to, the months ended.

A join looks at a mention, at the text before and behind it, and at the next mention where one follows closely. All joins are
bounded in length, and are tried once at each mention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.recognise.periods.lexicon import Lexicon

Values = Mapping[str, int | str]
DAYLESS = frozenset({"past", "future", "count", "ordinal"})


@dataclass(frozen=True, slots=True)
class Join:
    """`before` must match up to the mention, `between` the whole text between two mentions, `after` from behind the last.
    A join of one mention has no `between`. `parts` builds the joined expression, None where the two do not fit."""

    name: str
    before: str
    between: str | None
    after: str
    parts: Callable[[Values, Values], dict[str, int | str] | None]
    reads: tuple[str, ...]
    rejects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledJoin:
    join: Join
    before: re.Pattern[str]
    between: re.Pattern[str] | None
    after: re.Pattern[str]


def compile_join(join: Join, lexicon: Lexicon) -> CompiledJoin:
    def fill(pattern: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"<w:(\w+)>", lambda m: lexicon.alternation(m[1]), pattern))

    return CompiledJoin(
        join,
        fill(f"(?:{join.before})$"),
        fill(join.between) if join.between is not None else None,
        fill(join.after),
    )


def _is_time(values: Values) -> bool:
    return not (DAYLESS & values.keys())


def _range(first: Values, last: Values) -> dict[str, int | str] | None:
    if not (_is_time(first) and _is_time(last)) or "form" in first or "form" in last or "weekday" in first:
        return None
    return {**first, "form": "range", **{f"to_{key}": value for key, value in last.items()}}


def _form(name: str) -> Callable[[Values, Values], dict[str, int | str] | None]:
    def parts(first: Values, last: Values) -> dict[str, int | str] | None:
        return {**first, "form": name} if _is_time(first) and "form" not in first else None

    return parts


def _day_in_brackets(first: Values, last: Values) -> dict[str, int | str] | None:
    """上周五(11月28日): the bracket says which day."""
    if (
        set(last) <= {"day", "month", "year"}
        and "day" in last
        and first.keys() & {"day_offset", "weekday", "trading_day", "day_of_last"}
    ):
        return {**first, **last}
    return None


def _ended(first: Values, last: Values) -> dict[str, int | str] | None:
    """截至9月30日止六個月: how many months lead up to the day."""
    if not first.keys() & {"day", "edge", "month"}:
        return None
    if last.get("unit") == "month" and isinstance(last.get("count"), int):
        months: int | str = last["count"]
    elif "quarter" in last:
        months = 3
    elif "half" in last:
        months = 6
    elif "first_quarters" in last:
        months = 3 * int(last["first_quarters"])
    elif "first_months" in last:
        months = last["first_months"]
    elif (
        "fiscal" in last
        or "whole" in last
        or last.get("year_of_last") == 0
        or "year" in last
        or last.get("unit") == "year"
    ):
        months = 12
    else:
        return None
    named = {"fiscal_year": last["year"]} if "year" in last and "fiscal" in last else {}
    return {**first, "form": "ended", "months": months, **named}


def _ended_word(months: int) -> Callable[[Values, Values], dict[str, int | str] | None]:
    def parts(first: Values, last: Values) -> dict[str, int | str] | None:
        if not first.keys() & {"day", "edge", "month"} or "form" in first:
            return None
        return {**first, "form": "ended", "months": months}

    return parts


JOINS: tuple[Join, ...] = (
    Join("day_in_brackets", "", r"\(", r"\)", _day_in_brackets, ("今日(13日)", "上周五(11月28日)", "昨日(12日)")),
    Join(
        "months_ended",
        r"<w:until>?",
        r"<w:ended>的?(?:,)?(?:未經審核|經審核)?(?:的)?",
        r"",
        _ended,
        (
            "截至今年9月底止第三季",
            "截至2025年9月30日止六個月",
            "截至9月底止首三季",
            "截至今年9月底止上半年",
            "9月底止第三季",
        ),
    ),
    Join(
        "year_ended",
        r"<w:until>?",
        None,
        r"<w:ended>的?(?:整個)?(?:財政|會計|財務)?(?:年度|全年|財年|年(?![0-9]))",
        _ended_word(12),
        ("截至二零二五年三月三十一日止年度",),
    ),
    Join(
        "interim_ended",
        r"<w:until>?",
        None,
        r"<w:ended>的?(?:中期|半年(?:度)?)",
        _ended_word(6),
        ("截至今年9月底止中期",),
    ),
    Join(
        "range",
        r"",
        r"(?:<w:to>|(?:與|和)(?=.{1,6}間))",
        r"(?:期間|之間|年間|間|止)?",
        _range,
        ("113年7月1日至9月30日", "2011至2024年間", "2023-2025年", "2024至2026年", "2024年7月至2025年6月", "6/25-6/27"),
    ),
    Join(
        "to_date",
        r"<w:from>?",
        None,
        r"(?:至今|迄今|至目前|以來|以降)",
        _form("since"),
        ("自2021年1月以來", "2024年以來", "年初至今", "年初迄今", "今年以來", "今年迄今"),
    ),
    Join("since_event", r"<w:from>", None, r"[^,;。，；、0-9]{1,12}以來", _form("since"), ("自2013年成立以來",)),
    Join("from", r"(?:自|自從|從|由)", None, r"(?:起計|起)", _form("since"), ("自2019年起",)),
    Join(
        "before",
        r"",
        None,
        r"(?:或)?(?:以前|之前|前)(?!景|瞻|三|兩|二|五|十|\d|夕|[一四六七八九])",
        _form("before"),
        ("2026年前", "2030年或之前", "2026年底前"),
    ),
    Join("after", r"", None, r"(?:以後|之後|後)(?!市|續|者|期|段|半|勁|台|臺)", _form("after"), ("2025年後",)),
    Join("as_of", r"(?:<w:until>|到|於)", None, r"<w:ended>", _form("as_of"), ("截至9月底止", "到2024年第三季度為止")),
    Join("until", r"<w:until>", None, r"", _form("as_of"), ("截至9月底", "截至第三季")),
)
