"""A stated upside against target price and price, and a change of target against the old and the new one: new / old − 1."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.growth_vs_levels import sides
from pipeline.reconcile.relation import Algebra, Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

TARGET, PRICE, UPSIDE = "target_price", "share_price", "upside"


def find(index: Index) -> Iterator[Relation]:
    """An upside is held against the target and the price of its own sentence, or of its paragraph where the sentence has
    none. With several, one pair that fits is enough."""
    for claim in index.claims:
        if claim.quantity.unit != "percent" or claim.metric_id not in (UPSIDE, TARGET, PRICE):
            continue
        if claim.quantity.value is None and claim.quantity.bound != "range":
            continue
        pairs = list(_pairs(index, claim))
        sure = len({frozenset((new.claim_id, old.claim_id)) for new, old in pairs}) == 1 and _together(claim, *pairs[0])
        found = [relations for new, old in pairs if (relations := _relations(index, claim, new, old, sure))]
        if found:
            yield from next((each for each in found if all(r.stated.meets(r.derived) for r in each)), found[0])


def _pairs(index: Index, claim: Claim) -> Iterator[tuple[Claim, Claim]]:
    if claim.metric_id == TARGET:
        return _of_row(index, claim) if claim.origin == "cell" else _targets(index, claim)
    return _prices(index, claim) if claim.metric_id == UPSIDE else _above_price(index, claim)


def _together(*claims: Claim) -> bool:
    """In one sentence, or in one row of a table, that gives no other figures to compare: then the words need no proof."""
    first = claims[0]
    if first.origin == "cell":
        return all((c.table, c.row) == (first.table, first.row) for c in claims)
    return all(c.quote_span == first.quote_span and c.origin != "cell" for c in claims)


def _above_price(index: Index, rate: Claim) -> Iterator[tuple[Claim, Claim]]:
    """目標價 67 港元，較 60.2 港元收市價高 11.3%: an upside that is said as a distance from the price right before it."""
    sentence = index.sentences.get(rate.quote_span, ())
    place = sentence.index(rate) if rate in sentence else 0
    price = sentence[place - 1] if place else rate
    if (price.metric_id, price.measure) != (PRICE, "level") or not index.words.says("compared", index.before(price, 6)):
        return
    targets = [c for c in sentence[: place - 1] if (c.metric_id, c.measure) == (TARGET, "level")]
    for target in targets[-1:]:
        if index.entity(target) == index.entity(rate):
            yield target, price


def _of_row(index: Index, change: Claim) -> Iterator[tuple[Claim, Claim]]:
    """The former and the new target of a table's row, by the words over them, else the former first."""
    if change.measure != "growth" or change.table is None or change.row is None:
        return
    row = index.rows.get((change.table, change.row), ())
    targets = [c for c in _levels(index, change, TARGET) if c in row]
    if len(targets) != 2:
        return
    former = [c for c in targets if index.words.says("former", index.header(change.table, c.col or 0))]
    if len(former) == 1:
        yield next(c for c in targets if c is not former[0]), former[0]
    else:
        yield targets[1], targets[0]
        yield targets[0], targets[1]


def _prices(index: Index, upside: Claim) -> Iterator[tuple[Claim, Claim]]:
    """The targets and prices that an upside can compare."""
    if index.words.says("total_return", index.sentence(upside)):
        return  # a return with dividends is no upside
    for near in (_in_sentence, _in_block):
        targets = [c for c in _levels(index, upside, TARGET) if near(index, c, upside) and index.same_voice(c, upside)]
        prices = [c for c in _levels(index, upside, PRICE) if near(index, c, upside) and c.quantity.value is not None]
        if targets and prices:
            yield from product(targets, prices)
            return


def _targets(index: Index, change: Claim) -> Iterator[tuple[Claim, Claim]]:
    """The two targets of the sentence that tells of the change."""
    if change.measure != "growth" or change.basis not in ("vs_previous", None):
        return
    targets = [c for c in _levels(index, change, TARGET) if c.quote_span == change.quote_span]
    if len(targets) == 2 and targets[0].quantity.value is not None:
        if _told_from(index, targets[0]):
            yield targets[1], targets[0]
        else:
            yield targets[1], targets[0]
            yield targets[0], targets[1]


