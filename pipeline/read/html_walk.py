"""One pass over the tree of an HTML page: lines and blocks as a browser sets them, hidden parts left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.model.note import BlockKind
from pipeline.model.place import Span
from pipeline.read.html_lines import BLOCKS, Lines, hiding_classes
from pipeline.read.lines import Draft
from pipeline.read.writing import Cell, Writer, holds_data

_SITE = frozenset(("nav", "aside", "footer", "menu"))
_SITE_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search"))
_SITE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav(?:bar|igation)?|menu|side-?bar|breadcrumbs?|related|recommend(?:ed|ations?)?|share|social|comments?|cookies?|advert(?:s|isement)?|"
    r"footer|popular|hot-?news)(?:$|[-_ ])",
    re.IGNORECASE,
)
_WIDEST = 1000  # rows or columns that one cell may span, as in HTML itself
_MOST_TAKEN = 400_000  # places that cells reach down to; beyond it the spans are a slip, or hostile
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
    return _Walker(root, hiding_classes(root)).page()


class _Walker(Lines):
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

    def passes_over(self, element: etree._Element, depth: int) -> bool:
        if super().passes_over(element, depth):
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

    def enter(self, element: etree._Element) -> None:
        if self._site is None and self._is_site(element):
            self._flush()
            self._site, self._site_start = element, self._page.writer.length
        super().enter(element)
        tag = element.tag
        if tag in _HEADINGS:
            self._kinds.append(("heading", _HEADINGS[tag]))
        elif tag == "li":
            self._kinds.append(("list_item", 0))
        elif tag in ("figcaption", "caption"):
            self._kinds.append(("caption", 0))
        elif tag in ("td", "th", "figure", "table"):
            self._kinds.append(("paragraph", 0))
        elif tag in BLOCKS:
            self._kinds.append(self._kinds[-1])

    def leave(self, element: etree._Element) -> None:
        super().leave(element)
        if element.tag in BLOCKS:
            self._kinds.pop()
        if element is self._site:
            self._page.site.append(Span(self._site_start, self._page.writer.length))
            self._page.is_site = True
            self._site = None

    def break_line(self, element: etree._Element, *, opens: bool) -> None:
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
        rows = [row for row in table.iter("tr") if not self.hidden(row)]
        cells = list(self._cells(rows))
        if not holds_data(cells):
            return None
        head = sum(1 for row in rows if next(row.iterancestors("thead", "table")).tag == "thead")
        captions = [caption for caption in table.iter("caption") if not self.hidden(caption)]
        for caption in captions:
            self._flush()
            self._page.writer.block(Lines(caption, self.hiding).collect(), "caption")
        return cells, head or None

    def _cells(self, rows: Sequence[etree._Element]) -> Iterator[Cell]:
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            col = 0
            for element in row.iterchildren("td", "th"):
                if self.hidden(element):
                    continue
                while (number, col) in taken:
                    col += 1
                down = min(_span(element, "rowspan"), len(rows) - number)
                across = _span(element, "colspan")
                if len(taken) + down * across > _MOST_TAKEN:
                    down = 1
                if down > 1:
                    taken.update((r, c) for r in range(number + 1, number + down) for c in range(col, col + across))
                lines = Lines(element, self.hiding).collect()
                yield Cell(number, col, lines, down, across, True if element.tag == "th" else None)
                col += across


def _span(element: etree._Element, name: str) -> int:
    try:
        return max(1, min(_WIDEST, int(element.get(name) or 1)))
    except ValueError:
        return 1
