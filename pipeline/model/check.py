"""Relations between claims, and what a reader must look at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from pipeline.model.place import Span

ReconciliationKind = Literal[
    "sum_to_total",
    "growth_vs_levels",
    "share_times_growth",
    "same_fact",
    "text_vs_table",
    "range_of_members",
    "median_of_members",
    "upside_vs_target",
    "difference",
    "ratio",
    "monthly_vs_annual",
    "list_length",
    "elapsed_time",
    "unit_scale",
    "joint",
    "cross_report",
]
RECONCILIATION_KINDS: tuple[ReconciliationKind, ...] = get_args(ReconciliationKind)

Severity = Literal["error", "warning", "info"]
FindingOrigin = Literal["source", "extraction", "invariant"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
FINDING_ORIGINS: tuple[FindingOrigin, ...] = get_args(FindingOrigin)

Quality = Literal["ok", "suspect", "contradicted"]
Support = Literal["confirmed", "unlinked", "contradicted"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed where an end is given unless `open_low`/`open_high`; None is unbounded."""

    low: Decimal | None
    high: Decimal | None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One arithmetic relation, both sides as intervals. `claim_ids`: the left (stated) side first."""

    reconciliation_id: str
    report_id: str
    kind: ReconciliationKind
    claim_ids: tuple[str, ...]
    stated: Interval
    derived: Interval
    gap: Decimal  # distance between the intervals, 0 where they meet
    touches: bool  # intervals of positive width that meet in one point only: a warning
    holds: bool
    formula: str  # 14.8 / 13.6 × 1.032 − 1
    span: Span  # where to look
    message: str  # Traditional Chinese: what is printed, what was derived, from which figures
    message_en: str
    suspects: tuple[str, ...] = ()  # claim_ids, most likely culprit first
    earlier_claim_ids: tuple[str, ...] = ()  # of earlier notes, for cross_report


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reader must look at. `check` is a stable slug."""

    finding_id: str
    report_id: str
    check: str
    severity: Severity
    origin: FindingOrigin
    claim_ids: tuple[str, ...]  # culprit first
    reconciliation_id: str | None
    span: Span | None
    page: int | None
    message: str
    message_en: str
    fingerprint: str  # stable over re-runs and small edits elsewhere: for waivers and SARIF
    waived: bool = False
    waiver_reason: str | None = None
