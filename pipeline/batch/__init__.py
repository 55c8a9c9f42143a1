"""Many notes: what is new is read by workers, judged, and put in place; what is not is left alone.

A run that is killed at any moment, and then run again, leaves what a run that was not killed leaves.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline import __version__
from pipeline.batch.events import Course, Tell, nobody
from pipeline.batch.inbox import find_files
from pipeline.batch.judge import Decide, Verdict, judge, judge_across
from pipeline.batch.lock import locked
from pipeline.batch.manifest import Manifest, Mark, Summary
from pipeline.batch.new import Plan, fingerprint
from pipeline.batch.raw import RawFile
from pipeline.batch.read import MEGABYTE, Job, ReadFile
from pipeline.batch.remote import Spool
from pipeline.batch.store import Store
from pipeline.batch.workers import Reader, processors, read_all
from pipeline.correct import Corrections, load_overrides
from pipeline.model.check import Finding
from pipeline.model.rows import RunRow, WaiverRow
from pipeline.publish.json_text import json_text
from pipeline.run import NoteResult
from pipeline.settings import Settings, as_json
from pipeline.validate.waivers import Waiver, load_waivers
from pipeline.vocabulary import load_vocabulary

BATCH_NOTES = 500  # judged and put in place together: Great Expectations costs a fixed sum for each call
WAITING = 4  # times the limit of seconds at work, in which a note is to be read on a busy machine
BATCH_MEGABYTES = 64  # or as many as hold this much, whichever comes first
STATE = ".brokernotes"  # folder, below that of the datasets, of lock and journal

CHANGED = "changed_while_read: the file changed while it was read; run again"

Judge = Callable[[Sequence[NoteResult]], Verdict]
Progress = Callable[[str, int, int], None]
"""Called with a stage (`read`, `check`, `publish`), how many files are through it, and of how many."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a run says of one raw file. Marks that are waived today are left out of `errors` and `warnings`."""

    path: Path
    uri: str
    summary: Summary
    unchanged: bool  # since an earlier run that read it as this one would have
    errors: tuple[Mark, ...]
    warnings: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a run says of all of them. `problems`: checks that did not run; their notes will be read again. `exit_code`: 0
    nothing to report, 1 error findings, 2 some note could not be read, which counts for more."""

    files: tuple[FileReport, ...]
    problems: tuple[Finding, ...]
    idle_waivers: tuple[Waiver, ...]  # lapsed, or without a finding in these notes
    out: Path
    seconds: float
    exit_code: int
    changed: bool = True  # the datasets, by this run


def run_batch(
    raw: Sequence[Path | str],
    out: Path,
    settings: Settings,
    *,
    retry_failed: bool = False,
    progress: Progress = lambda stage, done, total: None,
    tell: Tell = nobody,
    reader: Reader | None = None,
    decide: Judge = judge,
    decide_across: Decide = judge_across,
) -> BatchReport:
    """Read every note in and below `raw` that is new or would now be read otherwise, and publish all under `out`.

    `progress` is called often, and `tell` with every stage of every note. `reader`, `decide` and `decide_across` stand for
    reading and checking; the pipeline's own where none are given. Raises
    ConfigurationError where paths, settings or vocabulary cannot be used, or another run is writing to `out`."""
    started, clock = datetime.now(UTC), time.monotonic()
    files = find_files(raw, but=out)
    waivers = load_waivers(settings.waivers) if settings.waivers else ()
    vocabulary_hash = load_vocabulary(settings.vocabulary_folders).hash
    corrections = load_overrides(settings.overrides) if settings.overrides else Corrections()
    reader = reader or ReadFile(settings)
    with (
        locked(out / STATE / "lock"),
        Manifest(out / STATE / "manifest.jsonl") as manifest,
        Store(out, manifest) as store,
    ):
        course = Course(f"{started:%Y%m%dT%H%M%S.%fZ}", tell)
        course.started(len(files))
        store.tidy()
        plan = Plan(
            manifest,
            fingerprint(settings.hash, vocabulary_hash),
            started.isoformat(),
            store.here(),
            retry_failed,
            corrections,
            settings.limits.file_mb * MEGABYTE,
            partial(Spool, out / STATE / "spool"),
        )
        plan.assert_there(raw, files)
        try:
            problems = _read_new(plan, files, settings, store, reader, decide, progress, course)
        finally:
            if plan.spooled:
                plan.spooled.close()
        plan.depart(raw)
        store.remove(plan.placeholders())
        silenced = [WaiverRow(each.fingerprint, each.reason, each.expires) for each in waivers]
        problems += store.compare(silenced, decide_across)
        reports = _reports(plan, files, waivers, date.today())
        course.unchanged((each.summary.report_id, each.uri) for each in reports if each.unchanged)
        code = exit_code(reports, problems, settings.run.fail_on)
        progress("publish", len(files), len(files))
        row = _run_row(course, started, settings, vocabulary_hash, reports, len(problems), code)
        changed = store.finish(row, silenced)
        of_notes = [each.summary.marks for each in reports] + list(manifest.across.values())
    course.finished(row, time.monotonic() - clock)
    here = {mark.fingerprint for marks in of_notes for mark in marks}
    idle = tuple(each for each in waivers if each.fingerprint not in here or each.expires < date.today())
    return BatchReport(reports, problems, idle, out, time.monotonic() - clock, code, changed)


def _run_row(
    course: Course,
    started: datetime,
    settings: Settings,
    vocabulary_hash: str,
    reports: Sequence[FileReport],
    problems: int,
    code: int,
) -> RunRow:
    return RunRow(
        run_id=course.run_id,
        started_at=started,
        finished_at=datetime.now(UTC),
        pipeline_version=__version__,
        vocabulary_hash=vocabulary_hash,
        settings_hash=settings.hash,
        settings=json_text(as_json(settings)),
        notes=len(reports),
        notes_new=sum(not each.unchanged for each in reports),
        notes_unchanged=sum(each.unchanged for each in reports),
        notes_failed=sum(each.summary.status == "failed" for each in reports),
        errors=problems + sum(len(each.errors) for each in reports),
        warnings=sum(len(each.warnings) for each in reports),
        exit_code=code,
        figures=sum(each.summary.figures_read for each in reports),
        bytes_read=course.n_bytes,
        read_ms=round(1000 * course.seconds["read"]),
        check_ms=round(1000 * course.seconds["check"]),
        publish_ms=round(1000 * course.seconds["publish"]),
        memory_mb=course.memory_mb(),
    )


def exit_code(reports: Iterable[FileReport], problems: Sequence[Finding], fail_on: Sequence[str]) -> int:
    """2 where some note could not be read, 1 where there are error findings of an origin in `fail_on` or a check did not
    run, else 0."""
    every = tuple(reports)
    if any(each.summary.status == "failed" for each in every):
        return 2
    return int(bool(problems) or any(mark.origin in fail_on for each in every for mark in each.errors))


def _read_new(
    plan: Plan,
    files: Sequence[RawFile],
    settings: Settings,
    store: Store,
    reader: Reader,
    decide: Judge,
    progress: Progress,
    course: Course,
) -> tuple[Finding, ...]:
    """Read, judge and put in place all that is new, a batch at a time; returns the checks that did not run."""
    jobs = plan.jobs(files)
    first = next(jobs, None)
    if first is None:
        return ()
    if decide is judge:  # takes seconds to load, which the first notes can be read in
        threading.Thread(target=importlib.import_module, args=["great_expectations"], daemon=True).start()
    done, problems = 0, list[Finding]()

    def results() -> Iterator[NoteResult]:
        nonlocal done
        workers = settings.run.workers or min(processors(), len(files))
        seconds, every = settings.limits.seconds * WAITING, chain([first], jobs)
        if settings.run.engine == "dask":
            from pipeline.batch.on_dask import read_all_on_dask

            done_jobs = read_all_on_dask(every, reader, settings, workers=workers, seconds=seconds)
        else:
            done_jobs = read_all(every, reader, workers=workers, seconds=seconds)
        for job, result in done_jobs:
            if result.report_id != job.report_id:
                plan.other_bytes(job, result.report_id)
            plan.drop(job.path)
            course.read(job, result)
            done += 1
            progress("read", len(plan.standing) - len(plan.asked) + done, len(files))
            yield result

    for batch in _batches(results()):
        progress("check", done, len(files))
        began = time.monotonic()
        verdict = decide(batch)
        course.checked(batch, verdict, time.monotonic() - began)
        problems += verdict.problems
        began = time.monotonic()
        store.put(batch, verdict, {each.report_id: plan.work_key(each.report_id) for each in batch})
        plan.remember()
        course.published(batch, time.monotonic() - began)
    return tuple(problems)


def _batches(results: Iterable[NoteResult]) -> Iterator[list[NoteResult]]:
    """Results in lists as large as is good for checking; of two results for one note the later."""
    batch: dict[str, NoteResult] = {}
    size = 0
    for result in results:
        batch[result.report_id] = result
        size += sum(table.nbytes for table in result.tables.values()) + len(result.raw_text or "")
        if len(batch) >= BATCH_NOTES or size >= BATCH_MEGABYTES * MEGABYTE:
            yield list(batch.values())
            batch, size = {}, 0
    if batch:
        yield list(batch.values())


def _reports(plan: Plan, files: Sequence[RawFile], waivers: Sequence[Waiver], today: date) -> tuple[FileReport, ...]:
    waived = {each.fingerprint for each in waivers if each.expires >= today}
    reports = []
    for file in files:
        report_id = plan.standing[file.uri]
        done = plan.manifest.notes.get(report_id)
        summary = done.summary if done else Summary(report_id, None, "failed", CHANGED, 0, 0, 0)
        marks = (*summary.marks, *plan.manifest.across.get(report_id, ()))
        heard = [mark for mark in marks if mark.origin == "invariant" or mark.fingerprint not in waived]
        reports.append(
            FileReport(
                file.path,
                file.uri,
                summary,
                unchanged=report_id not in plan.asked,
                errors=tuple(mark for mark in heard if mark.severity == "error"),
                warnings=tuple(mark for mark in heard if mark.severity == "warning"),
            )
        )
    return tuple(reports)


__all__ = ["BatchReport", "FileReport", "Job", "Progress", "Reader", "exit_code", "run_batch"]
