"""What stands around a number: the word of its bound, its sign, its currency."""

from __future__ import annotations

import re

from pipeline.model.quantity import Bound
from pipeline.recognise.figure_rules.rule import Head
from pipeline.recognise.patterns import fill
from pipeline.recognise.quantity_words import BoundWord, QuantityWords

WINDOW = 24  # characters before a number in which its bound, sign and currency stand
SIGNS = {"+": 1, "-": -1, "−": -1, "±": 2, "▲": 1, "△": 1, "▼": -1, "▽": -1}
BETWEEN = ("介乎於", "介於", "介乎", "介于")

# 100 元起步 is no lower bound, 以上市公司 no upper one
_AFTER = r"\ ?{after}(?![步源家草初點多市])"


_WHOLE = re.compile(r"(?P<word>超過|高於|多於|不足|不到|低於|少於|逾)[^，。；、0-9]{0,8}[總全][^，。；、0-9]{1,6}$")

# 至少訂購 10 艘, 最多可獲 300 元: what is done stands between
_ACROSS = re.compile(r"(?P<word>至少|最少|起碼|不少於|至多|最多)[^，。；、()0-9的在為是有一二兩三四五六七八九十]{1,4}$")


class Surroundings:
    """Reads heads and tails of figures. Everything before a number is looked up backwards from it, so that a number costs
    the same wherever it stands."""

    def __init__(self, words: QuantityWords) -> None:
        self._words = words
        self._after = re.compile(fill(_AFTER, words.fragments))

    def head(self, text: str, floor: int, start: int) -> Head:
        """Bound, sign and currency before the number at `start`, none of it before `floor`."""
        floor = max(floor, start - WINDOW)
        at, sign = self._sign(text, floor, start)
        currency, at = self._currency(text, floor, at)
        if currency and not sign:
            at, sign = self._sign(text, floor, at)
        between = next((word for word in BETWEEN if text.endswith(word, floor, at)), "")
        outer = at - len(between)
        bound, outer = self._bound(text, floor, outer)
        return Head(outer, at, bound, sign, currency, bool(between))

    def _sign(self, text: str, floor: int, at: int) -> tuple[int, int]:
        if at <= floor:
            return at, 0
        if text[at - 1] == "負":
            return at - 1, -1
        if text.endswith("零下", floor, at):
            return at - 2, -1
        sign = SIGNS.get(text[at - 1])
        if sign is None:
            return at, 0
        before = text[at - 2] if at >= 2 else " "
        # a hyphen joins: 2024-25, 132港元-128港元; after a percentage it is a sign again: 18.6%-0.3%
        joined = (before.isascii() and before.isalnum()) or before in ")）" or (at - 1 == floor > 0 and before != "%")
        return (at, 0) if joined and text[at - 1] in "+-−" else (at - 1, sign)

    def _currency(self, text: str, floor: int, at: int) -> tuple[str | None, int]:
        end = at - 1 if at > floor and text[at - 1] in " \n" else at
        word = self._words.currencies.ending_at(text, end, floor)
        if word is None:
            return None, at
        start = end - len(word)
        if (
            word[0].isalpha()
            and word[0].isascii()
            and start
            and text[start - 1].isascii()
            and text[start - 1].isalnum()
        ):
            return None, at
        return word, start

    def _bound(self, text: str, floor: int, at: int) -> tuple[Bound | None, int]:
        end = at - 1 if at > floor and text[at - 1] in " \n" else at
        for _ in range(3):  # 超過了, 至少增加了
            word = self._words.before_suffixes.ending_at(text, end, floor)
            if word is not None:
                start = end - len(word)
                return (
                    (None, at)
                    if self._is_tail(text, start, self._words.before[word])
                    else (self._words.before[word].bound, start)
                )
            link = self._words.links.ending_at(text, end, floor)
            if link is None:
                break
            end -= len(link)
        return self._of_whole(text, floor, end), at

    def _of_whole(self, text: str, floor: int, end: int) -> Bound | None:
        """超過總銷量的 50 %: what is exceeded is a part of a whole that stands between."""
        whole = _WHOLE.search(text, floor, end) or _ACROSS.search(text, floor, end)
        return self._words.before[whole["word"]].bound if whole and whole["word"] in self._words.before else None

    def _is_tail(self, text: str, start: int, word: BoundWord) -> bool:
        return start > 0 and text[start - 1] in word.not_after

    def tail(self, text: str, end: int) -> tuple[Bound | None, int]:
        """The bound word after a figure, and where it ends."""
        match = self._after.match(text, end)
        if match is None:
            return None, end
        return self._words.after[match[0].strip()].bound, match.end()
