"""How much of a PDF is read before a hostile or broken file is cut short."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """Upper bounds. What lies beyond a bound is left out and named by a `ReadWarning`, never dropped silently."""

    pages: int = 2000
    characters_per_page: int = 100_000
    objects_per_page: int = 60_000  # text, path and image objects, those inside forms included
    segments_per_path: int = 5000  # a longer outline is a drawing, not a rule
    ocr_pages: int = 8  # read by OCR, where it is installed: each takes several seconds
    form_depth: int = 8  # forms inside forms
