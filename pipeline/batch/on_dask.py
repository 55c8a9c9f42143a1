"""Notes read by the workers of a Dask cluster, each in a child process of a worker, under the same limits as here. distributed is
used here and nowhere else.

Files travel with their jobs and rows come back: workers need brokernotes and no disk in common. A job whose worker is lost is
given to another one; its rows are put in place once, by the process that asked.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pipeline.batch.new import fingerprint
from pipeline.batch.read import MEGABYTE, Job
from pipeline.batch.workers import AHEAD, TRIES, Reader, outcome, pool_of
from pipeline.errors import ConfigurationError, WorkersError
from pipeline.run import NoteResult
from pipeline.settings import Settings
from pipeline.vocabulary import load_vocabulary

NAME = "brokernotes"
LARGEST = 64 * MEGABYTE  # of a file that travels; a larger one is read where it lies, if the worker sees it


def read_all_on_dask(
    jobs: Iterable[Job], reader: Reader, settings: Settings, *, workers: int, seconds: float
) -> Iterator[tuple[Job, NoteResult]]:
    """As `workers.read_all`, on the cluster of `[run] scheduler`, or on one of this machine alone where that is empty.

    Raises ConfigurationError for a cluster that cannot be reached or runs another version, WorkersError for one that is lost."""
    try:
        from distributed import as_completed
    except ImportError:
        raise ConfigurationError("the dask engine needs distributed: pip install 'brokernotes[dask]'") from None
    with _client(settings.run.scheduler, workers) as client:
        _install(client, Isolated(reader, seconds, _version(settings)), settings.run.scheduler)
        waiting, running, lost = iter(jobs), dict[Any, Job](), Counter[str]()
        finished = as_completed([], loop=client.loop)

        def hand_out(job: Job) -> None:
            future = client.submit(_read, _with_content(job), pure=False, retries=TRIES)
            running[future] = job
            finished.add(future)

        while True:
            most = AHEAD * max(1, sum(client.nthreads().values()))
            while len(running) < most and (job := next(waiting, None)) is not None:
                hand_out(job)
            if not running:
                return
            future = next(finished)
            job = running.pop(future)
            try:
                result = future.result()
            except (ConfigurationError, WorkersError):
                raise
            except Exception as error:
                if client.status != "running":
                    raise WorkersError(f"the Dask cluster was lost ({error}); the same command goes on") from error
                lost[job.report_id] += 1
                if lost[job.report_id] < TRIES:
                    hand_out(job)
                    continue
                result = reader.crashed(job) if type(error).__name__ == "KilledWorker" else reader.failed(job, error)
            yield job, result


class Isolated:
    """What each Dask worker holds while a run lasts: child processes that read one note at a time."""

    name = NAME

    def __init__(self, reader: Reader, seconds: float, version: str) -> None:
        self.reader, self.seconds, self.version = reader, seconds, version
        self.pool: Any = None

    def setup(self, worker: Any) -> None:
        """Called by Dask in each worker, also in those that join later."""
        settings = getattr(self.reader, "settings", None)
        if settings is not None and _version(settings) != self.version:
            raise ConfigurationError(
                f"the Dask worker {worker.address} has another version of brokernotes or of the vocabulary; install this one"
            )
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # it may have children
        self.pool = pool_of(self.reader, worker.state.nthreads)

    def teardown(self, worker: Any) -> None:
        """Called when the run ends, or the worker does."""
        if self.pool is not None:
            self.pool.stop()
            self.pool.join()
            self.pool = None

    def read(self, job: Job) -> NoteResult:
        """One job in a child; a job that ends its process is tried once more."""
        for left in reversed(range(TRIES)):
            future = self.pool.schedule(self.reader, args=[job], timeout=self.seconds)
            if (result := outcome(future, job, self.reader, may_try_again=left > 0)) is not None:
                return result
        raise AssertionError("the last try gives a result")


def _read(job: Job) -> NoteResult:
    """What a Dask worker runs."""
    from distributed import get_worker

    isolated: Isolated = get_worker().plugins[NAME]
    return isolated.read(job)


def _with_content(job: Job) -> Job:
    """The job with the bytes of its file, as far as they can be had; if not, the worker says why."""
    try:
        if job.problem is None and job.path.stat().st_size <= LARGEST:
            return replace(job, content=job.path.read_bytes())
    except OSError:
        pass
    return job


def _version(settings: Settings) -> str:
    return fingerprint(settings.hash, load_vocabulary(settings.vocabulary_folders).hash)


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler, timeout="20s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ConfigurationError(f"no Dask scheduler answers at {scheduler} ({error})") from None
        with client:
            if not client.nthreads():
                client.wait_for_workers(1, timeout=60)
            yield client
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _install(client: Any, isolated: Isolated, scheduler: str) -> None:
    from distributed.diagnostics.plugin import WorkerPlugin

    class Plugin(Isolated, WorkerPlugin):  # type: ignore[misc]
        """Dask asks that it be one of its own."""

    try:
        client.register_plugin(Plugin(isolated.reader, isolated.seconds, isolated.version), name=NAME)
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(f"the Dask cluster {scheduler} cannot run brokernotes: {error}") from error
