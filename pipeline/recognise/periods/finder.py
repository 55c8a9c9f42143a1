"""Times in a passage: the longest rule at each place, then the joins between neighbours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.model.mention import PeriodKind, PeriodMention
from pipeline.recognise.periods.grammar import Rule, compile_rule, start_pattern
from pipeline.recognise.periods.joins import INNER, OUTER, CompiledJoin, compile_join
from pipeline.recognise.periods.lexicon import Lexicon, read_lexicon
from pipeline.recognise.periods.readings import Parts, read_groups
from pipeline.recognise.periods.resolve import absolute
from pipeline.recognise.periods.rules import RULES
from pipeline.vocabulary import Vocabulary

REACH = 6  # characters that a join may look back
AHEAD = 24  # … and ahead
CHAIN = 4  # joins on one mention: range, then months ended, then since; no longer chain is printed

Compiled = tuple[tuple[Rule, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rule: str
    parts: Parts


class PeriodFinder:
    """Finds time expressions. One finder serves any number of passages; it holds compiled patterns and no state."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lexicon = read_lexicon(vocabulary)
        self._lexicon = lexicon
        self._by_start, self._anchor = _starts(lexicon)
        self._inner = tuple(compile_join(join, lexicon) for join in INNER)
        self._outer = tuple(compile_join(join, lexicon) for join in OUTER)
        self._base = re.compile(f"(?<![佔占同環])(?:{lexicon.alternation('base')})$")
        self._compared = re.compile(r"的?(?:相比|比較|相若|持平|相較)")
        self._joint = _joint_characters(lexicon)

    def find(self, text: str) -> list[PeriodMention]:
        """Non-overlapping mentions by start; the longest reading wins at each place, then the earlier rule. A passage that
        is a bare year (2024) is one: do not ask for a data cell."""
        inner = self._join(text, self._scan(text), self._inner)
        return [self._finish(text, found) for found in lend(text, self._join(text, inner, self._outer))]

    def _scan(self, text: str) -> list[_Found]:
        found: list[_Found] = []
        place = 0
        search, by_start, lexicon = self._anchor.search, self._by_start, self._lexicon
        while anchor := search(text, place):
            place = start = anchor.start()
            rule_name, parts = "", None
            for rule, pattern in by_start[text[start]]:
                match = pattern.match(text, start)
                if match and match.end() > place:
                    read = read_groups(match, lexicon)
                    checked = rule.check(read, match) if rule.check else read
                    if checked is not None:
                        place, rule_name, parts = match.end(), rule.name, checked
            if parts is None:
                place = start + 1
            else:
                found.append(_Found(start, place, rule_name, parts))
        return found

    def _join(self, text: str, found: list[_Found], joins: tuple[CompiledJoin, ...]) -> list[_Found]:
        joined: list[_Found] = []
        floor = 0  # where the mention before ends: a join must not reach behind it
        rest = found[::-1]
        while rest:
            here = rest.pop()
            for _ in range(CHAIN):
                if not self._may_join(text, here, rest):
                    break
                longer = _longer(joins, text, floor, here, rest)
                if longer is None:
                    break
                here = longer
                while rest and rest[-1].start < here.end:
                    rest.pop()
            joined.append(here)
            floor = here.end
        return joined

    def _may_join(self, text: str, here: _Found, rest: list[_Found]) -> bool:
        """Cheap: most mentions have neither a neighbour nor a joining word at their sides."""
        return (
            (here.start > 0 and text[here.start - 1] in self._joint)
            or (here.end < len(text) and text[here.end] in self._joint)
            or (bool(rest) and rest[-1].start - here.end <= REACH)
        )

    def _finish(self, text: str, found: _Found) -> PeriodMention:
        parts = dict(found.parts)
        if self._base.search(text, max(0, found.start - REACH), found.start) or self._compared.match(text, found.end):
            parts["role"] = "base"
        return PeriodMention(found.start, found.end, kind_of(parts), found.rule, absolute(parts), tuple(parts.items()))


