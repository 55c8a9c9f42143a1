"""`brokernotes run` over more and more notes, and once more over the same: time and memory by the number of notes.

All runs of one measurement follow each other on one machine: their ratios say more than their seconds do.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.notes.laid_out import lay_out
from bench.notes.make import make
from bench.speed.timing import PEAK

COMPARED = 1000  # notes, read by one process and by all
TEXT, PDF = (".txt", ".md", ".html"), ".pdf"
_TELL = f"import sys; from pipeline.cli import exit_code; exit_code(sys.argv[1:]); print({PEAK})"


@dataclass(frozen=True, slots=True)
class Timed:
    """One run: wall seconds; processor seconds and the most megabytes of the parent. Workers belong to a server of their own,
    which nobody waits for, so the system does not count them here."""

    seconds: float
    processor: float
    parent_mb: float


def measure(sizes: Sequence[int], folders: Sequence[Path] = ()) -> dict[str, Any]:
    """A first and a second run for each number of notes; then one process beside as many as there are processors. `folders`:
    notes to use first, and then edited copies of them; made notes where there are none."""
    with TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        raw.mkdir()
        notes, written, entries = _contents(folders), 0, []
        for size in sorted(sizes):
            while written < size:
                suffix, content = next(notes)
                (raw / f"{written:06}{suffix}").write_bytes(content)
                written += 1
            entries.append({"notes": size} | _twice(raw, Path(place) / "out"))
            print(entries[-1], flush=True)
        both = {}
        if COMPARED in sizes and (os.cpu_count() or 1) > 1:
            some = Path(place) / "some"
            some.mkdir()
            for path in sorted(raw.iterdir())[:COMPARED]:
                shutil.copyfile(path, some / path.name)
            for workers in (1, os.cpu_count() or 1):
                both[str(workers)] = asdict(_run(some, Path(place) / "out", workers))
                shutil.rmtree(Path(place) / "out")
    return {"made": not folders, "sizes": entries, "workers": both}


def _contents(folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Suffix and bytes of one note after the other, without end."""
    if not folders:
        for number in count():
            yield ".txt", lay_out(make(number)).text.encode()
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (*TEXT, PDF)]
    for copy in count():
        for path in files:
            yield path.suffix, edited(path.read_bytes(), path.suffix, copy)


def edited(content: bytes, suffix: str, copy: int) -> bytes:
    """A note that says the same in other bytes; the first copy is the note."""
    if not copy:
        return content
    return content + (f"\n% {copy}\n" if suffix == PDF else f"\n版本{copy}\n").encode()


def _twice(raw: Path, out: Path) -> dict[str, Any]:
    first = _run(raw, out)
    again = min((_run(raw, out) for _ in range(3)), key=lambda each: each.seconds)
    shutil.rmtree(out)
    return {"first": asdict(first), "again": asdict(again)}


def _run(raw: Path, out: Path, workers: int = 0) -> Timed:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", _TELL, "run", str(raw), "--out", str(out)]
    command += ["--workers", str(workers)] if workers else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timed(seconds, processor, float(done.stdout.split()[-1]))
