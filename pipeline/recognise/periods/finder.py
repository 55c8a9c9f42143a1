"""Times in a passage: the longest rule at each place, then the joins between neighbours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.model.mention import PeriodKind, PeriodMention
from pipeline.recognise.periods.grammar import FIGURES, Rule, compile_rule, sign_starts
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
        self._starts = _starts(lexicon)
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

    def _longest(self, text: str, start: int, rules: Compiled) -> _Found | None:
        best: _Found | None = None
        end = start
        for rule, pattern in rules:
            match = pattern.match(text, start)
            if match and match.end() > end:
                parts = read_groups(match, self._lexicon)
                checked = rule.check(parts, match) if rule.check else parts
                if checked is not None:
                    end = match.end()
                    best = _Found(start, end, rule.name, checked)
        return best

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
    """What is printed once in a list holds for its neighbour: 2025年及2024年9月30日止六個月 speaks of the same six months in
    both years, 去年6月及12月 of two months of last year."""
    for index in range(len(found) - 2, -1, -1):
        here, there = found[index], found[index + 1]
        if there.start - here.end == 1 and text[here.end] in _LISTS:
            parts = _lent_day(here.parts, there.parts)
            if parts is not None:
                found[index] = replace(here, rule="lent_day", parts=parts)
    for index in range(1, len(found)):
        here, there = found[index - 1], found[index]
        if there.start - here.end == 1 and text[here.end] in _LISTS:
            parts = _lent_year(here.parts, there.parts)
            if parts is not None:
                found[index] = replace(there, rule="lent_year", parts=parts)
    return found


def _lent_day(first: Parts, second: Parts) -> Parts | None:
    if first.keys() - {"form"} != {"year"} or first.get("form") not in (None, "as_of"):
        return None
    if not {"day", "year"} <= second.keys() or "to_year" in second:
        return None
    return {**second, "year": first["year"]}


def _lent_year(first: Parts, second: Parts) -> Parts | None:
    years = first.keys() & {"year", "year_offset", "year_of_last"}
    parts = first.keys() & {"month", "quarter", "half"}
    if len(years) != 1 or len(parts) != 1 or first.keys() != years | parts or second.keys() != parts:
        return None
    year, part = years.pop(), parts.pop()
    earlier, later = first[part], second[part]
    if isinstance(earlier, int) and isinstance(later, int) and earlier < later:
        return {year: first[year], part: later}
    return None


_LISTS = frozenset("及和與、或")


@dataclass(frozen=True, slots=True)
class _Starts:
    """Where rules may begin, and which: `figures` by the pattern's group, `words` by the first character. Every branch of
    `words` begins with a literal, which the regular expression engine skips to fast."""

    figures: re.Pattern[str]
    words: re.Pattern[str]
    rules: Mapping[str, Compiled]


def _starts(lexicon: Lexicon) -> _Starts:
    rules: dict[str, list[tuple[Rule, re.Pattern[str]]]] = defaultdict(list)
    conditions: dict[str, set[str]] = defaultdict(set)
    for rule in RULES:
        pattern = compile_rule(rule, lexicon)
        pairs = {pair for name in rule.starts if name not in FIGURES for pair in sign_starts(name, lexicon)}
        for character, condition in pairs:
            conditions[character].add(condition)
        for key in {character for character, _ in pairs} | (FIGURES.keys() & set(rule.starts)):
            rules[key].append((rule, pattern))
    figures = [f"(?P<{name}>{condition})" for name, condition in FIGURES.items()]
    words = [f"{character}(?:{'|'.join(sorted(behind))})" for character, behind in sorted(conditions.items())]
    return _Starts(
        re.compile(f"[0-9](?:{'|'.join(figures)})"),
        re.compile("|".join(words)),
        {key: tuple(tried) for key, tried in rules.items()},
    )


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
                "to_quarter",
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
