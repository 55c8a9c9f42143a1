"""Inline content of HTML as a browser sets it: lines of runs, hidden parts left out."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.read.writing import Run

_DROPPED_NAMES = (
    "script style head title template noscript svg math iframe object embed canvas audio video map select option button input "
    "textarea datalist dialog del s strike"
)
_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption"
)
_DROPPED = frozenset(_DROPPED_NAMES.split())
BLOCKS = frozenset(_BLOCK_NAMES.split())
_STRONG = frozenset(("b", "strong", "em", "i", "u"))
_HIDDEN_STYLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))", re.IGNORECASE
)
_HIDING_RULE = re.compile(
    r"([^{}]{1,300})\{[^{}]*?(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}", re.IGNORECASE
)
_CLASS = re.compile(r"^\s*(?:[a-z0-9]+)?\.([\w-]+)\s*$", re.IGNORECASE)
_READERS_ONLY = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"))
_DEEPEST = 400  # elements inside one another


def hiding_classes(root: etree._Element) -> frozenset[str]:
    """Classes that a style sheet of the page hides."""
    hidden: set[str] = set()
    for style in root.iter("style"):
        for rule in _HIDING_RULE.finditer(style.text or ""):
            hidden.update(m[1].lower() for m in map(_CLASS.match, rule[1].split(",")) if m)
    return frozenset(hidden)


class Lines:
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
                if self.passes_over(element, depth):
                    passed_over = depth
                    steps.skip_subtree()
                else:
                    self.enter(element)
                    self.text(element.text)
            else:
                if passed_over == depth:
                    passed_over = 0
                else:
                    self.leave(element)
                depth -= 1
                if element is not self.root:
                    self.text(element.tail)
        return self.lines

    def passes_over(self, element: etree._Element, depth: int) -> bool:
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            return True
        if depth > _DEEPEST:
            self.text(" ".join(str(text) for text in element.itertext()))
            return True
        return self.hidden(element)

    def hidden(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        classes = (element.get("class") or "").lower().split()
        if any(name in _READERS_ONLY or name in self.hiding for name in classes):
            return True
        return _HIDDEN_STYLE.search(element.get("style") or "") is not None

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self.lines.append([])
        elif tag in BLOCKS:
            self.break_line(element, opens=True)
        self.style(tag, element, 1)

    def leave(self, element: etree._Element) -> None:
        self.style(element.tag, element, -1)
        if element.tag in BLOCKS:
            self.break_line(element, opens=False)

    def style(self, tag: str, element: etree._Element, step: int) -> None:
        if tag in _STRONG:
            self._strong += step
        elif tag == "a" and element.get("href") is not None:
            self._link += step
        elif tag == "sup":
            self._raised += step
        elif tag == "pre":
            self._pre += step

    def text(self, text: str | None) -> None:
        if not text:
            return
        parts = text.splitlines() if self._pre else [text]
        for number, part in enumerate(parts):
            if number:
                self.lines.append([])
            self.lines[-1].append(Run(part, self._link > 0, self._strong > 0, self._raised > 0))

    def break_line(self, element: etree._Element, *, opens: bool) -> None:
        """A block starts or ends: what follows stands on a line of its own."""
        if self.lines[-1]:
            self.lines.append([])
