"""A page's paths and pictures, forms entered."""

from __future__ import annotations

import ctypes
import math
from typing import Any

from pipeline.read.pdf.pdfium.calls import CURVE, FORM, IMAGE, MOVE, PATH, Calls, calls
from pipeline.read.pdf.pdfium.placement import Placement
from pipeline.read.pdf.rules import PathCollector, Subpath

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
GREY = 0x808080  # what a pattern or shading counts as
FAINT = 8  # of 255: ink with less opacity is not seen


def collect_objects(page: int, place: Placement, collector: PathCollector) -> None:
    """Rules, fills and pictures of the page given by its handle, as deep as the limits allow."""
    call = calls()
    count = max(call.count_objects(page), 0)
    allowed = min(count, collector.allow(count))
    stack: list[tuple[int, Matrix, int]] = []
    for i in range(allowed):
        item = call.object_at(page, i)
        if call.kind(item) in (PATH, IMAGE, FORM):
            stack.append((item, IDENTITY, 0))
    stack.reverse()
    while stack:
        item, outer, depth = stack.pop()
        kind = call.kind(item)
        if kind == PATH:
            _collect_path(call, item, outer, place, collector)
        elif kind == IMAGE:
            _collect_picture(call, item, outer, place, collector)
        elif kind == FORM and depth < collector.limits.form_depth:
            inner = _multiply(_matrix(call, item), outer)
            count = max(call.count_form_objects(item), 0)
            inside = min(count, collector.allow(count))
            stack += [(call.form_object_at(item, i), inner, depth + 1) for i in reversed(range(inside))]


def _collect_picture(call: Calls, item: int, outer: Matrix, place: Placement, collector: PathCollector) -> None:
    edges = (ctypes.c_float * 4)()  # left, bottom, right, top
    at = ctypes.addressof(edges)
    if call.bounds(item, at, at + 4, at + 8, at + 12):
        left, bottom, right, top = edges
        collector.picture(place.rect(*_apply(outer, left, bottom), *_apply(outer, right, top)))


def _collect_path(call: Calls, item: int, outer: Matrix, place: Placement, collector: PathCollector) -> None:
    count = call.count_segments(item)
    if count < 2 or count > collector.limits.segments_per_path:
        return
    modes = (ctypes.c_int * 2)()  # fill, stroke
    at = ctypes.addressof(modes)
    call.draw_mode(item, at, at + 4)
    fill, stroke = modes
    if not fill and not stroke:
        return
    matrix = _multiply(_matrix(call, item), outer)
    subpaths = _subpaths(call, item, count, matrix, place)
    width = 0.0
    if stroke:
        value = ctypes.c_float()
        call.stroke_width(item, ctypes.addressof(value))
        width = value.value * (math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0)
    collector.path(
        subpaths,
        filled=_colour(call.fill_colour, item) if fill else None,
        stroked=_colour(call.stroke_colour, item) if stroke else None,
        width=width,
    )


def _subpaths(call: Calls, item: int, count: int, matrix: Matrix, place: Placement) -> list[Subpath]:
    """Points of each outline on the page as shown, whether it has curves, whether it is closed."""
    a, b, c, d, e, f = matrix
    pa, pb, pc, pd, pe, pf = place[:6]
    where = (ctypes.c_float * 2)()
    at = ctypes.addressof(where)
    subpaths: list[Subpath] = []
    points: list[tuple[float, float]] = []
    curved = closed = False
    for i in range(count):
        segment = call.segment_at(item, i)
        kind = call.segment_kind(segment)
        if kind == MOVE:
            if points:
                subpaths.append((points, curved, closed))
            points, curved, closed = [], False, False
        elif kind == CURVE:
            curved = True
        call.segment_point(segment, at, at + 4)
        x, y = where
        x, y = a * x + c * y + e, b * x + d * y + f
        points.append((pa * x + pb * y + pc, pd * x + pe * y + pf))
        closed = closed or bool(call.segment_closes(segment))
    if points:
        subpaths.append((points, curved, closed))
    return subpaths


def _colour(getter: Any, item: int) -> int | None:
    """0xRRGGBB, or None where the ink is transparent."""
    parts = (ctypes.c_uint * 4)()
    at = ctypes.addressof(parts)
    if not getter(item, at, at + 4, at + 8, at + 12):
        return GREY
    red, green, blue, alpha = parts
    return (red << 16 | green << 8 | blue) if alpha > FAINT else None


def _matrix(call: Calls, item: int) -> Matrix:
    parts = (ctypes.c_float * 6)()
    call.object_matrix(item, ctypes.addressof(parts))
    a, b, c, d, e, f = parts
    return a, b, c, d, e, f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
