"""A margin against the two amounts that it divides, and a share of a market against volumes: ratio = part / whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.grid import Line, by_rows
from pipeline.reconcile.index import Fact, Index, Subject, alike, nearest
from pipeline.reconcile.interval import Range
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

CANDIDATES = 3
WHOLE = 100
LEAST_ROWS = 3
# 營運毛利率, 經調整淨利率: the part must be adjusted in the same words
ADJUSTED = (
    "經調整",
    "調整後",
    "核心",
    "營運",
    "扣非",
    "持續",
    "備考",
    "非公認",
    "非國際",
    "非IFRS",
    "Non-GAAP",
    "Non-IFRS",
)

# metric_id of the ratio → what may stand above the line, what below. A net margin may be meant of either profit.
RATIOS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gross_margin": (("gross_profit",), ("revenue",)),
    "operating_margin": (("operating_profit",), ("revenue",)),
    "net_margin": (("net_profit", "attributable_profit", "profit"), ("revenue",)),
    "adjusted_net_margin": (("adjusted_net_profit",), ("revenue",)),
    "adjusted_operating_margin": (("adjusted_operating_profit",), ("revenue",)),
    "ebitda_margin": (("ebitda",), ("revenue",)),
    "adjusted_ebitda_margin": (("adjusted_ebitda",), ("revenue",)),
    "ebita_margin": (("ebita",), ("revenue",)),
    "rnd_ratio": (("rnd_expense",), ("revenue",)),
    "capex_ratio": (("capex",), ("revenue",)),
}


def find(index: Index) -> Iterator[Relation]:
    for claim in index.claims:
        if claim.metric_id in RATIOS and claim.measure == "level" and claim.quantity.unit == "percent":
            yield from _fitting(_margins(index, claim))
        elif claim.metric_id == "share_of_total" and _OF_REVENUE.fullmatch(claim.metric or ""):
            yield from _fitting(_of_revenue(index, claim))
    for table in sorted({number for number, _ in index.rows}):
        yield from _shares_of_volume(index, by_rows(index, table))


_REVENUE = "總?(?:收入|營收|營業額|收益|營業收入)"
_OF_REVENUE = re.compile(f"[佔占]{_REVENUE}(?:比[重例率]?)?|{_REVENUE}[佔占]比")


def _of_revenue(index: Index, share: Claim) -> Iterator[Relation]:
    """研發開支 8.5 億元，佔收入 10.0 %: the amount right before it over the revenue of the same time."""
    sentence = index.sentences.get(share.quote_span, ())
    place = sentence.index(share) if share in sentence else 0
    part, label = sentence[place - 1] if place else share, calendar.known(share.period)
    subject = index.subject(part)
    if subject is None or label is None or (part.measure, part.quantity.category) != ("level", "monetary"):
        return
    if part.period != share.period or part.metric_id == "revenue":
        return
    whole = Fact(Subject(subject.entity, "revenue", (), None, None), label, "level", None)
    for revenue in nearest(index.facts.get(whole, ()), share)[:CANDIDATES]:
        if not _same_time(index, share, revenue):
            continue
        if alike(revenue, share) and index.comparable(part, revenue) and index.range(revenue).is_positive:
            yield _relation(index, share, part, revenue)


def _same_time(index: Index, share: Claim, revenue: Claim) -> bool:
    """Whether the sentence of a share prints its time (第三季研發開支 …), or the revenue stands in its paragraph: 期內 alone may be
    any time."""
    own = index.sentences.get(share.quote_span, ())
    printed = any(c.period == share.period and "period" not in c.inferred for c in own if c.measure == "level")
    dated = printed and not index.words.says("within", index.sentence(share)[:6])
    return dated or (revenue.table is None and index.block(revenue.span.start) == index.block(share.span.start))


def _fitting(found: Iterator[Relation]) -> Iterator[Relation]:
    """One of the pairs of amounts that a ratio may mean: one that fits, else the likeliest."""
    every = list(found)
    if every:
        yield next((r for r in every if r.stated.meets(r.derived)), every[0])


def _margins(index: Index, margin: Claim) -> Iterator[Relation]:
    subject, label = index.subject(margin), calendar.known(margin.period)
    if subject is None or label is None or margin.metric_id is None:
        return
    above, below = RATIOS[margin.metric_id]
    parts = _amounts(index, margin, subject, label, above)
    wholes = _amounts(index, margin, subject, label, below)
    for part, whole in product(parts, wholes):
        if index.comparable(part, whole) and index.range(whole).is_positive and _adjusted(margin) == _adjusted(part):
            yield _relation(index, margin, part, whole)


def _adjusted(claim: Claim) -> set[str]:
    return {word for word in ADJUSTED if word in (claim.metric or "")}


def _amounts(index: Index, margin: Claim, subject: Subject, label: str, metrics: tuple[str, ...]) -> list[Claim]:
    found = [
        c
        for metric in metrics
        for c in index.facts.get(Fact(_of_metric(subject, metric), label, "level", None), ())
        if alike(c, margin) and index.same_voice(margin, c) and c.quantity.category == "monetary"
    ]
    return nearest(found, margin)[:CANDIDATES]


def _of_metric(subject: Subject, metric: str) -> Subject:
    return Subject(subject.entity, metric, subject.qualifiers, subject.per, subject.statistic)


def _shares_of_volume(index: Index, lines: list[Line]) -> Iterator[Relation]:
    """Columns of volumes and of shares of one period: each share is the row's part of the total, if most rows say so."""
    total = next((line for line in lines if line.role in ("total", "whole")), None)
    if total is None:
        return
    for volume, whole in total.figures.items():
        if whole.measure != "level" or whole.quantity.category == "percentage" or not index.range(whole).is_positive:
            continue
        share = _share_column(total, volume, whole)
        if share is None:
            continue
        relations = [
            _relation(index, line.figures[share], line.figures[volume], whole)
            for line in lines
            if line.role in ("part", "rest") and share in line.figures and volume in line.figures
        ]
        if len(relations) >= LEAST_ROWS and sum(r.stated.meets(r.derived) for r in relations) * 2 >= len(relations):
            yield from relations


