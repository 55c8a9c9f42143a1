"""A note as read: its raw text, and the blocks, tables and figures that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from pipeline.model.place import Box, Printed, Span

Format = Literal["text", "markdown", "html", "docx", "pdf"]

BlockKind = Literal[
    "title",  # the note's own headline
    "heading",
    "paragraph",
    "list_item",
    "caption",  # of a table or figure: 圖三：…
    "source_line",  # 資料來源：…
    "unit_line",  # 單位：新台幣仟元
    "table",  # stands where the table stands in reading order; its figures are in the cells
    "footnote",
    "front_matter",  # metadata printed before the note: YAML, url, time stamp line
    "running_head",  # page heads, feet and page numbers
    "boilerplate",  # navigation, related links, live quotes, disclaimers of the site
]
BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)

CellRole = Literal["header", "stub", "data"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block in reading order. `spans` are pieces of the raw text: more than one where a break cuts a sentence."""

    kind: BlockKind
    spans: tuple[Span, ...]
    level: int = 0  # of a heading, 1 outermost; 0 elsewhere
    table: int | None = None  # index in Note.tables, for kind "table" and for a table's caption, unit and source line
    figure: int | None = None  # index in Note.figures, for a figure's caption and source line


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at its top-left position; `printed` is empty text with no spans for an empty cell."""

    row: int  # 0-based
    col: int
    printed: Printed
    role: CellRole
    row_span: int = 1
    col_span: int = 1
    row_path: tuple[str, ...] = ()  # stub texts that govern the cell, outermost first, as printed
    col_path: tuple[str, ...] = ()  # header texts above it, outermost first, as printed
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table, over one page or several. Cells are ordered by row, then column."""

    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    n_header_rows: int
    n_stub_cols: int
    span: Span  # from its first cell's first character to its last
    caption: Printed | None = None
    unit_line: Printed | None = None
    source_line: Printed | None = None
    pages: tuple[int, ...] = ()
    box: Box | None = None  # on its first page


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart or picture."""

    number: str | None  # as printed: 三, 3, 1.2
    caption: Printed | None
    source_line: Printed | None
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One PDF page: size in points, and the range of the raw text that it holds."""

    number: int  # 1-based
    width: float
    height: float
    span: Span
    ocr: bool = False  # its characters were recognised in a picture: the file does not hold them


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something that the reader could not read as it should; becomes a finding of origin `extraction`."""

    check: str  # stable slug: image_only_page, private_use_character, undecodable_bytes …
    message: str  # Traditional Chinese
    message_en: str
    span: Span | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class CharBoxes:
    """The box of every code point of the raw text, as four flat arrays of PDF points. A character that was not
    printed (a line break that the reader put in) has NaN in all four."""

    x0: Sequence[float]
    top: Sequence[float]
    x1: Sequence[float]
    bottom: Sequence[float]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about the note outside its running text (front matter, HTML meta, DOCX core properties,
    the time-stamp line of a news item). Null where it says nothing."""

    title: str | None = None
    published_at: datetime | None = None  # naive where no zone is printed
    url: str | None = None
    author: str | None = None
    ticker: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One note as read. Every span points into `raw_text`, which is kept beside the datasets."""

    report_id: str  # first 16 hex digits of the SHA-256 of the file
    name: str  # the file's name, for messages only: it enters no dataset row
    format: Format
    encoding: str | None  # of a text file, as decoded
    raw_text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    pages: tuple[Page, ...] = ()
    char_boxes: CharBoxes | None = None
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[ReadWarning, ...] = ()
    reader: str = ""  # how it was read: "text", "pdfium", "pdfium+ocr" …
