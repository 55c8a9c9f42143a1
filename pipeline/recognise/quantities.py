"""Find every figure of a passage, and every numeral that is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model.mention import NumeralMention, QuantityMention
from pipeline.model.quantity import Bound, NumeralCategory, Quantity
from pipeline.recognise.amounts import Core, Head, bounded
from pipeline.recognise.blockers import BLOCKERS, Blocker
from pipeline.recognise.blockers import FRAGMENTS as BLOCKER_FRAGMENTS
from pipeline.recognise.lexicon import BoundWord, Lexicon, alternation, build_lexicon
from pipeline.recognise.rules import FRAGMENTS as RULE_FRAGMENTS
from pipeline.recognise.rules import RULES
from pipeline.vocabulary import Vocabulary

MASK = "\0"  # stands for characters that belong to others: no pattern matches it
WINDOW = 20  # characters before a number in which its bound, sign and currency stand
SIGNS = {"+": 1, "-": -1, "−": -1, "±": 2, "▲": 1, "△": 1, "▼": -1, "▽": -1, "負": -1, "零下": -1}

_DIGITS = re.compile(r"[0-9０-９]+")
_STARTS = re.compile(
    r"\d|(?<![\d.])\.(?=\d)|[零〇一二兩三四五六七八九十廿卅卌半]|[壹貳叁肆伍陸柒捌玖拾](?=[拾佰仟萬億壹貳叁肆伍陸柒捌玖])|[百千萬佰仟](?=[萬億]?分之)"
)
_PAST = re.compile(r"[\d.,]+|.", re.S)


class QuantityFinder:
    """Compiled once from the vocabulary; `find` is pure and linear in the length of the text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.lexicon = build_lexicon(vocabulary)
        fragments = self.lexicon.fragments | _latin_fragments(self.lexicon)
        self.rules = [(rule, re.compile(fill(rule.pattern, fragments | RULE_FRAGMENTS))) for rule in RULES]
        words = alternation(row["surface"] for row in vocabulary["not_numerals"])
        numeral = "零〇一二兩三四五六七八九十百千萬億兆"
        word = Blocker("word", None, rf"(?:(?<![{numeral}\d])|(?![{numeral}])){words}(?!分?之[{numeral}\d])", ())
        self.blockers = {b.name: b for b in (*BLOCKERS, word)}
        fragments = BLOCKER_FRAGMENTS | fragments
        self.blocked = re.compile(
            "|".join(f"(?P<{b.name}>{fill(b.pattern, fragments)})" for b in self.blockers.values())
        )
        self.head = re.compile(fill(HEAD, fragments))
        self.after = re.compile(fill(AFTER, fragments))

    def find(
        self, text: str, *, cell: bool = False, taken: Sequence[tuple[int, int]] = ()
    ) -> tuple[list[QuantityMention], list[NumeralMention]]:
        """Quantities and other numerals by start. Every run of digits lies in one of them or in `taken`, never in two."""
        work = mask(text, taken)
        numerals: list[NumeralMention] = []
        blocked: list[tuple[int, int]] = []
        for match in self.blocked.finditer(work):
            blocker = self.blockers[str(match.lastgroup)]
            blocked.append(match.span())
            if blocker.category is None and _DIGITS.search(match[0]):
                numerals.append(NumeralMention(*match.span(), "identifier", blocker.name))
            elif blocker.category is not None:
                numerals.append(NumeralMention(*match.span(), blocker.category, blocker.name))
        work = mask(work, blocked)
        quantities = list(self._quantities(work, cell))
        covered = sorted([*taken, *blocked, *((q.start, q.end) for q in quantities)])
        numerals.extend(_left_over(text, covered))
        numerals.sort(key=lambda n: n.start)
        return quantities, numerals

    def _quantities(self, text: str, cell: bool) -> Iterator[QuantityMention]:
        position = 0
        while start := _STARTS.search(text, position):
            head = self._head(text, position, start.start())
            core = self._core(text, start.start(), head)
            if core is None:
                past = _PAST.match(text, start.start())
                position = past.end() if past else start.end()
                continue
            mention = self._mention(text, head, core, cell)
            yield mention
            position = max(core.end, mention.end)

    def _core(self, text: str, start: int, head: Head) -> Core | None:
        for rule, pattern in self.rules:
            if rule.after_currency and head.currency is None:
                continue
            match = pattern.match(text, start)
            if match and (core := rule.production(match, head, self.lexicon)):
                return core
        return None

    def _head(self, text: str, floor: int, start: int) -> Head:
        match = self.head.search(text, max(floor, start - WINDOW), start)
        if match is None or match.start() == start:
            return Head(start, start)
        bound = self._bound(text, match["bound"], match.start(), self.lexicon.before)
        sign = match["sign"] or match["sign2"]
        currency = match["currency"]
        inner = min((match.start(g) for g in ("sign", "currency", "sign2") if match[g]), default=start)
        outer = match.start() if bound or match["between"] else inner
        return Head(outer, inner, bound, SIGNS[sign] if sign else 0, currency, bool(match["between"]))

    def _bound(self, text: str, word: str | None, at: int, words: dict[str, BoundWord]) -> Bound | None:
        if word is None:
            return None
        found = words[word]
        return None if at and text[at - 1] in found.not_after else found.bound

    def _mention(self, text: str, head: Head, core: Core, cell: bool) -> QuantityMention:
        quantity, start, end = core.quantity, min(core.start, head.start), core.end
        signed = head.sign != 0
        if (
            cell
            and start
            and text[start - 1] == "("
            and text[end : end + 1] == ")"
            and text[: start - 1].strip() in ("", "$")
        ):
            # accountants print a negative number in brackets
            start, end, signed = start - 1, end + 1, True
            quantity = _negative(quantity)
        after = self.after.match(text, end)
        tail = self._bound(text, after[0].strip() if after else None, 0, self.lexicon.after)
        outer_start, outer_end = min(head.outer_start, start), end
        bound = head.bound
        if tail:
            outer_end = after.end() if after else end
            bound = tail if bound in (None, "approx") else bound
        if core.rule == "duration" and bound == "approx" and text[outer_start:start].startswith("近"):
            bound, outer_start = None, start  # 近3年 are the last three years
        if bound and quantity.bound != "range":
            quantity = bounded(quantity, quantity.bound if bound == "approx" and quantity.bound != "exact" else bound)
        return QuantityMention(
            start, end, outer_start, outer_end, quantity, core.rule, signed, core.unit_word, core.currency_printed
        )


