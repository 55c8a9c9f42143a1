"""The one door to pdfplumber: its table finder, fed with PDFium's rules, and its characters as a reference reader.

pdfminer, below it, does not honour /ActualText and knows no font without a ToUnicode map but the predefined ones: read a
file with both to see what PDFium makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.errors import UnreadableNoteError
from pipeline.read.pdf.ink import Frame, Glyphs, PageInk, Rect, Run
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.rules import PathCollector

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
    ink = PageInk(page.page_number, Frame(0, width, height), Glyphs(), [])
    glyphs, runs = ink.glyphs, ink.runs
    known: dict[tuple[str, float, float, bool], int] = {}
    spaced = False
    shown = Rect(0, 0, width, height)
    for char in page.dedupe_chars().chars[: limits.characters_per_page]:
        if not shown.holds((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2):
            continue
        for character in char["text"]:
            if character.isspace():
                spaced = True
                continue
            size = float(char["size"])
            baseline = height - float(char["matrix"][5]) if char["upright"] else float(char["bottom"])
            key = (char["fontname"], round(size, 2), round(baseline, 1), bool(char["upright"]))
            if key not in known:
                bold = any(word in char["fontname"].lower() for word in BOLD_NAMES)
                known[key] = len(runs)
                runs.append(Run(size, size, baseline, bold, not char["upright"]))
            glyphs.text.append(character)
            glyphs.x0.append(float(char["x0"]))
            glyphs.top.append(float(char["top"]))
            glyphs.x1.append(float(char["x1"]))
            glyphs.bottom.append(float(char["bottom"]))
            glyphs.run.append(known[key])
            glyphs.spaced.append(spaced)
            spaced = False
    collector = PathCollector(limits, shown)
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
    collector.into(ink)
    return ink
