"""A whole note normalised: one passage for each block, one for each cell of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.note import Block, Note
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.model.place import Span
from pipeline.normalise.folds import fold
from pipeline.normalise.passages import Offsets, assemble
from pipeline.normalise.script import Script, ScriptCount, convert


@dataclass(frozen=True, slots=True)
class _Source:
    """What a passage is made of: the pieces of a block or of a table cell."""

    spans: tuple[Span, ...]
    block: int
    table: int | None = None
    cell: int | None = None


def normalise(note: Note) -> NormalisedNote:
    """The note in canonical Traditional, half-width and joined over breaks. Blocks and cells without a visible character
    have no passage."""
    folded = fold(note.raw_text)
    sources = [source for index, block in enumerate(note.blocks) for source in _sources(note, index, block)]
    typed = note.format in ("text", "markdown", "html")
    stretches = [(source, assemble(note.raw_text, folded, source.spans, typed=typed)) for source in sources]
    stretches = [(source, stretch) for source, stretch in stretches if stretch.text]
    kept = [source for source, _ in stretches]
    neighbours: _Neighbours | None = None

    def fallback(index: int, counts: Sequence[ScriptCount]) -> Script | None:
        nonlocal neighbours
        if neighbours is None:
            neighbours = _Neighbours(note, kept, counts)
        return neighbours.script(kept[index])

    texts = convert([stretch.text for _, stretch in stretches], fallback)
    passages = tuple(
        Passage(
            text,
            stretch.offsets,
            note.blocks[source.block].kind if source.cell is None else None,
            source.block,
            source.table,
            source.cell,
        )
        for (source, stretch), text in zip(stretches, texts, strict=True)
    )
    return NormalisedNote(note, passages, _canonical(folded, texts, (stretch.offsets for _, stretch in stretches)))


def _canonical(folded: str, texts: Iterable[str], offsets: Iterable[Offsets]) -> str:
    """The folded raw text with the characters of the passages in their places."""
    characters = bytearray(folded, "utf-32-le")  # four bytes each, so that a stretch is put in place at once
    for text, places in zip(texts, offsets, strict=True):
        own = text.encode("utf-32-le")
        for start, end, raw in places.runs():
            if end - start > 1 or not text[start].isspace():  # a kept gap may stand on markup
                characters[4 * raw : 4 * (raw + end - start)] = own[4 * start : 4 * end]
    return characters.decode("utf-32-le")


def _sources(note: Note, index: int, block: Block) -> Iterator[_Source]:
    if block.kind != "table" or block.table is None:
        yield _Source(block.spans, index, block.table)
        return
    for number, cell in enumerate(note.tables[block.table].cells):
        yield _Source(cell.printed.spans, index, block.table, number)


class _Neighbours:
    """The script that a neutral text takes over: of its column, else its table, else the note (后市, 基准 and 万元 are
    written alike in both)."""

    def __init__(self, note: Note, sources: Sequence[_Source], counts: Sequence[ScriptCount]) -> None:
        self._note = note
        self._whole = sum(count.balance for count in counts)
        self._tables: defaultdict[int, int] = defaultdict(int)
        self._columns: defaultdict[tuple[int, int], int] = defaultdict(int)
        for source, count in zip(sources, counts, strict=True):
            if source.table is not None and source.cell is not None:
                self._tables[source.table] += count.balance
                self._columns[source.table, self._column(source.table, source.cell)] += count.balance

    def _column(self, table: int, cell: int) -> int:
        return self._note.tables[table].cells[cell].col

    def script(self, source: _Source) -> Script | None:
        balance = 0
        if source.table is not None and source.cell is not None:
            column = self._columns[source.table, self._column(source.table, source.cell)]
            balance = column or self._tables[source.table]
        balance = balance or self._whole
        return None if balance == 0 else "simplified" if balance > 0 else "traditional"
