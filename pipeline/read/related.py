"""Where the title of a related item ends that stands in running text without any mark behind it.

`…純利升兩成。相關內容《大行》甲行升乙公司目標價至10元季內，集團…`: the title has no full stop and no comma, the sentence
after it has one. Each place between is weighed by what headlines end with and what sentences start with.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.model.place import Span

_WORDS = Path(__file__).parent / "related.tsv"
_MARK = re.compile("相關內容[：:]?[ \u3000\xa0]*")
_STOP = re.compile("[，。；！？\n│|【]")
_AGAINST = "(?:低於|高於|較|與|持平|預測|預期|前值|上期|沒有|未有|未提供|不及|符合)"
_FEED = re.compile(  # 美國某月失業率為4.1%，低於之前的4.2%。預測值為4.2%。
    rf"[^，。「」《》]{{4,60}}[0-9][^，。]{{0,12}}"
    rf"(?:(?:，{_AGAINST}[^，。]{{0,40}}){{1,2}}。(?:{_AGAINST}[^。]{{0,40}}。)?|。{_AGAINST}[^。]{{0,40}}。)"
)
_TABLE_NOTE = re.compile(r"[(（](?:表|更新|圖|[一二三四五六七八九十]|[a-z]{1,3}/[a-z]{0,3})[)）]$")
_FIGURE_END = re.compile(r"[0-9](?:%|厘|點|元|美元|港元|人幣|人民幣|[萬億]元?|[萬億]?美元|[萬億]人幣|倍|個基點)$")
_NAMED = re.compile(
    r"(?P<name>[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z0-9\-－·]{1,9})[(（][0-9A-Z]{1,6}\.[A-Z]{2}[)）]"
)
_SENTENCE_START = re.compile("[。】]([^。，]{3})")
_TICKER = re.compile(r"[(（][0-9A-Z]{1,6}\.[A-Z]{2}[)）]")
_WHEN = re.compile(r"20[0-9]{2}年|[0-9]{1,2}月")
_YEAR = re.compile("20[0-9]{2}年?$")
_OF_YEAR = re.compile("年|展望|[上下]半年|首|第|全年")
_SAYS = re.compile("[^「」]{2,12}(?:表示|認為|指出|指|稱|強調|建議|提到|透露|補充|預計|預期|預測|料)$")
_INNER_GAP = re.compile("(?<![)）])[ \u3000\xa0]")
_SECTOR = re.compile(r"[\u3400-\u9fff]{2,6}股(?:[上受走造向低高個續全早午普分齊有持]|[\u3400-\u9fffA-Za-z]{2,6}[(（])")
_CURRENCY = re.compile("人幣|人民幣|美元|港元|歐元|日圓|元|億|萬|點")
_SHORTEST, _USUAL, _LONGEST = 8, 27, 66
_OPEN, _CLOSE = "「『《〈(（", "」』》〉)）"


def related_end(text: str, mark: int, limit: int, piece: Span, sure: Sequence[Span]) -> int:
    """The end of the related title whose mark stands at `mark`: at `limit` at the latest, and at the next of the `sure`
    noise. `piece` is the stretch of text that it stands in."""
    found = _MARK.match(text, mark, limit)
    start = found.end() if found else mark
    following = bisect_left(sure, Span(start, start))
    hard, quoted = limit, False
    if following < len(sure) and sure[following].start < limit:
        hard = sure[following].start
        quoted = text[hard - 1] in ")）" and text[hard].isspace()
    chunk = text[start : min(hard, start + 200)]
    if feed := _FEED.match(chunk):
        tail = _TABLE_NOTE.search(chunk[: feed.end() + 6])
        return start + (tail.end() if tail and tail.start() == feed.end() else feed.end())
    stop = _STOP.search(chunk)
    if stop is None and not quoted:
        return hard
    if stop and stop[0] == "【" and stop.start() <= _LONGEST:
        return start + stop.start()
    return start + _split(chunk, stop.start() if stop else len(chunk), _starts(text, piece))


def _starts(text: str, piece: Span) -> tuple[frozenset[str], frozenset[str]]:
    """First three characters of the sentences around, and names that stand before a ticker."""
    around = (
        text[max(piece.start, piece.end - 20_000) : piece.end]
        if piece.end - piece.start > 20_000
        else text[piece.start : piece.end]
    )
    names = {found["name"] for found in _NAMED.finditer(around)}
    return frozenset(_SENTENCE_START.findall(around)) | {around[:3]}, frozenset(names)


def _split(chunk: str, end: int, starts: tuple[frozenset[str], frozenset[str]]) -> int:
    best, best_score = end, float("-inf")
    depth = 0
    for at in range(min(end, _LONGEST) + 1):
        if at >= _SHORTEST and depth == 0 and at < end and not _cuts_word(chunk, at):
            score = _title_end(chunk[:at]) + _sentence_start(chunk, at, end, starts) - _unusual(chunk[:at])
            if score > best_score:
                best, best_score = at, score
        character = chunk[at : at + 1]
        depth += (character in _OPEN) - (character in _CLOSE) if character else 0
        depth = max(0, depth)
    return best


def _unusual(title: str) -> float:
    """What a title's length speaks against it, tickers left out; one below half the usual length is hardly a title."""
    length = len(_TICKER.sub("", title))
    if length < _USUAL:
        return ((_USUAL - length) / 13) ** 2 / 2 + (2.0 if length < _USUAL / 2 else 0.0)
    return ((length - _USUAL) / 18) ** 2 / 2


