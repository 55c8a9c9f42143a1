"""Reading one raw file in a process of its own, whatever the file is: the function that workers run.

It is importable for other engines too: `ReadFile(settings)(job)` needs nothing but the file.
"""

from __future__ import annotations

import errno
import hashlib
import resource
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import __version__
from pipeline.errors import ConfigurationError, UnreadableNoteError
from pipeline.run import Cost, Line, NoteResult, line_for
from pipeline.settings import Settings
from pipeline.vocabulary import load_vocabulary

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """One raw file to read. `report_id` is that of the bytes when they were found."""

    report_id: str
    uri: str
    path: Path
    problem: str | None = None  # why it is not to be opened
    name: str = ""  # of the raw file, where `path` is that of a copy
    content: bytes | None = field(default=None, repr=False)  # of the file, where it is not to be opened


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A job to the rows of its note; a note that cannot be read gives the one row that says so."""

    settings: Settings

    def warm(self) -> None:
        """Load what reading needs, and let this process take no more memory than a note may: once in a worker."""
        try:
            self.line()
        except ConfigurationError:
            return  # each job says it again, where it can be reported
        self.limit_memory()

    def line(self) -> Line:
        """What turns bytes into rows; built once in a process."""
        return line_for(self.settings)

    def limit_memory(self) -> None:
        """Of address space, beside what is in use now; where the system keeps count of it."""
        status = Path("/proc/self/statm")
        if status.exists():
            in_use = int(status.read_text().split()[0]) * resource.getpagesize()
            wanted = in_use + self.settings.limits.memory_mb * MEGABYTE
            hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            resource.setrlimit(
                resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
            )

    def __call__(self, job: Job) -> NoteResult:
        """Raises ConfigurationError where the settings or the vocabulary cannot be used."""
        began = time.monotonic()
        try:
            result = self._read(job)
        except _OutOfTime:
            result = self.out_of_time(job)
        cost = Cost(time.monotonic() - began, peak_memory(), 0 if job.problem else _size(job))
        return replace(result, cost=cost)

    def _read(self, job: Job) -> NoteResult:
        """The row of a failure is made when the error is gone: what it holds on to may be all the memory there was."""
        line = self.line()
        if job.problem:
            return self.failure(job.report_id, f"unreadable_file: {job.problem}")
        try:
            _limit_time(self.settings.limits.seconds)
            size = _size(job)
            if size <= self.settings.limits.file_mb * MEGABYTE:
                raw = job.path.read_bytes() if job.content is None else job.content
                return line.run(raw, job.name or job.path.name)
            message = _too_large(size, self.settings.limits.file_mb)
        except ConfigurationError:
            raise
        except Exception as error:
            message = self._message(error)
        finally:
            _limit_time(0)
        return self.failure(job.report_id, message)

    def _message(self, error: Exception) -> str:
        """What the row says of an error."""
        if isinstance(error, UnreadableNoteError):
            return f"{error.check}: {error.found}; expected {error.expected}; {error.remedy}"
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return _too_much(f"more than {self.settings.limits.memory_mb} MB of memory", "memory_mb")
        if isinstance(error, RecursionError):
            return "too_deep: nested deeper than the reader goes"
        if isinstance(error, OSError):
            return f"unreadable_file: {error.strerror or error}"
        return _internal(error)

    def out_of_time(self, job: Job) -> NoteResult:
        """The row of a note that took too long, at work or waiting."""
        return self.failure(job.report_id, _too_much(f"more than {self.settings.limits.seconds} seconds", "seconds"))

    def crashed(self, job: Job) -> NoteResult:
        """The row of a note that ended its process, twice."""
        return self.failure(
            job.report_id,
            "reader_crashed: the process that read it ended before it was done; please report it with the file",
        )

    def failed(self, job: Job, error: Exception) -> NoteResult:
        """The row of a note that met an error of ours."""
        return self.failure(job.report_id, _internal(error))

    def failure(self, report_id: str, message: str) -> NoteResult:
        """The one row of a note that cannot be read."""
        from pipeline.publish.note_rows import rows_of_failure
        from pipeline.publish.verdict import tables_of

        rows = rows_of_failure(report_id, message, settings_hash=self.settings.hash)
        versions = (__version__, load_vocabulary(self.settings.vocabulary_folders).hash)
        return NoteResult(report_id, tables_of(rows, versions), None)


def _size(job: Job) -> int:
    """In bytes; 0 for a file that cannot be asked, which opening it will tell."""
    try:
        return job.path.stat().st_size if job.content is None else len(job.content)
    except OSError:
        return 0


def peak_memory() -> int:
    """Bytes of resident memory that this process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class _OutOfTime(BaseException):
    """Raised in whatever runs when the time of a note is over; nobody catches it by mistake."""


def _limit_time(seconds: int) -> None:
    """Of this process at work, so that a busy machine fails no note; 0 for no limit. Time spent waiting, or in a call that
    does not come back, is limited from outside."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _stop(*_: object) -> None:
    raise _OutOfTime


def id_without_bytes(uri: str) -> str:
    """A report_id for a file whose bytes cannot be had: from its address, the only thing known of it."""
    return hashlib.sha256(uri.encode()).hexdigest()[:16]


def _too_much(what: str, setting: str) -> str:
    return f"limit_reached: it took {what}; raise [limits] {setting} to read it, and run with --retry-failed"


def _too_large(size: int, most: int) -> str:
    return f"too_large: {size} bytes; expected at most {most} MB; raise [limits] file_mb to read it"


def _internal(error: Exception) -> str:
    return f"internal_error: {_where(error)}; please report it with the file"


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
