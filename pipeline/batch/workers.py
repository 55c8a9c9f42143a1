"""Worker processes, each reading one file at a time under limits of time and memory. pebble is used here and nowhere else."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from pipeline.batch.read import Job
from pipeline.errors import ConfigurationError, WorkersError
from pipeline.run import NoteResult

TRIES = 2  # of a file that ends its process: the system may have killed it for another's sake
AHEAD = 16  # jobs handed out for each worker, so that none is idle while a batch is checked
LOADED_ONCE = (  # in the server that workers are forked from
    "opencc",
    "pandas",  # pyarrow asks for it whenever it makes an array
    "pipeline.publish.verdict",
    "spacy",
)


class Reader(Protocol):
    """What workers run; must be picklable. `ReadFile` is the one; tests have others."""

    def warm(self) -> None: ...
    def __call__(self, job: Job) -> NoteResult: ...
    def out_of_time(self, job: Job) -> NoteResult: ...
    def crashed(self, job: Job) -> NoteResult: ...
    def failed(self, job: Job, error: Exception) -> NoteResult: ...


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(jobs: Iterable[Job], reader: Reader, *, workers: int, seconds: float) -> Iterator[tuple[Job, NoteResult]]:
    """Every job with its result, as they are done; no more jobs are drawn than the workers can soon take.

    A job that takes longer than `seconds`, or that ends its process, costs that job alone. Raises WorkersError where
    workers end before they read anything."""
    queue = _Queue(jobs)
    failures = 0
    while failures < TRIES:
        try:
            for done in _read_in_pool(queue, reader, workers, seconds):
                failures = 0
                yield done
            return
        except BrokenProcessPool:
            failures += 1
    raise WorkersError(
        "worker processes end before they read a note; see above what they say, and whether memory is short"
    )


class _Queue:
    """Jobs that wait to be read, those first that are to be tried again."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._new = iter(jobs)
        self._again: deque[Job] = deque()
        self._ended: Counter[str] = Counter()

    def next(self) -> Job | None:
        return self._again.popleft() if self._again else next(self._new, None)

    def again(self, jobs: Iterable[Job]) -> None:
        """These were not read, through no fault of theirs."""
        self._again.extend(jobs)

    def may_try_again(self, job: Job) -> bool:
        """After a job ended its process."""
        self._ended[job.report_id] += 1
        if self._ended[job.report_id] < TRIES:
            self._again.append(job)
            return True
        return False


def _read_in_pool(queue: _Queue, reader: Reader, workers: int, seconds: float) -> Iterator[tuple[Job, NoteResult]]:
    from pebble import ProcessExpired, ProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED_ONCE))
    running: dict[Future[Any], Job] = {}
    pool = ProcessPool(workers, initializer=_start, initargs=[reader], context=context)
    try:
        while True:
            while len(running) < AHEAD * workers and (job := queue.next()) is not None:
                running[pool.schedule(reader, args=[job], timeout=seconds)] = job
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running[future]
                try:
                    result = future.result()
                except TimeoutError:
                    result = reader.out_of_time(job)
                except (ConfigurationError, BrokenProcessPool):
                    raise
                except ProcessExpired:
                    result = None if queue.may_try_again(job) else reader.crashed(job)
                except Exception as error:  # the result could not be handed over
                    result = reader.failed(job, error)
                del running[future]
                if result is not None:
                    yield job, result
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        queue.again(running.values())
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _start(reader: Reader) -> None:
    """In a new worker: an interrupt is the parent's business, and what every job needs is loaded before the first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader.warm()
