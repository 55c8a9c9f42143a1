"""Raw files that lie elsewhere: in a bucket of a real protocol, and in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pytest

from pipeline.batch import remote
from pipeline.errors import ConfigurationError
from tests.batch.test_batch import SETTINGS, Folder, assert_database_is_the_parquet


class Store:
    """A place for raw files, and how often their bytes were asked for."""

    def __init__(self, address: str, system: Any) -> None:
        self.address, self.system = address, system
        self.fetched: list[str] = []

    def write(self, name: str, *lines: str) -> None:
        self.system.pipe_file(f"{self.address}/{name}", ("\n".join(lines) + "\n").encode())

    def remove(self, name: str) -> None:
        self.system.rm_file(f"{self.address}/{name}")


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    moto = pytest.importorskip("moto.server", reason="no S3 to test against")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    name = f"notes-{abs(hash(request.node.name)) % 10**9}"
    if request.param == "s3":
        for key, value in (
            ("AWS_ENDPOINT_URL", request.getfixturevalue("s3_server")),
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
        ):
            monkeypatch.setenv(key, value)
        system = fsspec.filesystem("s3", skip_instance_cache=True)
        fsspec.filesystem("s3").clear_instance_cache()
        system.mkdir(name)
        made = Store(f"s3://{name}/in", system)
    else:
        made = Store(f"memory://{name}/in", fsspec.filesystem("memory"))
    real = remote._fetch

    def counted(system: Any, name: str, to: Path) -> str:
        made.fetched.append(name.rpartition("/")[2])
        return real(system, name, to)

    monkeypatch.setattr(remote, "_fetch", counted)
    monkeypatch.setattr("pipeline.batch.manifest.RACE_NS", 0)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def run(folder: Folder, store: Store, **options: Any) -> Any:
    store.fetched.clear()
    folder.log.unlink(missing_ok=True)
    return folder.run(store.address, **options)


def test_notes_are_the_same_wherever_they_lie(folder: Folder, store: Store, tmp_path: Path) -> None:
    for name, lines in (("a.txt", ["claim 1"]), ("b/c.txt", ["claim wrong"]), (".hidden/d.txt", ["claim 3"])):
        store.write(name, *lines)
    report = run(folder, store)
    assert [(each.path.name, each.summary.figures_read) for each in report.files] == [("a.txt", 1), ("c.txt", 1)]
    assert [row["uri"] for row in folder.rows("sources")] == [f"{store.address}/a.txt", f"{store.address}/b/c.txt"]
    (tmp_path / "here").mkdir()
    here = Folder(tmp_path / "here")
    here.write("a.txt", "claim 1")
    here.write("c.txt", "claim wrong")
    here.run()
    assert folder.files() == here.files()
    assert_database_is_the_parquet(folder)
    assert not list((folder.out / ".brokernotes" / "spool").iterdir())


def test_what_is_unchanged_is_neither_fetched_nor_read(folder: Folder, store: Store) -> None:
    for n in range(20):
        store.write(f"{n}.txt", f"claim {n}")
    run(folder, store)
    assert sorted(store.fetched) == sorted(f"{n}.txt" for n in range(20))
    before = folder.files()
    report = run(folder, store)
    assert (store.fetched, folder.read(), all(each.unchanged for each in report.files)) == ([], [], True)
    store.write("7.txt", "claim 77")
    run(folder, store)
    assert (store.fetched, len(folder.read())) == (["7.txt"], 1)
    assert before.items() <= folder.files().items()


def test_a_file_written_again_with_the_same_bytes_is_not_read_again(folder: Folder, store: Store) -> None:
    store.write("a.txt", "claim 1")
    run(folder, store)
    store.write("a.txt", "claim 1")
    run(folder, store)
    assert folder.read() == []
    store.write("b.txt", "claim 1")  # the same note at another address
    run(folder, store)
    assert (store.fetched, folder.read()) == (["b.txt"], [])
    assert len(folder.rows("reports")) == 1


def test_deleted_and_superseded(folder: Folder, store: Store) -> None:
    store.write("a.txt", "claim 1")
    store.write("b.txt", "claim 2")
    run(folder, store)
    store.write("a.txt", "claim 11")
    store.remove("b.txt")
    run(folder, store)
    gone = {row["uri"].rpartition("/")[2] for row in folder.rows("sources") if row["deleted_at"]}
    assert gone == {"b.txt"}
    versions = [row for row in folder.rows("report_versions") if row["uri"].endswith("a.txt")]
    assert [row["supersedes"] for row in versions] == [None, versions[0]["report_id"]]
    store.remove("a.txt")
    run(folder, store)  # an address that is now empty is no error: what stood there is gone
    assert all(row["valid_to"] for row in folder.rows("report_versions"))


def test_a_changed_program_reads_again(folder: Folder, store: Store) -> None:
    store.write("a.txt", "claim 1")
    run(folder, store)
    run(folder, store, settings=replace(SETTINGS, limits=replace(SETTINGS.limits, file_mb=9)))
    assert (store.fetched, len(folder.read())) == (["a.txt"], 1)


def test_a_file_that_cannot_be_fetched_costs_itself_alone(
    folder: Folder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("a.txt", "claim 1")
    store.write("b.txt", "claim 2")
    counted = remote._fetch

    def failing(system: Any, name: str, to: Path) -> str:
        if name.endswith("a.txt"):
            raise OSError(0, "Timeout: no answer")
        return counted(system, name, to)

    with monkeypatch.context() as patched:
        patched.setattr(remote, "_fetch", failing)
        report = run(folder, store)
    assert [each.summary.status for each in report.files] == ["failed", "ok"]
    assert report.files[0].summary.message == "unreadable_file: the file cannot be opened: Timeout: no answer"
    assert [each.summary.status for each in run(folder, store).files] == ["ok", "ok"]
    assert store.fetched == ["a.txt"]


def test_a_file_is_tried_again_before_it_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system, tries = fsspec.filesystem("memory"), []
    system.pipe_file("/tries/a.txt", b"claim 1\n")

    class Flaky:
        def open(self, name: str, mode: str) -> Any:
            tries.append(name)
            if len(tries) < remote.TRIES:
                raise ConnectionResetError("by peer")
            return system.open(name, mode)

    monkeypatch.setattr(remote.time, "sleep", lambda _: None)
    assert len(remote._fetch(Flaky(), "/tries/a.txt", tmp_path / "a")) == 64
    assert (tmp_path / "a").read_bytes() == b"claim 1\n"
    assert len(tries) == remote.TRIES


def test_a_file_larger_than_the_limit_is_not_fetched(folder: Folder, store: Store) -> None:
    store.system.pipe_file(f"{store.address}/big.txt", b"x" * ((1 << 20) + 1))
    report = run(folder, store, settings=replace(SETTINGS, limits=replace(SETTINGS.limits, file_mb=1)))
    assert store.fetched == []
    assert "1048577 bytes, which are not fetched" in report.files[0].summary.message


def test_few_files_are_fetched_ahead(folder: Folder, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    counted = remote._fetch

    def watched(system: Any, name: str, to: Path) -> str:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        try:
            return counted(system, name, to)
        finally:
            with lock:
                at_once -= 1

    monkeypatch.setattr(remote, "_fetch", watched)
    for n in range(30):
        store.write(f"{n}.txt", f"claim {n}")
    run(folder, store)
    assert len(folder.rows("reports")) == 30
    assert most <= remote.AT_ONCE


@pytest.mark.parametrize("address", ["nowhere://x/y", "memory://no-such-place/at-all"])
def test_an_address_that_cannot_be_listed_is_refused(folder: Folder, address: str) -> None:
    with pytest.raises(ConfigurationError, match=address):
        folder.run(address)
