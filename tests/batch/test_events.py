"""A run tells what becomes of every note at every stage, and `runs` says what it cost."""

from __future__ import annotations

import io
import json
import logging
import warnings
from pathlib import Path

import pytest

from pipeline.batch.events import Event
from pipeline.errors import StorageError
from pipeline.terminal.log import as_json, run_log
from tests.batch.test_batch import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def told(folder: Folder) -> list[Event]:
    events: list[Event] = []
    folder.run(tell=events.append)
    return events


def test_one_event_for_each_note_and_stage(folder: Folder) -> None:
    folder.write("a.txt", "claim 1", "claim 2")
    folder.write("b.txt", "claim wrong")
    folder.write("c.txt", "refuse")
    folder.write("d.txt", "killed")
    events = told(folder)
    ids = {row["uri"].rpartition("/")[2]: row["report_id"] for row in folder.rows("sources")}
    said = {(event.stage, event.report_id): event for event in events}
    assert len(said) == 1 + 3 * 4
    assert len(events) == 2 + 3 * 4
    assert (events[0].stage, events[0].outcome) == ("run", "started")
    assert (events[-1].stage, events[-1].outcome) == ("run", "finished")
    assert len({event.run_id for event in events}) == 1
    outcomes = {
        name: [said[stage, report_id].outcome for stage in ("read", "check", "publish")]  # type: ignore[index]
        for name, report_id in ids.items()
    }
    assert outcomes == {
        "a.txt": ["ok", "ok", "published"],
        "b.txt": ["ok", "contradicted", "published"],
        "c.txt": ["failed", "ok", "published"],
        "d.txt": ["failed", "ok", "published"],
    }
    read = said["read", ids["a.txt"]]
    assert read.counts == {"bytes": (folder.raw / "a.txt").stat().st_size, "figures": 2}
    assert read.seconds is not None
    assert said["read", ids["d.txt"]].seconds is None, "its process did not live to say"
    assert (said["read", ids["c.txt"]].message or "").startswith("encrypted: ")
    assert said["check", ids["b.txt"]].counts == {"errors": 1, "warnings": 0, "notes_together": 4}
    assert {event.uri for event in events if event.report_id == ids["a.txt"]} == {(folder.raw / "a.txt").as_uri()}
    again = told(folder)
    assert [(e.stage, e.outcome) for e in again[1:-1]] == [("read", "unchanged")] * 4
    assert again[-1].counts["notes_unchanged"] == 4


def test_a_check_that_did_not_run_is_told(folder: Folder) -> None:
    folder.write("a.txt", "claim unchecked")
    assert [event.outcome for event in told(folder) if event.stage == "check"] == ["failed", "failed"]


def test_runs_say_what_a_run_cost(folder: Folder) -> None:
    folder.write("a.txt", "claim 1", "claim 2")
    events = told(folder)
    folder.run()
    first, second = folder.rows("runs")
    assert first["run_id"] == events[0].run_id
    assert (first["figures"], first["bytes_read"]) == (2, (folder.raw / "a.txt").stat().st_size)
    assert first["memory_mb"] > 10
    assert min(first["read_ms"], first["check_ms"], first["publish_ms"]) >= 0
    assert (second["figures"], second["bytes_read"], second["read_ms"]) == (2, 0, 0)
    assert events[-1].counts["exit_code"] == first["exit_code"]


def test_runs_of_an_older_version_are_kept(folder: Folder) -> None:
    import pyarrow.parquet as pq

    folder.write("a.txt", "claim 1")
    folder.run()
    path = folder.out / "runs" / "runs.parquet"
    pq.write_table(pq.read_table(path).drop(["figures", "memory_mb"]), path)
    folder.write("b.txt", "claim 2")
    folder.run()
    rows = pq.read_table(path).to_pylist()
    assert [row["figures"] for row in rows] == [None, 2]
    assert [row["notes"] for row in rows] == [1, 2]


def test_events_as_json_are_one_object_on_each_line() -> None:
    stream = io.StringIO()
    event = Event("r1", "read", "failed", "0" * 16, "file:///x/a%20b%0A.txt", 0.123456, "broken: \n", {"figures": 0})
    logging.captureWarnings(False)  # another test may have left it on, without the handler that this one looks at
    with run_log("json", stream=stream) as log:
        log.tell(event)
        logging.getLogger("elsewhere").warning("of a %s", "library")
        warnings.warn("deprecated", stacklevel=1)
        assert log.ended(StorageError("the disk is full"))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["read.failed", "library", "library", "run.failed"]
    assert all({"time", "level"} <= line.keys() for line in lines)
    time = lines[0].pop("time")
    assert time.endswith("+00:00")
    assert lines[0] == {
        "level": "error",
        "event": "read.failed",
        "run_id": "r1",
        "stage": "read",
        "outcome": "failed",
        "report_id": "0" * 16,
        "file": "a b\\n.txt",
        "uri": "file:///x/a%20b%0A.txt",
        "seconds": 0.1235,
        "message": "broken: \n",
        "figures": 0,
    }
    assert (lines[1]["library"], lines[1]["message"]) == ("elsewhere", "of a library")
    assert lines[3]["message"] == "the disk is full"
    logging.getLogger("elsewhere").warning("after the run")
    assert "after the run" not in stream.getvalue()


def test_what_is_not_known_of_an_event_is_left_out() -> None:
    assert set(as_json(Event("r", "run", "started"))) == {"time", "level", "event", "run_id", "stage", "outcome"}


def test_text_says_only_what_went_wrong_unless_more_is_asked_for() -> None:
    ok, contradicted = Event("r", "read", "ok", "1", "file:///a.txt"), Event("r", "check", "contradicted", "1")
    note, checks = Event("r", "read", "failed", "2", "file:///b.txt", message="x\x1b"), Event("r", "check", "failed")
    printed = {}
    for verbose in (False, True):
        stream = io.StringIO()
        with run_log("text", verbose=verbose, stream=stream) as log:
            for event in (ok, contradicted, note, checks):
                log.tell(event)
            assert not log.ended(StorageError("said elsewhere"))
        printed[verbose] = stream.getvalue()
    assert "check   failed" in printed[False]
    assert "a.txt" not in printed[False]
    assert "b.txt" not in printed[False], "the table at the end names it"
    assert [word in printed[True] for word in ("a.txt", "contradicted", "b.txt", "x\\x1b")] == [True] * 4
