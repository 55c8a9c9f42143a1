"""Cells laid out as a table: which rows are heads, which columns are stubs, and the paths that lead to each cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.note import Cell, CellRole, Table
from pipeline.model.place import Box, Printed, hull

EMPTY = Printed("", ())
_LARGEST = 400_000  # places in a table; beyond it the file is no note but a dump, or hostile

_PERIOD = re.compile(
    r"""(?:FY|CY|截至|民國)?\s*(?:
      (?:19|20)[0-9]{2}\s*(?:[年/.\-](?:\s*[0-9]{1,2}\s*[月/.\-]?(?:\s*[0-9]{1,2}\s*日?)?)?)?(?:年?度)?
      |[0-9]{2,3}\s*年(?:度|\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?)?
      |[1-4][QqHh]\s*['’]?(?:[0-9]{2}|[0-9]{4})|(?:19|20)?[0-9]{2}\s*[QqHh][1-4]|[QqHh][1-4]\s*['’]?(?:[0-9]{2}|[0-9]{4})?
      |(?:(?:19|20)?[0-9]{2,3}|[一二〇零○三四五六七八九]{2,4})\s*年?\s*(?:[上下]半年|全年|中期|末期|首[三六九]個月|[首前][三3]季|第?[一二三四1-4]季度?)
      |[一二〇零○三四五六七八九]{2,4}年(?:度)?
    )\s*(?:[AEFPaef]|實際|實績|預測|預估|估計|財測)?(?:年?度)?\s*(?:[（(][^（()）]{0,8}[)）])?$""",
    re.VERBOSE,
)
_NUMBER = r"[0-9][0-9,，]*(?:\.[0-9]+)?"
_BEFORE = r"(?:[^0-9A-Za-z]{0,4}|\(?(?:US|HK|NT|RMB|CNY|USD|HKD|TWD|EUR|JPY|A|C|S)?\s?\$?\s?\(?[+\-]?)"
_DATA = re.compile(
    rf"{_BEFORE}{_NUMBER}\s*[^0-9\s]{{0,6}}(?:\s?[-–~～至/→>]{{1,2}}\s?{_BEFORE}{_NUMBER}[^0-9]{{0,6}})?(?:\s*[（(][^（()）]{{0,20}}[)）])?$"
)
_DATED = re.compile(r"(?:19|20)[0-9]{2}\s*(?:年|[QqHhEeFfAa](?![A-Za-z])|[/-])|[0-9]{2,3}\s*年")
_ENUMERATED = re.compile(r"[0-9]{1,2}[.、)）]\s*[^0-9\s]|[（(][0-9]{1,2}[)）]")
_DASH = re.compile(r"[-–—－─]+$|(?:N/?[AM]|n\.?[am]\.?|不適用|無)$", re.IGNORECASE)
_CODE = re.compile(r"(?:[0-9]{4,6}(?:\.[A-Z]{2,3})?|[A-Z]{1,5}(?:\.[A-Z]{2})?)$")
_CODE_HEAD = re.compile(r"附\s?註|附注|代\s?[碼號]|股票代|股號|Code|Ticker|Notes?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as a reader of some format finds it. `head` is what the file itself says (HTML `th`), None where it does not."""

    row: int
    col: int
    printed: Printed
    row_span: int = 1
    col_span: int = 1
    head: bool | None = None
    box: Box | None = None

    @property
    def text(self) -> str:
        return self.printed.text


def is_period(text: str) -> bool:
    """A year, quarter, half or date and nothing else: a label even where it is all digits."""
    return _PERIOD.match(text) is not None


def is_data(text: str) -> bool:
    """A figure with little around it: 18.6%, (1,234), 32.2-33.4, 約 1%, 轉虧146.25億元."""
    if len(text) > 60 or is_period(text) or _ENUMERATED.match(text) or _DATED.match(text):
        return False
    return _DATA.match(text) is not None


