"""One pass over the tree of an HTML page: lines and blocks as a browser sets them, hidden parts left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.model.note import BlockKind
from pipeline.model.place import Span
from pipeline.read.lines import Draft
from pipeline.read.writing import Cell, Run, Writer, line_text

_DROPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "datalist",
        "dialog",
        "del",
        "s",
        "strike",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_STRONG = frozenset(("b", "strong", "em", "i", "u"))
_SITE = frozenset(("nav", "aside", "footer", "menu"))
_SITE_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search"))
_SITE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav(?:bar|igation)?|menu|side-?bar|breadcrumbs?|related|recommend(?:ed|ations?)?|share|social|comments?|cookies?|advert(?:s|isement)?|"
    r"footer|popular|hot-?news)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))", re.IGNORECASE
)
_HIDING_RULE = re.compile(
    r"([^{}]{1,300})\{[^{}]*?(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}", re.IGNORECASE
)
_CLASS = re.compile(r"^\s*(?:[a-z0-9]+)?\.([\w-]+)\s*$", re.IGNORECASE)
_READERS_ONLY = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"))
_LONG_CELL = 300  # characters: a cell with more is a place on a page
_WIDEST = 1000  # rows or columns that one cell may span, as in HTML itself
_DEEPEST = 400  # elements inside one another
_HEADINGS = {f"h{n}": n for n in range(1, 7)}


@dataclass(slots=True)
class Page:
    """What a walk gave: the writer with text and tables, and which ranges of the text the page itself marks as the site's."""

    writer: Writer
    site: list[Span] = field(default_factory=list)
    is_site: bool = False

    def set_apart(self, drafts: Sequence[Draft]) -> None:
        """Makes boilerplate of navigation, side bars and footers, unless the whole page stands in them."""
        starts = [span.start for span in self.site]
        inside = [
            draft
            for draft in drafts
            if (at := bisect_right(starts, draft.start) - 1) >= 0 and draft.start < self.site[at].end
        ]
        if sum(len(draft.text) for draft in inside) * 2 > sum(len(draft.text) for draft in drafts):
            return
        for draft in inside:
            draft.kind, draft.level = "boilerplate", 0


def walk(root: etree._Element) -> Page:
    """The page under `root`."""
    return _Walker(root, _hiding_classes(root)).page()


def _hiding_classes(root: etree._Element) -> frozenset[str]:
    """Classes that a style sheet of the page hides."""
    hidden: set[str] = set()
    for style in root.iter("style"):
        for rule in _HIDING_RULE.finditer(style.text or ""):
            hidden.update(m[1].lower() for m in map(_CLASS.match, rule[1].split(",")) if m)
    return frozenset(hidden)


