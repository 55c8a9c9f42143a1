"""The queue: every column of a figure that could not be decided or is in doubt, most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline.correct.columns import CORRECTABLE, text_of
from pipeline.model.rows import ClaimRow, FindingRow
from pipeline.report.layout import LINED
from pipeline.report.notes import NoteRows
from pipeline.report.places import LineIndex
from pipeline.report.state import STATES, State, state_of

DOUBTED = ("low", "high", "unit", "entity", "metric", "period")
"""Columns of a figure in doubt that are asked about: one of them was misread, or the note is wrong."""
_SEVERITIES = ("error", "warning", "info")


class Question(NamedTuple):
    """One column of one figure. The first columns are those of an overrides file: filled in, the queue is one. `fingerprint`
    is that of its most severe finding, for the waiver file where the note is wrong and not its reading. `line` is that of a
    text file."""

    claim_id: str
    column: str
    old: str
    new: str
    who: str
    why: str
    report_id: str
    state: State
    check: str
    message: str
    fingerprint: str
    note: str
    line: int | None
    page: int | None
    text: str
    quote: str


def questions_of(
    note: NoteRows, uri: str, decided: Collection[tuple[str, str]] = (), *, english: bool = False
) -> Iterator[Question]:
    """What to ask about one note, in its order. `uri`: the address of its file. `decided`: (claim_id, column) that are not
    asked about again. A figure whose finding is waived is not in doubt."""
    lines = LineIndex(note.raw_text) if note.report.format in LINED else None
    loudest = _loudest(note)
    for claim in note.claims:
        state, finding = state_of(claim), loudest.get(claim.claim_id)
        if state in ("contradicted", "suspect") and finding is not None and note.waived(finding) is not None:
            state = "unresolved"
        for column in _columns(claim, state):
            if (claim.claim_id, column) in decided:
                continue
            yield Question(
                claim.claim_id,
                column,
                text_of(getattr(claim, column)),
                "",
                "",
                "",
                note.report_id,
                state,
                finding.check if finding else f"unresolved_{column}",
                (finding.message_en if english else finding.message) if finding else "",
                finding.fingerprint if finding else "",
                name_of(uri),
                lines.position(claim.start)[0] if lines else None,
                claim.page,
                claim.text,
                " ".join(claim.quote.split()),
            )


def in_order(asked: Iterable[Question]) -> list[Question]:
    """Contradicted figures first, then those in doubt, then undecided columns; within each as they come."""
    return sorted(asked, key=lambda each: STATES.index(each.state))


def name_of(uri: str) -> str:
    """The file of a note as a person says it."""
    return Path(unquote(urlsplit(uri).path)).name or uri


def _columns(claim: ClaimRow, state: State) -> Sequence[str]:
    """What to ask about; an end that is the same as the other one stands for both."""
    asked = list(claim.unresolved)
    if state in ("contradicted", "suspect"):
        asked += [column for column in DOUBTED if column not in asked]
        if claim.low == claim.high:
            asked = [column for column in asked if column != "high"]
    return [column for column in asked if column in CORRECTABLE]


def _loudest(note: NoteRows) -> dict[str, FindingRow]:
    """The most severe finding about each figure; of equal ones that which names it first."""
    found: dict[str, tuple[tuple[int, int], FindingRow]] = {}
    for finding in note.findings:
        for rank, claim_id in enumerate(finding.claim_ids):
            weight = (_SEVERITIES.index(finding.severity), rank)
            if claim_id not in found or weight < found[claim_id][0]:
                found[claim_id] = (weight, finding)
    return {claim_id: finding for claim_id, (_, finding) in found.items()}


def by_column(asked: Iterable[Question]) -> list[tuple[State, str, int]]:
    """(state, column, how many), most urgent state first, then most."""
    counts = Counter((each.state, each.column) for each in asked)
    rows = [(state, column, count) for (state, column), count in counts.items()]
    return sorted(rows, key=lambda row: (STATES.index(row[0]), -row[2], row[1]))
