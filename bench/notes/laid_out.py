"""A made note as text, and as the claims that a perfect reader would make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bench.notes.pieces import Figure, Grid, MadeNote, Paragraph, Turn
from pipeline.model.claim import Claim, Extraction, Header, Numeral
from pipeline.model.note import Block, Cell, Note, Table
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.model.period import Period
from pipeline.model.place import Printed, Span
from pipeline.model.quantity import ClaimCategory, Quantity


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A note's text, with the places of its figures by key, and of its tables and cells."""

    text: str
    places: Mapping[str, Span]
    note: NormalisedNote
    extraction: Extraction


def lay_out(made: MadeNote) -> LaidOut:
    writer = _Writer({f.key: f for f in made.figures()})
    for block in made.blocks:
        if isinstance(block, Paragraph):
            writer.paragraph(block)
        else:
            writer.grid(block)
    return writer.done(f"made{made.seed}")


class _Writer:
    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.text = ""
        self.blocks: list[Block] = []
        self.passages: list[Passage] = []
        self.tables: list[Table] = []
        self.places: dict[str, Span] = {}
        self.cells: dict[str, tuple[int, int, int]] = {}

    def paragraph(self, block: Paragraph) -> None:
        start = len(self.text)
        for piece in block.pieces:
            if isinstance(piece, Figure):
                self._figure(piece)
            elif isinstance(piece, Turn):
                self.text += piece.up if self.figures[piece.figure].sign > 0 else piece.down
            else:
                self.text += piece
        self._passage(start, "title" if block.kind == "title" else "paragraph")
        self.text += "\n\n"

    def grid(self, block: Grid) -> None:
        if block.caption:
            self._line(block.caption, "caption")
        number, start, cells = len(self.tables), len(self.text), []
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row):
                at = len(self.text)
                if isinstance(cell, Figure):
                    self._figure(cell)
                    self.cells[cell.key] = (number, r, c)
                else:
                    self.text += cell
                role = "header" if r == 0 else "stub" if c == 0 else "data"
                printed = self.text[at:]
                cells.append(Cell(r, c, Printed(printed, (Span(at, len(self.text)),) if printed else ()), role))  # type: ignore[arg-type]
                self.text += "\t" if c < len(row) - 1 else "\n"
        span = Span(start, len(self.text) - 1)
        self.tables.append(Table(tuple(cells), len(block.rows), len(block.rows[0]), 1, 1, span))
        self.blocks.append(Block("table", (span,), table=number))
        if block.source:
            self._line(block.source, "source_line")
        self.text += "\n"

    def done(self, name: str) -> LaidOut:
        note = Note(name, name, "text", "utf-8", self.text, tuple(self.blocks), tuple(self.tables))
        ordered = sorted(self.figures.values(), key=lambda figure: self.places[figure.key].start)
        claims = tuple(self._claim(name, n, figure) for n, figure in enumerate(ordered))
        numerals = tuple(Numeral(c.span, c.quantity.category, "made", c.claim_id) for c in claims)
        header = Header(None, None, (), None, None, None, None, "zh-Hant", Decimal(0))
        normalised = NormalisedNote(note, tuple(self.passages), self.text)
        return LaidOut(self.text, self.places, normalised, Extraction(header, numerals, claims, ()))

    def _figure(self, figure: Figure) -> None:
        self.text += figure.before
        start = len(self.text)
        self.text += figure.text
        self.places[figure.key] = Span(start, len(self.text))

    def _line(self, text: str, kind: str) -> None:
        start = len(self.text)
        self.text += text
        self._passage(start, kind)
        self.text += "\n"

    def _passage(self, start: int, kind: str) -> None:
        self.blocks.append(Block(kind, (Span(start, len(self.text)),)))  # type: ignore[arg-type]
        offsets = range(start, len(self.text))
        self.passages.append(Passage(self.text[start:], offsets, kind, len(self.blocks) - 1))  # type: ignore[arg-type]

    def _claim(self, report: str, number: int, figure: Figure) -> Claim:
        place, cell, about = self.places[figure.key], self.cells.get(figure.key), figure.about
        quote = place if cell else self._sentence(place)
        title = any(b.kind == "title" and place.start in b.spans[0] for b in self.blocks)
        table, row, col = cell if cell else (None, None, None)
        return Claim(
            figure.key, report, number, "cell" if cell else "heading" if title else "prose", place, figure.text, quote,
            quantity_of(figure), about.entity, None, about.metric, about.metric_id, about.qualifiers, about.measure,
            about.basis, Period(about.period, None, None) if about.period else None, about.status, about.attribution,
            about.statistic, about.per, "made", table=table, row=row, col=col,
        )  # fmt: skip

    def _sentence(self, place: Span) -> Span:
        start = max(self.text.rfind(mark, 0, place.start) + 1 for mark in "。；\n")
        ends = [end for mark in "。；\n" if (end := self.text.find(mark, place.end)) >= 0]
        return Span(start, min(ends, default=len(self.text)))


def quantity_of(figure: Figure) -> Quantity:
    low = figure.value()
    high = figure.value(figure.high) if figure.high is not None else low
    unit, bound = figure.unit, figure.bound
    return Quantity(
        None if bound in ("less_than", "at_most") else min(low, high),
        None if bound in ("more_than", "at_least") else max(low, high),
        bound,
        unit,
        Decimal(10) ** figure.power,
        figure.decimals(),
        figure.decimals(figure.high),
        _category(unit),
    )


def _category(unit: str | None) -> ClaimCategory:
    if unit in ("percent", "percentage_point"):
        return "percentage"
    return "monetary" if unit is not None and unit.isascii() and unit.isupper() else "quantity"
