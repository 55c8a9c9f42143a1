"""From PDF page space (origin bottom left, before /Rotate) to the page as a viewer shows it (origin top left)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf.ink import Columns, Rect
from pipeline.read.pdf.pdfium.calls import calls


class Placement(NamedTuple):
    """x = a·x + b·y + c, y = d·x + e·y + f, and the size of the page as shown."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float

    @property
    def shown(self) -> Rect:
        return Rect(0.0, 0.0, self.width, self.height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def columns(
        self, left: Sequence[float], top: Sequence[float], right: Sequence[float], bottom: Sequence[float]
    ) -> Columns:
        """Many boxes at once: page-space edges to edges as shown."""
        c, f = self.c, self.f
        if self.a == 1:
            return [v + c for v in left], [f - v for v in top], [v + c for v in right], [f - v for v in bottom]
        if self.a == -1:
            return [c - v for v in right], [v + f for v in bottom], [c - v for v in left], [v + f for v in top]
        if self.b == 1:
            return [v + c for v in bottom], [v + f for v in left], [v + c for v in top], [v + f for v in right]
        return [c - v for v in top], [f - v for v in right], [c - v for v in bottom], [f - v for v in left]


def placement(page: int) -> Placement:
    """The placement of a page, given its handle."""
    call = calls()
    box = (ctypes.c_float * 4)()  # left, top, right, bottom
    call.page_box(page, ctypes.addressof(box))
    left, top, right, bottom = box
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    turns = call.rotation(page)
    if turns == 1:
        return Placement(0, 1, -bottom, 1, 0, -left, height, width)
    if turns == 2:
        return Placement(-1, 0, right, 0, 1, -bottom, width, height)
    if turns == 3:
        return Placement(0, -1, top, -1, 0, right, height, width)
    return Placement(1, 0, -left, 0, -1, top, width, height)