def _cuts_word(chunk: str, at: int) -> bool:
    before, after = chunk[at - 1], chunk[at]
    if after.isspace() or before.isspace() or after in _CLOSE + "、%％.：":
        return True
    if before in "」』" and chunk.startswith("評級", at):
        return True
    if _YEAR.search(chunk[:at]) and _OF_YEAR.match(chunk, at):
        return True
    if (before.isdigit() or before in "萬億") and _CURRENCY.match(chunk, at):
        return True
    both_ascii = before.isascii() and after.isascii()
    return (both_ascii and before.isalnum() and (after.isalnum() or after in ".,(")) or before in "、：(（「《"


@cache
def _words() -> tuple[dict[str, float], dict[str, float]]:
    ends: dict[str, float] = {}
    starts: dict[str, float] = {}
    for line in _WORDS.read_text(encoding="utf-8").split("\n")[1:]:
        if line:
            surface, side, weight, _ = line.split("\t")
            (ends if side == "end" else starts)[surface] = float(weight)
    return ends, starts


def _weight(words: dict[str, float], text: str, lengths: range, *, tail: bool) -> float:
    """Of the longest word that the text ends or starts with."""
    found = (words.get(text[-n:] if tail else text[:n]) for n in reversed(lengths) if n <= len(text))
    return next((weight for weight in found if weight is not None), 0.0)


def _title_end(title: str) -> float:
    if _TABLE_NOTE.search(title):
        return 7.0
    score = _weight(_words()[0], title, range(1, 5), tail=True)
    if _FIGURE_END.search(title):
        score = max(score, 3.0)
    if title[-1] in "」』":
        score = max(score, 3.5)
    gap = max(title.rfind(" "), title.rfind("\xa0"), title.rfind("\u3000"))
    return score - 3.0 if gap >= 0 and len(title) - gap < 5 else score


def _sentence_start(chunk: str, at: int, end: int, starts: tuple[frozenset[str], frozenset[str]]) -> float:
    rest = chunk[at:end]
    score = _weight(_words()[1], rest, range(1, 6), tail=False)
    known, names = starts
    if chunk[at : at + 3] in known:
        score += 2.0
    if any(rest.startswith(name) for name in names):
        score += 2.5
    named = _NAMED.match(chunk, at)
    if named and len(named["name"]) <= 6:
        score += 1.5
    if _SECTOR.match(rest):
        score += 2.5
    if rest.endswith(("方面", "展望")) and len(rest) <= 12:
        score += 3.5
    if _WHEN.match(rest):
        score += 2.0
    if _SAYS.match(rest):
        score += 2.0
    if _INNER_GAP.search(rest):
        score -= 2.5
    return score - 2.0 if len(rest) < 2 else score