def build_table(
    cells: Iterable[GridCell],
    *,
    header_rows: int | None = None,
    pages: tuple[int, ...] = (),
    box: Box | None = None,
) -> Table | None:
    """A table from its cells; empty rows and columns go. `header_rows`: how many the file declares, None to find out.
    None where all text stands in one row or one column, or the table is larger than a note's can be."""
    compact, dropped = _compact(list(cells))
    if compact is None:
        return None
    if header_rows is not None:
        header_rows -= sum(1 for row in dropped if row < header_rows)
    n_rows = max(cell.row + cell.row_span for cell in compact)
    n_cols = max(cell.col + cell.col_span for cell in compact)
    if n_rows < 2 or n_cols < 2 or n_rows * n_cols > _LARGEST:
        return None
    if sum(cell.row_span * cell.col_span for cell in compact) > 2 * _LARGEST:  # cells that lie on one another
        return None
    grid = _Grid(compact, n_rows, n_cols)
    n_head = grid.count_header_rows() if not header_rows else min(header_rows, grid.n_rows)
    n_stub = grid.count_stub_cols(n_head)
    grid.spread_heads(n_head)
    spans = [span for cell in grid.cells for span in cell.printed.spans]
    return Table(
        grid.finish(n_head, n_stub), grid.n_rows, grid.n_cols, n_head, n_stub, hull(spans), pages=pages, box=box
    )


def _compact(cells: list[GridCell]) -> tuple[list[GridCell] | None, list[int]]:
    """Cells renumbered without empty rows and columns, and the rows that were dropped."""
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return None, []
    rows = sorted({cell.row for cell in filled})
    cols = sorted({cell.col for cell in filled})
    row_of, col_of = _ranks(rows), _ranks(cols)
    every_row = {r for cell in cells for r in range(cell.row, cell.row + cell.row_span)}
    kept = [
        replace(
            cell,
            row=row_of[cell.row],
            col=col_of[cell.col],
            row_span=sum(1 for r in range(cell.row, cell.row + cell.row_span) if r in row_of),
            col_span=sum(1 for c in range(cell.col, cell.col + cell.col_span) if c in col_of),
        )
        for cell in cells
        if cell.row in row_of and cell.col in col_of
    ]
    return kept, sorted(every_row - set(rows))


def _ranks(values: Sequence[int]) -> Mapping[int, int]:
    return {value: rank for rank, value in enumerate(values)}


