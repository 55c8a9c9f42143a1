"""A figure ten thousand or a hundred million times as large as the others of its series: 萬 for 億, or the other way round;
or one in a currency that cannot be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.unit_currency import mistaken
from pipeline.reconcile.relation import Relation, Wording
from pipeline.reconcile.wording import listed, name, quoted, spell, term

SCALES = (10**4, 10**8)
NEAR = 5  # the series may have grown or shrunk by as much besides
LEAST_OTHERS = 2
EXPLAINED = 900  # percent: a growth that large is printed, and explains the step
GROWTHS = ("growth", "multiple")


def find(index: Index) -> Iterator[Relation]:
    """Levels of one subject over periods of one length: one that stands a scale apart from all others, which agree."""
    series: dict[object, list[Claim]] = defaultdict(list)
    for fact, claims in index.facts.items():
        label = calendar.read(fact.period)
        if fact.measure == "level" and label is not None:
            series[fact.subject, label.part, label.fiscal].extend(claims)
    explained = {fact.subject for fact, claims in index.facts.items() if fact.measure in GROWTHS and _leaps(claims)}
    for levels in series.values():
        if len(levels) > LEAST_OTHERS and index.subject(levels[0]) not in explained:
            for group in index.group_by_unit(levels):
                yield from _odd_one(index, group)
    yield from mistaken(index)


def _leaps(growths: tuple[Claim, ...]) -> bool:
    """Whether the note prints a growth of such a size."""
    return any((c.quantity.high if c.quantity.high is not None else EXPLAINED) >= EXPLAINED for c in growths)


def _odd_one(index: Index, claims: list[Claim]) -> Iterator[Relation]:
    amounts = [(c, Fraction(c.quantity.value)) for c in claims if c.quantity.value is not None and c.quantity.value > 0]
    for claim, value in amounts:
        others = [
            (c, v) for c, v in amounts if c is not claim and calendar.known(c.period) != calendar.known(claim.period)
        ]
        if len(others) < LEAST_OTHERS:
            continue
        least, most = min(v for _, v in others), max(v for _, v in others)
        if most > least * NEAR:
            continue
        for scale in SCALES:
            for factor in (Fraction(scale), Fraction(1, scale)):
                if least * factor / NEAR <= value <= most * factor * NEAR:
                    yield _relation(index, claim, [c for c, _ in others], Range(least / NEAR, most * NEAR), factor)


def _relation(index: Index, claim: Claim, others: list[Claim], derived: Range, factor: Fraction) -> Relation:
    times = f"{int(factor):,} 倍" if factor > 1 else f"{int(1 / factor):,} 分之一"
    times_en = f"{int(factor):,} times" if factor > 1 else f"1/{int(1 / factor):,} of"
    return Relation(
        "unit_scale",
        (claim, *others),
        index.range(claim),
        derived,
        lambda: Wording(
            f"{term(claim)} : {term(others[0])}",
            f"{name(claim)} 印作 {quoted(claim)}，約為同一序列其他數字的 {times}：{listed(others)}；萬、億等單位可能有誤",
            f"{name(claim)} is printed as {quoted(claim)}, about {times_en} the others of its series: {listed(others, english=True)}; "
            f"expected {spell(derived, others[0], english=True)}; the scale may be wrong",
        ),
        claim.span,
    )


def _series(*texts: str) -> tuple[Claim, ...]:
    return tuple(figure("收入", f"{2021 + n}", text) for n, text in enumerate(texts))


KIND = Kind(
    "unit_scale",
    find,
    fires=(
        Example("萬 where 億 was meant", _series("820.3 億元", "913.5 億元", "980.1 萬元", "1,044.2 億元")),
        Example(
            "one number in two currencies",
            (figure("收入", "2024", "820.3 億元"), figure("收入", "2024", "820.3 億港元")),
        ),
        Example(
            "growth as if both were one currency",
            (
                figure("收入", "2024", "820.3 億港元"),
                figure("收入", "2024", "9.1%", basis="yoy"),
                figure("收入", "2023", "752.0 億元"),
            ),
        ),
    ),
    silent=(
        Example("converted", (figure("收入", "2024", "820.3 億元"), figure("收入", "2024", "886.2 億港元"))),
        Example("growth by ten", _series("8.2 億元", "9.1 億元", "98.0 億元")),
        Example("two figures cannot say which one is wrong", _series("913.5 億元", "980.1 萬元")),
        Example(
            "a growth that explains it is printed",
            (*_series("2.1 萬元", "2.4 萬元", "2.6 億元"), figure("收入", "2023", "1,083,233%", basis="yoy")),
        ),
    ),
)
