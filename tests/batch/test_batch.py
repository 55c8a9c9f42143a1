"""A batch loses nothing, does nothing twice, and one bad file costs itself alone."""

import os
import subprocess
import sys
from ast import literal_eval
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.batch import BatchReport, run_batch
from pipeline.batch.lock import locked
from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError, StorageError, WorkersError
from pipeline.model.rows import DATASETS, NOTE_DATASETS
from pipeline.settings import CheckSettings, LimitSettings, RunSettings, Settings
from tests.batch import fakes
from tests.shared import ROOT

SETTINGS = Settings(run=RunSettings(workers=2), limits=LimitSettings(seconds=1, memory_mb=256))
PER_NOTE = {dataset.name for dataset in NOTE_DATASETS} | {"text"}


class Folder:
    """A folder of raw notes, and one of datasets."""

    def __init__(self, path: Path) -> None:
        self.raw, self.out, self.log = path / "raw", path / "out", path / "log"
        self.raw.mkdir(exist_ok=True)

    def write(self, name: str, *lines: str) -> Path:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def run(self, *raw: Path, settings: Settings = SETTINGS, **options: Any) -> BatchReport:
        self.log.unlink(missing_ok=True)
        reader = fakes.FakeReader(settings, self.log)
        return run_batch(
            raw or [self.raw],
            self.out,
            settings,
            reader=reader,
            decide=fakes.judge,
            decide_across=fakes.judge_across,
            **options,
        )

    def read(self) -> list[str]:
        """Names of the files that the last run read, each as often as it was."""
        return sorted(map(literal_eval, self.log.read_text().splitlines())) if self.log.exists() else []

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        return pq.read_table(self.out / dataset).to_pylist()

    def files(self) -> dict[str, bytes]:
        """Every file that is a function of the notes."""
        every = (path for path in self.out.rglob("*") if path.is_file())
        named = {path.relative_to(self.out).as_posix(): path for path in every}
        return {name: path.read_bytes() for name, path in named.items() if name.split("/")[0] in PER_NOTE}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def query(folder: Folder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.out / "notes.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def assert_database_is_the_parquet(folder: Folder, but: Collection[str] = ()) -> None:
    for dataset in (each for each in DATASETS if each.name not in but):
        columns = ", ".join(f'"{column.name}"' for column in dataset.columns)
        stored = query(folder, f'SELECT {columns} FROM "{dataset.name}"')
        written = [row.values() for row in folder.rows(dataset.name)]
        assert sorted(list(map(str, row)) for row in stored) == sorted(list(map(str, row)) for row in written)


def test_each_note_becomes_rows_and_the_database_holds_the_same(folder: Folder) -> None:
    folder.write("a.txt", "claim 1", "claim 2")
    folder.write("b/c.txt", "claim wrong")
    report = folder.run()
    assert [(each.path.name, each.summary.figures_read, len(each.errors)) for each in report.files] == [
        ("a.txt", 2, 0),
        ("c.txt", 1, 1),
    ]
    assert report.exit_code == 1
    assert [row["text"] for row in folder.rows("claims") if row["quality"] == "contradicted"] == ["wrong"]
    assert {path.stem for path in (folder.out / "text").iterdir()} == {r["report_id"] for r in folder.rows("reports")}
    assert_database_is_the_parquet(folder)


def test_order_and_company_of_the_inputs_do_not_matter(tmp_path: Path) -> None:
    results = []
    for name, order in (("one", 1), ("two", -1), ("three", 1)):
        (tmp_path / name).mkdir()
        folder = Folder(tmp_path / name)
        paths = [folder.write(f"{n}.txt", f"claim {n}") for n in range(5)]
        folder.run(*paths[::order])
        if name == "three":  # once more, from nothing but what is there
            (folder.out / ".brokernotes" / "manifest.jsonl").unlink()
            folder.run()
        results.append(folder.files())
    assert results[0] == results[1] == results[2]
    assert len(results[0]) > 15


def test_what_is_unchanged_is_not_read_again(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.write("b.txt", "claim wrong")
    folder.run()
    database = (folder.out / "notes.duckdb").stat()
    before = folder.files()
    report = folder.run()
    assert folder.read() == []
    assert report.exit_code == 1
    assert [(each.unchanged, each.summary.figures_read) for each in report.files] == [(True, 1), (True, 1)]
    assert folder.files() == before
    assert (folder.out / "notes.duckdb").stat().st_ino == database.st_ino
    assert [(row["notes_new"], row["notes_unchanged"]) for row in folder.rows("runs")] == [(2, 0), (0, 2)]


def test_a_touched_file_is_hashed_and_not_read(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    folder.run()
    os.utime(path, (1, 1))
    assert folder.run().files[0].unchanged
    assert folder.read() == []


def test_a_file_changed_within_its_clocks_tick_is_read(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    folder.run()
    status = path.stat()
    path.write_text("claim 2\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    folder.run()
    assert folder.read() == ["a.txt"]


def test_the_same_bytes_twice_are_one_note_with_two_sources(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.write("b.txt", "claim 1")
    report = folder.run()
    assert folder.read() == ["a.txt"]
    assert len(report.files) == 2
    assert len(folder.rows("reports")) == 1
    assert [row["uri"].rpartition("/")[2] for row in folder.rows("sources")] == ["a.txt", "b.txt"]


def test_a_changed_setting_that_rows_depend_on_reads_everything_anew(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    folder.run(settings=replace(SETTINGS, limits=replace(SETTINGS.limits, seconds=9)))
    assert folder.read() == []
    folder.run(settings=replace(SETTINGS, limits=replace(SETTINGS.limits, file_mb=9)))
    assert folder.read() == ["a.txt"]


def test_a_new_version_supersedes_the_old_and_a_deleted_file_is_marked(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    folder.write("b.txt", "claim 2")
    folder.run()
    old = next(row["report_id"] for row in folder.rows("sources") if row["uri"].endswith("a.txt"))
    path.write_text("claim 11\n")
    folder.run()
    path.unlink()
    folder.run()
    sources = {(r["uri"].rpartition("/")[2], r["report_id"] == old): r for r in folder.rows("sources")}
    assert set(sources) == {("a.txt", True), ("a.txt", False), ("b.txt", False)}
    assert {key: row["deleted_at"] is not None for key, row in sources.items()} == {
        ("a.txt", True): False,  # superseded
        ("a.txt", False): True,
        ("b.txt", False): False,
    }
    first, second, other = sorted(folder.rows("report_versions"), key=lambda row: (row["uri"], row["valid_from"]))
    assert (first["report_id"], first["supersedes"]) == (old, None)
    assert first["valid_to"] == second["valid_from"]
    assert (second["supersedes"], second["valid_to"] is None) == (old, False)
    assert other["valid_to"] is None
    assert_database_is_the_parquet(folder)
    path.write_text("claim 1\n")  # the first version comes back
    folder.run()
    assert folder.read() == []
    back = [row for row in folder.rows("sources") if row["report_id"] == old]
    assert [row["deleted_at"] for row in back] == [None]
    assert len(folder.rows("report_versions")) == 4


def test_a_file_not_asked_for_is_not_taken_for_deleted(folder: Folder) -> None:
    one, two = folder.write("a.txt", "claim 1"), folder.write("b.txt", "claim 2")
    folder.run(one)
    folder.run(two)
    assert [row["deleted_at"] for row in folder.rows("sources")] == [None, None]
    assert len(folder.rows("reports")) == 2


TROUBLES = {
    "segfault": "reader_crashed",
    "killed": "reader_crashed",
    "hang": "limit_reached: it took more than 1 seconds",
    "spin": "limit_reached: it took more than 1 seconds",
    "bomb": "limit_reached: it took more than 256 MB",
    "refuse": "encrypted: an encrypted file; expected a file without a password; remove the password",
    "bug": "internal_error: ZeroDivisionError: of ours (fakes.py:",
    "deep": "too_deep",
    "unpicklable": "reader_crashed",
}


def test_a_bad_file_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir(), (tmp_path / "beside").mkdir()
    alone, beside = Folder(tmp_path / "alone"), Folder(tmp_path / "beside")
    for folder in (alone, beside):
        for n in range(6):
            folder.write(f"good{n}.txt", f"claim {n}")
    for name in TROUBLES:
        beside.write(f"{name}.txt", name)
    assert alone.run().exit_code == 0
    report = beside.run()
    assert report.exit_code == 2
    failed = {each.path.stem: each.summary for each in report.files if each.summary.status == "failed"}
    assert set(failed) == set(TROUBLES)
    for name, message in TROUBLES.items():
        assert (failed[name].message or "").startswith(message), name
    good, mixed = alone.files(), beside.files()
    assert {name: mixed.get(name) for name in good} == good
    assert {name.split("/")[0] for name in set(mixed) - set(good)} == {"reports"}
    assert_database_is_the_parquet(beside)


def test_a_file_that_ends_its_process_is_tried_twice(folder: Folder) -> None:
    folder.write("once.txt", f"crash-once {folder.out.parent / 'marker'}", "claim 1")
    folder.write("ever.txt", "killed")
    report = folder.run()
    assert {each.path.stem: each.summary.status for each in report.files} == {"once": "ok", "ever": "failed"}
    assert folder.read() == ["ever.txt", "ever.txt", "once.txt", "once.txt"]


def test_failed_notes_are_read_again_only_on_demand(folder: Folder) -> None:
    folder.write("a.txt", "refuse")
    folder.write("b.txt", "claim 1")
    assert folder.run().exit_code == 2
    assert folder.run().exit_code == 2
    assert folder.read() == []
    assert folder.run(retry_failed=True).exit_code == 2
    assert folder.read() == ["a.txt"]


def test_exit_code_counts_the_origins_asked_for(folder: Folder) -> None:
    folder.write("a.txt", "claim wrong")
    assert folder.run().exit_code == 1
    other = replace(SETTINGS, run=replace(SETTINGS.run, fail_on=("extraction",)))
    assert folder.run(settings=other).exit_code == 0


def test_files_that_are_no_documents_are_named_and_not_opened(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("claim 1\n")
    (folder.raw / "link").symlink_to(outside)
    (folder.raw / "folder").symlink_to(tmp_path)
    (folder.raw / "dangling").symlink_to(tmp_path / "nothing")
    inside = folder.write("sub/real.txt", "claim 2")
    (folder.raw / "inside").symlink_to(inside)
    folder.write(".hidden/a.txt", "claim 3")
    folder.write(".hidden.txt", "claim 3")
    os.mkfifo(folder.raw / "pipe")
    Path(os.fsdecode(os.fsencode(folder.raw) + b"/name\xff\n.txt")).write_text("claim 4\n")
    report = folder.run()
    said = {os.fsencode(each.path.name): (each.summary.status, each.summary.message or "") for each in report.files}
    assert {name: status for name, (status, _) in said.items()} == {
        b"link": "failed",
        b"folder": "failed",
        b"dangling": "failed",
        b"pipe": "failed",
        b"inside": "ok",
        b"real.txt": "ok",
        b"name\xff\n.txt": "ok",
    }
    assert "a link out of its folder" in said[b"link"][1]
    assert "not a regular file" in said[b"pipe"][1]
    assert not any(str(tmp_path) in message for _, message in said.values())
    uris = [row["uri"] for row in folder.rows("sources")]
    assert any(uri.endswith("name%FF%0A.txt") for uri in uris)
    assert folder.run(folder.raw / "link").files[0].summary.status == "ok"  # asked for by name


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every file")
def test_a_file_without_permission_is_read_once_it_may_be(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    path.chmod(0)
    assert "Permission denied" in (folder.run().files[0].summary.message or "")
    path.chmod(0o600)
    assert folder.run().exit_code == 0
    assert len(folder.rows("reports")) == 1


def test_the_row_of_a_file_that_could_not_be_opened_goes_when_the_file_does(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    os.mkfifo(folder.raw / "b.txt")
    assert folder.run().exit_code == 2
    (folder.raw / "b.txt").unlink()
    folder.write("b.txt", "claim 2")
    assert folder.run().exit_code == 0
    assert [row["status"] for row in folder.rows("reports")] == ["ok", "ok"]
    assert_database_is_the_parquet(folder)


def test_a_file_larger_than_the_limit_is_not_read(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    os.truncate(path, (1 << 20) + 1)
    settings = replace(SETTINGS, limits=replace(SETTINGS.limits, file_mb=1))
    assert folder.run(settings=settings).files[0].summary.message == (
        "too_large: 1048577 bytes; expected at most 1 MB; raise [limits] file_mb to read it"
    )


def test_a_path_that_is_not_there_is_refused_before_anything_is_written(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere: no such file or folder"):
        folder.run(folder.raw / "nowhere")
    assert not folder.out.exists()


def test_a_second_run_is_refused_while_the_first_one_writes(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    hold = "import sys, time, pathlib; from pipeline.batch.lock import locked\nwith locked(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    lock = folder.out / ".brokernotes" / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ConfigurationError, match=rf"another run is writing here \(process {other.pid}\)"):
            folder.run()
        other.kill()
    with locked(lock):
        pass
    assert folder.run().exit_code == 0


def test_lost_files_are_written_again(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    expected = folder.files()
    (folder.out / "notes.duckdb").write_bytes(b"rubbish")
    for path in (folder.out / "reports").iterdir():
        path.unlink()
    folder.run()
    assert folder.files() == expected
    assert_database_is_the_parquet(folder)
    (folder.out / "notes.duckdb").unlink()
    folder.run()
    assert_database_is_the_parquet(folder)


def test_a_journal_of_another_version_is_refused(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.run()
    journal = folder.out / ".brokernotes" / "manifest.jsonl"
    journal.write_text(journal.read_text() + '{"arrival": {"colour": 1}}\n')
    with pytest.raises(ConfigurationError, match="written by another version"):
        folder.run()


def test_a_waiver_silences_the_alarm_and_leaves_the_rows(folder: Folder, tmp_path: Path) -> None:
    folder.write("a.txt", "claim wrong")
    assert folder.run().exit_code == 1
    (finding,) = folder.rows("findings")
    waivers = tmp_path / "waivers.toml"
    settings = replace(SETTINGS, checks=CheckSettings(waivers=str(waivers)))

    def waive(expires: str) -> BatchReport:
        waivers.write_text(
            f'[[waiver]]\nfingerprint = "{finding["fingerprint"]}"\nreason = "known"\nexpires = {expires}\n'
        )
        return folder.run(settings=settings)

    report = waive("2999-01-01")
    assert (report.exit_code, report.files[0].errors, report.idle_waivers) == (0, (), ())
    assert folder.read() == []
    assert folder.rows("findings") == [finding]
    assert query(folder, "SELECT reason FROM findings JOIN waivers USING (fingerprint)") == [("known",)]
    report = waive("2001-01-01")
    assert (report.exit_code, len(report.files[0].errors), len(report.idle_waivers)) == (1, 1, 1)
    waivers.write_text("[[waiver]]\n")
    with pytest.raises(ConfigurationError, match=r"waivers\.toml: waiver 1"):
        folder.run(settings=settings)


def test_notes_of_a_batch_that_was_not_checked_whole_are_not_done(folder: Folder) -> None:
    folder.write("a.txt", "claim unchecked")
    folder.write("b.txt", "claim 1")
    for _ in range(2):
        report = folder.run()
        assert folder.read() == ["a.txt", "b.txt"]
        assert (report.exit_code, len(report.problems)) == (1, 1)
    assert len(folder.rows("reports")) == 2
    assert_database_is_the_parquet(folder)


def test_what_a_run_wrote_is_not_read_as_notes(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    folder.out = folder.raw / "extracted"
    folder.run()
    assert folder.run().files == folder.run().files
    assert len(folder.rows("reports")) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    path = tmp_path / "disk"
    path.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(path)], capture_output=True).returncode:
        pytest.skip("may not mount a file system here")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def test_a_full_disk_loses_nothing(folder: Folder, small_disk: Path) -> None:
    for n in range(3):
        folder.write(f"{n}.txt", f"claim {n}", "claim wrong")
    folder.run()
    expected = folder.files()
    folder.out = small_disk / "out"
    with pytest.raises((OSError, StorageError), match=r"(?i)no space left|could not write"):
        folder.run()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    folder.run()
    assert folder.files() == expected
    assert_database_is_the_parquet(folder)


def test_workers_that_cannot_start_are_an_error_that_says_so(folder: Folder) -> None:
    folder.write("a.txt", "claim 1")
    with pytest.raises(WorkersError, match="worker processes end before they read a note"):
        run_batch([folder.raw], folder.out, SETTINGS, reader=fakes.Stillborn(SETTINGS), decide=fakes.judge)
    assert folder.run().exit_code == 0


def test_what_a_killed_run_had_begun_is_taken_away(folder: Folder) -> None:
    path = folder.write("a.txt", "claim 1")
    folder.run()
    report_id = folder.rows("reports")[0]["report_id"]
    with Manifest(folder.out / ".brokernotes" / "manifest.jsonl") as manifest:
        manifest.begin([report_id])  # and no more: half of it may be there
    (folder.out / "claims" / "half.parquet.part").write_bytes(b"half")
    path.write_text("claim 2\n")  # so that the run which follows does not write that note again
    folder.run()
    assert report_id not in {row["report_id"] for row in folder.rows("reports")}
    assert not [name for name in folder.files() if report_id in name or name.endswith(".part")]
    assert_database_is_the_parquet(folder)
