"""Times in a passage: the longest rule at each place, then the joins between neighbours."""

from __future__ import annotations

from pipeline.model.mention import PeriodMention
from pipeline.recognise.periods.bases import Bases
from pipeline.recognise.periods.found import Found
from pipeline.recognise.periods.joining import REACH, CompiledJoin, compile_join, grow, joint_characters
from pipeline.recognise.periods.joins import INNER, OUTER
from pipeline.recognise.periods.kinds import kind_of
from pipeline.recognise.periods.lexicon import read_lexicon
from pipeline.recognise.periods.lists import lend
from pipeline.recognise.periods.readings import read_groups
from pipeline.recognise.periods.resolve import absolute
from pipeline.recognise.periods.starts import Compiled, compile_starts
from pipeline.vocabulary import Vocabulary

CHAIN = 4  # joins on one mention: range, then months ended, then since; no longer chain is printed


class PeriodFinder:
    """Finds time expressions. One finder serves any number of passages; it holds compiled patterns and no state."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lexicon = read_lexicon(vocabulary)
        self._lexicon = lexicon
        self._starts = compile_starts(lexicon)
        self._inner = tuple(compile_join(join, lexicon) for join in INNER)
        self._outer = tuple(compile_join(join, lexicon) for join in OUTER)
        self._bases = Bases(lexicon)
        self._joint = joint_characters(lexicon)

    def find(self, text: str) -> list[PeriodMention]:
        """Non-overlapping mentions by start; the longest reading wins at each place, then the earlier rule. A passage that
        is a bare year (2024) is one: do not ask for a data cell."""
        inner = self._join(text, self._scan(text), self._inner)
        return [self._finish(text, found) for found in lend(text, self._join(text, inner, self._outer))]

    def _scan(self, text: str) -> list[Found]:
        found: list[Found] = []
        place = 0
        figures, words, rules = self._starts.figures.search, self._starts.words.search, self._starts.rules
        figure, word = figures(text), words(text)
        while figure or word:
            if word is None or (figure and figure.start() < word.start()):
                assert figure
                place, key = figure.start(), figure.lastgroup or ""
            else:
                place, key = word.start(), word[0]
            best = self._longest(text, place, rules[key])
            if best:
                found.append(best)
            place = best.end if best else place + 1
            if figure and figure.start() < place:
                figure = figures(text, place)
            if word and word.start() < place:
                word = words(text, place)
        return found

    def _longest(self, text: str, start: int, rules: Compiled) -> Found | None:
        best: Found | None = None
        end = start
        for rule, pattern in rules:
            match = pattern.match(text, start)
            if match and match.end() > end:
                parts = read_groups(match, self._lexicon)
                checked = rule.check(parts, match) if rule.check else parts
                if checked is not None:
                    end = match.end()
                    best = Found(start, end, rule.name, checked)
        return best

    def _join(self, text: str, found: list[Found], joins: tuple[CompiledJoin, ...]) -> list[Found]:
        joined: list[Found] = []
        floor = 0  # where the mention before ends: a join must not reach behind it
        rest = found[::-1]
        while rest:
            here = rest.pop()
            for _ in range(CHAIN):
                if not self._may_join(text, here, rest):
                    break
                longer = grow(joins, text, floor, here, rest)
                if longer is None:
                    break
                here = longer
                while rest and rest[-1].start < here.end:
                    rest.pop()
            joined.append(here)
            floor = here.end
        return joined

    def _may_join(self, text: str, here: Found, rest: list[Found]) -> bool:
        """Cheap: most mentions have neither a neighbour nor a joining word at their sides."""
        return (
            (here.start > 0 and text[here.start - 1] in self._joint)
            or (here.end < len(text) and text[here.end] in self._joint)
            or (bool(rest) and rest[-1].start - here.end <= REACH)
        )

    def _finish(self, text: str, found: Found) -> PeriodMention:
        parts = dict(found.parts)
        if self._bases.holds(text, found):
            parts["role"] = "base"
        return PeriodMention(found.start, found.end, kind_of(parts), found.rule, absolute(parts), tuple(parts.items()))
