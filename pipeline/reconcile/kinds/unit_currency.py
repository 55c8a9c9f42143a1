"""A currency that cannot be meant: figures that fit each other as numbers, in two currencies that are far apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kinds import growth_vs_levels, ratio, same_fact, sum_to_total, text_vs_table, upside_vs_target
from pipeline.reconcile.precision import is_money
from pipeline.reconcile.relation import Relation, Wording
from pipeline.reconcile.wording import listed, name, quoted

FINDERS = (growth_vs_levels, same_fact, text_vs_table, ratio, sum_to_total, upside_vs_target)
SINCE = 2009  # the bands of exchange_bands.tsv hold from then on


def mistaken(index: Index) -> Iterator[Relation]:
    """Relations between amounts of two printed currencies that hold as if both were one, and do not at any rate of exchange."""
    of_entity: dict[tuple[str | None, bool], Counter[str | None]] = defaultdict(Counter)
    for claim in index.claims:
        if is_money(claim.quantity.unit) and "unit" not in claim.inferred:
            of_entity[index.entity(claim), index.kind_of(claim) == "price"][claim.quantity.unit] += 1
    if all(len(units) < 2 for units in of_entity.values()):
        return
    monies = sum(of_entity.values(), Counter[str | None]())
    blind = _blind(index)
    for finder in FINDERS:
        for relation in finder.KIND.find(blind):
            units = {c.quantity.unit for c in relation.claims if is_money(c.quantity.unit)}
            if len(units) == 2 and relation.stated.meets(relation.derived) and _of_our_time(relation):
                slip = _converted(index, relation, monies)
                if slip is not None:
                    yield slip


def _blind(index: Index) -> Index:
    """The same index, with what it has looked up so far, to which all currencies are one."""
    blind = copy(index)
    blind.blind_to_currency, blind.relations = True, {}
    return blind


def _of_our_time(relation: Relation) -> bool:
    labels = [calendar.read(label) for c in relation.claims if (label := calendar.known(c.period)) is not None]
    return all(label is None or label.year >= SINCE for label in labels)


def _converted(index: Index, relation: Relation, monies: Counter[str | None]) -> Relation | None:
    """The relation with the rarer currency turned into the other one; None where that may still hold, where a currency
    was not printed, or where we know no band of rates."""
    amounts = [c for c in relation.claims if is_money(c.quantity.unit)]
    common, rare = sorted({c.quantity.unit for c in amounts}, key=lambda unit: (-monies[unit], str(unit)))
    odd = [c for c in amounts if c.quantity.unit == rare]
    band = _band(index, str(rare), str(common))
    if band is None or relation.algebra is None or any("unit" in c.inferred for c in amounts):
        return None

    def values(claim: Claim) -> Range:
        return index.range(claim) * band if claim.quantity.unit == rare else index.range(claim)

    try:
        stated, derived = relation.algebra(values)
    except ValueError:
        return None
    if stated.meets(derived):
        return None
    first, others = odd[0], [c for c in relation.claims if c is not odd[0]]
    return replace(
        relation,
        kind="unit_scale",
        claims=(first, *others),
        stated=stated,
        derived=derived,
        worded=lambda: Wording(
            f"{relation.worded().formula} [{rare} ≠ {common}]",
            f"{name(first)} 以 {rare} 印作 {quoted(first)}，數字卻與以 {common} 表示的 {listed(others)}相符，但兩種貨幣相差甚遠；貨幣可能有誤",
            f"{name(first)} is printed in {rare} as {quoted(first)}; as a number it fits {listed(others, english=True)} in {common}, "
            "but the two currencies are far apart; the currency may be wrong",
        ),
        span=first.span,
        algebra=None,
    )


def _band(index: Index, rare: str, common: str) -> Range | None:
    """How much of the common currency one of the rare one is worth, over the years."""
    bands = index.words.exchange
    if (rare, common) in bands:
        return bands[rare, common]
    inverse = bands.get((common, rare))
    return inverse.inverse() if inverse is not None else None
