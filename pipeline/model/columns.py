"""Columns and datasets, read off row types: the one description that files, schemas and checks are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

Json = NewType("Json", str)
"""A JSON document as text: keys sorted, no spaces, characters as they are."""

Kind = Literal["text", "json", "number", "integer", "coordinate", "boolean", "date", "timestamp", "texts", "integers"]

NUMBER_DIGITS, NUMBER_DECIMALS = 38, 9  # DECIMAL(38,9): what a `number` column holds, exactly or not at all

_KINDS: dict[Any, Kind] = {
    str: "text",
    Json: "json",
    Decimal: "number",
    int: "integer",
    float: "coordinate",
    bool: "boolean",
    date: "date",
    datetime: "timestamp",
    tuple[str, ...]: "texts",
    tuple[int, ...]: "integers",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `values` is its enumeration, empty where it has none."""

    name: str
    kind: Kind
    nullable: bool
    values: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """One dataset, itself and no other. `per_note`: a function of the note's bytes, the settings and the versions, which stand on each row."""

    name: str
    row_type: type
    key: tuple[str, ...]
    description: str
    per_note: bool
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Raises KeyError where there is none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


VERSION_COLUMNS = (
    Column("pipeline_version", "text", False, (), "Version of brokernotes that read the note."),
    Column("vocabulary_hash", "text", False, (), "Hash of the vocabulary, the user's own lines included."),
)
"""Stand last in every per-note dataset; one value for all rows of a run, so the row types leave them out."""


def dataset(name: str, row_type: type, key: Sequence[str], *, per_note: bool = True) -> Dataset:
    """The dataset of a row type: a NamedTuple whose fields are `Annotated[type, description]`, whose docstring describes it."""
    hints = get_type_hints(row_type, include_extras=True)
    columns = tuple(_column(field, hints[field]) for field in row_type._fields)  # type: ignore[attr-defined]
    return Dataset(
        name, row_type, tuple(key), str(row_type.__doc__), per_note, columns + (VERSION_COLUMNS if per_note else ())
    )


def _column(name: str, hint: Any) -> Column:
    declared, description = get_args(hint) if get_origin(hint) is Annotated else (hint, "")
    options = get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)
    nullable = type(None) in options
    (bare,) = (option for option in options if option is not type(None))
    if get_origin(bare) is Literal:
        return Column(name, "text", nullable, get_args(bare), description)
    return Column(name, _KINDS[bare], nullable, (), description)
