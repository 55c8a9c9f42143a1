"""A ticker says which security is meant where it stands: 金風科技(002202.SZ) is not the one in Hong Kong, and A股(000338.SZ) is
a security of the company named before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from pipeline.model.mention import NameMention
from pipeline.recognise.tickers import Ticker, find_bracketed

# A market word between name and ticker: 阿里巴巴美股(BABA.US), 紫金礦業H股(2899.HK)
COUNTER = re.compile(r"(?:美股|港股|[ABH]股|AD[RS]|臺股|美國存託憑證|美國存託股份|美國?預託證券)$")
TRAILING = " \t*_~]"  # between a name and the bracket of its ticker
_LEFT = 32  # characters before a bracket that may belong to the name
_NAMES_BACK = 8  # names looked back over for the company of a market word


def by_own_ticker(
    text: str, names: Sequence[NameMention], resolve: Callable[[Ticker, str], str | None]
) -> list[NameMention]:
    """The names of a passage, by start, each with the ticker that stands behind it there, and with a name more for each market
    word or second bracket that means a security of its own. `resolve` gives the entity_id of a ticker behind a text."""
    if not ("(" in text or "（" in text or "[" in text):
        return list(names)
    ends = [n.end for n in names]
    own: dict[int, NameMention] = {}
    more: list[NameMention] = []
    hidden: set[int] = set()
    closed = -1  # the end of the last ticker's bracket
    for bracket, ticker in find_bracketed(text):
        left = text[max(0, bracket - _LEFT) : bracket].rstrip(TRAILING)
        end = bracket - min(_LEFT, bracket) + len(left)
        second, closed = end == closed, ticker.end + 1
        entity_id = resolve(ticker, left)
        if entity_id is None:
            continue
        bare = end - len(left) + len(COUNTER.sub("", left))
        at = bisect_left(ends, bare)
        if at < len(names) and ends[at] == bare and _is_company(names[at]):
            if names[at].id not in (None, entity_id):
                own[at] = names[at]._replace(id=entity_id, rule="ticker.own")
            continue
        start, stop = (bare, end) if bare < end else (ticker.start, ticker.end)
        before = names[max(0, bisect_right(ends, start) - _NAMES_BACK) : bisect_right(ends, start)]
        company = next((n for n in reversed(before) if _is_company(n) and n.id), None)
        if company is not None and (second or bare < end):
            more.append(
                NameMention(start, stop, "entity", text[start:stop], company.canonical, entity_id, "ticker.listing")
            )
            hidden.update(range(bisect_right(ends, start), bisect_right(ends, stop)))
    kept = [own.get(i, n) for i, n in enumerate(names) if i not in hidden]
    return sorted([*kept, *more], key=lambda n: n.start)


def _is_company(name: NameMention) -> bool:
    return name.kind == "entity" and name.rule != "lexicon.index"
