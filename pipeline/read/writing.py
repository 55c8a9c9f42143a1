"""The reading-order text of a format that has none of its own (HTML, DOCX), written as its blocks are met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pipeline.model.note import BlockKind, Table
from pipeline.model.place import Printed, Span
from pipeline.read.blocks import read_blocks
from pipeline.read.decode import scrub
from pipeline.read.grid import EMPTY, GridCell, build_table
from pipeline.read.kinds import line_kind
from pipeline.read.lines import Draft, joined
from pipeline.read.markup import NO_MARKUP
from pipeline.read.paragraphs import drop_arrow, gather

_BLANK = re.compile("[ \t\n\r\f]+")  # white space that HTML folds; a no-break space is a character
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LONG_CELL = 300  # characters: a cell with more is a place on a page
_MOST_SPAN = 1000  # rows or columns; HTML itself allows no wider column span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    link: bool = False
    strong: bool = False
    raised: bool = False  # superscript: 10² is not 102, 21.5%² not 21.5%2


@dataclass(slots=True)
class Cell:
    """A table cell as the file has it: its lines, each of runs."""

    row: int
    col: int
    lines: list[list[Run]]
    row_span: int = 1
    col_span: int = 1
    head: bool | None = None


@dataclass(slots=True)
class _Group:
    drafts: list[Draft] = field(default_factory=list)
    verbatim: Span | None = None  # text with its own line breaks, still to be read


class Writer:
    """Collects text and drafts; `finish` gives both. Lines of one block are given together, so that lines cut at a column
    can be told from lines that stand for themselves."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._groups: list[_Group] = []
        self.tables: list[Table] = []

    def block(
        self, lines: Sequence[Sequence[Run]], kind: BlockKind = "paragraph", level: int = 0, *, pictured: bool = False
    ) -> list[Draft]:
        """The lines of one block element or paragraph; nothing where they hold no visible character."""
        drafts = [draft for line in lines if (draft := self._line(line, kind, level))]
        if drafts:
            drafts[0].blank_before = 1
            drafts[0].pictured = pictured
            self._groups.append(_Group(drafts))
            self._put("\n")
        return drafts

    @property
    def length(self) -> int:
        """How long the text is by now."""
        return self._length

    def verbatim(self, text: str) -> None:
        """Text set as it was typed: its tables and paragraphs are those of a text file."""
        self._groups.append(_Group(verbatim=self._put(scrub(text))))
        self._put("\n\n")

    def _put(self, text: str) -> Span:
        self._pieces.append(text)
        start, self._length = self._length, self._length + len(text)
        return Span(start, self._length)

    def _line(self, runs: Sequence[Run], kind: BlockKind, level: int) -> Draft | None:
        text = line_text(runs)
        if not text:
            return None
        span = self._put(text)
        self._put("\n")
        links = sum(len("".join(run.text.split())) for run in runs if run.link)
        strong = all(run.strong for run in runs if run.text.strip())
        return Draft(kind, [span], text, level=level, links=links, emphasised=strong)

    def table(self, cells: Sequence[Cell], *, header_rows: int | None = None) -> None:
        """A table: caption, unit and source lines that the file prints in rows of its own become blocks beside it. Cells
        that only frame text, or place it on a page, become blocks."""
        if not holds_data(cells):
            for cell in cells:
                for line in cell.lines:
                    self.block([line])
            return
        above, rows, below = _peel(cells)
        for cell in above:
            self.block(cell.lines)
        if header_rows is not None and above:
            header_rows = max(0, header_rows - len(above))
        self._grid(rows, header_rows)
        for cell in below:
            self.block(cell.lines)

    def _grid(self, cells: Sequence[Cell], header_rows: int | None) -> None:
        placed: list[GridCell] = []
        last_row = cells[0].row if cells else 0
        start = self._length
        for cell in cells:
            if self._length > start:
                self._put("\n" if cell.row != last_row else "\t")
            last_row = cell.row
            placed.append(
                GridCell(
                    cell.row,
                    cell.col,
                    self._printed(cell),
                    min(cell.row_span, _MOST_SPAN),
                    min(cell.col_span, _MOST_SPAN),
                    cell.head,
                )
            )
        table = build_table(placed, header_rows=header_rows or None)
        if table is None:  # larger than a table can be
            text = "".join(self._pieces)
            spans = [span for one in placed for span in one.printed.spans]
            drafts = [Draft("paragraph", [span], text[span.start : span.end], blank_before=1) for span in spans]
            self._groups += [_Group([draft]) for draft in drafts]
        else:
            self.tables.append(table)
            text = " ".join(cell.printed.text for cell in table.cells if cell.printed.text)
            links = sum(len("".join(run.text.split())) for c in cells for line in c.lines for run in line if run.link)
            draft = Draft("table", [table.span], text, blank_before=1, links=links, table=len(self.tables) - 1)
            self._groups.append(_Group([draft]))
        self._put("\n\n")

    def _printed(self, cell: Cell) -> Printed:
        spans: list[Span] = []
        for line in cell.lines:
            text = line_text(line)
            if text:
                if spans:
                    self._put("\n")
                spans.append(self._put(text))
        if not spans:
            return EMPTY
        texts = self._pieces[-2 * len(spans) + 1 :: 2]
        return Printed(line_joined(texts), tuple(spans))

    def finish(self) -> tuple[str, list[Draft]]:
        """The whole text, and the drafts with their kinds."""
        text = "".join(self._pieces)
        return text, [draft for group in self._groups for draft in self._read(text, group)]

    def _read(self, text: str, group: _Group) -> Iterator[Draft]:
        if group.verbatim is None:
            yield from _told(text, group.drafts)
            return
        found = read_blocks(text[: group.verbatim.end], group.verbatim.start, NO_MARKUP)
        for draft in found.drafts:
            if draft.table is not None:
                draft.table += len(self.tables)
            yield draft
        self.tables += found.tables


