"""What every text adapter gives its peer for nothing: dates left out, measure words, bounds, ranges and the note's currency.

Standard library only: it runs in each peer's environment. An adapter reads {"passages": [{"text", "simplified", "currency"}]}
from standard input and writes {"rows": [...], "seconds"} to the file that it is given (some peers greet on standard output); offsets are those of the passage, and both scripts have
the same length.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

DATE = re.compile(
    r"(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日號])?|第?[一二三四1-4]季度?|[上下]半年)?|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日號])?"
    r"|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}:\d\d|第[一二三四1-4]季度?|[1-4]Q\d\d|Q[1-4]|\(?\d{4,5}\.(?:HK|TW|US)\)?"
)
SCALES = {"萬": 10**4, "億": 10**8, "兆": 10**12, "千": 1000, "百萬": 10**6, "百": 100, "千萬": 10**7, "萬億": 10**12}
UNITS = (
    (re.compile(r"\s*個?百分點|\s*pp"), "percentage_point"),
    (re.compile(r"\s*個?基點|\s*bps?"), "basis_point"),
    (re.compile(r"\s*[%％]"), "percent"),
    (re.compile(r"\s*倍"), "multiple"),
    (re.compile(r"\s*(?:港元|港幣)"), "HKD"),
    (re.compile(r"\s*(?:元)?人民幣"), "CNY"),
    (re.compile(r"\s*(?:美元|美金)"), "USD"),
    (re.compile(r"\s*(?:新?[臺台]幣)"), "TWD"),
    (re.compile(r"\s*元"), "money"),
    (re.compile(r"\s*公里/小時"), "km/h"),
    (re.compile(r"\s*公里"), "km"),
    (re.compile(r"\s*平方米"), "m2"),
    (re.compile(r"\s*kW"), "kW"),
    (re.compile(r"\s*TOPS"), "TOPS"),
    (re.compile(r"\s*([輛臺台家個名人次項款間顆種部座張件噸股戶年月天])"), None),
)
BEFORE = (
    (re.compile(r"(?:超過|逾|突破|多於|高於)\s*$"), "more_than"),
    (re.compile(r"(?:至少|不低於|不少於)\s*$"), "at_least"),
    (re.compile(r"(?:不足|少於|低於|不到)\s*$"), "less_than"),
    (re.compile(r"(?:最多|不超過|不高於)\s*$"), "at_most"),
    (re.compile(r"(?:約|大約|近|接近)\s*$"), "approx"),
)
JOIN = re.compile(r"\s*(?:-|–|~|～|至|到)\s*")
DOWN = re.compile(r"(?:跌|降|減|減少|下降|下跌|下滑|衰退)[^，。；、]{0,4}$")


class Found(NamedTuple):
    """A figure as the peer gives it: place, value, and its unit if it knows one (our name for it)."""

    start: int
    end: int
    value: float | str
    unit: str | None = None


Finder = Callable[[dict[str, Any]], Iterable[Found]]


def rows_of(passage: dict[str, Any], found: Iterable[Found]) -> list[dict[str, Any]]:
    """Rows as the scorer reads them."""
    text = passage["text"]
    dates = [m.span() for m in DATE.finditer(text)]
    rows: list[dict[str, Any]] = []
    taken = -1
    for each in sorted(found, key=lambda f: (f.start, -f.end)):
        if each.start < taken or any(s < each.end and each.start < e for s, e in dates):
            continue
        unit, end = each.unit, each.end
        if unit is None:
            for pattern, name in UNITS:
                match = pattern.match(text, end)
                if match:
                    unit, end = name or match[1], match.end()
                    break
        if unit == "money":
            unit = passage["currency"]
        if unit is None:
            continue  # a bare number is rarely a claim: without this the precision of every peer is lower
        value = str(each.value)
        last = rows[-1] if rows else None
        if last and last["unit"] in (unit, None) and JOIN.fullmatch(text, last["end"], each.start):
            last["high"], last["bound"], last["end"] = value, "range", end
            taken = end
            continue
        bound = next(
            (name for pattern, name in BEFORE if pattern.search(text, max(0, each.start - 6), each.start)), "exact"
        )
        if unit == "percent" and DOWN.search(text, max(0, each.start - 8), each.start) and not value.startswith("-"):
            value = "-" + value
        low = None if bound in ("less_than", "at_most") else value
        high = None if bound in ("more_than", "at_least") else value
        rows.append({"start": each.start, "end": end, "low": low, "high": high, "unit": unit, "bound": bound})
        taken = end
    return rows


def main(find: Finder) -> None:
    """Answer the request on standard input: a warm-up over it all, then as many runs as asked for, each timed by processor time."""
    request = json.load(sys.stdin)
    passages = request["passages"]
    rows = [[{**row} for row in rows_of(p, find(p))] for p in passages]
    seconds = []
    for _ in range(request.get("runs", 3)):
        started = time.process_time()
        for passage in passages:
            list(find(passage))
        seconds.append(time.process_time() - started)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"rows": rows, "seconds": seconds}, out)


def scaled(text: str, start: int, end: int, value: str) -> tuple[int, str]:
    """End and value with the scale printed after a plain number."""
    from decimal import Decimal

    for length in (2, 1):
        scale = SCALES.get(text[end : end + length])
        if scale:
            return end + length, format(Decimal(value.replace(",", "")) * scale, "f")
    return end, value.replace(",", "")
