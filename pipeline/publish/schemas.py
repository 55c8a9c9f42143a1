"""JSON Schemas and structural Great Expectations suites, generated from the row types. `make schemas` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.model.columns import NUMBER_DECIMALS, NUMBER_DIGITS, Column, Dataset, Kind
from pipeline.model.rows import DATASETS
from pipeline.publish.files import write_whole

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "json": "VARCHAR",
    "number": f"DECIMAL({NUMBER_DIGITS},{NUMBER_DECIMALS})",
    "integer": "BIGINT",
    "coordinate": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "texts": "VARCHAR[]",
    "integers": "BIGINT[]",
}
_JSON_TYPES: dict[Kind, dict[str, Any]] = {
    "text": {"type": "string"},
    "json": {"type": "string", "contentMediaType": "application/json"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "coordinate": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "integers": {"type": "array", "items": {"type": "integer"}},
}


def generated_files() -> dict[str, str]:
    """Path under `schemas/` → content, for every dataset."""
    files = {}
    for dataset in DATASETS:
        files[f"{dataset.name}.schema.json"] = _text(json_schema(dataset))
        files[f"suites/structure_{dataset.name}.json"] = _text(structure_suite(dataset))
    return files


def write_schemas(folder: Path) -> list[Path]:
    """Write every generated file; returns those that changed."""
    changed = []
    for name, content in generated_files().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            write_whole(path, content.encode())
            changed.append(path)
    return changed


def json_schema(dataset: Dataset) -> dict[str, Any]:
    """JSON Schema (2020-12) of one row, as an exporter to JSON would write it. `x-type` is the column's SQL type, `x-key` the key."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": dataset.name,
        "description": dataset.description,
        "type": "object",
        "properties": {column.name: _property(column) for column in dataset.columns},
        "required": [column.name for column in dataset.columns],
        "additionalProperties": False,
        "x-key": list(dataset.key),
    }


def _property(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"description": column.description, **_JSON_TYPES[column.kind]}
    if column.nullable:
        described["type"] = [described["type"], "null"]
    if column.values:
        described["enum"] = [*column.values, None] if column.nullable else list(column.values)
    return {**described, "x-type": SQL_TYPES[column.kind]}


def structure_suite(dataset: Dataset) -> dict[str, Any]:
    """What holds for any rows of a dataset: columns in order, keys unique, no null where none may be, enumerations, JSON."""
    expectations = [
        _expect("expect_table_columns_to_match_ordered_list", column_list=[c.name for c in dataset.columns])
    ]
    if len(dataset.key) == 1:
        expectations.append(_expect("expect_column_values_to_be_unique", column=dataset.key[0]))
    else:
        expectations.append(_expect("expect_compound_columns_to_be_unique", column_list=list(dataset.key)))
    for column in dataset.columns:
        if not column.nullable:
            expectations.append(_expect("expect_column_values_to_not_be_null", column=column.name))
        if column.values:
            expectations.append(
                _expect("expect_column_values_to_be_in_set", column=column.name, value_set=list(column.values))
            )
        if column.kind == "json":
            expectations.append(_expect("expect_column_values_to_be_json_parseable", column=column.name))
    return {
        "name": f"structure_{dataset.name}",
        "expectations": expectations,
        "meta": {"dataset": dataset.name, "generated": "from pipeline/model/rows.py by make schemas"},
    }


def _expect(kind: str, **kwargs: object) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs}


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
