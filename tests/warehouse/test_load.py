"""A warehouse holds what the folder holds: whatever was loaded before, changed, vanished or failed half-way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError, StorageError
from pipeline.model.columns import Column, Dataset
from pipeline.model.rows import DATASETS
from pipeline.warehouse import LoadReport, load
from pipeline.warehouse import folder as held
from pipeline.warehouse import layout as layouts
from pipeline.warehouse.target import Target
from tests.batch.test_batch import Folder
from tests.warehouse.conftest import Warehouse

pytestmark = pytest.mark.xdist_group("warehouse")  # one process makes what they share


def loaded(folder: Folder, warehouse: Warehouse, **options: Any) -> LoadReport:
    return load(folder.out, warehouse.address, **options)


def assert_holds_the_folder(folder: Folder, warehouse: Warehouse) -> None:
    """Row counts and every key, of each dataset, and a few values."""
    for dataset in DATASETS:
        key = ", ".join(f'"{name}"' for name in dataset.key)
        stored = warehouse.query(f'SELECT {key} FROM brokernotes."{dataset.name}"')
        written = [tuple(row[name] for name in dataset.key) for row in folder.rows(dataset.name)]
        assert sorted(map(plain, stored)) == sorted(map(plain, written)), dataset.name
    stored = warehouse.query("SELECT claim_id, text, low, start, period_start FROM brokernotes.claims")
    names = ("claim_id", "text", "low", "start", "period_start")
    written = [tuple(row[name] for name in names) for row in folder.rows("claims")]
    assert sorted(map(plain, stored)) == sorted(map(plain, written))


def plain(row: tuple[Any, ...]) -> str:
    """For comparing: moments in UTC, whatever a client makes of their zone."""
    return repr([value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value) for value in row])


def texts(warehouse: Warehouse, view: str, where: str = "TRUE") -> list[str]:
    return sorted(row[0] for row in warehouse.query(f"SELECT text FROM brokernotes.{view} WHERE {where}"))


def test_load(folder: Folder, warehouse: Warehouse) -> None:
    folder.write("a.txt", "claim 1", "claim 2")
    folder.write("b.txt", "claim wrong")
    folder.run()
    report = loaded(folder, warehouse)
    assert (report.notes, report.loaded, report.removed) == (2, 2, 0)
    assert (report.before["claims"], report.after["claims"]) == (0, 3)
    assert_holds_the_folder(folder, warehouse)


def test_reload_unchanged(filled: Folder, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled
    folder.run()  # adds a row of `runs`, and nothing else
    report = loaded(folder, warehouse)
    assert (report.loaded, report.after["runs"]) == (0, 2)
    monkeypatch.setattr(Target, "put", lambda *_: pytest.fail("there is nothing to load"))
    assert loaded(folder, warehouse).unchanged
    assert_holds_the_folder(folder, warehouse)


def test_reload_changed(filled: Folder, warehouse: Warehouse) -> None:
    folder = filled
    folder.write("c.txt", "claim 3", "claim 4")
    folder.run()
    assert loaded(folder, warehouse).loaded == 1
    assert_holds_the_folder(folder, warehouse)


def test_a_note_that_is_read_otherwise_replaces_its_rows(
    folder: Folder, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "claim 1", "claim 2")
    folder.write("b.txt", "claim 3")
    folder.run()
    loaded(folder, warehouse)
    read_otherwise(folder, monkeypatch)
    report = loaded(folder, warehouse)
    assert (report.loaded, report.before["claims"], report.after["claims"]) == (1, 3, 1)
    assert_holds_the_folder(folder, warehouse)
    assert warehouse.query("SELECT COUNT(*) FROM brokernotes.claims_rows") == [(1,)]  # the old ones are gone


def read_otherwise(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new version of the program would: the note of two claims, the one that has any, now has none."""
    for path in (folder.out / "claims").glob("*.parquet"):
        if pq.ParquetFile(path).metadata.num_rows == 2:
            path.unlink()
    (folder.out / "claims").touch()
    folder.run(retry_failed=True)


def test_note_deleted(filled: Folder, warehouse: Warehouse) -> None:
    folder = filled
    (folder.raw / "a.txt").unlink()
    folder.run()
    loaded(folder, warehouse)
    assert_holds_the_folder(folder, warehouse)
    assert texts(warehouse, "claims") == ["1", "2"]
    assert texts(warehouse, "claims_latest") == ["2"]
    gone = warehouse.query("SELECT uri FROM brokernotes.sources WHERE deleted_at IS NOT NULL")
    assert [uri.rpartition("/")[2] for (uri,) in gone] == ["a.txt"]


def test_a_note_that_left_the_folder_leaves_the_warehouse(folder: Folder, warehouse: Warehouse) -> None:
    (folder.raw / "a.txt").symlink_to(folder.raw / "nowhere")
    folder.write("b.txt", "claim 2")
    folder.run()
    assert loaded(folder, warehouse).after["reports"] == 2
    (folder.raw / "a.txt").unlink()
    folder.write("a.txt", "claim 1")
    folder.run()
    report = loaded(folder, warehouse)
    assert (report.loaded, report.removed, report.after["reports"]) == (1, 1, 2)
    assert_holds_the_folder(folder, warehouse)


