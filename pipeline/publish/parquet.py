"""One note's rows as Parquet files under `extracted/<dataset>/<report_id>.parquet`, its raw text beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model.columns import Dataset
from pipeline.model.rows import ACROSS, DATASETS, NOTE_DATASETS
from pipeline.publish.arrow import schema_of
from pipeline.publish.files import write_whole

BETWEEN = "across"  # folder, in that of a dataset, of rows that depend on other notes
EMPTY = "empty.parquet"  # no rows, all columns: a dataset can be queried before its first row


def write_note(folder: Path, report_id: str, tables: Mapping[str, pa.Table], raw_text: str | None) -> None:
    """Put one note in place, the row of `reports` last: where that stands, the rest of the note does. A dataset without
    rows has no file for the note. The bytes depend on the rows alone. They are durable once `files.settle` was called."""
    text = folder / "text" / f"{report_id}.txt"
    if raw_text is None:
        text.unlink(missing_ok=True)
    else:
        write_whole(text, raw_text.encode(), sync=False)
    for dataset in sorted(NOTE_DATASETS, key=lambda each: each.name == "reports"):
        path = note_file(folder, dataset, report_id)
        if dataset.name in tables:
            write_table(path, tables[dataset.name], sync=False)
        else:
            path.unlink(missing_ok=True)


def remove_note(folder: Path, report_id: str) -> None:
    """Take one note away, its row of `reports` first."""
    for dataset in sorted(NOTE_DATASETS, key=lambda each: each.name != "reports"):
        for path in note_files(folder, dataset, report_id):
            path.unlink(missing_ok=True)
    (folder / "text" / f"{report_id}.txt").unlink(missing_ok=True)


def note_file(folder: Path, dataset: Dataset, report_id: str) -> Path:
    """Where one note's rows of a dataset are kept."""
    return folder / dataset.name / f"{report_id}.parquet"


def note_files(folder: Path, dataset: Dataset, report_id: str) -> list[Path]:
    """All places where rows of one note are kept, whether or not they are there: apart are those that depend on other notes."""
    apart = [folder / dataset.name / BETWEEN / f"{report_id}.parquet"] if dataset.name in ACROSS else []
    return [note_file(folder, dataset, report_id), *apart]


def write_across(folder: Path, report_id: str, tables: Mapping[str, pa.Table]) -> None:
    """Put in place what one note has to do with others, or take it away. Durable once `files.settle` was called."""
    for name in ACROSS:
        path = folder / name / BETWEEN / f"{report_id}.parquet"
        if name in tables and tables[name].num_rows:
            write_table(path, tables[name], sync=False)
        else:
            path.unlink(missing_ok=True)


def write_table(path: Path, table: pa.Table, *, sync: bool = True) -> None:
    """One Parquet file: one row group, no writer's clock or schema blob in it. It is made in memory and written at once.
    Snappy, few statistics and no dictionaries halve the time of writing a note, and add an eighth to its size."""
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table.combine_chunks(),
        buffer,
        row_group_size=max(table.num_rows, 1),
        compression="snappy",
        use_dictionary=False,
        write_statistics=[name for name in ("report_id",) if name in table.column_names],
        version="2.6",
        data_page_version="1.0",
        store_schema=False,
    )
    write_whole(path, memoryview(buffer.getvalue()), sync=sync)


def write_empty(folder: Path) -> None:
    """Make every dataset readable, though it has no rows yet."""
    for dataset in DATASETS:
        path = folder / dataset.name / EMPTY
        if not path.exists():
            write_table(path, schema_of(dataset).empty_table())


def read_note(folder: Path, report_id: str, names: Collection[str] | None = None) -> dict[str, pa.Table]:
    """The tables that `write_note` and `write_across` wrote, all or those named, in the order of the note; datasets without
    rows are left out."""
    found = {}
    for dataset in NOTE_DATASETS:
        if names is None or dataset.name in names:
            tables = [read_table(path) for path in note_files(folder, dataset, report_id) if path.exists()]
            if tables:
                found[dataset.name] = tables[0] if len(tables) == 1 else _in_order(pa.concat_tables(tables))
    return found


def _in_order(table: pa.Table) -> pa.Table:
    starts = [-1 if start is None else start for start in table["start"].to_pylist()]
    return table.take(sorted(range(len(starts)), key=starts.__getitem__))


def read_table(path: Path) -> pa.Table:
    """One Parquet file; `pq.read_table` would load pyarrow's datasets, and pandas with them."""
    return pq.ParquetFile(path).read()


def row_count(content: bytes) -> int:
    """Rows of a Parquet file, from its footer."""
    return int(pq.ParquetFile(pa.BufferReader(content)).metadata.num_rows)
