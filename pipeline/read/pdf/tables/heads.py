"""The head of a table: printed lines over its columns to head rows, with what spans what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.ink import Glyphs, Rect
from pipeline.read.pdf.tables.bits import Bit, is_figure, part_of
from pipeline.read.pdf.tables.columns import Band, nearest
from pipeline.read.pdf.words import Word, is_wide

SAME_MIDDLE = 0.9  # ems
ALONE = 0.6  # ems
SEAM = 0.15  # ems more than between letters: white between heads that nearly touch
SAME_EDGE = 0.3  # ems
OFF_MIDDLE = 1.5  # ems that a spanning head may stand off the middle of its columns
OFF_COLUMN = 0.45  # of the distance of columns that a head may stand off the middle of its figures
UNIT_WORDS = re.compile(
    r"^[（(]?(?:(?:新臺幣|新台幣|人民幣|美元|美金|港元|港幣|台幣|臺幣|NT\$|US\$|HK\$|RMB)?(?:千|仟|百萬|佰萬|萬|億|十億)?(?:元|港元|美元|美金|股|人民幣|令吉)?"
    r"|金額|[%％]|佔比|比率|比例|百分比|附註|註|股數|人民幣千元|千港元|HK\$.?000|RMB.?000|US\$.?000|\$.?000"
    r"|[（(]?(?:未經審核|經審核|經審計|未經審計|重列|經重列|核閱|自結數|unaudited|audited|restated)[）)]?|%|％)[）)]?$",
    re.IGNORECASE,
)
WORD = re.compile(r"^[\u4e00-\u9fff]{2,}$")
NOTE_MARK = re.compile(r"^[（(](?:附註|附注|註|注|notes?)", re.IGNORECASE)
GOES_ON = re.compile(r"^(?:至|止|～|~|-|–|起|底|度)")
YEAR_END = re.compile(r"(?:年|年度|至|民國)$")
DATE_REST = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})月|^第[一二三四\d]季|^[上下]半年|^截至|^\d{1,2}[./]\d{1,2}"
)


@dataclass(slots=True)
class HeadCell:
    """Words over columns `first` to `last` (value columns counted after the stub columns)."""

    first: int
    last: int
    bits: list[Bit]

    @property
    def top(self) -> float:
        return min(b.top for b in self.bits)

    @property
    def bottom(self) -> float:
        return max(b.bottom for b in self.bits)

    @property
    def text(self) -> str:
        return "".join(b.text for b in self.bits).replace(" ", "")


def head_rows(
    lines: Sequence[Sequence[Bit]], bands: Sequence[Band], stubs: int, rules: Sequence[Rect], fills: Sequence[Rect]
) -> list[list[HeadCell]]:
    """Rows of head cells, top to bottom. `bands` are all columns, the first `stubs` of them stub columns; `rules` and shaded
    boxes (`fills`) show what a head spans."""
    placed = [_place(line, bands, stubs, rules, fills, lines[i + 1 :]) for i, line in enumerate(lines)]
    rows = [row for row in placed if row]
    rows = _merge_interleaved(rows)
    return _merge_wrapped(rows, stubs, rules)


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


def in_order(line: Sequence[Bit], bands: Sequence[Band]) -> list[Bit]:
    """The bits of a head line that name the columns one by one, though they stand at the middle of columns whose figures
    stand at the right; empty where they do not. What stands before them is the stub's head."""
    own = list(line)
    while own and own[-1].x0 > bands[-1].x1:
        own.pop()
    own = own[-len(bands) :]
    if len(bands) < 2 or len(own) < len(bands) or any(b.x0 - a.x1 < a.em for a, b in pairwise(own)):
        return []
    for i, bit in enumerate(own):
        pitch = min(abs(band.middle - bands[i].middle) for k, band in enumerate(bands) if k != i)
        off = min(abs(bit.middle - bands[i].middle), abs(bit.x0 - bands[i].x0), abs(bit.x1 - bands[i].x1))
        if off > OFF_COLUMN * pitch:
            return []
    return own


