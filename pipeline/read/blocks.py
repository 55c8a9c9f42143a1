"""Lines of text or Markdown grouped into blocks: headings, paragraphs, list items, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.note import Table
from pipeline.model.place import Span
from pipeline.read.kinds import (
    ARROW,
    BULLET,
    CHAPTER,
    ENUMERATOR,
    RULE,
    SENTENCE,
    ends_sentence,
    is_bracketed_heading,
    is_page_number,
    line_kind,
)
from pipeline.read.lines import Draft, Line, columns, joined, split_lines, trimmed
from pipeline.read.markup import Markup
from pipeline.read.text_tables import Region, TableFinder

_ATX = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t\u3000]+|$)")
_ATX_END = re.compile(r"[ \t]+#+[ \t]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_SETEXT = re.compile(r"[ ]{0,3}=+[ \t]*$")
_EMPHASISED = re.compile(r"(\*{1,3}|__?)(?![\s*_])[^*_]+(?<!\s)\1\s*[：:]?$")
_PSEUDO_LINE = re.compile(r"[^|\xa0 \n]+(?:[ \xa0](?![ \xa0|])[^|\xa0 \n]*)*")
_CONTINUES = re.compile("[，、,]$")
_CLOSING_START = re.compile("[，。、；：！？）」』】》〉%％]")
_WRAPPED = 60  # columns: shorter lines that end without a full stop are lines of their own
_LONGEST_HEADING = 60


@dataclass(slots=True)
class Blocks:
    """What the lines gave, in reading order."""

    drafts: list[Draft] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_blocks(text: str, start: int, markup: Markup) -> Blocks:
    """Everything from `start` on as drafts; captions, sources and units are told apart, nothing is tied yet."""
    lines = [_line(text, a, b, markup) for a, b in split_lines(text, start)]
    reader = _Reader(text, markup)
    finder = TableFinder(text, lines, markup)
    number = 0
    while number < len(lines):
        region = finder.find(number) if lines[number].pieces else None
        if region:
            reader.add_region(region)
            number = region.last + 1
        else:
            reader.add_line(lines[number])
            number += 1
    reader.flush()
    return reader.blocks


def _line(text: str, start: int, end: int, markup: Markup) -> Line:
    pieces = markup.pieces(text, start, end)
    return Line(Span(start, end), text[start:end], pieces)


class _Reader:
    def __init__(self, text: str, markup: Markup) -> None:
        self.text, self.markup, self.blocks = text, markup, Blocks()
        self._group: list[Draft] = []  # lines of a paragraph
        self._blank = 0
        self._pictured = False

    def add_region(self, region: Region) -> None:
        self.flush()
        if region.table is None:
            for found in _PSEUDO_LINE.finditer(self.text, region.span.start, region.span.end):
                if found[0].strip("-: \u3000"):
                    self.add_line(_line(self.text, found.start(), found.end(), self.markup))
                    self.flush()
                    self._blank = 1
            return
        self.blocks.tables.append(region.table)
        draft = Draft("table", [region.span], "", blank_before=self._blank, table=len(self.blocks.tables) - 1)
        draft.links = self.markup.link_characters(self.text, [region.span])
        draft.text = " ".join(cell.printed.text for cell in region.table.cells if cell.printed.text)
        self._add(draft)

    def add_line(self, line: Line) -> None:
        if self.markup.has_image(line.span.start, line.span.end):
            self._pictured = True
        if not line.pieces:
            self.flush()
            self._blank += 1
            return
        if _SETEXT.match(line.text) and len(self._group) == 1:
            self._group[0].kind, self._group[0].level = "heading", 1
            self.flush()
            return
        if RULE.fullmatch(line.text):
            self.flush()
            self._blank += 1
            return
        quote = _QUOTE.match(line.text)
        start = line.span.start + (quote.end() if quote else 0)
        rest = self.text[start : line.span.end]
        if heading := _ATX.match(rest):
            self.flush()
            self._heading(start + heading.end(), line.span.end - _length(_ATX_END.search(rest)), len(heading[1]))
        elif (bullet := BULLET.match(rest.lstrip())) and not is_page_number(rest.strip()):
            self.flush()
            at = start + len(rest) - len(rest.lstrip()) + bullet.end()
            self._start(at, line.span.end, "list_item")
        elif ENUMERATOR.match(rest.lstrip()) and (not self._group or self._group[-1].kind == "list_item"):
            self._start(start, line.span.end, "list_item")
        else:
            self._start(start, line.span.end, "paragraph")

    def _draft(self, start: int, end: int, kind: str) -> Draft | None:
        pieces = self.markup.pieces(self.text, start, end)
        if not pieces:
            return None
        links = self.markup.link_characters(self.text, pieces)
        draft = Draft("paragraph", list(pieces), joined(self.text, pieces), links=links)
        draft.kind = "list_item" if kind == "list_item" else "paragraph"
        draft.emphasised = _EMPHASISED.match(self.text[start:end].strip()) is not None
        return draft

    def _start(self, start: int, end: int, kind: str) -> None:
        draft = self._draft(start, end, kind)
        if draft is None:
            return
        if self._group and kind == "list_item":
            self.flush()
        self._group.append(draft)

    def _heading(self, start: int, end: int, level: int) -> None:
        draft = self._draft(start, end, "paragraph")
        if draft is None:
            return
        _drop_arrow(self.text, draft)
        draft.kind, draft.level = "heading", level
        self._add(draft)

    def flush(self) -> None:
        """The lines gathered so far, as one paragraph or several."""
        group, self._group = self._group, []
        if not group:
            return
        widths = [columns(draft.text) for draft in group]
        widest = max(widths)
        at = 0
        while at < len(group):
            draft, parts = group[at], [group[at]]
            while at + 1 < len(group) and _goes_on(parts[-1], group[at + 1], widths[at], widest):
                at += 1
                parts.append(group[at])
            at += 1
            if len(parts) > 1:
                draft.spans = [span for part in parts for span in part.spans]
                draft.text = joined(self.text, draft.spans)
                draft.links = sum(part.links for part in parts)
                draft.emphasised = False
            self._classify(draft, alone=len(group) == 1, single=len(parts) == 1)
            self._add(draft)

    def _classify(self, draft: Draft, *, alone: bool, single: bool) -> None:
        if draft.kind == "heading" or not single:
            return
        kind = line_kind(draft.text)
        if kind and not (kind == "footnote" and draft.kind == "list_item"):
            draft.kind = kind
        elif draft.kind == "paragraph" and draft.link_share < 0.5 and len(draft.text) <= _LONGEST_HEADING:
            self._try_heading(draft, alone=alone)

    def _try_heading(self, draft: Draft, *, alone: bool) -> None:
        """➤ …, **…** and 【…】 alone on a line, and 一、… where no sentence follows in it."""
        if ARROW.match(draft.text) and not ends_sentence(draft.text):
            _drop_arrow(self.text, draft)
            draft.kind, draft.level = "heading", 3
        elif is_bracketed_heading(draft.text):
            draft.kind, draft.level = "heading", 3
        elif draft.emphasised and (draft.text[-1:] in "：:" or not ends_sentence(draft.text)):
            draft.kind, draft.level = "heading", 4
        elif alone and CHAPTER.match(draft.text) and not SENTENCE.search(draft.text) and len(draft.text) <= 40:
            draft.kind, draft.level = "heading", 3

    def _add(self, draft: Draft) -> None:
        draft.blank_before, self._blank = self._blank, 0
        draft.pictured, self._pictured = self._pictured, False
        self.blocks.drafts.append(draft)


def _length(found: re.Match[str] | None) -> int:
    return len(found[0]) if found else 0


def _drop_arrow(text: str, draft: Draft) -> None:
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
