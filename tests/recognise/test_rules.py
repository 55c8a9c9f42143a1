"""Every rule's examples, read by the whole finder: the rule named reads them, and no other."""

from decimal import Decimal

import pytest

from pipeline.recognise.blockers import BLOCKERS, Blocker
from pipeline.recognise.quantities import QuantityFinder
from pipeline.recognise.rules import RULES, Rule
from pipeline.vocabulary import load_vocabulary

FINDER = QuantityFinder(load_vocabulary())


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("rule", "text", "low", "high", "bound", "unit"),
    [(rule, *example) for rule in RULES for example in rule.reads],
    ids=lambda value: value.name if isinstance(value, Rule) else None,
)
def test_rule_reads(rule: Rule, text: str, low: str, high: str, bound: str, unit: str) -> None:
    quantities, _ = FINDER.find(text)
    assert [(q.quantity.low, q.quantity.high, q.quantity.bound, q.quantity.unit) for q in quantities] == [
        (number(low), number(high), bound, unit)
    ]


@pytest.mark.parametrize(
    ("blocker", "text", "expected"),
    [(blocker, *example) for blocker in BLOCKERS for example in blocker.reads],
    ids=lambda value: value.name if isinstance(value, Blocker) else None,
)
def test_blocker_reads(blocker: Blocker, text: str, expected: str) -> None:
    quantities, numerals = FINDER.find(text)
    assert (expected, blocker.category, blocker.name) in [(text[n.start : n.end], n.category, n.rule) for n in numerals]
    assert quantities == []


@pytest.mark.parametrize(
    ("blocker", "text"),
    [(blocker, text) for blocker in BLOCKERS for text in blocker.rejects],
    ids=lambda value: value.name if isinstance(value, Blocker) else None,
)
def test_blocker_rejects(blocker: Blocker, text: str) -> None:
    assert blocker.name not in {n.rule for n in FINDER.find(text)[1]}


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in RULES for text in rule.rejects],
    ids=lambda value: value.name if isinstance(value, Rule) else None,
)
def test_rule_rejects(rule: Rule, text: str) -> None:
    read = {rule.name, *(name for name in NAMES.get(rule.name, ()))}
    assert not [q for q in FINDER.find(text)[0] if q.rule in read or q.rule.endswith("_" + rule.name)]


NAMES = {"neighbours": ("count_range",), "money_parts": ("money",)}
