"""Every way to print one time, as records with examples."""

from __future__ import annotations

import re

from pipeline.recognise.periods.calendar import make_date
from pipeline.recognise.periods.grammar import Parts, Rule, read_groups
from pipeline.recognise.periods.lexicon import Lexicon

YEAR_STARTS = ("digit", "numeral", "era", "year", "year_of_last")


def _valid(match: re.Match[str], lexicon: Lexicon) -> Parts | None:
    """A printed day must exist: 2月30日 is no date."""
    parts = read_groups(match, lexicon)
    if parts and "month" in parts and "day" in parts:
        year, month, day = parts.get("year", 2024), parts["month"], parts["day"]
        assert isinstance(year, int) and isinstance(month, int) and isinstance(day, int)
        if make_date(year, month, day) is None:
            return None
    return parts


def _short_years(match: re.Match[str], lexicon: Lexicon) -> Parts | None:
    """Q1'26, 24Q4, 2024Q4, FY24/25: two digits are of this century, a pair names the year of its end."""
    parts = dict(read_groups(match, lexicon) or {})
    if "until" in match.groupdict() and match["until"]:
        first = parts["year"]
        assert isinstance(first, int)
        if int(match["until"]) % 100 != (first + 1) % 100:
            return None
        parts["year"] = first + 1
    if match.groupdict().get("fy"):
        parts["fiscal"] = 1
    return parts


def _fiscal(match: re.Match[str], lexicon: Lexicon) -> Parts | None:
    parts = _short_years(match, lexicon)
    return None if parts is None else {**parts, "fiscal": 1}


