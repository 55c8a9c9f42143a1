"""The one door to pdfplumber: its table finder, fed with PDFium's rules, and its characters as a reference reader.

pdfminer, below it, does not honour /ActualText and knows no font without a ToUnicode map but the predefined ones: read a
file with both to see what PDFium makes of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.errors import UnreadableNoteError
from pipeline.read.pdf.ink import PageInk, Rect
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.rules import PathCollector
from pipeline.read.pdf.shown import NOWHERE, ShownRuns, ShownText, to_ink, turns_of

SNAP = 3.0  # points that edges of one line may differ by
SHORTEST_EDGE = 5.0
MOST_EDGES = 600  # more rules than that on a page are a drawing
BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")


@dataclass(frozen=True, slots=True)
class _Edges:
    """As much of a pdfplumber page as its TableFinder looks at."""

    edges: list[dict[str, Any]]
    bbox: tuple[float, float, float, float]


def ruled_cells(horizontal: Sequence[Rect], vertical: Sequence[Rect]) -> list[list[Rect]]:
    """Tables that rules enclose, each as its cells: the smallest boxes with a rule on all four sides."""
    if len(vertical) < 2 or len(horizontal) < 2 or len(horizontal) + len(vertical) > MOST_EDGES:
        return []
    from pdfplumber.table import TableFinder

    edges = [_edge(r.x0, r.centre, r.x1, r.centre, "h") for r in horizontal if r.width >= SHORTEST_EDGE]
    edges += [_edge(r.middle, r.top, r.middle, r.bottom, "v") for r in vertical if r.height >= SHORTEST_EDGE]
    if not edges:
        return []
    box = (
        min(e["x0"] for e in edges),
        min(e["top"] for e in edges),
        max(e["x1"] for e in edges),
        max(e["bottom"] for e in edges),
    )
    page: Any = _Edges(edges, box)
    finder = TableFinder(page, {"snap_tolerance": SNAP, "join_tolerance": SNAP})
    return [[Rect(*cell) for cell in table.cells if cell] for table in finder.tables]


def _edge(x0: float, top: float, x1: float, bottom: float, orientation: str) -> dict[str, Any]:
    return {
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
        "object_type": "line",
    }


class PlumberFile:
    """A file opened with pdfplumber, with the same calls as the PDFium door's `PdfiumFile`."""

    def __init__(self, raw: bytes, name: str) -> None:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect

        logging.getLogger("pdfminer").setLevel(
            logging.ERROR
        )  # it warns of every font it has to guess at, page after page
        try:
            self._pdf = pdfplumber.open(BytesIO(raw))
        except PDFPasswordIncorrect as error:
            raise UnreadableNoteError(
                name, "the PDF asks for a password", "a file that opens without one", "save it unprotected"
            ) from error
        except Exception as error:  # pdfminer raises what its parser happens to meet
            raise UnreadableNoteError(
                name, f"not a readable PDF ({error!r})", "a PDF file", "open it in a viewer and print it to PDF again"
            ) from error

    def __len__(self) -> int:
        return len(self._pdf.pages)

    def facts(self) -> dict[str, str]:
        return {key: value for key, value in self._pdf.metadata.items() if isinstance(value, str) and value}

    def pages(self, limits: PdfLimits) -> Iterator[PageInk]:
        for page in self._pdf.pages[: limits.pages]:
            yield _read_page(page, limits)
            page.close()

    def close(self) -> None:
        self._pdf.close()


def _read_page(page: Any, limits: PdfLimits) -> PageInk:
    width, height = float(page.width), float(page.height)
    shown = Rect(0, 0, width, height)
    chars = page.dedupe_chars().chars
    kept = chars[: limits.characters_per_page]
    ink = to_ink(page.page_number, width, height, *_characters(kept, shown))
    ink.cut = len(chars) > len(kept)
    collector = PathCollector(limits, shown)
    _paths(page, collector)
    collector.into(ink)
    return ink


def _characters(chars: Sequence[dict[str, Any]], shown: Rect) -> tuple[ShownText, ShownRuns]:
    """Printed characters in the file's order. A run is one font in one size on one baseline."""
    text = ShownText([], [], [], ([], [], [], []))
    runs = ShownRuns([], [], [], [], [], [])
    known: dict[tuple[object, ...], int] = {}
    spaced = False
    for char in chars:
        box = Rect(*(float(char[edge]) for edge in ("x0", "top", "x1", "bottom")))
        if not shown.holds(box.middle, box.centre):
            continue
        a, b, _, _, x, up = (float(v) for v in char["matrix"])
        turns, y = turns_of(a, -b), shown.bottom - up
        size = float(char["size"])
        key = (char["fontname"], round(size, 2), turns, round(x if turns % 2 else y, 1))
        run = known.setdefault(key, len(known))
        if run == len(runs.x):
            bold = any(word in char["fontname"].lower() for word in BOLD_NAMES)
            runs.add(size, size, NOWHERE, y, turns, bold)
        for character in char["text"]:
            if character.isspace():
                spaced = True
                continue
            text.text.append(character)
            text.spaced.append(spaced)
            text.run.append(run)
            for edges, edge in zip(text.columns, box, strict=True):
                edges.append(edge)
            spaced = False
    return text, runs


def _paths(page: Any, collector: PathCollector) -> None:
    for rect in page.rects:
        box = [
            (rect["x0"], rect["top"]),
            (rect["x1"], rect["top"]),
            (rect["x1"], rect["bottom"]),
            (rect["x0"], rect["bottom"]),
        ]
        collector.path(
            [(box, False, True)],
            filled=0 if rect.get("fill") else None,
            stroked=0 if rect.get("stroke") else None,
            width=float(rect.get("linewidth") or 0.0),
        )
    for line in page.lines:
        ends = [(line["x0"], line["top"]), (line["x1"], line["bottom"])]
        collector.path([(ends, False, False)], filled=None, stroked=0, width=float(line.get("linewidth") or 0.0))
    for image in page.images:
        collector.picture(Rect(image["x0"], image["top"], image["x1"], image["bottom"]))
