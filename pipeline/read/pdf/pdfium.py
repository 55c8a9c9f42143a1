"""The one door to PDFium: a file's pages as `PageInk`, and pages as pictures.

PDFium is used for its text because it honours /ActualText, reads the predefined CJK CMaps without embedded fonts and drops
glyphs printed twice. Its guesses of spaces and line breaks are not used: `words.py` reads them from the geometry.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import UnreadableNoteError
from pipeline.read.pdf.ink import Frame, Glyphs, PageInk, Rect, Run
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.rules import PathCollector

REPLACEMENT = "\ufffd"
INVISIBLE = 3  # text render mode: neither filled nor stroked
BOLD_FLAG = 1 << 18
BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
WHITE = frozenset(
    " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
)
SKIPPED = frozenset("\u00ad\u200c\u200d\u2060\u200e\u200f")  # they print nothing and separate nothing


class _Calls(NamedTuple):
    """Foreign functions with integer handles: a third of the cost of the generated ones, which build a pointer object a call."""

    unicode: Any
    loose: Any
    object: Any
    generated: Any


@cache
def _calls() -> _Calls:
    def typed(function: Any, result: Any, *arguments: Any) -> Any:
        return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)

    handle, index = ctypes.c_void_p, ctypes.c_int
    return _Calls(
        unicode=typed(pdfium.FPDFText_GetUnicode, ctypes.c_uint, handle, index),
        loose=typed(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, handle, index, handle),
        object=typed(pdfium.FPDFText_GetTextObject, handle, handle, index),
        generated=typed(pdfium.FPDFText_IsGenerated, ctypes.c_int, handle, index),
    )


class PdfiumFile:
    """A file opened with PDFium and an empty password."""

    def __init__(self, raw: bytes, name: str) -> None:
        """Raises UnreadableNoteError for what PDFium cannot open."""
        try:
            self._document = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
                raise UnreadableNoteError(
                    name, "the PDF asks for a password", "a file that opens without one", "save it unprotected"
                ) from error
            raise UnreadableNoteError(
                name, f"not a readable PDF ({error})", "a PDF file", "open it in a viewer and print it to PDF again"
            ) from error

    def __len__(self) -> int:
        return len(self._document)

    def facts(self) -> dict[str, str]:
        """The document information dictionary: Title, Author, Producer …, empty values left out."""
        try:
            return {key: value for key, value in self._document.get_metadata_dict().items() if value}
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            return {}

    def pages(self, limits: PdfLimits) -> Iterator[PageInk]:
        """Every page in turn; each is closed before the next is opened, so that memory stays flat over long files."""
        for index in range(min(len(self), limits.pages)):
            try:
                page = self._document[index]
            except pypdfium2.PdfiumError:
                yield PageInk(index + 1, Frame(0, 612.0, 792.0), Glyphs(), [], broken=True)
                continue
            try:
                text = page.get_textpage()
                try:
                    yield _read_page(page, text, index + 1, limits)
                finally:
                    text.close()
            finally:
                page.close()

    def render(self, index: int, scale: float) -> Any:
        """One page, 0-based, as a PIL image; `scale` 1 is 72 dots an inch."""
        page = self._document[index]
        try:
            return page.render(scale=scale).to_pil()
        finally:
            page.close()

    def close(self) -> None:
        self._document.close()


class Placement(NamedTuple):
    """Page space (origin bottom left, before /Rotate) → the page as shown: x = a·x + b·y + c and so on."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _placement(page: Any) -> tuple[Placement, float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    width, height = right - left, top - bottom
    rotation = pdfium.FPDFPage_GetRotation(page)
    if rotation == 1:
        return Placement(0, 1, -bottom, 1, 0, -left), height, width
    if rotation == 2:
        return Placement(-1, 0, right, 0, 1, -bottom), width, height
    if rotation == 3:
        return Placement(0, -1, top, -1, 0, right), height, width
    return Placement(1, 0, -left, 0, -1, top), width, height


class _TextObject(NamedTuple):
    """What one text object says about its glyphs, on the page as shown."""

    size: float
    em: float
    x: float
    y: float
    turns: int  # quarter turns counter-clockwise of its writing direction; -1 for slanted text
    bold: bool
    hidden: bool


