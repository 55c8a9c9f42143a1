"""The value columns of a table: bands of figures, those of codes and notes taken out, those of words put in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit, is_code, is_note_head
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.tables.extent import Extent
from pipeline.read.pdf.tables.regions import BitRow


def without_leading(bands: list[Band], rows: Sequence[BitRow], body: Sequence[int]) -> list[Band]:
    """The value columns: bands of numbers left of the rows' labels (account codes, serial numbers) taken out."""
    while bands:
        band = bands[0]
        words_right = sum(
            any(
                not b.figure and b.x0 > band.x1 - 1 and (len(bands) == 1 or b.x1 < bands[1].x0 + 2)
                for b in rows[i].bits
            )
            for i in body
            if any(b.figure and band.overlap(b) > 0 for b in rows[i].bits)
        )
        own = [b for i in body for b in rows[i].bits if b.figure and band.overlap(b) > 0]
        holding = sum(any(b.figure and band.overlap(b) > 0 for b in rows[i].bits) for i in body)
        if sum((b.text.isdigit() and len(b.text) <= 4) or is_code(b.text) for b in own) < 0.8 * len(own):
            break
        words_left = sum(any(not b.figure and b.x1 < band.x0 + 1 for b in rows[i].bits) for i in body)
        if words_right >= 0.6 * holding and words_left < 0.3 * len(body) and len(bands) > 1:
            bands.pop(0)
        else:
            break
    return bands


def note_column(
    stubs: list[Band], bands: list[Band], heads: Sequence[Sequence[Bit]], rows: Sequence[BitRow], body: Sequence[int]
) -> tuple[list[Band], list[Band]]:
    """A first column of small whole numbers under 附註 is a stub column."""
    if len(bands) < 2:
        return stubs, bands
    band = bands[0]
    over = [b for line in heads for b in line if band.overlap(b) > -0.5 * b.em and bands[1].overlap(b) < 0]
    if any(is_note_head(b.text) for b in over):
        return [*stubs, band], bands[1:]
    return stubs, bands


def text_columns(
    rows: Sequence[BitRow], extent: Extent, stubs: Sequence[Band], bands: list[Band], heads: Sequence[Sequence[Bit]]
) -> list[Band]:
    """Value columns with those of words between and after the figures added."""
    start = bands[0].x0
    loose = [
        b
        for i in range(extent.first, extent.last + 1)
        for b in rows[i].bits
        if not b.figure and b.x0 > start and b.x1 < extent.right + 1 and all(band.overlap(b) <= 0 for band in bands)
    ]
    fresh: list[Band] = []
    for bit in sorted(loose, key=lambda b: b.x0):
        for band in fresh:
            if band.overlap(bit) > 0:
                band.x0, band.x1, band.count = min(band.x0, bit.x0), max(band.x1, bit.x1), band.count + 1
                break
        else:
            fresh.append(Band(bit.x0, bit.x1, 1))
    headed = [b for line in heads for b in line]
    kept = [band for band in fresh if band.count >= 2 or any(band.overlap(b) > 0 for b in headed)]
    return sorted([*bands, *kept], key=lambda band: band.x0)


def widen(bands: Sequence[Band], stubs: Sequence[Band], heads: Sequence[Sequence[Bit]], rules: Sequence[Rect]) -> None:
    """Give each column the width that the rules under its figures and its own heads show: a column of dashes is narrow."""
    spans = [(r.x0, r.x1) for r in rules] + [(b.x0, b.x1) for line in reversed(heads) for b in line]
    for x0, x1 in spans:
        over = [i for i, band in enumerate(bands) if min(band.x1, x1) - max(band.x0, x0) > -1.0]
        if len(over) != 1 or (stubs and stubs[-1].x1 - x0 > 0.5 * (x1 - x0)):
            continue
        i = over[0]
        low = bands[i - 1].x1 if i else -1e9
        high = bands[i + 1].x0 if i + 1 < len(bands) else 1e9
        if low < x0 and x1 < high and x1 - x0 < 2.5 * max(bands[i].x1 - bands[i].x0, 30.0):
            bands[i].x0, bands[i].x1 = min(bands[i].x0, x0), max(bands[i].x1, x1)
