"""A page's characters with their boxes, in the reading frame."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.read.pdf.ink import Columns, PageInk
from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.pdfium.calls import Calls, calls
from pipeline.read.pdf.pdfium.placement import Placement
from pipeline.read.pdf.shown import ShownRuns, ShownText, to_ink, turns_of

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
    objects, hidden = _objects(call, page, firsts, list(run_of), place)
    shown = ShownText(chars.text, chars.spaced, runs, place.columns(*_boxes(call, page, chars.at)))
    keep, unseen = _visible(shown, hidden, place)
    ink = to_ink(number, place.width, place.height, shown if keep is None else shown.only(keep), objects)
    ink.cut, ink.unseen = count > kept, unseen
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


def _objects(
    call: Calls, page: int, firsts: Sequence[int], owners: Sequence[int], place: Placement
) -> tuple[ShownRuns, set[int]]:
    """The text objects of a page in order of appearance, and the indices of those that are not painted."""
    buffer = (ctypes.c_float * 6)()
    address = ctypes.addressof(buffer)
    out = ShownRuns([], [], [], [], [], [])
    hidden: set[int] = set()
    weights: dict[int, bool] = {}
    known: dict[tuple[float, float, float, float], tuple[float, float, int]] = {}
    for i, owner in zip(firsts, owners, strict=True):
        call.matrix(page, i, address)
        a, b, c, d, e, f = buffer
        shape = known.get((a, b, c, d))
        if shape is None:
            turns = turns_of(place.a * a + place.b * b, place.d * a + place.e * b)
            shape = known[a, b, c, d] = (math.hypot(c, d), math.hypot(a, b), turns)
        points = call.font_size(page, i)
        font = call.font(owner) or 0
        bold = weights.get(font)
        if bold is None:
            bold = weights[font] = bool(font) and _is_bold(call, font)
        mode = call.render_mode(owner)
        if mode == INVISIBLE:
            hidden.add(len(out.x))
        x, y = place.point(e, f)
        out.add(points * shape[0], points * shape[1], x, y, shape[2], bold or mode == FILLED_AND_STROKED)
    return out, hidden


def _is_bold(call: Calls, font: int) -> bool:
    size = call.font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    call.font_name(font, ctypes.addressof(buffer), size)
    name = buffer.value.decode("utf-8", "replace").lower()
    by_name = any(word in name for word in BOLD_NAMES)
    return by_name or bool(call.font_flags(font) & BOLD_FLAG) or call.font_weight(font) >= 600


def _visible(shown: ShownText, hidden: set[int], place: Placement) -> tuple[list[int] | None, int]:
    """Which characters can be seen (None: all of them), and how many stand on the page unseen. Text that is wholly
    invisible is kept: the text layer of a scan."""
    x0, top, x1, bottom = shown.columns
    runs = shown.run
    if hidden and 2 * sum(run in hidden for run in runs) > len(runs):
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
