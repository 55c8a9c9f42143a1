"""A PDF as a `Note`: pages to columns, columns to blocks, blocks to the reading-order text with a box for every character."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import UnreadableNoteError
from pipeline.model.ids import report_id
from pipeline.model.note import Figure, Metadata, Note, ReadWarning
from pipeline.model.place import Box
from pipeline.read.pdf import ocr
from pipeline.read.pdf.alerts import document_warnings, is_picture, page_warnings, text_warnings
from pipeline.read.pdf.ink import Frame, PageInk
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.paragraphs import measure
from pipeline.read.pdf.pdfium import PdfiumFile
from pipeline.read.pdf.plumber import PlumberFile
from pipeline.read.pdf.sheets import Sheet, lay_out, survey
from pipeline.read.pdf.tables.finish import finish
from pipeline.read.pdf.textlayer import printed
from pipeline.read.pdf.ties import FigureTies, TableTies, tie
from pipeline.read.pdf.writer import Writer

Reader = Literal["pdfium", "pdfplumber"]
READERS: dict[Reader, type[PdfiumFile] | type[PlumberFile]] = {"pdfium": PdfiumFile, "pdfplumber": PlumberFile}
DEFAULT_LIMITS = PdfLimits()
MEASURED_PAGES = 64  # the type of a longer document is that of its first pages: the rest need not wait for its last


@dataclass(slots=True)
class _Seen:
    """What is remembered of pages that have been read: what a person must be told about them."""

    warnings: list[ReadWarning] = field(default_factory=list)
    unseen: dict[int, int] = field(default_factory=dict)

    def pages(self, inks: Iterable[PageInk]) -> Iterator[PageInk]:
        for ink in inks:
            self.warnings += page_warnings(ink)
            if ink.unseen:
                self.unseen[ink.number] = ink.unseen
            yield ink


def read_pdf(raw: bytes, name: str, *, reader: Reader = "pdfium", limits: PdfLimits = DEFAULT_LIMITS) -> Note:
    """One PDF as a Note. `reader` says who reads the characters: PDFium, or pdfplumber for reference. Raises
    UnreadableNoteError for a file that does not open, or asks for a password."""
    document = READERS[reader](raw, name)
    seen = _Seen()
    try:
        facts, count = document.facts(), len(document)
        surveyed = survey(seen.pages(_with_pictures(document, document.pages(limits), limits)))
    finally:
        document.close()
    writer = _written(lay_out(surveyed))
    raw_text = writer.layer.finish_text()
    ties = tie(writer.blocks)
    warnings = (*document_warnings(count, seen.unseen, limits), *seen.warnings)
    if not raw_text.strip() and not warnings:
        raise UnreadableNoteError(
            name,
            "pages without a character or a picture",
            "a note with text",
            "export the note again",
            check="empty_file",
        )
    return Note(
        report_id(raw),
        name,
        "pdf",
        None,
        raw_text,
        tuple(draft.block() for draft in writer.blocks),
        tables=tuple(finish(t, ties.tables.get(n, TableTies()), raw_text) for n, t in enumerate(writer.tables)),
        figures=tuple(_figure(figure, raw_text, writer.frames) for figure in ties.figures),
        pages=writer.layer.pages,
        char_boxes=writer.layer.char_boxes(),
        metadata=Metadata(title=facts.get("Title"), author=facts.get("Author")),
        reader=f"{reader}+ocr" if writer.by_ocr else reader,
        warnings=(*warnings, *text_warnings(raw_text, writer.layer.pages)),
    )


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


def _written(pages: Iterator[Sheet]) -> Writer:
    """The pages written, in the type that the first of them are set in."""
    first = deque(itertools.islice(pages, MEASURED_PAGES))
    writer = Writer(measure([column for sheet in first for column in sheet.columns]))
    while first:
        writer.write(first.popleft())
    for sheet in pages:
        writer.write(sheet)
    return writer


def _figure(figure: FigureTies, raw: str, frames: dict[int, Frame]) -> Figure:
    page = figure.caption.page
    return Figure(
        figure.number,
        printed(raw, figure.caption.spans),
        printed(raw, figure.source_line.spans) if figure.source_line else None,
        page,
        Box(page, *frames[page].back(figure.rect)) if figure.rect else None,
    )
