"""Every check of the doctor says yes where all is well, and says what to do where it is not."""

from __future__ import annotations

import io
import os
import socket
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipeline.batch.manifest import Manifest
from pipeline.operate import fonts, installed, machine, places
from pipeline.operate.doctor import CHECKS, Check, Line, Patient, examine
from pipeline.operate.found import Found
from pipeline.settings import LimitSettings, NlpSettings, RunSettings, Settings, VocabularySettings
from pipeline.terminal.operate import show_doctor
from tests.batch.test_batch import Folder


def patient(tmp_path: Path, settings: Settings | None = None, **options: Any) -> Patient:
    (tmp_path / "raw").mkdir(exist_ok=True)
    (tmp_path / "raw" / "a.txt").write_text("note")
    return replace(Patient(settings or Settings(), tmp_path / "out", (tmp_path / "raw",)), **options)


def test_all_is_well_here_and_nothing_is_changed(tmp_path: Path) -> None:
    of = patient(tmp_path)
    lines = list(examine(of))
    assert [line.name for line in lines] == [check.name for check in CHECKS]
    assert [line for line in lines if line.level == "fail"] == []
    said = {line.name: line.found for line in lines}
    assert said["opencc"].endswith("营业额 → 營業額")
    assert "2 of 2 figures" in said["a note"]
    assert said["raw files"] == f"1 in {tmp_path / 'raw'}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw"]


def test_a_check_that_breaks_is_a_finding_and_the_next_is_made(tmp_path: Path) -> None:
    def broken(_: Patient) -> Found:
        raise KeyError("ours")

    checks = (Check("program", "one", broken), Check("program", "two", lambda _: Found("ok", "fine")))
    assert list(examine(patient(tmp_path), checks)) == [
        Line("program", "one", "fail", "KeyError: 'ours'", "please report it"),
        Line("program", "two", "ok", "fine", None),
    ]


def test_dependencies_that_are_missing_or_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["duckdb<1", "no-such-thing-of-ours>=3", "pebble", 'dlt>=99; extra == "load"']
    monkeypatch.setattr(installed.metadata, "requires", lambda _: asked)
    found = installed.dependencies()
    assert found.level == "fail"
    assert "no-such-thing-of-ours is missing; expected >=3" in found.what
    assert "duckdb is 1." in found.what
    assert "expected <1" in found.what
    assert "pebble" not in found.what
    assert "dlt" not in found.what


def test_a_python_that_is_not_asked_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed.platform, "python_version", lambda: "3.9.1")
    assert installed.python().level == "fail"


def test_opencc_without_its_data_converts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.normalise.canonical", lambda text: text)
    assert installed.opencc() == Found(
        "fail", "营业额 became 营业额; expected 營業額", f"its data is damaged: {installed.REINSTALL}"
    )


def test_words_and_models_of_the_settings_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "metrics.tsv").write_text("surface\tmetric_id\tsource\nonly one column\n")
    wrong = Settings(vocabulary=VocabularySettings(folders=(str(tmp_path),)))
    assert installed.vocabulary(wrong).level == "fail"
    assert "metrics.tsv" in installed.vocabulary(wrong).what
    assert installed.names(Settings(nlp=NlpSettings(model="no_such_model"))).level == "fail"
    assert installed.names(Settings(nlp=NlpSettings(model=str(tmp_path)))).level == "ok"


def test_an_extra_is_missed_only_where_it_is_asked_for() -> None:
    assert installed.extra("dask", "no_such_module", "--engine dask", False).level == "ok"
    missed = installed.extra("dask", "no_such_module", "--engine dask", True)
    assert (missed.level, missed.remedy) == ("fail", "pip install 'brokernotes[dask]'")


def test_workers_that_could_take_more_than_there_is(tmp_path: Path) -> None:
    (tmp_path / "max").write_text("1073741824\n")
    settings = Settings(run=RunSettings(workers=2), limits=LimitSettings(memory_mb=800))
    assert machine.memory(settings, [tmp_path / "max"]).level == "warn"
    (tmp_path / "max").write_text("max\n")
    there = machine.memory_mb([])
    assert machine.memory_mb([tmp_path / "max"]) == there
    small = Settings(run=RunSettings(workers=1), limits=LimitSettings(memory_mb=64))
    assert machine.memory(small, []).level == ("ok" if there > 364 else "warn")
    assert machine.processors(Settings(run=RunSettings(workers=9999))).level == "warn"


