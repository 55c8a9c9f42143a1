"""Times in a passage: the longest rule at each place, then the joins between neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model.mention import PeriodMention
from pipeline.recognise.periods.grammar import STARTS, Kind, Parts, Rule, compile_rule, read_groups
from pipeline.recognise.periods.joins import JOINS, CompiledJoin, compile_join
from pipeline.recognise.periods.lexicon import Lexicon, read_lexicon
from pipeline.recognise.periods.resolve import absolute
from pipeline.recognise.periods.rules import RULES
from pipeline.vocabulary import Vocabulary

REACH = 6  # characters before a mention that a join may look at


class PeriodFinder:
    """Finds time expressions. One finder serves any number of passages; it holds compiled patterns and no state."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lexicon = read_lexicon(vocabulary)
        self._lexicon = lexicon
        self._rules = tuple((rule, compile_rule(rule, lexicon)) for rule in RULES)
        self._by_start = _by_start(self._rules, lexicon)
        self._anchor = re.compile(f"[{re.escape(''.join(sorted(self._by_start)))}]")
        self._joins = tuple(compile_join(join, lexicon) for join in JOINS)
        self._base = re.compile(f"{lexicon.alternation('base')}$")

    def find(self, text: str) -> list[PeriodMention]:
        """Non-overlapping mentions by start; the longest reading wins at each place, then the earlier rule."""
        return [self._finish(text, *found) for found in self._join(text, self._scan(text))]

    def _scan(self, text: str) -> list[_Found]:
        found: list[_Found] = []
        place = 0
        search = self._anchor.search
        while anchor := search(text, place):
            start = anchor.start()
            best: _Found | None = None
            for rule, pattern in self._by_start[text[start]]:
                match = pattern.match(text, start)
                if match and match.end() > (best[1] if best else start):
                    parts = _parts(rule, match, self._lexicon)
                    if parts:
                        best = (start, match.end(), rule.name, parts)
            if best:
                found.append(best)
                place = best[1]
            else:
                place = start + 1
        return found

    def _join(self, text: str, found: list[_Found]) -> list[_Found]:
        joined: list[_Found] = []
        floor = 0  # where the mention before ends: a join must not reach behind it
        rest = list(reversed(found))
        while rest:
            here = rest.pop()
            for _ in range(4):  # range, then months ended, then since …: no chain is longer
                longer = self._longer(text, floor, here, rest)
                if longer is None:
                    break
                here, used = longer
                if used:
                    rest.pop()
            joined.append(here)
            floor = here[1]
        return joined

    def _longer(self, text: str, floor: int, here: _Found, rest: list[_Found]) -> tuple[_Found, bool] | None:
        start, end, _, parts = here
        limit = rest[-1][0] if rest else len(text)
        for compiled in self._joins:
            grown = _grow(compiled, text, floor, start, end, limit, rest)
            if grown is None:
                continue
            first, last, used = grown
            values = compiled.join.parts(parts, rest[-1][3] if used else {})
            if values is not None:
                return (first, last, compiled.join.name, values), used
        return None

    def _finish(self, text: str, start: int, end: int, rule: str, parts: Parts) -> PeriodMention:
        values = dict(parts)
        if self._base.search(text, max(0, start - REACH), start):
            values["role"] = "base"
        return PeriodMention(start, end, kind_of(values), rule, absolute(values), tuple(values.items()))


_Found = tuple[int, int, str, Parts]


def _grow(
    compiled: CompiledJoin, text: str, floor: int, start: int, end: int, limit: int, rest: list[_Found]
) -> tuple[int, int, bool] | None:
    """Start and end of the joined mention, and whether it takes the next one in."""
    before = compiled.before.search(text, max(floor, start - REACH), start)
    if before is None:
        return None
    if compiled.between is None:
        after = compiled.after.match(text, end, min(len(text), end + 24))
        if after is None or after.end() > limit:
            return None
        first = before.start()
        if first == start and after.end() == end:
            return None
        return first, after.end(), False
    if not rest or not compiled.between.fullmatch(text, end, limit):
        return None
    after = compiled.after.match(text, rest[-1][1])
    return None if after is None else (before.start(), after.end(), True)


def _by_start(
    rules: tuple[tuple[Rule, re.Pattern[str]], ...], lexicon: Lexicon
) -> Mapping[str, tuple[tuple[Rule, re.Pattern[str]], ...]]:
    table: dict[str, list[tuple[Rule, re.Pattern[str]]]] = {}
    for rule, pattern in rules:
        characters: set[str] = set()
        for name in rule.starts:
            characters.update(STARTS[name] if name in STARTS else (surface[0] for surface in lexicon.roles[name]))
        for character in characters:
            table.setdefault(character, []).append((rule, pattern))
    return {character: tuple(tried) for character, tried in table.items()}


def _parts(rule: Rule, match: re.Match[str], lexicon: Lexicon) -> Parts | None:
    return (rule.parts or read_groups)(match, lexicon)


def kind_of(values: Parts) -> Kind:
    """The grain that an expression names."""
    form = values.get("form")
    if form in ("range", "since", "before", "after", "ended") or values.keys() & {
        "past",
        "future",
        "first_months",
        "first_quarters",
        "plan",
        "to_month",
        "third",
    }:
        return "range"
    if "count" in values or "ordinal" in values:
        return "duration"
    if "edge" in values:
        return "instant"
    if values.keys() & {"day", "day_offset", "day_of_last", "trading_day", "weekday"}:
        return "day"
    if values.keys() & {"week_offset", "week_of_last"}:
        return "week"
    if "same" in values:
        return "relative"
    for kind, keys in _KINDS:
        if values.keys() & keys:
            return kind
    return "relative"


_KINDS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("month", frozenset({"month", "month_offset", "month_of_last"})),
    ("quarter", frozenset({"quarter", "quarter_offset", "quarter_of_last"})),
    ("half", frozenset({"half"})),
    ("year", frozenset({"year", "year_offset", "year_of_last", "fiscal_offset", "whole"})),
)