def _told(text: str, drafts: list[Draft]) -> Iterator[Draft]:
    for draft in gather(text, drafts):
        if draft.kind == "heading" and draft.level in range(1, 7):
            drop_arrow(text, draft)
        if draft.spans:
            yield draft


def line_text(runs: Sequence[Run]) -> str:
    """The runs as one line: white space folded, superscript digits as superscripts."""
    parts = (run.text.translate(_SUPERSCRIPTS) if run.raised else run.text for run in runs)
    return _BLANK.sub(" ", scrub("".join(parts))).strip(" \xa0\u3000\u200b\ufeff")


def line_joined(texts: Sequence[str]) -> str:
    """Lines of one cell as a reader joins them."""
    whole = "\n".join(texts)
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return joined(whole, [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)])


def holds_data(cells: Sequence[Cell]) -> bool:
    """Whether cells are a table of data: text in two rows and two columns at least, bullets not counted, and hardly a cell
    as long as a paragraph."""
    filled = [(cell, text) for cell in cells if any(map(str.isalnum, text := "".join(map(line_text, cell.lines))))]
    long = sum(len(text) > _LONG_CELL for _, text in filled)
    rows, cols = {cell.row for cell, _ in filled}, {cell.col for cell, _ in filled}
    return len(rows) > 1 and len(cols) > 1 and long * 5 <= len(filled)


def _peel(cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """Rows above and below a table that hold one cell across all columns: a caption or unit over it, a source or note under
    it. Everything else stays."""
    if not cells:
        return [], [], []
    width = max(cell.col + cell.col_span for cell in cells)
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    rows = sorted(by_row)

    def across(row: int) -> Cell | None:
        filled = [cell for cell in by_row[row] if any(line_text(line) for line in cell.lines)]
        wide = len(filled) == 1 and (filled[0].col_span >= width > 1)
        return filled[0] if wide else None

    above: list[Cell] = []
    below: list[Cell] = []
    while len(rows) > 2 and (title := across(rows[0])) and _kind(title) in ("caption", "unit_line", "source_line"):
        above.append(title)
        rows.pop(0)
    while len(rows) > 2 and (note := across(rows[-1])) and _kind(note) in ("source_line", "footnote", "unit_line"):
        below.insert(0, note)
        rows.pop()
    return above, [cell for row in rows for cell in by_row[row]], below


def _kind(cell: Cell) -> BlockKind | None:
    return line_kind(" ".join(line_text(line) for line in cell.lines))
