"""What is new: which files are to be read, and what is to be remembered of where files stand."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import __version__
from pipeline.batch.inbox import RawFile, uri_of
from pipeline.batch.manifest import Arrival, Manifest
from pipeline.batch.read import Job, id_without_bytes
from pipeline.correct import Corrections
from pipeline.validate.suites import suites_folder

PACKAGE = Path(__file__).parents[1]


def fingerprint(settings_hash: str, vocabulary_hash: str) -> str:
    """A hash of all that a note's rows depend on beside its bytes: version, settings, vocabulary, and the program and
    its checks themselves, so that whoever changes a rule reads the notes anew."""
    digest = hashlib.sha256("\x1f".join([__version__, settings_hash, vocabulary_hash]).encode())
    for path in [*sorted(PACKAGE.rglob("*.py")), *sorted(suites_folder().glob("*.json"))]:
        digest.update(path.name.encode() + b"\x1f" + path.read_bytes())
    return digest.hexdigest()


@dataclass(slots=True)
class Plan:
    """The files of one run against the memory of earlier ones. `now`: ISO, UTC. `here`: notes whose rows are in the folder."""

    manifest: Manifest
    fingerprint: str
    now: str
    here: Collection[str]
    retry_failed: bool = False
    corrections: Corrections = field(default_factory=Corrections)
    standing: dict[str, str] = field(default_factory=dict)  # address → report_id, as found in this run
    arrivals: list[Arrival] = field(default_factory=list)  # to be remembered
    asked: set[str] = field(default_factory=set)  # notes that were to be read

    def jobs(self, files: Sequence[RawFile]) -> Iterator[Job]:
        """A job for each note that is new or would now be read otherwise, each once; files are hashed as jobs are drawn."""
        for file in files:
            report_id, problem = self._identify(file)
            self.standing[file.uri] = report_id
            if report_id not in self.asked and not self._is_done(report_id):
                self.asked.add(report_id)
                yield Job(report_id, file.uri, file.path, problem)

    def work_key(self, report_id: str) -> str:
        """What a note is known by as read: its bytes, and all that its rows depend on."""
        parts = [report_id, self.fingerprint, *filter(None, [self.corrections.key(report_id)])]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def other_bytes(self, job: Job, report_id: str) -> None:
        """The file changed between being found and being read: remember what was read, and look again next time."""
        self.remember()
        self.standing[job.uri] = report_id
        self.asked.add(report_id)
        self._arrive(Arrival(job.uri, report_id, None, 0, 0, 0, self.now))

    def remember(self) -> None:
        """Write down what was found of where files stand."""
        self.manifest.arrive(self.arrivals)
        self.arrivals = []

    def depart(self, raw: Sequence[Path]) -> None:
        """What stood in or below the folders of `raw` and was not found is gone."""
        folders = tuple(uri_of(path).rstrip("/") + "/" for path in raw if path.is_dir())
        for uri in self.manifest.arrivals:
            current = self.manifest.current(uri)
            if current and uri not in self.standing and uri.startswith(folders):
                self.arrivals.append(replace(current, until=self.now, deleted=True))
        self.remember()

    def placeholders(self) -> list[str]:
        """Notes that stand for a file that could not be opened, and no longer stand anywhere."""
        standing = {current.report_id for uri in self.manifest.arrivals if (current := self.manifest.current(uri))}
        never_opened = {id_without_bytes(uri) for uri in self.manifest.arrivals}
        return sorted(set(self.manifest.notes) & never_opened - standing)

    def _identify(self, file: RawFile) -> tuple[str, str | None]:
        current = self.manifest.current(file.uri)
        problem = file.problem
        if problem is None:
            if current and current.looks_like(file.size, file.mtime_ns):
                return current.report_id, None
            checked = time.time_ns()
            try:
                with file.path.open("rb") as content:
                    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            except OSError as error:
                problem = f"the file cannot be opened: {error.strerror}"
            else:
                self._arrive(Arrival(file.uri, sha256[:16], sha256, file.size, file.mtime_ns, checked, self.now))
                return sha256[:16], None
        report_id = id_without_bytes(file.uri)
        self._arrive(Arrival(file.uri, report_id, None, file.size, file.mtime_ns, 0, self.now))
        return report_id, problem

    def _arrive(self, arrival: Arrival) -> None:
        current = self.manifest.current(arrival.uri)
        if current and current.report_id == arrival.report_id:
            arrival = replace(arrival, since=current.since)
            if arrival == replace(current, checked_ns=arrival.checked_ns) and arrival.sha256 is None:
                return
        elif current and current.since != self.now:
            self.arrivals.append(replace(current, until=self.now))
        self.arrivals.append(arrival)

    def _is_done(self, report_id: str) -> bool:
        done = self.manifest.notes.get(report_id)
        if done is None or done.work_key != self.work_key(report_id) or report_id not in self.here:
            return False
        return not (self.retry_failed and done.summary.status == "failed")
