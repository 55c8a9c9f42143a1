"""Which columns a head stands over: what the rule under it or the shading behind it covers, or what it stands in the middle of."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf.ink import Rect
from pipeline.read.pdf.tables.bits import Bit
from pipeline.read.pdf.tables.columns import Band, nearest
from pipeline.read.pdf.tables.head_words import ALONE

SAME_MIDDLE = 0.9  # ems
SAME_EDGE = 0.3  # ems
OFF_MIDDLE = 1.5  # ems that a spanning head may stand off the middle of its columns


def spread(
    bits: Sequence[Bit],
    bands: Sequence[Band],
    stubs: int,
    rules: Sequence[Rect],
    fills: Sequence[Rect],
    below: Sequence[Sequence[Bit]],
) -> list[tuple[Bit, int, int]]:
    """Each bit with its first and last column: what the rule under it or the shading behind it covers, or what it stands in
    the middle of."""
    ruled = [_ruled_span(bit, bits, bands, stubs, rules) for bit in bits]
    if not any(ruled) and below:
        shared = _shared_out(bits, bands, stubs, len(bands))
        if shared and not any(_set_with(b, bands, _touched(b, bands, stubs)[0], below) for b in bits):
            return [(bit, *span) for bit, span in zip(bits, shared, strict=True)]
    shaded = _shaded_spans(bits, bands, stubs, fills)
    ruled = [span or shaded.get(id(bit)) for bit, span in zip(bits, ruled, strict=True)]
    out: list[tuple[Bit, int, int]] = []
    for bit, span in zip(bits, ruled, strict=True):
        if span is None:
            span = _touched(bit, bands, stubs)
            off = abs(bands[span[0]].middle - bit.middle) > SAME_MIDDLE * bit.em
            if span[0] == span[1] and off and not _set_with(bit, bands, span[0], below):
                span = _centred_span(bit, bits, bands, stubs, below, span[0])
        out.append((bit, *span))
    return out


def _set_with(bit: Bit, bands: Sequence[Band], column: int, below: Sequence[Sequence[Bit]]) -> bool:
    """Whether a bit ends where its column ends and where the next line of that column's head ends: the first line of a head
    set to the right, not a head over several columns."""
    if abs(bands[column].x1 - bit.x1) > SAME_EDGE * bit.em:
        return False
    under = next((b for line in below for b in line if bands[column].overlap(b) > 0), None)
    return under is not None and abs(under.x1 - bit.x1) < SAME_EDGE * bit.em


def _shaded_spans(
    bits: Sequence[Bit], bands: Sequence[Band], stubs: int, fills: Sequence[Rect]
) -> dict[int, tuple[int, int]]:
    """Spans by bit for the bits that share the columns of one shaded box out among them."""
    spans: dict[int, tuple[int, int]] = {}
    for fill in fills:
        covered = [i for i in range(stubs, len(bands)) if fill.x0 - 3 < bands[i].x0 and bands[i].x1 < fill.x1 + 3]
        inside = [b for b in bits if fill.holds(b.middle, b.centre)]
        if len(covered) < 2 or not inside or len(covered) == len(bands) - stubs or len(inside) >= len(covered):
            continue
        shared = _shared_out(inside, bands, covered[0], covered[-1] + 1)
        for bit, span in zip(inside, shared or [], strict=False):
            spans[id(bit)] = span
    return spans


def _shared_out(bits: Sequence[Bit], bands: Sequence[Band], start: int, count: int) -> list[tuple[int, int]] | None:
    """The columns from `start` up to `count` shared out among the bits of a line, each bit in the middle of its own; None where they are not."""
    if not 0 < len(bits) < count - start:
        return None
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, start): (0.0, [])}
    for k, bit in enumerate(bits):
        for first in range(start + k, count):
            known = best.get((k, first))
            if known is None:
                continue
            for last in range(first, count):
                off = abs((bands[first].x0 + bands[last].x1) / 2 - bit.middle) / bit.em
                if off > OFF_MIDDLE:
                    continue
                cost = known[0] + off
                key = (k + 1, last + 1)
                if key not in best or cost < best[key][0]:
                    best[key] = (cost, [*known[1], (first, last)])
    found = best.get((len(bits), count))
    if found is None:
        return None
    spans = found[1]
    if (
        len({last - first for first, last in spans}) > 1
    ):  # uneven shares: only where no bit stands over one column alone
        for bit, (first, last) in zip(bits, spans, strict=True):
            if last > first and any(abs(bands[i].middle - bit.middle) < ALONE * bit.em for i in range(first, last + 1)):
                return None
    return spans


def _ruled_span(
    bit: Bit, line: Sequence[Bit], bands: Sequence[Band], stubs: int, rules: Sequence[Rect]
) -> tuple[int, int] | None:
    under = [
        rule
        for rule in rules
        if -0.2 * bit.size < rule.centre - bit.bottom < 0.9 * bit.size
        and rule.x0 - 2 < bit.middle < rule.x1 + 2
        and rule.width > 0.8 * (bit.x1 - bit.x0)
        and not any(b is not bit and rule.x0 < b.middle < rule.x1 for b in line)  # a rule under the whole line
    ]
    if not under:
        return None
    rule = min(under, key=lambda r: (round(r.centre), r.width))
    covered = [
        i
        for i in range(stubs, len(bands))
        if min(bands[i].x1, rule.x1) - max(bands[i].x0, rule.x0) > 0.5 * (bands[i].x1 - bands[i].x0)
    ]
    if len(covered) < 2 or (
        len(covered) == len(bands) - stubs and len(covered) > 1 and rule.x0 < bands[stubs].x0 - 4 * bit.em
    ):
        return None
    return covered[0], covered[-1]


def _touched(bit: Bit, bands: Sequence[Band], stubs: int) -> tuple[int, int]:
    over = [
        i
        for i in range(stubs, len(bands))
        if bands[i].overlap(bit) > 0.25 * min(bands[i].x1 - bands[i].x0, bit.x1 - bit.x0)
    ]
    if not over:
        index = stubs + nearest(bands[stubs:], bit)
        return index, index
    if len(over) > 1:
        middle = (bands[over[0]].x0 + bands[over[-1]].x1) / 2
        if abs(middle - bit.middle) > 1.6 * bit.em:  # it hangs over its neighbour
            best = max(over, key=lambda i: bands[i].overlap(bit))
            return best, best
    return over[0], over[-1]


def _centred_span(
    bit: Bit, line: Sequence[Bit], bands: Sequence[Band], stubs: int, below: Sequence[Sequence[Bit]], column: int
) -> tuple[int, int]:
    """A bit over no column, or in the middle of several that have heads of their own below it."""
    others = [b for b in line if b is not bit]
    low = max((b.middle for b in others if b.middle < bit.middle), default=-1e9)
    high = min((b.middle for b in others if b.middle > bit.middle), default=1e9)
    free = [
        i
        for i in range(stubs, len(bands))
        if (bands[i].middle - bit.middle <= high - bands[i].middle)
        and (bit.middle - bands[i].middle <= bands[i].middle - low)
    ]
    best = (column, column)
    for first in free:
        for last in free:
            if last <= first or not first <= column <= last:
                continue
            middle = (bands[first].x0 + bands[last].x1) / 2
            wider = last - first > best[1] - best[0]
            if wider and abs(middle - bit.middle) < SAME_MIDDLE * bit.em and _has_heads(below, bands, first, last):
                best = (first, last)
    if best[0] == best[1] and abs(bands[column].middle - bit.middle) < SAME_MIDDLE * bit.em:
        return column, column
    return best


def _has_heads(below: Sequence[Sequence[Bit]], bands: Sequence[Band], first: int, last: int) -> bool:
    """Whether some line of the head below has words over each of these columns."""
    return any(all(any(bands[i].overlap(b) > -2 for b in line) for i in range(first, last + 1)) for line in below)
