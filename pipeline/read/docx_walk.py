"""The parts of a Word document in reading order, into a writer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.parser import parse_xml

from pipeline.model.note import BlockKind
from pipeline.read.writing import Cell, Run, Writer, line_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|標題|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"(?:title|標題|标题)$", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list|清單|列表", re.IGNORECASE)
_CAPTION_STYLE = re.compile(r"caption|標號|题注|圖表標題", re.IGNORECASE)


def walk(document: Any) -> Writer:
    """Everything that a python-docx document shows: heads, body, notes and feet."""
    reader = _Reader(document)
    reader.read()
    return reader.writer


class _Reader:
    """Walks the parts of a document in reading order."""

    def __init__(self, document: Any) -> None:
        self.writer = Writer()
        self._document = document
        self._styles = {style.style_id: (style.name or "", _outline(style.element)) for style in document.styles}
        self._notes: list[tuple[str, str]] = []  # kind of part and id, in the order of their marks
        self._frames: list[Any] = []  # text boxes anchored in the paragraph at hand

    def read(self) -> None:
        for part in self._parts("header"):
            self._running(part)
        self._story(self._document.element.body)
        self._footnotes()
        for part in self._parts("footer"):
            self._running(part)

    def _parts(self, kind: str) -> list[Any]:
        """Related parts of a kind, as elements, in the order of their names."""
        related = [
            r.target_part
            for r in self._document.part.rels.values()
            if not r.is_external and r.reltype.endswith(f"/{kind}")
        ]
        return [_root(part) for part in sorted(related, key=lambda part: str(part.partname))]

    def _running(self, root: Any) -> None:
        for paragraph in root.iter(f"{_W}p"):
            self.writer.block(self._lines(paragraph), "running_head")
        self._frames.clear()

    def _story(self, parent: Any) -> None:
        """Paragraphs and tables of a body, a cell or a text box."""
        typed: list[str] = []
        for element in _blocks(parent):
            lines = self._lines(element) if element.tag == f"{_W}p" else []
            if (
                len(lines) == 1
                and "\t" in (text := "".join(run.text for run in lines[0]).strip())
                and not self._is_contents(element)
            ):
                typed.append(text)
                continue
            self._typed(typed)
            if element.tag == f"{_W}tbl":
                self._table(element)
            else:
                self._paragraph(element, lines)
        self._typed(typed)

    def _typed(self, lines: list[str]) -> None:
        """Paragraphs with tabs, one after the other, may be a table that was typed."""
        if len(lines) > 1:
            self.writer.verbatim("\n".join(lines))
        elif lines:
            self.writer.block([[Run(lines[0])]])
        lines.clear()

    def _paragraph(self, element: Any, lines: Sequence[Sequence[Run]]) -> None:
        kind, level = self._kind(element)
        pictured = next(element.iter(f"{_W}drawing", f"{_W}pict"), None) is not None
        self.writer.block(lines, kind, level, pictured=pictured)
        frames, self._frames = self._frames, []
        for frame in frames:
            self._story(frame)

    def _kind(self, element: Any) -> tuple[BlockKind, int]:
        properties = element.find(f"{_W}pPr")
        style = _value(properties, "pStyle") if properties is not None else None
        name, outline = self._styles.get(style or "", ("", None))
        own = _outline(element)
        level = own if own is not None else outline
        heading = _HEADING.search(name)
        if heading or level is not None:
            return "heading", min(6, int(heading[1]) if heading else (level or 0) + 1)
        if _TITLE_STYLE.match(name):
            return "title", 1
        if _CAPTION_STYLE.search(name):
            return "caption", 0
        if name.lower().startswith(("toc", "目錄", "目录")):
            return "boilerplate", 0
        number = properties.find(f"{_W}numPr") if properties is not None else None
        listed = number is not None and _value(number, "numId") != "0"
        return ("list_item", 0) if listed or _LIST_STYLE.search(name) else ("paragraph", 0)

    def _is_contents(self, element: Any) -> bool:
        return self._kind(element)[0] == "boilerplate"

    def _lines(self, paragraph: Any) -> list[list[Run]]:
        lines: list[list[Run]] = [[]]
        for run, link in _runs(paragraph, link=False):
            style = run.find(f"{_W}rPr")
            if style is not None and any(_on(style, mark) for mark in ("vanish", "strike", "dstrike")):
                continue
            strong = style is not None and _on(style, "b")
            raised = style is not None and _value(style, "vertAlign") == "superscript"
            for text in self._texts(run):
                if text == "\n":
                    lines.append([])
                else:
                    lines[-1].append(Run(text, link, strong, raised or text[:1] == "\x02"))
        return [[Run(r.text.lstrip("\x02"), r.link, r.strong, r.raised) for r in line] for line in lines]

    def _texts(self, run: Any) -> Iterator[str]:
        """Text of a run, piece by piece; a line break by itself, a note mark after U+0002."""
        for piece in run:
            tag = piece.tag
            if tag == f"{_W}t":
                yield piece.text or ""
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                yield "\t"
            elif tag in (f"{_W}br", f"{_W}cr"):
                yield "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self._notes.append((tag[len(_W) :].removesuffix("Reference"), piece.get(f"{_W}id") or ""))
                yield f"\x02{len(self._notes)}"
            elif tag in (f"{_W}drawing", f"{_W}pict", f"{_MC}AlternateContent"):
                self._frames += _text_boxes(piece)

    def _table(self, table: Any) -> None:
        rows = [row for row in _children(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
        if next(table.iterdescendants(f"{_W}tbl"), None) is not None:
            for row in rows:
                for cell in _children(row, "tc"):
                    self._story(cell)
            return
        head = 0
        while head < len(rows) and _on(rows[head].find(f"{_W}trPr"), "tblHeader"):
            head += 1
        self.writer.table(list(self._cells(rows)), header_rows=head if head < len(rows) else None)

    def _cells(self, rows: Sequence[Any]) -> Iterator[Cell]:
        """Cells with their spans: `gridSpan` across, `vMerge` down."""
        growing: dict[int, Cell] = {}
        placed: list[Cell] = []
        for number, row in enumerate(rows):
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            col = int(before.get(f"{_W}val") or 0) if before is not None else 0
            for element in _children(row, "tc"):
                properties = element.find(f"{_W}tcPr")
                across = int(_value(properties, "gridSpan") or 1) if properties is not None else 1
                merge = properties.find(f"{_W}vMerge") if properties is not None else None
                if merge is not None and merge.get(f"{_W}val") != "restart" and col in growing:
                    growing[col].row_span = number - growing[col].row + 1
                else:
                    lines = [line for paragraph in element.iter(f"{_W}p") for line in self._lines(paragraph)]
                    cell = Cell(number, col, lines, 1, max(1, across))
                    placed.append(cell)
                    growing.pop(col, None)
                    if merge is not None:
                        growing[col] = cell
                col += max(1, across)
        self._frames.clear()
        yield from placed

    def _footnotes(self) -> None:
        stories: dict[tuple[str, str], Any] = {}
        for kind in ("footnote", "endnote"):
            for root in self._parts(f"{kind}s"):
                stories.update({(kind, note.get(f"{_W}id") or ""): note for note in root.iter(f"{_W}{kind}")})
        for number, mark in enumerate(tuple(self._notes), start=1):
            if mark in stories:
                lines = [line for paragraph in stories[mark].iter(f"{_W}p") for line in self._lines(paragraph)]
                if any(map(line_text, lines)):
                    lines[0].insert(0, Run(f"{number} ", raised=True))
                    self.writer.block(lines, "footnote")


def _root(part: Any) -> Any:
    element = getattr(part, "element", None)
    return element if element is not None else parse_xml(part.blob)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables under an element, content controls and insertions opened."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
            yield from _blocks(child)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, content controls opened."""
    for child in parent:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _children(child, tag)


