"""Small PDFs for tests, drawn character by character where a test says so: coordinates are points from the top left."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Self

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HAN = "MSung-Light"  # predefined, not embedded: Han one em wide, ASCII half an em
LATIN, BOLD = "Helvetica", "Helvetica-Bold"
A4 = (595.0, 842.0)


class Drawing:
    """A PDF being drawn, page after page."""

    def __init__(self, size: tuple[float, float] = A4, *, owner: str = "", user: str = "") -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(HAN))
        self._out = BytesIO()
        encrypt = StandardEncryption(user, owner, strength=128) if owner or user else None
        self.canvas: Any = Canvas(self._out, pagesize=size, encrypt=encrypt, invariant=True)
        self.width, self.height = size

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, font: str = HAN, *, mode: int = 0, spacing: float = 0.0
    ) -> Self:
        """Text whose baseline starts at (x, y). `mode`: 0 filled, 2 filled and stroked, 3 invisible."""
        piece = self.canvas.beginText(x, self.height - y)
        piece.setFont(font, size)
        piece.setTextRenderMode(mode)
        piece.setCharSpace(spacing)
        piece.textOut(text)
        self.canvas.drawText(piece)
        return self

    def right(self, x: float, y: float, text: str, size: float = 10.0, font: str = HAN) -> Self:
        """Text that ends at x."""
        return self.text(x - pdfmetrics.stringWidth(text, font, size), y, text, size, font)

    def centre(self, x: float, y: float, text: str, size: float = 10.0, font: str = HAN) -> Self:
        return self.text(x - pdfmetrics.stringWidth(text, font, size) / 2, y, text, size, font)

    def turned(self, x: float, y: float, text: str, degrees: float, size: float = 10.0, font: str = HAN) -> Self:
        """Text turned counter-clockwise about where it starts."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(degrees)
        self.canvas.setFont(font, size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()
        return self

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 10.0, leading: float = 16.0) -> Self:
        for n, line in enumerate(lines):
            self.text(x, y + n * leading, line, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> Self:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        return self

    def box(self, x0: float, top: float, x1: float, bottom: float, grey: float = 0.8) -> Self:
        self.canvas.saveState()
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        self.canvas.restoreState()
        return self

    def picture(self, x0: float, top: float, x1: float, bottom: float) -> Self:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        image = ImageReader(Image.new("RGB", (8, 8), (120, 130, 140)))
        self.canvas.drawImage(image, x0, self.height - bottom, x1 - x0, bottom - top)
        return self

    def grid(
        self,
        x: float,
        y: float,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        height: float = 18.0,
        *,
        rules: bool = True,
        size: float = 10.0,
    ) -> Self:
        """A table: the first column left, the others set to the right; `y` is its top edge."""
        edges = [x + sum(widths[:n]) for n in range(len(widths) + 1)]
        for n, row in enumerate(rows):
            baseline = y + n * height + 0.7 * height
            for c, text in enumerate(row):
                if text and c == 0:
                    self.text(edges[0] + 4, baseline, text, size)
                elif text:
                    self.right(edges[c + 1] - 4, baseline, text, size)
        if rules:
            for n in range(len(rows) + 1):
                self.rule(x, y + n * height, edges[-1], y + n * height)
            for edge in edges:
                self.rule(edge, y, edge, y + len(rows) * height)
        return self

    def turn_page(self, degrees: int) -> Self:
        """Set /Rotate of the page."""
        self.canvas.setPageRotation(degrees)
        return self

    def page(self) -> Self:
        """End the page and begin the next."""
        self.canvas.showPage()
        return self

    def raw(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()
