"""Arithmetic relations between the figures of a note, both sides as intervals. What to make of them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.check import Reconciliation
from pipeline.model.claim import Extraction
from pipeline.model.ids import stable_id
from pipeline.model.mention import PeriodMention
from pipeline.model.passage import NormalisedNote
from pipeline.reconcile.earlier import EarlierFact, earlier_fact
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import compare, outward
from pipeline.reconcile.kinds import KINDS
from pipeline.reconcile.relation import Kind, Relation
from pipeline.reconcile.support import Assessment, assess
from pipeline.reconcile.suspects import with_suspects
from pipeline.reconcile.words import load_words
from pipeline.vocabulary import Vocabulary

__all__ = ["KINDS", "Assessment", "EarlierFact", "assess", "earlier_fact", "reconcile"]


def reconcile(
    note: NormalisedNote,
    extraction: Extraction,
    mentions: Sequence[Sequence[PeriodMention]] | None = None,
    *,
    vocabulary: Vocabulary | None = None,
    kinds: Sequence[Kind] = KINDS,
    earlier: Sequence[EarlierFact] = (),
) -> tuple[Reconciliation, ...]:
    """Every relation that the note itself makes between its figures, holding or not, in reading order.

    `kinds` run in order; the last ones build on what the others found. `mentions` are the time expressions of each passage of `note`, for the relations between dates and durations. `earlier` are facts of
    earlier notes, oldest first: what they give are relations of kind `cross_report`, which depend on the store and not on
    the note alone."""
    index = Index(note, extraction, load_words(vocabulary), mentions or (), earlier)
    found: dict[str, Reconciliation] = {}
    for kind in kinds:
        index.relations[kind.name] = list(kind.find(index))
        for relation in index.relations[kind.name]:
            reconciliation = _reconciliation(note.note.report_id, relation)
            found.setdefault(reconciliation.reconciliation_id, reconciliation)
    ordered = sorted(found.values(), key=lambda r: (r.span.start, r.kind, r.reconciliation_id))
    return with_suspects(ordered)


def _reconciliation(report_id: str, relation: Relation) -> Reconciliation:
    """Decided on the ends as they are stored, so that whoever reads the row comes to the same verdict."""
    stated, derived = outward(relation.stated), outward(relation.derived)
    verdict = compare(stated, derived)
    claim_ids = tuple(claim.claim_id for claim in relation.claims)
    return Reconciliation(
        stable_id(report_id, relation.kind, relation.span.start, relation.span.end, relation.formula, *claim_ids),
        report_id,
        relation.kind,
        claim_ids,
        stated,
        derived,
        verdict.gap,
        verdict.touches,
        verdict.holds,
        relation.formula,
        relation.span,
        relation.message,
        relation.message_en,
    )
