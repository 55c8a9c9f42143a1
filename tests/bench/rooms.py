"""What each room costs for each note: `python tests/bench/rooms.py [NOTE ...]`, the notes of raw/ without arguments.

Milliseconds of processor time of the fastest of several runs in a warm process, the lower bound (read, hash, decode and write the
bytes) first; waiting for the disk is not in them.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.batch.judge import judge
from pipeline.normalise import normalise
from pipeline.publish.files import write_whole
from pipeline.publish.note_rows import rows_of
from pipeline.publish.parquet import write_note
from pipeline.publish.verdict import tables_of, with_findings
from pipeline.read import read_note
from pipeline.reconcile import reconcile
from pipeline.run import line_for
from pipeline.settings import Settings
from pipeline.validate import evidence_of

REPEATS = 7
ROOMS = ("bound", "read", "normalise", "recognise", "extract", "reconcile", "evidence", "rows", "arrow", "write", "all")


def cost(path: Path, folder: Path) -> dict[str, float]:
    """Milliseconds by room."""
    line, best, raw = line_for(Settings()), dict[str, float](), path.read_bytes()

    def timed(room: str, work: Callable[[], Any]) -> Any:
        for _ in range(REPEATS):
            began = time.process_time()
            result = work()
            best[room] = min(best.get(room, 1e9), (time.process_time() - began) * 1000)
        return result

    def bound() -> None:
        content = path.read_bytes()
        hashlib.sha256(content)
        write_whole(folder / "bound", content.decode("utf-8", "replace").encode())

    timed("bound", bound)
    note = timed("read", lambda: read_note(raw, path.name))
    normalised = timed("normalise", lambda: normalise(note))
    normalised, mentions = timed("recognise", lambda: line.recogniser.recognise(normalised))
    extraction = timed("extract", lambda: line.extractor.extract(normalised.note, mentions))
    periods = [each.periods for each in mentions]
    relations = timed("reconcile", lambda: reconcile(normalised, extraction, periods, vocabulary=line.vocabulary))
    timed("evidence", lambda: evidence_of(normalised.note, extraction, line.vocabulary))
    rows = timed("rows", lambda: rows_of(normalised.note, extraction, relations, settings_hash="bench"))
    tables = timed("arrow", lambda: with_findings(tables_of(rows, ("bench", "bench")), []))
    timed("write", lambda: write_note(folder, note.report_id, tables, note.raw_text))
    best["all"] = sum(best.values()) - best["bound"]
    return best


def main(paths: list[Path]) -> None:
    print(f"{'note':28} {'chars':>8} " + " ".join(f"{room:>9}" for room in ROOMS))
    line, results = line_for(Settings()), []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            result = line.run(path.read_bytes(), path.name)
            results.append(result)
            costs = cost(path, Path(folder))
            print(f"{path.name[:28]:28} {len(result.raw_text or ''):8} " + " ".join(f"{costs[r]:9.2f}" for r in ROOMS))
    judge(results)  # the first call loads Great Expectations
    began = time.process_time()
    judge(results)
    print(f"checks: {(time.process_time() - began) * 1000 / len(results):.2f} ms a note in one call for {len(results)}")


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    main(named or sorted(path for path in Path("raw").iterdir() if path.is_file()))
