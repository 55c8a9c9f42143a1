"""Lines to paragraphs: a line that could have held the next line's first word was ended on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model.note import BlockKind
from pipeline.read.pdf import kinds
from pipeline.read.pdf.lines import Column, Line, Piece
from pipeline.read.pdf.words import is_wide

SAME_SIZE = 1.12
WIDE_LEADING = 1.22  # of the usual leading: more white than that parts paragraphs
HEADING_SIZE = 1.15  # of the body's
HEADING_LENGTH = 60
OWN_LEADING = 6  # lines from which a column's own leading counts
SHARED_MARGIN = 2  # lines that run to the margin, at the least
MARGIN_SHARE = 0.12  # of the lines of a column
MARGIN_SLACK = 1.2  # ems
NO_LINE_END = "（「『【《〈“‘([{"
PRINTED_SPACE = 1.1  # ems, at most
NO_LINE_START = "，。、；：？！）」』】》〉”’％%)!,.;:?]}…·"


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, of one column of one page."""

    lines: list[Line]
    kind: BlockKind
    left: float  # margins of its column
    right: float
    level: int = 0
    opens: bool = False  # first of its column
    open_end: bool = False  # last of its column; its last line is full and does not end a sentence: it may go on in the next column or page

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Body:
    """The usual type of a document: size in points, leading by size (both rounded to half points), and weight."""

    size: float
    leading: dict[float, float]
    bold: bool
    loosest: dict[float, float] = field(default_factory=dict)  # leading of a sentence that has not ended

    def step(self, size: float, *, ended: bool) -> float:
        """The usual distance of baselines in type of this size."""
        usual = self.leading.get(_half(size), 1.5 * size)
        return usual if ended else max(usual, self.loosest.get(_half(size), usual))


def measure(columns: Sequence[Column]) -> Body:
    """The commonest size, counted in characters, and the commonest distance of baselines for each size."""
    sizes: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    weights: Counter[bool] = Counter()
    for column in columns:
        lines = [p.line for p in column.pieces if p.line]
        for line in lines:
            length = sum(len(w.text) for w in line.words)
            sizes[_half(line.lead.size)] += length
            weights[_weight(line)] += length
        for above, below in pairwise(lines):
            size = _half(above.lead.size)
            step = below.lead.baseline - above.lead.baseline
            if size == _half(below.lead.size) and 0.8 * size < step < 3.5 * size:
                steps.setdefault(size, Counter())[_half(step)] += 1
    leading = {size: _usual(counts) for size, counts in steps.items()}
    return Body(sizes.most_common(1)[0][0] if sizes else 10.0, leading, weights[True] > weights[False])


def column_leading(column: Column, body: Body) -> Body:
    """The document's type with the leading that this column itself shows, for sizes it has enough lines of."""
    own: dict[float, Counter[float]] = {}
    for above, below in pairwise([p.line for p in column.pieces if p.line]):
        size = _half(above.lead.size)
        step = below.lead.baseline - above.lead.baseline
        if size == _half(below.lead.size) and 0.8 * size < step < 3.5 * size:
            own.setdefault(size, Counter())[_half(step)] += 1
    enough = {size: _usual(counts) for size, counts in own.items() if sum(counts.values()) >= OWN_LEADING}
    return Body(body.size, {**body.leading, **enough}, body.bold, body.leading)


def _half(value: float) -> float:
    return round(2 * value) / 2


def _usual(counts: Counter[float]) -> float:
    """The smallest step that is common: paragraphs of one line make the wider ones commoner than the leading."""
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= max(0.34 * most, 1))


def margin(column: Column) -> float:
    """The right edge that lines of a column run to: the outermost that several share. Tables and single lines may be wider."""
    ends = sorted(((p.line.x1, p.line.lead.em) for p in column.pieces if p.line), reverse=True)
    enough = max(SHARED_MARGIN, MARGIN_SHARE * len(ends))
    for start, (edge, em) in enumerate(ends):
        if sum(edge - x < MARGIN_SLACK * em for x, _ in ends[start:]) >= enough:
            return edge
    return ends[0][0] if ends else column.right


def paragraphs(column: Column, body: Body) -> list[Paragraph | Piece]:
    """The paragraphs of a column, and the pieces that are no lines, in order."""
    body = column_leading(column, body)
    out: list[Paragraph | Piece] = []
    left, right = column.left, margin(column)
    current: Paragraph | None = None
    for piece in column.pieces:
        line = piece.line
        if line is None:
            current = None
            out.append(piece)
            continue
        if current is not None and _continues(current, line, body):
            current.lines.append(line)
        else:
            current = Paragraph([line], _kind(line), left, right)
            out.append(current)
    for index, item in enumerate(out):
        if isinstance(item, Paragraph):
            item.opens = index == 0
            _finish(item, body, last=index == len(out) - 1)
    return out


