"""What the rest of the note says for or against each figure: the columns `support` and `quality` of `claims`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.check import Quality, Reconciliation, Support
from pipeline.model.claim import Claim


@dataclass(frozen=True, slots=True)
class Assessment:
    support: Support
    quality: Quality


def assess(claims: Iterable[Claim], reconciliations: Sequence[Reconciliation]) -> Mapping[str, Assessment]:
    """By claim_id. A figure is confirmed by a relation that holds and could have failed, contradicted by one that fails,
    suspect where intervals merely touch."""
    confirmed: set[str] = set()
    contradicted: set[str] = set()
    suspect: set[str] = set()
    for each in reconciliations:
        if not each.holds:
            contradicted.update(each.claim_ids)
        elif each.touches:
            suspect.update(each.claim_ids)
        elif could_fail(each):
            confirmed.update(each.claim_ids)
    result: dict[str, Assessment] = {}
    for claim in claims:
        key = claim.claim_id
        if key in contradicted:
            result[key] = Assessment("contradicted", "contradicted")
        else:
            support: Support = "confirmed" if key in confirmed else "unlinked"
            result[key] = Assessment(support, "suspect" if key in suspect else "ok")
    return result


def could_fail(reconciliation: Reconciliation) -> bool:
    """Whether another digit could have broken the relation: two one-sided bounds to the same side never part, and a share
    that is merely possible confirms nothing."""
    stated, derived = reconciliation.stated, reconciliation.derived
    one_sided = (stated.low is None and derived.low is None) or (stated.high is None and derived.high is None)
    possible = reconciliation.kind == "difference" and (derived.low, derived.high) == (Decimal(0), Decimal(100))
    return not one_sided and not possible