def _longer(joins: tuple[CompiledJoin, ...], text: str, floor: int, here: _Found, rest: list[_Found]) -> _Found | None:
    limit = rest[-1].start if rest else len(text)
    for compiled in joins:
        before = compiled.before.search(text, max(floor, here.start - REACH), here.start)
        if before is None:
            continue
        other: _Found | None = None
        if compiled.between is not None:
            if not rest or not compiled.between.fullmatch(text, here.end, limit):
                continue
            other = rest[-1]
        end = other.end if other else here.end
        after = compiled.after.match(text, end, min(len(text), end + AHEAD))
        if after is None or (other is None and after.end() == here.end and before.start() == here.start):
            continue
        values = compiled.join.parts(here.parts, other.parts if other else {})
        if values is not None:
            return _Found(before.start(), after.end(), compiled.join.name, values)
    return None


def lend(text: str, found: list[_Found]) -> list[_Found]:
    """2025年及2024年9月30日止六個月 speaks of the same six months in both years: the first year is lent the second's day."""
    for index in range(len(found) - 2, -1, -1):
        here, there = found[index], found[index + 1]
        if (
            here.parts.keys() - {"form"} != {"year"}
            or here.parts.get("form") not in (None, "as_of")
            or "day" not in there.parts
            or there.start - here.end > 1
        ):
            continue
        if text[here.end : there.start] in _LISTS and "year" in there.parts and "to_year" not in there.parts:
            found[index] = replace(here, rule="lent_day", parts={**there.parts, "year": here.parts["year"]})
    return found


_LISTS = frozenset("及和與、或")


def _starts(lexicon: Lexicon) -> tuple[Mapping[str, Compiled], re.Pattern[str]]:
    """The rules by first character, and one pattern for all places where any may begin."""
    rules: dict[str, list[tuple[Rule, re.Pattern[str]]]] = defaultdict(list)
    conditions: dict[str, set[str]] = defaultdict(set)
    for rule in RULES:
        pattern = compile_rule(rule, lexicon)
        starts = {pair for name in rule.starts for pair in start_pattern(name, lexicon)}
        for character, condition in starts:
            conditions[character].add(condition)
        for character in {character for character, _ in starts}:
            rules[character].append((rule, pattern))
    by_condition: dict[str, list[str]] = defaultdict(list)
    for character, alternatives in conditions.items():
        by_condition["|".join(sorted(alternatives))].append(character)
    branches = "|".join(f"(?<=[{''.join(sorted(c))}])(?:{condition})" for condition, c in by_condition.items())
    anchor = re.compile(f"[{re.escape(''.join(sorted(conditions)))}](?:{branches})")
    return {character: tuple(tried) for character, tried in rules.items()}, anchor


def _joint_characters(lexicon: Lexicon) -> frozenset[str]:
    """What may stand right beside a mention that joins: the first or last character of a joining word, or a bracket."""
    roles = ("to", "from", "until", "ended", "before", "after", "since")
    words = [surface for role in roles for surface in lexicon.roles[role]]
    return frozenset("(（ 開或及與和於" + "".join(word[0] + word[-1] for word in words))


_KINDS: tuple[tuple[PeriodKind, frozenset[str]], ...] = (
    (
        "range",
        frozenset(
            {
                "past",
                "future",
                "first_months",
                "first_quarters",
                "plan",
                "to_month",
                "third",
                "first_days",
                "last_days",
                "nth_week",
                "half_month",
                "decade",
                "weekend",
            }
        ),
    ),
    ("relative", frozenset({"ago"})),
    ("duration", frozenset({"count", "ordinal"})),
    ("instant", frozenset({"edge"})),
    ("day", frozenset({"day", "day_offset", "day_of_last", "trading_day", "weekday"})),
    ("week", frozenset({"week", "week_offset", "week_of_last"})),
    ("relative", frozenset({"same"})),
    ("month", frozenset({"month", "month_offset", "month_of_last"})),
    ("quarter", frozenset({"quarter", "quarter_offset", "quarter_of_last"})),
    ("half", frozenset({"half", "half_offset", "interim"})),
    ("year", frozenset({"year", "year_offset", "year_of_last", "fiscal_offset", "fiscal", "whole"})),
)
_OPEN_FORMS = frozenset({"range", "since", "onward", "before", "after"})


def kind_of(parts: Parts) -> PeriodKind:
    """The grain that an expression names."""
    form = parts.get("form")
    if form in _OPEN_FORMS:
        return "range"
    if form == "ended":
        lengths: dict[int | str, PeriodKind] = {3: "quarter", 6: "half", 12: "year"}
        return lengths.get(parts["months"], "range")
    return next((kind for kind, keys in _KINDS if parts.keys() & keys), "relative")
