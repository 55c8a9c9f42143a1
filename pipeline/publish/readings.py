"""What a note came to when it was last read, in one short mark."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.rows import NOTE_DATASETS
from pipeline.publish.parquet import note_files, row_count


@dataclass(frozen=True, slots=True)
class Reading:
    """A note as it was last read. `version`: 16 hex digits over all its rows, so that a note that came out the same is not
    loaded again, whatever it was read by. `rows`: how many, by dataset."""

    version: str
    rows: dict[str, int]


def readings(folder: Path, report_ids: Collection[str]) -> dict[str, Reading]:
    """report_id → reading, of notes that are in the folder."""
    return {report_id: _reading(folder, report_id) for report_id in sorted(report_ids)}


def _reading(folder: Path, report_id: str) -> Reading:
    digest, rows = hashlib.sha256(report_id.encode()), dict[str, int]()
    for dataset in NOTE_DATASETS:
        for path in note_files(folder, dataset, report_id):
            if path.exists():
                content = path.read_bytes()
                digest.update(f"\x1f{dataset.name}\x1f".encode() + content)
                rows[dataset.name] = rows.get(dataset.name, 0) + row_count(content)
    return Reading(digest.hexdigest()[:16], rows)
