"""What is in the folder of datasets, and where it came from: the memory between runs.

A journal of JSON lines, each synced before the next step relies on it; a line that a crash cut is left out. It knows
- arrivals: from when to when a file stood at an address, and how the file looked when it was last read;
- notes: by which version, settings and vocabulary (the work key) a note in the folder was read, and what came of it;
- notes that are being put in place: were they not finished, the next run takes them away first;
- what came of holding notes against earlier ones, and those of which that is not done;
- the state of all this that the database shows.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from pipeline.errors import ConfigurationError
from pipeline.model.check import FindingOrigin, Severity
from pipeline.model.rows import ReportStatus
from pipeline.publish.files import write_whole

RACE_NS = (
    2_000_000_000  # a file that changed this shortly before it was read may change again within one tick of its clock
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file at an address: since when, until when, and whether it was then gone or another took its place."""

    uri: str
    report_id: str
    sha256: str | None
    size: int
    mtime_ns: int
    checked_ns: int  # when it was last hashed
    since: str  # ISO, UTC
    until: str | None = None
    deleted: bool = False
    etag: str = ""

    def looks_like(self, size: int, mtime_ns: int, etag: str = "") -> bool:
        """Whether a file of this size and time, or of this mark of its store, is surely the one that was hashed."""
        if etag:
            return self.sha256 is not None and (self.size, self.etag) == (size, etag)
        same = self.sha256 is not None and (self.size, self.mtime_ns) == (size, mtime_ns)
        return same and 0 < mtime_ns < self.checked_ns - RACE_NS


@dataclass(frozen=True, slots=True)
class Mark:
    """An error or a warning of a note, as far as a run that finds the note unchanged must know it."""

    severity: Severity
    origin: FindingOrigin
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run says of a note: kept, so that a run that finds it unchanged says the same."""

    report_id: str
    title: str | None
    status: ReportStatus
    message: str | None
    figures_read: int
    figures_unresolved: int
    figures_unread: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A note in the folder."""

    work_key: str
    summary: Summary


class Manifest:
    """The journal, read whole when opened. Use it under the folder's lock, and as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._journal: TextIO | None = None
        self._added = False
        self.arrivals: dict[str, list[Arrival]] = {}  # by address, oldest first
        self.notes: dict[str, Done] = {}
        self.unfinished: set[str] = set()
        self.shown: str | None = None
        self.across: dict[str, tuple[Mark, ...]] = {}  # of notes that others contradict
        self.comparing: set[str] = set()
        try:
            for record in _records(path):
                self._apply(record)
        except (TypeError, KeyError) as error:
            raise ConfigurationError(
                f"{path}: written by another version of brokernotes ({error}); name another --out, or remove the folder"
            ) from None

    def __enter__(self) -> Manifest:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _end_cut_line(self._path)
        self._journal = self._path.open("a", encoding="utf-8", newline="\n")
        return self

    def __exit__(self, *_: object) -> None:
        if self._journal:
            self._journal.close()
            self._journal = None

    def current(self, uri: str) -> Arrival | None:
        """What stands at an address as far as is known; None where nothing does."""
        arrivals = self.arrivals.get(uri)
        return arrivals[-1] if arrivals and arrivals[-1].until is None else None

    def begin(self, report_ids: Iterable[str]) -> None:
        """These notes are about to be put in place."""
        self._write([{"begin": sorted(report_ids)}])

    def finish(self, done: Iterable[Done]) -> None:
        """These notes are in place."""
        self._write([{"done": asdict(each)} for each in done])

    def forget(self, report_ids: Iterable[str]) -> None:
        """These notes are no longer in the folder."""
        self._write([{"gone": sorted(report_ids)}])

    def arrive(self, arrivals: Iterable[Arrival]) -> None:
        """What now stands, or stood, at its address: an arrival of the same address and time is replaced."""
        self._write([{"arrival": asdict(each)} for each in arrivals])

    def compare(self, report_ids: Iterable[str]) -> None:
        """These notes are about to be held against earlier ones; until the database shows a state, they are not done."""
        self._write([{"comparing": sorted(report_ids)}])

    def compared(self, marks: Mapping[str, Sequence[Mark]]) -> None:
        """What was found of notes that were held against earlier ones."""
        self._write([{"across": each, "marks": [asdict(mark) for mark in some]} for each, some in marks.items()])

    def show(self, state: str) -> None:
        """The database now shows this state."""
        if state != self.shown or self.comparing:
            self._write([{"shown": state}])

    def state(self, *also: object) -> str:
        """A hash of all arrivals and notes, whenever their files were last looked at, and of what else is shown."""
        digest = hashlib.sha256()
        for uri in sorted(self.arrivals):
            for a in self.arrivals[uri]:
                digest.update(repr((uri, a.report_id, a.sha256, a.size, a.since, a.until, a.deleted)).encode())
        for known in (self.notes, self.across):
            for report_id in sorted(known):
                digest.update(repr((report_id, known[report_id])).encode())
        digest.update(repr(also).encode())
        return digest.hexdigest()[:16]

    def compact(self) -> None:
        """Write the journal anew, one line for each thing known, if anything was added to it."""
        if not self._added:
            return
        records = [*self._known(), {"shown": self.shown}]
        if self.comparing:
            records.append({"comparing": sorted(self.comparing)})
        self.__exit__()
        write_whole(self._path, "".join(map(_line, records)).encode())
        self._added = False
        self.__enter__()

    def _known(self) -> list[dict[str, Any]]:
        arrivals = [{"arrival": asdict(each)} for uri in sorted(self.arrivals) for each in self.arrivals[uri]]
        notes = [{"done": asdict(self.notes[report_id])} for report_id in sorted(self.notes)]
        across = [{"across": each, "marks": [asdict(m) for m in self.across[each]]} for each in sorted(self.across)]
        return arrivals + notes + across

    def _write(self, records: list[dict[str, Any]]) -> None:
        assert self._journal is not None, "open the manifest with `with`"
        if not records:
            return
        self._added = True
        for record in records:
            self._journal.write(_line(record))
            self._apply(record)
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def _apply(self, record: dict[str, Any]) -> None:
        if "arrival" in record:
            arrival = Arrival(**record["arrival"])
            known = self.arrivals.setdefault(arrival.uri, [])
            if known and known[-1].since == arrival.since:
                known[-1] = arrival
            else:
                known.append(arrival)
        elif "done" in record:
            summary = Summary(**record["done"]["summary"])
            summary = replace(summary, marks=tuple(Mark(**each) for each in record["done"]["summary"]["marks"]))
            self.notes[summary.report_id] = Done(record["done"]["work_key"], summary)
            self.unfinished.discard(summary.report_id)
        elif "begin" in record:
            self.unfinished.update(record["begin"])
            for report_id in record["begin"]:
                self.notes.pop(report_id, None)
        elif "shown" in record:
            self.shown = record["shown"]
            self.comparing.clear()
        elif "comparing" in record:
            self.comparing.update(record["comparing"])
        elif "across" in record:
            if record["marks"]:
                self.across[record["across"]] = tuple(Mark(**each) for each in record["marks"])
            else:
                self.across.pop(record["across"], None)
        elif "gone" in record:
            self.unfinished.difference_update(record["gone"])
            for report_id in record["gone"]:
                self.notes.pop(report_id, None)
                self.across.pop(report_id, None)


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True) + "\n"


def _records(path: Path) -> Iterable[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue  # cut by a crash


def _end_cut_line(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        with path.open("rb+") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
