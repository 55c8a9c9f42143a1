"""PDFium's functions with integer handles: a third of the cost of the generated ones, which build an object for every pointer."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

ASKS_PASSWORD: int = pdfium.FPDF_ERR_PASSWORD
TEXT, PATH, IMAGE, FORM = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_FORM,
)
MOVE, CURVE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_BEZIERTO


class Calls(NamedTuple):
    """Addresses stand for output arguments; see fpdfview.h, fpdf_text.h and fpdf_edit.h for each."""

    # text page
    count_chars: Any
    text: Any
    unicode: Any
    loose_box: Any
    text_object: Any
    generated: Any
    matrix: Any
    font_size: Any
    # text object and font
    render_mode: Any
    font: Any
    font_name: Any
    font_flags: Any
    font_weight: Any
    # page
    page_box: Any
    rotation: Any
    count_objects: Any
    object_at: Any
    # page object
    kind: Any
    bounds: Any
    object_matrix: Any
    count_form_objects: Any
    form_object_at: Any
    count_segments: Any
    segment_at: Any
    draw_mode: Any
    stroke_width: Any
    fill_colour: Any
    stroke_colour: Any
    # path segment
    segment_kind: Any
    segment_point: Any
    segment_closes: Any


@cache
def calls() -> Calls:
    """The functions, made once."""

    def typed(function: Any, result: Any, *arguments: Any) -> Any:
        return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)

    p, i, u, d = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong, ctypes.c_double
    return Calls(
        count_chars=typed(pdfium.FPDFText_CountChars, i, p),
        text=typed(pdfium.FPDFText_GetText, i, p, i, i, p),
        unicode=typed(pdfium.FPDFText_GetUnicode, ctypes.c_uint, p, i),
        loose_box=typed(pdfium.FPDFText_GetLooseCharBox, i, p, i, p),
        text_object=typed(pdfium.FPDFText_GetTextObject, p, p, i),
        generated=typed(pdfium.FPDFText_IsGenerated, i, p, i),
        matrix=typed(pdfium.FPDFText_GetMatrix, i, p, i, p),
        font_size=typed(pdfium.FPDFText_GetFontSize, d, p, i),
        render_mode=typed(pdfium.FPDFTextObj_GetTextRenderMode, i, p),
        font=typed(pdfium.FPDFTextObj_GetFont, p, p),
        font_name=typed(pdfium.FPDFFont_GetBaseFontName, u, p, p, u),
        font_flags=typed(pdfium.FPDFFont_GetFlags, i, p),
        font_weight=typed(pdfium.FPDFFont_GetWeight, i, p),
        page_box=typed(pdfium.FPDF_GetPageBoundingBox, i, p, p),
        rotation=typed(pdfium.FPDFPage_GetRotation, i, p),
        count_objects=typed(pdfium.FPDFPage_CountObjects, i, p),
        object_at=typed(pdfium.FPDFPage_GetObject, p, p, i),
        kind=typed(pdfium.FPDFPageObj_GetType, i, p),
        bounds=typed(pdfium.FPDFPageObj_GetBounds, i, p, p, p, p, p),
        object_matrix=typed(pdfium.FPDFPageObj_GetMatrix, i, p, p),
        count_form_objects=typed(pdfium.FPDFFormObj_CountObjects, i, p),
        form_object_at=typed(pdfium.FPDFFormObj_GetObject, p, p, u),
        count_segments=typed(pdfium.FPDFPath_CountSegments, i, p),
        segment_at=typed(pdfium.FPDFPath_GetPathSegment, p, p, i),
        draw_mode=typed(pdfium.FPDFPath_GetDrawMode, i, p, p, p),
        stroke_width=typed(pdfium.FPDFPageObj_GetStrokeWidth, i, p, p),
        fill_colour=typed(pdfium.FPDFPageObj_GetFillColor, i, p, p, p, p, p),
        stroke_colour=typed(pdfium.FPDFPageObj_GetStrokeColor, i, p, p, p, p, p),
        segment_kind=typed(pdfium.FPDFPathSegment_GetType, i, p),
        segment_point=typed(pdfium.FPDFPathSegment_GetPoint, i, p, p, p),
        segment_closes=typed(pdfium.FPDFPathSegment_GetClose, i, p),
    )