def _kind(line: Line) -> BlockKind:
    text = line.text
    if kinds.SOURCE.match(text):
        return "source_line"
    if kinds.UNIT.match(text) or kinds.BARE_UNIT.match(text):
        return "unit_line"
    if kinds.CAPTION.match(text):
        return "caption"
    if kinds.NOTE.match(text):
        return "footnote"
    if kinds.BULLET.match(text) or kinds.ENUMERATOR.match(text):
        return "list_item"
    return "paragraph"


def _continues(paragraph: Paragraph, line: Line, body: Body) -> bool:
    last = paragraph.lines[-1]
    lead, next_lead = last.lead, line.lead
    ratio = next_lead.size / lead.size
    if not 1 / SAME_SIZE < ratio < SAME_SIZE or _weight(last) != _weight(line):
        return False
    step = next_lead.baseline - lead.baseline
    usual = body.step(lead.size, ended=kinds.ends_sentence(last.text))
    if len(paragraph.lines) > 1:
        usual = max(usual, min(paragraph.lines[-1].lead.baseline - paragraph.lines[-2].lead.baseline, 2.2 * lead.size))
    if not 0 < step <= WIDE_LEADING * usual:
        return False
    if _kind(line) != "paragraph" and not (
        _kind(line) == "list_item" and is_full(last, line, paragraph.right) and not kinds.ends_sentence(last.text)
    ):
        return False
    if not is_full(last, line, paragraph.right):
        return False
    if paragraph.kind == "source_line" and kinds.ends_sentence(last.text):
        return False
    indent = (line.x0 - last.x0) / lead.em
    if indent > 0 and line.words[0].spaced:  # a space was printed at the start of the line
        indent = max(0.0, indent - PRINTED_SPACE)
    if indent < 0 and last.words[0].spaced:
        indent = min(0.0, indent + PRINTED_SPACE)
    if len(paragraph.lines) == 1:
        return -4.5 < indent < 4.5 and (
            indent < 0.6 or paragraph.kind in ("list_item", "footnote", "caption", "source_line")
        )
    return abs(indent) < 0.6


def _weight(line: Line) -> bool:
    """Whether most of a line is bold."""
    return sum(len(w.text) for w in line.words if w.bold) * 2 > sum(len(w.text) for w in line.words)


def is_full(line: Line, following: Line, right: float) -> bool:
    """Whether the first unbreakable piece of the following line had no room left on this line."""
    end = following.words[0].x0
    for index, word in enumerate(following.words):
        count = _unbreakable(word.text)
        end = word.x0 + (word.x1 - word.x0) * count / len(word.text)
        after = following.words[index + 1].text[0] if index + 1 < len(following.words) else ""
        if count < len(word.text) or not (word.text[-1] in NO_LINE_END or (after and after in NO_LINE_START)):
            break
    return line.x1 + end - following.x0 > right - 0.15 * following.words[0].em


def _unbreakable(text: str) -> int:
    """Characters at the start of a word that a line break cannot part."""
    count = 0
    while count < len(text) and text[count] in NO_LINE_END:
        count += 1
    if count < len(text) and is_wide(text[count]):
        count += 1
    else:
        while count < len(text) and not is_wide(text[count]):
            count += 1
    while count < len(text) and text[count] in NO_LINE_START:
        count += 1
    return count


def _finish(paragraph: Paragraph, body: Body, *, last: bool) -> None:
    """Decide on headings, and on whether the paragraph can go on elsewhere."""
    first, end = paragraph.lines[0], paragraph.lines[-1]
    text = paragraph.text
    lead = first.lead
    short = len(text) <= HEADING_LENGTH and not text.rstrip().endswith(("。", "；", "，", ";", ","))
    worded = sum(character.isalpha() for character in text) > 1
    large = lead.size >= HEADING_SIZE * body.size
    strong = _weight(first) and not body.bold and len(paragraph.lines) <= 2
    if paragraph.kind in ("paragraph", "list_item") and short and worded and (large or strong):
        paragraph.kind = "heading"
        paragraph.level = 1 if lead.size >= 1.6 * body.size else 2 if large else 3
    full = last and end.x1 > paragraph.right - 1.6 * end.lead.em
    paragraph.open_end = (
        paragraph.kind in ("paragraph", "list_item", "footnote") and full and not kinds.ends_sentence(end.text)
    )
