"""What a folder of datasets holds, as a warehouse is to hold it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.errors import StorageError
from pipeline.model.columns import Dataset
from pipeline.model.rows import NOTE_DATASETS
from pipeline.publish.arrow import schema_of
from pipeline.publish.files import write_whole
from pipeline.publish.parquet import note_file, read_note, read_table, row_count
from pipeline.warehouse.layout import ROW_VERSION

NOTES_AT_ONCE = 500  # loaded and committed together


def identity(path: Path) -> str:
    """A name for the folder that no other has, kept in the file `path`: two folders must not share a dataset."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, secrets.token_hex(8).encode())
    return path.read_text(encoding="ascii").strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """A note as it was last read. `version`: 16 hex digits over all its rows, so that a note that came out the same is not
    loaded again, whatever it was read by. `rows`: how many, by dataset."""

    version: str
    rows: dict[str, int]


def readings(folder: Path, report_ids: Collection[str]) -> dict[str, Reading]:
    """report_id → reading, of notes that are in the folder."""
    return {report_id: _reading(folder, report_id) for report_id in sorted(report_ids)}


def _reading(folder: Path, report_id: str) -> Reading:
    digest, rows = hashlib.sha256(report_id.encode()), {}
    for dataset in NOTE_DATASETS:
        path = note_file(folder, dataset, report_id)
        if path.exists():
            content = path.read_bytes()
            digest.update(f"\x1f{dataset.name}\x1f".encode() + content)
            rows[dataset.name] = row_count(content)
    return Reading(digest.hexdigest()[:16], rows)


def parts(report_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The notes in lists that are good to load together."""
    for at in range(0, len(report_ids), NOTES_AT_ONCE):
        yield report_ids[at : at + NOTES_AT_ONCE]


def rows_of(folder: Path, row_versions: Mapping[str, str]) -> dict[str, pa.Table]:
    """All rows of these notes, by dataset, as they are to be loaded. Raises StorageError for a key that is there twice."""
    tables: dict[str, list[pa.Table]] = {dataset.name: [schema_of(dataset).empty_table()] for dataset in NOTE_DATASETS}
    marks: dict[str, list[str]] = {dataset.name: [] for dataset in NOTE_DATASETS}
    for report_id, row_version in row_versions.items():
        for name, table in read_note(folder, report_id).items():
            tables[name].append(table)
            marks[name] += [row_version] * table.num_rows
    loaded = {}
    for dataset in NOTE_DATASETS:
        table = pa.concat_tables(tables[dataset.name])
        _assert_unique(dataset, table)
        loaded[dataset.name] = _marked(loadable(table), marks[dataset.name])
    return loaded


def rows_of_none(dataset: Dataset) -> pa.Table:
    """No rows, all columns."""
    table = loadable(schema_of(dataset).empty_table())
    return _marked(table, []) if dataset.per_note else table


def _marked(table: pa.Table, row_versions: Sequence[str]) -> pa.Table:
    field = pa.field(ROW_VERSION.name, pa.string(), nullable=False)
    return table.append_column(field, pa.array(row_versions, pa.string()))


def state_of(folder: Path, dataset: Dataset) -> pa.Table:
    """A dataset that is kept in one piece."""
    path = folder / dataset.name / f"{dataset.name}.parquet"
    table = read_table(path).cast(schema_of(dataset)) if path.exists() else schema_of(dataset).empty_table()
    _assert_unique(dataset, table)
    return loadable(table)


def loadable(table: pa.Table) -> pa.Table:
    """Lists as JSON: warehouses differ in what they make of them."""
    for at, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            texts = [
                None if value is None else json.dumps(value, ensure_ascii=False) for value in table[at].to_pylist()
            ]
            table = table.set_column(
                at, pa.field(field.name, pa.string(), field.nullable), pa.array(texts, pa.string())
            )
    return table


def _assert_unique(dataset: Dataset, table: pa.Table) -> None:
    keys = table.select(list(dataset.key))
    if keys.group_by(list(dataset.key)).aggregate([]).num_rows != keys.num_rows:
        raise StorageError(
            f"{dataset.name}: {', '.join(dataset.key)} is there twice; nothing of these notes was loaded"
        )