def test_note_superseded(filled: Folder, warehouse: Warehouse) -> None:
    folder = filled
    folder.write("a.txt", "claim 11")
    folder.run()
    loaded(folder, warehouse)
    assert texts(warehouse, "claims") == ["1", "11", "2"]
    assert texts(warehouse, "claims_latest") == ["11", "2"]
    (moment,) = warehouse.query("SELECT MAX(valid_from) FROM brokernotes.report_versions")[0]
    in_force = "valid_from <= '{0}' AND (valid_to IS NULL OR valid_to > '{0}')"
    before = warehouse.query("SELECT MIN(valid_from) FROM brokernotes.report_versions")[0][0]
    assert texts(warehouse, "claims_as_of", in_force.format(moment)) == ["11", "2"]
    assert texts(warehouse, "claims_as_of", in_force.format(before)) == ["1", "2"]


def test_one_note_at_two_addresses_is_valid_once(folder: Folder, warehouse: Warehouse) -> None:
    first = folder.write("a.txt", "claim 1")
    folder.run()
    second = folder.write("b.txt", "claim 1")
    folder.run()
    first.unlink()
    folder.run()
    loaded(folder, warehouse)
    assert len(warehouse.query("SELECT * FROM brokernotes.report_versions")) == 2
    assert texts(warehouse, "claims_as_of") == texts(warehouse, "claims_latest") == ["1"]
    second.unlink()
    folder.run()
    loaded(folder, warehouse)
    assert texts(warehouse, "claims_latest") == []
    folder.write("a.txt", "claim 1")  # it comes back: a second stretch of time
    folder.run()
    loaded(folder, warehouse)
    assert texts(warehouse, "claims_as_of") == ["1", "1"]
    assert texts(warehouse, "claims_latest") == ["1"]


CRASHES = ("children", "before reports", "after reports", "before the log")


