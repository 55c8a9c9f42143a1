"""Glyphs to words, words to rows: what stands together on one printed line, from geometry alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.read.pdf.ink import PageInk, Rect

HAN_GAP = 0.6  # of the size: letter-spaced Han of a justified line stay one word
LATIN_GAP = 0.16
WIDEST_TRACKING = 0.8
TRACKED_GLYPHS = 4
BACKWARD = -0.35  # a glyph that starts this far left of the last one's end begins anew
SAME_BASELINE = 0.3
SMALL = 0.8  # of its neighbour's size: a raised or lowered mark
SLANTED_STEP = 1.5  # of the size, across and down, between glyphs of one slanted line
DUPLICATE = 0.4  # of its width: the same glyph printed again nearer than this is fake bold or a shadow


@cache
def is_wide(character: str) -> bool:
    """Han, kana, bopomofo and full-width forms: text that is set without spaces."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or code >= 0x20000
    )


@dataclass(slots=True)
class Word:
    """Glyphs `start` to `end` of the page, set closely on one baseline."""

    start: int
    end: int
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    em: float
    bold: bool
    text: str
    spaced: bool  # white space was printed before it

    @property
    def rect(self) -> Rect:
        return Rect(self.x0, self.top, self.x1, self.bottom)


@dataclass(slots=True)
class Row:
    """Words that share a baseline, left to right, over the whole width of the page."""

    words: list[Word]
    baseline: float
    size: float
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.settle()

    def settle(self) -> None:
        self.words.sort(key=lambda w: w.x0)
        self.top = min(w.top for w in self.words)
        self.bottom = max(w.bottom for w in self.words)


def _tracking(ink: PageInk) -> dict[int, float]:
    """Letter-spacing of runs set wide throughout, in ems: the gap that even their closest glyphs keep."""
    glyphs, runs = ink.glyphs, ink.runs
    least: dict[int, float] = {}
    count: dict[int, int] = {}
    last, end = -1, 0.0
    for index, spaced, x0, x1 in zip(glyphs.run, glyphs.spaced, glyphs.x0, glyphs.x1, strict=True):
        if index == last and not spaced:
            gap = (x0 - end) / runs[index].em
            known = least.get(index)
            if known is None:
                least[index], count[index] = gap, 2
            else:
                count[index] += 1
                if gap < known:
                    least[index] = gap
        last, end = index, x1
    return {
        index: gap
        for index, gap in least.items()
        if LATIN_GAP < gap < WIDEST_TRACKING and count[index] >= TRACKED_GLYPHS
    }


def split_words(ink: PageInk) -> list[Word]:
    """The words of a page in the file's order."""
    glyphs, runs = ink.glyphs, ink.runs
    tracking = _tracking(ink)
    words: list[Word] = []
    start, last_run, end, baseline, size, em = -1, -1, 0.0, 0.0, 1.0, 1.0
    closed = last_wide = False  # whether the last glyph is a closing bracket, a wide one
    columns = zip(glyphs.text, glyphs.run, glyphs.spaced, glyphs.x0, glyphs.x1, strict=True)
    for i, (character, index, spaced, x0, x1) in enumerate(columns):
        fresh = False
        if index != last_run:
            run = runs[index]
            fresh = (
                abs(run.baseline - baseline) > SAME_BASELINE * min(size, run.size) or not 0.7 < run.size / size < 1.43
            )
            last_run, baseline, size, em = index, run.baseline, run.size, run.em
        gap = (x0 - end) / em
        if tracking and not fresh:
            gap -= tracking.get(index, 0.0)
        wide = is_wide(character)
        if start < 0:
            start = i
        elif (
            fresh
            or spaced
            or gap > (HAN_GAP if wide and last_wide else LATIN_GAP)
            or gap < BACKWARD
            or (closed and character == "(")
        ):
            words.append(word_at(ink, start, i))
            start = i
        end, last_wide, closed = x1, wide, character == ")"
    if start >= 0:
        words.append(word_at(ink, start, len(glyphs)))
    return words


def word_at(ink: PageInk, start: int, end: int) -> Word:
    """The glyphs from `start` to `end` as a word."""
    glyphs = ink.glyphs
    run = ink.runs[glyphs.run[start]]
    return Word(
        start,
        end,
        min(glyphs.x0[start:end]) if ink.slanted else glyphs.x0[start],
        min(glyphs.top[start:end]),
        max(glyphs.x1[start:end]) if ink.slanted else glyphs.x1[end - 1],
        max(glyphs.bottom[start:end]),
        run.baseline,
        run.size,
        run.em,
        run.bold,
        "".join(glyphs.text[start:end]),
        bool(glyphs.spaced[start]),
    )


