"""The shape of a rule, and the fragments that patterns are written in.

A pattern is a regular expression in which `<name>` stands for a fragment, and `<w:role>` for the words of a role in
`period_words.tsv`. Named groups say what was read; `read_groups` turns them into the mention's expression. Nothing in a
pattern repeats without a bound, so that finding is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.recognise.periods import words
from pipeline.recognise.periods.lexicon import Lexicon

Parts = Mapping[str, int | str]
Kind = Literal["instant", "day", "week", "month", "quarter", "half", "year", "range", "duration", "relative"]

CN = "〇零○一二三四五六七八九"

FRAGMENTS: Mapping[str, str] = {
    # A word that says "so long" when it stands before a number: 逾24年高位 is a length, 2025至27年 is not.
    "not_a_length": r"(?<![近逾超約連續創達過滿每第首共歷隔長])",
    "y4": r"(?<![\d.,/])(?P<y4>(?:19|20)\d\d)",
    "y2": r"(?<![\d.,/])(?P<y2>[0-4]\d)",
    "full_year": rf"(?:<y4>|(?P<ycn>[一二][九〇零○][{CN}]{{2}}))年(?:度)?",
    "roc_year": rf"(?:<w:era>(?P<era>\d{{1,3}}|[{CN}十百]{{1,5}}|元)|(?<![\d.,/])(?P<roc>1(?:0[1-9]|[1-3]\d))|(?P<roc>一[〇零○一二三][{CN}]))年(?:度)?",
    "year": r"(?:<full_year>|<roc_year>|(?P<yw><w:year>)|(?P<yl><w:year_of_last>))",
    "fiscal_year": r"(?:(?:<y4>|<y2>)年?<w:fiscal>|(?P<fw><w:fiscal_year>))",
    "number": rf"(?:\d{{1,2}}|[{CN}十廿兩]{{1,3}})",
    "quarter": r"(?:第(?P<q>[1-4一二三四])(?:個)?季(?:度)?|(?P<q>[1-4一二三四])季(?:度|(?=報))|(?P<qw><w:quarter>))",
    "half": r"(?P<hw><w:half>)",
    "m": r"(?:0?[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九])",
    "d": r"(?:0?[1-9]|[12]\d|3[01]|二?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|[一二三四五六七八九])",
    "month": r"(?<![\d.])(?P<m><m>)月(?:份)?",
    "months": r"(?<![\d.])(?:(?P<ma><m>)(?:月(?:份)?)?(?:<w:to>|<w:and>)(?P<mb><m>)|(?P<ma>[一二三四五六七八九])(?P<mb>[二三四五六七八九十]))月(?:份)?",
    "month_tail": r"(?:(?P<third><w:third>)|(?P<edge><w:edge>)(?!期|學|產|國|央|心|型|小|大|高|低|部|標))",
    "first": r"<w:first>(?:(?P<fm><number>)個?月(?:份)?|(?P<fq>[二兩三23])個?季(?:度)?)",
    "year_tail": r"(?P<edge><w:edge>)(?!期|學|產|國|央|心|型|小|大|高|低|部|標|步|次|級|創|稿|始)",
    "whole": r"(?P<whole>全年度?)",
    "same": r"(?P<same>同期)",
    "fiscal_part": r"(?:第?(?P<q>[1-4一二三四])個?財季|(?P<fqw><w:fiscal_quarter>)|(?P<fhw><w:fiscal_half>))",
    "scenario": r"(?:\(?(?P<scenario>[AEFaef])\)?(?![A-Za-z]))?",
    "n": rf"(?:(?P<n>(?<![\d.,])\d{{1,3}}(?:\.\d)?)(?:<w:to>(?P<to_n>\d{{1,3}}))?|(?P<n>[{CN}十廿兩半數幾百]{{1,4}})(?:<w:to>(?P<to_n>[{CN}十廿兩百]{{1,4}}))?)",
    "unit": r"(?P<unit><w:unit>)",
}

STARTS: Mapping[str, str] = {
    "digit": "0123456789",
    "numeral": CN + "十廿兩千半數幾百",
    "latin": "QqHhFfYyCc",
    "ordinal": "第",
    "year_sign": "年",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to print a time. `starts` names how it can begin (a key of STARTS or a role), so that it is tried nowhere
    else. The first of `reads` and all others give exactly one mention, over the whole text or the part in ⟨⟩, by this rule;
    `rejects` give no mention by it."""

    name: str
    pattern: str
    starts: tuple[str, ...]
    reads: tuple[str, ...]
    rejects: tuple[str, ...] = ()
    parts: Callable[[re.Match[str], Lexicon], Parts | None] | None = None  # read_groups where None


