"""Page heads, feet and page numbers: what stands at the same height on page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf.kinds import PAGE_NUMBER
from pipeline.read.pdf.lines import Line

MARGIN = 0.13  # of the page's height, above and below, where heads and feet stand
SAME_HEIGHT = 4.0
PAGES = 3  # a head repeats on at least so many pages
COLUMN_HEAD = re.compile(
    r"^(?:[\d一二三四五六七八九十零〇○]{2,4}年.{0,14}|[1-4]?[QH]\d{0,4}|\d[QH]\d{2,4}|(?:FY)?\d{4}[AEF]?|[（(]?.{0,3}[千仟百佰十萬億]+.{0,3}元[）)]?|附註|金額|%|％)$"
)
DIGITS = re.compile(r"\d+|[一二三四五六七八九十○〇]{2,}")


class Outer(NamedTuple):
    """A line near the edge of its page: its place among the page's lines, its words and its height."""

    place: int
    text: str
    top: float
    bottom: float


def outer_lines(lines: Sequence[Line], height: float) -> list[Outer]:
    """The lines of a page among which its heads and feet stand, and those next to them."""
    reach = 2 * MARGIN * height
    return [
        Outer(i, line.text, line.top, line.bottom)
        for i, line in enumerate(lines)
        if line.top < reach or line.bottom > height - reach
    ]


def every_line(lines: Sequence[Line]) -> list[Outer]:
    """All lines of a part that runs another way: its heads may stand anywhere."""
    return [Outer(i, line.text, line.top, line.bottom) for i, line in enumerate(lines)]


def running_heads(pages: Sequence[tuple[float, Sequence[Outer]]]) -> list[set[int]]:
    """For each page (its height and outer lines) the indices of the lines that are heads or feet: they repeat, and nothing
    but heads or feet stands between them and the edge of the page."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, (height, lines) in enumerate(pages):
        for line in lines:
            if line.top < height * MARGIN or line.bottom > height * (1 - MARGIN):
                for bucket in _buckets(line):
                    seen[_pattern(line), bucket].add(number)
    enough = min(PAGES, max(2, len(pages)))
    found: list[set[int]] = []
    for height, lines in pages:

        def repeats(line: Outer) -> bool:
            return any(len(seen[_pattern(line), bucket]) >= enough for bucket in _buckets(line))

        rows = _rows(lines)
        top = [row for row in rows if lines[row[0]].top < height * MARGIN]
        foot = [row for row in reversed(rows) if lines[row[0]].bottom > height * (1 - MARGIN)]
        own: set[int] = set()
        for side in (top, foot):
            for row in side:
                texts = [lines[i] for i in row]
                numbered = len(row) <= 3 and any(PAGE_NUMBER.match(line.text) for line in texts)
                heads = [i for i, line in zip(row, texts, strict=True) if repeats(line)]
                wholly = len(heads) == len(row) and not _is_table_head(texts)
                if wholly or (numbered and (len(row) == 1 or len(heads) >= len(row) - 1)):
                    own.update(row)
                else:
                    own.update(i for i in heads if not _is_table_head(texts))
                    break
        found.append({lines[i].place for i in own})
    return found


def turned_heads(pages: Sequence[Sequence[Outer]], heads: Sequence[Outer]) -> list[set[int]]:
    """For each page (its lines that run another way than most) the indices of those that are heads or feet: page numbers,
    what repeats on other pages, and what is a head (one of `heads`) elsewhere."""
    known = {_pattern(line) for line in heads}
    seen: dict[str, set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in lines:
            seen[_pattern(line)].add(number)
    return [
        {
            i
            for i, line in enumerate(lines)
            if PAGE_NUMBER.match(line.text) or _pattern(line) in known or len(seen[_pattern(line)]) >= PAGES
        }
        for lines in pages
    ]


def _pattern(line: Outer) -> str:
    """The text with its numbers left open; a line of nothing but figures must repeat as it is."""
    text = line.text.replace(" ", "")
    opened = DIGITS.sub("#", text)
    return opened if any(c.isalpha() for c in opened) or PAGE_NUMBER.match(line.text) else text


def _buckets(line: Outer) -> tuple[int, int]:
    return int(line.top / SAME_HEIGHT), int(line.top / SAME_HEIGHT + 0.5) + 100_000


def _rows(lines: Sequence[Outer]) -> list[list[int]]:
    """Indices of lines that stand side by side, top to bottom."""
    rows: list[list[int]] = []
    for i in sorted(range(len(lines)), key=lambda i: lines[i].top):
        if rows and lines[i].top < lines[rows[-1][0]].bottom - 0.5 * (lines[i].bottom - lines[i].top):
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


def _is_table_head(row: Sequence[Outer]) -> bool:
    """Several periods or units side by side are the head of a table, though page after page begins with it."""
    return len(row) > 1 and sum(bool(COLUMN_HEAD.match(line.text.replace(" ", ""))) for line in row) > 1
