"""`notes.duckdb`: a table for each dataset. A copy takes the changes in and replaces the file whole in the end."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigurationError, StorageError
from pipeline.model.columns import Dataset
from pipeline.model.rows import ACROSS, ACROSS_KIND, DATASETS, NOTE_DATASETS
from pipeline.publish.across import DATED, HELD_BY_NOTE, TABLES, Across
from pipeline.publish.files import ASIDE, aside
from pipeline.publish.schemas import SQL_TYPES

if TYPE_CHECKING:
    import pyarrow as pa

DATABASE = "notes.duckdb"
_HELD = "internal.notes"  # which notes the file holds, by work key; and in a comment of it, the layout of the file
_BY_NAME = {dataset.name: dataset for dataset in DATASETS}


class Database:
    """The copy that is being changed."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.across = Across(connection)

    def held(self) -> dict[str, str]:
        """report_id → work key of the notes in it."""
        return dict(self._connection.execute(f"SELECT report_id, work_key FROM {_HELD}").fetchall())

    def put(self, work_keys: Mapping[str, str], notes: Sequence[Mapping[str, pa.Table]]) -> None:
        """Notes with all their tables; what was held of them before is replaced."""
        import pyarrow as pa

        self.remove(set(work_keys) & set(self.held()))
        for dataset in NOTE_DATASETS:
            tables = [tables[dataset.name] for tables in notes if dataset.name in tables]
            if tables:
                self._insert(dataset, pa.concat_tables(tables))
        claims = [tables["claims"] for tables in notes if "claims" in tables]
        self.across.add(work_keys, pa.concat_tables(claims) if claims else None)
        self._connection.executemany(f"INSERT INTO {_HELD} VALUES (?, ?)", sorted(work_keys.items()))

    def remove(self, report_ids: Iterable[str]) -> None:
        """Take notes out."""
        ids = sorted(report_ids)
        if ids:
            self._connection.execute("CREATE OR REPLACE TEMP TABLE leaving AS SELECT unnest(?) AS report_id", [ids])
            self.across.drop("SELECT report_id FROM leaving")
            for name in (*(_quoted(dataset.name) for dataset in NOTE_DATASETS), *HELD_BY_NOTE, _HELD):
                self._connection.execute(f"DELETE FROM {name} WHERE report_id IN (SELECT report_id FROM leaving)")

    def put_across(self, report_ids: Iterable[str], tables: Mapping[str, pa.Table]) -> None:
        """What notes have to do with each other: replaces what was held of it for these notes."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE leaving AS SELECT unnest(?) AS report_id", [sorted(report_ids)]
        )
        for name, column in ACROSS.items():
            self._connection.execute(
                f"DELETE FROM {name} WHERE {_quoted(column)} = '{ACROSS_KIND}' "
                "AND report_id IN (SELECT report_id FROM leaving)"
            )
            if name in tables:
                self._insert(_BY_NAME[name], tables[name])

    def replace(self, dataset: Dataset, table: pa.Table) -> None:
        """A whole dataset, for those that are kept in one piece."""
        self._connection.execute(f"DELETE FROM {_quoted(dataset.name)}")
        self._insert(dataset, table)

    def _insert(self, dataset: Dataset, rows: pa.Table) -> None:
        self._connection.register("incoming", rows)
        names = ", ".join(_quoted(column.name) for column in dataset.columns)
        self._connection.execute(f"INSERT INTO {_quoted(dataset.name)} ({names}) SELECT {names} FROM incoming")
        self._connection.unregister("incoming")


@contextmanager
def updated(folder: Path) -> Iterator[Database]:
    """A copy of the folder's file, or a new one where there is none or its layout is another; it takes the place of the
    file on leaving without an error. Readers of the old file keep it. Raises StorageError where it cannot be written."""
    import duckdb

    path = folder / DATABASE
    path.with_name(f"{DATABASE}{ASIDE}.wal").unlink(missing_ok=True)  # of a run that was killed
    with aside(path) as part:
        connection = _copied(path, part) or _created(part)
        try:
            connection.execute(
                "SET threads = 1"
            )  # the processors are at work on notes; more take twice the time and memory
            yield Database(connection)
            connection.execute("CHECKPOINT")
        except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
            raise StorageError(f"{path}: {error}") from None
        finally:
            connection.close()


def answer(folder: Path, query: str) -> str:
    """What a query gives, as a table of text. Raises ConfigurationError for a folder without datasets and a wrong query."""
    with _asked(folder) as connection:
        return str(connection.sql(query) or "")


def rows(folder: Path, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a query gives, as rows. Raises as `answer` does."""
    with _asked(folder) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query, list(parameters)).fetchall()
        return found


