"""A batch of one made note, in the form in which the checks receive it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.model.claim import Extraction, Numeral
from pipeline.model.passage import NormalisedNote
from pipeline.model.place import Span
from pipeline.publish.note_rows import rows_of
from pipeline.publish.verdict import tables_of
from pipeline.reconcile import reconcile
from pipeline.validate import EVIDENCE, evidence_of, frame
from pipeline.vocabulary import load_vocabulary

JUDGED = ("reports", "claims", "reconciliations")
"""The datasets that most tests look at: a batch of all of them takes Great Expectations two seconds."""


def batch_of(
    note: NormalisedNote, extraction: Extraction, mentions: Sequence[Any] = (), judged: Sequence[str] = JUDGED
) -> tuple[dict[str, Any], dict[str, int]]:
    """Frames and row counts of one note: the datasets `judged` and the evidence."""
    reconciliations = reconcile(note, extraction, mentions)
    rows: dict[str, Any] = dict(rows_of(note.note, extraction, reconciliations, settings_hash="x"))
    tables: dict[str, Any] = tables_of(rows, ("0", "0"))
    evidence = evidence_of(note.note, extraction, load_vocabulary())
    for name, each in evidence.items():
        tables[name] = frame(EVIDENCE[name], each)
    due = {name: len(each) for name, each in {**rows, **evidence}.items() if name in judged or name in evidence}
    return {name: tables[name] for name in due if name in tables}, due


def with_numerals(extraction: Extraction, raw: str) -> Extraction:
    """The extraction with a numeral for each claim, and for each run of digits that no claim holds."""
    numerals = [Numeral(c.span, c.quantity.category, "made", c.claim_id) for c in extraction.claims]
    for run in re.finditer(r"\d+", raw):
        if not any(run.start() in numeral.span for numeral in numerals):
            numerals.append(Numeral(Span(*run.span()), "temporal", "made"))
    return replace(extraction, numerals=tuple(sorted(numerals, key=lambda n: n.span)))
