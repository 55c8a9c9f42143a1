"""Which figure is wrong where relations fail: the one whose single slip, taken back, makes all of its relations hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.claim import Claim
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.slips import slips

MOST_CLAIMS = 24  # of one relation are tried; a longer sum names its figures in order


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How suspect a figure is: `failing` relations that it shares, `mended` ways of taking back one slip that make all of its
    relations hold, `holding` relations that vouch for it."""

    failing: int
    mended: int
    holding: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Smaller is more suspect."""
        return -self.failing, -self.mended, self.holding


def suspicions(index: Index, relations: Sequence[Relation], failing: Sequence[Relation]) -> Mapping[str, Suspicion]:
    """By claim_id, for every figure of a failing relation."""
    of_claim: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        for claim in dict.fromkeys(relation.claims):
            of_claim[claim.claim_id].append(relation)
    failed = set(map(id, failing))
    found: dict[str, Suspicion] = {}
    for relation in failing:
        for number, claim in enumerate(relation.claims):
            if claim.claim_id not in found:
                own = of_claim[claim.claim_id]
                wrong = sum(id(r) in failed for r in own)
                mended = _mended(index, claim, own) if number < MOST_CLAIMS else 0
                found[claim.claim_id] = Suspicion(wrong, mended, len(own) - wrong)
    return found


def ranked(relation: Relation, by_claim: Mapping[str, Suspicion]) -> tuple[str, ...]:
    """The claims of a failing relation, the likeliest culprit first; those alike in the order of the relation."""
    ids = dict.fromkeys(claim.claim_id for claim in relation.claims)
    return tuple(sorted(ids, key=lambda claim_id: by_claim[claim_id].order))


def _mended(index: Index, claim: Claim, relations: Sequence[Relation]) -> int:
    """In how many ways another reading of the figure makes all of its relations hold. A figure with more of them had more
    ways to become what is printed."""
    judged = [relation for relation in relations if relation.algebra is not None]
    return sum(
        all(_holds(index, relation, claim, other) for relation in judged) for other in slips(claim, index.range(claim))
    )


def _holds(index: Index, relation: Relation, claim: Claim, other: Range) -> bool:
    def values(each: Claim) -> Range:
        return other if each is claim else index.range(each)

    assert relation.algebra is not None
    try:
        stated, derived = relation.algebra(values)
    except ValueError:
        return False
    return stated.meets(derived)
