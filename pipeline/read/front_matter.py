"""What stands before the note: a YAML block, `Title: …` lines, or the title, time stamp and address lines of a news item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.note import Metadata
from pipeline.model.place import Span
from pipeline.read.dates import find_stamp, is_stamp
from pipeline.read.lines import Draft, split_lines, trimmed

_YAML_KEY = re.compile(r"(?P<key>[A-Za-z_][\w -]{0,40}?)\s*:(?:\s+(?P<value>.*))?$")
_HEAD_KEY = re.compile(
    r"(?P<key>Title|Date|Published|URL|Link|Author|Ticker|標題|题目|日期|發布時間|發佈時間|時間|網址|連結|作者|代號)\s*[：:]\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+$")
_FIELDS = {
    "title": ("title", "headline", "標題", "题目"),
    "published_at": (
        "date",
        "published",
        "published_at",
        "publish_date",
        "pubdate",
        "datetime",
        "日期",
        "發布時間",
        "發佈時間",
        "時間",
    ),
    "url": ("url", "link", "source_url", "網址", "連結"),
    "author": ("author", "authors", "analyst", "作者"),
    "ticker": ("ticker", "symbol", "代號"),
}  # not `extracted_date` and the like: when a page was fetched says nothing of the note
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Head:
    """What was read before the note."""

    drafts: list[Draft]
    metadata: Metadata
    end: int  # where the note's own text starts
    machine_made: bool = False  # a page or a news item that a program fetched


def read_head(text: str) -> Head:
    """YAML, keyed lines or a news item's head; a head without lines where there is none."""
    start = 1 if text.startswith("\ufeff") else 0
    return _yaml(text, start) or _keyed(text, start) or _news(text, start) or Head([], Metadata(), start)


def _yaml(text: str, start: int) -> Head | None:
    lines = split_lines(text, start)
    first = next(lines)
    if text[slice(*first)].rstrip() != "---":
        return None
    drafts: list[Draft] = []
    found: dict[str, str] = {}
    for count, (a, b) in enumerate(lines):
        line = text[a:b].rstrip()
        if line in ("---", "..."):
            return Head(drafts, _metadata(found), b, machine_made="url" in found) if drafts else None
        key = _YAML_KEY.match(line)
        if count > 200 or (line and not key and not line.startswith((" ", "\t", "-", "#"))):
            return None
        if key:
            found[key["key"].strip().lower()] = (key["value"] or "").strip().strip("'\"")
        span = trimmed(text, a, b)
        if span:
            drafts.append(Draft("front_matter", [span], text[span.start : span.end]))
    return None


def _first_lines(text: str, start: int) -> Iterator[tuple[Span, int]]:
    """The lines up to the first blank one, blank ones before them passed over: what is printed on each, and where the next begins."""
    begun = False
    for a, b in split_lines(text, start):
        span = trimmed(text, a, b)
        if span is not None:
            begun = True
            yield span, b
        elif begun:
            return


def _keyed(text: str, start: int) -> Head | None:
    drafts: list[Draft] = []
    found: dict[str, str] = {}
    end = start
    for span, after in _first_lines(text, start):
        key = _HEAD_KEY.match(text[span.start : span.end])
        if not key:
            break
        name = key["key"].lower()
        found[name] = key["value"].strip()
        if name in _FIELDS["title"]:
            value = trimmed(text, span.start + key.start("value"), span.end)
            assert value is not None  # the pattern asks for a visible character
            drafts.append(Draft("title", [value], text[value.start : value.end], level=1))
        else:
            drafts.append(Draft("front_matter", [span], text[span.start : span.end]))
        end = after
    return Head(drafts, _metadata(found), end) if len(drafts) >= 2 else None


def _news(text: str, start: int) -> Head | None:
    """Lines up to the first blank one: a title, a time stamp, an address, in any order. The address makes it a head."""
    drafts: list[Draft] = []
    found: dict[str, str] = {}
    end = start
    for span, after in _first_lines(text, start):
        line = text[span.start : span.end]
        if _URL.match(line):
            found["url"] = line
        elif is_stamp(line):
            found["date"] = line
        elif "title" not in found and len(line) <= _LONGEST_TITLE and len(drafts) < 3:
            found["title"] = line
            drafts.append(Draft("title", [span], line, level=1))
            end = after
            continue
        else:
            return None
        drafts.append(Draft("front_matter", [span], line))
        end = after
    if "url" not in found or len(drafts) > 4:
        return None
    return Head(drafts, _metadata(found), end, machine_made=True)


def _metadata(found: dict[str, str]) -> Metadata:
    def first(field: str) -> str | None:
        return next((found[key] for key in _FIELDS[field] if found.get(key)), None)

    title, stamp = first("title"), find_stamp(first("published_at") or "")
    return Metadata(
        title=None if title is None or _URL.match(title) else title,
        published_at=stamp[0] if stamp else None,
        url=first("url"),
        author=first("author"),
        ticker=first("ticker"),
    )
