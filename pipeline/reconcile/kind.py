"""What a kind of relation is: a record, with examples that it fires on and that it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.model.check import ReconciliationKind
from pipeline.model.claim import Claim
from pipeline.model.mention import PeriodMention
from pipeline.reconcile.index import Index
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.statements import EarlierFact


@dataclass(frozen=True, slots=True)
class Example:
    """A few figures, and perhaps the sentence that they stand in, on which a kind must fire or stay silent."""

    why: str
    claims: tuple[Claim, ...] = ()
    text: str = ""  # of one paragraph, where the kind reads words
    mentions: tuple[PeriodMention, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()  # cell texts by row, header row and stub column first
    earlier: tuple[EarlierFact, ...] = ()  # of other notes


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of relation: its name in `reconciliations`, how it is found, what it fires on and what it leaves alone."""

    name: ReconciliationKind
    find: Callable[[Index], Iterator[Relation]]
    fires: tuple[Example, ...]
    silent: tuple[Example, ...]
