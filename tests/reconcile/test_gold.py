"""On the annotated notes, read perfectly, the real contradictions are found and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model.check import Reconciliation
from pipeline.reconcile import reconcile
from tests.reconcile.gold import gold_note


def failing(shared: Path, name: str) -> list[Reconciliation]:
    return [r for r in reconcile(*gold_note(shared, name)) if not r.holds]


def test_two_stretches_of_time_of_the_example_note_and_nothing_else(shared: Path) -> None:
    found = failing(shared, "000_16541b92585d3b42")
    assert [(r.kind, r.formula) for r in found] == [("elapsed_time", "2025 − 2017"), ("elapsed_time", "2025 − 2016")]


def test_the_revenue_of_one_broker_and_nothing_else(shared: Path) -> None:
    found = failing(shared, "aa_1484395")
    assert {r.kind for r in found} == {"text_vs_table"}
    assert {r.suspects[0] for r in found} == {"aa_1484395:1631"}


@pytest.mark.parametrize("name", ["aa_1482571", "aa_1484309", "udn-com_8b2c7747"])
def test_the_others_are_silent(shared: Path, name: str) -> None:
    assert failing(shared, name) == []
