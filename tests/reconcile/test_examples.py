"""Every kind fires on its examples and stays silent on the others, whichever kinds run beside it."""

import pytest

from pipeline.reconcile import KINDS, reconcile
from pipeline.reconcile.figures import note_of
from pipeline.reconcile.kind import Example, Kind

FIRES = [(kind, example) for kind in KINDS for example in kind.fires]
SILENT = [(kind, example) for kind in KINDS for example in kind.silent]


def failing(example: Example) -> set[str]:
    note, extraction = note_of(example)
    return {r.kind for r in reconcile(note, extraction, [example.mentions], earlier=example.earlier) if not r.holds}


@pytest.mark.parametrize(("kind", "example"), FIRES, ids=lambda each: getattr(each, "why", getattr(each, "name", "")))
def test_fires(kind: Kind, example: Example) -> None:
    assert kind.name in failing(example)


@pytest.mark.parametrize(("kind", "example"), SILENT, ids=lambda each: getattr(each, "why", getattr(each, "name", "")))
def test_stays_silent(kind: Kind, example: Example) -> None:
    assert failing(example) == set()


def test_every_kind_has_both_sorts_of_examples() -> None:
    assert all(kind.fires and kind.silent for kind in KINDS)
