"""Draws pages of a PDF, in a process of its own: a file that crashes pdfium or never ends costs its pictures and no more.

`main` reads a pickled Task from standard input and writes pickled Pictures to standard output."""

from __future__ import annotations

import base64
import io
import pickle
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

RUNGS = ((1240, 50), (1000, 42), (840, 34), (720, 28))
"""(width in pixels, WebP quality), best first."""
_SAMPLE = 6  # pages that tell how large the others will be
_PIXELS = 12_000_000  # of one page
_SIDE = 16_000  # pixels; WebP has 14 bits for each side
_MEMORY = 4 << 30  # bytes that drawing may take


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


@dataclass(frozen=True, slots=True)
class Task:
    """Pages (1-based) of a file, those first that are wanted most, and how many bytes of Base64 they may take together."""

    path: str
    wanted: tuple[int, ...]
    limit: int


def draw(task: Task) -> list[Picture]:
    """The pictures in order of pages: as sharp as fits, and where even the least sharp do not all fit, the wanted ones."""
    import pypdfium2

    document = pypdfium2.PdfDocument(task.path)
    numbers = [number for number in dict.fromkeys(task.wanted) if 1 <= number <= len(document)]
    if not numbers:
        return []
    room = task.limit * 3 // 4
    sample = numbers[:: max(1, len(numbers) // _SAMPLE)]
    for rung in RUNGS:
        tried = {number: _picture(document, number, rung) for number in sample}
        if sum(len(each.content) for each in tried.values()) / len(tried) * len(numbers) <= room:
            break
    pictures = (tried.get(number) or _picture(document, number, rung) for number in numbers)
    return sorted(_fitting(pictures, room), key=lambda each: each.number)


def _fitting(pictures: Iterable[Picture], room: int) -> Iterable[Picture]:
    for picture in pictures:
        room -= len(picture.content)
        if room < 0:
            return
        yield picture


def _picture(document: Any, number: int, rung: tuple[int, int]) -> Picture:
    page = document[number - 1]
    try:
        width, height = (max(side, 1.0) for side in page.get_size())
        scale = min(rung[0] / width, (_PIXELS / (width * height)) ** 0.5, _SIDE / max(width, height))
        image = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        page.close()
    file = io.BytesIO()
    image.save(file, "WEBP", quality=rung[1], method=2)
    return Picture(number, round(width, 2), round(height, 2), image.size, file.getvalue())


def main() -> None:
    """Draw what standard input asks for."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    task: Task = pickle.load(sys.stdin.buffer)
    pickle.dump(draw(task), sys.stdout.buffer)
