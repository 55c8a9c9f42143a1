"""Pages laid out, written to the note's raw text: blocks in reading order, tables joined over page breaks."""

from __future__ import annotations

import itertools
import re

from pipeline.model.note import BlockKind
from pipeline.model.place import Box, Span
from pipeline.read.pdf.ink import Frame, Rect
from pipeline.read.pdf.kinds import CONTINUED
from pipeline.read.pdf.lines import Column, Line
from pipeline.read.pdf.paragraphs import Body, Paragraph, paragraphs
from pipeline.read.pdf.sheets import Sheet
from pipeline.read.pdf.tables.draft import Draft
from pipeline.read.pdf.tables.join import Joiner
from pipeline.read.pdf.tables.written import WrittenTable
from pipeline.read.pdf.textlayer import TextLayer
from pipeline.read.pdf.ties import DraftBlock


class Writer:
    """Writes page after page. `body` is the usual type of the document. Nothing of a page is kept but what it wrote."""

    def __init__(self, body: Body) -> None:
        self.layer = TextLayer()
        self.blocks: list[DraftBlock] = []
        self.tables: list[WrittenTable] = []
        self.frames: dict[int, Frame] = {}
        self.by_ocr = False
        self._body = body
        self._joiner = Joiner()
        self._titles: set[str] = set()  # of the page before
        self._table_blocks: dict[int, DraftBlock] = {}
        self._going: tuple[DraftBlock, Paragraph] | None = None

    def write(self, sheet: Sheet) -> None:
        self._page, self._frame = sheet.ink, sheet.ink.frame
        self.frames[sheet.ink.number] = self._frame
        self.by_ocr = self.by_ocr or sheet.ink.ocr
        drafts = [draft for draft in sheet.tables if not draft.contents]
        places = self._joiner.add(drafts, _opens(sheet, self._titles), _closes(sheet))
        self._places = {id(draft): place for draft, place in zip(drafts, places, strict=True)}
        for draft, (number, _) in zip(drafts, places, strict=True):
            if number == len(self.tables):
                self.tables.append(WrittenTable.of(draft, self._box(draft.rect)))
        self._titles = {_title(line) for column in sheet.columns for line in _lines(column)}
        self.layer.open_page(sheet.ink)
        self._running(sheet.heads)
        self._columns(sheet.columns)
        self._running(sheet.feet)
        for part in sheet.turned:
            self.layer.turn_to(part.ink)
            self._frame = part.ink.frame
            self._going = None
            self._columns(part.columns)
            self._running(part.heads)
            self._going = None
        self.layer.close_page()

    def _running(self, lines: list[Line]) -> None:
        for line in lines:
            self._add("running_head", [self._line(line)], line.rect, line.text)

    def _columns(self, columns: list[Column]) -> None:
        for column in columns:
            for item in paragraphs(column, self._body):
                if isinstance(item, Paragraph):
                    self._paragraph(item)
                elif isinstance(item.whole, Draft):
                    (self._contents if item.whole.contents else self._table)(item.whole)

    def _add(self, kind: BlockKind, spans: list[Span], rect: Rect, text: str = "", level: int = 0) -> DraftBlock:
        if self._frame != self._page.frame:
            rect = self._page.frame.into(self._frame.back(rect))
        block = DraftBlock(kind, spans, level, page=self._page.number, rect=rect, text=text)
        self.blocks.append(block)
        return block

    def _line(self, line: Line) -> Span:
        self.layer.separate("\n")
        return self.layer.words(line.words)

    def _paragraph(self, item: Paragraph) -> None:
        spans = [self._line(line) for line in item.lines]
        if self._going is not None and item.opens and _goes_on(self._going[1], item):
            block = self._going[0]
            block.spans += spans
        else:
            rect = item.lines[0].rect
            for line in item.lines[1:]:
                rect = rect.union(line.rect)
            block = self._add(item.kind, spans, rect, item.text, item.level)
        self._going = (block, item) if item.open_end else None

    def _table(self, draft: Draft) -> None:
        """A table's rows as lines, its cells parted by tabs. The head that a further page repeats is a page head."""
        number, skip = self._places[id(draft)]
        self._going = None
        table = self.tables[number]
        if skip:
            self._add("running_head", [self._rows(draft, 0, skip)], draft.rect)
        span = self._rows(draft, skip, draft.n_rows, table)
        table.pages.append(draft.page)
        table.n_rows += draft.n_rows - skip
        known = self._table_blocks.get(number)
        if known is not None:
            known.spans.append(span)
        else:
            self._table_blocks[number] = block = self._add("table", [span], draft.rect)
            block.table = number

    def _contents(self, draft: Draft) -> None:
        """A list of contents: its rows as lines. It leads through the report and states nothing."""
        self._going = None
        for row in range(draft.n_rows):
            self._add("boilerplate", [self._rows(draft, row, row + 1)], draft.rect)

    def _rows(self, draft: Draft, first: int, last: int, table: WrittenTable | None = None) -> Span:
        """Write rows of a draft; its cells become those of `table`, below the rows that it has."""
        layer = self.layer
        layer.separate("\n")
        start = len(layer)
        for row in range(first, last):
            if row > first:
                layer.separate("\n")
            for col in range(draft.n_cols):
                if col:
                    layer.tab()
                cell = draft.cells.get((row, col))
                if cell is not None and cell.bits:
                    span = layer.cell(cell.bits)
                    if table is not None:
                        table.add(cell, table.n_rows + row - first, span, self._box(cell.hull))
        return Span(start, len(layer))

    def _box(self, rect: Rect) -> Box:
        return Box(self._page.number, *self._page.frame.back(rect))


def _opens(sheet: Sheet, titles: set[str]) -> bool:
    """Whether the first table of a page stands at its top: above it only "continued" and titles that the page before bears."""
    pieces = [p for column in sheet.columns for p in column.pieces]
    above = [p.line for p in itertools.takewhile(lambda p: p.whole is None, pieces) if p.line]
    if len(above) == len(pieces):
        return False
    return all(CONTINUED.match(line.text) or _title(line) in titles for line in above)


def _lines(column: Column) -> list[Line]:
    return [p.line for p in column.pieces if p.line]


def _title(line: Line) -> str:
    """The words of a title, "continued" left off."""
    return re.sub(r"[（(]?(?:續|续|continued)[）)]?$|\s", "", line.text, flags=re.IGNORECASE)


def _closes(sheet: Sheet) -> bool:
    """Whether the last table of a page stands at its end, "continued" and the like passed over."""
    pieces = [p for column in sheet.columns for p in column.pieces]
    while pieces and pieces[-1].line is not None and CONTINUED.match(pieces[-1].line.text):
        pieces.pop()
    return bool(pieces) and pieces[-1].whole is not None


def _goes_on(ended: Paragraph, fresh: Paragraph) -> bool:
    """Whether a paragraph that ran to the end of its column goes on with this one."""
    ratio = fresh.lines[0].lead.size / ended.lines[-1].lead.size
    return (
        fresh.kind == "paragraph"
        and 0.9 < ratio < 1.12
        and fresh.lines[0].x0 < fresh.left + 0.6 * fresh.lines[0].lead.em
    )
