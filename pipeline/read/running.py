"""Heads, feet and page numbers that text taken from pages carries along."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

from pipeline.read.kinds import ends_sentence
from pipeline.read.lines import Draft

_TIMES = 3  # a line that stands so often is printed on every page
_APART = 4  # blocks between two of them at least
_LONGEST = 60


def mark_running(drafts: Sequence[Draft]) -> None:
    """Makes running heads of short lines that come again page after page, and of bare numbers that count up by one."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    numbers: list[int] = []
    for at, draft in enumerate(drafts):
        if draft.kind != "paragraph" or len(draft.text) > _LONGEST:
            continue
        if draft.text.isdecimal() and len(draft.text) <= 3:
            numbers.append(at)
        elif not ends_sentence(draft.text):
            places[draft.text].append(at)
    for found in places.values():
        if len(found) >= _TIMES and all(b - a > _APART for a, b in itertools.pairwise(found)):
            for at in found:
                drafts[at].kind = "running_head"
    for a, b in itertools.pairwise(numbers):
        if int(drafts[b].text) == int(drafts[a].text) + 1 and b - a > 1:
            drafts[a].kind = drafts[b].kind = "running_head"
