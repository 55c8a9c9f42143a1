"""Whatever a file is, it costs itself alone: it comes to what it should, and good notes beside it come out byte for byte the same."""

from __future__ import annotations

import os
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.batch import BatchReport, run_batch
from pipeline.batch.judge import Verdict
from pipeline.report.notes import load_note, note_ids
from pipeline.report.workbook import write_workbook
from pipeline.settings import LimitSettings, Settings
from tests.batch.test_batch import Folder
from tests.hostile.files import PORT, Hostile, files
from tests.hostile.heavy import heavy_files
from tests.hostile.sly import sly_files
from tests.shared import ROOT

pytestmark = pytest.mark.xdist_group("hostile")  # one process makes what they share
SETTINGS = Settings(limits=LimitSettings(seconds=20, memory_mb=1024, file_mb=20))
FILES = (*files(), *sly_files(), *heavy_files())
GOOD = sorted(path for path in (ROOT / "raw").iterdir() if not path.name.startswith("."))
Said = dict[bytes, tuple[str, str]]


def unchecked(_: Any) -> Verdict:
    """The checks have tests of their own; here they would take most of the time."""
    return Verdict()


def read(folder: Folder) -> BatchReport:
    for path in GOOD:
        (folder.raw / f"good-{path.name}").write_bytes(path.read_bytes())
    return run_batch([folder.raw], folder.out, SETTINGS, decide=unchecked)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = Folder(tmp_path_factory.mktemp("alone"))
    assert read(folder).exit_code == 0
    return folder


@contextmanager
def listening() -> Iterator[socket.socket | None]:
    """Where hostile files would ask; None where another process of the same tests listens there already."""
    try:
        server = socket.create_server(("127.0.0.1", PORT))
    except OSError:
        yield None
        return
    with server:
        server.settimeout(0)
        yield server


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Said]:
    """All of them in one folder, read in one run."""
    folder = Folder(tmp_path_factory.mktemp("beside"))
    for file in FILES:
        (folder.raw / file.name).write_bytes(file.make())
    sockets = list(_things_that_are_no_files(folder.raw))
    with listening() as asked:
        report = read(folder)
        if asked is not None:
            with pytest.raises(BlockingIOError):
                asked.accept()
    for each in sockets:
        each.close()
    assert report.exit_code == 2
    assert not report.problems
    said = {os.fsencode(f.path.name): (f.summary.status, f.summary.message or "") for f in report.files}
    return folder, said


def _things_that_are_no_files(raw: Path) -> Iterator[socket.socket]:
    (raw / "loop-a").symlink_to(raw / "loop-b")
    (raw / "loop-b").symlink_to(raw / "loop-a")
    (raw / "loop-self").symlink_to(raw)
    (raw / "outside").symlink_to("/etc/passwd")
    (raw / "outside-by-a-detour").symlink_to("../raw/../../../../../../../../../../../../etc/passwd")
    (raw / "outside-folder").symlink_to("/etc")
    (raw / "device.txt").symlink_to("/dev/zero")
    (raw / "gone.txt").symlink_to(raw / "nowhere.txt")
    os.mkfifo(raw / "pipe.txt")
    (raw / "folder.txt").mkdir()
    with (raw / "sparse.txt").open("wb") as sparse:
        sparse.truncate(1 << 34)
    Path(os.fsdecode(os.fsencode(raw) + b"/undecodable-\xff\xfe.txt")).write_text("東方公司營收 1.5 億元。")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(raw)  # a socket's path may not be long
    listening.bind("socket.txt")
    os.chdir(here)
    yield listening


NO_FILES = {
    b"loop-a": "unreadable_file: the file cannot be opened: Too many levels of symbolic links",
    b"loop-self": "unreadable_file: a link to a folder, which is not followed",
    b"outside": "unreadable_file: a link out of its folder, which is not followed",
    b"outside-by-a-detour": "unreadable_file: a link out of its folder, which is not followed",
    b"outside-folder": "unreadable_file: a link out of its folder, which is not followed",
    b"device.txt": "unreadable_file: a link out of its folder, which is not followed",
    b"gone.txt": "unreadable_file: the file cannot be opened: No such file or directory",
    b"pipe.txt": "unreadable_file: not a regular file",
    b"socket.txt": "unreadable_file: not a regular file",
    b"sparse.txt": "too_large: 17179869184 bytes; expected at most 20 MB",
}


def test_there_are_enough_of_them() -> None:
    assert len({file.name for file in FILES}) == len(FILES)
    assert len(FILES) + len(NO_FILES) >= 200


@pytest.mark.parametrize("file", FILES, ids=lambda file: ascii(file.name))
def test_each_comes_to_what_it_should(file: Hostile, beside: tuple[Folder, Said]) -> None:
    status, message = beside[1][os.fsencode(file.name)]
    assert status in file.status.split("|"), message
    assert not message.startswith("internal_error"), message
    if file.message:
        assert message.startswith(f"{file.message}: "), message
    if status == "failed":
        assert "; expected " in message or message.startswith(("limit_reached", "reader_crashed")), message


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_is_named_and_not_opened(name: bytes, beside: tuple[Folder, Said]) -> None:
    status, message = beside[1][name]
    assert status == "failed"
    assert message.startswith(NO_FILES[name])


def test_a_name_that_is_no_text_is_read(beside: tuple[Folder, Said]) -> None:
    assert beside[1][b"undecodable-\xff\xfe.txt"] == ("ok", "")


def test_good_notes_beside_them_come_out_the_same(alone: Folder, beside: tuple[Folder, Said]) -> None:
    good, mixed = alone.files(), beside[0].files()
    assert len(good) > 50
    assert {name: mixed.get(name) for name in good} == good


def test_every_row_of_them_holds(beside: tuple[Folder, Said]) -> None:
    """A figure stands where it says, whatever the file was."""
    folder = beside[0]
    claims = pq.read_table(folder.out / "claims", columns=["report_id", "start", "end", "text"])
    by_note: dict[str, list[tuple[int, int, str]]] = {}
    for row in claims.to_pylist():
        by_note.setdefault(row["report_id"], []).append((row["start"], row["end"], row["text"]))
    assert by_note
    for report_id, places in by_note.items():
        text = (folder.out / "text" / f"{report_id}.txt").read_bytes().decode()
        assert "\0" not in text
        assert all(text[start:end] == printed for start, end, printed in places)


def test_nothing_was_opened_written_or_run(beside: tuple[Folder, Said]) -> None:
    folder = beside[0]
    assert not list(Path("/tmp").glob("brokernotes-was-here"))
    assert not list(Path.cwd().glob("brokernotes-was-here"))
    assert not list(folder.out.rglob("*was-here*"))
    account = Path("/etc/passwd").read_text().splitlines()[0]
    for path in (folder.out / "text").iterdir():
        assert account not in path.read_bytes().decode()


def test_no_cell_of_the_workbook_is_a_formula(beside: tuple[Folder, Said], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    folder = beside[0].out
    write_workbook(path, (load_note(folder, report_id) for report_id in note_ids(folder)))
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in book.read(name) or b"<hyperlink" in book.read(name) for name in sheets)


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every folder")
def test_a_folder_without_permission_costs_itself_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (folder.raw / "closed").mkdir(mode=0)
    folder.write("a.txt", "claim 1")
    report = folder.run()
    (folder.raw / "closed").chmod(0o700)
    assert sorted(each.summary.status for each in report.files) == ["failed", "ok"]
