"""The one door to pdfplumber: its table finder, fed with PDFium's rules, and its characters as a reference reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.read.pdf.ink import Rect

SNAP = 3.0  # points that edges of one line may differ by
SHORTEST_EDGE = 5.0
MOST_EDGES = 600  # more rules than that on a page are a drawing


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
