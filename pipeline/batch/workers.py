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

    def ended(self, job: Job) -> int:
        """How often this job's process has ended, were it to end now."""
        return self._ended[job.report_id] + 1

    def try_again(self, job: Job) -> None:
        """After a job ended its process."""
        self._ended[job.report_id] += 1
        self._again.append(job)


def _read_in_pool(queue: _Queue, reader: Reader, workers: int, seconds: float) -> Iterator[tuple[Job, NoteResult]]:
    running: dict[Future[Any], Job] = {}
    pool = pool_of(reader, workers)
    try:
        while True:
            while len(running) < AHEAD * workers and (job := queue.next()) is not None:
                running[pool.schedule(reader, args=[job], timeout=seconds)] = job
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running[future]
                result = outcome(future, job, reader, may_try_again=queue.ended(job) < TRIES)
                del running[future]
                if result is not None:
                    yield job, result
                else:
                    queue.try_again(job)
        pool.close()
    except BaseException:
        queue.again(running.values())
        pool.stop()
        raise
    finally:
        pool.join()


def pool_of(reader: Reader, workers: int) -> Any:
    """Processes that read one job at a time, each of which may end without harm to another's job."""
    from pebble import ProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED_ONCE))
    return ProcessPool(workers, initializer=_start, initargs=[reader], context=context)


def outcome(future: Future[Any], job: Job, reader: Reader, *, may_try_again: bool) -> NoteResult | None:
    """What became of a job that was handed to a pool, once it ended; None for one that is to be handed out again."""
    from pebble import ProcessExpired

    try:
        result: NoteResult = future.result()
        return result
    except TimeoutError:
        return reader.out_of_time(job)
    except (ConfigurationError, BrokenProcessPool):
        raise
    except ProcessExpired:
        return None if may_try_again else reader.crashed(job)
    except Exception as error:  # the result could not be handed over
        return reader.failed(job, error)


def _start(reader: Reader) -> None:
    """In a new worker: an interrupt is the parent's business, and what every job needs is loaded before the first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader.warm()
