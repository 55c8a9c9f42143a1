"""Figures taken together: shares, growths and totals that hold one by one and cannot all hold at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range, point, total
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.share_times_growth import ShareTable, layouts
from pipeline.reconcile.linear import Ratio, Sum, allowed, conflict
from pipeline.reconcile.relation import Relation, Wording
from pipeline.reconcile.wording import listed, name, quoted, spell, term

LEAST_GROWTHS = 2
MOST_FIGURES = 400  # of one system: a table of that size is solved in a second
HUNDRED = 100
ONE = "1"


@dataclass(frozen=True, slots=True)
class System:
    """Figures that hang together, as ratios of amounts. `scale` is what a level is divided by to come near 1."""

    claims: Mapping[str, Claim]
    ratios: tuple[Ratio, ...]
    sums: tuple[Sum, ...]
    scale: Fraction = Fraction(1)


def find(index: Index) -> Iterator[Relation]:
    """Where everything that the other kinds found among some figures holds, but not together. Runs last: it builds on
    what they found."""
    failing = {
        c.claim_id
        for found in index.relations.values()
        for r in found
        if not r.stated.meets(r.derived)
        for c in r.claims
    }
    for system in _systems(index):
        if len(system.ratios) <= MOST_FIGURES and failing.isdisjoint(system.claims):
            clash = conflict(system.ratios, system.sums)
            relation = _relation(index, system, clash) if clash else None
            if relation is not None:
                yield relation


def _systems(index: Index) -> Iterator[System]:
    for table in sorted({number for number, _ in index.rows}):
        for layout in layouts(index, table):
            if all(_makes_hundred(index, layout, column) for column in (layout.share, layout.earlier)):
                yield _of_shares(index, layout)
    yield from _of_amounts(index)


# shares and growths of a market


def _makes_hundred(index: Index, layout: ShareTable, column: int) -> bool:
    """Whether the rows are all of the market, as far as rounding shows."""
    return total(index.range(row.figures[column]) for row in layout.rows).meets(point(HUNDRED))


def _of_shares(index: Index, layout: ShareTable) -> System:
    """Each row has an amount now and one before; the market's are their sums."""
    claims: dict[str, Claim] = {}
    ratios: list[Ratio] = []

    def say(claim: Claim, above: object, below: object) -> None:
        claims[claim.claim_id] = claim
        ratios.append(Ratio(claim.claim_id, above, below, _as_ratio(index, claim)))

    for row in layout.rows:
        now, then = (row.number, "now"), (row.number, "then")
        say(row.figures[layout.share], now, "now")
        say(row.figures[layout.earlier], then, "then")
        say(row.figures[layout.growth], now, then)
    say(layout.market.figures[layout.growth], "now", "then")
    sums = tuple(Sum(when, tuple((row.number, when) for row in layout.rows)) for when in ("now", "then"))
    return System(claims, tuple(ratios), sums)


# amounts, their growths, margins and totals


def _of_amounts(index: Index) -> Iterator[System]:
    """What the other kinds found, in groups that share figures."""
    found = [
        relation
        for kind in ("sum_to_total", "growth_vs_levels", "ratio")
        for relation in index.relations.get(kind, ())
        if all(c.quantity.value is not None for c in relation.claims) and _amounts(index, relation)
    ]
    for group in _connected(found):
        rates = [r for r in group if r.kind != "sum_to_total"]
        if len(rates) >= LEAST_GROWTHS and len(rates) < len(group):
            yield _of_group(index, group)


def _amounts(index: Index, relation: Relation) -> bool:
    """Whether a relation is one of positive amounts: no sum of shares, no rate over several years."""
    levels = relation.claims if relation.kind == "sum_to_total" else relation.claims[1:]
    if any(c.quantity.unit == "percent" or not index.range(c).is_positive for c in levels):
        return False
    return relation.claims[0].basis != "cagr"


def _connected(relations: Sequence[Relation]) -> Iterator[list[Relation]]:
    """Relations parted into groups of which no two share a figure."""
    leader: dict[str, str] = {}

    def top(claim: str) -> str:
        while leader.setdefault(claim, claim) != claim:
            leader[claim] = leader[leader[claim]]
            claim = leader[claim]
        return claim

    for relation in relations:
        first, *others = relation.claims
        for other in others:
            leader[top(other.claim_id)] = top(first.claim_id)
    groups: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        groups[top(relation.claims[0].claim_id)].append(relation)
    yield from groups.values()


def _of_group(index: Index, group: Sequence[Relation]) -> System:
    claims = {c.claim_id: c for relation in group for c in relation.claims}
    rates = {r.claims[0].claim_id: r for r in group if r.kind != "sum_to_total"}
    levels = {key: c for key, c in claims.items() if key not in rates}
    scale = max(Fraction(c.quantity.value or 1) for c in levels.values())
    ratios = [Ratio(key, key, ONE, index.range(c).scaled(1 / scale)) for key, c in levels.items()]
    for relation in rates.values():
        rate, above, below = relation.claims
        ratios.append(Ratio(rate.claim_id, above.claim_id, below.claim_id, _as_ratio(index, rate)))
    sums = tuple(
        Sum(r.claims[0].claim_id, tuple(c.claim_id for c in r.claims[1:])) for r in group if r.kind == "sum_to_total"
    )
    return System(claims, tuple(ratios), sums, scale)


