"""Notes read on a Dask cluster: every one exactly once, whatever becomes of a worker or of a note."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import on_dask
from pipeline.errors import ConfigurationError
from tests.batch.test_batch import SETTINGS, Folder, assert_database_is_the_parquet
from tests.shared import ROOT

distributed = pytest.importorskip("distributed")
NOTES = 40


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two worker processes."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def settings(scheduler: str) -> Any:
    return replace(SETTINGS, run=replace(SETTINGS.run, engine="dask", scheduler=scheduler))


def test_a_worker_killed_a_note_that_segfaults_and_one_that_hangs(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "dask").mkdir(), (tmp_path / "here").mkdir()
    folder, here = Folder(tmp_path / "dask"), Folder(tmp_path / "here")
    for n in range(NOTES):
        here.write(f"{n}.txt", f"claim {n}", "claim wrong")
        folder.write(f"{n}.txt", f"claim {n}", "claim wrong")
    here.run()
    folder.write("0-segfault.txt", "segfault")
    folder.write("1-hang.txt", "hang")
    folder.write("2-slow.txt", "sleep 1.5")  # so that it is at work when its worker is killed
    with distributed.Client(cluster, set_as_default=False) as client:
        first = sorted(client.run(os.getpid).values())[0]
    killer = threading.Thread(target=kill_once_at_work, args=(folder.log, first))
    killer.start()
    report = folder.run(settings=settings(cluster.scheduler_address))
    killer.join()
    said = {
        each.path.name: (each.summary.status, (each.summary.message or "").partition(":")[0]) for each in report.files
    }
    assert {name: each for name, each in said.items() if each[0] != "ok"} == {
        "0-segfault.txt": ("failed", "reader_crashed"),
        "1-hang.txt": ("failed", "limit_reached"),
    }
    assert len(said) == NOTES + 3
    ids = [row["report_id"] for row in folder.rows("reports")]
    assert len(ids) == len(set(ids)) == NOTES + 3
    good, mixed = here.files(), folder.files()
    assert {name: mixed.get(name) for name in good} == good
    assert_database_is_the_parquet(folder)
    assert folder.run(settings=settings(cluster.scheduler_address)).exit_code == 2
    assert folder.read() == []


def kill_once_at_work(log: Path, process: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not (log.exists() and len(log.read_text().splitlines()) > 5):
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)


def test_a_cluster_of_this_machine_is_made_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = Folder(tmp_path)
    for n in range(5):
        folder.write(f"{n}.txt", f"claim {n}")
    assert folder.run(settings=settings("")).exit_code == 0
    assert len(folder.rows("claims")) == 5


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda *a, **k: real(*a, **{**k, "timeout": "1s"}))
    folder = Folder(tmp_path)
    folder.write("a.txt", "claim 1")
    with pytest.raises(ConfigurationError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        folder.run(settings=settings("tcp://127.0.0.1:9"))


def test_a_worker_of_another_version_is_refused(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.write("a.txt", "claim 1")
    monkeypatch.setattr(on_dask, "_version", lambda _: "another")
    with pytest.raises(ConfigurationError, match="another version of brokernotes"):
        folder.run(settings=settings(cluster.scheduler_address))
