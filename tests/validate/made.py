"""A batch of one made note, in the form in which the checks receive it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.model.claim import Extraction
from pipeline.model.passage import NormalisedNote
from pipeline.publish.note_rows import rows_of
from pipeline.publish.verdict import tables_of
from pipeline.reconcile import reconcile
from pipeline.validate import EVIDENCE, evidence_of, frame
from pipeline.vocabulary import load_vocabulary

NOTE_FRAMES = ("reports", "claims", "numerals", "reconciliations")


def batch_of(
    note: NormalisedNote, extraction: Extraction, mentions: Sequence[Any] = ()
) -> tuple[dict[str, Any], dict[str, int]]:
    """Frames and row counts of one note."""
    reconciliations = reconcile(note, extraction, mentions)
    rows: dict[str, Any] = dict(rows_of(note.note, extraction, reconciliations, settings_hash="x"))
    tables: dict[str, Any] = tables_of(rows, ("0", "0"))
    evidence = evidence_of(note.note, extraction, load_vocabulary())
    for name, each in evidence.items():
        tables[name] = frame(EVIDENCE[name], each)
    due = {name: len(each) for name, each in {**rows, **evidence}.items()}
    return tables, due