class _Grid:
    """Cells by the places that they cover."""

    def __init__(self, cells: list[GridCell], n_rows: int, n_cols: int) -> None:
        self.n_rows, self.n_cols = n_rows, n_cols
        self.at: dict[tuple[int, int], GridCell] = {}
        self.cells: list[GridCell] = []
        for cell in sorted(cells, key=lambda c: (c.row, c.col)):
            self._put(cell)
        for row in range(self.n_rows):
            for col in range(self.n_cols):
                if (row, col) not in self.at:
                    self._put(GridCell(row, col, EMPTY))
        self.cells.sort(key=lambda c: (c.row, c.col))

    def _put(self, cell: GridCell) -> None:
        self.cells.append(cell)
        for row in range(cell.row, cell.row + cell.row_span):
            for col in range(cell.col, cell.col + cell.col_span):
                self.at.setdefault((row, col), cell)

    def text(self, row: int, col: int) -> str:
        return self.at[row, col].text

    def count_header_rows(self) -> int:
        """Rows above the first that holds a figure, section titles over it left out. One where no cell is a figure."""
        declared = 0
        while declared < self.n_rows and all(
            self.at[declared, col].head for col in range(self.n_cols) if self.text(declared, col)
        ):
            declared += 1
        if 0 < declared < self.n_rows:
            return declared
        first = next((row for row in range(self.n_rows) if self._holds_figures(row)), None)
        if first is None:
            return 1
        while first > 0 and self._is_section(first - 1):
            first -= 1
        return first

    def _holds_figures(self, row: int) -> bool:
        return any(
            is_data(self.text(row, col)) and not _CODE_HEAD.match(self.text(0, col)) for col in range(1, self.n_cols)
        )

    def _is_section(self, row: int) -> bool:
        """A row with a title in its first cell and nothing beside it."""
        first = self.at[row, 0]
        if row == 0 or not first.text or first.col_span > 1:
            return bool(first.text) and first.col_span == self.n_cols and row > 0
        return not any(self.text(row, col) for col in range(1, self.n_cols))

    def count_stub_cols(self, n_head: int) -> int:
        """The column of labels, with the columns of codes and notes beside it."""
        body = range(n_head, self.n_rows)
        figures = [self._figure_share(col, body) for col in range(self.n_cols)]
        heads = [" ".join(self.text(row, col) for row in range(n_head)).strip() for col in range(self.n_cols)]
        codes = [self._is_code_column(col, body, heads[col]) for col in range(self.n_cols)]
        if not any(share >= 0.5 and not code for share, code in zip(figures, codes, strict=True)):
            return int(self._is_label_column(body))
        count = 0
        while count < self.n_cols - 1:
            labels = figures[count] < 0.5 and (
                count == 0 or (all(codes[:count]) and not _is_rating(self._column(count, body)))
            )
            if not (codes[count] or labels):
                break
            count += 1
        return count

    def _column(self, col: int, body: range) -> list[str]:
        return [self.text(row, col) for row in body if self.text(row, col)]

    def _figure_share(self, col: int, body: range) -> float:
        texts = [text for text in self._column(col, body) if not _DASH.match(text)]
        return sum(map(is_data, texts)) / len(texts) if texts else 0.0

    def _is_code_column(self, col: int, body: range, head: str) -> bool:
        texts = self._column(col, body)
        if not texts:
            return bool(_CODE_HEAD.search(head))
        if _CODE_HEAD.search(head):
            return True
        return (
            col == 0 and all(map(_CODE.match, texts)) and not is_period(texts[0]) and any(c.isdigit() for c in texts[0])
        )

    def _is_label_column(self, body: range) -> bool:
        """Of a table without figures: whether the first column names what the others describe."""
        texts = [self.text(row, 0) for row in body]
        if not all(texts) or len(set(texts)) < len(texts):
            return False
        return sum(any(c.isdigit() for c in text) for text in texts) * 2 < len(texts)

    def spread_heads(self, n_head: int) -> None:
        """A head over several columns of which a text file prints only the first: the empty ones to its right are its own
        where every column below has a head."""
        for row in range(n_head - 1):
            if any(cell.col_span > 1 for cell in self.cells if cell.row == row):
                continue
            for col in range(1, self.n_cols):
                left, here = self.at[row, col - 1], self.at[row, col]
                if here.text or not left.text or left.row != row or not self.text(row + 1, col) or left.row_span > 1:
                    continue
                if left.col == 0 or not self.text(row + 1, left.col):
                    continue
                wider = replace(left, col_span=col + 1 - left.col)
                self.cells = [wider if cell is left else cell for cell in self.cells if cell is not here]
                for covered in range(wider.col, col + 1):
                    self.at[row, covered] = wider

    def finish(self, n_head: int, n_stub: int) -> tuple[Cell, ...]:
        """Every cell with its role and paths. A section title governs the rows below it until the next."""
        sections: dict[int, str] = {}
        current = ""
        for row in range(n_head, self.n_rows):
            if n_stub and self._is_section(row):
                current = self.text(row, 0)
            else:
                sections[row] = current
        heads = self._head_paths(n_head)
        return tuple(self._finished(cell, n_head, n_stub, sections, heads) for cell in self.cells)

    def _head_paths(self, n_head: int) -> Mapping[int, list[GridCell]]:
        paths: defaultdict[int, list[GridCell]] = defaultdict(list)
        for col in range(self.n_cols):
            for row in range(n_head):
                head = self.at[row, col]
                if head.text and head not in paths[col]:
                    paths[col].append(head)
        return paths

    def _finished(
        self,
        cell: GridCell,
        n_head: int,
        n_stub: int,
        sections: Mapping[int, str],
        heads: Mapping[int, list[GridCell]],
    ) -> Cell:
        role: CellRole = "header" if cell.row < n_head else "stub" if cell.col < n_stub else "data"
        above = [head.text for head in heads[cell.col] if head.row < cell.row and head is not cell]
        stubs: list[str] = []
        if role != "header":
            for col in range(min(n_stub, cell.col)):
                stub = self.at[cell.row, col]
                if stub.text and stub is not cell and (not stubs or stubs[-1] != stub.text):
                    stubs.append(stub.text)
            section = sections.get(cell.row)
            if section:
                stubs.insert(0, section)
        return Cell(
            cell.row, cell.col, cell.printed, role, cell.row_span, cell.col_span, tuple(stubs), tuple(above), cell.box
        )


def _is_rating(texts: Sequence[str]) -> bool:
    """Few different short words down a column say something of each row; labels differ."""
    return bool(texts) and len(set(texts)) * 2 <= len(texts)