def _read_page(page: Any, text: Any, number: int, limits: PdfLimits) -> PageInk:
    place, width, height = _placement(page)
    shown = Rect(0, 0, width, height)
    handle = ctypes.cast(text.raw, ctypes.c_void_p).value
    count = text.count_chars()
    calls = _calls()
    kept = min(count, limits.characters_per_page)
    codes, owners, corners = _characters(calls, handle, kept)
    first = {owner: i for i, owner in reversed(list(enumerate(owners)))}
    objects: dict[int, _TextObject] = {}
    fonts: dict[int, bool] = {}
    tally: Counter[int] = Counter()
    hidden = 0
    for owner, total in Counter(owners).items():
        if owner is None:
            continue
        objects[owner] = found = _text_object(text, first[owner], owner, place, fonts)
        tally[found.turns] += total
        hidden += total if found.hidden else 0
    keep_hidden = hidden * 2 > sum(tally.values())  # the text layer of a scan: all there is to read
    turns = max(tally, key=lambda t: (tally[t], t == 0), default=0)
    frame = Frame(max(turns, 0), width, height)
    ink = PageInk(number, frame, Glyphs(), [], cut=count > kept or len(owners) > limits.characters_per_page)
    _fill_glyphs(ink, codes, owners, corners, objects, place, shown, keep_hidden)
    collector = PathCollector(limits, shown)
    _collect_objects(page, place, collector)
    collector.into(ink)
    return ink


def _characters(calls: _Calls, handle: Any, count: int) -> tuple[list[int], list[int | None], list[float]]:
    """Code points, owning text objects (None for what PDFium made up) and corners (left, top, right, bottom as FS_RECTF lays
    them out, four to a character) of a page's characters."""
    buffer = (ctypes.c_float * (4 * count))()
    base = ctypes.addressof(buffer)
    loose, get_unicode, get_object, generated = calls.loose, calls.unicode, calls.object, calls.generated
    for i in range(count):
        loose(handle, i, base + 16 * i)
    codes = [get_unicode(handle, i) for i in range(count)]
    owners = [get_object(handle, i) for i in range(count)]
    for i, code in enumerate(codes):
        if code == 32 and generated(handle, i):
            owners[i] = None
    return codes, owners, list(buffer)


def _text_object(text: Any, first: int, owner: int, place: Placement, fonts: dict[int, bool]) -> _TextObject:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, first, matrix)
    pointer = ctypes.cast(owner, pdfium.FPDF_PAGEOBJECT)
    points = pdfium.FPDFText_GetFontSize(text, first)
    size, em = points * math.hypot(matrix.c, matrix.d), points * math.hypot(matrix.a, matrix.b)
    x, y = place.point(matrix.e, matrix.f)
    along_x = place.a * matrix.a + place.b * matrix.b
    along_y = place.d * matrix.a + place.e * matrix.b
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pointer)
    font = pdfium.FPDFTextObj_GetFont(pointer)
    key = ctypes.cast(font, ctypes.c_void_p).value or 0
    if key not in fonts:
        fonts[key] = _is_bold(font) if key else False
    return _TextObject(size, em, x, y, _turns(along_x, along_y), fonts[key] or mode == 2, mode == INVISIBLE)


def _turns(along_x: float, along_y: float) -> int:
    """Quarter turns clockwise that make this direction run to the right, -1 where no quarter turn does."""
    if abs(along_y) <= 0.09 * abs(along_x):
        return 0 if along_x >= 0 else 2
    if abs(along_x) <= 0.09 * abs(along_y):
        return 1 if along_y < 0 else 3
    return -1


def _is_bold(font: Any) -> bool:
    size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
    name = buffer.value.decode("utf-8", "replace").lower()
    return (
        any(word in name for word in BOLD_NAMES)
        or bool(pdfium.FPDFFont_GetFlags(font) & BOLD_FLAG)
        or pdfium.FPDFFont_GetWeight(font) >= 600
    )


