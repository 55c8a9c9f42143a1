"""The status of a folder says what stands in it, what the last run did and what the next one would read, and changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from pipeline.batch.lock import holder
from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError
from pipeline.operate.prometheus import exposition
from pipeline.operate.status import Failure, Status, as_json, since, status_of
from pipeline.settings import CheckSettings, LimitSettings, VocabularySettings
from pipeline.terminal.operate import show_status
from tests.batch.test_batch import SETTINGS, Folder
from tests.shared import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def status(folder: Folder, **options: object) -> Status:
    return status_of(folder.out, [folder.raw], replace(SETTINGS, **options))  # type: ignore[arg-type]


def test_what_stands_what_failed_and_what_is_waiting(folder: Folder) -> None:
    folder.write("good.txt", "claim 1", "claim wrong")
    folder.write("refused.txt", "refuse")
    folder.write("hungry.txt", "bomb")
    gone = folder.write("gone.txt", "claim 2")
    old = folder.write("old.txt", "claim 3", "claim wrong")
    folder.run()
    gone.unlink()
    old.write_text("claim 4\n")
    folder.run()
    folder.write("new.txt", "claim 5")
    old.write_text("claim 66\n")
    found = status(folder)
    assert (found.notes.ok, found.notes.failed, found.notes.quarantined) == (2, 2, 1)
    assert (found.notes.superseded, found.notes.deleted) == (1, 1)
    assert (found.findings.error, found.findings.waived) == (1, 0), "that of a superseded note is not open"
    assert (found.pending.new, found.pending.changed, found.pending.anew) == (1, 1, 0)
    assert [(each.uri.rpartition("/")[2], each.message.partition(":")[0]) for each in found.failures] == [
        ("hungry.txt", "limit_reached"),
        ("refused.txt", "encrypted"),
    ]
    assert found.last_run is not None
    assert (found.last_run.notes, found.last_run.notes_new, found.last_run.exit_code) == (4, 1, 2)
    assert (found.interrupted, found.locked_by) == (0, None)
    assert sum(found.size.values()) == sum(p.lstat().st_size for p in folder.out.rglob("*") if p.is_file())


def test_unchanged_files_wait_where_words_settings_or_rules_are_others(folder: Folder, tmp_path: Path) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    assert status(folder).pending.total == 0
    own = tmp_path / "words"
    own.mkdir()
    (own / "metrics.tsv").write_text(
        "surface\tmetric_id\tsign\trole\tsource\n客單數目\tcustomers\t\t\tours\n", encoding="utf-8"
    )
    assert status(folder, vocabulary=VocabularySettings(folders=(str(own),))).pending.anew == 1
    assert status(folder, limits=LimitSettings(file_mb=7)).pending.anew == 1
    (folder.out / "reports" / f"{folder.rows('reports')[0]['report_id']}.parquet").unlink()
    assert status(folder).pending.anew == 1


def test_a_file_that_cannot_be_opened_waits_no_more_once_it_was_said(folder: Folder) -> None:
    (folder.raw / "link.txt").symlink_to(folder.raw / "nowhere")
    folder.run()
    assert (status(folder).notes.failed, status(folder).pending.total) == (1, 0)
    (folder.raw / "link.txt").unlink()
    folder.write("link.txt", "claim 1")
    assert status(folder).pending.changed == 1


def test_waived_findings_are_counted_apart(folder: Folder, tmp_path: Path) -> None:
    folder.write("a.txt", "claim wrong")
    folder.run()
    fingerprint = folder.rows("findings")[0]["fingerprint"]
    file = tmp_path / "waivers.toml"
    for day, expected in (("2999-01-01", (0, 1)), ("2001-01-01", (1, 0))):
        file.write_text(f'[[waiver]]\nfingerprint = "{fingerprint}"\nreason = "a slip"\nexpires = {day}\n')
        found = status(folder, checks=CheckSettings(waivers=str(file))).findings
        assert (found.error, found.waived) == expected


def test_a_run_that_was_ended_is_named(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    with Manifest(folder.out / ".brokernotes" / "manifest.jsonl") as manifest:
        manifest.begin(["0" * 16, "1" * 16])
    assert status(folder).interrupted == 2


def test_who_holds_the_lock_is_asked_without_taking_it(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    lock = folder.out / ".brokernotes" / "lock"
    code = "import sys; from pathlib import Path; from pipeline.batch.lock import locked\n"
    code += "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert status(folder).locked_by == other.pid
        other.communicate()
    assert holder(lock) is None
    assert status(folder).locked_by is None


def test_raw_files_that_cannot_be_listed_do_not_hide_the_rest(folder: Folder, tmp_path: Path) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    found = status_of(folder.out, [tmp_path / "nowhere"], SETTINGS)
    assert found.notes.ok == 1
    assert "nowhere: no such file" in (found.pending.unknown or "")


def test_nothing_is_changed(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    before = {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.out.rglob("*")}
    status(folder)
    assert {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.out.rglob("*")} == before


def test_a_folder_without_datasets_is_refused(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="no datasets here; run brokernotes run first"):
        status(folder)
    assert not folder.out.exists()


def test_what_prometheus_reads_is_what_is_there(folder: Folder) -> None:
    folder.write("a.txt", "claim 1", "claim wrong")
    folder.write("b.txt", "refuse")
    folder.run()
    folder.write("c.txt", "claim 2")
    found = replace(status(folder), out=Path('/a "quoted"\\ name\nof two lines'))
    families = {each.name: each for each in text_string_to_metric_families(exposition(found))}
    values = {
        (sample.name, *(value for key, value in sample.labels.items() if key != "folder")): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert values["brokernotes_notes", "ok"] == values["brokernotes_notes", "failed"] == 1
    assert values["brokernotes_findings", "error"] == 1
    assert values["brokernotes_pending_files", "new"] == 1
    assert values["brokernotes_last_run_exit_code",] == 2
    assert values["brokernotes_last_run_notes", "new"] == 2
    assert found.last_run is not None
    finished = values["brokernotes_last_run_finished_timestamp_seconds",]
    assert abs(finished - found.last_run.finished_at.timestamp()) < 0.01
    assert values["brokernotes_running",] == 0
    assert values["brokernotes_last_run_stage_seconds", "read"] == (found.last_run.read_ms or 0) / 1000
    assert all(family.type == "gauge" and family.documentation for family in families.values())
    assert {s.labels["folder"] for f in families.values() for s in f.samples} == {str(found.out)}


def test_json_has_all_of_it_but_settings(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    found = json.loads(json.dumps(as_json(status(folder)), default=str))
    assert found["notes"] == {"ok": 1, "partial": 0, "failed": 0, "quarantined": 0, "superseded": 0, "deleted": 0}
    assert found["pending"] == {"new": 0, "changed": 0, "anew": 0, "unknown": None, "total": 0}
    assert found["last_run"]["exit_code"] == 0
    assert "settings" not in found["last_run"]


def test_what_a_person_reads(folder: Folder) -> None:
    folder.write("a.txt", "claim 1", "claim wrong")
    folder.write("b.txt", "refuse")
    folder.run()
    found = replace(status(folder), interrupted=3, locked_by=4242)
    hostile = Failure("file:///x/%1B%5B31m%0A%FF.txt", "0" * 16, "limit_reached: it took \x1b[31m more than 1 seconds")
    console = Console(width=100, record=True, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    show_status(replace(found, failures=(*found.failures, hostile)), console)
    text = console.export_text()
    for said in (
        *("1 ok", "1 failed", "1 error ", "nothing new in", "exit code 2", "2 notes: 2 read, 0 unchanged, 1 failed"),
        *("put 3 notes in place; brokernotes run goes on", "process 4242 is writing", "failed b.txt"),
        *("quarantined \\x1b[31m\\n\\xff.txt", "it took \\x1b[31m more"),
    ):
        assert said in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_how_long_ago(ago: timedelta, said: str) -> None:
    now = datetime(2025, 11, 25, tzinfo=UTC)
    assert since(now - ago, now) == said
