"""Which figure is wrong where a relation fails: the one whose removal settles most of what fails and least of what holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model.check import Reconciliation


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a claim takes part in relations that fail and in relations that hold and could have failed."""

    failing: int
    holding: int


def standings(reconciliations: Sequence[Reconciliation]) -> Mapping[str, Standing]:
    """By claim_id, for every claim that takes part in a relation."""
    failing, holding = Counter[str](), Counter[str]()
    for each in reconciliations:
        if not each.holds:
            failing.update(set(each.claim_ids))
        elif could_fail(each):
            holding.update(set(each.claim_ids))
    return {claim: Standing(failing[claim], holding[claim]) for claim in failing.keys() | holding.keys()}


def could_fail(reconciliation: Reconciliation) -> bool:
    """Whether another digit could have broken the relation: two one-sided bounds to the same side never part, and a share
    that is merely possible confirms nothing."""
    stated, derived = reconciliation.stated, reconciliation.derived
    one_sided = (stated.low is None and derived.low is None) or (stated.high is None and derived.high is None)
    possible = reconciliation.kind == "difference" and (derived.low, derived.high) == (Decimal(0), Decimal(100))
    return not one_sided and not possible


def with_suspects(reconciliations: Sequence[Reconciliation]) -> tuple[Reconciliation, ...]:
    """Every relation with its claims in order of suspicion, where it fails or merely touches.

    First the claim that the most failing relations share, then the one that fewest holding relations vouch for, then the
    order of the relation itself, in which the stated figure stands first."""
    by_claim = standings(reconciliations)

    def suspicion(claim: str) -> tuple[int, int]:
        standing = by_claim.get(claim, Standing(0, 0))
        return -standing.failing, standing.holding

    return tuple(
        each
        if each.holds and not each.touches
        else replace(each, suspects=tuple(sorted(dict.fromkeys(each.claim_ids), key=suspicion)))
        for each in reconciliations
    )
