"""How the tables of a warehouse are laid out, and what a newer version of the pipeline may change about it.

A dataset of notes is kept as `<name>_rows`, whose rows carry the `row_version` of the note they belong to, and is read through the
view `<name>`. `reports` is the exception: its one row for each note names the version that counts, and so is the commit mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.columns import NUMBER_DECIMALS, NUMBER_DIGITS, Column, Dataset, Kind
from pipeline.model.rows import DATASETS

ROW_VERSION = Column("row_version", "text", False, (), "The reading of the note that the row belongs to.")

Hints = dict[str, object]
"""What dlt is told of one column."""

_TYPES: dict[Kind, Hints] = {
    "text": {"data_type": "text"},
    "json": {"data_type": "json"},
    "number": {"data_type": "decimal", "precision": NUMBER_DIGITS, "scale": NUMBER_DECIMALS},
    "integer": {"data_type": "bigint"},
    "coordinate": {"data_type": "double"},
    "boolean": {"data_type": "bool"},
    "date": {"data_type": "date"},
    "timestamp": {"data_type": "timestamp"},
    "texts": {"data_type": "json"},
    "integers": {"data_type": "json"},
}

Layout = dict[str, dict[str, str]]
"""Table → column → kind, a `?` after it where it may be null; in the order of the table."""


@dataclass(frozen=True, slots=True)
class Changes:
    """From a layout to another: what may be added, and what stands in the way."""

    added: tuple[str, ...]
    refused: tuple[str, ...]


def table_name(dataset: Dataset) -> str:
    """The table that holds the rows of a dataset."""
    return f"{dataset.name}_rows" if dataset.per_note and dataset.name != "reports" else dataset.name


def columns_of(dataset: Dataset) -> tuple[Column, ...]:
    """The columns of that table."""
    return (*dataset.columns, ROW_VERSION) if dataset.per_note else dataset.columns


def hints_of(dataset: Dataset) -> dict[str, Hints]:
    """Types and nullability for dlt, by column."""
    return {column.name: {**_TYPES[column.kind], "nullable": column.nullable} for column in columns_of(dataset)}


def current_layout() -> Layout:
    """That of this version of the pipeline."""
    return {
        table_name(dataset): {c.name: c.kind + ("?" if c.nullable else "") for c in columns_of(dataset)}
        for dataset in DATASETS
    }


def changes(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Changes:
    """A new table and a new column that may be null are additions; anything else would lose rows or break readers."""
    added, refused = [], []
    for table, columns in new.items():
        if table not in old:
            added.append(f"table {table}")
            continue
        for name, kind in columns.items():
            before = old[table].get(name)
            if before is None and kind.endswith("?"):
                added.append(f"column {table}.{name} ({kind.rstrip('?')})")
            elif before is None:
                refused.append(f"{table}.{name} is new and may not be null, but the rows that are there have none")
            elif before.rstrip("?") != kind.rstrip("?"):
                refused.append(f"{table}.{name} is {before.rstrip('?')} in the warehouse and {kind.rstrip('?')} here")
            elif before != kind:
                refused.append(
                    f"{table}.{name} {_null(before)} be null in the warehouse, and {_null(kind)} be null here"
                )
        refused += [f"{table}.{name} is in the warehouse and not here" for name in old[table] if name not in columns]
    refused += [f"table {table} is in the warehouse and not here" for table in old if table not in new]
    return Changes(tuple(added), tuple(refused))


def merged(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Layout:
    """The new layout with the columns in the order in which they came: views can be replaced where theirs are added last."""
    return {
        table: {
            **{name: columns[name] for name in old.get(table, {}) if name in columns},
            **columns,
        }
        for table, columns in new.items()
    }


def _null(kind: str) -> str:
    return "may" if kind.endswith("?") else "may not"
