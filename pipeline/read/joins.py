"""A sentence cut by a page break is one paragraph: a block with several spans."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.read.kinds import SENTENCE, ends_sentence
from pipeline.read.lines import Draft, is_han, joined

_MID_SENTENCE = re.compile("[，、,及和與與或的在將並於為是由及至]$")
_CONTINUATION = re.compile("[，。、；：！？）」』】》〉%％]|[a-z]")
_DIGIT = re.compile("[0-9０-９.,]")
_FLOATS = frozenset({"caption", "source_line", "unit_line", "table", "running_head", "footnote"})
_PROSE = 30  # characters; a shorter line without a full stop is a title, a name, a date
_LONGEST_TITLE = 80  # the line above all others may be one
_REST = 12  # characters of what goes on
_UNPUNCTUATED = 0.3  # share of paragraphs without a full stop above which its absence says nothing


def join_breaks(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Paragraphs that stop in the middle of a sentence joined with the one that goes on, over blank lines, page numbers and
    whatever figure or table was set between. Digits are never joined with digits."""
    prose = [d for d in drafts if d.kind == "paragraph" and len(d.text) >= _PROSE]
    unfinished = sum(1 for d in prose if not ends_sentence(d.text))
    style_says_nothing = unfinished > max(4, _UNPUNCTUATED * len(prose))
    result: list[Draft] = []
    absorbed: set[int] = set()
    for at, draft in enumerate(drafts):
        if at in absorbed:
            continue
        result.append(draft)
        last = at
        while draft.kind == "paragraph" and _is_open(draft, first=at == 0):
            found = _continuation(drafts, last)
            if found is None or not _goes_on(
                text,
                draft,
                drafts[found],
                far=any(d.kind != "running_head" for d in drafts[last + 1 : found]),
                strict=style_says_nothing,
            ):
                break
            draft.spans += drafts[found].spans
            draft.links += drafts[found].links
            draft.text = joined(text, draft.spans)
            absorbed.add(found)
            last = found
    return result


def _is_open(draft: Draft, *, first: bool) -> bool:
    return (
        len(draft.text) >= (_LONGEST_TITLE if first else _PROSE)
        and not ends_sentence(draft.text)
        and draft.link_share < 0.5
    )


def _continuation(drafts: Sequence[Draft], at: int) -> int | None:
    """The next paragraph, where nothing but page numbers, figures and tables stands between."""
    for number in range(at + 1, min(len(drafts), at + 8)):
        if drafts[number].kind == "paragraph":
            return number
        if drafts[number].kind not in _FLOATS:
            return None
    return None


def _goes_on(text: str, draft: Draft, following: Draft, *, far: bool, strict: bool) -> bool:
    """Whether `following` is the rest of a sentence that `draft` begins."""
    last, first = text[draft.spans[-1].end - 1], text[following.spans[0].start]
    if _DIGIT.match(last) and _DIGIT.match(first):
        return False
    if following.link_share >= 0.5 or following.emphasised or following.pictured or following.blank_before == 0:
        return False
    sure = _MID_SENTENCE.search(draft.text) is not None or _CONTINUATION.match(first) is not None
    if sure and ends_sentence(following.text):
        return True
    if strict or not SENTENCE.search(draft.text):
        return False
    if far and not (ends_sentence(following.text) and len(following.text) >= _PROSE):
        return False
    whole = ends_sentence(following.text) or (
        len(following.text) >= _REST and SENTENCE.search(following.text) is not None
    )
    return _fit(last, first) and whole


def _fit(last: str, first: str) -> bool:
    """Whether two characters can stand side by side within a sentence: no bracket, bullet or mark between them."""
    return all(is_han(c) or c.isalnum() or c in "%％" for c in (last, first))
