"""Every kind has a page, with its formula, an example and what it leaves alone."""

from __future__ import annotations

import pytest

from pipeline.model.check import RECONCILIATION_KINDS
from pipeline.reconcile import KINDS
from tests.shared import ROOT

PAGES = ROOT / "docs" / "checks"


def test_every_kind_of_the_model_is_looked_for() -> None:
    assert {kind.name for kind in KINDS} == set(RECONCILIATION_KINDS)


@pytest.mark.parametrize("kind", RECONCILIATION_KINDS)
def test_a_kind_has_its_page(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text("utf-8")
    assert page.startswith(f"# `{kind}`")
    assert all(part in page for part in ("**Formula.**", "**Found where**", "**Example.**", "**Not flagged.**"))
    assert f"({kind}.md)" in (PAGES / "index.md").read_text("utf-8")
