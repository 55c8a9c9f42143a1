"""The files under schemas/ are those that the row types give, and say the same as the Arrow types."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS
from pipeline.publish.schemas import generated_files, json_schema, write_schemas
from tests.shared import ROOT

EVERY = pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
SAMPLES: dict[str, Any] = {
    "text": "x",
    "json": "{}",
    "number": Decimal("1.5"),
    "integer": 1,
    "coordinate": 1.5,
    "boolean": True,
    "date": "2025-01-03",
    "timestamp": "2025-01-03T00:00:00Z",
    "texts": ["x"],
    "integers": [1],
}


@pytest.mark.parametrize("name", generated_files())
def test_the_file_is_up_to_date(name: str) -> None:
    path = ROOT / "schemas" / name
    assert path.is_file(), f"{path} is missing: run `make schemas`"
    assert path.read_text(encoding="utf-8") == generated_files()[name], f"{path} is out of date: run `make schemas`"


def test_no_generated_file_outlives_its_dataset() -> None:
    schemas = ROOT / "schemas"
    here = {path.relative_to(schemas).as_posix() for path in schemas.rglob("*.schema.json")}
    here |= {path.relative_to(schemas).as_posix() for path in schemas.rglob("structure_*.json")}
    assert here == set(generated_files())


def test_writing_twice_changes_nothing(tmp_path: Any) -> None:
    assert len(write_schemas(tmp_path)) == len(generated_files())
    assert write_schemas(tmp_path) == []


def sample(dataset: Dataset, *, null: bool) -> dict[str, Any]:
    return {
        c.name: None if null and c.nullable else (c.values[0] if c.values else SAMPLES[c.kind]) for c in dataset.columns
    }


@EVERY
def test_the_json_schema_takes_a_right_row_and_refuses_a_wrong_one(dataset: Dataset) -> None:
    schema = json_schema(dataset)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for null in (True, False):
        assert not list(validator.iter_errors(sample(dataset, null=null)))
    for column in dataset.columns:
        right = sample(dataset, null=False)
        assert list(validator.iter_errors({k: v for k, v in right.items() if k != column.name}))
        assert list(validator.iter_errors({**right, column.name: {"not": "a value"}}))
        if column.values:
            assert list(validator.iter_errors({**right, column.name: "no such word"}))
        if not column.nullable:
            assert list(validator.iter_errors({**right, column.name: None}))
    assert list(validator.iter_errors({**sample(dataset, null=False), "extra": 1}))


def arrow_sample(dataset: Dataset) -> dict[str, Any]:
    moment = datetime.fromisoformat(SAMPLES["timestamp"])
    own = {"date": moment.date(), "timestamp": moment}
    return {c.name: c.values[0] if c.values else own.get(c.kind, SAMPLES[c.kind]) for c in dataset.columns}


@EVERY
def test_great_expectations_reads_the_suite_and_finds_what_is_wrong(dataset: Dataset) -> None:
    gx = pytest.importorskip("great_expectations")
    pandas = pytest.importorskip("pandas")
    suite = gx.ExpectationSuite(**json.loads(generated_files()[f"suites/structure_{dataset.name}.json"]))
    right = arrow_sample(dataset)
    wrong = {**right, **{c.name: "no such word" for c in dataset.columns if c.values}}
    wrong |= {c.name: "{" for c in dataset.columns if c.kind == "json"}
    nulls = {c.name: None for c in dataset.columns}
    good = _validate(gx, suite, pandas.DataFrame([right]))
    assert good.success, [r.expectation_config for r in good.results if not r.success]
    assert len(good.results) == len(suite.expectations)
    bad = _validate(gx, suite, pandas.DataFrame([wrong, wrong, nulls]))
    passed = [r.expectation_config.type for r in bad.results if r.success]
    assert passed == ["expect_table_columns_to_match_ordered_list"]


def _validate(gx: Any, suite: Any, frame: Any) -> Any:
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    return batch.validate(suite)
