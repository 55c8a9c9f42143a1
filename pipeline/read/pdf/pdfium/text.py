"""A page's characters with their boxes, in the reading frame."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf.ink import Frame, Glyphs, PageInk, Rect, Run
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.pdfium.calls import Calls, calls
from pipeline.read.pdf.pdfium.placement import Columns, Placement

REPLACEMENT = "\ufffd"
INVISIBLE = 3  # text render mode: neither filled nor stroked
FILLED_AND_STROKED = 2  # bold made by a thicker outline
BOLD_FLAG = 1 << 18
BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
WHITE = frozenset(
    map(
        ord,
        " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff",
    )
)
SKIPPED = frozenset(map(ord, "\u00ad\u200c\u200d\u2060\u200e\u200f"))  # they print nothing and separate nothing
HYPHENS = frozenset((2, 0xFFFE))  # what PDFium puts for a hyphen at a line's end
LAST_CONTROL, FIRST_SURROGATE, LAST_SURROGATE, LAST_CODE = 31, 0xD800, 0xDFFF, 0x10FFFF


class _Kept(NamedTuple):
    """The characters that print, one entry each: index on PDFium's text page, code point, whether white stood before it."""

    at: list[int]
    text: list[str]
    spaced: list[bool]


class _Objects(NamedTuple):
    """The text objects of a page in order of appearance, one entry each, placed on the page as shown."""

    size: list[float]
    em: list[float]
    x: list[float]
    y: list[float]
    turns: list[int]  # quarter turns that make it run to the right, -1 for slanted text
    bold: list[bool]
    hidden: list[bool]


def read_text(page: int, number: int, place: Placement, limits: PdfLimits) -> PageInk:
    """The page as ink, without its paths and pictures. `page` is the handle of PDFium's text page."""
    call = calls()
    count = max(call.count_chars(page), 0)
    kept = min(count, limits.characters_per_page)
    owners = [call.text_object(page, i) for i in range(kept)]
    chars = _printing(call, page, _codes(call, page, kept), owners)
    run_of: dict[int, int] = {}
    firsts: list[int] = []
    runs: list[int] = []
    for i in chars.at:
        owner = owners[i]
        run = run_of.get(owner)
        if run is None:
            run = run_of[owner] = len(firsts)
            firsts.append(i)
        runs.append(run)
    objects = _objects(call, page, firsts, list(run_of), place)
    columns = place.columns(*_boxes(call, page, chars.at))
    counts = Counter(runs)
    tally: Counter[int] = Counter()
    for run, total in counts.items():
        tally[objects.turns[run]] += total
    turns = max(max(tally, key=lambda t: (tally[t], t == 0), default=0), 0)
    ink = PageInk(number, Frame(turns, place.width, place.height), Glyphs(), [], cut=count > kept)
    keep, ink.unseen = _visible(columns, runs, counts, objects, place)
    _fill(ink, chars, runs, columns, objects, keep)
    return ink


def _codes(call: Calls, page: int, count: int) -> list[int]:
    """Code points, in one call where PDFium's text has one unit to a character."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if call.text(page, 0, count, ctypes.addressof(buffer)) == count + 1:
        codes = buffer[:count]
        if not any(FIRST_SURROGATE <= code <= LAST_SURROGATE for code in codes):
            return codes
    return [call.unicode(page, i) for i in range(count)]


def _printing(call: Calls, page: int, codes: Sequence[int], owners: Sequence[int | None]) -> _Kept:
    kept = _Kept([], [], [])
    at, text, spaced = kept
    gap = False
    for i, (code, owner) in enumerate(zip(codes, owners, strict=True)):
        if owner is None:  # a space or line break of PDFium's own making
            continue
        if code in WHITE:
            gap = gap or not call.generated(page, i)
            continue
        if LAST_CONTROL < code < FIRST_SURROGATE and code not in SKIPPED:
            character = chr(code)
        elif code in HYPHENS:
            character = "-"
        elif LAST_SURROGATE < code <= LAST_CODE and code != 0xFFFF:
            character = chr(code)
        elif (code <= LAST_CONTROL and code) or code in SKIPPED:
            continue
        else:
            character = REPLACEMENT
        at.append(i)
        text.append(character)
        spaced.append(gap)
        gap = False
    return kept


def _boxes(call: Calls, page: int, at: Sequence[int]) -> Columns:
    """Left, top, right and bottom edges in page space: the font's own height, from origin to advance."""
    buffer = (ctypes.c_float * (4 * len(at)))()
    address = ctypes.addressof(buffer)
    loose = call.loose_box
    for i in at:
        loose(page, i, address)
        address += 16
    edges = list(buffer)
    return edges[0::4], edges[1::4], edges[2::4], edges[3::4]


