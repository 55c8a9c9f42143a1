"""A run that is killed at any moment, and then run again, leaves what an undisturbed run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.model.rows import DATASETS
from tests.batch.test_batch import Folder, assert_database_is_the_parquet
from tests.shared import ROOT

NOTES = 40
POINTS = 20  # kills, each of a new run

RUN = """
import sys
from pathlib import Path
import pipeline.batch
import pipeline.batch.workers
from pipeline.model.rows import DATASETS
from tests.batch.test_batch import Folder

pipeline.batch.BATCH_NOTES = 7  # several batches
pipeline.batch.workers.LOADED_ONCE = ("pandas", "pipeline.publish.verdict")  # the fake reader needs no more
if __name__ == "__main__":
    folder = Folder(Path(sys.argv[1]))
    print("started", flush=True)
    folder.run()
    print("ended", flush=True)
"""


def start(path: Path, token: str = "") -> subprocess.Popen[str]:
    """A run of its own process, once it has loaded everything and begins."""
    script = path / "run.py"
    script.write_text(RUN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BROKERNOTES_TEST": token}
    process = subprocess.Popen(
        [sys.executable, str(script), str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def prepare(path: Path) -> Folder:
    path.mkdir(parents=True)
    folder = Folder(path)
    for n in range(NOTES):
        folder.write(
            f"{n}.txt", *(f"claim {figure}" for figure in range(n % 5)), "claim wrong", f"note {n}", f"day {n % 9}"
        )
    return folder


@dataclass(frozen=True)
class Left:
    """What a run leaves: every file that is a function of the notes, and the rows about all of them, but for moments and for
    the folder that the run was in."""

    files: dict[str, bytes]
    rows: dict[str, list[str]]
    seconds: float  # that it took in a process of its own


def rows_of(folder: Folder) -> dict[str, list[str]]:
    """The rows of what is said of all notes, sorted."""
    home = folder.raw.parent.as_uri()
    found = {}
    for dataset in DATASETS:
        if not dataset.per_note and dataset.name != "runs":
            kept = [column.name for column in dataset.columns if column.kind != "timestamp"]
            rows = ([str(row[name]).replace(home, "") for name in kept] for row in folder.rows(dataset.name))
            found[dataset.name] = sorted(map(repr, rows))
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Left:
    path = tmp_path_factory.mktemp("undisturbed") / "run"
    folder = prepare(path)
    with start(path) as process:
        assert process.stdout is not None
        began = time.monotonic()
        assert process.stdout.readline() == "ended\n"
        seconds = time.monotonic() - began
    assert any("/across/" in name for name in folder.files())  # notes have to do with each other
    rows = rows_of(folder)
    assert len(rows["sources"]) == len(rows["report_versions"]) == NOTES
    return Left(folder.files(), rows, seconds)


def stopped(path: Path, by: signal.Signals, chance: random.Random, seconds: float) -> Folder:
    """The folder of a run that was stopped at a random moment, while it was at work."""
    for attempt in range(20):
        folder = prepare(path / str(attempt))
        with start(path / str(attempt)) as process:
            time.sleep(chance.uniform(0, 1) * seconds * 0.9**attempt)
            process.send_signal(by)
        if process.returncode != 0:  # else it was done before
            return folder
    raise AssertionError("it is always done before it can be stopped")


@pytest.mark.parametrize(
    ("point", "by"),
    [(n, signal.SIGKILL) for n in range(POINTS)] + [(n, signal.SIGINT) for n in range(POINTS, POINTS + 3)],
)
def test_kill_and_run_again(point: int, by: signal.Signals, undisturbed: Left, tmp_path: Path) -> None:
    folder = stopped(tmp_path, by, random.Random(point), undisturbed.seconds)
    folder.run()
    assert folder.files() == undisturbed.files
    assert rows_of(folder) == undisturbed.rows
    assert not list(folder.out.rglob("*.part*"))
    assert_database_is_the_parquet(folder, but={"runs"})  # where the kill came at the very end, nothing was left to do
    assert folder.run().exit_code == 1
    assert folder.read() == []


def test_workers_end_with_a_killed_run(tmp_path: Path) -> None:
    folder, token = prepare(tmp_path / "run"), uuid.uuid4().hex
    folder.write("long.txt", "sleep 2.5")
    with start(tmp_path / "run", token) as process:
        assert _within(60, lambda: folder.log.exists())  # a worker is at work
        assert len(_processes(token)) > 1
        process.send_signal(signal.SIGKILL)
    assert _within(60, lambda: not _processes(token))


def _within(seconds: float, true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.1)
    return true()


def _processes(token: str) -> list[str]:
    """Processes that were started with the token in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if token.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found
