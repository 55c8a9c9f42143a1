"""Tables in plain text and Markdown: rows of tabs, of pipes, of box-drawing characters, and columns set with spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.note import Table
from pipeline.model.place import Printed, Span, hull
from pipeline.read.grid import EMPTY, GridCell, build_table, is_data
from pipeline.read.kinds import line_kind
from pipeline.read.lines import Line, joined
from pipeline.read.markup import Markup

_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BORDER = re.compile(r"\s*[+├┌└┼╔╠╚╟┏┣┗|│║┃]?[-=─━═┄┈+┬┴┼┐┘┤╦╩╬╗╝╣┳┻╋┓┛┫|│║┃:\s]{3,}$")
_BOX_BAR = re.compile("[│┃║]")
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_NESTED = re.compile(r"\|\s*:?-{3,}:?\s*\|.*\S")  # a delimiter row inside a row: a page laid out in tables
_CORNERS = ("+", "┌", "├", "╔", "┏")
_LONGEST_ROW = 4000


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `first` to `last` (inclusive) that are one table; `table` None where they only lay out a page."""

    first: int
    last: int
    table: Table | None
    span: Span


_Kind = Callable[[str, Sequence[Line], int, Markup], "Region | int"]


class TableFinder:
    """Finds the table that starts at a line. Lines once looked through in vain are not looked through again."""

    def __init__(self, text: str, lines: Sequence[Line], markup: Markup) -> None:
        self._text, self._lines, self._markup = text, lines, markup
        self._barren: dict[_Kind, int] = dict.fromkeys((_pipes, _boxes, _tabs, _aligned), -1)

    def find(self, at: int) -> Region | None:
        for kind in self._kinds(self._lines[at].text):
            if at <= self._barren[kind]:
                continue
            found = kind(self._text, self._lines, at, self._markup)
            if isinstance(found, Region):
                return found
            self._barren[kind] = found
        return None

    def _kinds(self, line: str) -> Iterator[_Kind]:
        if "|" in line:
            yield _pipes
        if _BOX_BAR.search(line) or line.lstrip()[:1] in _CORNERS:
            yield _boxes
        if "\t" in line:
            yield _tabs
        elif _GAP.search(line.strip()):
            yield _aligned


def _region(rows: Sequence[Sequence[Printed]], first: int, last: int, header_rows: int | None) -> Region | int:
    """The region, or its last line where its cells make no table."""
    cells = [GridCell(r, c, printed) for r, row in enumerate(rows) for c, printed in enumerate(row)]
    table = build_table(cells, header_rows=header_rows)
    if table is None:
        return last
    spans = [span for row in rows for printed in row for span in printed.spans]
    return Region(first, last, table, hull(spans))


def _cell(text: str, start: int, end: int, markup: Markup) -> Printed:
    pieces = markup.pieces(text, start, end)
    return Printed(joined(text, pieces), pieces) if pieces else EMPTY


def _split(text: str, line: Line, bars: re.Pattern[str], markup: Markup) -> list[Printed]:
    """Cells between the bars of a line; a bar at its start or end is a border."""
    start, end = line.span.start, line.span.end
    cuts = [(m.start(), m.end()) for m in bars.finditer(text, start, end)]
    cells, at = [], start
    for cut in (*cuts, (end, end)):
        cells.append(_cell(text, at, cut[0], markup))
        at = cut[1]
    stripped = line.text.strip()
    if cells and bars.match(stripped):
        cells = cells[1:]
    if cells and stripped and bars.match(stripped[-1]):
        cells = cells[:-1]
    return cells


def _pipes(text: str, lines: Sequence[Line], at: int, markup: Markup) -> Region | int:
    """A Markdown table: a head, a delimiter row and rows below. Without a delimiter row, rows of as many bars each."""
    if len(lines[at].text) > _LONGEST_ROW or _NESTED.search(lines[at].text.strip().strip("|")):
        return _layout(lines, at)
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    declared = _DELIMITER.match(following) is not None and ("|" in following or "|" in lines[at].text[1:])
    last = at
    rows = [_split(text, lines[at], _PIPE, markup)]
    for number in range(at + 2 if declared else at + 1, len(lines)):
        line = lines[number].text
        if "|" not in line or lines[number].blank:
            break
        if (
            number > at + 1
            and number + 1 < len(lines)
            and _DELIMITER.match(lines[number + 1].text)
            and "|" in lines[number + 1].text
        ):
            break  # the head of the next table
        if len(line) > _LONGEST_ROW or _NESTED.search(line.strip().strip("|")):
            return _layout(lines, at)
        if _DELIMITER.match(line) or _BORDER.match(line):
            last = number
            continue
        rows.append(_split(text, lines[number], _PIPE, markup))
        last = number
    if not declared and (len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2):
        return last
    last = max(last, at + 1)
    if declared and not any(cell.text for cell in rows[0]):
        return _region(rows[1:], at, last, None)
    return _region(rows, at, last, 1 if declared else None)