@pytest.mark.parametrize("at", CRASHES)
def test_crash_between_tables(filled: Folder, warehouse: Warehouse, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled
    folder.write("a.txt", "claim 11")
    folder.write("c.txt", "claim 3")
    folder.run()
    with monkeypatch.context() as patched:
        fail(patched, at)
        with pytest.raises(ZeroDivisionError):
            loaded(folder, warehouse)
    committed = at in ("after reports", "before the log")
    assert texts(warehouse, "claims") == (["1", "11", "2", "3"] if committed else ["1", "2"])
    assert texts(warehouse, "claims_latest") == (["11", "2", "3"] if committed else ["1", "2"])
    loaded(folder, warehouse)
    assert_holds_the_folder(folder, warehouse)
    assert warehouse.query("SELECT COUNT(*) FROM brokernotes.claims_rows") == [(4,)]


def fail(patched: pytest.MonkeyPatch, at: str) -> None:
    """Make the next load end at a point."""
    real = Target.put

    def put(self: Target, tables: Any, gone: Any = ()) -> None:
        names = [dataset.name for dataset, _ in tables]
        if at == "children" and "claims" in names:
            real(self, [each for each in tables if each[0].name in ("claims", "report_versions")])
            raise ZeroDivisionError
        if at == "before reports" and names == ["reports"]:
            raise ZeroDivisionError
        real(self, tables, gone)
        if at == "after reports" and names == ["reports"]:
            raise ZeroDivisionError

    def log(self: Target, row: Any) -> None:
        raise ZeroDivisionError

    patched.setattr(Target, "put", put)
    if at == "before the log":
        patched.setattr(Target, "log_load", log)


def test_many_parts_are_loaded_one_after_another(
    folder: Folder, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "NOTES_AT_ONCE", 2)
    for n in range(5):
        folder.write(f"{n}.txt", f"claim {n}")
    folder.run()
    seen: list[tuple[int, int]] = []
    loaded(folder, warehouse, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert_holds_the_folder(folder, warehouse)


def lay_out(patched: pytest.MonkeyPatch, name: str, column: Column | None) -> None:
    """Be a version of the pipeline whose claims have another column of that name, or none."""
    columns_of, loadable = layouts.columns_of, held.loadable

    def columns(dataset: Dataset) -> tuple[Column, ...]:
        found = columns_of(dataset)
        changed = (column if each.name == name else each for each in found)
        return tuple(each for each in changed if each) if dataset.name == "claims" else found

    def without(table: pa.Table) -> pa.Table:
        made = loadable(table)
        return made.drop_columns([name]) if {"claim_id", name} <= set(made.column_names) and column is None else made

    patched.setattr(layouts, "columns_of", columns)
    patched.setattr(held, "loadable", without)


def test_a_new_column_is_a_migration_that_is_asked_for(
    folder: Folder, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    with monkeypatch.context() as older:
        lay_out(older, "basis", None)
        loaded(folder, warehouse)
    folder.write("b.txt", "claim 2")
    folder.run()
    with pytest.raises(
        ConfigurationError, match=r"column claims_rows.basis \(text\); nothing was loaded; .* --migrate"
    ):
        loaded(folder, warehouse)
    assert texts(warehouse, "claims") == ["1"]
    assert loaded(folder, warehouse, migrate=True).migration == ("column claims_rows.basis (text)",)
    assert_holds_the_folder(folder, warehouse)
    assert warehouse.query("SELECT text, basis FROM brokernotes.claims_latest ORDER BY text") == [
        ("1", None),
        ("2", "yoy"),
    ]
    assert warehouse.query("SELECT version FROM brokernotes.layouts ORDER BY version") == [(1,), (2,)]
    assert loaded(folder, warehouse).unchanged


@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("low", Column("low", "text", True, (), ""), r"claims_rows\.low is number in the warehouse and text here"),
        ("low", Column("low", "number", False, (), ""), r"claims_rows\.low may be null in the warehouse, and may not"),
        ("basis", Column("base", "text", True, (), ""), r"claims_rows\.basis is in the warehouse and not here"),
        ("basis", None, r"claims_rows\.basis is in the warehouse and not here"),
    ],
)
def test_any_other_change_of_the_schema_is_refused(
    name: str,
    column: Column | None,
    message: str,
    filled: Folder,
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = filled
    folder.write("c.txt", "claim 3")
    folder.run()
    with monkeypatch.context() as newer:
        lay_out(newer, name, column)
        with pytest.raises(ConfigurationError, match=message):
            loaded(folder, warehouse, migrate=True)
    assert texts(warehouse, "claims") == ["1", "2"]
    assert loaded(folder, warehouse).loaded == 1
    assert_holds_the_folder(folder, warehouse)


def test_a_table_that_somebody_altered_is_refused(filled: Folder, warehouse: Warehouse) -> None:
    folder = filled
    warehouse.execute("ALTER TABLE brokernotes.sources ALTER COLUMN n_bytes TYPE TEXT")
    warehouse.execute("ALTER TABLE brokernotes.runs ADD COLUMN of_ours TEXT")  # hurts nobody
    folder.run()
    with pytest.raises(
        ConfigurationError, match=r"brokernotes: sources\.n_bytes was made as bigint and is text; nothing"
    ):
        loaded(folder, warehouse)


def test_a_dataset_belongs_to_one_folder(filled: Folder, warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Folder(tmp_path / "other")
    other.write("b.txt", "claim 3")
    other.run()
    with pytest.raises(ConfigurationError, match="was loaded from another folder"):
        loaded(other, warehouse)
    assert texts(warehouse, "claims") == ["1", "2"]
    report = loaded(other, warehouse, take_over=True)
    assert (report.loaded, report.removed) == (1, 2)
    assert_holds_the_folder(other, warehouse)


def test_a_key_that_is_there_twice_is_not_loaded(
    filled: Folder, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filled
    folder.write("c.txt", "claim 3", "claim 4")
    folder.run()
    rows = pq.read_table(folder.out / "claims")
    for path in (folder.out / "claims").glob("*.parquet"):
        if pq.ParquetFile(path).metadata.num_rows == 2:
            pq.write_table(pa.concat_tables([rows.slice(0, 1)] * 2), path)
    with pytest.raises(StorageError, match="claims: claim_id is there twice"):
        loaded(folder, warehouse)
    assert texts(warehouse, "claims") == ["1", "2"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (
            "oracle://me:secret@db/x",
            r"^oracle://me:\*\*\*@db/x: expected an address that begins with one of postgres, ",
        ),
        ("nowhere", "^nowhere: expected an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(
    folder: Folder, address: str, message: str
) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    with pytest.raises(ConfigurationError, match=message):
        load(folder.out, address)


def test_a_warehouse_that_is_not_there_is_an_error_without_its_password(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    with pytest.raises(
        StorageError, match=r"^postgresql://me:\*\*\*@127\.0\.0\.1:1/x\?connect_timeout=1: .*refused"
    ) as error:
        load(folder.out, "postgresql://me:secret@127.0.0.1:1/x?connect_timeout=1")
    assert "secret" not in str(error.value)


def test_the_file_and_the_dataset_may_not_be_named_alike(folder: Folder) -> None:
    folder.run()
    with pytest.raises(ConfigurationError, match="cannot both be brokernotes"):
        load(folder.out, f"duckdb:///{folder.out.parent / 'brokernotes.duckdb'}")


def test_a_folder_without_datasets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no datasets here; run brokernotes run first"):
        load(tmp_path, "duckdb")


def test_a_run_that_was_killed_is_to_go_on_first(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    with Manifest(folder.out / ".brokernotes" / "manifest.jsonl") as manifest:
        manifest.begin(["0" * 16])
    with pytest.raises(ConfigurationError, match="let brokernotes run go on"):
        load(folder.out, f"duckdb:///{folder.out.parent / 'w.duckdb'}")
