"""Find every figure of a passage, and every numeral that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.mention import NumeralMention, QuantityMention
from pipeline.model.quantity import Bound, Quantity
from pipeline.recognise.amounts import bounded
from pipeline.recognise.blockers import BlockerFinder
from pipeline.recognise.bounds import Surroundings
from pipeline.recognise.brackets import Brackets
from pipeline.recognise.figure_rules import RULES
from pipeline.recognise.figure_rules.rule import Core, Head, Rule
from pipeline.recognise.lists import Found, share
from pipeline.recognise.patterns import FRAGMENTS, fill
from pipeline.recognise.quantity_words import build_quantity_words
from pipeline.vocabulary import Vocabulary

MASK = "\0"  # stands for characters that belong to others: no pattern matches it

_DIGITS = re.compile("[0-9]+")
# what no rule read: digits, and ordinals that rank nothing
_LEFT = re.compile("[0-9第](?:(?<=第)[零〇一二三四五六七八九十百]{1,6}|(?<!第)[0-9]*)")
_WIDE = re.compile("[０-９]")  # folded by the normaliser; a text that did not pass through it is read alike
_NARROW = {ord("０") + i: str(i) for i in range(10)}
_YEAR_CELL = re.compile(r"\s*(?:19|20)[0-9]{2}\s*")
# where a rule may start: a digit, a Chinese digit, 半, a formal digit in a formal numeral, a scale that counts as one of it
_DIGIT = "0-9½¼¾⅓⅔⅛零〇一二兩三四五六七八九十廿卅半"
_FORMAL = "壹貳叁叄肆伍陸柒捌玖"
_STARTS = re.compile(
    rf"[{_DIGIT}.{_FORMAL}拾百千萬億兆佰仟對](?:(?<=[{_DIGIT}])|(?<![0-9A-Za-z.]\.)(?<=\.)(?=[0-9])|(?<=[{_FORMAL}])(?=[十百千萬億兆拾佰仟又])"
    rf"|(?<=拾)(?<!收拾)(?=[零一二三四五六七八九萬億{_FORMAL}])|(?<=[百千萬佰仟])(?=[萬億]?分之)|(?<=[逾近約過超破達上][百千萬億兆])"
    r"|(?<=[百千萬])(?<![^\n][百千萬])(?=[一二三四五六七八九]\Z)|(?<=[百千])(?<![零一二兩三四五六七八九十百千數幾0-9][百千])(?=[餘余多])|(?<=打對)(?=[折摺])"
    r"|(?<=[百千])(?<![零一二兩三四五六七八九十百千萬億數幾多好幣0-9(（:：/，、。；][百千])(?=[萬億](?:[美港歐日]?[元圓]|人民幣|新[臺台]幣)))"
)
_NEAR = 28  # characters of a number in which what a rule needs must stand
_PAST = re.compile(r"[0-9.,]+|.", re.S)


class QuantityFinder:
    """Compiled once from the vocabulary; `find` is pure and takes time linear in the length of the text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = build_quantity_words(vocabulary)
        self._blockers = BlockerFinder(self._words, (row["surface"] for row in vocabulary["not_numerals"]))
        self._surroundings = Surroundings(self._words)
        self._rules = [(rule, re.compile(fill(rule.pattern, self._words.fragments, FRAGMENTS))) for rule in RULES]
        self._brackets = Brackets(self._words)
        self._needed = frozenset("".join(rule.needs for rule in RULES))
        self._by_present: dict[frozenset[str], list[tuple[Rule, re.Pattern[str]]]] = {}

    def find(
        self, text: str, *, cell: bool = False, taken: Sequence[tuple[int, int]] = ()
    ) -> tuple[list[QuantityMention], list[NumeralMention]]:
        """Quantities and other numerals, each by start. Every run of digits lies in one of them or in `taken`, never in two."""
        text = text.translate(_NARROW) if _WIDE.search(text) else text
        work = mask(text, taken)
        year_cell = cell and _YEAR_CELL.fullmatch(work) is not None  # 2024 alone may be a figure: its column tells
        blocked = [] if year_cell else list(self._blockers.find(work))
        work = mask(work, [(b.start, b.end) for b in blocked])
        quantities = share(work, self._figures(work, cell))
        if year_cell:
            quantities = [quantity._replace(rule="bare_year") for quantity in quantities]
        numerals = [
            NumeralMention(b.start, b.end, b.category or "identifier", b.rule)
            for b in blocked
            if b.category is not None or _DIGITS.search(text, b.start, b.end)
        ]
        rest = mask(work, [(q.start, q.end) for q in quantities])
        left = [_left(match) for match in _LEFT.finditer(rest)]
        return quantities, sorted(numerals + left, key=lambda n: n.start) if left else numerals

    def _figures(self, text: str, cell: bool) -> Iterator[Found]:
        position = 0
        while start := _STARTS.search(text, position):
            at = start.start()
            head = self._surroundings.head(text, position, at)
            core = self._core(text, at, head)
            if core is None:
                past = _PAST.match(text, at)
                position = past.end() if past else at + 1
                continue
            found = self._mention(text, head, core, cell)
            yield found
            position = found.mention.end

    def _core(self, text: str, start: int, head: Head) -> Core | None:
        for rule, pattern in self._rules_near(text[max(0, start - 1) : start + _NEAR]):
            match = pattern.match(text, start)
            if match and (core := rule.production(match, head, self._words)):
                return core
        return None

    def _rules_near(self, near: str) -> list[tuple[Rule, re.Pattern[str]]]:
        """The rules whose needed characters stand near the number; there are few different sets of them in a note."""
        present = self._needed.intersection(near)
        if present not in self._by_present:
            self._by_present[present] = [
                (rule, pattern) for rule, pattern in self._rules if not rule.needs or not present.isdisjoint(rule.needs)
            ]
        return self._by_present[present]

    def _mention(self, text: str, head: Head, core: Core, cell: bool) -> Found:
        start, end = min(core.start, head.start), core.end
        signed = head.sign != 0
        if cell and (bracketed := self._brackets.negative(text, core, start, end)):
            core, start, end = bracketed
            signed = True
        bound, outer_start, outer_end = head.bound, min(head.outer_start, start), end
        tail, tail_end = self._surroundings.tail(text, end)
        if tail:
            outer_end = tail_end
            bound = tail if bound in (None, "approx") else bound
        if core.rule == "duration" and bound == "approx" and text.startswith("近", outer_start):
            bound, outer_start = None, start  # 近3年 are the last three years
        quantity = _with(core.quantity, bound)
        mention = QuantityMention(
            start, end, outer_start, outer_end, quantity, core.rule, signed, core.word, core.currency_printed
        )
        return Found(mention, core.unit)


def _with(quantity: Quantity, bound: Bound | None) -> Quantity:
    """A bound word over what the number itself says: 約 700 多臺 stays more than 700."""
    if bound is None or (bound == "approx" and quantity.bound != "exact"):
        return quantity
    return bounded(quantity, bound)


def _left(match: re.Match[str]) -> NumeralMention:
    if match[0][0] == "第":
        return NumeralMention(*match.span(), "enumerator", "ordinal")
    return NumeralMention(*match.span(), "identifier", "unread")


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
    return "".join((*pieces, text[last:])) if pieces else text