def _place(
    line: Sequence[Bit],
    bands: Sequence[Band],
    stubs: int,
    rules: Sequence[Rect],
    fills: Sequence[Rect],
    below: Sequence[Sequence[Bit]],
) -> list[HeadCell]:
    cells: list[HeadCell] = []
    named = in_order(line, bands[stubs:]) if stubs and len(bands) > stubs + 1 else []
    if named and named[0].x1 <= bands[stubs].x0:
        cells = [HeadCell(stubs + i, stubs + i, [bit]) for i, bit in enumerate(named)]
        for bit in line[: len(line) - len(named)]:
            column = nearest(bands[:stubs], bit)
            _put(cells, HeadCell(column, column, [bit]))
        return sorted(cells, key=lambda c: c.first)
    first = _first(bands, stubs)
    value_bits = [b for b in line if stubs == 0 or b.x1 > first - 0.2 * b.em] if len(bands) > stubs else []
    for bit in line:
        if bit not in value_bits:
            column = nearest(bands[:stubs], bit)
            _put(cells, HeadCell(column, column, [bit]))
    for bit, first, last in _spread(value_bits, bands, stubs, rules, fills, below):
        _put(cells, HeadCell(first, last, [bit]))
    cells.sort(key=lambda c: c.first)
    return cells


def _first(bands: Sequence[Band], stubs: int) -> float:
    return bands[stubs].x0 if len(bands) > stubs else 1e9


def _put(cells: list[HeadCell], cell: HeadCell) -> None:
    """Add a cell, bits that share its columns joined: letter-spaced words are one word."""
    for other in cells:
        if other.first <= cell.last and cell.first <= other.last:
            other.bits += cell.bits
            other.bits.sort(key=lambda b: b.x0)
            other.first, other.last = min(other.first, cell.first), max(other.last, cell.last)
            return
    cells.append(cell)


