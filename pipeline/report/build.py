"""What is made of a folder of datasets: pages, index and workbook in one pass over its notes, and the files for CI."""

from __future__ import annotations

import hashlib
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.errors import ConfigurationError
from pipeline.model.check import FINDING_ORIGINS, Finding
from pipeline.model.rows import NOTE_DATASETS
from pipeline.publish.files import write_whole
from pipeline.publish.parquet import note_files
from pipeline.report.checks import checks_of
from pipeline.report.frame import everything_in_package
from pipeline.report.github import summary as step_summary
from pipeline.report.index import index_page
from pipeline.report.judged import Judged
from pipeline.report.junit import junit as junit_xml
from pipeline.report.notes import BatchRows, NoteRows, load_batch, load_note, note_ids
from pipeline.report.page import note_page
from pipeline.report.sarif import sarif as sarif_json
from pipeline.report.tally import Tally
from pipeline.report.wording import Language
from pipeline.report.workbook import write_workbook

INDEX, WORKBOOK = "index.html", "workbook.xlsx"
MOST_WORKERS = 4  # pages that are made at a time: each may hold ten megabytes of pictures
Progress = Callable[[str, int, int], None]
"""Called with the stage `report`, how many notes are through it, and of how many."""
_KEY = re.compile(rb'<meta name="brokernotes-key" content="([0-9a-f]{64})">')
_OURS = re.compile(r"[0-9a-f]{16}\.html")
_HEAD = 4096  # bytes of a page in which its key stands


@dataclass(slots=True)
class Pages:
    """What was written, and for which notes page pictures are missing, with why."""

    out: Path
    paths: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)  # that stood there already
    without_pictures: dict[str, str] = field(default_factory=dict)

    @property
    def index(self) -> Path:
        return self.out / INDEX


def write_pages(
    folder: Path,
    out: Path,
    *,
    base: Path | None = None,
    pictures: bool = True,
    today: date | None = None,
    language: Language = "zh",
    progress: Progress = lambda stage, done, total: None,
) -> Pages:
    """Write page, index and workbook to `out`, and take away the pages of notes that are gone. A page that would be the same
    is left alone.

    `base`: the folder that relative addresses of raw files start from (the current one); where a PDF is still there, its
    pages are shown. `today` decides which waivers have lapsed. `language` is that of the workbook; pages have both. Raises
    ConfigurationError where `folder` holds no datasets, and where `out` holds them."""
    if folder.resolve().is_relative_to(out.resolve()):
        raise ConfigurationError(f"{out}: holds the datasets; name a folder of its own for the pages")
    ids = note_ids(folder)
    batch = load_batch(folder)
    tally = Tally(batch.uris())
    pages = Pages(out)
    pages.index.unlink(missing_ok=True)  # it stands where all that it leads to does
    writer = _Writer(folder, batch, batch.silenced(today or date.today()), pages, base, pictures)
    notes = _counted(writer.notes(ids, progress), tally)
    write_workbook(out / WORKBOOK, notes, pages=True, language=language)
    write_whole(pages.index, index_page(tally, batch).encode())
    for path in out.glob("*.html"):
        if _OURS.fullmatch(path.name) and path not in pages.paths:
            path.unlink()
    return pages


def write_ci(
    notes: Sequence[Judged],
    *,
    junit: Path | None = None,
    sarif: Path | None = None,
    summary: Path | None = None,
    problems: Sequence[Finding] = (),
    fail_on: Sequence[str] = FINDING_ORIGINS,
    language: Language = "zh",
) -> list[Path]:
    """Write those of the files for CI that are asked for; returns them. `problems`, `fail_on`: see `report.junit`; `language`
    is that of the summary."""
    checks = checks_of()
    contents: list[tuple[Path | None, Callable[[], bytes]]] = [
        (junit, lambda: junit_xml(notes, checks, problems=problems, fail_on=fail_on)),
        (sarif, lambda: sarif_json(notes, checks, problems=problems)),
        (summary, lambda: step_summary(notes, problems=problems, language=language).encode()),
    ]
    written = []
    for path, content in contents:
        if path is not None:
            write_whole(path, content())
            written.append(path)
    return written


def _counted(notes: Iterator[NoteRows], tally: Tally) -> Iterator[NoteRows]:
    for note in notes:
        tally.add(note)
        yield note


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the pages of notes: several at a time, for most of the time goes into drawing, which processes of their own do."""

    folder: Path
    batch: BatchRows
    waivers: Mapping[str, str]
    pages: Pages
    base: Path | None
    pictures: bool

    def notes(self, ids: Sequence[str], progress: Progress) -> Iterator[NoteRows]:
        """The notes in order, each with its page written before it is handed on."""
        workers = min(os.cpu_count() or 1, MOST_WORKERS)
        with ThreadPoolExecutor(workers) as pool:
            begun: deque[Future[NoteRows]] = deque()
            for number, report_id in enumerate(ids):
                begun.append(pool.submit(self._write, report_id))
                self.pages.paths.append(self._path(report_id))
                if len(begun) > workers:
                    yield begun.popleft().result()
                progress("report", number + 1 - len(begun), len(ids))
            while begun:
                yield begun.popleft().result()
                progress("report", len(ids) - len(begun), len(ids))

    def _path(self, report_id: str) -> Path:
        return self.pages.out / f"{report_id}.html"

    def _write(self, report_id: str) -> NoteRows:
        note = load_note(self.folder, report_id, self.waivers)
        uri = self.batch.uris().get(report_id)
        original = _original(uri, self.base) if self.pictures and note.report.format == "pdf" else None
        path = self._path(report_id)
        key = _key(self.folder, report_id, self.waivers, original)
        if _key_of(path) == key:
            self.pages.unchanged.append(path)
        else:
            write_whole(path, self._page(note, original, key).encode())
        return note

    def _page(self, note: NoteRows, original: Path | None, key: str) -> str:
        try:
            return note_page(note, original, key=key)
        except (
            OSError,
            ValueError,
        ) as error:  # the raw file is gone, changed or locked: its rows are here all the same
            self.pages.without_pictures[note.report_id] = str(error)
            return note_page(note, key="")


def _key(folder: Path, report_id: str, waivers: Mapping[str, str], original: Path | None) -> str:
    """Hash of everything that a page is made from."""
    digest = hashlib.sha256(everything_in_package().encode())
    paths = [path for dataset in NOTE_DATASETS for path in note_files(folder, dataset, report_id)]
    for path in (*paths, folder / "text" / f"{report_id}.txt"):
        digest.update(path.read_bytes() if path.exists() else b"none")
    digest.update(repr((sorted(waivers.items()), original is not None)).encode())
    return digest.hexdigest()


def _key_of(path: Path) -> str | None:
    """The key of a page that stands there."""
    with suppress(OSError), path.open("rb") as file:
        found = _KEY.search(file.read(_HEAD))
        return found[1].decode() if found else None
    return None


def _original(uri: str | None, base: Path | None) -> Path | None:
    """The raw file of a note, where its address is a file that is there."""
    parts = urlsplit(uri or "")
    if uri is None or parts.scheme not in ("", "file"):
        return None
    path = Path(unquote(parts.path) if parts.scheme else uri)
    path = path if base is None else base / path
    return path if path.is_file() else None
