"""Where a rule may begin: one pattern for figures, one for words, and the rules to try at each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.recognise.periods.grammar import FIGURES, Rule, compile_rule, sign_starts
from pipeline.recognise.periods.lexicon import Lexicon
from pipeline.recognise.periods.rules import RULES

Compiled = tuple[tuple[Rule, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Starts:
    """Where rules may begin, and which: `figures` by the pattern's group, `words` by the first character. Every branch of
    `words` begins with a literal, which the regular expression engine skips to fast."""

    figures: re.Pattern[str]
    words: re.Pattern[str]
    rules: Mapping[str, Compiled]


def compile_starts(lexicon: Lexicon) -> Starts:
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
    return Starts(
        re.compile(f"[0-9](?:{'|'.join(figures)})"),
        re.compile("|".join(words)),
        {key: tuple(tried) for key, tried in rules.items()},
    )
