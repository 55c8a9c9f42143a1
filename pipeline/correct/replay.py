"""Corrections made on what was read of a note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.correct.columns import CORRECTABLE
from pipeline.correct.overrides import Corrections
from pipeline.model.claim import BrokerView, Claim, Extraction
from pipeline.model.correction import Correction, Replayed

_NUMBERS = ("target_low", "target_high", "previous_target", "reference_price", "upside")
_SAME = ("entity", "entity_id")


def replay(report_id: str, extraction: Extraction, corrections: Corrections) -> tuple[Extraction, tuple[Replayed, ...]]:
    """The extraction with what people corrected of it, and every correction that concerns this note, made or stale."""
    if not corrections.lines:
        return extraction, ()
    known = {claim.claim_id for claim in extraction.claims}
    lost = [line for line in corrections.by_report.get(report_id, ()) if line.claim_id not in known]
    replayed = [Replayed(line, None) for line in lost]
    changed: dict[str, tuple[Claim, Claim]] = {}
    claims = []
    for claim in extraction.claims:
        met = [Replayed(line, _found(claim, line)) for line in corrections.by_claim.get(claim.claim_id, ())]
        replayed += met
        made = tuple(each.correction for each in met if each.made)
        new = _corrected(claim, made) if made else claim
        if made:
            changed[claim.claim_id] = (claim, new)
        claims.append(new)
    if not changed:
        return extraction, tuple(replayed)
    views = tuple(_view(view, changed) for view in extraction.views)
    return replace(extraction, claims=tuple(claims), views=views), tuple(replayed)


def _found(claim: Claim, line: Correction) -> str:
    """What stands in the column, in the words of the line where that means the same: 43.40 for 43.4."""
    column = CORRECTABLE[line.column]
    found = column.text(claim)
    try:
        same = column.column.kind == "number" and column.value(line.old) == column.get(claim)
    except ValueError:
        same = False
    return line.old if same else found


def _corrected(claim: Claim, lines: tuple[Correction, ...]) -> Claim:
    """A line for one end of a figure that states one number stands for both, where there is none for the other."""
    new, columns = claim, {line.column for line in lines}
    for line in lines:
        column = CORRECTABLE[line.column]
        value = column.value(line.new)
        new = column.set(new, value)
        other = {"low": "high", "high": "low"}.get(line.column)
        if other and other not in columns and claim.quantity.low == claim.quantity.high:
            new, columns = CORRECTABLE[other].set(new, value), columns | {other}
    if "period" in columns:
        columns |= {"period_start", "period_end"}
    return replace(
        new,
        inferred=tuple(each for each in new.inferred if each not in columns),
        unresolved=tuple(each for each in new.unresolved if each not in columns),
        evidence=tuple((column, span) for column, span in new.evidence if column not in columns),
        corrections=lines,
    )


def _view(view: BrokerView, changed: Mapping[str, tuple[Claim, Claim]]) -> BrokerView:
    """A view with what it took from a corrected claim taken anew."""
    for claim_id in view.claim_ids:
        if claim_id in changed:
            view = replace(view, **dict(_taken_anew(view, *changed[claim_id])))
    return view


def _taken_anew(view: BrokerView, old: Claim, new: Claim) -> Iterator[tuple[str, Any]]:
    numbers: dict[Decimal | None, Decimal | None] = {
        old.quantity.high: new.quantity.high,
        old.quantity.low: new.quantity.low,
    }
    for name in _NUMBERS:
        value = getattr(view, name)
        if value is not None and value in numbers:
            yield name, numbers[value]
    if view.target_currency is not None and view.target_currency == old.quantity.unit:
        yield "target_currency", new.quantity.unit
    for name in _SAME:
        if getattr(view, name) == getattr(old, name):
            yield name, getattr(new, name)
