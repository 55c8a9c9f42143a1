"""All reports of a folder of datasets, in one pass over its notes: pages, workbook, and the files for CI."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.model.check import FINDING_ORIGINS, Finding
from pipeline.model.rows import NOTE_DATASETS
from pipeline.publish.files import write_whole
from pipeline.publish.parquet import note_file
from pipeline.report.checks import checks_of
from pipeline.report.frame import everything_in_package
from pipeline.report.github import summary
from pipeline.report.index import index_page
from pipeline.report.judged import Judged, judged
from pipeline.report.junit import junit
from pipeline.report.notes import BatchRows, NoteRows, load_batch, load_note, note_ids
from pipeline.report.page import note_page
from pipeline.report.sarif import sarif
from pipeline.report.tally import Tally
from pipeline.report.wording import Language
from pipeline.report.workbook import write_workbook

INDEX, WORKBOOK = "index.html", "workbook.xlsx"
JUNIT, SARIF, SUMMARY = "junit.xml", "findings.sarif", "summary.md"
_KEY = re.compile(rb'<meta name="brokernotes-key" content="([0-9a-f]{64})">')
_HEAD = 4096  # bytes of a page in which its key stands


@dataclass(slots=True)
class Reports:
    """What was written, note by note as CI is told of them, and for which notes page pictures are missing, with why."""

    out: Path
    notes: list[Judged] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    unchanged: int = 0  # pages that stood there already
    without_pictures: dict[str, str] = field(default_factory=dict)


def write_reports(
    folder: Path,
    out: Path,
    *,
    base: Path | None = None,
    pictures: bool = True,
    today: date | None = None,
    problems: Sequence[Finding] = (),
    fail_on: Sequence[str] = FINDING_ORIGINS,
    language: Language = "zh",
) -> Reports:
    """Write everything to `out`, and take away the pages of notes that are gone. A page that would be the same is left alone.

    `base`: the folder that relative addresses of raw files start from, and below which addresses become relative for CI (the
    current one); where a PDF is still there, its pages are shown. `today` decides which waivers have lapsed. `problems`,
    `fail_on`: see `junit`. `language` is that of workbook and summary. Raises ConfigurationError where `folder` holds no
    datasets."""
    batch = load_batch(folder)
    tally = Tally(batch.uris())
    reports = Reports(out)
    notes = _paged(folder, batch, batch.silenced(today or date.today()), tally, reports, base, pictures)
    write_workbook(out / WORKBOOK, notes, pages=True, language=language)
    write_whole(out / INDEX, index_page(tally, batch).encode())
    for path in out.glob("*.html"):
        if path.name != INDEX and path not in reports.pages:
            path.unlink()
    write_ci(reports.notes, out, problems=problems, fail_on=fail_on, language=language)
    return reports


def judged_notes(folder: Path, *, base: Path | None = None, today: date | None = None) -> Iterator[Judged]:
    """The notes of a folder as CI is told of them, without writing anything."""
    batch = load_batch(folder)
    uris, waivers = batch.uris(), batch.silenced(today or date.today())
    for report_id in note_ids(folder):
        yield judged(load_note(folder, report_id, waivers), uris.get(report_id, report_id), folder, base)


def write_ci(
    notes: Sequence[Judged],
    out: Path,
    *,
    problems: Sequence[Finding] = (),
    fail_on: Sequence[str] = FINDING_ORIGINS,
    language: Language = "zh",
) -> None:
    """Write the files for CI alone."""
    checks = checks_of()
    write_whole(out / JUNIT, junit(notes, checks, problems=problems, fail_on=fail_on))
    write_whole(out / SARIF, sarif(notes, checks, problems=problems))
    write_whole(out / SUMMARY, summary(notes, problems=problems, language=language).encode())


def _paged(
    folder: Path,
    batch: BatchRows,
    waivers: Mapping[str, str],
    tally: Tally,
    reports: Reports,
    base: Path | None,
    pictures: bool,
) -> Iterator[NoteRows]:
    """The notes one by one, each counted and with its page written before it is handed on."""
    uris = batch.uris()
    for report_id in note_ids(folder):
        note = load_note(folder, report_id, waivers)
        tally.add(note)
        reports.notes.append(judged(note, uris.get(report_id, report_id), folder, base))
        original = _original(uris.get(report_id), base) if pictures and note.report.format == "pdf" else None
        path = reports.out / f"{report_id}.html"
        key = _key(folder, report_id, waivers, original)
        if _key_of(path) == key:
            reports.unchanged += 1
        else:
            write_whole(path, _page(note, original, key, reports).encode())
        reports.pages.append(path)
        yield note


def _page(note: NoteRows, original: Path | None, key: str, reports: Reports) -> str:
    try:
        return note_page(note, original, key=key)
    except (OSError, ValueError) as error:  # the raw file is gone, changed or locked: its rows are here all the same
        reports.without_pictures[note.report_id] = str(error)
        return note_page(note, key="")


def _key(folder: Path, report_id: str, waivers: Mapping[str, str], original: Path | None) -> str:
    """Hash of everything that a page is made from."""
    digest = hashlib.sha256(everything_in_package().encode())
    paths = [note_file(folder, dataset, report_id) for dataset in NOTE_DATASETS]
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
