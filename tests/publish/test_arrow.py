"""Numbers are stored exactly or refused, and a null stands only where it may."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pipeline.errors import UnstorableValueError
from pipeline.model.rows import DATASETS, SourceRow
from pipeline.publish.arrow import packed, schema_of, table_of, unpacked

by_name = {dataset.name: dataset for dataset in DATASETS}
CLAIM_COLUMNS = by_name["claims"].columns[:-2]
MOMENT = datetime(2025, 1, 3, 1, 2, 3, tzinfo=UTC)


def claim(**columns: Any) -> tuple[Any, ...]:
    base: dict[str, Any] = {
        "text": "x",
        "json": "{}",
        "number": Decimal(1),
        "integer": 1,
        "boolean": False,
        "texts": (),
    }
    row = {c.name: None if c.nullable else (c.values[0] if c.values else base[c.kind]) for c in CLAIM_COLUMNS}
    return tuple((row | columns).values())


def claims(*rows: tuple[Any, ...]) -> pa.Table:
    return table_of(by_name["claims"], rows, ("0.1.0", "abc"))


def test_tables_are_the_same_in_another_process() -> None:
    tables = {"claims": claims(claim(text="12.5%"), claim(low=None)), "none": schema_of(by_name["facts"]).empty_table()}
    handed_over = unpacked(packed(tables))
    assert list(handed_over) == list(tables)
    for name, table in tables.items():
        assert handed_over[name].equals(table) and handed_over[name].schema.equals(table.schema, check_metadata=True)


def test_an_empty_table_has_every_column() -> None:
    assert claims().schema == schema_of(by_name["claims"])
    assert claims().num_rows == 0


@pytest.mark.parametrize(
    "value", ["0.000000001", "-12345678901234567890123456789.123456789", "1E+28", "5.000000000000"]
)
def test_a_number_within_the_type_comes_back_unchanged(value: str) -> None:
    assert claims(claim(low=Decimal(value)))["low"].to_pylist() == [Decimal(value)]


@pytest.mark.parametrize("value", ["0.0000000001", "1E+29", "123456789012345678901234567890", "NaN", "Infinity"])
def test_a_number_beyond_the_type_is_an_error_that_names_column_and_value(value: str) -> None:
    with pytest.raises(UnstorableValueError, match=r"claims\.low") as caught:
        claims(claim(), claim(low=Decimal(value)))
    assert repr(Decimal(value)) in str(caught.value)


def test_a_float_is_never_a_number() -> None:
    with pytest.raises(UnstorableValueError, match=r"claims\.high.*0\.1"):
        claims(claim(high=0.1))


def test_a_null_where_none_may_be_is_an_error() -> None:
    with pytest.raises(UnstorableValueError, match=r"claims\.text"):
        claims(claim(text=None))


def test_versions_stand_on_each_row() -> None:
    assert claims(claim(), claim())["vocabulary_hash"].to_pylist() == ["abc", "abc"]


def test_moments_are_stored_with_their_zone() -> None:
    row = SourceRow("r", "file:///x", "ab", 3, MOMENT, None)
    table = table_of(by_name["sources"], [row])
    assert table["received_at"].to_pylist() == [MOMENT]
    assert table.schema.field("received_at").type.tz == "UTC"


def test_a_moment_without_a_zone_is_refused() -> None:
    row = SourceRow("r", "file:///x", "ab", 3, MOMENT.replace(tzinfo=None), None)
    with pytest.raises(UnstorableValueError, match=r"sources\.received_at.*zone"):
        table_of(by_name["sources"], [row])
