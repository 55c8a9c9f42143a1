"""One table over several pages: a piece that begins its page with the columns, or the repeated head, of the one before."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.tables.draft import Draft

SAME_EDGE = 12.0  # points that the columns of two pieces may differ by


class Joiner:
    """Numbers the tables of a file, page after page; a piece that goes on with the last table of the page before has its
    number. Only that table is remembered."""

    def __init__(self) -> None:
        self._count = 0
        self._head: Draft | None = None  # first piece of the table that may go on
        self._before: Draft | None = None  # its last piece

    def add(self, drafts: Sequence[Draft], first: bool, last: bool) -> list[tuple[int, int]]:
        """For each table of the next page its number, and the head rows of it that repeat the first page's. `first` says that
        nothing but page heads, or the titles of the page before again, stands above the first, `last` that nothing but feet
        stands below the last."""
        places: list[tuple[int, int]] = []
        for index, draft in enumerate(drafts):
            skip = self._goes_on(draft, first) if index == 0 else None
            if skip is None:
                self._head, skip = draft, 0
                self._count += 1
            self._before = draft
            places.append((self._count - 1, skip))
        if not drafts or not last:
            self._head = self._before = None
        return places

    def _goes_on(self, draft: Draft, first: bool) -> int | None:
        """Head rows of a draft to skip where it goes on with the table before, None where it is a table of its own."""
        head, before = self._head, self._before
        if head is None or before is None or not first:
            return None
        if draft.page != before.page + 1 or draft.n_cols != head.n_cols:
            return None
        own = draft.head_texts()
        if own and own != head.head_texts():
            return None
        return draft.head_rows if own or _same_columns(before, draft) else None


def _same_columns(one: Draft, other: Draft) -> bool:
    return all(
        abs(a[1] - b[1]) < SAME_EDGE or abs(a[0] - b[0]) < SAME_EDGE
        for a, b in zip(one.edges, other.edges, strict=True)
    )