def _fill_glyphs(
    ink: PageInk,
    codes: list[int],
    owners: list[int | None],
    corners: list[float],
    objects: dict[int, _TextObject],
    place: Placement,
    shown: Rect,
    keep_hidden: bool,
) -> None:
    glyphs, frame, runs = ink.glyphs, ink.frame, ink.runs
    run_of: dict[int, int] = {}
    spaced = False
    a, b, c, d, e, f = place
    plain = frame.turns == 0
    last, pen = -1, 0.0
    for i, (code, owner) in enumerate(zip(codes, owners, strict=True)):
        if owner is None:  # a space or line break of PDFium's own making
            continue
        character = chr(code) if code and code < 0x110000 and not 0xD800 <= code < 0xE000 else REPLACEMENT
        if character in WHITE:
            spaced = True
            continue
        if code < 32 or character in SKIPPED or code in (0xFFFE, 0xFFFF):
            if code not in (0, 2, 0xFFFE, 0xFFFF):
                continue
            character = "-" if code in (2, 0xFFFE) else REPLACEMENT
        left, high, right, low = corners[4 * i : 4 * i + 4]
        x0, y0, x1, y1 = (
            a * left + b * low + c,
            d * left + e * low + f,
            a * right + b * high + c,
            d * right + e * high + f,
        )
        box = Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        found = objects[owner]
        if not shown.holds(x, y):  # outside the page: marks of the typesetter
            continue
        if found.hidden and not keep_hidden:
            ink.unseen += 1
            continue
        if not plain:
            box = frame.into(box)
        index = run_of.get(owner)
        if index is None:
            index = run_of[owner] = len(runs)
            origin = Rect(found.x, found.y, found.x, found.y)
            if not plain:
                origin = frame.into(origin)
            pen, last = (origin.x0 if not runs or found.turns == frame.turns else -1e9), index
            sound = 0.3 < found.size / max(box.height, 0.1) < 4
            size, em = (found.size, found.em) if sound else (max(box.height, 1.0), max(box.height, 1.0))
            runs.append(Run(size, em, origin.bottom, found.bold, found.turns != frame.turns))
        if index != last:
            last, pen = index, -1e9
        # PDFium's box takes in overhang and some fonts' wrong outlines: a glyph starts where the pen left the last one
        x0 = pen if box.x0 < pen < box.x1 else box.x0
        pen = box.x1
        glyphs.text.append(character)
        glyphs.x0.append(x0)
        glyphs.top.append(box.top)
        glyphs.x1.append(box.x1)
        glyphs.bottom.append(box.bottom)
        glyphs.run.append(index)
        glyphs.spaced.append(spaced)
        spaced = False


def _collect_objects(page: Any, place: Placement, collector: PathCollector) -> None:
    """Rules, fills and pictures of the page, forms entered up to the limit of depth."""
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    stack = [(pdfium.FPDFPage_GetObject(page, i), identity, 0) for i in reversed(range(_object_count(page, collector)))]
    while stack:
        pointer, outer, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(pointer)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _collect_path(pointer, outer, place, collector)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            if pdfium.FPDFPageObj_GetBounds(pointer, left, bottom, right, top):
                x0, y0 = _apply(outer, left.value, bottom.value)
                x1, y1 = _apply(outer, right.value, top.value)
                collector.picture(place.rect(x0, y0, x1, y1))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < collector.limits.form_depth:
            inner = _multiply(_matrix(pointer), outer)
            inside = min(max(pdfium.FPDFFormObj_CountObjects(pointer), 0), collector.allow(0))
            collector.allow(inside)
            stack += [(pdfium.FPDFFormObj_GetObject(pointer, i), inner, depth + 1) for i in reversed(range(inside))]


def _object_count(page: Any, collector: PathCollector) -> int:
    count = max(int(pdfium.FPDFPage_CountObjects(page)), 0)
    allowed = min(count, collector.allow(0))
    collector.allow(count)
    return allowed


Matrix = tuple[float, float, float, float, float, float]


def _matrix(pointer: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(pointer, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _collect_path(pointer: Any, outer: Matrix, place: Placement, collector: PathCollector) -> None:
    count = pdfium.FPDFPath_CountSegments(pointer)
    if count < 2 or count > collector.limits.segments_per_path:
        return
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(pointer, fill_mode, stroked)
    if not fill_mode.value and not stroked.value:
        return
    matrix = _multiply(_matrix(pointer), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = closed = False
    subpaths: list[tuple[list[tuple[float, float]], bool, bool]] = []
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(pointer, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if points:
                subpaths.append((points, curved, closed))
            points, curved, closed = [], False, False
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved = True
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(place.point(*_apply(matrix, x.value, y.value)))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if points:
        subpaths.append((points, curved, closed))
    width = ctypes.c_float()
    if stroked.value:
        pdfium.FPDFPageObj_GetStrokeWidth(pointer, width)
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0
    collector.path(
        subpaths,
        filled=_opaque(pointer, pdfium.FPDFPageObj_GetFillColor) if fill_mode.value else None,
        stroked=_opaque(pointer, pdfium.FPDFPageObj_GetStrokeColor) if stroked.value else None,
        width=width.value * scale,
    )


def _opaque(pointer: Any, getter: Any) -> int | None:
    """0xRRGGBB, or None where the ink is transparent. A pattern or shading counts as grey."""
    r, g, b, alpha = (ctypes.c_uint() for _ in range(4))
    if not getter(pointer, r, g, b, alpha):
        return 0x808080
    return (r.value << 16 | g.value << 8 | b.value) if alpha.value > 8 else None
