"""A warehouse, as far as a load needs it. dlt is used here and nowhere else."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigurationError, StorageError
from pipeline.model.columns import Dataset
from pipeline.warehouse.layout import ROW_VERSION, Hints, Layout, hints_of, table_name
from pipeline.warehouse.views import views

if TYPE_CHECKING:
    import pyarrow as pa

LOADS, LAYOUTS = "loads", "layouts"
GONE = "gone"  # the column, in staging alone, that tells a row to be taken out from one to be put in
KINDS = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "duckdb": "duckdb",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
}
"""Scheme of an address → dlt's name of the destination."""

_TEXT: Hints = {"data_type": "text", "nullable": False}
_MOMENT: Hints = {"data_type": "timestamp", "nullable": False}
_NUMBER: Hints = {"data_type": "bigint", "nullable": False}
LOADS_COLUMNS: dict[str, Hints] = {
    "load_id": _TEXT, "folder": _TEXT, "state": _TEXT, "started_at": _MOMENT, "finished_at": _MOMENT,
    "pipeline_version": _TEXT, "notes": _NUMBER, "notes_loaded": _NUMBER, "notes_removed": _NUMBER,
    "rows_before": _TEXT, "rows_after": _TEXT,
}  # fmt: skip
LAYOUTS_COLUMNS: dict[str, Hints] = {
    "version": _NUMBER, "applied_at": _MOMENT, "pipeline_version": _TEXT, "changes": _TEXT,
    "layout": _TEXT, "storage": _TEXT,  # JSON as text: its order counts
}  # fmt: skip
_JSON = frozenset(["rows_before", "rows_after", "changes", "layout", "storage"])


@contextmanager
def opened(address: str, dataset: str) -> Iterator[Target]:
    """The dataset (a schema, for PostgreSQL) of the warehouse at an address. Raises ConfigurationError for an address that
    cannot be used, StorageError for a warehouse that does not do as asked."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "ERROR")
    try:
        import dlt
        from dlt.common.configuration.exceptions import ConfigurationException
        from dlt.common.exceptions import DltException, MissingDependencyException
        from dlt.pipeline.exceptions import PipelineStepFailed
    except ImportError:
        raise ConfigurationError("loading a warehouse needs dlt: pip install 'brokernotes[load]'") from None
    try:
        # what dlt would keep between loads lies in the warehouse: a folder of its own cannot be left in a bad state
        with tempfile.TemporaryDirectory(prefix="brokernotes-load-") as folder:
            yield Target(
                dlt.pipeline(
                    "brokernotes",
                    pipelines_dir=folder,
                    destination=_destination(address, dataset),
                    dataset_name=dataset,
                    progress=None,
                )
            )
    except (ConfigurationException, MissingDependencyException) as error:
        raise ConfigurationError(f"{without_password(address)}: {_first_line(error)}") from None
    except (DltException, PipelineStepFailed) as error:
        raise StorageError(
            f"{without_password(address)}: {_first_line(error)}; what was loaded before is whole, and the next load goes on"
        ) from error


def _destination(address: str, dataset: str) -> Any:
    import dlt

    scheme, _, rest = address.partition("://")
    path = duckdb_file(address)
    kind = KINDS.get("duckdb" if path else scheme)
    if kind is None:
        raise ConfigurationError(
            f"{without_password(address)}: expected an address that begins with one of {', '.join(KINDS)}, or one of these "
            "names alone, its connection in the environment (DESTINATION__NAME__CREDENTIALS) or in .dlt/secrets.toml"
        )
    factory = getattr(dlt.destinations, kind)
    if path:
        if path.stem == dataset:
            raise ConfigurationError(f"{path}: the file and the dataset in it cannot both be {dataset}; rename one")
        path.parent.mkdir(parents=True, exist_ok=True)
        return factory(str(path))
    return factory(credentials=address) if rest else factory()


def duckdb_file(address: str) -> Path | None:
    """The file of an address that is one of DuckDB: a path alone, or three slashes and a path, which may begin with one."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        return Path(address) if address.endswith(".duckdb") else None
    return Path(rest.removeprefix("/")) if KINDS.get(scheme) == "duckdb" and rest else None


