"""Where the characters of one version of a text stand in another one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher

_LONGEST = 20_000  # characters of a rewritten passage that are compared one by one: the effort grows with their square


class Alignment:
    """Maps spans of `before` to `after`: whole lines that are the same, and within rewritten passages what stayed of them."""

    def __init__(self, before: str, after: str) -> None:
        self._pieces = [(0, 0, len(before))] if before == after else sorted(_pieces(before, after))
        self._starts = [start for start, _, _ in self._pieces]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The same characters in the other text; None where they are not all there side by side."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return None
        a, b, length = self._pieces[at]
        return (start - a + b, end - a + b) if end <= a + length else None


def _pieces(before: str, after: str) -> Iterator[tuple[int, int, int]]:
    """(start before, start after, length) of what is the same."""
    a, b = before.splitlines(keepends=True), after.splitlines(keepends=True)
    a_starts, b_starts = _starts(a), _starts(b)
    for name, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        start, other = a_starts[a0], b_starts[b0]
        length, other_length = a_starts[a1] - start, b_starts[b1] - other
        if name == "equal":
            yield start, other, length
        elif name == "replace" and length <= _LONGEST and other_length <= _LONGEST:
            left, right = before[start : start + length], after[other : other + other_length]
            for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
                if block.size:
                    yield start + block.a, other + block.b, block.size


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts
