"""Rows of made notes through Great Expectations to findings, and every way in which a check can fail to run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.check import RECONCILIATION_KINDS, Finding
from pipeline.model.claim import Extraction
from pipeline.model.note import ReadWarning
from pipeline.model.passage import NormalisedNote
from pipeline.model.rows import NOTE_DATASETS
from pipeline.reconcile import KINDS
from pipeline.reconcile.figures import note_of
from pipeline.reconcile.kind import Example
from pipeline.validate import validate
from pipeline.validate.suites import Suite, load_suites
from tests.validate.made import batch_of, with_numerals

GROWTH = next(kind for kind in KINDS if kind.name == "growth_vs_levels")
RELATIONS = next(suite for suite in load_suites() if suite.name == "relations_reconciliations")


@pytest.fixture(scope="module")
def growth() -> tuple[dict[str, Any], dict[str, int]]:
    return batch_of(*made(GROWTH.fires[0]))


def made(example: Example) -> tuple[NormalisedNote, Extraction]:
    note, extraction = note_of(example)
    return note, with_numerals(extraction, note.note.raw_text)


def checks(findings: tuple[Finding, ...], origin: str = "invariant") -> set[str]:
    return {finding.check for finding in findings if finding.origin == origin}


def only(frames: dict[str, Any], name: str = "reconciliations") -> tuple[dict[str, Any], dict[str, int]]:
    return {name: frames[name]}, {name: len(frames[name])}


def with_expectation(suite: Suite, number: int, **changes: Any) -> Suite:
    expectations = list(suite.expectations)
    expectations[number] = {**expectations[number], **changes}
    return replace(suite, expectations=tuple(expectations))


# what is found


def test_a_contradiction_becomes_one_error_with_its_place_and_words(growth: Any) -> None:
    frames, due = growth
    errors = [f for f in validate(frames, due) if f.origin == "source"]
    assert [(f.check, f.severity) for f in errors] == [("growth_vs_levels", "error")]
    assert "12%" in errors[0].message and "110 億元" in errors[0].message_en
    assert errors[0].reconciliation_id and len(errors[0].claim_ids) == 3
    assert errors[0].span is not None


def test_the_place_is_the_first_suspects_figure(growth: Any) -> None:
    frames, due = growth
    found = next(f for f in validate(frames, due) if f.origin == "source")
    claims = {row["claim_id"]: row for row in frames["claims"].to_pylist()}
    assert found.span is not None and found.span.start == claims[found.claim_ids[0]]["start"]


def test_a_clean_note_has_no_finding_in_any_dataset() -> None:
    every = [dataset.name for dataset in NOTE_DATASETS if dataset.name != "findings"]
    frames, due = batch_of(*made(GROWTH.silent[0]), judged=every)
    assert validate(frames, due) == ()


def test_intervals_that_touch_are_a_warning() -> None:
    frames, due = only(_rows([("growth_vs_levels", 10, 11, 11, 12)]))
    found = validate(frames, due)
    assert [(f.check, f.severity) for f in found] == [("touching_intervals", "warning")]


def test_a_point_on_an_end_holds() -> None:
    assert validate(*only(_rows([("sum_to_total", 100, 100, 99, 100)]))) == ()


def test_an_open_end_that_is_touched_is_a_warning() -> None:
    frames, due = only(_rows([("same_fact", 10, None, 9, 10)]))
    frames["reconciliations"]["stated_low_open"] = True
    frames["reconciliations"]["touches"] = True
    assert [f.severity for f in validate(frames, due)] == ["warning"]


def test_an_unbounded_side_meets_everything_on_that_side() -> None:
    assert validate(*only(_rows([("same_fact", 10, None, 12, None), ("same_fact", None, None, None, None)]))) == ()


def test_a_readers_warning_keeps_its_check_and_words() -> None:
    note, extraction = made(GROWTH.silent[0])
    warning = ReadWarning("image_only_page", "第 3 頁只有圖像", "page 3 holds an image only", page=3)
    frames, due = batch_of(replace(note, note=replace(note.note, warnings=(warning,))), extraction)
    found = validate(frames, due)
    assert [(f.check, f.severity, f.origin, f.page, f.message) for f in found] == [
        ("image_only_page", "warning", "extraction", 3, "第 3 頁只有圖像")
    ]


def test_what_could_not_be_decided_is_an_info() -> None:
    note, extraction = made(GROWTH.silent[0])
    claims = (replace(extraction.claims[0], unresolved=("unit",)), *extraction.claims[1:])
    frames, due = batch_of(note, replace(extraction, claims=claims))
    assert [(f.check, f.severity, f.claim_ids) for f in validate(frames, due)] == [
        ("unresolved_unit", "info", (claims[0].claim_id,))
    ]


def test_an_unaccounted_digit_and_a_misplaced_claim_are_invariant_errors() -> None:
    note, extraction = made(GROWTH.silent[0])
    moved = replace(extraction.claims[0], text="999")
    frames, due = batch_of(
        note, replace(extraction, numerals=extraction.numerals[1:], claims=(moved, *extraction.claims[1:]))
    )
    assert {"digits_unaccounted", "text_elsewhere"} <= checks(validate(frames, due))


def test_fingerprints_survive_an_edit_elsewhere_and_tell_repetitions_apart() -> None:
    example = GROWTH.fires[0]
    text = "".join(f"甲公司{c.metric}{c.text}。" for c in example.claims)
    first, longer = (
        next(f for f in validate(*batch_of(*made(replace(example, text=each)))) if f.origin == "source")
        for each in (text, f"本報告更新。{text}")
    )
    assert first.fingerprint == longer.fingerprint and first.span != longer.span
    twice = validate(*only(_rows([("same_fact", 1, 2, 5, 6)] * 2)))
    assert len({f.fingerprint for f in twice}) == 2


# what must not pass in silence


def test_an_expectation_that_is_not_registered() -> None:
    suite = with_expectation(RELATIONS, 0, type="expect_intervals_to_be_pretty")
    found = validate(*only(_rows([("sum_to_total", 1, 2, 1, 2)])), suites=[suite])
    assert "expectation_not_evaluated" in checks(found)
    assert any("expect_intervals_to_be_pretty" in f.message for f in found)


def test_a_suite_that_great_expectations_refuses() -> None:
    suite = with_expectation(RELATIONS, 0, kwargs={"column_list": "stated_low"})
    found = validate(*only(_rows([("sum_to_total", 1, 2, 5, 6)])), suites=[suite])
    assert len(found) == len(RELATIONS.expectations) and checks(found) == {"expectation_not_evaluated"}


def test_an_expectation_about_a_column_that_is_not_there() -> None:
    frames, due = only(_rows([("sum_to_total", 1, 2, 5, 6)]))
    del frames["reconciliations"]["stated_low"]
    assert "expectation_not_evaluated" in checks(validate(frames, due, suites=[RELATIONS]))


def test_an_empty_frame_where_rows_are_due() -> None:
    frames, _ = only(_rows([("sum_to_total", 1, 2, 1, 2)]))
    empty = {"reconciliations": frames["reconciliations"].head(0)}
    assert checks(validate(empty, {"reconciliations": 1})) == {"rows_missing"}
    assert checks(validate({}, {"reconciliations": 1})) == {"rows_missing"}


def test_rows_that_the_report_counts_and_that_are_not_there(growth: Any) -> None:
    frames, due = growth
    fewer = {**frames, "claims": frames["claims"].slice(0, 2)}
    assert "rows_missing" in checks(validate(fewer, {**due, "claims": 2}))


def test_a_dataset_without_a_suite() -> None:
    frames, due = only(_rows([("sum_to_total", 1, 2, 1, 2)]))
    assert checks(validate(frames, due, suites=[replace(RELATIONS, dataset="claims")])) == {"no_suite"}


def test_a_kind_that_no_expectation_looks_at() -> None:
    frames, due = only(_rows([("sum_to_total", 1, 2, 5, 6)]))
    frames["reconciliations"]["kind"] = "sum_of_everything"
    assert "unknown_kind" in checks(validate(frames, due))


def test_a_stored_verdict_that_the_intervals_contradict() -> None:
    frames, due = only(_rows([("sum_to_total", 1, 2, 5, 6)]))
    frames["reconciliations"]["holds"] = True
    assert "verdict_disagrees" in checks(validate(frames, due))


def test_every_kind_has_its_expectation_and_needs_it() -> None:
    """A failing row of each kind gives an error of that kind; without the expectation of a kind its row passes."""
    rows = _rows([(kind, 1, 2, 5, 6) for kind in RECONCILIATION_KINDS])
    found = validate(*only(rows))
    assert {f.check for f in found} == set(RECONCILIATION_KINDS)
    for number in (0, 7, len(RECONCILIATION_KINDS) - 1):
        kept = tuple(e for n, e in enumerate(RELATIONS.expectations) if n != number)
        left = validate(*only(rows), suites=[replace(RELATIONS, expectations=kept)])
        assert set(RECONCILIATION_KINDS) - {f.check for f in left} == {RELATIONS.expectations[number]["meta"]["check"]}


def _rows(intervals: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Reconciliations of given kinds and ends, with the verdict that the ends have."""
    from decimal import Decimal

    import pandas as pd

    from pipeline.model.check import Interval
    from pipeline.model.rows import ReconciliationRow
    from pipeline.reconcile.interval import compare

    rows = []
    for number, (kind, *ends) in enumerate(intervals):
        low, high, from_, to = (None if end is None else Decimal(end) for end in ends)
        verdict = compare(Interval(low, high), Interval(from_, to))
        row: dict[str, Any] = dict.fromkeys(ReconciliationRow._fields)
        row |= {
            "reconciliation_id": f"r{number}", "report_id": "r", "kind": kind, "claim_ids": (), "stated_low": low,
            "stated_high": high, "derived_low": from_, "derived_high": to, "stated_low_open": False,
            "stated_high_open": False, "derived_low_open": False, "derived_high_open": False, "gap": verdict.gap,
            "touches": verdict.touches, "holds": verdict.holds, "formula": "a", "suspects": (), "earlier_claim_ids": (), "start": 0, "end": 1,
            "message": "甲", "message_en": "a", "pipeline_version": "0", "vocabulary_hash": "0",
        }  # fmt: skip
        rows.append(row)
    return {"reconciliations": pd.DataFrame(rows, dtype=object)}


def test_what_no_figure_can_be_is_a_warning_that_names_its_limits() -> None:
    from pipeline.reconcile.figures import figure

    claims = (
        figure("市場份額", "2024", "104.2%"),
        figure("毛利率", "2024", "104.2%"),
        figure("營收", "2024", "-131.0%", basis="yoy", metric_id="revenue"),
        figure("淨利潤", "2024", "-131.0%", basis="yoy", metric_id="net_profit"),
    )
    frames, due = batch_of(*made(Example("limits", claims)), judged=())
    said = {f.message for f in validate(frames, due) if f.check == "implausible_value"}
    assert said == {
        "市場份額 印作 104.2%，應在 0% 至 100% 之間",
        "毛利率 印作 104.2%，應在 -200% 至 100% 之間",
        "營收 印作 -131.0%，應不低於 -100%",
    }
