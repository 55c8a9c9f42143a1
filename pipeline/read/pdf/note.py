"""A PDF as a `Note`: pages to columns, columns to blocks, blocks to the reading-order text with a box for every character."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.ids import report_id
from pipeline.model.note import Block, BlockKind, Metadata, Note, ReadWarning
from pipeline.model.place import Span
from pipeline.read.pdf import pdfium
from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.lines import Column, Line, Piece, arrange, fragments
from pipeline.read.pdf.paragraphs import Paragraph, measure, paragraphs
from pipeline.read.pdf.running import running_heads
from pipeline.read.pdf.textlayer import TextLayer
from pipeline.read.pdf.words import Row, page_rows


@dataclass(slots=True)
class _Sheet:
    """One page on its way to text."""

    ink: PageInk
    rows: list[Row]
    heads: list[Line] = field(default_factory=list)
    feet: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """A block whose spans are being collected."""

    kind: BlockKind
    spans: list[Span]
    level: int = 0
    table: int | None = None
    figure: int | None = None

    def block(self) -> Block:
        return Block(self.kind, tuple(self.spans), self.level, self.table, self.figure)


DEFAULT_LIMITS = PdfLimits()


def read_pdf(raw: bytes, name: str, *, limits: PdfLimits = DEFAULT_LIMITS) -> Note:
    """One PDF as a Note. Raises UnreadableNoteError for a file that does not open, or asks for a password."""
    document = pdfium.open_document(raw, name)
    try:
        sheets = [_Sheet(ink, page_rows(ink)) for ink in pdfium.read_pages(document, limits)]
        facts = pdfium.document_facts(document)
    finally:
        document.close()
    _lay_out(sheets)
    layer = TextLayer()
    drafts = _write(sheets, layer)
    raw_text = layer.finish_text()
    return Note(
        report_id(raw),
        name,
        "pdf",
        None,
        raw_text,
        tuple(draft.block() for draft in drafts),
        pages=layer.pages,
        char_boxes=layer.char_boxes(),
        metadata=Metadata(title=facts.get("Title"), author=facts.get("Author")),
        warnings=tuple[ReadWarning, ...](),
        reader="pdfium",
    )


def _lay_out(sheets: list[_Sheet]) -> None:
    pieces = [fragments(sheet.rows) for sheet in sheets]
    found = running_heads([(s.ink.height, lines) for s, lines in zip(sheets, pieces, strict=True)])
    for sheet, lines, own in zip(sheets, pieces, found, strict=True):
        running = [line for i, line in enumerate(lines) if i in own]
        sheet.heads = [line for line in running if line.top < sheet.ink.height / 2]
        sheet.feet = [line for line in running if line.top >= sheet.ink.height / 2]
        sheet.columns = arrange([Piece(line.rect, line) for i, line in enumerate(lines) if i not in own])


def _write(sheets: list[_Sheet], layer: TextLayer) -> list[_Draft]:
    body = measure([column for sheet in sheets for column in sheet.columns])
    drafts: list[_Draft] = []
    going: tuple[_Draft, Paragraph] | None = None
    for sheet in sheets:
        layer.open_page(sheet.ink)
        for line in sheet.heads:
            drafts.append(_Draft("running_head", [_write_line(layer, line)]))
        for column in sheet.columns:
            for item in paragraphs(column, body, column.right):
                if not isinstance(item, Paragraph):
                    going = None
                    continue
                spans = [_write_line(layer, line) for line in item.lines]
                if going is not None and item.opens and _goes_on(going[1], item):
                    draft = going[0]
                    draft.spans += spans
                else:
                    draft = _Draft(item.kind, spans, item.level)
                    drafts.append(draft)
                going = (draft, item) if item.open_end else None
        for line in sheet.feet:
            drafts.append(_Draft("running_head", [_write_line(layer, line)]))
        layer.close_page()
    return drafts


def _goes_on(ended: Paragraph, fresh: Paragraph) -> bool:
    """Whether a paragraph that ran to the end of its column goes on with this one."""
    ratio = fresh.lines[0].lead.size / ended.lines[-1].lead.size
    return (
        fresh.kind == "paragraph"
        and 0.9 < ratio < 1.12
        and fresh.lines[0].x0 < fresh.left + 0.6 * fresh.lines[0].lead.em
    )


def _write_line(layer: TextLayer, line: Line) -> Span:
    layer.separate("\n")
    return layer.words(line.words)
