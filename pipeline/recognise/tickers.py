"""Tickers as notes print them, each read into CONTRACT.md's `entity_id`: 1810.HK, 0700.HK, 2330.TW, 6690.TWO, BIDU.US, 600519.SH."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class TickerRule:
    """One way to print a ticker. `pattern` has the groups that `market` and `code` name; examples are (text, entity_id)."""

    name: str
    pattern: str
    make: Callable[[re.Match[str]], str]
    reads: tuple[tuple[str, str], ...]
    rejects: tuple[str, ...] = ()


def mainland(code: str) -> str:
    """Six digits with their exchange: Shanghai's begin with 6, Shenzhen's with 0 or 3, Beijing's with 4, 8 or 9."""
    return f"{code}.{'SH' if code[0] == '6' else 'SZ' if code[0] in '03' else 'BJ'}"


def hong_kong(code: str) -> str:
    """Four digits with leading zeros; five are kept from 10000 on (HKEX stock codes; RMB counters are 8xxxx)."""
    return f"{int(code):04d}.HK"


RULES: tuple[TickerRule, ...] = (
    TickerRule(
        "hong_kong",
        r"(?P<hk>\d{1,5})\s?(?:\.HK|-HK|\sHK(?:\sEquity)?)\b",
        lambda m: hong_kong(m["hk"]),
        (
            ("01810.HK", "1810.HK"),
            ("700.HK", "0700.HK"),
            ("9988-HK", "9988.HK"),
            ("80941.HK", "80941.HK"),
            ("5 HK", "0005.HK"),
        ),
        ("1810.HKD",),
    ),
    TickerRule(
        "hong_kong_prefixed",
        r"(?:HKEX|SEHK|HKSE|HKG|港交所|聯交所|港股代號|股份代號|股份編號|股票代號)\s?[:：]\s?(?P<hkp>\d{1,5})\b",
        lambda m: hong_kong(m["hkp"]),
        (("SEHK: 1299", "1299.HK"), ("股份代號:328", "0328.HK")),
    ),
    TickerRule(
        "taiwan",
        r"(?P<tw>\d{4})\s?(?:\.TW|-TW|\sTT(?:\sEquity)?)\b",
        lambda m: f"{m['tw']}.TW",
        (("2454-TW", "2454.TW"), ("2330.TW", "2330.TW"), ("2317 TT", "2317.TW")),
    ),
    TickerRule(
        "taipei_exchange",
        r"(?P<two>\d{4})\.TWO\b",
        lambda m: f"{m['two']}.TWO",
        (("6690.TWO", "6690.TWO"),),
    ),
    TickerRule(
        "mainland",
        r"(?P<cn>\d{6})\s?\.(?P<cnm>SH|SZ|SS|BJ)\b",
        lambda m: f"{m['cn']}.{'SH' if m['cnm'] == 'SS' else m['cnm']}",
        (("600519.SH", "600519.SH"), ("300750.SZ", "300750.SZ"), ("601318.SS", "601318.SH")),
    ),
    TickerRule(
        "united_states",
        r"(?P<us>[A-Z]{1,5}(?:\.[A-Z])?)(?:\.US|-US|\sUS(?:\sEquity)?|\.O|\.N)\b",
        lambda m: f"{m['us']}.US",
        (
            ("TCOM.US", "TCOM.US"),
            ("PLTR-US", "PLTR.US"),
            ("BRK.B.US", "BRK.B.US"),
            ("BABA US", "BABA.US"),
            ("NVDA.O", "NVDA.US"),
        ),
    ),
    TickerRule(
        "united_states_prefixed",
        r"(?:NASDAQ|Nasdaq|NYSE|納斯達克|紐交所|美股代號|美股|US)\s?[:：]\s?(?P<usp>[A-Z]{1,5}(?:\.[A-Z])?)\b",
        lambda m: f"{m['usp']}.US",
        (("NASDAQ: PDD", "PDD.US"), ("NYSE:BABA", "BABA.US")),
    ),
    TickerRule(
        "elsewhere",
        r"(?P<code>[0-9A-Z]{1,6})\.(?P<exchange>JP|KS|KQ|SG|SI|AU|LN|FP|GR|DE|TO|IN|MY|TH)\b",
        lambda m: f"{m['code']}.{m['exchange']}",
        (("4911.JP", "4911.JP"), ("005930.KS", "005930.KS")),
    ),
)

_ANY = re.compile(r"(?<![A-Za-z0-9.])(?:" + "|".join(f"(?P<{rule.name}>{rule.pattern})" for rule in RULES) + ")")
_START = re.compile(r"[\dA-Z港聯股納紐美](?<![A-Za-z0-9.].)")  # found fast, so that _ANY is tried at few places
_BY_NAME: Mapping[str, TickerRule] = {rule.name: rule for rule in RULES}
_OPEN = re.compile(r"[(（\[【]\s*\[?\s*(?=[0-9A-Z港聯股納紐美])")
_BARE = re.compile(r"(?P<bare>\d{4,6}|[A-Z]{1,5}(?:\.[A-Z])?)(?=\s*[)）\]】])")
_CODE_FIRST = re.compile(r"(?P<code>\d(?<![\d.,A-Za-z].)\d{3}) ?(?=[一-鿿A-Z])")


class Ticker(NamedTuple):
    """A ticker at `start, end` of a text. `entity_id` is None where only a bare code is printed, whose market is open."""

    start: int
    end: int
    entity_id: str | None
    code: str
    rule: str


def read_ticker(match: re.Match[str]) -> Ticker:
    rule = _BY_NAME[str(match.lastgroup)] if match.lastgroup in _BY_NAME else next(r for r in RULES if match[r.name])
    entity_id = rule.make(match)
    return Ticker(match.start(), match.end(), entity_id, entity_id.rsplit(".", 1)[0], rule.name)


def find_tickers(text: str) -> Iterator[Ticker]:
    """Every ticker that names its market, in order."""
    at = 0
    while start := _START.search(text, at):
        match = _ANY.match(text, start.start())
        if match:
            yield read_ticker(match)
        at = match.end() if match else start.end()


def find_bracketed(text: str) -> Iterator[tuple[int, Ticker]]:
    """Every ticker or bare code that opens a bracket, with the offset of the bracket: `名稱(1810.HK)`, `名稱(3260)`."""
    for opening in _OPEN.finditer(text):
        match = _ANY.match(text, opening.end())
        if match:
            yield opening.start(), read_ticker(match)
            continue
        bare = _BARE.match(text, opening.end())
        if bare:
            yield opening.start(), Ticker(bare.start(), bare.end(), None, bare["bare"], "bare_code")


def find_codes(text: str) -> Iterator[Ticker]:
    """Every four digits that a word follows: a Taiwan code before its name (2330 台積電), if it is one."""
    for match in _CODE_FIRST.finditer(text):
        yield Ticker(match.start(), match.end(), None, match["code"], "code_first")
