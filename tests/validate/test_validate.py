"""A made note through reconcile, rows and Great Expectations to findings."""

from __future__ import annotations

from pipeline.reconcile import KINDS
from pipeline.reconcile.figures import note_of
from pipeline.validate import validate
from tests.validate.made import batch_of

GROWTH = next(kind for kind in KINDS if kind.name == "growth_vs_levels")


def test_a_contradiction_becomes_one_error_with_its_place_and_words() -> None:
    frames, due = batch_of(*note_of(GROWTH.fires[0]))
    errors = [f for f in validate(frames, due) if f.severity == "error" and f.origin == "source"]
    assert [f.check for f in errors] == ["growth_vs_levels"]
    assert "12%" in errors[0].message and "110 億元" in errors[0].message_en
    assert errors[0].span is not None and errors[0].reconciliation_id
