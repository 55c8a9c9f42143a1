"""Arithmetic relations between the figures of a note, both sides as intervals. What to make of them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.check import Reconciliation
from pipeline.model.claim import Extraction
from pipeline.model.ids import stable_id
from pipeline.model.mention import PeriodMention
from pipeline.model.passage import NormalisedNote
from pipeline.reconcile.evidence import evident
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import compare, outward
from pipeline.reconcile.keys import fact_keys
from pipeline.reconcile.kind import Kind
from pipeline.reconcile.kinds import KINDS
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.statements import EarlierFact, FactKey
from pipeline.reconcile.support import Assessment, assess
from pipeline.reconcile.suspects import ranked, suspicions
from pipeline.reconcile.words import load_words
from pipeline.vocabulary import Vocabulary

__all__ = [
    "KINDS",
    "Assessment",
    "EarlierFact",
    "FactKey",
    "Index",
    "assess",
    "decided_on",
    "fact_keys",
    "index_of",
    "reconcile",
    "reconciled",
]


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

    `mentions` are the time expressions of each passage of `note`, for the relations between dates and durations. `earlier` are
    facts of earlier notes, one for each key: what they give are relations of kind `cross_report`, which depend on other notes."""
    return reconciled(index_of(note, extraction, mentions, vocabulary=vocabulary, earlier=earlier), kinds)


def index_of(
    note: NormalisedNote,
    extraction: Extraction,
    mentions: Sequence[Sequence[PeriodMention]] | None = None,
    *,
    vocabulary: Vocabulary | None = None,
    earlier: Sequence[EarlierFact] = (),
) -> Index:
    """The figures of a note by what they are about; arguments as those of `reconcile`."""
    return Index(note, extraction, load_words(vocabulary), mentions or (), earlier)


def reconciled(index: Index, kinds: Sequence[Kind] = KINDS) -> tuple[Reconciliation, ...]:
    """The relations of an index. `kinds` run in order; the last ones build on what the others found."""
    report_id = index.note.note.report_id
    for kind in kinds:
        index.relations[kind.name] = evident(index, list(kind.find(index)))
    relations = [relation for found in index.relations.values() for relation in found]
    verdicts: dict[str, tuple[Relation, Reconciliation]] = {}
    for relation in relations:
        reconciliation = decided_on(report_id, relation)
        verdicts.setdefault(reconciliation.reconciliation_id, (relation, reconciliation))
    doubtful = [relation for relation, each in verdicts.values() if not each.holds or each.touches]
    by_claim = suspicions(index, relations, doubtful)
    named = [
        each if each.holds and not each.touches else replace(each, suspects=ranked(relation, by_claim))
        for relation, each in verdicts.values()
    ]
    return tuple(sorted(named, key=lambda each: (each.span.start, each.kind, each.reconciliation_id)))


def decided_on(report_id: str, relation: Relation) -> Reconciliation:
    """Decided on the ends as they are stored, so that whoever reads the row comes to the same verdict."""
    stated, derived = outward(relation.stated), outward(relation.derived)
    verdict = compare(stated, derived)
    claim_ids = tuple(claim.claim_id for claim in relation.claims)
    earlier = tuple(claim.claim_id for claim in relation.earlier)
    formula, message, message_en = relation.worded()
    return Reconciliation(
        stable_id(report_id, relation.kind, relation.span.start, relation.span.end, formula, *claim_ids, *earlier),
        report_id,
        relation.kind,
        claim_ids,
        stated,
        derived,
        verdict.gap,
        verdict.touches,
        verdict.holds,
        formula,
        relation.span,
        message,
        message_en,
        earlier_claim_ids=earlier,
    )
