"""Page heads, feet and page numbers: what stands at the same height on page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.read.pdf.kinds import PAGE_NUMBER
from pipeline.read.pdf.lines import Line

MARGIN = 0.13  # of the page's height, above and below, where heads and feet stand
SAME_HEIGHT = 4.0
PAGES = 3  # a head repeats on at least so many pages
DIGITS = re.compile(r"\d+|[一二三四五六七八九十○〇]{2,}")


def running_heads(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[set[int]]:
    """For each page (its height and lines) the indices of the lines that are heads or feet."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    places: list[list[tuple[int, str, float]]] = []
    for number, (height, lines) in enumerate(pages):
        marks: list[tuple[int, str, float]] = []
        for index, line in enumerate(lines):
            if line.top > height * MARGIN and line.bottom < height * (1 - MARGIN):
                continue
            text = DIGITS.sub("#", line.text.replace(" ", ""))
            marks.append((index, text, line.top))
            for bucket in (int(line.top / SAME_HEIGHT), int(line.top / SAME_HEIGHT + 0.5) + 100_000):
                seen[text, bucket].add(number)
        places.append(marks)
    enough = min(PAGES, max(2, len(pages)))
    found: list[set[int]] = []
    for (height, lines), marks in zip(pages, places, strict=True):
        own: set[int] = set()
        edge = _outermost(lines, height)
        for index, text, top in marks:
            repeats = max(
                len(seen[text, int(top / SAME_HEIGHT)]), len(seen[text, int(top / SAME_HEIGHT + 0.5) + 100_000])
            )
            if repeats >= enough or (index in edge and PAGE_NUMBER.match(lines[index].text)):
                own.add(index)
        found.append(own)
    return found


def _outermost(lines: Sequence[Line], height: float) -> set[int]:
    """Lines with nothing above or nothing below them: only there does a bare number count as a page number."""
    if not lines:
        return set()
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    return {
        i
        for i, line in enumerate(lines)
        if (line.top < top + 0.7 * (line.bottom - line.top) and line.bottom < height * MARGIN)
        or (line.bottom > bottom - 0.7 * (line.bottom - line.top) and line.top > height * (1 - MARGIN))
    }
