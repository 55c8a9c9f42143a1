"""Drafts → claims: spans into the raw text, identifiers, and a stable order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.draft import Draft
from pipeline.model.claim import Claim
from pipeline.model.ids import stable_id
from pipeline.model.note import Note


def in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts by place in the raw text."""
    offsets = [(d.passage.offsets[d.item.start], d.passage.offsets[d.item.end - 1]) for d in drafts]
    return [drafts[index] for index in sorted(range(len(drafts)), key=offsets.__getitem__)]


def make_claims(note: Note, drafts: Sequence[Draft]) -> tuple[Claim, ...]:
    """One claim a draft; they are in order. `claim_id` hashes the report, the span and the ordinal of the span."""
    claims = []
    for ordinal, draft in enumerate(drafts):
        span = draft.passage.raw(draft.item.start, draft.item.end)
        start, end = _trimmed(draft.passage.text, *draft.sentence)
        claims.append(
            Claim(
                claim_id=stable_id(note.report_id, span.start, span.end, 0),
                report_id=note.report_id,
                ordinal=ordinal,
                origin=draft.origin,
                span=span,
                text=note.raw_text[span.start : span.end],
                quote_span=draft.passage.raw(start, end),
                quantity=draft.quantity,
                entity=draft.subject.name if draft.subject else None,
                entity_id=draft.subject.id if draft.subject else None,
                metric=draft.topic.text if draft.topic else None,
                metric_id=draft.topic.id if draft.topic else None,
                qualifiers=draft.qualifiers,
                measure=draft.measure,
                basis=draft.basis,
                period=draft.period,
                status=draft.status,
                attribution=draft.attribution,
                statistic=draft.statistic,
                per=draft.per,
                rule=draft.rule,
                inferred=tuple(sorted(set(draft.inferred))),
                unresolved=tuple(sorted(set(draft.unresolved))),
                table=draft.passage.table,
                row=draft.row,
                col=draft.col,
                evidence=draft.evidence,
            )
        )
    return tuple(claims)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end
