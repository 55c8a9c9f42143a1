"""Arithmetic relations between the figures of a note, both sides as intervals. What to make of them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.check import Reconciliation
from pipeline.model.claim import Extraction
from pipeline.model.ids import stable_id
from pipeline.model.mention import PeriodMention
from pipeline.model.passage import NormalisedNote
from pipeline.reconcile.earlier import EarlierFact, earlier_fact
from pipeline.reconcile.evidence import evident
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import compare, outward
from pipeline.reconcile.kind import Kind
from pipeline.reconcile.kinds import KINDS
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.support import Assessment, assess
from pipeline.reconcile.suspects import ranked, suspicions
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

    `kinds` run in order; the last ones build on what the others found. `mentions` are the time expressions of each passage of
    `note`, for the relations between dates and durations. `earlier` are facts of earlier notes, oldest first: what they give
    are relations of kind `cross_report`, which depend on the store and not on the note alone."""
    index = Index(note, extraction, load_words(vocabulary), mentions or (), earlier)
    for kind in kinds:
        index.relations[kind.name] = evident(index, list(kind.find(index)))
    relations = [relation for found in index.relations.values() for relation in found]
    decided: dict[str, tuple[Relation, Reconciliation]] = {}
    for relation in relations:
        reconciliation = _reconciliation(note.note.report_id, relation)
        decided.setdefault(reconciliation.reconciliation_id, (relation, reconciliation))
    doubtful = [relation for relation, each in decided.values() if not each.holds or each.touches]
    by_claim = suspicions(index, relations, doubtful)
    named = [
        each if each.holds and not each.touches else replace(each, suspects=ranked(relation, by_claim))
        for relation, each in decided.values()
    ]
    return tuple(sorted(named, key=lambda each: (each.span.start, each.kind, each.reconciliation_id)))


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