@contextmanager
def _asked(folder: Path) -> Iterator[Any]:
    """The database as it is, which cannot be changed through this."""
    import duckdb

    path = folder / DATABASE
    if not path.is_file():
        raise ConfigurationError(f"{path}: no datasets here; run brokernotes run first, or name --out")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        raise ConfigurationError(str(error)) from None


def append_row(path: Path, dataset: Dataset, row: tuple[Any, ...]) -> None:
    """Add one row to a Parquet file, which is made where there is none. Arrow, and parameters of a query, would load
    pandas for it, which takes longer than all the rest of a run that finds nothing new."""
    import duckdb

    names = [_quoted(column.name) for column in dataset.columns]
    values = ("NULL" if value is None else _literal(str(value)) for value in row)
    new = ", ".join(
        f"{value}::{SQL_TYPES[column.kind]} AS {name}"
        for column, name, value in zip(dataset.columns, names, values, strict=True)
    )
    rows = f"SELECT {new}"
    if path.exists():
        earlier = f"SELECT * FROM read_parquet({_literal(str(path))})"  # by a version that had other columns, perhaps
        rows = f"SELECT {', '.join(names)} FROM ({earlier} UNION ALL BY NAME {rows})"
    with aside(path) as part, duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO {_literal(str(part))} (FORMAT parquet)")


def _copied(path: Path, part: Path) -> Any:
    """A connection to a copy; None where there is no file, or one that this version cannot go on with."""
    import duckdb

    if not path.exists():
        return None
    shutil.copyfile(path, part)
    try:
        connection = duckdb.connect(str(part))
    except duckdb.Error:
        part.unlink()
        return None
    if _layout(connection) == layout():
        return connection
    connection.close()
    part.unlink()
    return None


def _created(part: Path) -> Any:
    import duckdb

    connection = duckdb.connect(str(part))
    connection.execute("BEGIN")
    for statement in statements():
        connection.execute(statement)
    connection.execute("COMMIT")
    return connection


def _layout(connection: Any) -> str | None:
    found = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE schema_name || '.' || table_name = ?", [_HELD]
    ).fetchone()
    return found[0] if found else None


def layout() -> str:
    """A hash of how the file is laid out."""
    return hashlib.sha256("\n".join(_tables()).encode()).hexdigest()[:16]


def statements() -> list[str]:
    """What makes an empty file: tables, and what they and their columns mean for whoever looks in it."""
    return [*_tables(), f"COMMENT ON TABLE {_HELD} IS {_literal(layout())}"]


def _tables() -> list[str]:
    made = [
        "CREATE SCHEMA internal",
        f"CREATE TABLE {_HELD} (report_id VARCHAR NOT NULL, work_key VARCHAR NOT NULL)",
        *TABLES,
    ]
    for dataset in DATASETS:
        table = _quoted(dataset.name)
        columns = [f"{_quoted(c.name)} {SQL_TYPES[c.kind]}{'' if c.nullable else ' NOT NULL'}" for c in dataset.columns]
        made.append(f"CREATE TABLE {table} ({', '.join(columns)})")
        made.append(f"COMMENT ON TABLE {table} IS {_literal(dataset.description)}")
        made += [f"COMMENT ON COLUMN {table}.{_quoted(c.name)} IS {_literal(c.description)}" for c in dataset.columns]
    return [*made, DATED]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