RULES: tuple[Rule, ...] = (
    Rule(
        "year",
        r"<year>",
        YEAR_STARTS,
        ("2024年", "二零二五年", "二〇二五年", "113年", "一一四年", "民國113年", "今年", "去年", "同年", "2024年度"),
        ("2024家", "1810.HK", "1710萬", "52個", "100年", "3000年"),
    ),
    Rule(
        "year_part",
        r"<year>[的之,]?(?:<quarter>|<half>|<months>|<month>(?:[的]?(?P<d><d>)[日號]|<month_tail>)?|<year_tail>|年?<first>|<whole>|年?<year_tail>|<same>)",
        YEAR_STARTS,
        (
            "2024年第三季度",
            "2024年6月",
            "2024年底",
            "2025年1月3日",
            "二零二五年三月三十一日",
            "113年7月1日",
            "今年9月底",
            "2024年上半年",
            "2025年的六七月份",
            "去年同期",
            "上年同期",
            "2025年全年",
            "明年首十月",
            "2025年前三季",
            "同年10月",
            "去年第四季",
            "2026年年中",
        ),
        ("2024年中國",),
        _valid,
    ),
    Rule(
        "part",
        r"(?:<quarter>|<half>|<months>|<month>(?:[的]?(?P<d><d>)[日號]|<month_tail>)?|<first>|<same>)",
        ("digit", "numeral", "ordinal", "quarter", "half", "first", "same"),
        (
            "第三季度",
            "首季",
            "10月",
            "九月份",
            "六七月份",
            "10月底",
            "11月10日",
            "上半年",
            "首十月",
            "首10個月",
            "前5月",
            "累計前5月",
            "三季度",
            "10月中旬",
            "9至10月",
            "1-9月",
            "前三季",
            "末季",
            "同期",
        ),
        ("三個月", "9間", "10個", "13月", "第三", "季增", "年增"),
        _valid,
    ),
    Rule(
        "short_year_part",
        r"<y2>年(?:<quarter>|<half>|<month>(?:(?P<d><d>)[日號]|<month_tail>)?|(?P<edge><w:edge>)(?!期|國|央|部)|<first>|<whole>)",
        ("digit",),
        ("24年第三季", "26年3月", "25年底", "25年首九月"),
        ("7年", "24年"),
        _valid,
    ),
    Rule(
        "short_year",
        r"<not_a_length>(?<![\d.,/])(?P<y2>2\d|3[0-5])年(?!來|期|新|高|低|後|前|半|多|以上|內|間|歷|合|經|國債|債|老|之|的?歷史)",
        ("digit",),
        ("24年", "及⟨27年⟩盈利"),
        ("逾24年高位", "30年期", "近25年", "24年來", "14年"),
    ),
    Rule(
        "listed_year",
        r"(?<![\d.,/])(?P<y4>(?:19|20)\d\d)(?=(?:(?:<w:and>|<w:to>|/)(?:20)?\d\d){1,4}年)",
        ("digit",),
        ("⟨2024⟩、2025年", "⟨2026⟩及27年"),
        ("2024、2025家",),
    ),
    Rule(
        "listed_fiscal_year",
        r"(?<![\d.,/])(?P<y4>(?:19|20)\d\d)(?=(?:(?:<w:and>|<w:to>|/)(?:20)?\d\d){1,4}<w:fiscal>)",
        ("digit",),
        ("⟨2026⟩及2027財年",),
        (),
        _fiscal,
    ),
    Rule(
        "split_year",
        r"(?<![\d.,/])(?P<y4>20\d\d)/(?P<until>\d\d)(?:年度|年(?!度)|年?<w:fiscal>)",
        ("digit",),
        ("2025/26年度", "2024/25財政年度"),
        ("2025/28年度",),
        _fiscal,
    ),
    Rule(
        "fiscal_year",
        r"<fiscal_year>(?:的?(?:<fiscal_part>|<quarter>|<half>|<whole>|<same>|<first>)|(?P<edge><w:edge>)(?!期|國|央|部))?",
        ("digit", "fiscal_year"),
        (
            "2024財年",
            "2025財政年度",
            "27財年",
            "2026財年第二財季",
            "2026財年上半年",
            "2026財年上半財年",
            "上財年同期",
            "2028財年底",
        ),
        ("5財年",),
        _fiscal,
    ),
    Rule(
        "fiscal_part",
        r"<fiscal_part>",
        ("digit", "numeral", "ordinal", "fiscal_quarter", "fiscal_half"),
        ("第三財季", "首財季", "上半財年", "下半財年"),
        (),
        _fiscal,
    ),
    Rule(
        "coded_quarter",
        r"(?<![\dA-Za-z.])(?:Y?(?P<y4>20\d\d) ?[Qq](?P<q>[1-4])|[Yy]?(?P<y2>\d\d)[Qq](?P<q>[1-4]))<scenario>(?![\dA-Za-z])",
        ("digit", "latin"),
        ("2024Q3", "24Q4", "Y24Q1", "25Q4(F)", "25Q4F"),
        ("24Q5", "24Q45"),
    ),
    Rule(
        "coded_quarter_first",
        r"(?<![\dA-Za-z.])(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq])(?:[ ']?(?:FY)?(?:(?P<y4>20\d\d)|(?P<y2>\d\d)))<scenario>(?![\dA-Za-z%.])",
        ("digit", "latin"),
        ("Q3 2024", "3Q24", "3Q24F", "1Q26", "Q1'26", "3Q2024"),
        ("5Q24", "Q3 24.5"),
    ),
    Rule(
        "coded_quarter_alone",
        r"(?<![\dA-Za-z.])(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq])(?![\dA-Za-z'])",
        ("digit", "latin"),
        ("Q3", "3Q"),
        ("Q5", "QQ3", "Q3X"),
    ),
    Rule(
        "coded_year_quarter",
        r"<year>[的之]?(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq]|H(?P<h>[12])|(?P<h>[12])H)(?![\dA-Za-z])",
        YEAR_STARTS,
        ("2024年Q3", "今年Q3", "2025年1H"),
        (),
    ),
    Rule(
        "coded_half",
        r"(?<![\dA-Za-z.])(?:(?P<y4>20\d\d) ?H(?P<h>[12])|(?P<y2>\d\d)H(?P<h>[12])|(?P<h>[12])H ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))|H(?P<h>[12])[ ']?(?:(?P<y4>20\d\d)|(?P<y2>\d\d)))<scenario>(?![\dA-Za-z])",
        ("digit", "latin"),
        ("1H24", "2H25", "2024H1", "H1 2024", "24H2", "2H25F"),
        ("3H24",),
    ),
    Rule(
        "coded_half_alone",
        r"(?<![\dA-Za-z.])(?:H(?P<h>[12])|(?P<h>[12])H)(?![\dA-Za-z'])",
        ("digit", "latin"),
        ("H1", "2H"),
        ("H3", "H1N1", "1HK"),
    ),
    Rule(
        "coded_months",
        r"(?<![\dA-Za-z.])(?P<fm>[1-9]|1[0-2])M(?:(?P<y4>20\d\d)|(?P<y2>\d\d))<scenario>(?![\dA-Za-z])",
        ("digit",),
        ("9M25", "9M2025"),
        ("13M25", "8MP"),
    ),
    Rule(
        "coded_fiscal_year",
        r"(?<![A-Za-z\d])(?P<fy>[FC]Y) ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))(?:[/-](?P<until>(?:20)?\d\d))?(?:[Qq](?P<q>[1-4])|H(?P<h>[12]))?<scenario>(?![\dA-Za-z])",
        ("latin",),
        ("FY25", "FY25E", "FY2025", "FY24/25", "FY26Q2"),
        ("FY5", "FYI"),
        _short_years,
    ),
    Rule(
        "coded_year",
        r"(?<![\dA-Za-z.,/-])(?P<y4>20\d\d)\(?(?P<scenario>[AEFaef])\)?(?![\dA-Za-z])",
        ("digit",),
        ("2025F", "2025E", "2024A", "2025(F)"),
        ("2098FF",),
    ),
    Rule(
        "iso_date",
        r"(?<![\d./-])(?P<y4>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d|[./-]\d)",
        ("digit",),
        ("2025-11-10", "2025/06/25", "2024.3.5"),
        ("2025-02-30", "2025-13-01"),
        _valid,
    ),
    Rule(
        "iso_month",
        r"(?<![\d./-])(?P<y4>(?:19|20)\d\d)[-/](?P<m>0[1-9]|1[0-2])(?!\d|[./-]\d|年)",
        ("digit",),
        ("2024-11", "2024/11"),
        ("2024-13", "2024-1123"),
    ),
    Rule(
        "republic_date",
        r"(?<![\d./-])(?P<roc>1[0-3]\d)(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d|[./-]\d)",
        ("digit",),
        ("114/03/10", "113.12.31"),
        ("114/13/10",),
        _valid,
    ),
    Rule(
        "day_first_date",
        r"(?<![\d./-])(?P<d>0?[1-9]|[12]\d|3[01])(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y4>(?:19|20)\d\d)(?!\d|[./-]\d)",
        ("digit",),
        ("31/12/2024",),
        ("31/13/2024",),
        _valid,
    ),
    Rule(
        "slash_day",
        r"(?<![\d./A-Za-z])(?P<m>0[1-9]|1[0-2]|[1-9](?=/[12]\d|/3[01]))/(?P<d>0[1-9]|[12]\d|3[01]|(?<=1[0-2]/)[1-9])(?![\d/%.]|[倍A-Za-z])",
        ("digit",),
        ("6/25", "06/25", "12/9"),
        ("24/7", "1/2", "2/3", "13/40"),
        _valid,
    ),
    Rule(
        "day",
        r"<not_a_length>(?<![\d.,/-])(?P<d>[1-9]|0[1-9]|[12]\d|3[01]|二?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?)[日號](?!線|均|內|間|後|移|平|圓|本|來|高|低)",
        ("digit", "numeral"),
        ("18日", "二十五日"),
        ("10日線", "逾5日", "32日", "20日均線"),
    ),
    Rule(
        "month_word",
        r"(?:(?P<mo><w:month_offset>)|(?P<ml><w:month_of_last>))(?:(?P<d><d>)[日號]|<month_tail>)?",
        ("month_offset", "month_of_last"),
        ("本月", "上月", "上月14日", "本月初", "當月"),
        (),
    ),
    Rule(
        "quarter_word",
        r"(?:(?P<qo><w:quarter_offset>)|(?P<ql><w:quarter_of_last>))",
        ("quarter_offset", "quarter_of_last"),
        ("本季", "上季", "下季", "單季", "季內"),
        ("季增",),
    ),
    Rule(
        "day_word",
        r"(?:(?P<do><w:day>)|(?P<dl><w:day_of_last>)|(?P<td><w:trading_day>)|(?P<dp><w:day_prefix>)\((?P<d>\d{1,2})\)日)",
        ("day", "day_of_last", "trading_day", "day_prefix"),
        ("今日", "昨日", "當日", "今(25)日"),
        ("今年以",),
    ),
    Rule(
        "week_word",
        r"(?:(?P<wo><w:week>)|(?P<wl><w:week_of_last>))(?P<wd>[一二三四五六日天])?(?!大福|生生|黑鴨|刊|期|轉)",
        ("week", "week_of_last"),
        ("上周", "本周", "上周五", "下周二", "上週"),
        ("本周大福",),
    ),
    Rule(
        "weekday",
        r"<w:weekday_word>(?P<wd>[一二三四五六日])(?![個次至])",
        ("weekday_word",),
        ("周四", "星期五"),
        ("周一個", "周大福"),
    ),
    Rule("same", r"(?P<same><w:same>)", ("same",), ("期內",), ()),
    Rule(
        "edge_of_year",
        r"年(?P<edge><w:edge>)(?!期|學|產|國|央|心|型|小|大|高|低|部|標|步|次|級|稿|始)",
        ("year_sign",),
        ("年底", "年初", "年中", "年末"),
        ("年中國",),
    ),
    Rule("plan", r"(?P<plan><w:plan>)", ("plan",), ("十四五",), ()),
    Rule(
        "past",
        r"(?P<past><w:past>)<n>(?<!半)<unit>(?!期)",
        ("past",),
        ("近3年", "過去12個月", "過去7天"),
        ("近3倍", "前十大"),
    ),
    Rule("future", r"(?P<future><w:future>)<n>(?<!半)<unit>(?!期)", ("future",), ("未來五年", "未來12個月"), ()),
    Rule(
        "duration",
        r"<n><unit>(?:半)?(?!期|線)",
        ("digit", "numeral"),
        ("7年", "三個月", "5天", "40至50週", "兩年", "六個月", "連續⟨四年⟩"),
        ("52個國家", "9間", "10月", "9月", "24小時", "三季度"),
    ),
    Rule("tenor", r"<n><unit>(?P<tenor>期)", ("digit", "numeral"), ("10年期", "三年期"), ()),
    Rule(
        "moving_average",
        r"<n><unit>(?P<average>(?:平均|均|移動平均)?線)",
        ("digit", "numeral"),
        ("100天線", "250天線", "20日均線"),
        (),
    ),
    Rule("nth", r"第(?P<ordinal><number>)(?:個)?<unit>", ("ordinal",), ("第三個月", "第六年", "第三日"), ("第三季",)),
)
