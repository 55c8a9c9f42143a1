"""Rows of `facts`: what the note says, said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipeline.model.claim import Claim
from pipeline.model.ids import stable_id
from pipeline.model.quantity import Bound
from pipeline.model.rows import FactRow
from pipeline.publish.json_text import json_text

KEY_COLUMNS = frozenset(
    ["entity", "metric", "statistic", "per", "qualifiers", "period", "basis", "measure", "status", "attribution"]
)
"""Claims that agree in these say the same thing. A claim with one of them in `unresolved` is a fact of its own:
two unknown subjects are not the same subject."""

_PRECISION: dict[Bound, int] = {
    "exact": 0,
    "range": 1,
    "approx": 2,
    "at_least": 3,
    "at_most": 3,
    "more_than": 3,
    "less_than": 3,
}


def fact_rows(report_id: str, claims: Iterable[Claim]) -> list[FactRow]:
    """Claims grouped by what they are about, in the order of their first claim."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_key(claim), []).append(claim)
    return [_row(report_id, key, group) for key, group in groups.items()]


def _key(claim: Claim) -> tuple[object, ...]:
    period = claim.period
    return (
        claim.entity_id or claim.entity,
        claim.metric_id or claim.metric,
        claim.statistic,
        claim.per,
        claim.qualifiers,
        (period.label, str(period.start), str(period.end)) if period else None,
        claim.basis,
        claim.measure,
        claim.status,
        claim.attribution,
        None if KEY_COLUMNS.isdisjoint(claim.unresolved) else claim.claim_id,
    )


def _row(report_id: str, key: tuple[object, ...], claims: Sequence[Claim]) -> FactRow:
    best = min(claims, key=_imprecision)
    quantity, period = best.quantity, best.period
    return FactRow(
        fact_id=stable_id(report_id, "fact", repr(key)),
        report_id=report_id,
        entity=best.entity,
        entity_id=best.entity_id,
        metric=best.metric,
        metric_id=best.metric_id,
        qualifiers=json_text(dict(best.qualifiers)),
        statistic=best.statistic,
        per=best.per,
        measure=best.measure,
        basis=best.basis,
        period=period.label if period else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        status=best.status,
        attribution=best.attribution,
        low=quantity.low,
        high=quantity.high,
        bound=quantity.bound,
        unit=quantity.unit,
        decimals_low=quantity.decimals_low,
        decimals_high=quantity.decimals_high,
        category=quantity.category,
        claim_ids=tuple(claim.claim_id for claim in claims),
        unresolved=best.unresolved,
        quality="ok",
    )


def _imprecision(claim: Claim) -> tuple[bool, int, Decimal, int]:
    """Smaller is more precise: decided before undecided, a number before a range before an open bound, more decimals first."""
    quantity = claim.quantity
    decimals = [d for d in (quantity.decimals_low, quantity.decimals_high) if d is not None]
    coarsest = Decimal(-min(decimals)) if decimals else Decimal("-Infinity")
    return bool(claim.unresolved), _PRECISION[quantity.bound], coarsest, claim.ordinal
