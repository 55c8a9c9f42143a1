"""Lines that stand together as paragraphs, and what each paragraph is. Shared by the readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.read.kinds import (
    ARROW,
    CHAPTER,
    ENUMERATOR,
    SENTENCE,
    ends_sentence,
    is_bracketed_heading,
    line_kind,
)
from pipeline.read.lines import Draft, columns, joined, trimmed

_CONTINUES = re.compile("[，、,]$")
_CLOSING_START = re.compile("[，。、；：！？）」』】》〉%％]")
_WRAPPED = 60  # columns: shorter lines that end without a full stop are lines of their own
_LONGEST_HEADING = 60


def gather(text: str, group: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts of single lines that no blank line parts, as one paragraph or several, each told what it is."""
    widths = [columns(draft.text) for draft in group]
    widest = max(widths, default=0)
    at = 0
    while at < len(group):
        draft, parts = group[at], [group[at]]
        while at + 1 < len(group) and _goes_on(parts[-1], group[at + 1], widths[at], widest):
            at += 1
            parts.append(group[at])
        at += 1
        if len(parts) > 1:
            draft.spans = [span for part in parts for span in part.spans]
            draft.text = joined(text, draft.spans)
            draft.links = sum(part.links for part in parts)
            draft.emphasised = False
        _classify(text, draft, alone=len(group) == 1, single=len(parts) == 1)
        yield draft


def _classify(text: str, draft: Draft, *, alone: bool, single: bool) -> None:
    if draft.kind not in ("paragraph", "list_item", "caption") or not single:
        return
    kind = line_kind(draft.text)
    if draft.kind == "caption" and kind not in ("source_line", "unit_line"):
        return
    if kind and not (kind == "footnote" and draft.kind == "list_item"):
        draft.kind = kind
    elif draft.kind == "paragraph" and draft.link_share < 0.5 and len(draft.text) <= _LONGEST_HEADING:
        _try_heading(text, draft, alone=alone)


def _try_heading(text: str, draft: Draft, *, alone: bool) -> None:
    """➤ …, **…** and 【…】 alone on a line, and 一、… where no sentence follows in it."""
    if ARROW.match(draft.text) and not ends_sentence(draft.text):
        drop_arrow(text, draft)
        draft.kind, draft.level = "heading", 3
    elif is_bracketed_heading(draft.text):
        draft.kind, draft.level = "heading", 3
    elif draft.emphasised and (draft.text[-1:] in "：:" or not ends_sentence(draft.text)):
        draft.kind, draft.level = "heading", 4
    elif alone and CHAPTER.match(draft.text) and not SENTENCE.search(draft.text) and len(draft.text) <= 40:
        draft.kind, draft.level = "heading", 3


def drop_arrow(text: str, draft: Draft) -> None:
    """The arrow or square in front of a heading is no part of it."""
    arrow = ARROW.match(draft.text)
    if not arrow:
        return
    first = draft.spans[0]
    rest = trimmed(text, min(first.end, first.start + arrow.end()), first.end)
    draft.spans = ([rest] if rest else []) + draft.spans[1:]
    draft.text = joined(text, draft.spans)


def _goes_on(line: Draft, following: Draft, width: int, widest: int) -> bool:
    """Whether a line runs on into the next: it was cut where the page was full, or in the middle of a list of words."""
    if following.kind != "paragraph" or line.kind == "heading" or line_kind(line.text) or line_kind(following.text):
        return False
    if _CONTINUES.search(line.text) or _CLOSING_START.match(following.text):
        return True
    if ends_sentence(line.text) or line.emphasised or following.emphasised or ENUMERATOR.match(following.text):
        return False
    if line.link_share > 0.8 or following.link_share > 0.8:
        return False
    return widest >= _WRAPPED and width >= 0.85 * widest
