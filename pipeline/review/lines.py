"""Lines of an overrides file: written, added to, and those that no note has a figure for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.correct import Corrections
from pipeline.correct.overrides import COLUMNS, guarded, load_overrides
from pipeline.model.correction import Correction
from pipeline.publish.files import write_whole
from pipeline.publish.parquet import read_note
from pipeline.report.notes import note_ids


def add_lines(path: Path, new: Iterable[Correction]) -> int:
    """Add corrections to a file, which is made where there is none; one of the same claim and column takes the place of the
    one before. Returns how many are new or changed. Columns beside those of a correction are not kept."""
    before = load_overrides(path).lines if path.exists() else ()
    lines = {(line.claim_id, line.column): line for line in before}
    changed = 0
    for line in new:
        known = lines.get((line.claim_id, line.column))
        changed += known is None or _cells(known) != _cells(line)
        lines[line.claim_id, line.column] = line
    if changed:
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, "report_id"))
        writer.writerows(_cells(line) for line in lines.values())
        write_whole(path, file.getvalue().encode())
    return changed


def _cells(line: Correction) -> list[str]:
    return [guarded(getattr(line, name) or "") for name in (*COLUMNS, "report_id")]


def without_figure(folder: Path, corrections: Corrections) -> Sequence[Correction]:
    """Lines that name no note and whose claim is in none of the folder: of a note that is gone, or mistyped."""
    unplaced = {line.claim_id: line for line in corrections.by_report.get(None, ())}
    for report_id in note_ids(folder) if unplaced else ():
        tables = read_note(folder, report_id, ["claims"])
        if "claims" in tables:
            for claim_id in tables["claims"]["claim_id"].to_pylist():
                unplaced.pop(claim_id, None)
    return tuple(unplaced.values())
