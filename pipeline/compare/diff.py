"""Two readings of a note, or two versions of it: figures that appeared, vanished or changed, and why."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.compare.align import Alignment
from pipeline.correct.columns import text_of
from pipeline.model.rows import ClaimRow, FindingRow
from pipeline.report.notes import NoteRows

Kind = Literal["appeared", "vanished", "changed"]

COMPARED = (
    *("low", "high", "bound", "unit", "decimals_low", "decimals_high", "entity", "entity_id", "metric", "metric_id"),
    *("qualifiers", "statistic", "per", "measure", "basis", "period", "status", "attribution", "unresolved"),
)
_ABOUT = ("measure", "basis", "statistic", "per", "period", "status", "attribution", "qualifiers", "unit")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure. `columns`: column → (before, after) as text. `why`: for people, in English, most telling first."""

    kind: Kind
    before: ClaimRow | None
    after: ClaimRow | None
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    why: tuple[str, ...] = ()

    @property
    def row(self) -> ClaimRow:
        row = self.after or self.before
        assert row is not None, "a change is of a figure"
        return row


@dataclass(frozen=True, slots=True)
class NoteDiff:
    """Two readings of one note; either is missing where the note is on one side alone. `found` and `settled`: findings that
    are new, and that are no more."""

    before: NoteRows | None
    after: NoteRows | None
    changes: tuple[Change, ...]
    same: int = 0  # figures
    found: tuple[FindingRow, ...] = ()
    settled: tuple[FindingRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.found or self.settled or self.before is None or self.after is None)


def compare(before: NoteRows | None, after: NoteRows | None) -> NoteDiff:
    """What differs between two readings, by place in the later one."""
    if before is None or after is None:
        one, kind = (after, "appeared") if before is None else (before, "vanished")
        assert one is not None, "one of them is there"
        rows = [(None, row) if kind == "appeared" else (row, None) for row in one.claims]
        only = tuple(Change(kind, a, b, why=("the note is on this side alone",)) for a, b in rows)  # type: ignore[arg-type]
        return NoteDiff(before, after, only)
    alignment = Alignment(before.raw_text, after.raw_text)
    pairs, gone, new = _paired(before, after, alignment)
    reasons = tuple(_versions(before, after))
    changes = [change for a, b in pairs if (change := _changed(before, after, a, b, reasons))]
    changes += [Change("vanished", a, None, why=(*_vanished(a, after, alignment), *reasons)) for a in gone]
    back = Alignment(after.raw_text, before.raw_text)
    changes += [Change("appeared", None, b, why=(*_appeared(b, before, back), *reasons)) for b in new]
    changes.sort(key=lambda change: (change.row.start, change.kind))
    known, now = (
        {each.fingerprint: each for each in note.findings if each.severity != "info"} for note in (before, after)
    )
    found = tuple(each for fingerprint, each in now.items() if fingerprint not in known)
    settled = tuple(each for fingerprint, each in known.items() if fingerprint not in now)
    return NoteDiff(before, after, tuple(changes), len(pairs) + len(gone) + len(new) - len(changes), found, settled)


Pairs = list[tuple[ClaimRow, ClaimRow]]


