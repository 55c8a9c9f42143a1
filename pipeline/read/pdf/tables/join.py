"""One table over several pages: a piece that begins its page with the columns, or the repeated head, of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.pdf.tables.draft import Draft

SAME_EDGE = 12.0  # points that the columns of two pieces may differ by
SAME_WIDTH = 0.03


@dataclass(slots=True)
class Piece:
    """A draft in a joined table: where its first body row stands, and its own columns among the table's."""

    draft: Draft
    skip: int = 0  # head rows that repeat the first page's


@dataclass(slots=True)
class Joined:
    """One table of one or more pieces with the same columns."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def head(self) -> Draft:
        return self.pieces[0].draft


def join_pieces(pages: Sequence[Sequence[Draft]], firsts: Sequence[bool], lasts: Sequence[bool]) -> list[Joined]:
    """Tables in order. `pages` are each page's drafts; `firsts[p]` says that nothing but page heads, or the titles of the
    page before again, stands above the first table of page p, `lasts[p]` that nothing but feet stands below its last."""
    joined: list[Joined] = []
    open_table: Joined | None = None
    for drafts, first, last in zip(pages, firsts, lasts, strict=True):
        for index, draft in enumerate(drafts):
            known = open_table if index == 0 else None
            if known is not None:
                skip = _continues(known.pieces[-1].draft, known.head, draft, first)
                if skip is not None:
                    known.pieces.append(Piece(draft, skip))
                    continue
            joined.append(Joined([Piece(draft)]))
        open_table = joined[-1] if drafts and last else None
    return joined


def _continues(before: Draft, head: Draft, draft: Draft, first: bool) -> int | None:
    """Head rows of a draft to skip where it goes on with the table before, None where it is a table of its own."""
    if draft.page != before.page + 1 or draft.n_cols != head.n_cols:
        return None
    heads, own = head.head_texts(), draft.head_texts()
    if not first or (own and own != heads):
        return None
    return draft.head_rows if _same_columns(before, draft) or own else None


def _same_columns(one: Draft, other: Draft) -> bool:
    return all(
        abs(a[1] - b[1]) < SAME_EDGE or abs(a[0] - b[0]) < SAME_EDGE
        for a, b in zip(one.edges, other.edges, strict=True)
    )
