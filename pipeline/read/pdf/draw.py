"""A page of a PDF as a picture with boxes drawn on it: to look at where a figure was read."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pipeline.model.place import Box
from pipeline.read.pdf.pdfium import PdfiumFile

SCALE = 2.0  # 144 dots an inch
MARGIN = 1.5  # points of white between a box's characters and its frame
FRAME = (214, 39, 40, 255)
SHADE = (255, 221, 87, 90)


def draw(raw: bytes, page: int, boxes: Sequence[Box], *, scale: float = SCALE) -> bytes:
    """PNG of a 1-based page with the boxes that lie on it framed and shaded. Raises UnreadableNoteError for a file that does
    not open and IndexError for a page that it does not have."""
    from PIL import Image, ImageDraw

    document = PdfiumFile(raw, "PDF")
    try:
        if not 1 <= page <= len(document):
            raise IndexError(f"page {page}: the file has pages 1 to {len(document)}")
        picture = document.render(page - 1, scale).convert("RGBA")
    finally:
        document.close()
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        if box.page == page:
            corners = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
            pen.rectangle([c * scale for c in corners], fill=SHADE, outline=FRAME, width=max(1, round(scale)))
    out = BytesIO()
    Image.alpha_composite(picture, layer).convert("RGB").save(out, format="PNG")
    return out.getvalue()
