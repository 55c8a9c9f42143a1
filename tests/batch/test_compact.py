"""`by_month` holds what the folder holds; a reader never sees half of it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.batch import compact as room
from pipeline.batch.compact import compact
from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError
from pipeline.model.rows import DATASETS
from tests.batch.test_batch import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    for n in range(6):
        folder.write(f"{n}.txt", f"claim {n}", "claim wrong")
    folder.run()
    return folder


def months_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake reader dates all notes alike: put them into months by their first digit."""

    def months(out: Path, report_ids: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for report_id, reading in room.readings(out, report_ids).items():
            found.setdefault(f"2025-0{1 + int(report_id[0], 16) % 3}", []).append((report_id, reading.version))
        return found

    monkeypatch.setattr(room, "_months", months)


def test_it_holds_what_the_folder_holds(folder: Folder) -> None:
    report = compact(folder.out)
    assert (report.notes, report.unchanged) == (6, False)
    for dataset in DATASETS:
        rows = duckdb.sql(f"FROM read_parquet('{folder.out}/by_month/{dataset.name}/**/*.parquet')")
        names = [column.name for column in dataset.columns]
        found = sorted(str(row) for row in rows.select(*(f'"{name}"' for name in names)).fetchall())
        kept = duckdb.sql(f"FROM read_parquet('{folder.out}/{dataset.name}/*.parquet')")
        assert found == sorted(str(row) for row in kept.select(*(f'"{name}"' for name in names)).fetchall())
    assert len(list((folder.out / "by_month" / "claims").rglob("*.parquet"))) == 1
    (month,) = (folder.out / "by_month" / "claims").iterdir()
    assert month.name == "month=2024-11"


def test_what_is_unchanged_is_not_written_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    months_of_their_own(monkeypatch)
    compact(folder.out)
    before = {path: path.stat().st_ino for path in (folder.out / "by_month").rglob("month=*/*.parquet")}
    assert compact(folder.out).unchanged
    folder.write("7.txt", "claim 7")
    folder.run()
    report = compact(folder.out)
    per_month = len({path.parts[-3] for path in before})
    assert report.written == per_month  # the files of one month
    after = {path: path.stat().st_ino for path in (folder.out / "by_month").rglob("month=*/*.parquet")}
    same = [path for path in after if before.get(path) == after[path]]
    assert len(same) == len(after) - per_month


def test_the_datasets_are_what_they_were(folder: Folder) -> None:
    files = folder.files()
    compact(folder.out)
    assert folder.files() == files
    assert folder.run().exit_code == 1
    assert folder.read() == []
    assert folder.files() == files


@pytest.mark.parametrize("step", ["_write", "settle", "_point"])
def test_a_compaction_that_fails_leaves_the_last_one(
    folder: Folder, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compact(folder.out)
    before = pq.read_table((folder.out / "by_month" / "claims").resolve()).num_rows
    folder.write("7.txt", "claim 7")
    folder.run()
    with monkeypatch.context() as patched:
        patched.setattr(room, step, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            compact(folder.out)
    assert pq.read_table((folder.out / "by_month" / "claims").resolve()).num_rows == before
    assert not compact(folder.out).unchanged
    assert pq.read_table((folder.out / "by_month" / "claims").resolve()).num_rows == before + 1
    assert len(list((folder.out / ".brokernotes" / "by_month").iterdir())) == 2


def test_a_reader_sees_one_state_or_another(folder: Folder) -> None:
    compact(folder.out)
    seen, problems, stop = set[tuple[int, int]](), list[Exception](), threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                here = (folder.out / "by_month").resolve()
                counts = [pq.read_table(here / name).num_rows for name in ("reports", "claims")]
                seen.add((counts[0], counts[1]))
            except Exception as error:
                problems.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(7, 12):
        folder.write(f"{n}.txt", f"claim {n}")
        folder.run()
        compact(folder.out)
    stop.set()
    reader.join()
    assert not problems
    assert seen <= {(6 + n, 12 + n) for n in range(6)}
    assert len(seen) > 1


def test_a_lost_generation_is_made_again(folder: Folder) -> None:
    compact(folder.out)
    shutil.rmtree(folder.out / ".brokernotes" / "by_month")
    compact(folder.out)
    assert pq.read_table((folder.out / "by_month" / "claims").resolve()).num_rows == 12


def test_it_is_refused_where_there_is_nothing_or_half_of_it(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no datasets here"):
        compact(tmp_path / "nowhere")
    with Manifest(folder.out / ".brokernotes" / "manifest.jsonl") as manifest:
        manifest.begin(["0" * 16])
    with pytest.raises(ConfigurationError, match="let brokernotes run go on"):
        compact(folder.out)
