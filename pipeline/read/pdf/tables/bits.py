"""Rows cut into bits: what would be one cell. A figure with its currency sign, brackets and percent sign is one bit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from pipeline.read.pdf.ink import Glyphs, Rect
from pipeline.read.pdf.lines import join_words
from pipeline.read.pdf.words import Row, Word

TEXT_JOIN = 1.0  # ems of white inside one bit of text
MIXED_JOIN = 0.62  # between text and a figure
LONGEST_FIGURE = 44
DATE_JOIN = 1.8  # between the numbers of a date and its 年, 月, 日
UNIT_JOIN = 1.3  # between a figure and its percent sign
BRACKET_JOIN = 14.0  # between an opening bracket or currency sign and its figure

CURRENCY = r"(?:NT|US|HK|RMB|A|S)?[$¥€£]"
SIGN = r"[-+−–—△▲▼]"
AMOUNT = r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
UNIT = r"(?:%|‰|x|X|倍|pp|ppts?|pts?|bps?|個百分點|百分點|[百千佰仟]?[萬億兆](?:港元|美元|元)?)"
ONE = rf"\*{{0,3}}{SIGN}?(?:{CURRENCY})?[(]*{SIGN}?(?:{CURRENCY})?{SIGN}?{AMOUNT}{UNIT}?[)]*{UNIT}?[)]?\*{{0,3}}"
FIGURE_SIGNS = re.compile(
    r"[\d０-９()（）$＄¥€£%％‰+\-−–—△▲▼~～*年月日季倍元無零]|N/?[AM]|n[./]?[am]|NIL|nil|NT|US|HK|RMB|pp|pts|bps"
)
FIGURE = re.compile(rf"^{ONE}(?:(?:~|～|-|–|—|至|to|±){ONE})?$")
DASH = re.compile(rf"^(?:{CURRENCY})?[(]?[-–—−─‐]{{1,3}}[)]?%?$")
NOTHING = re.compile(r"^(?:N/?A\.?|n/?a\.?|n\.a\.|N/?M\.?|n\.m\.|n/?m|NIL|nil|不適用|無|零)$", re.IGNORECASE)
YEAR = re.compile(r"^(?:19|20)\d\d[AEF]?$")
DATE = re.compile(r"^(?:19|20)?\d{2}[./]\d{1,2}(?:[./]\d{1,2})?$|^\d{1,3}年.*|^\d{4}[-/]\d{1,2}$")
CODE = re.compile(r"^(?:\d{4}|\d{2,3}[X]{1,2}|\d[X]{3}|[A-Z]\d{5}|[A-Z]{1,2}\d{4,6})$")
DATE_UNIT = re.compile(r"^[年月日季]")
DATE_END = re.compile(r"(?:\d\s?[年月]|[日月]至|民國)$")
DAY_NUMBER = re.compile(r"(?:^|[^\d.,])\d{1,4}$")
OPENING = re.compile(rf"^(?:{SIGN}?{CURRENCY}[(]?|[(]{CURRENCY}?|NT|US|HK|RMB)$")
CLOSING = re.compile(r"^[)]+[%％]?$")
SUFFIX = re.compile(rf"^{UNIT}[)]?$")
NOTE_HEAD = re.compile(r"^[(]?(?:附註|附注|註|附註編號|Notes?)[)]?$", re.IGNORECASE)
LIST_MARK = re.compile(r"^(?:[(]?\d{1,2}[).、]|[(]\d{1,2}[)])$")


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


@lru_cache(maxsize=65536)
def _is_prose(text: str) -> bool:
    """Words that can be no part of a figure or a date."""
    return len(text) > 1 and not FIGURE_SIGNS.search(text)


@lru_cache(maxsize=65536)
def is_figure(text: str) -> bool:
    """A number as a cell prints it, a dash for nought, or a word for "none"."""
    if len(text) > LONGEST_FIGURE:
        return False
    plain = _plain(text)
    return bool(FIGURE.match(plain) or DASH.match(plain) or NOTHING.match(plain)) and plain.count("(") == plain.count(
        ")"
    )


@lru_cache(maxsize=65536)
def is_half_figure(text: str) -> bool:
    """A figure but for a bracket that stands apart from it."""
    plain = _plain(text)
    return bool(plain) and (is_figure(text) or is_figure("(" + plain) or is_figure(plain + ")"))


def is_year(text: str) -> bool:
    return bool(YEAR.match(_plain(text)))


def is_code(text: str) -> bool:
    """An account code of a Taiwan statement: 1100, 11XX, A00010."""
    return bool(CODE.match(_plain(text)))


def is_note_head(text: str) -> bool:
    """The head of a column of note numbers."""
    return bool(NOTE_HEAD.match(_plain(text)))


def is_nought(text: str) -> bool:
    plain = _plain(text)
    return bool(DASH.match(plain) or NOTHING.match(plain))


@dataclass(slots=True)
class Bit:
    """Words of one row that make one cell, or one line of a cell. `close` ones are spread over their column letter by
    letter: no white is read between them."""

    words: list[Word]
    close: bool = False
    x0: float = field(init=False)
    top: float = field(init=False)
    x1: float = field(init=False)
    bottom: float = field(init=False)
    text: str = field(init=False)
    figure: bool = field(init=False)
    left: float = field(init=False)  # edges of the digits: brackets, signs and units hang outside them
    right: float = field(init=False)
    middle: float = field(init=False)
    baseline: float = field(init=False)
    size: float = field(init=False)
    em: float = field(init=False)

    def __post_init__(self) -> None:
        words = self.words
        first = words[0]
        if len(words) == 1:
            self.x0, self.top, self.x1, self.bottom = first.x0, first.top, first.x1, first.bottom
            self.text, self.baseline, self.size, self.em = first.text, first.baseline, first.size, first.em
        else:
            self.x0, self.x1 = first.x0, max(w.x1 for w in words)
            self.top, self.bottom = min(w.top for w in words), max(w.bottom for w in words)
            self.text = "".join(w.text for w in words) if self.close else join_words(words)
            self.baseline = max(words, key=lambda w: len(w.text)).baseline
            self.size, self.em = max(w.size for w in words), max(w.em for w in words)
        self.middle = (self.x0 + self.x1) / 2
        self.left, self.right = self.x0, self.x1
        self.figure = (is_figure(self.text) and not LIST_MARK.match(_plain(self.text))) or is_bracketed(self.text)
        if self.figure:
            self._find_digits()

    def _find_digits(self) -> None:
        inner = [w for w in self.words if any(c.isdigit() for c in w.text)]
        if not inner:
            return
        first, last = inner[0], inner[-1]
        lead = len(first.text) - len(first.text.lstrip("($¥€£NTUSHKRMB（"))
        trail = len(last.text) - len(last.text.rstrip(")%％）*x倍pts"))
        self.left = first.x0 + (first.x1 - first.x0) * lead / len(first.text)
        self.right = last.x1 - (last.x1 - last.x0) * trail / len(last.text)

    @property
    def centre(self) -> float:
        """Half its height up; `middle` is half its width across."""
        return (self.top + self.bottom) / 2

    @property
    def rect(self) -> Rect:
        return Rect(self.x0, self.top, self.x1, self.bottom)


def around(bits: Iterable[Bit]) -> Rect:
    """The smallest rectangle around bits."""
    x0, top, x1, bottom = zip(*((b.x0, b.top, b.x1, b.bottom) for b in bits), strict=True)
    return Rect(min(x0), min(top), max(x1), max(bottom))


def is_bracketed(text: str) -> bool:
    """A negative figure in brackets, however short: (3) is one in a column, a list mark at the margin is told by its place."""
    plain = _plain(text)
    return plain.startswith("(") and plain.endswith(")") and bool(FIGURE.match(plain))


def row_bits(row: Row, walls: Sequence[Rect], glyphs: Glyphs) -> list[Bit]:
    """The bits of a row, left to right. `walls` are vertical rules: no bit goes through one."""
    words = list(_cut_at_walls(row, walls, glyphs)) if walls else row.words
    bits: list[list[Word]] = []
    for word in words:
        if bits and _joins(bits[-1], word, walls):
            bits[-1].append(word)
        else:
            bits.append([word])
    return [Bit(group) for group in bits]


def _joins(group: Sequence[Word], word: Word, walls: Sequence[Rect]) -> bool:
    last = group[-1]
    gap = (word.x0 - last.x1) / max(min(last.em, word.em), 0.1)
    if gap > BRACKET_JOIN:
        return False
    if walls and any(
        last.x1 - 1.0 <= wall.middle <= word.x0 + 1.0 and wall.top - 1 < word.bottom and wall.bottom + 1 > word.top
        for wall in walls
    ):
        return False
    if _is_prose(last.text) and _is_prose(word.text):
        return gap < TEXT_JOIN
    before, after = _plain("".join(w.text for w in group)), _plain(word.text)
    if gap < 0.12:
        return not (is_figure(before) and after.startswith(("(", "$")))
    opens = OPENING.match(before) or (OPENING.match(_plain(last.text)) and not _is_words(before[: -len(last.text)]))
    if opens and (is_half_figure(after) or OPENING.match(after)):
        return gap < BRACKET_JOIN
    if CLOSING.match(after) and before.count("(") > before.count(")") and is_half_figure(before):
        return gap < 4.0
    if SUFFIX.match(after) and is_half_figure(before) and not is_nought(before):
        return gap < UNIT_JOIN
    if is_half_figure(before) and is_half_figure(after):
        return False
    if (DATE_UNIT.match(after) and DAY_NUMBER.search(before)) or (DATE_END.search(before) and DAY_NUMBER.match(after)):
        return gap < DATE_JOIN
    if OPENING.match(after) and (is_half_figure(before) or gap > MIXED_JOIN):
        return False
    if is_half_figure(before) or is_half_figure(after):
        return gap < MIXED_JOIN
    return gap < TEXT_JOIN


def _is_words(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _cut_at_walls(row: Row, walls: Sequence[Rect], glyphs: Glyphs) -> Iterable[Word]:
    """Words cut where a vertical rule goes through them: two cells that touch were read as one word."""
    for word in row.words:
        centre = (word.top + word.bottom) / 2
        inside = sorted(
            w.middle for w in walls if word.x0 + 1.5 < w.middle < word.x1 - 1.5 and w.top < centre < w.bottom
        )
        cuts: list[int] = []
        for wall in inside:
            cut = next((i for i in range(word.start, word.end) if glyphs.x0[i] + glyphs.x1[i] > 2 * wall), word.end)
            if word.start < cut < word.end and cut not in cuts:
                cuts.append(cut)
        for start, end in pairwise([word.start, *cuts, word.end]):
            yield part_of(word, start, end, glyphs)


def part_of(word: Word, start: int, end: int, glyphs: Glyphs) -> Word:
    """Glyphs `start` to `end` of a word as a word of their own."""
    if (start, end) == (word.start, word.end):
        return word
    return replace(
        word,
        start=start,
        end=end,
        x0=glyphs.x0[start],
        x1=glyphs.x1[end - 1],
        text="".join(glyphs.text[start:end]),
        spaced=word.spaced and start == word.start,
    )


def split_bit(bit: Bit, cuts: Sequence[float], least: float = 0.5) -> list[Bit]:
    """A bit that runs over column borders, parted between the words that stand on either side of them,
    `least` ems or more apart."""
    groups: list[list[Word]] = [[bit.words[0]]]
    for left, right in pairwise(bit.words):
        middle = (left.x1 + right.x0) / 2
        reach = max(0.4 * bit.em, (right.x0 - left.x1) / 2 + 0.3 * bit.em)
        if right.x0 - left.x1 > least * bit.em and any(abs(cut - middle) < reach for cut in cuts):
            groups.append([])
        groups[-1].append(right)
    return [bit] if len(groups) == 1 else [Bit(group) for group in groups]
