"""Lines and columns of a raw text."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile("\r\n|\n|\r")


class LineIndex:
    """Turns code-point offsets into 1-based lines and columns; a line ends at CR, LF or both."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        self._skipped = (
            1 if text.startswith("\ufeff") else 0
        )  # a byte-order mark is in the offsets, and no column of a line

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of a code point."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return line, max(column - self._skipped, 1) if line == 1 else column
