"""A stretch of normalised text that the recognisers read, with the way back to the raw characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.note import BlockKind, Note
from pipeline.model.place import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """One block or one table cell in canonical Traditional (OpenCC `tw`), half-width, joined over line and page breaks.

    `offsets[i]` is the raw offset of `text[i]`; strictly increasing. `text` may be shorter than the raw text it stands for.
    """

    text: str
    offsets: Sequence[int]
    kind: BlockKind | None  # None for a cell
    block: int  # index in Note.blocks; for a cell the block of its table
    table: int | None = None
    cell: int | None = None  # index in Table.cells

    def raw(self, start: int, end: int) -> Span:
        """The raw span of `text[start:end]`. `end` must be greater than `start`."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Edit:
    """One length-changing or character-changing edit, for `explain`: what stood in the raw text, what the recogniser saw."""

    span: Span
    before: str
    after: str
    reason: str  # fold, script, join, space


@dataclass(frozen=True, slots=True)
class NormalisedNote:
    """A note with its passages in reading order, cells in row order where their table stands."""

    note: Note
    passages: tuple[Passage, ...]
    canonical: str  # raw text folded and in canonical Traditional, one code point for one: same offsets as raw_text
