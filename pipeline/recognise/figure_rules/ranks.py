"""Places in an order: 第二, 第3大, 前三, 首十大, Top 5. 前三 are the ranks 1 to 3."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.recognise.amounts import part, plain
from pipeline.recognise.figure_rules.rule import Core, Example, Head, Rule, same
from pipeline.recognise.numerals import read_numeral
from pipeline.recognise.quantity_words import QuantityWords

_PREFIX = re.compile(r"(?:第|前|首|頭|[Tt][Oo][Pp] ?|[Nn][Oo]\. ?|#)\Z")
_LAST_RANK = 10_000


def _rank(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    low = read_numeral(match["n"])
    high = read_numeral(match["b"]) if part(match, "b") else low
    if low is None or high is None or not 1 <= low.value <= high.value <= _LAST_RANK or low.decimals > 0:
        return None
    quantity = plain(low.value, high.value, "rank", "ranking", 0)
    return Core(_start(match), match.end(), quantity, "rank", part(match, "u"))


def _top(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    numeral = read_numeral(match["n"])
    if numeral is None or not 1 < numeral.value <= _LAST_RANK or numeral.decimals > 0:
        return None
    quantity = plain(Decimal(1), numeral.value, "rank", "ranking", 0)
    return Core(_start(match), match.end(), quantity, "top", part(match, "u"))


def _start(match: re.Match[str]) -> int:
    prefix = _PREFIX.search(match.string, max(0, match.start() - 4), match.start())
    return prefix.start() if prefix else match.start()


RANKS: tuple[Rule, ...] = (
    Rule(
        "rank",
        r"(?<=第)(?P<n>{number})(?:(?:{to}|[和與及](?=第{ordinal}[名位]?之間))第?(?P<b>{ordinal}))?(?:(?P<u>大|名|位|高|低|多|佳|快|長|強|貴)|{rank_place})",
        _rank,
        (
            same("排名第二", "2", "rank"),
            same("全球第3大", "3", "rank"),
            same("市佔率居第二，", "2", "rank"),
            same("全球第一的品牌", "1", "rank"),
            same("第二百五十", "250", "rank"),
            Example("第二至第五位", "2", "5", "rank", "range"),
        ),
        ("第三季", "第二代產品", "第10宗成交", "第二工廠", "第一三共"),
        needs="第",
    ),
    Rule(
        "rank",
        r"(?:(?<=No\.)|(?<=NO\.)|(?<=No\. )|(?<=NO\. )|(?<=#))(?P<n>[0-9]{1,3})(?![0-9.%])",
        _rank,
        (same("市佔No.1", "1", "rank"), same("全球NO. 3", "3", "rank")),
        needs="#. ",
    ),
    Rule(
        "top",
        r"(?:(?<=Top )|(?<=TOP )|(?<=top )|(?<=Top)|(?<=TOP))(?P<n>[0-9]{1,4})(?![0-9.,%])",
        _top,
        (Example("全球TOP 5", "1", "5", "rank", "range"), Example("Top10客戶", "1", "10", "rank", "range")),
        needs="pP ",
    ),
    Rule(
        "top",
        r"(?:(?<=[首頭])(?P<n>{number})(?P<u>大|名|位|強|甲))",
        _top,
        (Example("首十大客戶", "1", "10", "rank", "range"), Example("頭三名", "1", "3", "rank", "range")),
        ("首9個月", "首三季"),
        needs="首頭",
    ),
    Rule(
        "top",
        r"(?<=前)(?<![目此之先日年月天以盤提當稅跟面眼午空史向往跌財季期事息派]前)(?P<n>{number})"
        r"(?:(?P<u>大|名|位|強|甲)|(?![0-9%％萬億倍成個款種項次]|[.,][0-9]|{unit}))",
        _top,
        (
            Example("穩居前三", "1", "3", "rank", "range"),
            Example("穩居國內市場前四。", "1", "4", "rank", "range"),
            Example("前5名", "1", "5", "rank", "range"),
            Example("排名前三，在", "1", "3", "rank", "range"),
        ),
        ("前三季", "目前3家", "前5%", "此前3億元", "前兩次"),
        needs="前",
    ),
)
