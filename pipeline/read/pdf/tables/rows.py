"""Printed lines of a table's body to its rows: a label over two lines is one label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, around, is_code

LOWER = 0.5  # sizes that figures may stand below the words of their row
OVERLAPPING = 0.9  # sizes: lines nearer than that are no two lines
CENTRED = 1.35  # sizes between a label's line and figures set at its middle
FULL = 1.3  # ems that a full label may stay short of the longest
INDENT = 0.3  # ems
SHORTEST_BROKEN = 6  # characters of a label that is broken without an indent
TIGHT = 0.92  # of the usual pitch
OPEN_ENDS = (
    "及",
    "與",
    "之",
    "、",
    "或",
    "及/或",
    "-",
    "and",
    "of",
    "/",
    "，",
    "於",
    "的",
    "按",
    "以",
    "in",
    "for",
    "the",
    "to",
)
LINE_STEP = 1.35  # sizes from line to line inside a cell
LIST_DASH = re.compile(r"^[-–—－•‧·]")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")


@dataclass(slots=True)
class BodyLine:
    """One printed line: bits of its stub columns and of its value columns, by column index."""

    stubs: dict[int, list[Bit]] = field(default_factory=dict)
    values: dict[int, list[Bit]] = field(default_factory=dict)

    @property
    def bits(self) -> list[Bit]:
        return [b for group in (*self.stubs.values(), *self.values.values()) for b in group]

    @property
    def baseline(self) -> float:
        return max(self.bits, key=lambda b: len(b.text)).baseline

    @property
    def rect(self) -> Rect:
        return around(self.bits)

    @property
    def size(self) -> float:
        return max(b.size for b in self.bits)

    def label(self, column: int) -> Bit | None:
        bits = self.stubs.get(column)
        return bits[0] if bits else None


def group_lines(lines: Sequence[BodyLine], separators: Sequence[float], label: int) -> list[list[BodyLine]]:
    """Rows as lists of lines, top to bottom. `separators` are heights of rules across the table, `label` the stub column
    that names the rows."""
    bands = _bands(lines, separators)
    if _bands_are_rows(bands):
        return bands
    reach = max((b.x1 for line in lines for b in line.stubs.get(label, [])), default=0.0)
    pitches = [b.baseline - a.baseline for a, b in itertools.pairwise(lines) if b.baseline - a.baseline > 2]
    pitch = median(pitches) if pitches else 12.0
    full = [b for line in lines for b in line.stubs.get(label, []) if b.x1 > reach - 0.6 * b.em]
    shape = _Shape(label, reach, pitch, len(full) >= 3)
    return [row for band in bands for row in _rows_of_band(band, shape)]


def _bands(lines: Sequence[BodyLine], separators: Sequence[float]) -> list[list[BodyLine]]:
    bands: list[list[BodyLine]] = []
    last = -1
    for line in lines:
        index = sum(1 for y in separators if y < line.rect.centre)
        if index != last or not bands:
            bands.append([])
        last = index
        bands[-1].append(line)
    return bands


def _bands_are_rows(bands: Sequence[Sequence[BodyLine]]) -> bool:
    """Rules between all rows: no band holds two lines with a figure in one column, and some band is worth joining."""
    if len(bands) < 2 or (len(bands) == 2 and not all(any(line.values for line in band) for band in bands)):
        return False
    for band in bands:
        seen: set[int] = set()
        for line in band:
            figures = {c for c, bits in line.values.items() if any(b.figure for b in bits)}
            if figures & seen:
                return False
            seen |= figures
    return sum(len(b) > 1 and not any(line.values for line in b) for b in bands) <= 0.3 * len(bands)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the lines of a table have in common."""

    label: int  # the stub column that names the rows
    reach: float  # right edge of the longest label
    pitch: float  # usual distance of lines
    margin: bool  # several labels end there: they were broken at a margin


