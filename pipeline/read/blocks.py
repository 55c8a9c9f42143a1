"""Lines of text or Markdown grouped into blocks: headings, paragraphs, list items, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.note import Table
from pipeline.model.place import Span
from pipeline.read.kinds import BULLET, ENUMERATOR, RULE, is_page_number
from pipeline.read.lines import Draft, Line, joined, split_lines
from pipeline.read.markup import Markup
from pipeline.read.paragraphs import drop_arrow, gather
from pipeline.read.text_tables import Region, TableFinder

_ATX = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t\u3000]+|$)")
_ATX_END = re.compile(r"[ \t]+#+[ \t]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_SETEXT = re.compile(r"[ ]{0,3}=+[ \t]*$")
_EMPHASISED = re.compile(r"(\*{1,3}|__?)(?![\s*_])[^*_]+(?<!\s)\1\s*[：:]?$")
_PSEUDO_LINE = re.compile(r"[^|\xa0 \n]+(?:[ \xa0](?![ \xa0|])[^|\xa0 \n]*)*")


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
        drop_arrow(self.text, draft)
        draft.kind, draft.level = "heading", level
        self._add(draft)

    def flush(self) -> None:
        """The lines gathered so far, as one paragraph or several."""
        group, self._group = self._group, []
        for draft in gather(self.text, group):
            self._add(draft)

    def _add(self, draft: Draft) -> None:
        draft.blank_before, self._blank = self._blank, 0
        draft.pictured, self._pictured = self._pictured, False
        self.blocks.drafts.append(draft)


def _length(found: re.Match[str] | None) -> int:
    return len(found[0]) if found else 0