def gather_rows(words: Sequence[Word]) -> list[Row]:
    """Words by baseline, top to bottom. Raised and lowered marks join the row whose words they touch."""
    rows: list[Row] = []
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.baseline):
        if groups:
            group = groups[-1]
            if word.baseline - group[0].baseline <= SAME_BASELINE * min(word.size, group[0].size):
                group.append(word)
                continue
        groups.append([word])
    rows = [Row(group, group[0].baseline, max(w.size for w in group)) for group in groups]
    return _attach_marks(rows)


def _attach_marks(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    for index, row in enumerate(rows):
        near = [r for r in (rows[index + 1 : index + 2] + kept[-1:]) if abs(r.baseline - row.baseline) < 0.75 * r.size]
        loose: list[Word] = []
        for word in row.words:
            host = next((r for r in near if _touches(word, r)), None)
            if host is None:
                loose.append(word)
            else:
                host.words.append(word)
                host.settle()
        if loose:
            row.words = loose
            row.settle()
            kept.append(row)
    return kept


def _touches(mark: Word, row: Row) -> bool:
    return any(
        mark.size < SMALL * word.size
        and -0.3 * word.size < mark.x0 - word.x1 < 0.4 * word.size
        and len(mark.text) <= 4
        and word.top - 0.4 * word.size < (mark.top + mark.bottom) / 2 < word.bottom + 0.3 * word.size
        for word in row.words
    )


def drop_duplicates(ink: PageInk, rows: Sequence[Row]) -> bool:
    """Take glyphs printed again on the same place (fake bold, shadows) out of the page; True where there were any."""
    glyphs = ink.glyphs
    dead: set[int] = set()
    for row in rows:
        reach = -1e9
        suspects = False
        for word in row.words:
            if word.x0 < reach - 0.2 * word.size:
                suspects = True
                break
            reach = max(reach, word.x1)
        if not suspects:
            continue
        places = sorted((i for word in row.words for i in range(word.start, word.end)), key=lambda i: (glyphs.x0[i], i))
        recent: list[int] = []
        for i in places:
            width = max(glyphs.x1[i] - glyphs.x0[i], 0.2 * row.size)
            recent = [j for j in recent if glyphs.x0[i] - glyphs.x0[j] < DUPLICATE * width]
            if any(
                glyphs.text[i] == glyphs.text[j]
                and glyphs.run[i] != glyphs.run[j]  # one glyph that stands for two characters gives both its box
                and abs(glyphs.top[i] - glyphs.top[j]) < DUPLICATE * width
                and abs(glyphs.x1[i] - glyphs.x1[j]) < DUPLICATE * width
                for j in recent
            ):
                dead.add(i)
            else:
                recent.append(i)
    if not dead:
        return False
    keep = [i for i in range(len(glyphs)) if i not in dead]
    for name in ("text", "x0", "top", "x1", "bottom", "run", "spaced"):
        column = getattr(glyphs, name)
        setattr(glyphs, name, [column[i] for i in keep])
    return True


def page_rows(ink: PageInk) -> list[Row]:
    """The rows of a page, glyphs printed twice counted once."""
    if ink.slanted:
        return _slanted_rows(ink)
    rows = gather_rows(split_words(ink))
    if drop_duplicates(ink, rows):
        rows = gather_rows(split_words(ink))
    return rows


def _slanted_rows(ink: PageInk) -> list[Row]:
    """Slanted text in the file's order: what goes on near its last glyph is one row, white space and runs part its words."""
    glyphs, runs = ink.glyphs, ink.runs
    rows: list[list[Word]] = []
    start, fresh = 0, True
    for i in range(1, len(glyphs) + 1):
        near = i < len(glyphs) and _near(glyphs.box(i - 1, i), glyphs.box(i, i + 1), runs[glyphs.run[i]].size)
        if near and not glyphs.spaced[i]:
            continue
        word = word_at(ink, start, i)
        if not fresh:
            rows[-1].append(word)
        else:
            rows.append([word])
        start, fresh = i, not near
    return [Row(words, words[0].baseline, words[0].size) for words in rows]


def _near(last: Rect, box: Rect, size: float) -> bool:
    return abs(box.middle - last.middle) < SLANTED_STEP * size and abs(box.centre - last.centre) < SLANTED_STEP * size
