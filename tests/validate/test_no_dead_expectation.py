"""Every expectation of every suite is needed: some broken row is caught by it and by no other of its suite.

Rows are made from the row types: a plain one that nothing objects to, and for each expectation one that breaks it alone. All of
them go through Great Expectations at once, a frame for each suite. With one expectation taken away, its row passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pipeline.model.rows import DATASETS
from pipeline.validate import EVIDENCE
from pipeline.validate.gx import Job, Outcome, run
from pipeline.validate.suites import Suite, load_suites

BY_KIND = {
    "text": "",
    "integer": 1,
    "number": Decimal(1),
    "coordinate": 1.0,
    "boolean": False,
    "json": "{}",
    "texts": (),
}
BLANKS: Mapping[str, Mapping[str, Any]] = {
    **{d.name: {column.name: BY_KIND.get(column.kind, "") for column in d.columns} for d in DATASETS},
    **{name: dict.fromkeys(row._fields, "") for name, row in EVIDENCE.items()},  # type: ignore[attr-defined]
}
"""What a column of each dataset holds in a plain row; the empty text stands for one that differs from row to row."""
SUITES = load_suites()
Row = dict[str, Any]
Place = tuple[str, int]  # suite, number of the expectation
MARK = "mark"


@dataclass(frozen=True, slots=True)
class Judged:
    """What every expectation said of the rows that break one each."""

    rows: dict[Place, set[Any]]  # marks of the rows that it caught
    tables: dict[Place, bool]  # of an expectation about a table: whether it objects to columns in another order


def plain(dataset: str, number: int) -> Row:
    """A row that its suites have nothing to say against. Keys differ by number."""
    row = {name: value if value != "" else f"{name} {number}" for name, value in BLANKS[dataset].items()}
    for suite in SUITES:
        if suite.dataset == dataset:
            for each in suite.expectations:
                row |= suited(each)
    return row


def suited(expectation: Mapping[str, Any]) -> Row:
    """What a row must hold beyond its types for an expectation to hold."""
    kwargs, kind = expectation["kwargs"], expectation["type"]
    if kind == "expect_column_values_to_be_in_set":
        return {kwargs["column"]: kwargs["value_set"][0]}
    if kind == "expect_column_values_to_be_json_parseable":
        return {kwargs["column"]: "{}"}
    if kind == "expect_column_values_to_be_null":
        return {kwargs["column"]: None}
    if kind == "expect_column_pair_values_to_be_equal":
        return {kwargs["column_A"]: "18.6%", kwargs["column_B"]: "18.6%"}
    if kind == "expect_intervals_to_meet" and "row_condition" not in kwargs:
        return dict(zip(kwargs["column_list"], (1, 2, 1, 2), strict=True))
    if kind == "expect_verdicts_to_agree":
        return dict(zip(kwargs["column_list"], (1, 2, 1, 2, False, False, False, False, True, False), strict=True))
    return {}


def broken(dataset: str, expectation: Mapping[str, Any], number: int) -> Iterator[Row]:
    """A row (two, where only a repetition breaks it) to which this expectation objects, and no other of its suite."""
    kwargs, row = expectation["kwargs"], plain(dataset, number)
    columns = kwargs.get("column_list", [])
    match expectation["type"]:
        case "expect_column_values_to_not_be_null":
            yield row | {kwargs["column"]: None}
        case "expect_column_values_to_be_in_set":
            yield row | {kwargs["column"]: 99 if isinstance(kwargs["value_set"][0], int) else "no such"}
        case "expect_column_values_to_be_json_parseable":
            yield row | {kwargs["column"]: "{"}
        case "expect_column_values_to_be_null":
            yield row | {kwargs["column"]: "image_only_page"}
        case "expect_column_pair_values_to_be_equal":
            yield row | {kwargs["column_B"]: "999"}
        case "expect_column_values_to_be_unique":
            yield row
            yield plain(dataset, -number) | {kwargs["column"]: row[kwargs["column"]]}
        case "expect_compound_columns_to_be_unique":
            yield row
            yield plain(dataset, -number) | {name: row[name] for name in columns}
        case "expect_intervals_to_meet":
            apart = dict(zip(columns, (1, 2, 5, 6), strict=True)) | ({"holds": False} if "holds" in row else {})
            condition = kwargs.get("row_condition")
            yield row | apart | ({condition["column"]["name"]: condition["parameter"]} if condition else {})
        case "expect_intervals_to_overlap":
            yield row | dict(zip(columns, (1, 2, 2, 3, False, False, False, False), strict=True)) | {"touches": True}
        case "expect_verdicts_to_agree":
            yield row | {"holds": False}


def is_about_table(expectation: Mapping[str, Any]) -> bool:
    return bool(expectation["type"].startswith("expect_table"))


def frame_of(suite: Suite) -> pd.DataFrame:
    """Rows that break one expectation each, marked by its number; a plain row is marked −1."""
    rows: list[Row] = [plain(suite.dataset, 0) | {MARK: -1}]
    for number, each in enumerate(suite.expectations):
        rows += [row | {MARK: number} for row in broken(suite.dataset, each, number + 1)]
    return pd.DataFrame(rows, dtype=object)


@pytest.fixture(scope="module")
def judged() -> Judged:
    jobs = [Job((each,), frame_of(each), (MARK,)) for each in SUITES]
    rows: dict[Place, set[Any]] = {}
    tables: dict[Place, bool] = {}
    for job, outcome in run(jobs):
        place = (outcome.suite.name, outcome.number)
        assert outcome.problem is None, outcome
        if is_about_table(outcome.declared):
            tables[place] = objects_to_order(outcome, job)
        else:
            rows[place] = {key[0] for key in outcome.rows}
    return Judged(rows, tables)


def objects_to_order(outcome: Outcome, job: Job) -> bool:
    """The frame has one column too many, MARK: an expectation about its columns must object."""
    return not outcome.success and MARK in job.frame.columns


EVERY = [(suite, number) for suite in SUITES for number in range(len(suite.expectations))]


@pytest.mark.parametrize(("suite", "number"), EVERY, ids=lambda each: getattr(each, "name", each))
def test_without_an_expectation_a_broken_row_passes(suite: Suite, number: int, judged: Judged) -> None:
    place = (suite.name, number)
    if is_about_table(suite.expectations[number]):
        assert judged.tables[place]
        return
    assert number in judged.rows[place]
    left = [n for n in range(len(suite.expectations)) if n != number and (suite.name, n) in judged.rows]
    assert [n for n in left if number in judged.rows[suite.name, n]] == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_nothing_objects_to_a_plain_row(suite: Suite, judged: Judged) -> None:
    assert not any(-1 in marks for (name, _), marks in judged.rows.items() if name == suite.name)
