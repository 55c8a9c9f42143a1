"""Which blocks of a scraped page are the note, and which are the site's: navigation, related links, teasers, legal lines.

The note starts at the heading that the page's own title repeats, and ends where links come in a row or a section such as
延伸閱讀 begins. Where no heading says where it starts, it is the stretch that holds most prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.read.dates import is_stamp
from pipeline.read.kinds import SENTENCE
from pipeline.read.lines import Draft

_WORDS = Path(__file__).parent / "chrome.tsv"
_TRIM = "【】[]()（）〈〉《》#*：: \u3000\xa0▲▼●■◆◎»>"
_MORE = re.compile(r"更多.{0,8}(?:報導|新聞|文章)$|共\s*[0-9]+\s*則(?:留言|評論)")
_LINKED = 0.6  # share of link text from which a block is a link and no sentence with one
_RUN = 3  # links in a row that end a note
_PROSE = 20  # characters
_PARAGRAPH = 60
_FEW_LINKS = 6


def mark_chrome(drafts: Sequence[Draft], *, fetched: bool, page_title: str) -> None:
    """Makes boilerplate of what is not the note, and a title of its headline. `fetched`: the file says of itself that it is
    a web page. A file that is no page is all note. `page_title`: the page's own title, with the site's name behind it."""
    links = sum(1 for draft in drafts if _is_link(draft))
    if not (fetched and links) and links < _FEW_LINKS:
        return
    title = _find_title(drafts, page_title)
    start = title if title is not None else _densest(drafts)[0]
    resting = _resting(drafts, start)
    for at, draft in enumerate(drafts):
        if at < start or at in resting or _is_link(draft) or draft.text.isdigit() or _role(draft) == "inside":
            _rest(draft)
    if title is not None:
        drafts[title].kind, drafts[title].level = "title", 1


def _rest(draft: Draft) -> None:
    draft.kind, draft.level = "boilerplate", 0


def _is_link(draft: Draft) -> bool:
    return draft.links > 0 and draft.link_share >= _LINKED


def _is_prose(draft: Draft, least: int = _PROSE) -> bool:
    return len(draft.text) >= least and draft.link_share < 0.4 and SENTENCE.search(draft.text) is not None


def _is_teaser(draft: Draft) -> bool:
    return draft.text.endswith(("...", "…"))


def _find_title(drafts: Sequence[Draft], page_title: str) -> int | None:
    """The block that the page's title starts with; else the first heading of the first level; else a heading with a time
    stamp under it. The line that is the page's title itself is not the note's."""
    page_title = _plain(page_title)
    for at, draft in enumerate(drafts):
        own = _plain(draft.text)
        if at == 0 and own == page_title and draft.kind != "heading":
            continue
        if len(own) < 6 or own not in page_title or _is_link(draft):
            continue
        if len(own) >= 12 or page_title.startswith(own):
            return at
    headings = [at for at, draft in enumerate(drafts) if draft.kind == "heading" and not _is_link(draft)]
    first = [at for at in headings if drafts[at].level == 1]
    stamped = [at for at in headings if any(is_stamp(draft.text) for draft in drafts[at + 1 : at + 3])]
    return next(iter(first + stamped), None)


def _plain(text: str) -> str:
    return "".join(text.split())


def _densest(drafts: Sequence[Draft]) -> tuple[int, int]:
    """The run of drafts that holds most prose, with the heading above it: what is no prose counts against it."""
    best, best_start, best_end, current, start = 0, 0, len(drafts), 0, 0
    for at, draft in enumerate(drafts):
        current += min(len(draft.text), 400) if _is_prose(draft) else -_PARAGRAPH if _is_link(draft) else -_PROSE
        if current <= 0:
            current, start = 0, at + 1
        elif current > best:
            best, best_start, best_end = current, start, at + 1
    if best_start and drafts[best_start - 1].kind == "heading":
        best_start -= 1
    return best_start, best_end


def _resting(drafts: Sequence[Draft], start: int) -> set[int]:
    """Indices from `start` on that are not the note."""
    resting: set[int] = set()
    at = next(
        (k for k in range(start + 1, len(drafts)) if _is_prose(drafts[k]) or drafts[k].kind == "table"), len(drafts)
    )
    while at < len(drafts):
        end, final = _end(drafts, at)
        back = None if final else _resumes(drafts, end)
        resting.update(range(end, back or len(drafts)))
        if back is None:
            break
        at = back
    if not any(drafts[k].kind == "source_line" for k in range(start, len(drafts)) if k not in resting):
        late = next((k for k in sorted(resting) if drafts[k].kind == "source_line" and not _is_link(drafts[k])), None)
        if late is not None:
            resting.discard(late)
    return resting


def _end(drafts: Sequence[Draft], at: int) -> tuple[int, bool]:
    """Where the note stops, and whether that is the end of the page's content for good."""
    run, run_start = 0, at
    for k in range(at, len(drafts)):
        draft = drafts[k]
        if _role(draft) == "end":
            return (run_start if run else k), _is_legal(draft)
        if _is_link(draft):
            run_start = run_start if run else k
            run += max(1, min(_RUN, len(draft.spans))) if draft.link_share > 0.8 else 1
            if run >= _RUN:
                return run_start, False
        elif _is_prose(draft) or draft.kind in ("table", "caption", "source_line"):
            run = 0
    return len(drafts), True


def _resumes(drafts: Sequence[Draft], end: int) -> int | None:
    """Where the note goes on after links that were set into it: two paragraphs one after the other, no teasers."""
    at = end
    while at < len(drafts) and not (_is_prose(drafts[at], _PARAGRAPH) and drafts[at].kind == "paragraph"):
        if _is_legal(drafts[at]):
            return None
        at += 1
    pair = drafts[at : at + 2]
    if len(pair) < 2 or any(d.kind != "paragraph" or not _is_prose(d, _PARAGRAPH) or _is_teaser(d) for d in pair):
        return None
    return at if at - end <= 12 else None


def _is_legal(draft: Draft) -> bool:
    return any(word in draft.text for word in ("©", "Copyright", "All rights reserved", "版權所有", "隱私權", "則留言"))


@cache
def _words() -> tuple[tuple[str, str, str], ...]:
    lines = _WORDS.read_text(encoding="utf-8").split("\n")[1:]
    return tuple((fields[0], fields[1], fields[2]) for fields in (line.split("\t") for line in lines if line))


def _role(draft: Draft) -> str | None:
    """`end` for what closes a note, `inside` for what a site sets into it, None for the rest."""
    if draft.kind == "table" or len(draft.text) > 200:
        return None
    text = draft.text.strip(_TRIM)
    if _MORE.match(text):
        return "end"
    for surface, match, role in _words():
        if match == "whole" and text == surface:
            return role
        if (
            match == "start"
            and text.startswith(surface)
            and len(text) <= len(surface) + 24
            and not _is_prose(draft, 30)
        ):
            return role
        if match == "within" and surface in text:
            return role
    return None
