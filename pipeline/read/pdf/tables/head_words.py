"""Words of a head line parted where heads of neighbours touch, and gathered where one head is spread letter by letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.ink import Glyphs, Rect
from pipeline.read.pdf.tables.bits import Bit, part_of
from pipeline.read.pdf.tables.columns import Band
from pipeline.read.pdf.words import Word, is_wide

ALONE = 0.6  # ems
SEAM = 0.15  # ems more than between letters: white between heads that nearly touch
WORD = re.compile(r"^[\u4e00-\u9fff]{2,}$")


def part_neighbours(bits: Sequence[Bit], bands: Sequence[Band], glyphs: Glyphs) -> list[Bit]:
    """Heads of neighbouring columns that nearly touch, parted: where one ends with its column, and the white after it is
    wider than that between its own letters."""
    out: list[Bit] = []
    for bit in bits:
        over = [band for band in bands if band.overlap(bit) > 0.5 * bit.em]
        cut = _seam(bit, over[0], glyphs) if len(over) == 2 else None
        if cut is None:
            out.append(bit)
            continue
        parts = [part for word in bit.words for part in _cut_before(word, cut, glyphs)]
        out += [Bit([w for w in parts if w.x0 < cut]), Bit([w for w in parts if w.x0 >= cut])]
    return out


def _cut_before(word: Word, x: float, glyphs: Glyphs) -> list[Word]:
    if not word.x0 < x < word.x1:
        return [word]
    cut = next(i for i in range(word.start, word.end) if glyphs.x0[i] >= x)
    return [part_of(word, word.start, cut, glyphs), part_of(word, cut, word.end, glyphs)]


def _seam(bit: Bit, band: Band, glyphs: Glyphs) -> float | None:
    """Where the head of the next column begins, if the widest white of a bit stands at a column's end."""
    places = [i for word in bit.words for i in range(word.start, word.end)]
    gaps = [(glyphs.x0[j] - glyphs.x1[i], i, j) for i, j in pairwise(places)]
    if len(gaps) < 3:
        return None
    gap, last, first = max(gaps)
    usual = sorted(gaps)[len(gaps) // 2][0]
    ends_with_it = abs(glyphs.x1[last] - band.x1) < ALONE * bit.em
    return glyphs.x0[first] if ends_with_it and gap > max(usual, 0.0) + SEAM * bit.em else None


def spread_over_rules(bits: Sequence[Bit], bands: Sequence[Band], rules: Sequence[Rect], glyphs: Glyphs) -> list[Bit]:
    """A head line regrouped by the rules under it: words spread over the width of a column group, letter by letter, are
    one bit, and bits of neighbouring groups that touch are parted. `rules` stand at one height."""
    size = max(b.size for b in bits)
    segments = [r for r in rules if r.x1 <= bands[0].x0 or r.x0 > bands[0].x0 - 3 * size]
    if not segments:
        return list(bits)
    out: list[Bit] = []
    grouped: dict[int, list[Word]] = {}
    for bit in bits:
        loose: list[Word] = []
        for word in (part for whole in bit.words for part in cut_at(whole, segments, glyphs)):
            home = _home((word.x0 + word.x1) / 2, segments)
            (loose if home is None else grouped.setdefault(home, [])).append(word)
        if loose:
            out.append(Bit(loose))
    for home, words in grouped.items():
        inside = segments[home].x0 - 2, segments[home].x1 + 2
        own = [b for b in bits if inside[0] <= b.x0 and b.x1 <= inside[1]]
        covered = [band for band in bands if inside[0] <= band.middle <= inside[1]]
        whole = sum(len(b.words) for b in own) == len(words)
        if whole and (len(segments) < 2 or len(own) <= max(len(covered), 1)) and not is_spelled(words):
            out += own
        elif whole and sum(bool(WORD.match(b.text)) for b in own) > 1:
            out += own  # heads of columns over one rule
        else:
            words.sort(key=lambda w: w.x0)
            out.append(Bit(words, close=is_spelled(words)))
    return sorted(out, key=lambda b: b.x0)


def _home(x: float, segments: Sequence[Rect]) -> int | None:
    return next((i for i, r in enumerate(segments) if r.x0 - 2 <= x <= r.x1 + 2), None)


def cut_at(word: Word, segments: Sequence[Rect], glyphs: Glyphs) -> list[Word]:
    """A word cut where its glyphs pass from over one rule to over the next."""
    homes = [_home((glyphs.x0[i] + glyphs.x1[i]) / 2, segments) for i in range(word.start, word.end)]
    cuts = [k for k in range(1, len(homes)) if homes[k] != homes[k - 1]]
    edges = [word.start, *(word.start + k for k in cuts), word.end]
    return [part_of(word, a, b, glyphs) for a, b in pairwise(edges)]


def is_spelled(words: Sequence[Word]) -> bool:
    """Whether words are letters, figures and 年, 月, 日 set apart, and no Latin words."""
    if len(words) == 2:
        return all(len(w.text) == 1 and is_wide(w.text) for w in words)
    return len(words) > 2 and not any(c.isascii() and c.isalpha() for w in words for c in w.text)
