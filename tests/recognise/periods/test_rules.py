"""Every example that stands beside a rule or a join."""

import pytest

from pipeline.recognise.periods import PeriodFinder
from pipeline.recognise.periods.joins import JOINS
from pipeline.recognise.periods.rules import RULES
from pipeline.vocabulary import load_vocabulary

FINDER = PeriodFinder(load_vocabulary())
BOTH = (*RULES, *JOINS)


def marked(example: str) -> tuple[str, int, int]:
    """The text without its ⟨⟩, and the part between them (the whole where there are none)."""
    text = example.replace("⟨", "").replace("⟩", "")
    if "⟨" not in example:
        return text, 0, len(text)
    return text, example.index("⟨"), example.index("⟩") - 1


@pytest.mark.parametrize(("rule", "example"), [(r.name, e) for r in BOTH for e in r.reads])
def test_reads(rule: str, example: str) -> None:
    text, start, end = marked(example)
    assert (rule, start, end) in [(m.rule, m.start, m.end) for m in FINDER.find(text)]


@pytest.mark.parametrize(("rule", "example"), [(r.name, e) for r in BOTH for e in r.rejects])
def test_rejects(rule: str, example: str) -> None:
    assert rule not in [m.rule for m in FINDER.find(example)]


def test_every_rule_has_examples_and_its_own_name() -> None:
    names = [rule.name for rule in BOTH]
    assert len(names) == len(set(names))
    assert all(rule.reads for rule in BOTH)