def _share_column(total: Line, volume: int, whole: Claim) -> int | None:
    """The nearest column after the volumes that is a share of the same period; its total is 100 %."""
    columns = [
        col
        for col, c in total.figures.items()
        if col > volume and c.quantity.unit == "percent" and c.measure == "level" and c.period == whole.period
    ]
    return min(columns, default=None)


def _relation(index: Index, ratio: Claim, part: Claim, whole: Claim) -> Relation:
    def algebra(value: Values) -> tuple[Range, Range]:
        return value(ratio), (value(part) / value(whole)).scaled(WHOLE)

    stated, derived = algebra(index.range)
    return Relation(
        "ratio",
        (ratio, part, whole),
        stated,
        derived,
        lambda: Wording(
            f"{term(part)} / {term(whole)}",
            f"{name(ratio)} 印作 {quoted(ratio)}，但 {quoted(part)}（{name(part)}）除以 {quoted(whole)}（{name(whole)}）為 "
            f"{spell(derived, ratio)}",
            f"{name(ratio)} is printed as {quoted(ratio)}; {quoted(part)} ({name(part)}) over {quoted(whole)} ({name(whole)}) is "
            f"{spell(derived, ratio, english=True)}",
        ),
        ratio.span,
        algebra,
    )


def _revenue(text: str) -> Claim:
    return figure("收入", "2024", text, metric_id="revenue")


def _gross(text: str) -> Claim:
    return figure("毛利", "2024", text, metric_id="gross_profit")


def _margin(text: str, metric: str = "毛利率", metric_id: str = "gross_margin") -> Claim:
    return figure(metric, "2024", text, metric_id=metric_id)


_VOLUMES = (("甲", "40", "20.0%"), ("乙", "60", "30.0%"), ("丙", "80", "45.0%"), ("合計", "200", "100.0%"))
_GOOD = (("甲", "40", "20.0%"), ("乙", "60", "30.0%"), ("丙", "100", "50.0%"), ("合計", "200", "100.0%"))


def _table(rows: tuple[tuple[str, str, str], ...]) -> tuple[Claim, ...]:
    return tuple(
        figure(metric, "2024", text, entity=who, at=(row, col))
        for row, (who, volume, share) in enumerate(rows, 1)
        for col, metric, text in ((1, "出貨量", f"{volume} 萬部"), (2, "市場份額", share))
    )


def _volumes(why: str, rows: tuple[tuple[str, str, str], ...]) -> Example:
    return Example(why, _table(rows), table=(("品牌", "出貨量", "市場份額"), *rows))


KIND = Kind(
    "ratio",
    find,
    fires=(
        Example("50.9 of 462.7 is 11.0 %", (_revenue("462.7 億元"), _gross("50.9 億元"), _margin("14.0%"))),
        _volumes("80 of 200 are 40 %, not 45 %", _VOLUMES),
    ),
    silent=(
        Example("11 % from 10.5 to 11.5", (_revenue("462.7 億元"), _gross("50.9 億元"), _margin("11%"))),
        Example(
            "a net margin of which profit? the adjusted one is another",
            (
                _revenue("1,128.7 億元"),
                figure("經調整淨利潤", "2024", "100.1 億元", metric_id="adjusted_net_profit"),
                _margin("8%", "淨利率", "net_margin"),
            ),
        ),
        Example(
            "a segment's profit and the group's revenue",
            (
                _revenue("1,128.7 億元"),
                figure("毛利", "2024", "50.9 億元", metric_id="gross_profit", qualifiers=(("segment", "手機"),)),
                figure("毛利率", "2024", "11.0%", metric_id="gross_margin", qualifiers=(("segment", "手機"),)),
            ),
        ),
        _volumes("every share is its part", _GOOD),
    ),
)