def _spread(
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


def _merge_interleaved(rows: list[list[HeadCell]]) -> list[list[HeadCell]]:
    """Lines closer than a line's height are one head row set at different heights."""
    merged: list[list[HeadCell]] = []
    for row in rows:
        if merged and _interleaved(merged[-1], row):
            for cell in row:
                _stack(merged[-1], cell)
        else:
            merged.append(row)
    return merged


def _interleaved(upper: Sequence[HeadCell], lower: Sequence[HeadCell]) -> bool:
    if any(
        over.first < over.last
        and over.first <= cell.first
        and cell.last <= over.last
        and (cell.first, cell.last) != (over.first, over.last)
        for over in upper
        for cell in lower
    ):
        return False  # heads under a spanning head are a row of their own
    height = min(max(c.bits[-1].size for c in upper), max(c.bits[-1].size for c in lower))
    step = min(c.bits[0].baseline for c in lower) - max(c.bits[-1].baseline for c in upper)
    return step < 0.85 * height


def _stack(row: list[HeadCell], cell: HeadCell) -> None:
    for other in row:
        if other.first <= cell.last and cell.first <= other.last:
            other.bits += cell.bits
            other.first, other.last = min(other.first, cell.first), max(other.last, cell.last)
            return
    row.append(cell)
    row.sort(key=lambda c: c.first)


def _merge_wrapped(rows: list[list[HeadCell]], stubs: int, rules: Sequence[Rect]) -> list[list[HeadCell]]:
    """Head cells over two lines joined: the rest of a head under it, or a line that only begins some heads."""
    index = 0
    while index + 1 < len(rows):
        upper, lower = rows[index], rows[index + 1]
        if _is_wrap(upper, lower, stubs, rules):
            for cell in upper:
                _prepend(lower, cell)
            del rows[index]
        else:
            _lower_beginnings(upper, lower, stubs, rules)
            index += 1
    return rows


def _completes(upper: str, lower: str) -> bool:
    """Whether a second line finishes the date that the first began."""
    return bool(GOES_ON.match(lower) or (YEAR_END.search(upper) and DATE_REST.match(lower)))


def _lower_beginnings(upper: list[HeadCell], lower: list[HeadCell], stubs: int, rules: Sequence[Rect]) -> None:
    """Beside spanning heads, the first line of a head over two lines goes down to its second."""
    if not any(c.last > c.first for c in upper if c.first >= stubs):
        return
    for cell in [c for c in upper if c.first == c.last >= stubs]:
        below = next((c for c in lower if c.first == c.last == cell.first), None)
        if (
            below is None
            or UNIT_WORDS.match(below.text)
            or is_figure(below.text)
            or _rule_between(upper, lower, [cell], rules)
        ):
            continue
        if below.bits[0].baseline - cell.bits[-1].baseline < 2.1 * cell.bits[-1].size:
            below.bits = cell.bits + below.bits
            upper.remove(cell)


def _prepend(row: list[HeadCell], cell: HeadCell) -> None:
    for other in row:
        if other.first <= cell.last and cell.first <= other.last:
            other.bits = cell.bits + other.bits
            return
    row.append(cell)
    row.sort(key=lambda c: c.first)


def _is_wrap(upper: Sequence[HeadCell], lower: Sequence[HeadCell], stubs: int, rules: Sequence[Rect]) -> bool:
    tops = [c for c in upper if c.last >= stubs]
    if not tops:  # a stub head alone over the row: a row of its own only where the head below has a stub head too
        return not any(c.last < stubs for c in lower)
    if any(c.last > c.first for c in tops):
        spans = {(c.first, c.last): c for c in lower if c.last >= stubs}
        if not all((c.first, c.last) in spans for c in tops):
            return False
        if all(_completes(c.text, spans[c.first, c.last].text) for c in tops):
            return True
        return not _rule_between(upper, lower, tops, rules)
    size = max(c.bits[-1].size for c in upper)
    step = min(c.bits[0].baseline for c in lower) - max(c.bits[-1].baseline for c in upper)
    if step > 2.1 * size:
        return False
    if _rule_between(upper, lower, tops, rules):
        return False
    if _in_brackets(tops, [c for c in lower if c.last >= stubs]):
        return True
    under = {c.first: c for c in lower}
    pairs = [(c, under.get(c.first)) for c in tops]
    if all(b is not None for _, b in pairs):
        if all(b is not None and _completes(a.text, b.text) for a, b in pairs):
            return True
        values = sum(1 for c in lower if c.last >= stubs)
        if len(tops) < values and all(b is not None and b.text.startswith(("(", "（")) for _, b in pairs):
            return True  # a unit in brackets under some heads
        if any(b is not None and (UNIT_WORDS.match(b.text) or is_figure(b.text)) for _, b in pairs):
            return False
        return len(tops) < values or step < 1.45 * size
    return False


def _in_brackets(tops: Sequence[HeadCell], lower: Sequence[HeadCell]) -> bool:
    """Whether a line of brackets goes on with the heads above it: note marks under some of them, or what tells apart
    columns that all have the same head."""
    if not lower or not all(c.text.startswith(("(", "（")) for c in lower):
        return False
    if not {(c.first, c.last) for c in lower} <= {(c.first, c.last) for c in tops}:
        return False
    marks = len(lower) < len(tops) and all(NOTE_MARK.match(c.text) for c in lower)
    alike = len(lower) == len(tops) > 1 and len({c.text for c in tops}) == 1 < len({c.text for c in lower})
    return marks or alike


def _rule_between(
    upper: Sequence[HeadCell], lower: Sequence[HeadCell], tops: Sequence[HeadCell], rules: Sequence[Rect]
) -> bool:
    """Whether a rule runs between two head rows under one of the upper heads."""
    size = max(c.bits[-1].size for c in upper)
    low, high = max(c.bottom for c in upper) - 0.3 * size, min(c.bits[0].baseline for c in lower) - 0.5 * size
    return any(low < r.centre < high and any(r.x0 - 2 < c.bits[0].middle < r.x1 + 2 for c in tops) for r in rules)
