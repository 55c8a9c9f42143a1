"""Brokers' views of securities: rating, target, action, from the claims and rating words of a passage or table row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.extract.draft import Setting
from pipeline.model.claim import Action, BrokerView, Claim
from pipeline.model.ids import stable_id
from pipeline.model.mention import NameMention
from pipeline.model.note import Note
from pipeline.model.place import Span, hull
from pipeline.recognise import Mentions

_CURRENCIES = 3  # letters of an ISO code


@dataclass(slots=True)
class _Gathered:
    """What is known of one broker's view of one security while the note is read."""

    broker: str | None
    entity: str | None
    entity_id: str | None
    currency: str | None = None
    targets: list[Claim] = field(default_factory=list)
    ratings: list[NameMention] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    action: Action | None = None
    upside: Claim | None = None
    price: Claim | None = None


def read_views(
    note: Note, every: Sequence[Mentions], claims: Sequence[Claim], previous: frozenset[str], setting: Setting
) -> tuple[BrokerView, ...]:
    """Views in order of appearance. `previous`: ids of claims that state an earlier value (由 132 港元 …)."""
    by_cell: dict[tuple[int, int | None], list[Claim]] = {}
    for claim in claims:
        if claim.table is not None:
            by_cell.setdefault((claim.table, claim.row), []).append(claim)
    gathered: dict[tuple[str | None, str | None, str | None], _Gathered] = {}
    for mentions in every:
        if mentions.passage.cell is None:
            _from_prose(mentions, claims, gathered, setting)
    _from_tables(note, every, by_cell, gathered, setting)
    views = [_view(note, g, previous) for g in gathered.values() if g.targets or g.ratings]
    return tuple(sorted(views, key=lambda v: (v.span.start, v.span.end, v.view_id)))


def _from_prose(
    mentions: Mentions,
    claims: Sequence[Claim],
    gathered: dict[tuple[str | None, str | None, str | None], _Gathered],
    setting: Setting,
) -> None:
    passage = mentions.passage
    if passage.kind in ("boilerplate", "front_matter", "running_head") or not passage.text:
        return
    whole = passage.raw(0, len(passage.text))
    own = [
        c
        for c in claims
        if c.table is None and whole.start <= c.span.start < whole.end and c.metric_id in ("target_price", "upside")
    ]
    for claim in own:
        if claim.metric_id == "target_price" and claim.measure == "level":
            view = gathered.setdefault(
                (claim.attribution, claim.entity_id or claim.entity, claim.quantity.unit),
                _Gathered(claim.attribution, claim.entity, claim.entity_id, claim.quantity.unit),
            )
            view.targets.append(claim)
            view.spans.append(claim.span)
    for rating in (n for n in mentions.names if n.kind == "rating"):
        span = passage.raw(rating.start, rating.end)
        near = min(own, key=lambda c: abs(c.span.start - span.start), default=None)
        if near is not None:
            key = (near.attribution, near.entity_id or near.entity, near.quantity.unit)
        elif setting.broker is not None and setting.primary is not None:
            key = (setting.broker, setting.primary.id or setting.primary.name, None)
        else:
            continue
        known = gathered.get(key) or next((g for k, g in gathered.items() if k[:2] == key[:2]), None)
        if known is None:
            entity = near.entity if near else setting.primary.name if setting.primary else None
            entity_id = near.entity_id if near else setting.primary.id if setting.primary else None
            known = gathered.setdefault(key, _Gathered(key[0], entity, entity_id))
        known.ratings.append(rating)
        known.spans.append(span)
    for cue in mentions.cues:
        action = cue.value("action")
        if action is not None and gathered:
            view = next(reversed(gathered.values()))
            view.action = view.action or action  # type: ignore[assignment]


def _from_tables(
    note: Note,
    every: Sequence[Mentions],
    by_cell: dict[tuple[int, int | None], list[Claim]],
    gathered: dict[tuple[str | None, str | None, str | None], _Gathered],
    setting: Setting,
) -> None:
    rows: dict[tuple[int, int], list[Mentions]] = {}
    for mentions in every:
        passage = mentions.passage
        if passage.cell is not None and passage.table is not None:
            cell = note.tables[passage.table].cells[passage.cell]
            if cell.role != "header":
                rows.setdefault((passage.table, cell.row), []).append(mentions)
    for (table, row), cells in rows.items():
        ratings = [(n, m) for m in cells for n in m.names if n.kind == "rating"]
        targets = [c for c in by_cell.get((table, row), ()) if c.metric_id == "target_price"]
        if not ratings and not targets:
            continue
        names = [n for m in cells for n in m.names]
        broker = next((n.text for n in names if n.kind == "broker"), None) or setting.broker
        entity = next((n for n in names if n.kind == "entity"), None)
        name = entity.canonical if entity else setting.primary.name if setting.primary else None
        ident = entity.id if entity else setting.primary.id if setting.primary else None
        currency = targets[0].quantity.unit if targets else None
        view = gathered.setdefault((broker, ident or name, currency), _Gathered(broker, name, ident, currency))
        view.targets += targets
        view.ratings += [n for n, _ in ratings]
        view.spans += [m.passage.raw(n.start, n.end) for n, m in ratings] + [c.span for c in targets]


def _view(note: Note, g: _Gathered, previous: frozenset[str]) -> BrokerView:
    current = [c for c in g.targets if c.claim_id not in previous]
    earlier = [c for c in g.targets if c.claim_id in previous]
    target = current[-1] if current else None
    rating = g.ratings[-1] if g.ratings else None
    before = earlier[0].quantity.value if earlier else None
    return BrokerView(
        view_id=stable_id(note.report_id, "view", g.broker, g.entity_id or g.entity, g.currency),
        broker=g.broker,
        entity=g.entity,
        entity_id=g.entity_id,
        rating=rating.text if rating else None,
        rating_score=int(rating.id) if rating and rating.id and rating.id.isdigit() else None,
        action=g.action or _action(target, before),
        target_low=target.quantity.low if target else None,
        target_high=target.quantity.high if target else None,
        target_currency=target.quantity.unit if target else None,
        target_horizon=None,
        previous_rating=None,
        previous_target=before,
        reference_price=None,
        reference_date=None,
        upside=None,
        claim_ids=tuple(_ids(g.targets)),
        span=hull(g.spans),
    )


def _action(target: Claim | None, before: Decimal | None) -> Action | None:
    now = target.quantity.value if target else None
    if now is None or before is None:
        return None
    return "raise_target" if now > before else "cut_target" if now < before else "maintain"


def _ids(claims: Iterable[Claim]) -> list[str]:
    return list(dict.fromkeys(c.claim_id for c in claims))
