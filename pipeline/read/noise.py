"""What a news service sets into running text when a page is fetched: live quotes, notices on delayed prices, initials, rules
of hyphens, and the titles of related items. Their figures post-date the note, so they are blocks of their own and the prose
around them reads on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model.place import Span
from pipeline.read.lines import Draft, joined, trimmed
from pipeline.read.related import related_end

_S = "[ \xa0\u3000\t]"
_PRICE = rf"[+-]?[0-9][0-9,]*\.[0-9]{{2,4}}{_S}?[(（][+-]?[0-9]+\.[0-9]{{1,4}}%[)）]"
_SHORT = rf"沽空{_S}?\$[0-9][0-9,.]*(?:千萬|百萬|萬|億|千)?[;；]{_S}?比率{_S}?[0-9.]+%"
_QUOTE = re.compile(rf"(?<=[)）]){_S}{{1,8}}(?:{_PRICE}(?:{_S}{{0,6}}{_SHORT})?|{_SHORT}){_S}*")
_WITHIN = "[^()（）]{0,160}?"
_NOTICE = re.compile(
    rf"[(（](?={_WITHIN}(?:報價|quotes?))(?={_WITHIN}(?:延遲|即時|delayed|real-?time))[^()（）]{{0,240}}[)）]",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[(（][a-z]{1,4}/[a-z]{0,4}[)）](?=\s*(?:$|[(（]|相關內容))")
# the dividends that a page lists between two paragraphs: 2025/08/26中期業績無派息2025/03/26末期業績股息：港元 0.0963
_DIVIDENDS = re.compile(
    r"過往派息公[佈布]日期派息事項派息內容"
    r"(?:20[0-9]{2}/[0-9]{2}/[0-9]{2}[^0-9：:]{2,12}?(?:無派息|[：:][^0-9]{1,8}[0-9]+\.[0-9]{4}(?: ?[(（][^()（）]{0,30}[)）])?))+"
)
_RULE = re.compile(r"[-－─—_=]{8,}")
_RELATED = re.compile("相關內容[：:]?")
_SIGNS = ("%", "過往派息", "報價", "uote", "/", "相關內容", "----", "────", "====", "____")
_KINDS = frozenset({"paragraph", "list_item", "footnote"})


def cut_noise(text: str, draft: Draft) -> Iterator[Draft]:
    """The draft without what was set into it, then each such piece as boilerplate. A rule parts it into paragraphs."""
    if draft.kind not in _KINDS or not any(sign in draft.text for sign in _SIGNS):
        yield draft
        return
    parts: list[list[Span]] = [[]]
    noise: list[Span] = []
    for piece in draft.spans:
        at = piece.start
        for span in _noise(text, piece):
            noise.append(span)
            parts[-1] += _visible(text, at, span.start)
            if _RULE.match(text, span.start, span.end) and parts[-1]:
                parts.append([])
            at = span.end
        parts[-1] += _visible(text, at, piece.end)
    if not noise:
        yield draft
        return
    for spans in filter(None, parts):
        part = replace(draft, spans=spans, text=joined(text, spans))
        yield part
    for span in noise:
        for visible in _visible(text, span.start, span.end):
            yield Draft("boilerplate", [visible], text[visible.start : visible.end])


def _visible(text: str, start: int, end: int) -> list[Span]:
    span = trimmed(text, start, end)
    return [span] if span else []


def _noise(text: str, piece: Span) -> list[Span]:
    """Sorted, not overlapping: first what is sure, then related titles, which end at it at the latest."""
    sure = _merged(
        Span(found.start(), found.end())
        for pattern in (_QUOTE, _NOTICE, _RULE, _INITIALS, _DIVIDENDS)
        for found in pattern.finditer(text, piece.start, piece.end)
    )
    marks = [found.start() for found in _RELATED.finditer(text, piece.start, piece.end)]
    titles = []
    for number, mark in enumerate(marks):
        limit = marks[number + 1] if number + 1 < len(marks) else piece.end
        titles.append(Span(mark, related_end(text, mark, limit, piece, sure)))
    return _merged((*sure, *titles))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
