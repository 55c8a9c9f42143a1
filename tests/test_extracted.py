"""What the whole line writes for the notes of raw/: the same bytes however it is run, in the form that the schemas describe."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from pipeline.cli import exit_code
from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS, NOTE_DATASETS
from tests.shared import ROOT

PER_NOTE = [*(dataset.name for dataset in NOTE_DATASETS), "text"]
NOTES = sorted(path for path in (ROOT / "raw").iterdir() if path.is_file())


def files(out: Path) -> dict[str, bytes]:
    return {f"{name}/{path.name}": path.read_bytes() for name in PER_NOTE for path in (out / name).iterdir()}


def test_order_workers_and_company_do_not_change_a_byte(extracted: Path, tmp_path: Path) -> None:
    half = len(NOTES) // 2
    for some in (NOTES[:half][::-1], NOTES[half:][::-1]):  # in two runs, each backwards
        exit_code(["run", *map(str, some), "--out", str(tmp_path), "--workers", "1"])
    assert len(files(extracted)) > 8 * len(NOTES)
    assert files(tmp_path) == files(extracted)


def as_json(value: Any) -> Any:
    """A value as an exporter to JSON would write it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
def test_every_row_is_as_its_schema_says(dataset: Dataset, extracted: Path) -> None:
    schema = json.loads((ROOT / "schemas" / f"{dataset.name}.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    rows = pq.read_table(extracted / dataset.name).to_pylist()
    assert rows or dataset.name == "waivers"
    for row in rows:
        validator.validate({name: as_json(value) for name, value in row.items()})
    keys = [tuple(row[name] for name in dataset.key) for row in rows]
    assert len(set(keys)) == len(keys)


def test_every_figure_stands_where_it_says(extracted: Path) -> None:
    texts = {path.stem: path.read_bytes().decode() for path in (extracted / "text").iterdir()}
    rows = [row for name in ("claims", "numerals") for row in pq.read_table(extracted / name).to_pylist()]
    assert len(rows) > 500
    for row in rows:
        assert texts[row["report_id"]][row["start"] : row["end"]] == row["text"]


def test_every_reference_leads_to_a_row(extracted: Path) -> None:
    tables = {dataset.name: pq.read_table(extracted / dataset.name).to_pylist() for dataset in NOTE_DATASETS}
    ids = {
        column: {row[column] for row in tables[name]}
        for name, column in (
            ("reports", "report_id"),
            ("claims", "claim_id"),
            ("tables", "table_id"),
            ("figures", "figure_id"),
            ("reconciliations", "reconciliation_id"),
        )
    }
    for name, rows in tables.items():
        for row in rows:
            for column, known in ids.items():
                assert row.get(column) is None or row[column] in known, (name, column)
            assert set(row.get("claim_ids") or []) <= ids["claim_id"], name