def _told_from(index: Index, target: Claim) -> bool:
    """由 132 港元下調至 …: the former target is the one behind 由."""
    return index.words.says("from", index.before(target, 4))


def _levels(index: Index, claim: Claim, metric_id: str) -> Iterator[Claim]:
    entity = index.entity(claim)
    for other in index.by_metric.get(metric_id, ()):
        if (
            other.measure == "level"
            and other.statistic is None
            and index.entity(other) == entity
            and entity is not None
        ):
            yield other


def _in_sentence(index: Index, one: Claim, other: Claim) -> bool:
    return one.quote_span == other.quote_span or (
        one.table is not None and (one.table, one.row) == (other.table, other.row)
    )


def _in_block(index: Index, one: Claim, other: Claim) -> bool:
    return one.table is None and other.table is None and index.block(one.span.start) == index.block(other.span.start)


def _relations(index: Index, claim: Claim, new: Claim, old: Claim, sure: bool) -> tuple[Relation, ...]:
    base = index.range(old)
    if not index.comparable(new, old) or not base.is_positive or not index.range(new).is_bounded:
        return ()
    return tuple(_relation(index, (claim, new, old), side, text, sure) for side, text in sides(claim, new))


def _relation(index: Index, claims: tuple[Claim, Claim, Claim], side: Algebra, text: str, sure: bool) -> Relation:
    claim, new, old = claims

    def algebra(value: Values) -> tuple[Range, Range]:
        stated, level = side(value)
        return stated, (level / value(old)).shifted(-1).scaled(100)

    stated, derived = algebra(index.range)
    return Relation(
        "upside_vs_target",
        claims,
        stated,
        derived,
        lambda: Wording(
            f"{text} / {term(old)} − 1",
            f"{name(claim)} 印作 {quoted(claim)}，但由 {quoted(old)} 至 {quoted(new)} 為 {spell(derived, claim)}",
            f"{name(claim)} is printed as {quoted(claim)}; from {quoted(old)} to {quoted(new)} it is "
            f"{spell(derived, claim, english=True)}",
        ),
        claim.span,
        algebra,
        sure,
    )


def _target(text: str) -> Claim:
    return figure("目標價", None, text, status="forecast", metric_id=TARGET)


def _price(text: str) -> Claim:
    return figure("收市價", "2025-01-03", text, metric_id=PRICE)


def _upside(text: str) -> Claim:
    return figure("上升空間", None, text, status="forecast", metric_id=UPSIDE)


KIND = Kind(
    "upside_vs_target",
    find,
    fires=(
        Example(
            "42 on 35 is +20 %",
            (_target("42 港元"), _price("35.00 港元"), _upside("25%")),
            text="目標價42 港元，較收市價35.00 港元有25%上升空間。",
        ),
        Example(
            "from 132 to 128 the target falls by 3.0 %",
            (
                _target("132 港元"),
                figure("目標價", None, "-5.0%", basis="vs_previous", status="forecast", metric_id=TARGET),
                _target("128 港元"),
            ),
            text="目標價由132 港元變動-5.0%至128 港元。",
        ),
    ),
    silent=(
        Example(
            "rounded to a whole percent",
            (_target("42 港元"), _price("35.30 港元"), _upside("19%")),
            text="目標價42 港元，較收市價35.30 港元有19%上升空間。",
        ),
        Example(
            "the price of another day stands in another paragraph",
            (_price("30.00 港元"), _target("42 港元"), _upside("25%")),
            text="當日收報30.00 港元。\n目標價42 港元，仍有25%上升空間。",
        ),
        Example(
            "with dividends",
            (_target("42 港元"), _price("35.00 港元"), _upside("25%")),
            text="目標價42 港元，較收市價35.00 港元的總回報連股息為25%。",
        ),
        Example(
            "two prices, one of them the base",
            (_price("30.00 港元"), _target("42 港元"), _price("35.00 港元"), _upside("20%")),
            text="股價由30.00 港元起步，目標價42 港元，較現價35.00 港元有20%上升空間。",
        ),
    ),
)
