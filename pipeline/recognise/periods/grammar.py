"""The shape of a rule, and the fragments that patterns are written in.

A pattern is a regular expression in which `<name>` stands for a fragment, and `<w:role>` for the words of a role in
`period_words.tsv`. Named groups say what was read (see `readings`). Nothing in a pattern repeats without a bound, so that
finding is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.recognise.periods.lexicon import Lexicon
from pipeline.recognise.periods.readings import Parts

CN = "〇零○一二三四五六七八九"

FRAGMENTS: Mapping[str, str] = {
    # Numbers
    "number": rf"(?:\d{{1,2}}|[{CN}十廿兩]{{1,3}})",
    "m": r"(?:0?[1-9](?!\d)|1[0-2]|十[一二]?|[一二三四五六七八九])",
    "d": r"(?:0?[1-9](?!\d)|[12]\d|3[01]|二?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|[一二三四五六七八九])",
    "some": r"(?:[一二兩三四五六七八九]?百(?:零?[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)?|[一二三四五六七八九]?十[一二三四五六七八九幾]?|廿[一二三四五六七八九]?|[一兩二三四五六七八][一二三四五六七八九]|[一二兩三四五六七八九]|幾十?)",
    "amount": r"(?:(?P<n>(?<![\d.,])(?!0)\d{1,3}(?:\.\d{1,2})?)(?:<w:to>(?P<to_n>\d{1,3}))?|(?P<n><some>|半|(?<![指函倍總參位人])數十?)(?:<w:to>(?P<to_n><some>))?)",
    "unit": r"(?:個(?P<half_more>半)(?:(?P<unit_month>月)|(?P<unit_year>年))|(?P<unit><w:unit>)(?!圓|(?<=[周週])[歲年邊刊圍末])(?P<half_more>半)?)",
    # What makes a superlative of the time before it: 近15年新高, 2021年以來最大 say how long, not when.
    "record": r"(?:來|以來)?的?(?:歷史)?(?:新[高低]|次[高低]|[高低]位|[高低]點|[高低](?![單至於])|最|首[次見度]|第[\d一二三四五六七八九十]{1,2}[高低])",
    "open": r"[(（]",
    "close": r"[)）]",
    # Years. One of four digits stands alone; 113年 is of the Republic; two digits need company (see `short_year`).
    "y4": r"(?<![\d.,])(?<!(?<!20\d\d)/)(?P<y4>(?:19|20)\d\d)(?!\d)",
    "marked_y4": r"(?<![\d.,])(?<!(?<!20\d\d)/)(?P<y4>(?:1[5-9]|20|21)\d\d)(?!\d)",
    "y2": r"(?<![\d.,/])(?P<y2>[0-4]\d)",
    "full_year": rf"(?:<marked_y4>|(?P<ycn>(?:一九|二[〇零○])[{CN}]{{2}}|[一兩二]千(?:零[{CN}]|[{CN}]?十[{CN}]?)?))年(?:度)?",
    "roc_year": rf"(?:(?P<era><w:era>)(?P<era_year>\d{{1,3}}|[{CN}十百]{{1,5}}|元)|(?<![\d.,/])(?P<roc>1(?:0[1-9]|[1-3]\d))|(?P<roc>一[〇零○一二三][{CN}]))年(?:度)?",
    "year": r"(?:<full_year>|<roc_year>|(?<!馬)(?P<yw><w:year>)(?!度)|(?P<yl><w:year_of_last>))",
    "fiscal_year": r"(?:(?:<y4>|<y2>)年?(?:度)?<w:fiscal>|(?P<fw><w:fiscal_year>))",
    # A length of time stands behind these, not a year or a day: 逾24年高位, 連升5日.
    "not_a_length": r"(?<![近逾超約連續創達過滿每第首共歷隔長期時升跌漲線架])",
    # Parts of a year
    "quarter": r"(?:第(?P<q>[1-4一二三四])個?季(?:度)?|(?P<q>[1-4一二三四])季(?:度|(?=報))|(?P<qw><w:quarter>))",
    "quarters": r"第(?P<q>[1-4一二三四])季?<w:to>第?(?P<to_q>[1-4一二三四])季(?:度)?",
    "half": r"(?P<hw><w:half>)",
    "month": r"(?<![\d.])(?P<m><m>)月(?:份)?",
    "months": r"(?<![\d.期週周拜第])(?:(?P<m><m>)(?:月(?:份)?)?<w:to>(?P<to_m><m>)|(?P<m>[一二三四五六七八九])(?P<to_m>[二三四五六七八九十]))月(?:份)?",
    # 中 and 初 begin other words as well: 2024年中國, 11月中央, 3月初步.
    "edge": r"(?P<edge>(?!中|初)<w:edge>(?!期|季)|初(?![步次級創稿始值選請申審一二三四五六七八九十])|中(?=[起至到前後止以的或已將預料發時達出完，,。、；;:：)）\s]|$))",
    "day_in_month": r"(?:的?(?P<d><d>)[日號]|(?P<d>二?十[一二三四五六七八九]?|三十一?)(?=[,，。、；;：:)）\s的至到]|是|$)|(?P<third><w:third>)|<some_days>|<nth_week>|(?P<half_month>[上下])半月|<edge>)",
    # The first or last days and weeks of a month or year: 11月首20日, 去年的前10天, 10月第二周.
    "some_days": r"(?:的?(?:首|前|頭)(?P<fd><number>)[日天]|的?最後(?P<ld><number>)[日天])",
    "nth_week": r"的?(?:第(?P<nth_week>[一二三四五1-5])個?|(?P<nth_week>首))[周週]",
    "first": r"<w:first>(?:(?P<fm><number>)個?月(?:份)?|(?P<fq>[二兩三23])個?財?季(?:度)?)",
    "whole": r"(?P<whole><w:whole>)",
    "same": r"(?P<same>同期)",
    "same_part": r"(?P<same>同[期月季日])",
    "fiscal_part": r"(?:第?(?P<q>[1-4一二三四])個?財季|(?P<fqw><w:fiscal_quarter>)|(?P<fhw><w:fiscal_half>))",
    "interim": r"(?P<interim><w:interim>)",
    "scenario": r"(?:[(（]?(?P<scenario>[AEFaef])[)）]?(?![A-Za-z]))?",
}

NUMERALS = CN + "十廿兩"
COUNTS = NUMERALS + "千半數幾百"

# How a rule can begin: first characters, and what must stand around the first of them for any rule to apply. Figures are
# told apart by what follows them, as most figures of a note are no times.
_FIGURE = r"(?<!\d\d)(?<!\d[.,]\d)"
FIGURES: Mapping[str, str] = {
    "year_figure": _FIGURE + r"(?:(?<=1)(?=[5-9]\d\d(?!\d))|(?<=2)(?=[01]\d\d(?!\d)))",
    "counted": _FIGURE
    + r"(?=\d{0,2}(?:\.\d{1,2})?(?:[年月日號季天周週世]|個[月年季星交工營自周週禮財半]|整年|星期|交易日|財[年季政]|[至到及和與、,，~–—-] ?\d|/\d\d(?:年|財)))",
    "coded": _FIGURE + r"(?=\d?[QqHEF]|\d[A]|\d?M ?['’]?\d)",
    "slashed": _FIGURE + r"(?=\d{0,2}[/.]\d)",
}
SIGNS: Mapping[str, tuple[str, str]] = {
    "numeral": (COUNTS, rf"(?=[{COUNTS}]{{0,6}}[年月日號季個周週星天交整財世至到、])"),
    "ordinal": (
        "第",
        rf"(?=(?:\d{{1,3}}|[{NUMERALS}]{{1,3}})個?[季財年月周週星日天交]|[1-4一二三四][至到~–—-]第?[1-4一二三四]季)",
    ),
    "ordinal_list": ("第", r"(?=[1-4一二三四][及和與、]第?[1-4一二三四]季)"),
    "latin": ("QqHhFfYyCc", r"(?<![A-Za-z\d].)(?=[\dYy'])"),
    "running": ("YLTN", r"(?=T[DM])"),
    "two_years": ("今明", r"(?=[明後])"),
    "half_month": ("上下", r"(?=半月)"),
    "month_sign": ("月", r"(?<![\d個本上下當該同單每按一二三四五六七八九十].)(?=[底末初中上下])"),
    "year_sign": ("年", r"(?=[底末終初中])"),
}
# A number must follow 過去, 未來, 首 and their like, a weekday 周, a day in brackets 今.
COUNTING = frozenset({"past", "future", "first"})
NUMBER_BEHIND = rf"(?:[{COUNTS}]|\d{{1,3}}(?:個|[年季月日天周週星交財至到~–-]))"
AFTER_ONE_CHARACTER = rf"[\d{COUNTS}日號末(（]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to print a time. `starts` names how it can begin (a key of FIGURES or SIGNS, or a role of words), so that it is
    tried nowhere else. Each of `reads` gives a mention by this rule over the whole text or the part in ⟨⟩; `rejects` give none by it."""

    name: str
    pattern: str
    starts: tuple[str, ...]
    reads: tuple[str, ...]
    rejects: tuple[str, ...] = ()
    check: Callable[[Parts, re.Match[str]], Parts | None] | None = None


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


def sign_starts(name: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """(first character, condition on what stands around it) for every way to begin with a sign or with a word of a role."""
    if name in SIGNS:
        characters, condition = SIGNS[name]
        return [(character, condition) for character in characters]
    behind = NUMBER_BEHIND if name in COUNTING else ""
    return [
        (surface[0], f"(?={re.escape(surface[1:])}{behind or (AFTER_ONE_CHARACTER if len(surface) == 1 else '')})")
        for surface in lexicon.roles[name]
    ]
