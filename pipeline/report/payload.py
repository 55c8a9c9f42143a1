"""What a page's script is given of a note: rows by column, each text once, so that thousands of figures stay small."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pipeline.model.columns import Column
from pipeline.model.rows import DATASETS
from pipeline.report.notes import NoteRows
from pipeline.report.runs import visible
from pipeline.report.state import STATES, state_of
from pipeline.report.wording import wording

_DATASETS = {dataset.name: dataset for dataset in DATASETS}
_CLAIM_COLUMNS = tuple(c for c in _DATASETS["claims"].columns if c.name in _DATASETS["claims"].row_type._fields)  # type: ignore[attr-defined]
_RELATION_COLUMNS = tuple(
    _DATASETS["reconciliations"].column(name)
    for name in (
        "reconciliation_id", "kind", "stated_low", "stated_high", "stated_low_open", "stated_high_open", "derived_low",
        "derived_high", "derived_low_open", "derived_high_open", "gap", "touches", "holds", "formula", "message", "message_en",
    )
)  # fmt: skip
_FINDING_COLUMNS = tuple(
    _DATASETS["findings"].column(name)
    for name in ("check", "severity", "origin", "message", "message_en", "fingerprint")
)
_PLAIN = ("integer", "coordinate", "boolean")


class _Texts:
    """Every text once, with its control characters made visible; a column holds its number, -1 for null."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str | None) -> int:
        return -1 if text is None else self.numbers.setdefault(visible(text), len(self.numbers))


def payload(note: NoteRows, pages: Sequence[tuple[int, float, float]] = ()) -> dict[str, Any]:
    """The whole of it. `pages`: number, width and height in points of the pages that have a picture."""
    texts = _Texts()
    claim = {each.claim_id: n for n, each in enumerate(note.claims)}
    relation = {each.reconciliation_id: n for n, each in enumerate(note.reconciliations)}
    figures = [each for each in _CLAIM_COLUMNS if each.name != "evidence"]
    return {
        "report": note.report_id,
        "states": STATES,
        "claims": {
            "rows": len(note.claims),
            "kinds": {column.name: column.kind for column in figures},
            "columns": _columns(note.claims, figures, texts),
            "state": [STATES.index(state_of(each)) for each in note.claims],
            "heads": _heads(note, texts),
            "evidence": [_evidence(note, each.evidence, texts) for each in note.claims],
        },
        "relations": {
            "rows": len(note.reconciliations),
            "kinds": {column.name: column.kind for column in _RELATION_COLUMNS},
            "columns": _columns(note.reconciliations, _RELATION_COLUMNS, texts),
            "claims": [_numbers(each.claim_ids, claim) for each in note.reconciliations],
        },
        "findings": {
            "rows": len(note.findings),
            "kinds": {column.name: column.kind for column in _FINDING_COLUMNS},
            "columns": _columns(note.findings, _FINDING_COLUMNS, texts),
            "claims": [_numbers(each.claim_ids, claim) for each in note.findings],
            "waived": [texts.number(note.waived(each)) for each in note.findings],
            "relation": [relation.get(each.reconciliation_id or "", -1) for each in note.findings],
        },
        "pages": [[number, round(width, 2), round(height, 2)] for number, width, height in pages],
        "texts": list(texts.numbers),
        "words": wording().words,
    }


def _columns(rows: Sequence[Any], columns: Iterable[Column], texts: _Texts) -> dict[str, list[Any]]:
    """Column → its values; one alone where all rows have the same."""
    found = {}
    for column in columns:
        values = [getattr(row, column.name) for row in rows]
        if column.kind in _PLAIN:
            numbers = [int(each) if isinstance(each, bool) else each for each in values]
        else:
            numbers = [texts.number(_text(each)) for each in values]
        found[column.name] = numbers[:1] if len(set(numbers)) == 1 else numbers
    return found


def _numbers(claim_ids: Sequence[str], claim: dict[str, int]) -> list[int]:
    return [claim[each] for each in claim_ids if each in claim]


def _evidence(note: NoteRows, evidence: str, texts: _Texts) -> list[int]:
    """Four numbers for each place: column, start, end, and the text that stands there."""
    flat: list[int] = []
    for column, spans in json.loads(evidence).items():
        for start, end in spans:
            words = " ".join(note.raw_text[start:end].split())
            flat += [texts.number(column), start, end, texts.number(words)]
    return flat


def _heads(note: NoteRows, texts: _Texts) -> list[list[int]]:
    """For a figure in a table, four texts: the heads of its row, those of its column, the caption and the unit line."""
    tables = {each.table_id: each for each in note.tables}
    cells = {(each.table_id, each.row, each.col): each for each in note.cells}
    found = []
    for claim in note.claims:
        cell, table = (
            cells.get((claim.table_id or "", claim.row or 0, claim.col or 0)),
            tables.get(claim.table_id or ""),
        )
        heads = (
            [" › ".join(json.loads(path)) or None for path in (cell.row_path, cell.col_path)] if cell else [None, None]
        )
        lines = [table.caption, table.unit_line] if table else [None, None]
        found.append([texts.number(each) for each in (*heads, *lines)] if table else [])
    return found


def plain_number(value: Decimal) -> str:
    """Without exponent and without the zeros that only the column's type put there: 12500000000, 18.6."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
