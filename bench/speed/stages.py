"""The stages of the line, each timed over the same notes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from pipeline.normalise import normalise
from pipeline.publish.note_rows import rows_of
from pipeline.publish.numbers import storable
from pipeline.publish.parquet import write_note
from pipeline.publish.verdict import evidence_tables, tables_of, with_findings
from pipeline.read import read_note
from pipeline.reconcile import reconcile
from pipeline.run import Line
from pipeline.validate import evidence_of

STAGES = ("read", "normalise", "recognise", "extract", "reconcile", "rows", "parquet")
TEXT_STAGES = ("normalise", "recognise", "extract")  # those that look at every character


@dataclass(frozen=True, slots=True)
class RawNote:
    """One file of the sample, with the length of its raw text in code points."""

    name: str
    raw: bytes
    characters: int


def load(paths: Sequence[Path]) -> list[RawNote]:
    """The files of `paths`, folders without their subfolders. Raises UnreadableNoteError."""
    files = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p]) if f.is_file() and _is_note(f)]
    return [RawNote(f.name, raw, len(read_note(raw, f.name).raw_text)) for f in files for raw in [f.read_bytes()]]


def _is_note(file: Path) -> bool:
    return file.suffix in (".txt", ".md", ".html", ".docx", ".pdf")


def stage_seconds(line: Line, notes: Sequence[RawNote], runs: int) -> dict[str, float]:
    """Stage → seconds over all notes, the median of several runs. The checks are not here: they cost a fixed sum for
    hundreds of notes together."""
    each_run = [_one_run(line, notes) for _ in range(runs + 1)][1:]  # the first one loads modules
    return {stage: median(run[stage] for run in each_run) for stage in STAGES}


def _one_run(line: Line, notes: Sequence[RawNote]) -> dict[str, float]:
    spent = dict.fromkeys(STAGES, 0.0)
    gc.collect()
    with TemporaryDirectory() as folder:
        for note in notes:
            steps = _steps(line, note, Path(folder))
            for stage in STAGES:
                started = process_time()
                next(steps)
                spent[stage] += process_time() - started
    return spent


def _steps(line: Line, file: RawNote, folder: Path) -> Iterator[None]:
    """What Line.run does, stopping after each stage."""
    note = read_note(file.raw, file.name)
    yield
    normal = normalise(note)
    yield
    normalised, mentions = line.recogniser.recognise(normal)
    yield
    extraction = storable(line.extractor.extract(normalised.note, mentions))
    yield
    periods = [each.periods for each in mentions]
    reconciliations = reconcile(normalised, extraction, periods, vocabulary=line.vocabulary)
    yield
    rows = rows_of(normalised.note, extraction, reconciliations, settings_hash=line.settings_hash)
    tables = tables_of(rows, ("bench", line.vocabulary.hash))
    evidence_tables(evidence_of(normalised.note, extraction, line.vocabulary))
    tables = with_findings(tables, [])
    yield
    write_note(folder, note.report_id, tables, note.raw_text)
    yield


def job_seconds(line: Line, notes: Sequence[RawNote], runs: int) -> float:
    """Seconds of the whole job over all notes, as a worker does it: from bytes to files."""

    def job(folder: Path) -> None:
        for note in notes:
            result = line.run(note.raw, note.name)
            write_note(folder, result.report_id, with_findings(result.tables, []), result.raw_text)

    return _in_folder(job, runs)


def bound_seconds(notes: Sequence[RawNote], runs: int) -> float:
    """Seconds of the least that any such job has to do: bytes decoded, converted by OpenCC, scanned by one regular
    expression, written as one Parquet file."""
    import re

    import opencc
    import pyarrow as pa
    import pyarrow.parquet as pq

    converter = opencc.OpenCC("s2tw")
    digits = re.compile(r"\d+")

    def job(folder: Path) -> None:
        for note in notes:
            text = converter.convert(note.raw.decode("utf-8", "replace"))
            found = [(m.start(), m.end(), m.group()) for m in digits.finditer(text)]
            columns = list(zip(*found, strict=True)) or [(), (), ()]
            table = pa.table({"start": columns[0], "end": columns[1], "text": columns[2]})
            pq.write_table(table, folder / f"{note.name}.parquet", compression="zstd")

    return _in_folder(job, runs)


def _in_folder(job: Callable[[Path], None], runs: int) -> float:
    seconds = []
    for _ in range(runs + 1):
        with TemporaryDirectory() as folder:
            gc.collect()
            started = process_time()
            job(Path(folder))
            seconds.append(process_time() - started)
    return median(seconds[1:])
