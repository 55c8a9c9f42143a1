"""Captions, unit lines and source lines tied to the table or figure that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.note import Block, BlockKind
from pipeline.model.place import Span
from pipeline.read.pdf import kinds
from pipeline.read.pdf.ink import Rect

LOOK_BACK = 5  # blocks above a table among which its caption is sought
LOOK_ON = 3  # blocks below it among which its source line is sought
FIGURE_REACH = 6  # blocks from a figure's caption to its source line: labels of the chart lie between
TITLE_LENGTH = 44
PERIOD_LINE = re.compile(
    r"^(?:中華)?民國|^截至|^於?\s*[二一〇零○\d]{2,4}\s*年.*(?:日|月|季|年度?|止)$|^\(?(?:未經|經|僅)|^(?:for|as at|as of)\b",
    re.IGNORECASE,
)
TITLE_WORDS = re.compile(
    r"表|摘要|分析|分類|明細|指標|情況|比較|預測|損益|狀況|Statement|Balance|Income|Cash Flow|Summary", re.IGNORECASE
)
CURRENCY_LINE = re.compile(
    r"^[（(]?(?:新[臺台]幣|[臺台]幣|人民幣|美[金元]|港[元幣]|歐元|日[圓元])(?:[千仟百佰拾十萬億]*元)?[）)]?$"
)
UNIT_CELL = re.compile(
    r"[千仟百萬佰億十]+(?:港|美|日|歐)?元|(?:港|美)元|million|billion|thousand|HK\$|NT\$|US\$|RMB|['’]000|單位",
    re.IGNORECASE,
)


NOWHERE = Rect(0, 0, 0, 0)


@dataclass(slots=True)
class DraftBlock:
    """A block whose spans are being collected, with its place on the page it starts on."""

    kind: BlockKind
    spans: list[Span]
    level: int = 0
    table: int | None = None
    figure: int | None = None
    page: int = 0
    rect: Rect = NOWHERE
    text: str = ""

    def block(self) -> Block:
        return Block(self.kind, tuple(self.spans), self.level, self.table, self.figure)


@dataclass(slots=True)
class TableTies:
    """Blocks of one table, by index."""

    caption: DraftBlock | None = None
    unit_line: DraftBlock | None = None
    source_line: DraftBlock | None = None


@dataclass(slots=True)
class FigureTies:
    """One figure: its number as printed, its caption and source line, and the room between them."""

    number: str | None
    caption: DraftBlock
    source_line: DraftBlock | None = None
    rect: Rect | None = None


@dataclass(slots=True)
class Ties:
    tables: dict[int, TableTies] = field(default_factory=dict)
    figures: list[FigureTies] = field(default_factory=list)


def tie(blocks: Sequence[DraftBlock]) -> Ties:
    """Tie the blocks of a note, in reading order; blocks that are tied say so afterwards."""
    ties = Ties()
    for i, block in enumerate(blocks):
        if block.kind == "table" and block.table is not None:
            ties.tables[block.table] = found = TableTies()
            _look_back(blocks, i, found)
            found.source_line = _source_below(blocks, i)
            for own in (found.caption, found.unit_line, found.source_line):
                if own is not None:
                    own.table = block.table
    for i, block in enumerate(blocks):
        if block.kind == "caption" and block.table is None:
            match = kinds.CAPTION.match(block.text)
            if match and match["kind"].lower().startswith(kinds.FIGURE_WORDS):
                ties.figures.append(_figure(blocks, i, match["number"]))
                block.figure = len(ties.figures) - 1
                source = ties.figures[-1].source_line
                if source is not None:
                    source.figure = block.figure
    return ties


def _look_back(blocks: Sequence[DraftBlock], index: int, found: TableTies) -> None:
    titles: list[DraftBlock] = []
    periods: list[DraftBlock] = []
    table = blocks[index]
    for block in reversed(blocks[max(0, index - LOOK_BACK) : index]):
        if block.kind == "running_head":
            continue
        if block.page != table.page or block.kind in ("table", "source_line") or block.table is not None:
            break
        if block.kind == "caption":
            found.caption = block
            break
        if block.kind == "unit_line" or CURRENCY_LINE.match(re.sub(r"\s", "", block.text)):
            block.kind = "unit_line"
            found.unit_line = found.unit_line or block
        elif PERIOD_LINE.match(block.text.strip()) and len(block.text) <= TITLE_LENGTH:
            periods.append(block)
        elif _is_title(block):
            titles.append(block)
        elif block.kind in ("paragraph", "list_item") and len(block.text) > TITLE_LENGTH:
            break
    if found.caption is None and titles:
        named = [block for block in titles if TITLE_WORDS.search(block.text)]
        heads = [block for block in titles if block.kind == "heading"]
        found.caption = (named or heads or titles)[0]
    elif found.caption is None and periods:
        found.caption = periods[0]  # nothing but a day tells such tables apart


def _is_title(block: DraftBlock) -> bool:
    text = block.text.strip()
    return (
        block.kind in ("heading", "paragraph", "list_item", "title")
        and len(text) <= TITLE_LENGTH
        and not text.endswith(("。", "：", ":", "；", "，"))
        and not kinds.CONTINUED.match(text)
    )


def _source_below(blocks: Sequence[DraftBlock], index: int) -> DraftBlock | None:
    passed = 0
    for block in blocks[index + 1 :]:
        if block.kind == "running_head":
            continue
        if block.kind == "source_line":
            return block if block.table is None else None
        passed += 1
        if block.kind not in ("footnote", "paragraph") or passed >= LOOK_ON or len(block.text) > 2 * TITLE_LENGTH:
            return None
    return None


def _figure(blocks: Sequence[DraftBlock], index: int, number: str) -> FigureTies:
    caption = blocks[index]
    figure = FigureTies(number, caption)
    passed = 0
    for block in blocks[index + 1 :]:
        if block.kind == "running_head":
            continue
        if block.kind == "source_line" and block.table is None:
            figure.source_line = block
            if block.page == caption.page and block.rect.top > caption.rect.bottom:
                x0, x1 = min(caption.rect.x0, block.rect.x0), max(caption.rect.x1, block.rect.x1)
                figure.rect = Rect(x0, caption.rect.bottom, x1, block.rect.top)
            break
        passed += 1
        if block.kind in ("table", "caption", "heading") or passed > FIGURE_REACH or len(block.text) > 2 * TITLE_LENGTH:
            break
    return figure
