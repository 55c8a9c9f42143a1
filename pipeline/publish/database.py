"""`notes.duckdb`: a table for each dataset, built from the Parquet files and swapped in whole."""

from __future__ import annotations

from pathlib import Path

from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS
from pipeline.publish.files import ASIDE, aside
from pipeline.publish.schemas import SQL_TYPES

DATABASE = "notes.duckdb"


def build_database(folder: Path) -> Path:
    """Build the file aside from everything under `folder` and put it in place; returns its path."""
    import duckdb

    path = folder / DATABASE
    path.with_name(f"{DATABASE}{ASIDE}.wal").unlink(missing_ok=True)  # of a build that was killed
    with aside(path) as part, duckdb.connect(str(part)) as connection:
        connection.execute("SET enable_progress_bar = false")
        for dataset in DATASETS:
            connection.execute(create_table(dataset))
            connection.execute(
                f"INSERT INTO {_quoted(dataset.name)} SELECT {', '.join(_quoted(c.name) for c in dataset.columns)} "
                f"FROM read_parquet(?) ORDER BY {', '.join(_quoted(name) for name in _order(dataset))}",
                [str(folder / dataset.name / "*.parquet")],
            )
            for statement in comments(dataset):
                connection.execute(statement)
        connection.execute("CHECKPOINT")
    return path


def create_table(dataset: Dataset) -> str:
    """The CREATE TABLE statement of a dataset."""
    columns = [f"{_quoted(c.name)} {SQL_TYPES[c.kind]}{'' if c.nullable else ' NOT NULL'}" for c in dataset.columns]
    return f"CREATE TABLE {_quoted(dataset.name)} ({', '.join(columns)})"


def comments(dataset: Dataset) -> list[str]:
    """What the table and its columns mean, for whoever looks in the database."""
    table = _quoted(dataset.name)
    return [f"COMMENT ON TABLE {table} IS {_literal(dataset.description)}"] + [
        f"COMMENT ON COLUMN {table}.{_quoted(c.name)} IS {_literal(c.description)}" for c in dataset.columns
    ]


def _order(dataset: Dataset) -> list[str]:
    """Rows of one note together and in reading order, so that a query on one note reads little."""
    names = {column.name for column in dataset.columns}
    return [name for name in ("report_id", "ordinal", "start", "row", "col") if name in names] + list(dataset.key)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