def _paired(before: NoteRows, after: NoteRows, alignment: Alignment) -> tuple[Pairs, list[ClaimRow], list[ClaimRow]]:
    """Figures of both that are the same one: at the same place, else overlapping there, else the only ones that speak of the
    same thing; and what is left on either side."""
    pairs: Pairs = []
    left = {row.claim_id: row for row in before.claims}
    right = {row.claim_id: row for row in after.claims}
    by_span = {(row.start, row.end): row for row in after.claims}
    by_start = {row.start: row for row in after.claims}

    def pair(a: ClaimRow, b: ClaimRow | None) -> None:
        if b is not None and b.claim_id in right:
            pairs.append((left.pop(a.claim_id), right.pop(b.claim_id)))

    for a in before.claims:
        if place := alignment.span(a.start, a.end):
            pair(a, by_span.get(place))
    for a in list(left.values()):
        if place := alignment.span(a.start, a.start + 1):
            pair(a, by_start.get(place[0]))
    if before.raw_text != after.raw_text:
        speak: dict[tuple[str, ...], tuple[list[ClaimRow], list[ClaimRow]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((left, right)):
            for row in rows.values():
                speak[_about(row)][side].append(row)
        for ours, theirs in speak.values():
            if len(ours) == len(theirs) == 1:
                pair(ours[0], theirs[0])
    return pairs, list(left.values()), list(right.values())


def _about(row: ClaimRow) -> tuple[str, ...]:
    names = (row.entity_id or row.entity, row.metric_id or row.metric)
    return tuple(map(str, (*names, *(getattr(row, column) for column in _ABOUT))))


def _changed(before: NoteRows, after: NoteRows, a: ClaimRow, b: ClaimRow, versions: Sequence[str]) -> Change | None:
    columns = {}
    for column in ("text", *COMPARED):
        old, new = _text(getattr(a, column)), _text(getattr(b, column))
        if old != new:
            columns[column] = (old, new)
    if not columns:
        return None
    return Change("changed", a, b, columns, tuple(_why(before, after, a, b, columns, versions)))


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else text_of(value)


def _why(
    before: NoteRows,
    after: NoteRows,
    a: ClaimRow,
    b: ClaimRow,
    columns: dict[str, tuple[str, str]],
    versions: Sequence[str],
) -> Iterator[str]:
    then, now = json.loads(a.corrected), json.loads(b.corrected)
    for column, said in now.items():
        if then.get(column) != said:
            yield f"{column} corrected by {said['who']}: {said['why']}"
    for column in then.keys() - now.keys():
        yield f"the correction of {column} by {then[column]['who']} is no longer made"
    if "text" in columns:
        yield "another figure is printed"
    elif _one_line(a.quote) != _one_line(b.quote):
        yield "its sentence was rewritten"
    if a.rule != b.rule:
        yield f"read by {b.rule}, before by {a.rule}"
    for column in columns:
        was, is_ = _taken(before, a, column), _taken(after, b, column)
        if was != is_:
            yield f"{column} taken from {is_ or 'nothing'}, before from {was or 'nothing'}"
        elif column in {*a.inferred, *b.inferred} and before.raw_text != after.raw_text:
            yield f"{column} is carried over, and the text that it is carried over from is another one"
    yield from versions


def _taken(note: NoteRows, row: ClaimRow, column: str) -> str:
    spans = json.loads(row.evidence).get(column, [])
    return "、".join(f"「{_one_line(note.raw_text[start:end])}」" for start, end in spans)


def _vanished(row: ClaimRow, after: NoteRows, alignment: Alignment) -> Iterator[str]:
    place = alignment.span(row.start, row.end)
    if place is None:
        yield "it is no longer printed"
        return
    yield _there(place, after)


def _appeared(row: ClaimRow, before: NoteRows, alignment: Alignment) -> Iterator[str]:
    place = alignment.span(row.start, row.end)
    yield "it was not printed before" if place is None else f"before: {_there(place, before)}"


def _there(place: tuple[int, int], note: NoteRows) -> str:
    """What a note has at a place that is no figure of it."""
    for numeral in note.numerals:
        if numeral.start < place[1] and place[0] < numeral.end:
            if numeral.claim_id is not None:
                return f"part of the figure {_one_line(numeral.text)}"
            return f"read as {numeral.category}, by {numeral.rule}"
    return "no numeral there"


def _versions(before: NoteRows, after: NoteRows) -> Iterator[str]:
    """What else was another one, for whoever asks why."""
    for name, a, b in (
        ("pipeline", before.pipeline_version, after.pipeline_version),
        ("vocabulary", before.vocabulary_hash, after.vocabulary_hash),
        ("settings", before.report.settings_hash, after.report.settings_hash),
        ("security of the note", _security(before), _security(after)),
        ("publication date", str(before.report.published_on), str(after.report.published_on)),
    ):
        if a != b:
            yield f"another {name}: {b}, before {a}"


def _security(note: NoteRows) -> str:
    return " ".join(filter(None, (note.report.entity, note.report.entity_id))) or "none"


def _one_line(text: str) -> str:
    return " ".join(text.split())