class _Lines:
    """Inline content as lines of runs. Recursion is left to lxml's own walk: pages nest deeper than Python likes."""

    def __init__(self, root: etree._Element, hiding: frozenset[str]) -> None:
        self.root, self.hiding = root, hiding
        self.lines: list[list[Run]] = [[]]
        self._link = self._strong = self._raised = self._pre = 0

    def collect(self) -> list[list[Run]]:
        steps = etree.iterwalk(self.root, events=("start", "end"))
        passed_over = 0
        depth = 0
        for event, element in steps:
            if event == "start":
                depth += 1
                if self._passes_over(element, depth):
                    passed_over = depth
                    steps.skip_subtree()
                else:
                    self._enter(element)
                    self._text(element.text)
            else:
                if passed_over == depth:
                    passed_over = 0
                else:
                    self._leave(element)
                depth -= 1
                if element is not self.root:
                    self._text(element.tail)
        return self.lines

    def _passes_over(self, element: etree._Element, depth: int) -> bool:
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            return True
        if depth > _DEEPEST:
            self._text(" ".join(str(text) for text in element.itertext()))
            return True
        return self._hidden(element)

    def _hidden(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        classes = (element.get("class") or "").lower().split()
        if any(name in _READERS_ONLY or name in self.hiding for name in classes):
            return True
        return _HIDDEN_STYLE.search(element.get("style") or "") is not None

    def _enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self.lines.append([])
        elif tag in _BLOCKS:
            self._break(element, opens=True)
        self._style(tag, element, 1)

    def _leave(self, element: etree._Element) -> None:
        self._style(element.tag, element, -1)
        if element.tag in _BLOCKS:
            self._break(element, opens=False)

    def _style(self, tag: str, element: etree._Element, step: int) -> None:
        if tag in _STRONG:
            self._strong += step
        elif tag == "a" and element.get("href") is not None:
            self._link += step
        elif tag == "sup":
            self._raised += step
        elif tag == "pre":
            self._pre += step

    def _text(self, text: str | None) -> None:
        if not text:
            return
        parts = text.splitlines() if self._pre else [text]
        for number, part in enumerate(parts):
            if number:
                self.lines.append([])
            self.lines[-1].append(Run(part, self._link > 0, self._strong > 0, self._raised > 0))

    def _break(self, element: etree._Element, *, opens: bool) -> None:
        """A block starts or ends: what follows stands on a line of its own."""
        if self.lines[-1]:
            self.lines.append([])


class _Walker(_Lines):
    """A whole page: lines into blocks, data tables into tables."""

    def __init__(self, root: etree._Element, hiding: frozenset[str]) -> None:
        super().__init__(root, hiding)
        self._page = Page(Writer())
        self._kinds: list[tuple[BlockKind, int]] = [("paragraph", 0)]
        self._site: etree._Element | None = None
        self._site_start = 0
        self._pictured = False

    def page(self) -> Page:
        self.collect()
        self._flush()
        return self._page

    def _passes_over(self, element: etree._Element, depth: int) -> bool:
        if super()._passes_over(element, depth):
            return True
        if element.tag == "img":
            self._pictured = True
        if element.tag == "table" and (cells := self._data(element)):
            self._flush()
            rows, head = cells
            self._page.writer.table(rows, header_rows=head)
            return True
        if element.tag == "pre":
            text = "".join(str(part) for part in element.itertext())
            if text.count("\n") > 1:
                self._flush()
                self._page.writer.verbatim(text)
                return True
        return False

    def _enter(self, element: etree._Element) -> None:
        if self._site is None and self._is_site(element):
            self._flush()
            self._site, self._site_start = element, self._page.writer.length
        super()._enter(element)
        tag = element.tag
        if tag in _HEADINGS:
            self._kinds.append(("heading", _HEADINGS[tag]))
        elif tag == "li":
            self._kinds.append(("list_item", 0))
        elif tag in ("figcaption", "caption"):
            self._kinds.append(("caption", 0))
        elif tag in ("td", "th", "figure", "table"):
            self._kinds.append(("paragraph", 0))
        elif tag in _BLOCKS:
            self._kinds.append(self._kinds[-1])

    def _leave(self, element: etree._Element) -> None:
        super()._leave(element)
        if element.tag in _BLOCKS:
            self._kinds.pop()
        if element is self._site:
            self._page.site.append(Span(self._site_start, self._page.writer.length))
            self._page.is_site = True
            self._site = None

    def _break(self, element: etree._Element, *, opens: bool) -> None:
        self._flush()

    def _flush(self) -> None:
        lines, self.lines = self.lines, [[]]
        kind, level = self._kinds[-1]
        if self._page.writer.block(lines, kind, level, pictured=self._pictured):
            self._pictured = False

    def _is_site(self, element: etree._Element) -> bool:
        if element.tag in _SITE or element.get("role") in _SITE_ROLES:
            return True
        if element.tag not in ("div", "section", "ul", "ol"):
            return False
        return any(_SITE_NAMES.search(element.get(key) or "") for key in ("class", "id"))

    def _data(self, table: etree._Element) -> tuple[list[Cell], int | None] | None:
        """The cells of a table of data and how many rows its head has; None for a table that lays out the page."""
        if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
            return None
        rows = [row for row in table.iter("tr") if not self._hidden(row)]
        cells = list(self._cells(rows))
        filled = [(cell, "".join(map(line_text, cell.lines))) for cell in cells]
        filled = [(cell, text) for cell, text in filled if any(map(str.isalnum, text))]  # a column of bullets is none
        long = sum(len(text) > _LONG_CELL for _, text in filled)
        if len({c.row for c, _ in filled}) < 2 or len({c.col for c, _ in filled}) < 2 or long * 5 > len(filled):
            return None
        head = sum(1 for row in rows if next(row.iterancestors("thead", "table")).tag == "thead")
        captions = [caption for caption in table.iter("caption") if not self._hidden(caption)]
        for caption in captions:
            self._flush()
            self._page.writer.block(_Lines(caption, self.hiding).collect(), "caption")
        return cells, head or None

    def _cells(self, rows: Sequence[etree._Element]) -> Iterator[Cell]:
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            col = 0
            for element in row.iterchildren("td", "th"):
                if self._hidden(element):
                    continue
                while (number, col) in taken:
                    col += 1
                down = min(_span(element, "rowspan"), len(rows) - number)
                across = _span(element, "colspan")
                if down > 1:
                    taken.update((r, c) for r in range(number + 1, number + down) for c in range(col, col + across))
                lines = _Lines(element, self.hiding).collect()
                yield Cell(number, col, lines, down, across, True if element.tag == "th" else None)
                col += across


def _span(element: etree._Element, name: str) -> int:
    try:
        return max(1, min(_WIDEST, int(element.get(name) or 1)))
    except ValueError:
        return 1
