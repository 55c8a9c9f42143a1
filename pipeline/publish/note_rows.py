"""All rows of one note but its findings, from what was read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from pipeline.model.check import Reconciliation
from pipeline.model.claim import BrokerView, Claim, Extraction, Numeral
from pipeline.model.ids import stable_id
from pipeline.model.note import Note
from pipeline.model.quantity import CLAIM_CATEGORIES
from pipeline.model.rows import (
    BrokerViewRow,
    ClaimRow,
    Market,
    NumeralRow,
    ReconciliationRow,
    ReportRow,
    ReportStatus,
)
from pipeline.publish.facts import fact_rows
from pipeline.publish.json_text import json_text
from pipeline.publish.layout_rows import block_rows, cell_rows, figure_rows, table_ids, table_rows
from pipeline.publish.locate import Locator
from pipeline.publish.numbers import ceiling, floor, nearest

if TYPE_CHECKING:
    from pipeline.reconcile.statements import FactKey

MARKETS: tuple[Market, ...] = get_args(Market)
MESSAGES_SHOWN = 5  # of a reader's warnings, in `reports.message`; every one is a finding

Rows = dict[str, list[Any]]
"""Dataset name → rows of its row type."""


def rows_of(
    note: Note,
    extraction: Extraction,
    reconciliations: Sequence[Reconciliation],
    keys: Mapping[str, FactKey] | None = None,
    *,
    settings_hash: str,
) -> Rows:
    """Every per-note dataset but `findings`, in the order of the note. `keys`: by claim_id. `quality`, `support` and the counts of findings
    are those of a note with no findings: `publish.verdict.with_findings` sets them once the checks have decided."""
    locator = Locator(note)
    ids = table_ids(note)
    claim_at: dict[tuple[int, int, int], str] = {}
    for claim in extraction.claims:
        if claim.table is not None and claim.row is not None and claim.col is not None:
            claim_at.setdefault((claim.table, claim.row, claim.col), claim.claim_id)
    return {
        "reports": [_report_row(note, extraction, settings_hash)],
        "broker_views": [_view_row(note.report_id, view, locator) for view in extraction.views],
        "numerals": [_numeral_row(note, numeral, locator) for numeral in extraction.numerals],
        "claims": [_claim_row(claim, ids, locator, (keys or {}).get(claim.claim_id)) for claim in extraction.claims],
        "facts": fact_rows(note.report_id, extraction.claims),
        "blocks": block_rows(note, ids, locator),
        "tables": table_rows(note, ids, locator),
        "cells": cell_rows(note, ids, claim_at, locator),
        "figures": figure_rows(note, locator),
        "reconciliations": [reconciliation_row(each, locator.page(each.span.start)) for each in reconciliations],
    }


def rows_of_failure(report_id: str, message: str, *, settings_hash: str) -> Rows:
    """The one row of a note that could not be read."""
    unknown = dict.fromkeys(ReportRow._fields)
    counts = dict.fromkeys(_COUNTS, 0)
    row = ReportRow(
        **unknown  # type: ignore[arg-type]
        | counts
        | {"report_id": report_id, "analysts": (), "settings_hash": settings_hash}
        | {"status": "failed", "message": message}
    )
    return {"reports": [row]}


_COUNTS = (
    "n_characters",
    "n_tables",
    "n_charts",
    "figures_read",
    "figures_unresolved",
    "figures_unread",
    "errors",
    "warnings",
)


def _report_row(note: Note, extraction: Extraction, settings_hash: str) -> ReportRow:
    header = extraction.header
    unread = sum(1 for n in extraction.numerals if n.claim_id is None and n.category in CLAIM_CATEGORIES)
    whole = all(warning.check == "read_by_ocr" for warning in note.warnings)
    status: ReportStatus = "ok" if whole else "partial"
    return ReportRow(
        report_id=note.report_id,
        title=header.title,
        broker=header.broker,
        analysts=header.analysts,
        published_at=header.published_at,
        published_on=header.published_at.date() if header.published_at else None,
        language=header.language,
        script_mix=nearest(header.script_mix),
        entity=header.entity,
        entity_id=header.entity_id,
        market=header.market,
        url=note.metadata.url,
        format=note.format,
        encoding=note.encoding,
        reader=note.reader,
        n_pages=len(note.pages) or None,
        n_characters=len(note.raw_text),
        n_tables=len(note.tables),
        n_charts=len(note.figures),
        figures_read=len(extraction.claims),
        figures_unresolved=sum(1 for claim in extraction.claims if claim.unresolved),
        figures_unread=unread,
        errors=0,
        warnings=0,
        status=status,
        message=_message(note),
        settings_hash=settings_hash,
    )


def _message(note: Note) -> str | None:
    messages = list(dict.fromkeys(warning.message_en for warning in note.warnings))
    if len(messages) > MESSAGES_SHOWN:
        messages[MESSAGES_SHOWN:] = [f"and {len(messages) - MESSAGES_SHOWN} more"]
    return "; ".join(messages) or None


def _view_row(report_id: str, view: BrokerView, locator: Locator) -> BrokerViewRow:
    return BrokerViewRow(
        view_id=view.view_id,
        report_id=report_id,
        broker=view.broker,
        entity=view.entity,
        entity_id=view.entity_id,
        rating=view.rating,
        rating_score=view.rating_score,
        action=view.action,
        target_low=view.target_low,
        target_high=view.target_high,
        target_currency=view.target_currency,
        target_horizon=view.target_horizon,
        previous_rating=view.previous_rating,
        previous_target=view.previous_target,
        reference_price=view.reference_price,
        reference_date=view.reference_date,
        stated_upside=view.upside,
        claim_ids=view.claim_ids,
        start=view.span.start,
        end=view.span.end,
        page=locator.page(view.span.start),
    )


def _numeral_row(note: Note, numeral: Numeral, locator: Locator) -> NumeralRow:
    start, end = numeral.span.start, numeral.span.end
    place = locator.place(numeral.span)
    return NumeralRow(
        numeral_id=stable_id(note.report_id, "numeral", start, end),
        report_id=note.report_id,
        start=start,
        end=end,
        page=place.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
        text=note.raw_text[start:end],
        category=numeral.category,
        rule=numeral.rule,
        claim_id=numeral.claim_id,
        ocr=locator.by_ocr(start),
    )


def _claim_row(claim: Claim, table_ids: Sequence[str], locator: Locator, key: FactKey | None) -> ClaimRow:
    quantity, period = claim.quantity, claim.period
    place = locator.place(claim.span)
    evidence: dict[str, list[tuple[int, int]]] = {}
    for column, span in claim.evidence:
        evidence.setdefault(column, []).append((span.start, span.end))
    return ClaimRow(
        claim_id=claim.claim_id,
        report_id=claim.report_id,
        ordinal=claim.ordinal,
        origin=claim.origin,
        start=claim.span.start,
        end=claim.span.end,
        page=place.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
        table_id=None if claim.table is None else table_ids[claim.table],
        row=claim.row,
        col=claim.col,
        text=claim.text,
        quote=locator.quote(claim.quote_span, claim.span),
        low=quantity.low,
        high=quantity.high,
        bound=quantity.bound,
        unit=quantity.unit,
        multiplier=quantity.multiplier,
        decimals_low=quantity.decimals_low,
        decimals_high=quantity.decimals_high,
        category=quantity.category,
        entity=claim.entity,
        entity_id=claim.entity_id,
        metric=claim.metric,
        metric_id=claim.metric_id,
        qualifiers=json_text(dict(claim.qualifiers)),
        statistic=claim.statistic,
        per=claim.per,
        measure=claim.measure,
        basis=claim.basis,
        period=period.label if period else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        status=claim.status,
        attribution=claim.attribution,
        inferred=claim.inferred,
        unresolved=claim.unresolved,
        quality="ok",
        support="unlinked",
        rule=claim.rule,
        evidence=json_text(evidence),
        ocr=locator.by_ocr(claim.span.start),
        corrected=json_text({c.column: {"old": c.old, "who": c.who, "why": c.why} for c in claim.corrections}),
        fact_key=None if key is None else str(key),
    )


def reconciliation_row(each: Reconciliation, page: int | None) -> ReconciliationRow:
    """One relation as a row; `page`: where it begins."""
    stated, derived = each.stated, each.derived
    return ReconciliationRow(
        reconciliation_id=each.reconciliation_id,
        report_id=each.report_id,
        kind=each.kind,
        claim_ids=each.claim_ids,
        stated_low=floor(stated.low),
        stated_high=ceiling(stated.high),
        stated_low_open=stated.open_low,
        stated_high_open=stated.open_high,
        derived_low=floor(derived.low),
        derived_high=ceiling(derived.high),
        derived_low_open=derived.open_low,
        derived_high_open=derived.open_high,
        gap=nearest(each.gap),
        touches=each.touches,
        holds=each.holds,
        formula=each.formula,
        suspects=each.suspects,
        earlier_claim_ids=each.earlier_claim_ids,
        as_of=None,
        start=each.span.start,
        end=each.span.end,
        page=page,
        message=each.message,
        message_en=each.message_en,
    )
