"""Processor seconds of this process, of a function, and of a command."""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import TypeVar

T = TypeVar("T")


PEAK = 'next(int(l.split()[1]) / 1024 for l in open("/proc/self/status") if l.startswith("VmHWM"))'
"""Python that gives the largest memory of its own process in megabytes; `ru_maxrss` begins at what the parent held."""


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds that `work` takes, and what it gives."""
    gc.collect()
    started = process_time()
    given = work()
    return process_time() - started, given


def seconds_of(work: Callable[[], object], runs: int) -> float:
    """The median of several runs."""
    return median(timed(work)[0] for _ in range(runs))


def command_seconds(command: Sequence[str], runs: int) -> float:
    """Seconds of user and system time of a command and of the processes that it waited for, the median of several runs."""
    return median(_command_seconds(command) for _ in range(runs))


def _command_seconds(command: Sequence[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime
