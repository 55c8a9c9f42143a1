"""Arrow schemas from the row types, and rows into Arrow tables: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from pipeline.errors import UnstorableValueError
from pipeline.model.columns import NUMBER_DECIMALS, NUMBER_DIGITS, VERSION_COLUMNS, Column, Dataset, Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "json": pa.string(),
    "number": pa.decimal128(NUMBER_DIGITS, NUMBER_DECIMALS),
    "integer": pa.int64(),
    "coordinate": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "texts": pa.list_(pa.field("element", pa.string(), nullable=False)),
    "integers": pa.list_(pa.field("element", pa.int64(), nullable=False)),
}


@cache
def schema_of(dataset: Dataset) -> pa.Schema:
    """Types and nullability of every column, in order."""
    return pa.schema([pa.field(c.name, ARROW_TYPES[c.kind], nullable=c.nullable) for c in dataset.columns])


def table_of(dataset: Dataset, rows: Sequence[tuple[Any, ...]], versions: tuple[str, ...] = ()) -> pa.Table:
    """The rows of one dataset as a table. `versions` are the values of VERSION_COLUMNS, for a per-note dataset.

    Raises UnstorableValueError for a number that DECIMAL(38,9) cannot hold exactly and for a null where none may be."""
    own = dataset.columns[: len(dataset.columns) - len(VERSION_COLUMNS)] if dataset.per_note else dataset.columns
    columns = zip(*rows, strict=True) if rows else ((),) * len(own)
    arrays = [_array(dataset, column, values) for column, values in zip(own, columns, strict=True)]
    arrays += [pa.repeat(pa.scalar(version, pa.string()), len(rows)) for version in versions]
    return pa.Table.from_arrays(arrays, schema=schema_of(dataset))


def packed(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Each table as an Arrow stream, with its exact schema."""
    streams = {}
    for name, table in tables.items():
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table)
        streams[name] = stream.getvalue().to_pybytes()
    return streams


def unpacked(streams: Mapping[str, bytes]) -> dict[str, pa.Table]:
    """The tables that were packed."""
    return {name: pa.ipc.open_stream(stream).read_all() for name, stream in streams.items()}


def _array(dataset: Dataset, column: Column, values: tuple[Any, ...]) -> pa.Array:
    if column.kind == "timestamp":  # Arrow would take a naive one for UTC
        for moment in values:
            if moment is not None and moment.tzinfo is None:
                raise UnstorableValueError(f"{dataset.name}.{column.name}", moment, "a moment needs its time zone")
    kind = ARROW_TYPES[column.kind]
    if values[:1] == (None,) and values.count(None) == len(values) and column.nullable:  # most columns of most notes
        return pa.nulls(len(values), kind)
    try:
        array = pa.array(values, type=kind, size=len(values))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise UnstorableValueError(f"{dataset.name}.{column.name}", _culprit(column, values), str(error)) from error
    if array.null_count and not column.nullable:
        raise UnstorableValueError(f"{dataset.name}.{column.name}", None, "the column may not be null")
    return array


def _culprit(column: Column, values: Sequence[Any]) -> object:
    for value in values:
        try:
            pa.array([value], type=ARROW_TYPES[column.kind])
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            return value
    return None