def _layout(lines: Sequence[Line], at: int) -> Region:
    """Rows of a page that was laid out in tables: their cells are read as lines of text."""
    last = at
    while last + 1 < len(lines) and "|" in lines[last + 1].text:
        last += 1
    return Region(at, last, None, Span(lines[at].span.start, lines[last].span.end))


def _boxes(text: str, lines: Sequence[Line], at: int, markup: Markup) -> Region | int:
    """Rows between box-drawing bars or `+---+` borders. Where a border stands under every row, the lines between two
    borders are one row; where only the head has one, each line below it is a row."""
    ascii_art = lines[at].text.lstrip().startswith("+")
    bars = _PIPE if ascii_art else _BOX_BAR
    groups: list[list[list[Printed]]] = [[]]
    last, borders = at, 0
    for number in range(at, len(lines)):
        line = lines[number].text
        if lines[number].blank:
            break
        if _BORDER.match(line) and not any(c.isalnum() for c in line):
            borders += 1
            if groups[-1]:
                groups.append([])
        elif bars.search(line):
            groups[-1].append(_split(text, lines[number], bars, markup))
        else:
            break
        last = number
    groups = [group for group in groups if group]
    every_row_ruled = len(groups) > 2 and borders > len(groups)
    rows: list[list[Printed]] = []
    for number, group in enumerate(groups):
        if every_row_ruled or (number == 0 and len(groups) > 1):
            rows.append(_stacked(text, group))
        else:
            rows += group
    if len(rows) < 2 or len({len(row) for row in rows}) > 2:
        return last
    return _region(rows, at, last, 1 if len(groups) > 1 else None)


def _stacked(text: str, lines: Sequence[Sequence[Printed]]) -> list[Printed]:
    """Lines of one row: the texts of each column joined."""
    result = []
    for col in range(max(map(len, lines))):
        spans = tuple(span for line in lines if col < len(line) for span in line[col].spans)
        result.append(Printed(joined(text, spans), spans) if spans else EMPTY)
    return result


def _tabs(text: str, lines: Sequence[Line], at: int, markup: Markup) -> Region | int:
    """Consecutive lines with tabs. A line without one belongs to them where it is a short title between two rows."""
    rows, last = [], at
    for number in range(at, len(lines)):
        line = lines[number]
        if line.blank:
            break
        if "\t" not in line.text and not _is_title_row(lines, number):
            break
        cells, start = [], line.span.start
        for part in line.text.split("\t"):
            cells.append(_cell(text, start, start + len(part), markup))
            start += len(part) + 1
        rows.append(cells)
        last = number
    if len(rows) < 2:
        return last
    return _region(rows, at, last, None)


def _is_title_row(lines: Sequence[Line], number: int) -> bool:
    line = lines[number].text.strip()
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    return len(line) <= 20 and "\t" in following.strip() and line_kind(line) is None and line[-1:] not in "。：:"


def _aligned(text: str, lines: Sequence[Line], at: int, markup: Markup) -> Region | int:
    """Three lines or more with as many columns each, set apart by two spaces or more, and figures in most of them."""
    rows, last = [], at
    width = len(_GAP.split(lines[at].text.strip()))
    for number in range(at, len(lines)):
        line = lines[number]
        stripped = line.text.strip()
        if line.blank or len(stripped) > 200 or len(_GAP.split(stripped)) != width:
            break
        cells, start = [], line.span.start
        for part, end in _columns_of(line.text):
            cells.append(_cell(text, start + part, start + end, markup))
        rows.append(cells)
        last = number
    figures = sum(is_data(cell.text) for row in rows for cell in row[1:])
    if len(rows) < 3 or figures * 2 < (len(rows) - 1) * (width - 1):
        return last
    return _region(rows, at, last, None)


def _columns_of(line: str) -> list[tuple[int, int]]:
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    cuts = [(m.start(), m.end()) for m in _GAP.finditer(line, start, end)]
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    return list(zip(edges[::2], edges[1::2], strict=True))
