"""A change against the two levels that it lies between: level − earlier level = change. A share cannot have been below 0 or
above 100 before it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Fact, Index, Subject, alike, nearest
from pipeline.reconcile.interval import Range, between
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

CANDIDATES = 3
PERIODIC = ("yoy", "qoq", "hoh", "mom")
LEAD, TAIL = 10, 8  # characters in which 由, 至 and 有所提升 must stand
_BREAK = re.compile(r"[，。；：\n\d]")
POINTS = {"percentage_point": Fraction(1), "basis_point": Fraction(1, 100)}  # in percent
BOUNDED = ("market_share", "share_of_total", "penetration", "occupancy", "vacancy", "ownership_stake", "unemployment")


def find(index: Index) -> Iterator[Relation]:
    for change in index.claims:
        if change.measure != "change" or change.quantity.value is None:
            continue
        found = list(_of_levels(index, change))
        if found:
            yield next((r for r in found if r.stated.meets(r.derived)), found[0])
        elif possible := _possible(index, change):
            yield possible
    yield from _turns(index)


def _turns(index: Index) -> Iterator[Relation]:
    """由 34.8 % 升至 35.4 %, 17.1 %，較上季的 15.4 % 有所提升: two levels and a word for which of them is higher."""
    for claims in index.sentences.values():
        for one, other in pairwise(claims):
            if not _levels_of_one(index, one, other):
                continue
            between, tail = index.note.canonical[one.span.end : other.span.start], _tail(index, other)
            if _left(index, one, other):
                yield from _turn(index, other, one, between)
            elif not _apart(one, other):
                continue
            elif index.words.says("compared", between) and not _BREAK.search(tail):
                yield from _turn(index, one, other, tail)


def _is_loss(index: Index, claim: Claim) -> bool:
    """A negative figure that is printed without a sign: the measure itself is a loss."""
    high = index.range(claim).high
    return high is not None and high < 0 and not claim.text.startswith(("-", "−", "(", "（", "負"))


def _levels_of_one(index: Index, one: Claim, other: Claim) -> bool:
    subject = index.subject(one)
    return (
        one.measure == other.measure == "level"
        and subject is not None
        and subject == index.subject(other)
        and index.comparable(one, other)
    )


def _apart(one: Claim, other: Claim) -> bool:
    return calendar.known(one.period) != calendar.known(other.period)


def _left(index: Index, one: Claim, other: Claim) -> bool:
    """由 10.2 % 降至 9.5 %: the one was left for the other, whatever their times are."""
    between = index.note.canonical[one.span.end : other.span.start]
    return index.words.says("from", index.before(one, LEAD)) and index.words.says("reach", between[-LEAD:])


def _tail(index: Index, claim: Claim) -> str:
    """The words behind a figure up to the next one or the end of the clause."""
    text = index.after(claim, TAIL)
    match = _BREAK.search(text)
    return text[: match.start()] if match else text


def _turn(index: Index, new: Claim, old: Claim, words: str) -> Iterator[Relation]:
    moves = list(index.words.patterns["direction"].finditer(words))
    if len(moves) != 1:
        return
    up = index.words.patterns["down"].fullmatch(moves[0].group()) is None
    if all(_is_loss(index, c) for c in (new, old)):
        up = not up  # 虧損收窄: a loss that gets smaller is a profit that gets larger
    side = Range(Fraction(0), None, open_low=True) if up else Range(None, Fraction(0), open_high=True)

    def algebra(value: Values) -> tuple[Range, Range]:
        return side, value(new) - value(old)

    stated, derived = algebra(index.range)
    word = moves[0].group()
    unit = "percentage_point" if new.quantity.unit == "percent" else None
    yield Relation(
        "difference",
        (new, old),
        stated,
        derived,
        lambda: Wording(
            f"{term(new)} − {term(old)}",
            f"{name(new)} 印作由 {quoted(old)} {word.removesuffix('至')}至 {quoted(new)}，但相差為 {spell(derived, new, unit=unit)}",
            f"{name(new)} is said to have gone {'up' if up else 'down'} from {quoted(old)} to {quoted(new)}; the difference is "
            f"{spell(derived, new, english=True, unit=unit)}",
        ),
        new.span,
        algebra,
    )


def _of_levels(index: Index, change: Claim) -> Iterator[Relation]:
    """The change against pairs of levels: those of its period and the one before, or the two of its sentence."""
    subject = index.subject(change)
    if subject is None:
        return
    for new, old in (*_by_period(index, change, subject), *_by_sentence(index, change, subject)):
        if _subtract(index, change, new, old):
            told = change.quote_span == new.quote_span == old.quote_span and _left(index, old, new)
            yield _relation(index, change, new, old, sure=told)


def _by_period(index: Index, change: Claim, subject: Subject) -> Iterator[tuple[Claim, Claim]]:
    label = calendar.known(change.period)
    earlier = calendar.earlier(label, change.basis) if label and change.basis in PERIODIC else None
    if label is None or earlier is None:
        return
    new = [c for c in index.levels(subject, label) if alike(c, change) and index.same_voice(change, c)]
    old = [c for c in index.levels(subject, earlier) if index.base_of(change, c)]
    for one in nearest(new, change)[:CANDIDATES]:
        for other in nearest(old, change)[:CANDIDATES]:
            yield one, other


def _by_sentence(index: Index, change: Claim, subject: Subject) -> Iterator[tuple[Claim, Claim]]:
    """由 34.8 % 上升 0.6 個百分點至 35.4 %: the two levels of one subject that the sentence gives, the later one last."""
    levels = [
        c
        for c in index.sentences.get(change.quote_span, ())
        if c.measure == "level" and c.quantity.value is not None and index.subject(c) == subject
    ]
    if len(levels) != 2 or change.basis in ("vs_target", "vs_estimate"):
        return
    if sum(c.measure == "change" and index.subject(c) == subject for c in index.sentences[change.quote_span]) > 1:
        return  # which of them lies between the two levels is not said
    if _left(index, *levels):
        yield levels[1], levels[0]
    elif all(calendar.known(c.period) for c in levels) and _apart(*levels):
        first, last = sorted(levels, key=_ends)
        yield last, first


def _ends(level: Claim) -> tuple[str, str]:
    """ISO days: 7月至9月 ends before 8月至10月, whatever their labels sort as."""
    period = level.period
    return (str(period.end), str(period.start)) if period else ("", "")


def _subtract(index: Index, change: Claim, new: Claim, old: Claim) -> bool:
    """Whether the units fit: points between percentages, or one unit throughout."""
    if change.quantity.unit in POINTS:
        return new.quantity.unit == old.quantity.unit == "percent"
    return index.comparable(new, old) and index.comparable(change, new) and new.quantity.unit != "percent"


def _relation(index: Index, change: Claim, new: Claim, old: Claim, *, sure: bool) -> Relation:
    factor = POINTS.get(change.quantity.unit or "", Fraction(1))

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(change), (value(new) - value(old)).scaled(1 / factor)

    stated, derived = algebra(index.range)
    scale = "" if factor == 1 else f") × {1 / factor}"
    return Relation(
        "difference",
        (change, new, old),
        stated,
        derived,
        lambda: Wording(
            f"{'(' if scale else ''}{term(new)} − {term(old)}{scale}",
            f"{name(change)} 的變動印作 {quoted(change)}，但 {quoted(new)} 減 {quoted(old)} 為 {spell(derived, change)}",
            f"the change of {name(change)} is printed as {quoted(change)}; {quoted(new)} less {quoted(old)} is "
            f"{spell(derived, change, english=True)}",
        ),
        change.span,
        algebra,
        sure,
    )


def _possible(index: Index, change: Claim) -> Relation | None:
    """Level − change must have been a possible share, where only the level is printed."""
    subject, label = index.subject(change), calendar.known(change.period)
    if subject is None or label is None or change.quantity.unit not in POINTS or not _is_share(index, change):
        return None
    same = index.facts.get(Fact(subject, label, "level", None), ())
    levels = [c for c in same if c.quantity.unit == "percent" and alike(c, change) and index.same_voice(change, c)]
    if not levels:
        return None
    level = nearest(levels, change)[0]
    factor = POINTS[change.quantity.unit or ""]

    def algebra(value: Values) -> tuple[Range, Range]:
        return value(level) - value(change).scaled(factor), between(0, 100)

    earlier, possible = algebra(index.range)
    return Relation(
        "difference",
        (change, level),
        earlier,
        possible,
        lambda: Wording(
            f"{term(level)} − {term(change)}",
            f"{name(change)} 的變動印作 {quoted(change)}，由現值 {quoted(level)} 推算原值為 {spell(earlier, level)}，不在 0% 至 100% 之內",
            f"the change of {name(change)} is printed as {quoted(change)}; with {quoted(level)} now, the earlier value was "
            f"{spell(earlier, level, english=True)}, not within 0% to 100%",
        ),
        change.span,
        algebra,
    )


def _is_share(index: Index, claim: Claim) -> bool:
    return claim.metric_id in BOUNDED or (claim.metric_id is None and index.words.says("share", claim.metric or ""))


def _loss(period: str, text: str) -> Claim:
    """A loss, printed without a sign."""
    return replace(figure("虧損", period, f"-{text}"), text=text)


KIND = Kind(
    "difference",
    find,
    fires=(
        Example(
            "a rise that is a fall",
            (figure("毛利率", "2024Q3", "15.1%"), figure("毛利率", "2024Q2", "15.4%")),
            text="第三季毛利率為 15.1%，較第二季的 15.4% 有所提升。",
        ),
        Example(
            "from 36.1 up to 35.4",
            (figure("毛利率", "2024Q2", "36.1%"), figure("毛利率", "2024Q3", "35.4%")),
            text="毛利率由第二季的 36.1% 提升至第三季的 35.4%。",
        ),
        Example(
            "35.4 less 34.8 is 0.6 points",
            (
                figure("毛利率", "2024", "34.8%"),
                figure("毛利率", "2025", "0.9個百分點", basis="yoy"),
                figure("毛利率", "2025", "35.4%"),
            ),
            text="毛利率由 34.8% 上升0.9個百分點至 35.4%。",
        ),
        Example(
            "a share of 6.9 % cannot have risen by 9.7 points",
            (figure("市場份額", "2024Q3", "6.9%"), figure("市場份額", "2024Q3", "9.7個百分點", basis="yoy")),
        ),
        Example(
            "amounts",
            (
                figure("收入", "2024", "33.0 億元"),
                figure("收入", "2024", "5.0 億元", measure="change", basis="yoy"),
                figure("收入", "2023", "30.0 億元"),
            ),
        ),
    ),
    silent=(
        Example(
            "a fall that is one",
            (figure("毛利率", "2024Q2", "36.1%"), figure("毛利率", "2024Q3", "35.4%")),
            text="毛利率由第二季的 36.1% 回落至第三季的 35.4%。",
        ),
        Example(
            "a loss that narrows",
            (_loss("2023", "2.18 億元"), _loss("2024", "1.02 億元")),
            text="虧損由2.18 億元收窄至1.02 億元。",
        ),
        Example(
            "rounded levels: 0.5 to 0.7 points",
            (
                figure("毛利率", "2024", "34.8%"),
                figure("毛利率", "2025", "0.5個百分點", basis="yoy"),
                figure("毛利率", "2025", "35.4%"),
            ),
        ),
        Example(
            "against a target, not the year before",
            (
                figure("毛利率", "2024", "34.8%"),
                figure("毛利率", "2025", "2.0個百分點", basis="vs_target"),
                figure("毛利率", "2025", "35.4%"),
            ),
        ),
        Example(
            "a margin may have been negative",
            (figure("毛利率", "2025", "6.9%"), figure("毛利率", "2025", "9.7個百分點", basis="yoy")),
        ),
    ),
)
