"""How fast PDFs are read, as ratios measured in one run: python -m tests.bench.pdf_speed FILE [FILE ...]

For each file the CPU seconds of PDFium's bare character boxes, of `read_pdf` (text, boxes, blocks and tables) and of
pdfplumber's `extract_words` and `extract_tables`. Targets: at least half the speed of the boxes, five times pdfplumber.
"""

from __future__ import annotations

import ctypes
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.read.pdf import read_pdf


def bare_boxes(raw: bytes) -> int:
    """Code point and box of every character, and nothing else."""
    document = pypdfium2.PdfDocument(raw)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    count = 0
    for page in document:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            pdfium.FPDFText_GetUnicode(text, i)
            pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top)
            _ = (left.value, right.value, bottom.value, top.value)
            count += 1
        text.close()
        page.close()
    document.close()
    return count


def plumber_words_and_tables(raw: bytes) -> int:
    count = 0
    with pdfplumber.open(io.BytesIO(raw)) as document:
        for page in document.pages:
            count += len(page.extract_words()) + len(page.extract_tables())
            page.close()
    return count


def seconds(work: Callable[[bytes], object], raw: bytes) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work(raw)
    return time.process_time() - start


def main(paths: list[str]) -> None:
    read_pdf(Path(paths[0]).read_bytes(), paths[0])  # imports and caches
    total = [0.0, 0.0, 0.0]
    print(f"{'file':40} {'boxes':>8} {'read_pdf':>9} {'plumber':>8}  boxes/read  plumber/read")
    for path in paths:
        raw = Path(path).read_bytes()
        times = [
            seconds(bare_boxes, raw),
            seconds(lambda r: read_pdf(r, "note.pdf"), raw),
            seconds(plumber_words_and_tables, raw),
        ]
        total = [a + b for a, b in zip(total, times, strict=True)]
        _print(Path(path).name[:40], times)
    _print("ALL", total)


def _print(name: str, times: list[float]) -> None:
    boxes, ours, theirs = times
    print(f"{name:40} {boxes:8.2f} {ours:9.2f} {theirs:8.2f}  {boxes / ours:10.2f}  {theirs / ours:12.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