def _rows_of_band(band: Sequence[BodyLine], shape: _Shape) -> list[list[BodyLine]]:
    label = shape.label
    rows: list[list[BodyLine]] = []
    index = 0
    while index < len(band):
        line = band[index]
        if rows and _set_lower(rows[-1], line, label, LOWER):
            rows[-1].append(line)
        elif rows and _centred(rows[-1], line, band[index + 1 : index + 3], label):
            rows[-1].append(line)
            if index + 1 < len(band) and _is_tail(line, band[index + 1], label):
                rows[-1].append(band[index + 1])
                index += 1
        elif rows and (
            _set_lower(rows[-1], line, label, OVERLAPPING) or _wraps(rows[-1], line, band[index + 1 : index + 2], shape)
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
        index += 1
    return rows


def _set_lower(row: Sequence[BodyLine], line: BodyLine, label: int, reach: float) -> bool:
    """Figures set a little lower than the words that they belong to."""
    last = row[-1]
    bare = bool(line.values) and not line.stubs and not last.values and bool(last.stubs.get(label))
    return bare and line.baseline - last.baseline < reach * line.size


def _centred(row: Sequence[BodyLine], line: BodyLine, following: Sequence[BodyLine], label: int) -> bool:
    """Figures set at the middle of a label of two lines: the line has figures alone, between two lines of words alone."""
    last = row[-1]
    if any(r.values for r in row) or line.stubs.get(label) or not line.values or not following:
        return False
    after = following[0]
    if len(following) > 1 and _set_lower([after], following[1], label, LOWER):
        return False  # the words below have figures of their own
    return (
        bool(last.stubs.get(label))
        and bool(after.stubs.get(label))
        and not after.values
        and line.baseline - last.baseline < CENTRED * line.size
        and after.baseline - line.baseline < CENTRED * line.size
    )


def _is_tail(line: BodyLine, after: BodyLine, label: int) -> bool:
    return not after.values and bool(after.stubs.get(label)) and after.baseline - line.baseline < CENTRED * line.size


def _wraps(row: Sequence[BodyLine], line: BodyLine, following: Sequence[BodyLine], shape: _Shape) -> bool:
    """Whether a line goes on with the label of the row above it."""
    label, reach, pitch, margin = shape.label, shape.reach, shape.pitch, shape.margin
    last = row[-1]
    above, below = last.label(label), line.label(label)
    step = line.baseline - last.baseline
    if step > 1.9 * line.size and step > 1.25 * pitch:
        return False
    codes = {c for c in line.stubs if c != label}
    if _goes_on_in_columns(row, line, following):
        return True
    if below is None:
        if codes and not any(r.values for r in row):
            return True  # a note over two lines, the figures on its last
        return not line.values and bool(codes) and not any(is_code(b.text) for c in codes for b in line.stubs[c])
    if above is None or any(is_code(b.text) for c in codes for b in line.stubs[c]):
        return False
    has_code = any(is_code(b.text) for r in row for c, bits in r.stubs.items() if c != label for b in bits)
    if any(r.values for r in row):
        ends = "".join(b.text for r in row for b in r.stubs.get(label, [])).endswith(OPEN_ENDS)
        if has_code and not line.values and below.x0 > above.x0 - INDENT * above.em:
            return ends or (above.x1 > reach - FULL * above.em and step < 1.05 * pitch)
        return _goes_on_below(row, line, above, below, step, pitch)
    text = "".join(b.text for r in row for b in r.stubs.get(label, []))
    if LIST_DASH.match(below.text) or text.endswith(("：", ":")):
        return False
    if _unbalanced(text):
        return True
    if has_code:
        return below.x0 > above.x0 - INDENT * above.em
    indent = (below.x0 - row[0].label(label).x0) / above.em if row[0].label(label) else 0.0  # type: ignore[union-attr]
    full = above.x1 > reach - FULL * above.em
    if text.endswith(OPEN_ENDS) and indent > -INDENT:
        return True
    if _stacked(above, below) and step < 1.6 * line.size:
        return True
    if _hangs_on(row, below, label) and step < 1.05 * pitch:
        return True
    sibling = following[0].label(label) if following else None
    if indent > INDENT and sibling is not None and line.values and abs(sibling.x0 - below.x0) < INDENT * below.em:
        return False  # the next row's label stands at the same indent: both are items of a section
    if indent > INDENT:
        back = sibling is not None and sibling.x0 < below.x0 - INDENT * below.em
        return full and (bool(line.values) or back or len(below.text) >= SHORTEST_BROKEN)
    if len(text) < SHORTEST_BROKEN or not line.values:
        return False
    return full and indent > -INDENT and (step < TIGHT * pitch or (margin and above.x1 > reach - 0.6 * above.em))


def _hangs_on(row: Sequence[BodyLine], below: Bit, label: int) -> bool:
    """A further line of a label whose second line already hangs deeper than its first, at the same depth."""
    first, above = row[0].label(label), row[-1].label(label)
    if len(row) < 2 or first is None or above is None:
        return False
    return above.x0 > first.x0 + INDENT * first.em and abs(below.x0 - above.x0) < INDENT * below.em


def _goes_on_in_columns(row: Sequence[BodyLine], line: BodyLine, following: Sequence[BodyLine]) -> bool:
    """Words in several columns under a row that has its figures, nearer to it than to the next row."""
    words = [b for bits in line.stubs.values() for b in bits]
    step = line.baseline - row[-1].baseline
    parts = {c for r in row for c, bits in r.stubs.items() if not all(is_code(b.text) or b.figure for b in bits)}
    if len(parts) >= 2 and _goes_on_in_words(row, line, parts):
        after = following[0].baseline - line.baseline if following else 1e9
        if step < LINE_STEP * line.size and after > 0.9 * step:
            return True
    if len(parts) >= 2 and len(line.stubs) == 1 and not line.values and any(r.values for r in row):
        close = step < LINE_STEP * line.size and not any(is_code(b.text) or b.figure for b in words)
        after = following[0].baseline - line.baseline if following else 1e9
        return close and set(line.stubs) <= parts and (after > 1.15 * step or not following[0].values)
    if line.values or len(line.stubs) < 2 or not any(r.values for r in row) or any(is_code(b.text) for b in words):
        return False
    if any(b.figure for b in words) or not all(any(r.stubs.get(c) for r in row) for c in line.stubs):
        return False
    return not following or not following[0].values or step < 0.9 * (following[0].baseline - line.baseline)


def _goes_on_in_words(row: Sequence[BodyLine], line: BodyLine, parts: set[int]) -> bool:
    """Words under words in two or more columns of a row that has its figures, and nothing under a figure."""
    if not any(r.values for r in row) or not line.stubs or not set(line.stubs) <= parts:
        return False
    if len(line.stubs) < 2 or any(is_code(b.text) or b.figure for bits in line.stubs.values() for b in bits):
        return False
    over = {c for r in row for c, bits in r.values.items() if not any(b.figure for b in bits)}
    return set(line.values) <= over


def _goes_on_below(row: Sequence[BodyLine], line: BodyLine, above: Bit, below: Bit, step: float, pitch: float) -> bool:
    """Figures on the label's first line, the rest of the label below them."""
    if line.values:
        return False
    text = "".join(b.text for r in row for bits in r.stubs.values() for b in bits)
    return _unbalanced(text) or (_stacked(above, below) and step < 1.6 * line.size and step < 1.05 * pitch)


def _unbalanced(text: str) -> bool:
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")


def _stacked(above: Bit, below: Bit) -> bool:
    """A label in two languages, one under the other, at one indent."""
    latin, han = LATIN.search(above.text) and not HAN.search(above.text), HAN.search(below.text)
    return bool(latin and han) and abs(above.x0 - below.x0) < 0.6 * above.em
