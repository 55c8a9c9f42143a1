"""Row types say everything that the contract asks of them."""

from decimal import Decimal
from typing import get_args

import pytest

from pipeline.model.check import ReconciliationKind
from pipeline.model.columns import Dataset
from pipeline.model.note import Format
from pipeline.model.rows import DATASETS, NOTE_DATASETS, ClaimRow

by_name = {dataset.name: dataset for dataset in DATASETS}
EVERY = pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)


@EVERY
def test_every_column_is_described_and_named_once(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    assert len(set(names)) == len(names)
    assert dataset.description
    assert all(column.description.strip() for column in dataset.columns)


@EVERY
def test_a_key_is_made_of_columns_that_are_never_null(dataset: Dataset) -> None:
    assert dataset.key
    assert not any(dataset.column(name).nullable for name in dataset.key)


@EVERY
def test_rows_that_belong_to_a_note_say_which_and_read_by_what(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    assert ("report_id" in names) == (dataset.name not in {"runs", "waivers"})
    if dataset.per_note:
        assert names[-2:] == ["pipeline_version", "vocabulary_hash"]


def test_types_enumerations_and_nulls_are_read_off_the_annotations() -> None:
    claims = by_name["claims"]
    assert claims.row_type is ClaimRow
    assert claims.column("low").kind == "number"
    assert claims.column("low").nullable
    assert claims.column("qualifiers").kind == "json"
    assert not claims.column("qualifiers").nullable
    assert claims.column("basis").values[0] == "yoy"
    assert claims.column("basis").nullable
    assert claims.column("inferred").kind == "texts"
    assert by_name["tables"].column("pages").kind == "integers"
    assert by_name["reconciliations"].column("kind").values == get_args(ReconciliationKind)
    assert by_name["reports"].column("format").values == get_args(Format)


def test_no_column_of_a_note_depends_on_path_or_clock() -> None:
    apart = {"uri", "name", "path", "received_at", "started_at", "finished_at", "run_id"}
    assert not apart & {column.name for dataset in NOTE_DATASETS for column in dataset.columns}


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"claims\.value"):
        by_name["claims"].column("value")


def test_a_row_is_immutable() -> None:
    row = by_name["runs"].row_type(*range(len(by_name["runs"].columns)))
    with pytest.raises(AttributeError):
        row.notes = Decimal(1)
