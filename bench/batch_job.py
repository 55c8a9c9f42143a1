"""The whole job over many made notes: `brokernotes run` from start to end, by notes and by processes.

Wall time is what two cores shorten, so it is measured here; the memory is the largest that the parent process held.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.notes.laid_out import lay_out
from bench.notes.make import make
from bench.speed.timing import PEAK

_TELL = f"import sys; from pipeline.cli import exit_code; exit_code(sys.argv[1:]); print({PEAK})"


def measure(sizes: Sequence[int], runs: int) -> list[dict[str, Any]]:
    """One entry for each number of notes and of processes (one, and one for each processor)."""
    out = []
    with TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        characters = 0
        for size in sorted(sizes):
            for number in range(len(list(raw.iterdir())), size):
                text = lay_out(make(number)).text
                characters += len(text)
                (raw / f"{number:06}.txt").write_text(text, encoding="utf-8")
            for workers in sorted({1, os.cpu_count() or 1}):
                taken = [_run(raw, workers) for _ in range(runs if size <= 1000 else 1)]
                seconds, cpu = median(t[0] for t in taken), median(t[1] for t in taken)
                out.append(
                    {
                        "notes": size,
                        "characters_per_note": characters / size,
                        "workers": workers,
                        "seconds": seconds,
                        "ms_per_note": 1000 * seconds / size,
                        "cpu_ms_per_note": 1000 * cpu / size,
                        "parent_mb": max(t[2] for t in taken),
                    }
                )
    return out


def _run(raw: Path, workers: int) -> tuple[float, float, float]:
    """Wall seconds, processor seconds of all processes, and megabytes of the parent."""
    with TemporaryDirectory() as out:
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [sys.executable, "-c", _TELL, "run", str(raw), "--out", out, "--workers", str(workers)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return seconds, cpu, float(done.stdout.split()[-1])
