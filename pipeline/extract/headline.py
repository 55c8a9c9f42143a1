"""A headline says in short what the note goes on to say: what it leaves out is taken from the figure that it repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.draft import Draft

_FIRST = 24  # figures of the body among which a headline's is looked for


def completed(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a note in reading order, each figure of the headline with the period, the subject and the measure of the
    same figure in the body, where the headline itself names none."""
    body = [d for d in drafts if d.origin == "prose"][:_FIRST]
    return [_complete(d, body) if d.passage.kind == "title" else d for d in drafts]


def _complete(draft: Draft, body: Sequence[Draft]) -> Draft:
    same = next((d for d in body if _same(draft, d)), None)
    if same is None:
        return draft
    printed = {column for column, _ in draft.evidence}
    changes: dict[str, object] = {}
    if "period" not in printed and same.period is not None and draft.period != same.period:
        changes["period"] = same.period
    if "unit" in draft.inferred and "unit" not in same.inferred and draft.quantity.unit != same.quantity.unit:
        changes["quantity"] = replace(draft.quantity, unit=same.quantity.unit)
        if same.subject is not None:
            changes["subject"] = same.subject
    if draft.subject is None and same.subject is not None:
        changes["subject"] = same.subject
    if draft.topic is None and same.topic is not None:
        changes["topic"] = same.topic
    if not changes:
        return draft
    taken = {"subject": "entity", "topic": "metric", "quantity": "unit"}
    columns = [taken.get(name, name) for name in changes]
    inferred = (*(c for c in draft.inferred if c not in columns), *columns)
    unresolved = tuple(c for c in draft.unresolved if c not in columns)
    return draft._replace(inferred=inferred, unresolved=unresolved, **changes)  # type: ignore[arg-type]


def _same(one: Draft, other: Draft) -> bool:
    """The same amount of the same kind; a body may print 6.36億元 where the headline has 6.36億."""
    first, second = one.quantity, other.quantity
    return (
        (first.low, first.high) == (second.low, second.high)
        and (one.measure, one.status) == (other.measure, other.status)
        and (first.unit == second.unit or None in (first.unit, second.unit) or "unit" in one.inferred)
    )
