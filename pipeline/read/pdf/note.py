"""A PDF as a `Note`: pages to columns, columns to blocks, blocks to the reading-order text with a box for every character."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.errors import UnreadableNoteError
from pipeline.model.ids import report_id
from pipeline.model.note import BlockKind, Figure, Metadata, Note
from pipeline.model.place import Box, Span
from pipeline.normalise.folds import radicals
from pipeline.read.pdf import ocr
from pipeline.read.pdf.alerts import document_warnings, is_picture, page_warnings, text_warnings
from pipeline.read.pdf.ink import Frame, PageInk, Rect
from pipeline.read.pdf.kinds import CONTINUED
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.lines import Column, Line, Piece, arrange, fragments
from pipeline.read.pdf.paragraphs import Paragraph, measure, paragraphs
from pipeline.read.pdf.pdfium import PdfiumFile
from pipeline.read.pdf.plumber import PlumberFile
from pipeline.read.pdf.running import running_heads, turned_heads
from pipeline.read.pdf.tables.draft import Draft
from pipeline.read.pdf.tables.find import find_tables
from pipeline.read.pdf.tables.finish import finish
from pipeline.read.pdf.tables.join import join_pieces
from pipeline.read.pdf.textlayer import TextLayer, printed
from pipeline.read.pdf.ties import DraftBlock, FigureTies, TableTies, tie
from pipeline.read.pdf.words import Row, Word, page_rows


@dataclass(slots=True)
class _Sheet:
    """One page on its way to text."""

    ink: PageInk
    rows: list[Row]
    heads: list[Line] = field(default_factory=list)
    feet: list[Line] = field(default_factory=list)
    tables: list[Draft] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    turned: list[_Turned] = field(default_factory=list)


@dataclass(slots=True)
class _Turned:
    """Text of one page that runs another way than most of it."""

    ink: PageInk
    lines: list[Line]
    heads: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)


Reader = Literal["pdfium", "pdfplumber"]
READERS: dict[Reader, type[PdfiumFile] | type[PlumberFile]] = {"pdfium": PdfiumFile, "pdfplumber": PlumberFile}
DEFAULT_LIMITS = PdfLimits()


def read_pdf(raw: bytes, name: str, *, reader: Reader = "pdfium", limits: PdfLimits = DEFAULT_LIMITS) -> Note:
    """One PDF as a Note. `reader` says who reads the characters: PDFium, or pdfplumber for reference. Raises
    UnreadableNoteError for a file that does not open, or asks for a password."""
    document = READERS[reader](raw, name)
    try:
        sheets = [_sheet(ink) for ink in _with_pictures(document, document.pages(limits), limits)]
        facts, count = document.facts(), len(document)
    finally:
        document.close()
    _lay_out(sheets)
    writer = _Writer(sheets)
    writer.write()
    note = _compose(raw, name, reader, facts, sheets, writer)
    inks = [sheet.ink for sheet in sheets]
    warnings = [*document_warnings(count, inks, limits), *(w for ink in inks for w in page_warnings(ink))]
    if not note.raw_text.strip() and not warnings:
        raise UnreadableNoteError(
            name,
            "pages without a character or a picture",
            "a note with text",
            "export the note again",
            check="empty_file",
        )
    return replace(note, warnings=(*warnings, *text_warnings(note.raw_text, note.pages)))


def _with_pictures(document: PdfiumFile | PlumberFile, inks: Iterable[PageInk], limits: PdfLimits) -> Iterator[PageInk]:
    """The pages, those that are only pictures read by OCR where it is installed, as many as the limits allow."""
    left = limits.ocr_pages if isinstance(document, PdfiumFile) and ocr.is_installed() else 0
    for ink in inks:
        if left and isinstance(document, PdfiumFile) and not ink.broken and is_picture(ink):
            left -= 1
            picture = document.render(ink.number - 1, ocr.DOTS / 72).convert("RGB")
            seen, lines = ocr.read_picture(picture, ink)
            yield seen if lines else ink
        else:
            yield ink


def _sheet(ink: PageInk) -> _Sheet:
    for part in (ink, *ink.turned):
        part.glyphs.text = list(radicals().apply("".join(part.glyphs.text)))
    sheet = _Sheet(ink, page_rows(ink), turned=[_Turned(part, fragments(page_rows(part))) for part in ink.turned])
    for part in (ink, *ink.turned):
        part.glyphs.pack()
    return sheet


def _compose(
    raw: bytes, name: str, reader: Reader, facts: dict[str, str], sheets: list[_Sheet], writer: _Writer
) -> Note:
    raw_text = writer.layer.finish_text()
    frames = {sheet.ink.number: sheet.ink.frame for sheet in sheets}
    ties = tie(writer.blocks)
    tables = tuple(
        finish(joined, ties.tables.get(n, TableTies()), writer.cell_spans, raw_text, frames)
        for n, joined in enumerate(writer.joined)
    )
    return Note(
        report_id(raw),
        name,
        "pdf",
        None,
        raw_text,
        tuple(draft.block() for draft in writer.blocks),
        tables=tables,
        figures=tuple(_figure(figure, raw_text, frames) for figure in ties.figures),
        pages=writer.layer.pages,
        char_boxes=writer.layer.char_boxes(),
        metadata=Metadata(title=facts.get("Title"), author=facts.get("Author")),
        reader=f"{reader}+ocr" if any(sheet.ink.ocr for sheet in sheets) else reader,
    )


def _figure(figure: FigureTies, raw: str, frames: dict[int, Frame]) -> Figure:
    page = figure.caption.page
    return Figure(
        figure.number,
        printed(raw, figure.caption.spans),
        printed(raw, figure.source_line.spans) if figure.source_line else None,
        page,
        Box(page, *frames[page].back(figure.rect)) if figure.rect else None,
    )


def _lay_out(sheets: list[_Sheet]) -> None:
    """Page heads and feet, tables, then columns of what is left."""
    pieces = [fragments(sheet.rows) for sheet in sheets]
    found = running_heads([(s.ink.height, lines) for s, lines in zip(sheets, pieces, strict=True)])
    for sheet, lines, own in zip(sheets, pieces, found, strict=True):
        running = [line for i, line in enumerate(lines) if i in own]
        sheet.heads = [line for line in running if line.top < sheet.ink.height / 2]
        sheet.feet = [line for line in running if line.top >= sheet.ink.height / 2]
        rows = _without(sheet.rows, [w for line in running for w in line.words])
        sheet.tables = find_tables(sheet.ink, rows)
        rows = _without(rows, [w for draft in sheet.tables for bit in draft.bits() for w in bit.words])
        left = [Piece(line.rect, line) for line in fragments(rows)]
        left += [Piece(draft.rect, None, draft) for draft in sheet.tables]
        sheet.columns = arrange(left)
        sheet.rows, sheet.ink.rules_h, sheet.ink.rules_v, sheet.ink.fills, sheet.ink.runs = [], [], [], [], []
    _lay_out_turned(sheets)


def _lay_out_turned(sheets: list[_Sheet]) -> None:
    turned = [part for sheet in sheets for part in sheet.turned]
    found = turned_heads([part.lines for part in turned], [line for s in sheets for line in (*s.heads, *s.feet)])
    for part, own in zip(turned, found, strict=True):
        part.heads = [line for i, line in enumerate(part.lines) if i in own]
        part.columns = arrange([Piece(line.rect, line) for i, line in enumerate(part.lines) if i not in own])


def _without(rows: list[Row], words: list[Word]) -> list[Row]:
    """Rows without the words given; words that were cut are compared by their glyphs."""
    gone = {i for word in words for i in range(word.start, word.end)}
    if not gone:
        return rows
    kept = [[w for w in row.words if w.start not in gone] for row in rows]
    return [Row(words, row.baseline, row.size) for words, row in zip(kept, rows, strict=True) if words]


class _Writer:
    """Writes the pages' blocks to the text layer, and remembers where each cell came to stand."""

    def __init__(self, sheets: list[_Sheet]) -> None:
        self.layer = TextLayer()
        self.blocks: list[DraftBlock] = []
        self.cell_spans: dict[int, tuple[Span, ...]] = {}
        self._sheets = sheets
        self._body = measure([column for sheet in sheets for column in sheet.columns])
        self.joined = join_pieces(
            [s.tables for s in sheets],
            [_opens(s, before) for before, s in itertools.pairwise([None, *sheets]) if s],
            [_closes(s) for s in sheets],
        )
        self._number = {id(p.draft): (n, p.skip) for n, joined in enumerate(self.joined) for p in joined.pieces}
        self._table_blocks: dict[int, DraftBlock] = {}
        self._going: tuple[DraftBlock, Paragraph] | None = None

    def write(self) -> None:
        for sheet in self._sheets:
            self._page, self._frame = sheet.ink, sheet.ink.frame
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
            sheet.columns, sheet.heads, sheet.feet = [], [], []

    def _running(self, lines: list[Line]) -> None:
        for line in lines:
            self._add("running_head", [self._line(line)], line.rect, line.text)

    def _columns(self, columns: list[Column]) -> None:
        for column in columns:
            for item in paragraphs(column, self._body):
                if isinstance(item, Paragraph):
                    self._paragraph(item)
                elif isinstance(item.whole, Draft):
                    self._table(item.whole)

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
        number, skip = self._number[id(draft)]
        self._going = None
        if skip:
            self._add("running_head", [self._rows(draft, 0, skip)], draft.rect)
        span = self._rows(draft, skip, draft.n_rows)
        known = self._table_blocks.get(number)
        if known is not None:
            known.spans.append(span)
        else:
            self._table_blocks[number] = block = self._add("table", [span], draft.rect)
            block.table = number

    def _rows(self, draft: Draft, first: int, last: int) -> Span:
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
                    self.cell_spans[id(cell)] = (layer.cell(cell.bits),)
        return Span(start, len(layer))


def _opens(sheet: _Sheet, before: _Sheet | None) -> bool:
    """Whether the first table of a page stands at its top: above it only "continued" and titles that the page before bears."""
    pieces = [p for column in sheet.columns for p in column.pieces]
    above = [p.line for p in itertools.takewhile(lambda p: p.whole is None, pieces) if p.line]
    if len(above) == len(pieces):
        return False
    titles = (
        {_title(line) for line in (line for column in before.columns for line in _lines(column))} if before else set()
    )
    return all(CONTINUED.match(line.text) or _title(line) in titles for line in above)


def _lines(column: Column) -> list[Line]:
    return [p.line for p in column.pieces if p.line]


def _title(line: Line) -> str:
    """The words of a title, "continued" left off."""
    return re.sub(r"[（(]?(?:續|续|continued)[）)]?$|\s", "", line.text, flags=re.IGNORECASE)


def _closes(sheet: _Sheet) -> bool:
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
