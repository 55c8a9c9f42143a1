"""One code point for one: width, percent and minus variants, odd spaces, radicals and compatibility ideographs.

No wholesale NFKC: it turns 10² into 102 and ①2 into 12. What carries meaning stays: – and —, superscripts, circled digits,
and the Chinese punctuation ，：；！？ (10，200，300 is a list). Brackets are one, of whatever width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

_KEPT_WIDE = frozenset("，：；！？")  # punctuation of Chinese prose, not width variants of ASCII

_LINES = "\x0b\x0c\x85\u2028\u2029"
_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LIKENESSES = {
    "\0": "\ufffd",  # OpenCC ends its output at NUL
    "﹪": "%",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "﹣": "-",
    "﹢": "+",
    "﹩": "$",
    "﹒": ".",
    "﹐": "，",
    "﹔": "；",
    "﹕": "：",
    "﹙": "(",
    "﹚": ")",
    "〜": "~",
    "∼": "~",
    "￠": "¢",
    "￡": "£",
    "￥": "¥",
    "￦": "₩",
}


def read_tsv(name: str) -> list[list[str]]:
    """The lines of one of this folder's files below its header, as fields."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines[1:] if line]


@cache
def fold_table() -> dict[str, str]:
    """Character → character, every value one code point that no key equals."""
    table = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in _KEPT_WIDE}
    table |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_LINES, "\n") | _LIKENESSES
    table |= radicals().table
    for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        unified = unicodedata.normalize("NFC", chr(code))
        if unified != chr(code):
            table[chr(code)] = unified
    table |= {chr(code): str(unicodedata.digit(chr(code))) for code in range(0x1D7CE, 0x1D800)}  # mathematical digits
    table |= {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}  # OpenCC refuses lone surrogates
    return table


@dataclass(frozen=True, slots=True)
class Replacements:
    """Characters, each replaced by one that is not among them. `near` finds them, and those beyond the first plane, which
    would make a slow set if named one by one."""

    table: Mapping[str, str]
    near: re.Pattern[str]

    @staticmethod
    def of(table: Mapping[str, str]) -> Replacements:
        named = "".join(each for each in table if each < "\U00010000")
        return Replacements(table, re.compile(f"[{re.escape(named)}\U00010000-\U0010ffff]"))

    def apply(self, text: str) -> str:
        """Few of the characters occur in one text, and replacing one of them takes less than `translate` for a whole text."""
        present = self.table.keys() & set(self.near.findall(text))
        if len(present) > _FEW:
            return text.translate({ord(each): self.table[each] for each in present})
        for each in present:
            text = text.replace(each, self.table[each])
        return text


_FEW = 16


@cache
def radicals() -> Replacements:
    """Radicals and strokes, which files print for the ideographs that they look like; of the same length."""
    return Replacements.of({radical: ideograph for radical, ideograph, _ in read_tsv("radicals.tsv")})


@cache
def _folds() -> Replacements:
    return Replacements.of(fold_table())


# A full-width comma separates thousands only where the digits around it are full-width too.
_WIDE_THOUSANDS = re.compile("，(?<=[０-９]，)(?=[０-９])")


def fold(text: str) -> str:
    """Every character folded, same length. Lone surrogates and NUL become U+FFFD."""
    return _folds().apply(_WIDE_THOUSANDS.sub(",", text))
