"""Head cells over several lines joined to one."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import is_figure
from pipeline.read.pdf.tables.head_cells import NOTE_MARK, UNIT_WORDS, HeadCell, completes, prepend, stack


def merge_interleaved(rows: list[list[HeadCell]]) -> list[list[HeadCell]]:
    """Lines closer than a line's height are one head row set at different heights."""
    merged: list[list[HeadCell]] = []
    for row in rows:
        if merged and _interleaved(merged[-1], row):
            for cell in row:
                stack(merged[-1], cell)
        else:
            merged.append(row)
    return merged


def _interleaved(upper: Sequence[HeadCell], lower: Sequence[HeadCell]) -> bool:
    if any(
        over.first < over.last
        and over.first <= cell.first
        and cell.last <= over.last
        and (cell.first, cell.last) != (over.first, over.last)
        for over in upper
        for cell in lower
    ):
        return False  # heads under a spanning head are a row of their own
    height = min(max(c.bits[-1].size for c in upper), max(c.bits[-1].size for c in lower))
    step = min(c.bits[0].baseline for c in lower) - max(c.bits[-1].baseline for c in upper)
    return step < 0.85 * height


def merge_wrapped(rows: list[list[HeadCell]], stubs: int, rules: Sequence[Rect]) -> list[list[HeadCell]]:
    """Head cells over two lines joined: the rest of a head under it, or a line that only begins some heads."""
    index = 0
    while index + 1 < len(rows):
        upper, lower = rows[index], rows[index + 1]
        if _is_wrap(upper, lower, stubs, rules):
            for cell in upper:
                prepend(lower, cell)
            del rows[index]
        else:
            _lower_beginnings(upper, lower, stubs, rules)
            index += 1
    return rows


def _lower_beginnings(upper: list[HeadCell], lower: list[HeadCell], stubs: int, rules: Sequence[Rect]) -> None:
    """Beside spanning heads, the first line of a head over two lines goes down to its second."""
    if not any(c.last > c.first for c in upper if c.first >= stubs):
        return
    for cell in [c for c in upper if c.first == c.last >= stubs]:
        below = next((c for c in lower if c.first == c.last == cell.first), None)
        if (
            below is None
            or UNIT_WORDS.match(below.text)
            or is_figure(below.text)
            or _rule_between(upper, lower, [cell], rules)
        ):
            continue
        if below.bits[0].baseline - cell.bits[-1].baseline < 2.1 * cell.bits[-1].size:
            below.bits = cell.bits + below.bits
            upper.remove(cell)


def _is_wrap(upper: Sequence[HeadCell], lower: Sequence[HeadCell], stubs: int, rules: Sequence[Rect]) -> bool:
    tops = [c for c in upper if c.last >= stubs]
    if not tops:  # a stub head alone over the row: a row of its own only where the head below has a stub head too
        return not any(c.last < stubs for c in lower)
    if any(c.last > c.first for c in tops):
        spans = {(c.first, c.last): c for c in lower if c.last >= stubs}
        if not all((c.first, c.last) in spans for c in tops):
            return False
        if all(completes(c.text, spans[c.first, c.last].text) for c in tops):
            return True
        return not _rule_between(upper, lower, tops, rules)
    size = max(c.bits[-1].size for c in upper)
    step = min(c.bits[0].baseline for c in lower) - max(c.bits[-1].baseline for c in upper)
    if step > 2.1 * size:
        return False
    if _rule_between(upper, lower, tops, rules):
        return False
    if _in_brackets(tops, [c for c in lower if c.last >= stubs]):
        return True
    under = {c.first: c for c in lower}
    pairs = [(c, under.get(c.first)) for c in tops]
    if all(b is not None for _, b in pairs):
        if all(b is not None and completes(a.text, b.text) for a, b in pairs):
            return True
        values = sum(1 for c in lower if c.last >= stubs)
        if len(tops) < values and all(b is not None and b.text.startswith(("(", "（")) for _, b in pairs):
            return True  # a unit in brackets under some heads
        if any(b is not None and (UNIT_WORDS.match(b.text) or is_figure(b.text)) for _, b in pairs):
            return False
        return len(tops) < values or step < 1.45 * size
    return False


def _in_brackets(tops: Sequence[HeadCell], lower: Sequence[HeadCell]) -> bool:
    """Whether a line of brackets goes on with the heads above it: note marks under some of them, or what tells apart
    columns that all have the same head."""
    if not lower or not all(c.text.startswith(("(", "（")) for c in lower):
        return False
    if not {(c.first, c.last) for c in lower} <= {(c.first, c.last) for c in tops}:
        return False
    marks = len(lower) < len(tops) and all(NOTE_MARK.match(c.text) for c in lower)
    alike = len(lower) == len(tops) > 1 and len({c.text for c in tops}) == 1 < len({c.text for c in lower})
    return marks or alike


def _rule_between(
    upper: Sequence[HeadCell], lower: Sequence[HeadCell], tops: Sequence[HeadCell], rules: Sequence[Rect]
) -> bool:
    """Whether a rule runs between two head rows under one of the upper heads."""
    size = max(c.bits[-1].size for c in upper)
    low, high = max(c.bottom for c in upper) - 0.3 * size, min(c.bits[0].baseline for c in lower) - 0.5 * size
    return any(low < r.centre < high and any(r.x0 - 2 < c.bits[0].middle < r.x1 + 2 for c in tops) for r in rules)
