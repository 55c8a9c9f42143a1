"""Every example that stands in a rule, read by the whole finder."""

import re
from copy import copy
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.recognise.blocker_rules import BLOCKERS, Blocker
from pipeline.recognise.figure_rules import RULES
from pipeline.recognise.figure_rules.rule import Core, Example, Head, Rule
from pipeline.recognise.quantities import QuantityFinder
from pipeline.recognise.quantity_words import QuantityWords
from pipeline.vocabulary import load_vocabulary

FINDER = QuantityFinder(load_vocabulary())


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def rules_used(text: str) -> list[Rule]:
    """The rules whose production gave a figure of the text."""
    used: list[Rule] = []

    def spy(rule: Rule) -> Rule:
        def production(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
            core = rule.production(match, head, words)
            if core is not None:
                used.append(rule)
            return core

        return replace(rule, production=production)

    finder = copy(FINDER)
    finder._rules = [(spy(rule), pattern) for rule, pattern in FINDER._rules]
    finder._by_present = {}
    finder.find(text)
    return used


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(rule, example, id=f"{rule.name}: {example.text}") for rule in RULES for example in rule.reads],
)
def test_a_rule_reads_its_examples(rule: Rule, example: Example) -> None:
    quantities = [q.quantity for q in FINDER.find(example.text)[0]]
    assert [(q.low, q.high, q.bound, q.unit) for q in quantities] == [
        (number(example.low), number(example.high), example.bound, example.unit)
    ]


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(rule, text, id=f"{rule.name}: {text}") for rule in RULES for text in rule.rejects]
)
def test_a_rule_leaves_alone_what_it_rejects(rule: Rule, text: str) -> None:
    assert rule not in rules_used(text)


@pytest.mark.parametrize(
    ("blocker", "text", "blocked"),
    [pytest.param(b, *example, id=f"{b.name}: {example[0]}") for b in BLOCKERS for example in b.reads],
)
def test_a_blocker_reads_its_examples(blocker: Blocker, text: str, blocked: str) -> None:
    quantities, numerals = FINDER.find(text)
    found = [(text[n.start : n.end], n.category, n.rule) for n in numerals]
    assert (blocked, blocker.category, blocker.name) in found
    assert quantities == []


@pytest.mark.parametrize(
    ("blocker", "text"), [pytest.param(b, text, id=f"{b.name}: {text}") for b in BLOCKERS for text in b.rejects]
)
def test_a_blocker_leaves_alone_what_it_rejects(blocker: Blocker, text: str) -> None:
    assert blocker.name not in {n.rule for n in FINDER.find(text)[1]}
