"""Read changed files by the thousand: none may crash, hang, take memory without end, or meet an error of ours.

    python -m bench.fuzz.run --inputs 100000 [--first N] [--workers N] [--line 20] [--keep DIR] [FOLDER ...]

Seeds are the notes of raw/, of the folders named, and what the bench draws. `--line N`: every N-th goes through the whole line, the
others through the reader alone. Files that do harm are kept in DIR under their number, which makes them again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.fuzz.mutate import mutant, seeds
from pipeline.batch.workers import LOADED_ONCE
from pipeline.errors import UnreadableNoteError

SECONDS = 20.0  # of processor for one file
MEMORY = 1500 << 20  # bytes of address space, beside what the program itself takes
CHUNK = 200  # files handed to a process at once

Target = Callable[[int, str, bytes], str]
"""From a number, a name and bytes: what became of the file. Raises for what should not be."""


@dataclass(frozen=True, slots=True)
class Harm:
    """A file that did harm."""

    number: int
    what: str


def read(number: int, name: str, raw: bytes, *, line: int) -> str:
    """The reader, and for some the whole line."""
    from pipeline.read import read_note
    from pipeline.run import line_for
    from pipeline.settings import Settings

    kind = name.rpartition(".")[2]
    try:
        if line and number % line == 0:
            result = line_for(Settings()).run(raw, name)
            assert result.raw_text is not None
            return f"{kind} through the line: {result.tables['reports']['status'][0].as_py()}"
        note = read_note(raw, name)
    except UnreadableNoteError as error:
        return f"{kind} unreadable: {error.check}"
    for block in note.blocks:
        for span in block.spans:
            assert 0 <= span.start <= span.end <= len(note.raw_text), "a block lies outside of the text"
    return f"{kind} read as {note.format}"


def work(
    first: int, last: int, where: str, folders: Sequence[Path], line: int, target: Any = read
) -> tuple[Counter[str], list[Harm]]:
    """In a child: the files from `first` up to `last`; the one at work is written down in the file `where`."""
    _limit_memory(tuple(folders), line)
    became, harms = Counter[str](), list[Harm]()
    real = _seeds(tuple(folders))
    with Path(where).open("wb", buffering=0) as place:
        for number in range(first, last):
            os.pwrite(place.fileno(), struct.pack("<q", number), 0)
            name, raw = mutant(number, real)
            began = time.process_time()
            try:
                became[target(number, name, raw, line=line)] += 1
            except RecursionError:
                became[f"{name.rpartition('.')[2]} too deep"] += 1  # a row that says so, in a run
            except MemoryError:
                harms.append(Harm(number, "memory"))
            except Exception as error:
                harms.append(Harm(number, f"{type(error).__name__}: {str(error)[:200]}"))
            if (took := time.process_time() - began) > SECONDS / 2:
                harms.append(Harm(number, f"slow: {took:.0f} s"))
    return became, harms


@cache
def _seeds(folders: tuple[Path, ...]) -> list[tuple[str, bytes]]:
    return seeds(folders)


@cache
def _limit_memory(folders: tuple[Path, ...], line: int) -> None:
    """Once in a process, when it has loaded what it needs."""
    for number, (name, raw) in enumerate(
        {name.rpartition(".")[2]: (name, raw) for name, raw in _seeds(folders)}.values()
    ):
        with suppress(UnreadableNoteError):
            read(number * line, name, raw, line=line)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def fuzz(
    first: int,
    inputs: int,
    folders: Sequence[Path],
    *,
    workers: int = 2,
    line: int = 0,
    seconds: float = SECONDS,
    target: Any = read,
    until: float = float("inf"),
) -> tuple[Counter[str], list[Harm], int]:
    """Returns what became of the files, those that did harm, and how many were read. `until`: a moment of `time.monotonic`
    after which no more are handed out."""
    from pebble import ProcessExpired, ProcessPool

    became, harms, done = Counter[str](), list[Harm](), 0
    waiting = [(at, min(at + CHUNK, first + inputs)) for at in range(first, first + inputs, CHUNK)][::-1]
    running: dict[Future[Any], tuple[int, int, str]] = {}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED_ONCE))  # one server forks for all pools of a process
    with (
        tempfile.TemporaryDirectory() as scratch,
        ProcessPool(workers, context=context) as pool,
    ):
        while waiting or running:
            while waiting and len(running) < workers and time.monotonic() < until:
                start, end = waiting.pop()
                where = f"{scratch}/{start}"
                task = pool.schedule(work, args=[start, end, where, tuple(folders), line, target], timeout=seconds * 30)
                running[task] = (start, end, where)
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                start, end, where = running.pop(future)
                try:
                    counts, found = future.result()
                except (ProcessExpired, TimeoutError) as error:
                    culprit = struct.unpack("<q", Path(where).read_bytes())[0] if Path(where).exists() else start
                    harms.append(Harm(culprit, "hang" if isinstance(error, TimeoutError) else "crash"))
                    print(f"\n{harms[-1]}", file=sys.stderr)
                    done += 1
                    waiting += [part for part in ((culprit + 1, end), (start, culprit)) if part[0] < part[1]]
                    continue
                became += counts
                harms += found
                for harm in found:
                    print(f"\n{harm}", file=sys.stderr)
                done += end - start
                print(f"\r{done:,} of {inputs:,} files, {len(harms)} did harm", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return became, harms, done


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where some file did harm."""
    parser = argparse.ArgumentParser(
        prog="make fuzz ARGS=", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--line", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as made:
        draw(Path(made))
        folders = [Path("raw"), *asked.folders, Path(made)]
        until = began + asked.minutes * 60
        became, harms, done = fuzz(
            asked.first, asked.inputs, folders, workers=asked.workers, line=asked.line, until=until
        )
        for kind, number in sorted(_by_kind(became).items()):
            print(f"{number:9,} {kind}")
        for what, number in sorted(became.items(), key=lambda each: -each[1]):
            print(f"{number:9,} {what}")
        for harm in sorted(harms, key=lambda each: each.number):
            name, raw = mutant(harm.number, seeds(folders))
            asked.keep.mkdir(parents=True, exist_ok=True)
            (asked.keep / f"{harm.number}-{name}").write_bytes(raw)
            print(f"harm {harm.number} {name}: {harm.what}")
    print(f"{done:,} files in {time.monotonic() - began:.0f} s, {len(harms)} did harm")
    return int(bool(harms))


def _by_kind(became: Counter[str]) -> Counter[str]:
    """Files by what they were made from."""
    found = Counter[str]()
    for what, number in became.items():
        found[what.partition(" ")[0]] += number
    return found


def draw(folder: Path) -> None:
    """Seeds of the formats that raw/ has no file of: PDFs with text, tables and a password that opens nothing."""
    from tests.hostile.files import SENTENCE, pdf
    from tests.read.pdf.made import Drawing

    (folder / "plain.pdf").write_bytes(pdf(SENTENCE, "毛利率 18.6%，年減 2.4 個百分點。"))
    rows = [
        ["項目", "2024Q3", "2024Q2"],
        ["營收", "1,234.5", "1,100.0"],
        ["毛利率", "18.6%", "(2.4%)"],
        ["合計", "2,469", "2,200"],
    ]
    (folder / "table.pdf").write_bytes(
        Drawing().grid(60, 100, rows, [120, 90, 90]).page().lines(60, 90, [SENTENCE]).raw()
    )
    (folder / "owner.pdf").write_bytes(pdf(SENTENCE, owner="o"))


if __name__ == "__main__":
    sys.exit(main())
