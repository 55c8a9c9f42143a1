"""Which figures of a note other notes can be held against, and by which key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.model.claim import Claim
from pipeline.reconcile.evidence import guessed, measure_name, plain
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.precision import printed
from pipeline.reconcile.statements import FactKey

SHIFTING = ("price", "index", "rank")  # of a day there are many


def fact_keys(index: Index) -> Mapping[str, FactKey]:
    """By claim_id, for the figures that are reported, decided, and have every word around them accounted for. Forecasts are
    their broker's own and change; prices change within the day."""
    found = {}
    for claim in index.claims:
        key = key_of(index, claim)
        if key is not None and plain(index, claim, strictly=True) and not guessed(index, claim):
            found[claim.claim_id] = key
    return found


def key_of(index: Index, claim: Claim) -> FactKey | None:
    """What a figure is of, whether or not its words are all accounted for; None where it is nothing that notes share."""
    if claim.status != "actual" or claim.metric_id is None or claim.metric is None:
        return None
    fact = index.fact(claim)
    if fact is None or fact.subject.entity.startswith("#") or index.words.says("total", fact.subject.entity):
        return None
    if index.kind_of(claim) in SHIFTING or claim.quantity.category == "ranking":
        return None
    if _is_running(index, claim):
        return None
    return FactKey(
        fact.subject.entity,
        fact.subject.metric,
        measure_name(index, claim, claim.metric),
        fact.subject.qualifiers,
        fact.subject.per,
        fact.subject.statistic,
        fact.period,
        fact.measure,
        fact.basis,
        claim.attribution,
        index.words.says("restated", index.sentence(claim)),
    )


def _is_running(index: Index, claim: Claim) -> bool:
    """Whether its period was not over when the note was published: turnover at noon is not that of the day."""
    published, period = index.extraction.header.published_at, claim.period
    return bool(published and period and period.end and period.end >= published.date())


def stated_once(figures: Iterable[tuple[FactKey, Claim]]) -> dict[FactKey, Claim]:
    """Of the figures of one note, for each fact the most precise one; none where they contradict each other."""
    groups: dict[FactKey, list[Claim]] = {}
    for key, claim in figures:
        groups.setdefault(key, []).append(claim)
    return {key: min(claims, key=_width) for key, claims in groups.items() if _all_meet(claims)}


def _all_meet(claims: list[Claim]) -> bool:
    ranges = [printed(claim) for claim in claims]
    return all(one.meets(other) for n, one in enumerate(ranges) for other in ranges[:n])


def _width(claim: Claim) -> tuple[bool, object, int]:
    value = printed(claim)
    return not value.is_bounded, _between(value), claim.span.start


def _between(value: Range) -> object:
    return 0 if value.low is None or value.high is None else value.high - value.low