def test_a_machine_that_cannot_read_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    found = machine.reads_a_note(Settings(vocabulary=VocabularySettings(folders=("nowhere",))))
    assert found.level == "fail"
    assert "nowhere" in found.what
    monkeypatch.setattr(machine, "FIGURES", 3)
    assert "2 of 3 figures" in machine.reads_a_note(Settings()).what


def test_a_machine_without_chinese_fonts_draws_the_same_for_each_character(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.page_of("營") != fonts.page_of("收")
    monkeypatch.setattr(fonts, "draw", lambda raw, page, boxes: b"a box")
    assert machine.fonts().level == "warn"


def test_a_terminal_that_takes_no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert machine.terminal().level == "warn"


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert places.writable(tmp_path / "file" / "out").level == "fail"

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(places.tempfile, "NamedTemporaryFile", closed)
    assert places.writable(tmp_path / "out").what == f"{tmp_path}: Permission denied"


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    for free, level in ((100, "fail"), (1_000, "warn"), (3_000, "ok")):
        monkeypatch.setattr(places.shutil, "disk_usage", lambda _, free=free: usage(free << 20))
        assert places.disk(tmp_path).level == level
    full = namedtuple("full", "f_files f_favail")
    monkeypatch.setattr(os, "statvfs", lambda _: full(1_000_000, 100))
    assert "only 100 files more" in places.disk(tmp_path).what


def test_the_state_that_runs_left(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert places.state(folder.out).level == "ok"
    folder.write("a.txt", "claim 1")
    folder.run()
    assert places.state(folder.out).what == "1 notes in place"
    journal = folder.out / ".brokernotes" / "manifest.jsonl"
    with Manifest(journal) as manifest:
        manifest.begin(["0" * 16])
    assert places.state(folder.out).level == "warn"
    journal.write_text('{"arrival": {"of": "the future"}}\n')
    assert places.state(folder.out).level == "fail"


def test_raw_files_that_are_not_there_or_closed(tmp_path: Path) -> None:
    of = patient(tmp_path)
    missing = places.raw([*of.raw, tmp_path / "nowhere"], of.out)
    assert missing.level == "fail"
    assert "nowhere: no such file" in missing.what
    for name in "bcdef":
        (tmp_path / "raw" / name).symlink_to("/etc/passwd")
    closed = places.raw(of.raw, of.out)
    assert closed.level == "warn"
    assert closed.what.endswith("; and 2 more")
    assert places.raw(["no-such-store://x"], of.out).level == "fail"


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_scheduler_that_answers_and_one_that_does_not(listening: int) -> None:
    def found(address: str) -> Found:
        return places.scheduler(Settings(run=RunSettings(engine="dask", scheduler=address)))

    assert found(f"tcp://127.0.0.1:{listening}").level == "ok"
    assert found("tcp://127.0.0.1:1").level == "fail"
    assert found("tcp://127.0.0.1:port").level == "fail"
    assert places.scheduler(Settings()).level == "ok"


def test_a_warehouse_is_asked_and_none_is_made(tmp_path: Path) -> None:
    from pipeline.warehouse import load

    address = f"duckdb:///{tmp_path / 'w.duckdb'}"
    assert "will be made by the first load" in places.warehouse(address, "notes").what
    assert not (tmp_path / "w.duckdb").exists()
    folder = Folder(tmp_path)
    folder.write("a.txt", "claim 1")
    folder.run()
    load(folder.out, address, "notes")
    assert places.warehouse(address, "notes").what.endswith("1 notes")
    assert places.warehouse(address, "others").what.endswith("nothing was ever loaded into others")
    refused = places.warehouse("postgresql://me:secret@127.0.0.1:1/x?connect_timeout=1", "notes")
    assert refused.level == "fail"
    assert "secret" not in refused.what
    assert places.warehouse("somewhere", "notes").level == "fail"


def test_what_a_person_reads() -> None:
    console = Console(width=80, file=io.StringIO())
    counted = show_doctor(
        [
            Line("program", "python", "ok", "3.11", None),
            Line("machine", "disk", "warn", "little \x1b[31m", "free some"),
            Line("machine", "memory", "fail", "none", "buy some"),
        ],
        console,
    )
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert counted == {"ok": 1, "warn": 1, "fail": 1}
    assert "✓ ok   python       3.11" in text
    assert "! warn disk         little \\x1b[31m" in text
    assert "→ free some" in text
    assert "1 ok · 1 warn · 1 fail" in text
