"""What this note says of the past against what earlier notes said: the same fact, or the base that its growth implies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.earlier import EarlierFact
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Fact, Index
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.wording import name, quoted, spell, term

PERIODIC = ("yoy", "qoq", "hoh", "mom")


def find(index: Index) -> Iterator[Relation]:
    """Reported figures only. A forecast that changed is a revision, another broker's is another fact, and what this note
    calls restated is restated."""
    if not index.earlier:
        return
    known = _by_fact(index)
    for claim in index.claims:
        fact = index.fact(claim)
        if fact is None or claim.status != "actual" or index.words.says("restated", index.sentence(claim)):
            continue
        for earlier in known.get(fact, ()):
            if earlier.claim.attribution == claim.attribution and index.comparable(claim, earlier.claim):
                yield _same(index, claim, earlier)
        if claim.measure == "growth" and claim.quantity.unit == "percent":
            yield from _implied(index, claim, fact, known)


def _by_fact(index: Index) -> Mapping[Fact, list[EarlierFact]]:
    """Reported facts of earlier notes by what they are about; of several that say the same, the last one given."""
    known: dict[Fact, dict[str | None, EarlierFact]] = {}
    for earlier in index.earlier:
        fact = index.fact(earlier.claim)
        if fact is not None and earlier.claim.status == "actual" and not earlier.claim.unresolved:
            known.setdefault(fact, {})[earlier.claim.attribution] = earlier
    return {fact: list(each.values()) for fact, each in known.items()}


def _same(index: Index, claim: Claim, earlier: EarlierFact) -> Relation:
    derived = index.range(earlier.claim)
    return _relation(
        (claim,),
        index.range(claim),
        derived,
        term(earlier.claim),
        earlier,
        f"{name(claim)} 印作 {quoted(claim)}，但 {earlier.source}為 {term(earlier.claim)}（即 {spell(derived, claim)}）",
        f"{name(claim)} is printed as {quoted(claim)}; {earlier.source} has {term(earlier.claim)} ({spell(derived, claim, english=True)})",
    )


def _implied(index: Index, growth: Claim, fact: Fact, known: Mapping[Fact, list[EarlierFact]]) -> Iterator[Relation]:
    """This note's level and growth imply an earlier level that it does not print."""
    before = calendar.earlier(fact.period, growth.basis) if growth.basis in PERIODIC else None
    if before is None or index.levels(fact.subject, before):
        return
    factor = index.range(growth).shifted(100).scaled(Fraction(1, 100))
    levels = [
        c for c in index.levels(fact.subject, fact.period) if c.status == "actual" and index.same_voice(growth, c)
    ]
    for earlier in known.get(Fact(fact.subject, before, "level", None), ()):
        for level in levels[:1]:
            fits = earlier.claim.attribution in (None, level.attribution) and index.comparable(level, earlier.claim)
            if fits and factor.is_positive and index.range(level).is_positive and level.quantity.unit != "percent":
                stated, derived = index.range(level) / factor, index.range(earlier.claim)
                yield _relation(
                    (growth, level),
                    stated,
                    derived,
                    f"{term(level)} / (1 + {term(growth)} / 100)",
                    earlier,
                    f"{name(level)} 為 {quoted(level)}、增長 {quoted(growth)}，推算基期為 {spell(stated, level)}，"
                    f"但 {earlier.source}為 {term(earlier.claim)}（即 {spell(derived, level)}）",
                    f"{name(level)} of {quoted(level)} and a growth of {quoted(growth)} imply "
                    f"{spell(stated, level, english=True)} before; {earlier.source} has {term(earlier.claim)} "
                    f"({spell(derived, level, english=True)})",
                )


def _relation(
    claims: tuple[Claim, ...],
    stated: Range,
    derived: Range,
    formula: str,
    earlier: EarlierFact,
    message: str,
    message_en: str,
) -> Relation:
    return Relation(
        "cross_report",
        claims,
        stated,
        derived,
        f"{formula} [{earlier.claim.report_id}]",
        message,
        message_en,
        claims[0].span,
    )


def _earlier(*claims: Claim) -> tuple[EarlierFact, ...]:
    return tuple(EarlierFact(claim, "2024-08-20 的報告") for claim in claims)


KIND = Kind(
    "cross_report",
    find,
    fires=(
        Example(
            "last year's revenue was 100, not 90",
            (figure("收入", "2023", "90.0 億元"),),
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
        Example(
            "110 and +30 % imply 85",
            (figure("收入", "2024", "110.0 億元"), figure("收入", "2024", "30.0%", basis="yoy")),
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
    ),
    silent=(
        Example(
            "a forecast that was revised",
            (figure("收入", "2025", "130.0 億元", status="forecast", attribution="甲證券"),),
            earlier=_earlier(figure("收入", "2025", "120.0 億元", status="forecast", attribution="甲證券")),
        ),
        Example(
            "a forecast and the outcome",
            (figure("收入", "2024", "110.0 億元"),),
            earlier=_earlier(figure("收入", "2024", "120.0 億元", status="forecast")),
        ),
        Example(
            "another scope",
            (figure("收入", "2023", "90.0 億元", qualifiers=(("region", "中國"),)),),
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
        Example(
            "restated, as the note says",
            (figure("收入", "2023", "90.0 億元"),),
            text="經重列後，收入為 90.0 億元。",
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
        Example(
            "less precise",
            (figure("收入", "2023", "100 億元"),),
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
    ),
)
