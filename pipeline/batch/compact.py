"""One file for each dataset and month of publication, beside the many small ones: for whoever scans all of them.

`by_month` is a link to a generation, which is never changed once the link points to it. A new one is built aside, out of links to
the files of the last one where a month is the same, and put in place by replacing the link. The generation before is kept until
the next compaction, so that a reader who followed the link ends with the files it began with.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.batch.lock import locked
from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError
from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS, NOTE_DATASETS
from pipeline.publish.arrow import schema_of
from pipeline.publish.files import ASIDE, settle, write_whole
from pipeline.publish.parquet import read_note
from pipeline.publish.readings import readings

STATE = ".brokernotes"
LINK = "by_month"
UNKNOWN = "unknown"  # month of notes without a date
ROWS_IN_GROUP = 1 << 17

Month = list[tuple[str, str]]
"""report_id and version of the notes of a month."""


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What a compaction did. `written`: months of datasets that were written, the others being the same as before."""

    folder: Path
    months: int
    notes: int
    written: int
    unchanged: bool


def compact(out: Path) -> CompactReport:
    """Bring `by_month` up to date with the folder `out`. Raises ConfigurationError where there are no datasets, or a run was
    ended before it was done."""
    if not (out / STATE / "manifest.jsonl").is_file():
        raise ConfigurationError(f"{out}: no datasets here; run brokernotes run first, or name --out")
    with locked(out / STATE / "lock"):
        manifest = Manifest(out / STATE / "manifest.jsonl")
        if manifest.unfinished:
            raise ConfigurationError(f"{out}: a run was ended before it was done; let brokernotes run go on first")
        months = _months(out, sorted(manifest.notes))
        states = {each.name: _state(out, each) for each in DATASETS if not each.per_note}
        name = _hash(repr((sorted(months.items()), sorted((key, _hash(value)) for key, value in states.items()))))
        generations, link = out / STATE / LINK, out / LINK
        current = link.readlink().name if link.is_symlink() else None
        if current == name and (generations / name).is_dir():
            return CompactReport(link, len(months), len(manifest.notes), 0, unchanged=True)
        _tidy(generations, keep={current})
        written = _build(out, generations / name, generations / current if current else None, months, states)
        settle()
        _point(link, Path(STATE) / LINK / name)
        _tidy(generations, keep={current, name})
        return CompactReport(link, len(months), len(manifest.notes), written, unchanged=False)


def _months(out: Path, report_ids: Sequence[str]) -> dict[str, Month]:
    months: dict[str, Month] = {}
    for report_id, reading in readings(out, report_ids).items():
        day = read_note(out, report_id, ["reports"])["reports"]["published_on"][0].as_py()
        months.setdefault(f"{day:%Y-%m}" if day else UNKNOWN, []).append((report_id, reading.version))
    return months


def _state(out: Path, dataset: Dataset) -> bytes:
    path = out / dataset.name / f"{dataset.name}.parquet"
    return path.read_bytes() if path.exists() else b""


def _build(out: Path, to: Path, before: Path | None, months: Mapping[str, Month], states: Mapping[str, bytes]) -> int:
    """Write a generation; returns how many files of it are new."""
    written = 0
    for dataset in NOTE_DATASETS:
        (to / dataset.name).mkdir(parents=True, exist_ok=True)
    for month, notes in sorted(months.items()):
        name = f"{_hash(repr(notes))}.parquet"
        missing = []
        for dataset in NOTE_DATASETS:
            place = Path(dataset.name) / f"month={month}" / name
            (to / place).parent.mkdir(exist_ok=True)
            if before is None or not _linked(before / place, to / place):
                missing.append((dataset, to / place))
        if missing:
            wanted = [dataset.name for dataset, _ in missing]
            read = [read_note(out, report_id, wanted) for report_id, _ in notes]
            for dataset, path in missing:
                _write(
                    path,
                    [schema_of(dataset).empty_table(), *(each[dataset.name] for each in read if dataset.name in each)],
                )
            written += len(missing)
    for name, content in states.items():
        if content:
            (to / name).mkdir(parents=True, exist_ok=True)
            write_whole(to / name / f"{name}.parquet", content, sync=False)
    return written


def _linked(old: Path, new: Path) -> bool:
    """Whether the file could be taken over."""
    with suppress(FileExistsError):
        try:
            os.link(old, new)
        except FileNotFoundError:
            return False
        except OSError:  # a file system without hard links
            shutil.copyfile(old, new)
    return True


def _write(path: Path, tables: Sequence[pa.Table]) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.concat_tables(tables).combine_chunks(),
        sink,
        row_group_size=ROWS_IN_GROUP,
        compression="zstd",
        version="2.6",
        store_schema=False,
    )
    write_whole(path, memoryview(sink.getvalue()), sync=False)


def _point(link: Path, to: Path) -> None:
    """The link now leads there: at once, for whoever follows it."""
    part = link.with_name(link.name + ASIDE)
    part.unlink(missing_ok=True)
    part.symlink_to(to, target_is_directory=True)
    part.replace(link)


def _tidy(generations: Path, keep: set[str | None]) -> None:
    """Take away what earlier compactions left, those that were killed included."""
    for path in generations.glob("*"):
        if path.name not in keep:
            shutil.rmtree(path)


def _hash(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:16]
