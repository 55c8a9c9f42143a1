"""PDF notes: characters from PDFium, order and tables from the geometry of the page."""

from __future__ import annotations

from pipeline.read.pdf.limits import PdfLimits
from pipeline.read.pdf.note import read_pdf

__all__ = ["PdfLimits", "read_pdf"]