def _objects(call: Calls, page: int, firsts: Sequence[int], owners: Sequence[int], place: Placement) -> _Objects:
    buffer = (ctypes.c_float * 6)()
    address = ctypes.addressof(buffer)
    out = _Objects([], [], [], [], [], [], [])
    weights: dict[int, bool] = {}
    known: dict[tuple[float, float, float, float], tuple[float, float, int]] = {}
    for i, owner in zip(firsts, owners, strict=True):
        call.matrix(page, i, address)
        a, b, c, d, e, f = buffer
        shape = known.get((a, b, c, d))
        if shape is None:
            along_x, along_y = place.a * a + place.b * b, place.d * a + place.e * b
            shape = known[a, b, c, d] = (math.hypot(c, d), math.hypot(a, b), _turns(along_x, along_y))
        points = call.font_size(page, i)
        font = call.font(owner) or 0
        bold = weights.get(font)
        if bold is None:
            bold = weights[font] = bool(font) and _is_bold(call, font)
        mode = call.render_mode(owner)
        x, y = place.point(e, f)
        out.size.append(points * shape[0])
        out.em.append(points * shape[1])
        out.x.append(x)
        out.y.append(y)
        out.turns.append(shape[2])
        out.bold.append(bold or mode == FILLED_AND_STROKED)
        out.hidden.append(mode == INVISIBLE)
    return out


def _turns(along_x: float, along_y: float) -> int:
    """Quarter turns clockwise that make this direction run to the right, -1 where no quarter turn does."""
    if abs(along_y) <= 0.09 * abs(along_x):
        return 0 if along_x >= 0 else 2
    if abs(along_x) <= 0.09 * abs(along_y):
        return 1 if along_y < 0 else 3
    return -1


def _is_bold(call: Calls, font: int) -> bool:
    size = call.font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    call.font_name(font, ctypes.addressof(buffer), size)
    name = buffer.value.decode("utf-8", "replace").lower()
    by_name = any(word in name for word in BOLD_NAMES)
    return by_name or bool(call.font_flags(font) & BOLD_FLAG) or call.font_weight(font) >= 600


def _visible(
    columns: Columns, runs: Sequence[int], counts: Counter[int], objects: _Objects, place: Placement
) -> tuple[list[int] | None, int]:
    """Which characters can be seen (None: all of them), and how many stand on the page unseen. Text that is wholly
    invisible is kept: the text layer of a scan."""
    x0, top, x1, bottom = columns
    hidden = {run for run, unseen in enumerate(objects.hidden) if unseen}
    if 2 * sum(counts[run] for run in hidden) > len(runs):
        hidden = set()
    if not runs:
        return None, 0
    inside = min(x0) >= 0 and min(top) >= 0 and max(x1) <= place.width and max(bottom) <= place.height
    if inside and not hidden:
        return None, 0
    width, height = 2 * place.width, 2 * place.height
    keep: list[int] = []
    unseen = 0
    for i, run in enumerate(runs):
        if not (0 <= x0[i] + x1[i] <= width and 0 <= top[i] + bottom[i] <= height):
            continue  # outside the page: marks of the typesetter
        if run in hidden:
            unseen += 1
        else:
            keep.append(i)
    return keep, unseen


def _fill(
    ink: PageInk, chars: _Kept, runs: list[int], columns: Columns, objects: _Objects, keep: list[int] | None
) -> None:
    glyphs, frame = ink.glyphs, ink.frame
    text, spaced = chars.text, chars.spaced
    x0, top, x1, bottom = columns
    if keep is not None:
        text, spaced, runs = [text[i] for i in keep], [spaced[i] for i in keep], [runs[i] for i in keep]
        x0, top, x1, bottom = ([column[i] for i in keep] for column in columns)
    x0, top, x1, bottom = _turned(frame, x0, top, x1, bottom)
    heights: dict[int, float] = {}
    for i, run in enumerate(runs):
        if run not in heights:
            heights[run] = max(bottom[i] - top[i], 0.1)
    pens: list[float] = []
    for run, (size, em, x, y, turns, bold, _) in enumerate(zip(*objects, strict=True)):
        height = heights.get(run, 1.0)
        if not 0.3 < size / height < 4:  # Type 3 fonts may give any size
            size = em = max(height, 1.0)
        if frame.turns:
            x, _, _, y = frame.into(Rect(x, y, x, y))
        pens.append(x if turns == frame.turns else -1e9)
        ink.runs.append(Run(size, em, y, bold, turns != frame.turns))
    # PDFium's box takes in overhang and some fonts' wrong outlines: a glyph starts where the pen left the last one
    last, pen = -1, 0.0
    for i, run in enumerate(runs):
        if run != last:
            last, pen, pens[run] = run, pens[run], -1e9
        if x0[i] < pen < x1[i]:
            x0[i] = pen
        pen = x1[i]
    glyphs.text, glyphs.spaced, glyphs.run = text, spaced, runs
    glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom = x0, top, x1, bottom


def _turned(frame: Frame, x0: list[float], top: list[float], x1: list[float], bottom: list[float]) -> Columns:
    """Boxes of the page as shown, in the reading frame."""
    width, height = frame.width, frame.height
    if frame.turns == 1:
        return [height - v for v in bottom], x0, [height - v for v in top], x1
    if frame.turns == 2:
        return [width - v for v in x1], [height - v for v in bottom], [width - v for v in x0], [height - v for v in top]
    if frame.turns == 3:
        return top, [width - v for v in x1], bottom, [width - v for v in x0]
    return x0, top, x1, bottom
