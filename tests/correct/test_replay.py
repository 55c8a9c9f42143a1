"""Corrections made on what was read, or reported as stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.correct import CORRECTABLE, Corrections, replay
from pipeline.model.claim import Extraction
from pipeline.model.correction import Correction, Replayed
from pipeline.model.rows import ClaimRow
from pipeline.validate import evidence_of
from pipeline.vocabulary import load_vocabulary
from tests.publish import made

GROWTH = replace(
    made.GROWTH, unresolved=("unit", "period"), inferred=("period",), evidence=(("period", made.span("第三季")),)
)
EXTRACTION = replace(made.EXTRACTION, claims=(GROWTH,), views=())


def line(
    column: str, old: str, new: str, claim_id: str = GROWTH.claim_id, report: str | None = made.REPORT
) -> Correction:
    return Correction(claim_id, column, old, new, "陳", "看過原文", report, "o.csv:2")


def replayed(*lines: Correction, extraction: Extraction = EXTRACTION) -> tuple[Any, tuple[Replayed, ...]]:
    new, met = replay(made.REPORT, extraction, Corrections(lines))
    return new.claims[0], met


def test_a_correction_is_made_where_the_column_holds_what_it_says() -> None:
    claim, (met,) = replayed(line("unit", GROWTH.quantity.unit or "", "HKD"))
    assert met.made
    assert claim.quantity.unit == "HKD"
    assert claim.unresolved == ("period",)
    assert claim.corrections == (met.correction,)


def test_one_end_of_a_single_number_stands_for_both_and_a_line_for_each_for_its_own() -> None:
    low = CORRECTABLE["low"].text(GROWTH)
    claim, _ = replayed(line("low", f"{low}.0", "31"))
    assert (claim.quantity.low, claim.quantity.high) == (Decimal(31), Decimal(31))
    claim, _ = replayed(line("low", low, "31"), line("high", low, "33"))
    assert (claim.quantity.low, claim.quantity.high) == (Decimal(31), Decimal(33))


def test_a_period_brings_its_days_and_loses_the_words_it_was_taken_from() -> None:
    old = CORRECTABLE["period"].text(GROWTH)
    claim, _ = replayed(line("period", old, "2023H2"))
    assert (claim.period.label, claim.period.start, claim.period.end) == (
        "2023H2",
        date(2023, 7, 1),
        date(2023, 12, 31),
    )
    assert (claim.inferred, claim.unresolved, claim.evidence) == ((), ("unit",), ())
    claim, _ = replayed(line("period", old, ""))
    assert claim.period is None


@pytest.mark.parametrize(
    ("correction", "found", "said"),
    [
        (line("unit", "TWD", "HKD"), "percent", "it is now read as percent"),
        (line("unit", "TWD", "percent"), "percent", "without the correction; the line can go"),
        (line("unit", "TWD", "HKD", claim_id="gone"), None, "the note has no such figure any more"),
    ],
)
def test_a_stale_one_is_left_and_told(correction: Correction, found: str | None, said: str) -> None:
    claim, (met,) = replayed(correction)
    assert not met.made
    assert met.found == found
    assert claim == GROWTH
    (row,) = evidence_of(made.NOTE, EXTRACTION, load_vocabulary(), [met])["corrections"]
    assert row.old != row.found  # type: ignore[attr-defined]
    assert said in row.message_en  # type: ignore[attr-defined]


def test_lines_of_other_notes_are_no_concern() -> None:
    assert replayed(line("unit", "TWD", "HKD", claim_id="other", report="another")) == (GROWTH, ())
    assert replayed(line("unit", "TWD", "HKD", claim_id="other", report=None)) == (GROWTH, ())


def test_a_view_takes_the_corrected_number_too() -> None:
    claim = replace(GROWTH, quantity=replace(GROWTH.quantity, low=Decimal(40), high=Decimal(40), unit="CNY"))
    view = replace(made.EXTRACTION.views[0], claim_ids=(claim.claim_id,), target_low=Decimal(40), target_high=Decimal(42),
                   target_currency="CNY")  # fmt: skip
    extraction = replace(EXTRACTION, claims=(claim,), views=(view,))
    new, _ = replay(made.REPORT, extraction, Corrections((line("low", "40", "41"), line("unit", "CNY", "HKD"))))
    assert (new.views[0].target_low, new.views[0].target_high) == (Decimal(41), Decimal(42))
    assert new.views[0].target_currency == "HKD"


def test_every_column_that_can_be_corrected_is_a_column_and_reads_what_it_writes() -> None:
    assert set(CORRECTABLE) < set(ClaimRow._fields)
    for name, column in CORRECTABLE.items():
        text = column.text(GROWTH)
        if text or column.column.nullable:
            again = column.set(GROWTH, column.value(text))
            assert column.text(again) == text, name