def expand(pattern: str, lexicon: Lexicon) -> str:
    """The pattern with its fragments and words in place."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        return lexicon.alternation(name[2:]) if name.startswith("w:") else expand(FRAGMENTS[name], lexicon)

    return re.sub(r"(?<!\?P)<([a-z_0-9:]+)>", fill, pattern)


def compile_rule(rule: Rule, lexicon: Lexicon) -> re.Pattern[str]:
    """A group may stand in several branches of a pattern: the second `m` becomes `m__2`, which `read_groups` undoes."""
    seen: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found[1]
        seen[name] = seen.get(name, 0) + 1
        return f"(?P<{name}>" if seen[name] == 1 else f"(?P<{name}__{seen[name]}>"

    return re.compile(re.sub(r"\(\?P<(\w+)>", number, expand(rule.pattern, lexicon)))


def read_groups(match: re.Match[str], lexicon: Lexicon) -> Parts | None:
    """What the named groups say, in the order of printing; None where a number is out of range."""
    parts: dict[str, int | str] = {}
    for name, text in match.groupdict().items():
        if text is None:
            continue
        group = _GROUPS.get(name.partition("__")[0])
        if group is None:  # a group that another parser reads
            continue
        key, value = group
        parts[key] = value(text, lexicon)
    return parts


def _numeral(text: str, lexicon: Lexicon) -> int:
    return words.number(text)


def _word(role: str) -> Callable[[str, Lexicon], int | str]:
    return lambda text, lexicon: lexicon.value(role, text)


def _short_year(text: str, lexicon: Lexicon) -> int:
    return 2000 + int(text)


def _republic(text: str, lexicon: Lexicon) -> int:
    return 1911 + (1 if text == "元" else words.number(text))


def _amount(text: str, lexicon: Lexicon) -> int | str:
    if text in ("數", "幾", "半"):
        return text
    return text if "." in text else words.number(text.replace("半", "")) if text.strip("數幾半") == text else text


def _constant(value: int | str) -> Callable[[str, Lexicon], int | str]:
    return lambda text, lexicon: value


_GROUPS: Mapping[str, tuple[str, Callable[[str, Lexicon], int | str]]] = {
    "y4": ("year", _numeral),
    "y2": ("year", _short_year),
    "ycn": ("year", _numeral),
    "era": ("year", _republic),
    "roc": ("year", _republic),
    "to_n": ("to_count", _amount),
    "dp": ("day_offset", _word("day_prefix")),
    "yw": ("year_offset", _word("year")),
    "yl": ("year_of_last", _word("year_of_last")),
    "fw": ("fiscal_offset", _word("fiscal_year")),
    "q": ("quarter", _numeral),
    "qw": ("quarter", _word("quarter")),
    "qo": ("quarter_offset", _word("quarter_offset")),
    "ql": ("quarter_of_last", _word("quarter_of_last")),
    "hw": ("half", _word("half")),
    "h": ("half", _numeral),
    "m": ("month", _numeral),
    "ma": ("month", _numeral),
    "mb": ("to_month", _numeral),
    "mo": ("month_offset", _word("month_offset")),
    "ml": ("month_of_last", _word("month_of_last")),
    "d": ("day", _numeral),
    "do": ("day_offset", _word("day")),
    "dl": ("day_of_last", _word("day_of_last")),
    "td": ("trading_day", _word("trading_day")),
    "wo": ("week_offset", _word("week")),
    "wl": ("week_of_last", _word("week_of_last")),
    "wd": ("weekday", lambda text, lexicon: 7 if text in "日天" else words.number(text)),
    "edge": ("edge", _word("edge")),
    "third": ("third", _word("third")),
    "fm": ("first_months", _numeral),
    "fq": ("first_quarters", _numeral),
    "fqw": ("quarter", _word("fiscal_quarter")),
    "fhw": ("half", _word("fiscal_half")),
    "whole": ("whole", _constant(1)),
    "same": ("same", _word("same")),
    "plan": ("plan", _word("plan")),
    "scenario": ("scenario", lambda text, lexicon: text.upper()),
    "n": ("count", _amount),
    "ordinal": ("ordinal", _numeral),
    "unit": ("unit", _word("unit")),
    "fiscal": ("fiscal", _constant(1)),
    "past": ("past", _constant(1)),
    "future": ("future", _constant(1)),
    "tenor": ("tenor", _constant(1)),
    "average": ("average", _constant(1)),
}
