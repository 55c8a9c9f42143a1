"""Changes as a CSV file: a line for each column of each figure that is another one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.compare.diff import Change, NoteDiff
from pipeline.correct.overrides import guarded
from pipeline.publish.files import write_whole

COLUMNS = ("note", "kind", "claim_id_before", "claim_id_after", "text", "column", "before", "after", "why")


def write_changes(path: Path, compared: Iterable[tuple[str, NoteDiff]]) -> None:
    """Write the file; an appeared or vanished figure is one line without a column."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for name, diff in compared:
        for change in diff.changes:
            writer.writerows([guarded(cell) for cell in row] for row in _rows(name, change))
    write_whole(path, b"\xef\xbb\xbf" + file.getvalue().encode())


def _rows(name: str, change: Change) -> Iterator[tuple[str, ...]]:
    ids = (change.before.claim_id if change.before else "", change.after.claim_id if change.after else "")
    head, why = (name, change.kind, *ids, change.row.text), "; ".join(change.why)
    if not change.columns:
        yield *head, "", change.before.text if change.before else "", change.after.text if change.after else "", why
    for column, (before, after) in change.columns.items():
        yield *head, column, before, after, why