HEAD = (
    r"(?:(?P<bound>{before})(?:了|有|為|達到?|到|至|在)?)?(?P<between>介乎|介於|介于)?"
    r"(?P<sign>(?<![\dA-Za-z%)])[+\-−±▲△▼▽]|負|零下)?\ ?(?P<currency>(?<![A-Za-z]){currency})?\ ?(?P<sign2>[+\-−])?\Z"
)
AFTER = r"\ ?{after}(?![步源家草初點多])"


def fill(pattern: str, fragments: dict[str, str]) -> str:
    """The pattern with its fragments in place. `{1,3}` and the like stay."""
    for name, fragment in fragments.items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern


def mask(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with every range replaced by as many mask characters."""
    pieces: list[str] = []
    last = 0
    for start, end in sorted(ranges):
        if end <= last:
            continue
        start = max(start, last)
        pieces += (text[last:start], MASK * (end - start))
        last = end
    return "".join((*pieces, text[last:]))


def _latin_fragments(lexicon: Lexicon) -> dict[str, str]:
    latin = [u for u in lexicon.units if u.isascii() and u[0].isalpha()] + list(lexicon.scales)
    loud = [s for s in lexicon.scales if len(s) > 2 or s in ("bn", "Bn", "BN", "mn", "tn", "k", "K")]
    return {
        "latin_unit": "|".join(sorted(map(re.escape, latin), key=lambda w: (-len(w), w))),
        "loud_scale": r"\ ?" + alternation(loud),
    }


def _negative(quantity: Quantity) -> Quantity:
    low, high = quantity.low, quantity.high
    return replace(quantity, low=-high if high is not None else None, high=-low if low is not None else None)


def _left_over(text: str, covered: Sequence[tuple[int, int]]) -> Iterator[NumeralMention]:
    """Runs of digits that nobody read."""
    starts = [start for start, _ in covered]
    for match in _DIGITS.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at >= 0 and match.start() < covered[at][1]:
            continue
        category: NumeralCategory = "identifier"
        yield NumeralMention(*match.span(), category, "unread")