# both


def _as_ratio(index: Index, claim: Claim) -> Range:
    """What a rate says of above / below: 18.6 % is 0.186, +12.8 % is 1.128, 3 倍 is 3."""
    value = index.range(claim)
    if claim.quantity.unit == "multiple":
        return value
    return value.shifted(HUNDRED if claim.measure == "growth" else 0).scaled(Fraction(1, HUNDRED))


def _back(system: System, claim: Claim, ratio: Ratio, value: Range) -> Range:
    """A ratio in the terms of its figure."""
    if ratio.below == ONE:
        return value.scaled(system.scale)
    if claim.quantity.unit == "multiple":
        return value
    return value.scaled(HUNDRED).shifted(-HUNDRED if claim.measure == "growth" else 0)


def _relation(index: Index, system: System, clash: Sequence[Ratio]) -> Relation | None:
    """Stated: the figure that the others leave the least room for, among those whose change alone would settle it."""
    settled: list[tuple[Fraction, Claim, Range]] = []
    for ratio in clash:
        claim = system.claims[ratio.figure]
        room = allowed(ratio, system.ratios, system.sums)
        if room is not None:
            derived = _back(system, claim, ratio, room)
            settled.append((_missed(index.range(claim), derived), claim, derived))
    if not settled:
        return None
    missed, culprit, derived = max(settled, key=lambda each: each[0])
    if missed <= 0:
        return None
    others = [c for _, c, _ in sorted(settled, key=lambda each: -each[0]) if c is not culprit]
    rest = [c for ratio in clash if (c := system.claims[ratio.figure]) is not culprit and c not in others]
    together = (*others, *rest)
    return Relation(
        "joint",
        (culprit, *others, *rest),
        index.range(culprit),
        derived,
        lambda: Wording(
            f"{term(culprit)} | {', '.join(term(c) for c in (*others, *rest))}",
            f"{name(culprit)} 印作 {quoted(culprit)}，但與下列數字不能同時成立，由它們推算為 {spell(derived, culprit)}：{listed(together)}",
            f"{name(culprit)} is printed as {quoted(culprit)}; the following figures taken together leave "
            f"{spell(derived, culprit, english=True)}: {listed(together, english=True)}",
        ),
        culprit.span,
    )


def _missed(stated: Range, derived: Range) -> Fraction:
    """The gap between two ranges in widths of the stated one; 0 where they meet."""
    gaps = [Fraction(0)]
    if stated.low is not None and derived.high is not None:
        gaps.append(stated.low - derived.high)
    if derived.low is not None and stated.high is not None:
        gaps.append(derived.low - stated.high)
    width = (stated.high - stated.low) if stated.low is not None and stated.high is not None else Fraction(1)
    return max(gaps) / (width or Fraction(1))


def _segments(whole: str) -> tuple[Claim, ...]:
    """Two segments, their total and all growths: 60 → 66 and 40 → 42 are 100 → 108."""
    rows = (("甲", "60.0", "66.0", "10.0%"), ("乙", "40.0", "42.0", "5.0%"), ("合計", "100.0", "108.0", whole))
    return tuple(
        figure("收入", period, text, entity=who, at=(row, col), basis="yoy" if col == 3 else None)
        for row, (who, *texts) in enumerate(rows, 1)
        for col, period, text in zip(
            (1, 2, 3), ("2023", "2024", "2024"), (f"{texts[0]} 億元", f"{texts[1]} 億元", texts[2]), strict=True
        )
    )


def _shares(*rows: tuple[str, str, str, str]) -> tuple[Claim, ...]:
    return tuple(
        figure(metric, period, text, entity=who, at=(row, col), basis="yoy" if col == 3 else None)
        for row, (who, *texts) in enumerate(rows, 1)
        for col, (metric, period, text) in enumerate(
            zip(("市場份額", "市場份額", "出貨量"), ("2024", "2023", "2024"), texts, strict=True), 1
        )
    )


_HEAD = ("品牌", "2024 份額", "2023 份額", "增長")
_TOGETHER = (
    ("甲", "40.0%", "40.0%", "4.2%"),
    ("乙", "35.0%", "35.0%", "4.2%"),
    ("丙", "25.0%", "25.0%", "4.2%"),
    ("合計", "100.0%", "100.0%", "4.0%"),
)
_APART = (
    ("甲", "40.0%", "40.0%", "4.2%"),
    ("乙", "35.0%", "35.0%", "3.9%"),
    ("丙", "25.0%", "25.0%", "3.8%"),
    ("合計", "100.0%", "100.0%", "4.0%"),
)

KIND = Kind(
    "joint",
    find,
    fires=(
        Example(
            "every row may grow 4.2 % in a market that grows 4.0 %, but not all rows at once",
            _shares(*_TOGETHER),
            table=(_HEAD, *_TOGETHER),
        ),
    ),
    silent=(
        Example("some rows grow more, some less", _shares(*_APART), table=(_HEAD, *_APART)),
        Example(
            "segments, totals and growths that fit",
            _segments("8.0%"),
            table=(
                ("業務", "2023", "2024", "增長"),
                ("甲", "60.0", "66.0", "10.0%"),
                ("乙", "40.0", "42.0", "5.0%"),
                ("合計", "100.0", "108.0", "8.0%"),
            ),
        ),
    ),
)
