"""Facts of earlier notes, as the store keeps them, in the form in which figures are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.claim import Claim
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.model.quantity import Quantity
from pipeline.model.rows import FactRow

NOWHERE = Span(0, 0)
SCALES = (Decimal(10) ** 8, Decimal(10) ** 4)  # 億 and 萬, in which large figures are told


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """One fact of an earlier note. `source` names that note for a reader: title and day."""

    claim: Claim
    source: str


def earlier_fact(row: FactRow, source: str) -> EarlierFact:
    """A row of `facts` as a claim without a place in this note."""
    ends = [abs(end) for end in (row.low, row.high) if end is not None]
    scale = next((each for each in SCALES if ends and max(ends) >= each), Decimal(1))
    quantity = Quantity(
        row.low, row.high, row.bound, row.unit, scale, row.decimals_low, row.decimals_high, row.category
    )
    value = quantity.value if quantity.value is not None else quantity.low
    return EarlierFact(
        Claim(
            claim_id=row.fact_id,
            report_id=row.report_id,
            ordinal=0,
            origin="cell",
            span=NOWHERE,
            text=f"{value} {row.unit or ''}".strip(),
            quote_span=NOWHERE,
            quantity=quantity,
            entity=row.entity,
            entity_id=row.entity_id,
            metric=row.metric,
            metric_id=row.metric_id,
            qualifiers=tuple(sorted(json.loads(row.qualifiers).items())),
            measure=row.measure,
            basis=row.basis,
            period=Period(row.period, row.period_start, row.period_end) if row.period else None,
            status=row.status,
            attribution=row.attribution,
            statistic=row.statistic,
            per=row.per,
            rule="store",
            unresolved=tuple(row.unresolved),
        ),
        source,
    )