def _runs(parent: Any, *, link: bool) -> Iterator[tuple[Any, bool]]:
    """Runs under a paragraph and whether they are in a link; what was deleted or moved away is left out."""
    for child in parent:
        if child.tag == f"{_W}r":
            yield child, link
        elif child.tag == f"{_W}hyperlink":
            yield from _runs(child, link=True)
        elif child.tag in (
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}smartTag",
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}fldSimple",
            f"{_W}customXml",
            f"{_W}dir",
            f"{_W}bdo",
        ):
            yield from _runs(child, link=link)


def _text_boxes(drawing: Any) -> list[Any]:
    """Text boxes of a drawing, each once: the old form that stands beside the new one is passed over."""
    boxes = [
        box for box in drawing.iter(f"{_W}txbxContent") if next(box.iterancestors(f"{_W}txbxContent"), None) is None
    ]
    return [box for box in boxes if next(box.iterancestors(f"{_MC}Fallback"), None) is None]


def _value(parent: Any, name: str) -> str | None:
    child = parent.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _on(parent: Any, name: str) -> bool:
    """Whether a switch is set: present, and not said to be off."""
    child = parent.find(f"{_W}{name}") if parent is not None else None
    return child is not None and child.get(f"{_W}val") not in ("0", "false", "off", "none")


def _outline(element: Any) -> int | None:
    """Outline level 0 to 8 of a paragraph or style; 9 is body text."""
    properties = element.find(f"{_W}pPr")
    value = _value(properties, "outlineLvl") if properties is not None else None
    return int(value) if value and value.isdigit() and int(value) < 9 else None
