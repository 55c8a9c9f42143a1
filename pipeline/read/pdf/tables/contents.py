"""Lists of contents and lines of dates, which look like tables and are none."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.read.pdf.tables.draft import Draft

PAGES_HEAD = re.compile(r"^(?:頁次|頁碼|頁數|頁|pages?|pageno\.?)$", re.IGNORECASE)
PAGE = re.compile(r"^(\d{1,3})(?:[-–—~～至](\d{1,3}))?$")
BARE_ROWS = 5  # the fewest rows that are a list of contents without a head that says so


def is_contents(draft: Draft) -> bool:
    """Whether a table tells what stands on which page: page numbers that go up, under a head of pages or no head."""
    heads = {
        cell.col: cell.text
        for cell in draft.cells.values()
        if cell.row < draft.head_rows and cell.col >= draft.stub_cols
    }
    for col in range(max(draft.stub_cols, 1), draft.n_cols):
        texts = [cell.text for cell in draft.cells.values() if cell.row >= draft.head_rows and cell.col == col]
        pages = [match for match in map(PAGE.match, texts) if match]
        named = bool(PAGES_HEAD.match(heads.get(col, "")))
        bare = not draft.head_rows and draft.n_cols - draft.stub_cols == 1 and len(pages) >= BARE_ROWS
        if (named or bare) and len(pages) >= 0.8 * sum(bool(re.search(r"\d", t)) for t in texts) and _goes_up(pages):
            return True
    return False


def _goes_up(pages: list[re.Match[str]]) -> bool:
    numbers = [int(match[1]) for match in pages]
    return len(numbers) > 1 and all(a <= b for a, b in pairwise(numbers))


def is_date(draft: Draft) -> bool:
    """Whether the body is one line that spells a date letter by letter: 中 華 民 國 一 一 四 年 …"""
    body = [cell for cell in draft.cells.values() if cell.row >= draft.head_rows]
    text = "".join(cell.text for cell in sorted(body, key=lambda c: (c.row, c.col)))
    return len({cell.row for cell in body}) == 1 and bool(re.match(r"^(?:中華)?民國\d{2,3}年\d{1,2}月\d{1,2}日$", text))
