"""A run that is killed at any moment, and then run again, leaves what an undisturbed run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.test_batch import Folder, assert_database_is_the_parquet
from tests.shared import ROOT

NOTES = 40
POINTS = 20  # kills, each of a new run

RUN = """
import sys
from pathlib import Path
import pipeline.batch
import pipeline.batch.workers
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
    path.mkdir()
    folder = Folder(path)
    for n in range(NOTES):
        folder.write(
            f"{n}.txt", *(f"claim {figure}" for figure in range(n % 5)), "claim wrong", f"note {n}", f"day {n % 9}"
        )
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    """What a run leaves, and how long it takes in a process of its own."""
    path = tmp_path_factory.mktemp("undisturbed") / "run"
    folder = prepare(path)
    began = time.monotonic()
    with start(path) as process:
        assert process.stdout is not None
        began = time.monotonic()
        assert process.stdout.readline() == "ended\n"
    assert any("/across/" in name for name in folder.files())  # notes have to do with each other
    return folder.files(), time.monotonic() - began


@pytest.mark.parametrize(
    ("point", "by"),
    [(n, signal.SIGKILL) for n in range(POINTS)] + [(n, signal.SIGINT) for n in range(POINTS, POINTS + 3)],
)
def test_kill_and_run_again(
    point: int, by: signal.Signals, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    folder = prepare(tmp_path / "run")
    with start(tmp_path / "run") as process:
        time.sleep(random.Random(point).uniform(0, 1) * seconds)
        process.send_signal(by)
    folder.run()
    assert folder.files() == expected
    assert not list(folder.out.rglob("*.part*"))
    assert_database_is_the_parquet(folder, but={"runs"})  # where the kill came too late, nothing was left to do
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
