"""What this note says of the past against what earlier notes said: the same fact, or the base that its growth implies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range, compare, outward
from pipeline.reconcile.keys import fact_keys, key_of, stated_once
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.same_fact import looks_misread
from pipeline.reconcile.precision import printed
from pipeline.reconcile.relation import Algebra, Relation, Values, Wording
from pipeline.reconcile.slips import slips
from pipeline.reconcile.statements import EarlierFact, FactKey
from pipeline.reconcile.wording import name, quoted, spell, term

Question = tuple[Claim, ...]
"""A figure; or a growth and the level that it led to, for what was before."""

LEAST_DIGITS = 3  # of a figure that is taken for a slip: of two digits, every fifth is one slip from any other


def find(index: Index) -> Iterator[Relation]:
    if not index.earlier:
        return
    by_id = {claim.claim_id: claim for claim in index.claims}
    own = stated_once((key, by_id[claim_id]) for claim_id, key in fact_keys(index).items())
    known = {key_of(index, earlier.claim): earlier for earlier in index.earlier}
    asked = ((question, known[key]) for key, question in questions(own) if key in known)
    yield from against(asked)


def questions(stated: Mapping[FactKey, Claim]) -> Iterator[tuple[FactKey, Question]]:
    """What earlier notes can say of the facts of one note, by the key to ask for. What the note calls restated is restated;
    a base that it prints itself needs no store."""
    for key, claim in stated.items():
        if not key.restated:
            yield key, (claim,)
        base, level = key.base(), stated.get(key.level())
        if base is not None and level is not None and base not in stated:
            yield base, (claim, level)


def against(asked: Iterable[tuple[Question, EarlierFact]]) -> tuple[Relation, ...]:
    """The figures of one note against those of earlier notes: relations that hold, and those that fail without a doubt."""
    pairs = [(question, earlier) for question, earlier in asked if _same_unit(question[-1], earlier.claim)]
    found = [relation for question, earlier in pairs for relation in _related(question, earlier)]
    failing = [relation for relation in found if not relation.stated.meets(relation.derived)]
    holding = [relation for relation in found if _overlap(relation.stated, relation.derived)]
    unsettled = sum(not earlier.settled for _, earlier in pairs)
    return tuple(holding + (failing if _believable(failing, holding, unsettled) else []))


def _same_unit(one: Claim, other: Claim) -> bool:
    """Whether both count the same thing: by one unit, or by two measure words (輛, 臺)."""
    a, b = one.quantity.unit, other.quantity.unit
    counted = one.quantity.category == other.quantity.category == "quantity"
    return a == b or (counted and not any(unit is None or unit.isascii() for unit in (a, b)))


def _related(question: Question, earlier: EarlierFact) -> Iterator[Relation]:
    """The figure beside the earlier one; where earlier notes say different things, only if it agrees with the last."""
    relation = _same(question[0], earlier) if len(question) == 1 else _implied(question[0], question[1], earlier)
    if relation is not None and (earlier.settled or relation.stated.meets(relation.derived)):
        yield relation


def _same(claim: Claim, earlier: EarlierFact) -> Relation | None:
    def algebra(value: Values) -> tuple[Range, Range]:
        return value(claim), value(earlier.claim)

    stated, derived = algebra(printed)
    if looks_misread(claim, stated, derived):
        return None
    return _relation(
        (claim,),
        algebra,
        term(earlier.claim),
        earlier,
        f"{name(claim)} 印作 {quoted(claim)}，{earlier.source}為 {quoted(earlier.claim)}（即 {spell(derived, claim)}）",
        f"{name(claim)} is printed as {quoted(claim)}; {earlier.source} has {quoted(earlier.claim)} "
        f"({spell(derived, claim, english=True)})",
    )


def _implied(growth: Claim, level: Claim, earlier: EarlierFact) -> Relation | None:
    """A level and its growth imply what the level was before."""

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(level) / value(growth).shifted(100).scaled(Fraction(1, 100)), value(earlier.claim)

    if growth.quantity.unit != "percent" or level.quantity.unit == "percent" or not printed(level).is_positive:
        return None
    try:
        stated, derived = algebra(printed)
    except ValueError:  # nothing is left after a fall of 100 %
        return None
    return _relation(
        (growth, level),
        algebra,
        f"{term(earlier.claim)} = {term(level)} / (1 + {term(growth)} / 100)",
        earlier,
        f"{name(level)} 為 {quoted(level)}、增長 {quoted(growth)}，推算基期為 {spell(stated, level)}，"
        f"{earlier.source}為 {quoted(earlier.claim)}（即 {spell(derived, level)}）",
        f"{name(level)} of {quoted(level)} and a growth of {quoted(growth)} imply "
        f"{spell(stated, level, english=True)} before; {earlier.source} has {quoted(earlier.claim)} "
        f"({spell(derived, level, english=True)})",
    )


def _overlap(one: Range, other: Range) -> bool:
    """Whether they meet, in more than an end."""
    return one.meets(other) and not compare(outward(one), outward(other)).touches


def _believable(failing: Sequence[Relation], holding: Sequence[Relation], unsettled: int) -> bool:
    """Whether this note and the earlier ones speak of one world, in which one figure is wrong. Notes that differ in much call
    different things by one name: nothing is wrong then. A figure that is alone must be a slip of the other."""
    telling = sum(relation.stated.is_bounded and relation.derived.is_bounded for relation in holding)
    if telling >= 2 * (len(failing) + unsettled):
        return True
    return not unsettled and _of_one_figure(failing) and (telling > 0 or any(map(_is_slip, failing)))


def _of_one_figure(relations: Sequence[Relation]) -> bool:
    shared = [{claim.claim_id for claim in (*each.claims, *each.earlier)} for each in relations]
    return bool(shared) and bool(set.intersection(*shared))


def _is_slip(relation: Relation) -> bool:
    """Whether one slip in one figure of some length, taken back, makes the sides meet."""
    return any(
        _meet(relation, claim, other)
        for claim in (*relation.claims, *relation.earlier)
        if _length(claim) >= LEAST_DIGITS
        for other in slips(claim, printed(claim))
    )


def _meet(relation: Relation, claim: Claim, other: Range) -> bool:
    assert relation.algebra is not None
    try:
        stated, derived = relation.algebra(lambda each: other if each is claim else printed(each))
    except ValueError:
        return False
    return _overlap(stated, derived)


def _length(claim: Claim) -> int:
    """Digits printed, without the zeros before the first."""
    return len("".join(c for c in claim.text if c.isdigit()).lstrip("0"))


def _relation(
    claims: Question, algebra: Algebra, formula: str, earlier: EarlierFact, message: str, message_en: str
) -> Relation:
    stated, derived = algebra(printed)
    return Relation(
        "cross_report",
        claims,
        stated,
        derived,
        lambda: Wording(formula, message, message_en),
        claims[0].span,
        algebra,
        sure=True,
        earlier=(earlier.claim,),
    )


def _earlier(*claims: Claim) -> tuple[EarlierFact, ...]:
    return tuple(EarlierFact(claim, "2024-08-20 的報告") for claim in claims)


KIND = Kind(
    "cross_report",
    find,
    fires=(
        Example(
            "last year's revenue was 100.2, not 180.2",
            (figure("收入", "2023", "180.2 億元"),),
            earlier=_earlier(figure("收入", "2023", "100.2 億元")),
        ),
        Example(
            "150 and +9.8 % imply 137",
            (figure("收入", "2024", "150.0 億元"), figure("收入", "2024", "9.8%", basis="yoy")),
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
