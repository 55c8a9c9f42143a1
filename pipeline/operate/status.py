"""What a folder of datasets holds, and what the next run would do: read off, without a lock and without a change."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline.batch import STATE
from pipeline.batch.inbox import find_files
from pipeline.batch.lock import holder
from pipeline.batch.manifest import Arrival, Manifest
from pipeline.batch.new import fingerprint, work_key
from pipeline.batch.raw import RawFile
from pipeline.correct import Corrections, load_overrides
from pipeline.errors import ConfigurationError
from pipeline.model.rows import DATASETS, RunRow
from pipeline.publish.database import DATABASE
from pipeline.publish.parquet import read_table
from pipeline.settings import Settings
from pipeline.validate.waivers import load_waivers
from pipeline.vocabulary import load_vocabulary

SET_ASIDE = ("limit_reached", "reader_crashed", "internal_error")  # how the messages of such failures begin


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes by what became of them. `ok`, `partial` and `failed` count those that stand at an address today; `quarantined` are
    those of the failed that cost too much or ended their process, and are left alone until `--retry-failed`."""

    ok: int = 0
    partial: int = 0
    failed: int = 0
    quarantined: int = 0
    superseded: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of the notes that stand today, waived ones apart."""

    error: int = 0
    warning: int = 0
    info: int = 0
    waived: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """Raw files that the next run would read. `anew`: unchanged ones, which words, settings or rules now read otherwise.
    `unknown`: why the raw files could not be listed."""

    new: int = 0
    changed: int = 0
    anew: int = 0
    unknown: str | None = None

    @property
    def total(self) -> int:
        return self.new + self.changed + self.anew


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    uri: str
    report_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """All of it. `interrupted`: notes that a run which was ended had begun to put in place. `locked_by`: process of the run
    that is writing, None where none is. `size`: bytes by what takes them."""

    out: Path
    raw: tuple[str, ...]
    notes: Notes
    findings: Findings
    pending: Pending
    failures: tuple[Failure, ...]
    last_run: RunRow | None
    interrupted: int
    locked_by: int | None
    size: Mapping[str, int]


def status_of(out: Path, raw: Sequence[Path | str], settings: Settings) -> Status:
    """Raises ConfigurationError for a folder that holds no datasets, and for settings that cannot be used."""
    journal = out / STATE / "manifest.jsonl"
    if not journal.is_file():
        raise ConfigurationError(f"{out}: no datasets here; run brokernotes run first, or name --out")
    manifest = Manifest(journal)
    arrivals = [each for known in manifest.arrivals.values() for each in known]
    standing = {each.report_id: each for each in arrivals if each.until is None}
    waivers = load_waivers(settings.waivers) if settings.waivers else ()
    waived = {each.fingerprint for each in waivers if each.expires >= date.today()}
    failures = _failures(manifest, standing)
    return Status(
        out=out,
        raw=tuple(map(str, raw)),
        notes=_notes(manifest, arrivals, standing, failures),
        findings=_findings(out, standing, waived),
        pending=_pending(manifest, out, raw, settings),
        failures=failures,
        last_run=last_run(out),
        interrupted=len(manifest.unfinished),
        locked_by=holder(out / STATE / "lock"),
        size=_size(out),
    )


def as_json(status: Status) -> dict[str, Any]:
    """For `--json`: names as in the types, moments as ISO."""
    run = status.last_run
    return {
        **{each.name: getattr(status, each.name) for each in fields(status)},
        "out": str(status.out),
        "notes": asdict(status.notes),
        "findings": asdict(status.findings),
        "pending": {**asdict(status.pending), "total": status.pending.total},
        "failures": [asdict(each) for each in status.failures],
        "last_run": None
        if run is None
        else {name: value for name, value in run._asdict().items() if name not in ("settings",)},
    }


def last_run(out: Path) -> RunRow | None:
    """The newest row of `runs`; None where no run was ever completed. Raises ConfigurationError where it cannot be read."""
    path = out / "runs" / "runs.parquet"
    if not path.is_file():
        return None
    rows = read_table(path).to_pylist()
    newest = max(rows, key=lambda row: row["started_at"])
    return RunRow(**{name: newest.get(name) for name in RunRow._fields})


def _notes(
    manifest: Manifest, arrivals: Sequence[Arrival], standing: Mapping[str, Arrival], failures: Sequence[Failure]
) -> Notes:
    states = Counter(done.summary.status for report_id, done in manifest.notes.items() if report_id in standing)
    gone = {each.report_id: each.deleted for each in arrivals if each.report_id not in standing}
    return Notes(
        ok=states["ok"],
        partial=states["partial"],
        failed=states["failed"],
        quarantined=sum(each.message.startswith(SET_ASIDE) for each in failures),
        superseded=sum(not deleted for deleted in gone.values()),
        deleted=sum(gone.values()),
    )


def _failures(manifest: Manifest, standing: Mapping[str, Arrival]) -> tuple[Failure, ...]:
    failed = (done.summary for done in manifest.notes.values() if done.summary.status == "failed")
    found = [
        Failure(standing[each.report_id].uri, each.report_id, each.message or "")
        for each in failed
        if each.report_id in standing
    ]
    return tuple(sorted(found, key=lambda each: each.uri))


def _findings(out: Path, standing: Collection[str], waived: Collection[str]) -> Findings:
    from pipeline.publish.database import rows

    if not (out / DATABASE).is_file():
        return Findings()
    found = rows(
        out,
        "SELECT severity, origin <> 'invariant' AND list_contains(?, fingerprint) AS waived, count(*) FROM findings "
        "WHERE list_contains(?, report_id) GROUP BY ALL",
        [sorted(waived), sorted(standing)],
    )
    loud = Counter({severity: number for severity, silenced, number in found if not silenced})
    silent = sum(number for severity, silenced, number in found if silenced)
    return Findings(loud["error"], loud["warning"], loud["info"], silent)


def _pending(manifest: Manifest, out: Path, raw: Sequence[Path | str], settings: Settings) -> Pending:
    try:
        files = find_files(raw, but=out)
    except ConfigurationError as error:
        return Pending(unknown=str(error))
    now = fingerprint(settings.hash, load_vocabulary(settings.vocabulary_folders).hash)
    corrections = load_overrides(settings.overrides) if settings.overrides else Corrections()
    here = {path.stem for path in (out / "reports").glob("*.parquet")}
    counted: Counter[str] = Counter()
    for file in files:
        current = manifest.current(file.uri)
        if current is None:
            counted["new"] += 1
        elif not _same(file, current):
            counted["changed"] += 1
        else:
            done = manifest.notes.get(current.report_id)
            read_so = done is not None and done.work_key == work_key(current.report_id, now, corrections)
            counted["anew"] += not read_so or current.report_id not in here
    return Pending(counted["new"], counted["changed"], counted["anew"])


def _same(file: RawFile, known: Arrival) -> bool:
    """Whether a file looks as it did when it was last read. A run may look into one that changed only just before it was
    read; that is no change, and not said here."""
    if file.problem is not None or known.sha256 is None:
        return file.problem is not None and known.sha256 is None
    if file.etag:
        return (file.size, file.etag) == (known.size, known.etag)
    return (file.size, file.mtime_ns) == (known.size, known.mtime_ns)


def _size(out: Path) -> dict[str, int]:
    names = {each.name for each in DATASETS}
    found: Counter[str] = Counter()
    for folder, folders, files in os.walk(out):
        inside = Path(folder).relative_to(out).parts
        folders[:] = [name for name in folders if not (Path(folder) / name).is_symlink()]
        part = _part(inside[0] if inside else "", names)
        for name in files:
            path = Path(folder) / name
            try:
                found[name if part == "" and name == DATABASE else part or "other"] += path.lstat().st_size
            except FileNotFoundError:  # a run replaced it
                continue
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _part(top: str, datasets: Collection[str]) -> str:
    if top in datasets or top == "text":
        return "datasets"
    return {"": "", STATE: "state", "pages": "pages"}.get(top, "other")


def since(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, as people say it."""
    seconds = int(((now or datetime.now(UTC)) - moment).total_seconds())
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            number = seconds // length
            return f"{number} {unit}{'s' if number != 1 else ''} ago"
    return "just now"
