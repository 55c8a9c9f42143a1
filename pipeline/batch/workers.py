"""Worker processes, each reading one file at a time under limits of time and memory. pebble is used here and nowhere else."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Protocol

from pipeline.batch.read import Job
from pipeline.errors import ConfigurationError
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

    A job that takes longer than `seconds`, or that ends its process, costs that job alone."""
    from concurrent.futures.process import BrokenProcessPool

    from pebble import ProcessExpired, ProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED_ONCE))
    waiting = iter(jobs)
    again: deque[Job] = deque()
    tries: dict[str, int] = {}
    running: dict[Future[Any], Job] = {}
    pool = ProcessPool(workers, initializer=_start, initargs=[reader], context=context)
    try:
        while True:
            while len(running) < AHEAD * workers:
                job = again.popleft() if again else next(waiting, None)
                if job is None:
                    break
                running[pool.schedule(reader, args=[job], timeout=seconds)] = job
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    yield job, future.result()
                except TimeoutError:
                    yield job, reader.out_of_time(job)
                except (ConfigurationError, BrokenProcessPool):
                    raise
                except ProcessExpired:
                    tries[job.report_id] = tries.get(job.report_id, 1) + 1
                    if tries[job.report_id] > TRIES:
                        yield job, reader.crashed(job)
                    else:
                        again.append(job)
                except Exception as error:  # the result could not be handed over
                    yield job, reader.failed(job, error)
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _start(reader: Reader) -> None:
    """In a new worker: an interrupt is the parent's business, and what every job needs is loaded before the first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader.warm()
