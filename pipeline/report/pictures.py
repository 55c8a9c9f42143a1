"""Pictures of a PDF's pages, small enough to stand inside the page of a note."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.report.notes import NoteRows

RUNGS = ((1240, 50), (1000, 42), (840, 34), (720, 28))
"""(width in pixels, WebP quality), best first."""
_SAMPLE = 6  # pages that tell how large the others will be


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: its size in points and in pixels, and the WebP file."""

    number: int
    width: float
    height: float
    pixels: tuple[int, int]
    content: bytes

    @property
    def uri(self) -> str:
        return "data:image/webp;base64," + base64.b64encode(self.content).decode()


def page_pictures(path: Path, wanted: Sequence[int], limit: int) -> list[Picture]:
    """Pages of a PDF as pictures, in order, of `limit` bytes of Base64 together at most: as sharp as fits, and where even the
    least sharp do not fit, those that come first in `wanted` (1-based). Raises OSError or ValueError for no readable PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"{path}: {error}") from error
    try:
        numbers = [number for number in dict.fromkeys(wanted) if 1 <= number <= len(document)]
        if not numbers:
            return []
        room = limit * 3 // 4
        sample = numbers[:: max(1, len(numbers) // _SAMPLE)]
        for rung in RUNGS:
            tried = {number: _picture(document, number, rung) for number in sample}
            if sum(len(each.content) for each in tried.values()) / len(tried) * len(numbers) <= room:
                break
        pictures = (tried.get(number) or _picture(document, number, rung) for number in numbers)
        return sorted(_fitting(pictures, room), key=lambda each: each.number)
    finally:
        document.close()


def _fitting(pictures: Iterable[Picture], room: int) -> Iterable[Picture]:
    for picture in pictures:
        room -= len(picture.content)
        if room < 0:
            return
        yield picture


def _picture(document: Any, number: int, rung: tuple[int, int]) -> Picture:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        image = page.render(scale=rung[0] / max(width, 1)).to_pil().convert("RGB")
    finally:
        page.close()
    file = io.BytesIO()
    image.save(file, "WEBP", quality=rung[1], method=2)
    return Picture(number, round(width, 2), round(height, 2), image.size, file.getvalue())


def pages_to_show(note: NoteRows) -> list[int]:
    """Every page of a note, those first that a reader must look at: with findings, with figures in doubt, with figures."""
    heard = [each.page for each in note.findings if each.page and each.severity != "info"]
    doubted = [each.page for each in note.claims if each.page and (each.quality != "ok" or each.unresolved)]
    figures = [each.page for each in note.claims if each.page]
    return list(dict.fromkeys([*heard, *doubted, *figures, *range(1, (note.report.n_pages or 0) + 1)]))