def without_password(address: str) -> str:
    """An address as it may be printed."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", address)


def _first_line(error: BaseException) -> str:
    """The cause that says most, on one line."""
    cause: BaseException | None = error
    while cause and (cause.__cause__ or cause.__context__):
        cause = cause.__cause__ or cause.__context__
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", " ".join(str(cause or error).split()))[:500]


class Target:
    """Tables and views of one dataset."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        pipeline.sync_destination()
        if not pipeline.default_schema_name:
            from dlt.common.schema import Schema

            pipeline._inject_schema(Schema(pipeline.pipeline_name))

    def prepare(self, datasets: Sequence[Dataset], empty: Mapping[str, pa.Table], layout: Layout) -> None:
        """Make or extend every table, and then the views."""
        resources = [self._resource(each, empty[each.name], evolve=True) for each in datasets]
        self._run([*resources, self._log(LOADS, LOADS_COLUMNS), self._log(LAYOUTS, LAYOUTS_COLUMNS)])
        with self._sql() as client:
            for name, select in views(layout, client.make_qualified_table_name, client.escape_column_name):
                client.execute_sql(f"CREATE OR REPLACE VIEW {client.make_qualified_table_name(name)} AS {select}")

    def put(self, tables: Sequence[tuple[Dataset, pa.Table]], gone: Iterable[str] = ()) -> None:
        """Rows of per-note datasets, which replace those of the same `row_version`; a dataset that is kept in one piece
        replaces what was there. Notes of `gone` are taken out of `reports`."""
        gone = sorted(gone)
        self._run([self._resource(each, table, gone=gone if each.name == "reports" else ()) for each, table in tables])

    def log_load(self, row: Mapping[str, Any]) -> None:
        """Write down that a load is complete."""
        self._add(LOADS, row)

    def log_layout(self, row: Mapping[str, Any]) -> None:
        """Write down how the tables are laid out from now on."""
        self._add(LAYOUTS, row)

    def last_load(self) -> dict[str, Any] | None:
        """The newest complete load; None where there was none."""
        return self._last(LOADS, LOADS_COLUMNS, "finished_at")

    def last_layout(self) -> dict[str, Any] | None:
        """The layout in force; None where nothing was ever loaded."""
        return self._last(LAYOUTS, LAYOUTS_COLUMNS, "version")

    def held(self) -> dict[str, str]:
        """report_id → row_version of the notes that are committed."""
        with self._sql() as client:
            columns = ", ".join(client.escape_column_name(name) for name in ("report_id", ROW_VERSION.name))
            table = client.make_qualified_table_name("reports")
            return dict(client.execute_sql(f"SELECT {columns} FROM {table}") or [])

    def counts(self, datasets: Sequence[Dataset]) -> dict[str, int]:
        """Rows of each dataset, as its readers see them."""
        with self._sql() as client:
            tables = [(each.name, client.make_qualified_table_name(each.name)) for each in datasets]
            return {name: client.execute_sql(f"SELECT COUNT(*) FROM {table}")[0][0] for name, table in tables}

    def repeated(self, datasets: Sequence[Dataset]) -> dict[str, int]:
        """Keys that more than one row has, by dataset, as readers see them."""
        found = {}
        with self._sql() as client:
            for each in datasets:
                key = ", ".join(client.escape_column_name(name) for name in each.key)
                table = client.make_qualified_table_name(each.name)
                again = f"SELECT COUNT(*) AS n FROM {table} GROUP BY {key} HAVING COUNT(*) > 1"
                if number := client.execute_sql(f"SELECT COUNT(*) FROM ({again}) AS again")[0][0]:
                    found[each.name] = number
        return found

    def staged(self, dataset: Dataset, row_versions: Collection[str]) -> int:
        """Rows of these readings that a dataset's table holds, committed or not."""
        with self._sql() as client:
            table = client.make_qualified_table_name(table_name(dataset))
            version = client.escape_column_name(ROW_VERSION.name)
            listed = ", ".join(f"'{each}'" for each in sorted(row_versions)) or "''"
            return int(client.execute_sql(f"SELECT COUNT(*) FROM {table} WHERE {version} IN ({listed})")[0][0])

    def sweep(self, datasets: Sequence[Dataset]) -> None:
        """Take away the rows of readings that are not committed: replaced ones, and what a load that failed left."""
        with self._sql() as client:
            version = client.escape_column_name(ROW_VERSION.name)
            committed = f"SELECT {version} FROM {client.make_qualified_table_name('reports')}"
            for each in datasets:
                table = client.make_qualified_table_name(table_name(each))
                client.execute_sql(f"DELETE FROM {table} WHERE {version} NOT IN ({committed})")

    def storage(self, layout: Layout) -> Layout:
        """The types that the tables really have, as dlt reads them off the warehouse."""
        return {
            table: {name.lower(): str(column.get("data_type")) for name, column in columns.items()}
            for table, columns in self._columns(list(layout)).items()
        }

    def _columns(self, tables: list[str]) -> dict[str, dict[str, Any]]:
        """Nothing for a table that is not there."""
        with self._pipeline.destination_client() as client:
            return {name: dict(columns) for name, columns in client.get_storage_tables(tables)}

    def _sql(self) -> Any:
        return self._pipeline.sql_client()

    def _run(self, resources: list[Any]) -> None:
        self._pipeline.run(resources).raise_on_failed_jobs()

    def _add(self, name: str, row: Mapping[str, Any]) -> None:
        with self._sql() as client:
            columns = ", ".join(map(client.escape_column_name, row))
            values = [json.dumps(value) if isinstance(value, dict | list) else value for value in row.values()]
            client.execute_sql(
                f"INSERT INTO {client.make_qualified_table_name(name)} ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
                *values,
            )

    def _resource(self, dataset: Dataset, table: pa.Table, *, evolve: bool = False, gone: Sequence[str] = ()) -> Any:
        import dlt

        columns = hints_of(dataset)
        key = None
        disposition: Any = "replace"
        if dataset.per_note:
            key = "report_id" if dataset.name == "reports" else ROW_VERSION.name
            disposition = {"disposition": "merge", "strategy": "delete-insert"}
        if dataset.name == "reports":
            columns = {**columns, GONE: {"data_type": "bool", "hard_delete": True}}
            table = _with_gone(table, gone)
        mode = "evolve" if evolve else "freeze"
        return dlt.resource(
            table,
            name=table_name(dataset),
            columns=columns,
            merge_key=key,
            write_disposition=disposition,
            schema_contract={"tables": mode, "columns": mode, "data_type": "freeze"},
        )

    def _log(self, name: str, columns: dict[str, Hints]) -> Any:
        """A table that rows are added to one by one."""
        import dlt
        import pyarrow as pa

        kinds = {"text": pa.string(), "bigint": pa.int64(), "timestamp": pa.timestamp("us", tz="UTC")}
        schema = pa.schema(
            [pa.field(key, kinds[str(hints["data_type"])], nullable=False) for key, hints in columns.items()]
        )
        columns = {key: dict(hints) for key, hints in columns.items()}  # dlt writes into them
        return dlt.resource(schema.empty_table(), name=name, columns=columns, write_disposition="append")

    def _last(self, name: str, columns: Mapping[str, Hints], by: str) -> dict[str, Any] | None:
        with self._sql() as client:
            if not self._columns([name])[name]:
                return None
            listed = ", ".join(client.escape_column_name(each) for each in columns)
            rows = client.execute_sql(
                f"SELECT {listed} FROM {client.make_qualified_table_name(name)} "
                f"ORDER BY {client.escape_column_name(by)} DESC LIMIT 1"
            )
        if not rows:
            return None
        row = dict(zip(columns, rows[0], strict=True))
        return {k: json.loads(v) if k in _JSON and isinstance(v, str) else v for k, v in row.items()}


def _with_gone(table: pa.Table, gone: Sequence[str]) -> pa.Table:
    """Rows of `reports` to put in, and one for each note to take out, of which nothing but the key counts."""
    import pyarrow as pa

    schema = table.schema.append(pa.field(GONE, pa.bool_()))
    kept = table.append_column(GONE, pa.array([False] * table.num_rows, pa.bool_()))
    columns = []
    for field in schema:
        if field.name == "report_id":
            columns.append(pa.array(gone, field.type))
        elif field.name == GONE:
            columns.append(pa.array([True] * len(gone), field.type))
        else:
            columns.append(pa.array([_nothing(field)] * len(gone), field.type))
    return pa.concat_tables([kept.cast(schema), pa.Table.from_arrays(columns, schema=schema)])


def _nothing(field: pa.Field) -> Any:
    """A value for a column that may not be null."""
    import pyarrow as pa

    if field.nullable:
        return None
    if pa.types.is_integer(field.type):
        return 0
    return False if pa.types.is_boolean(field.type) else "[]"
