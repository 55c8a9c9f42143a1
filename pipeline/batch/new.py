"""What is new: which files are to be read, and what is to be remembered of where files stand."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import __version__
from pipeline.batch.manifest import Arrival, Manifest
from pipeline.batch.raw import RawFile, address_of, local, uri_of
from pipeline.batch.read import Job, id_without_bytes
from pipeline.batch.remote import Spool
from pipeline.correct import Corrections
from pipeline.errors import ConfigurationError
from pipeline.validate.suites import suites_folder

PACKAGE = Path(__file__).parents[1]


def fingerprint(settings_hash: str, vocabulary_hash: str) -> str:
    """A hash of all that a note's rows depend on beside its bytes: version, settings, vocabulary, and the program and
    its checks themselves, so that whoever changes a rule reads the notes anew."""
    digest = hashlib.sha256("\x1f".join([__version__, settings_hash, vocabulary_hash]).encode())
    for path in [*sorted(PACKAGE.rglob("*.py")), *sorted(suites_folder().glob("*.json"))]:
        digest.update(path.name.encode() + b"\x1f" + path.read_bytes())
    return digest.hexdigest()


def work_key(report_id: str, fingerprint: str, corrections: Corrections) -> str:
    """16 hex digits over a note's bytes, and all that its rows depend on."""
    parts = [report_id, fingerprint, *filter(None, [corrections.key(report_id)])]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Plan:
    """The files of one run against the memory of earlier ones. `now`: ISO, UTC. `here`: notes whose rows are in the folder.
    `largest`: bytes of a raw file that is worth fetching. `spool`: makes what files from elsewhere are fetched with."""

    manifest: Manifest
    fingerprint: str
    now: str
    here: Collection[str]
    retry_failed: bool = False
    corrections: Corrections = field(default_factory=Corrections)
    largest: int = 1 << 40
    spool: Callable[[list[RawFile]], Spool] | None = None
    spooled: Spool | None = None
    standing: dict[str, str] = field(default_factory=dict)  # address → report_id, as found in this run
    arrivals: list[Arrival] = field(default_factory=list)  # to be remembered
    asked: set[str] = field(default_factory=set)  # notes that were to be read

    def jobs(self, files: Sequence[RawFile]) -> Iterator[Job]:
        """A job for each note that is new or would now be read otherwise, each once; files are hashed as jobs are drawn."""
        elsewhere = [file for file in files if file.fetch and not self._too_large(file) and not self._is_known(file)]
        if elsewhere and self.spool:
            self.spooled = self.spool(elsewhere)
        for file in files:
            report_id, problem, path = self._identify(file)
            self.standing[file.uri] = report_id
            if report_id not in self.asked and not self._is_done(report_id):
                self.asked.add(report_id)
                yield Job(report_id, file.uri, path, problem, file.path.name)
            else:
                self.drop(path)

    def drop(self, path: Path) -> None:
        """A job's file is no longer needed: if it is a copy of ours, it goes."""
        if self.spooled:
            self.spooled.drop(path)

    def work_key(self, report_id: str) -> str:
        """What a note is known by as read: its bytes, and all that its rows depend on."""
        return work_key(report_id, self.fingerprint, self.corrections)

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

    def assert_there(self, raw: Sequence[Path | str], files: Sequence[RawFile]) -> None:
        """A store has no folders: an address below which nothing is, and nothing ever was, is taken for a slip. Raises
        ConfigurationError."""
        known = {*self.manifest.arrivals, *(file.uri for file in files)}
        for each in raw:
            address = address_of(each)
            if address and not any(uri == address or uri.startswith(f"{address}/") for uri in known):
                raise ConfigurationError(f"{address}: no files there; name the notes to read, or where they lie")

    def depart(self, raw: Sequence[Path | str]) -> None:
        """What stood in or below the folders of `raw` and was not found is gone."""
        addresses = [address for each in raw if (address := address_of(each))]
        here = [local(each) for each in raw if not address_of(each)]
        folders = tuple(
            uri.rstrip("/") + "/" for uri in (*addresses, *(uri_of(path) for path in here if path.is_dir()))
        )
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

    def _is_known(self, file: RawFile) -> bool:
        """Whether the file need not be opened to know what it is, and its note is there."""
        current = self.manifest.current(file.uri)
        known = current is not None and current.looks_like(file.size, file.mtime_ns, file.etag)
        return known and current is not None and self._is_done(current.report_id)

    def _too_large(self, file: RawFile) -> bool:
        return file.size > self.largest

    def _identify(self, file: RawFile) -> tuple[str, str | None, Path]:
        """The note that a file is, what speaks against reading it, and where it can be read."""
        current = self.manifest.current(file.uri)
        problem, path = file.problem, file.path
        if file.fetch and self._too_large(file):
            problem = f"{file.size} bytes, which are not fetched; raise [limits] file_mb to read it"
        if problem is None:
            known = current is not None and current.looks_like(file.size, file.mtime_ns, file.etag)
            if current and known and (file.fetch is None or self._is_done(current.report_id)):
                return current.report_id, None, path
            checked = time.time_ns()
            try:
                path, sha256 = self._hashed(file)
            except OSError as error:
                problem = f"the file cannot be opened: {error.strerror}"
            else:
                self._arrive(
                    Arrival(file.uri, sha256[:16], sha256, file.size, file.mtime_ns, checked, self.now, etag=file.etag)
                )
                return sha256[:16], None, path
        report_id = id_without_bytes(file.uri)
        self._arrive(Arrival(file.uri, report_id, None, file.size, file.mtime_ns, 0, self.now))
        return report_id, problem, path

    def _hashed(self, file: RawFile) -> tuple[Path, str]:
        """Where the bytes can be read, and their SHA-256. Raises OSError."""
        if file.fetch:
            assert self.spooled is not None, "files from elsewhere need a spool"
            return self.spooled.take(file)
        with file.path.open("rb") as content:
            return file.path, hashlib.file_digest(content, "sha256").hexdigest()

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
