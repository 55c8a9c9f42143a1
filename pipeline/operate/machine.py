"""What the machine gives: processors, memory, limits, fonts."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.read import MEGABYTE, Job, ReadFile
from pipeline.batch.workers import processors as count
from pipeline.batch.workers import read_all
from pipeline.errors import BrokernotesError
from pipeline.model.ids import report_id
from pipeline.operate.fonts import draws_chinese
from pipeline.operate.found import Found
from pipeline.settings import Settings

PROGRAM_MB = 300  # that a worker takes before it reads a note
GROUPS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
NOTE = "東方公司第三季營收 12.5 億元，年增 8.3%。"
FIGURES = 2


def workers(settings: Settings) -> int:
    return settings.run.workers or count()


def processors(settings: Settings) -> Found:
    wanted, there = workers(settings), count()
    found = f"{there}, for {wanted} worker{'s' if wanted != 1 else ''}"
    if wanted > 2 * there:
        return Found("warn", found, "more workers than processors only take memory: lower [run] workers")
    return Found("ok", found)


def memory(settings: Settings, groups: Iterable[Path] = GROUPS) -> Found:
    """Whether all workers may take what the settings allow them, at once. `groups`: files of the limit of a container."""
    there = memory_mb(groups)
    each = PROGRAM_MB + settings.limits.memory_mb
    wanted = workers(settings) * each
    found = f"{there:,} MB; {workers(settings)} workers may take {each:,} MB each"
    if wanted > there:
        return Found("warn", found, "a note that takes all may end others: lower [limits] memory_mb or [run] workers")
    return Found("ok", found)


def memory_mb(groups: Iterable[Path] = GROUPS) -> int:
    """Of this machine, or of the container that this is."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in groups:
        if path.is_file() and (text := path.read_text().strip()).isdigit():
            there = min(there, int(text))
    return there // MEGABYTE


def limits(settings: Settings) -> Found:
    of = settings.limits
    found = f"{of.seconds} s, {of.memory_mb:,} MB and files of {of.file_mb} MB for each note"
    if not Path("/proc/self/statm").exists():
        return Found("warn", f"{found}; this system limits no memory", "read notes of strangers on Linux")
    return Found("ok", found)


def reads_a_note(settings: Settings) -> Found:
    """A note of one sentence through a worker, as a run reads it."""
    raw = NOTE.encode()
    job = Job(report_id(raw), "file:///doctor.txt", Path("doctor.txt"), content=raw)
    began = time.monotonic()
    try:
        ((_, result),) = read_all([job], ReadFile(settings), workers=1, seconds=120)
    except BrokernotesError as error:
        return Found("fail", f"not read: {error}", "see the lines above; workers are processes that this one starts")
    if result.raw_text is None:
        return Found("fail", f"not read: {result.tables['reports']['message'][0].as_py()}", "raise [limits]")
    figures = result.tables["claims"].num_rows
    took = f"{time.monotonic() - began:.1f} s, of which loading takes most"
    if figures != FIGURES:
        return Found("fail", f"{figures} of {FIGURES} figures read in {took}", "see [vocabulary] folders")
    return Found("ok", f"read in a process of its own, {figures} of {FIGURES} figures, in {took}")


def fonts() -> Found:
    if draws_chinese():
        return Found("ok", "pages of PDFs that bring no Chinese font of their own are drawn")
    return Found(
        "warn",
        "no Chinese font: pages of PDFs that bring none are drawn without their characters; figures are read all the same",
        "install one: apt-get install fonts-noto-cjk, or dnf install google-noto-sans-cjk-fonts",
    )


def terminal() -> Found:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        return Found("ok", "takes Chinese")
    return Found("warn", f"takes {sys.stdout.encoding} only", "set LC_ALL=C.UTF-8, or PYTHONUTF8=1")
