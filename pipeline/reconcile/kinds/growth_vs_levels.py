"""A growth rate against the two levels that it compares: growth = level / earlier level − 1."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index, alike, nearest
from pipeline.reconcile.interval import Range, root
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.precision import ends
from pipeline.reconcile.relation import Algebra, Relation, Values, Wording
from pipeline.reconcile.wording import end_terms, name, quoted, spell, term

CANDIDATES = 3  # of a level that is printed several times, the likeliest ones are tried
PERIODIC = ("yoy", "qoq", "hoh", "mom")
COSTS = (
    "admin_expenses", "capex", "cost_of_revenue", "costs", "finance_costs", "operating_expenses", "rnd_expense", "selling_expenses",
    "staff_costs", "tax_expense",
)  # fmt: skip
SUMMARIES = ("median", "mean", "max", "min")  # of several forecasts, whose base is one reported level


def find(index: Index) -> Iterator[Relation]:
    """For each growth rate, or multiple, whose level and earlier level are printed about the same subject.

    Where a level stands in the note several times, the rate is held against the copy that suits it: which copy is wrong
    is the business of same_fact and text_vs_table."""
    for claim in index.claims:
        unit = {"growth": "percent", "multiple": "multiple"}.get(claim.measure)
        if claim.basis is None or unit is None or claim.quantity.unit != unit:
            continue
        likeliest: tuple[Relation, ...] = ()
        for new, old, years in _levels(index, claim):
            pair = _relations(index, claim, new, old, years)
            likeliest = likeliest or pair
            if pair and all(r.stated.meets(r.derived) for r in pair):
                likeliest = pair
                break
        yield from likeliest


def _levels(index: Index, growth: Claim) -> Iterator[tuple[Claim, Claim, int]]:
    """Pairs of a level and an earlier one that the rate can compare, the likeliest first, with the years between them."""
    fact = index.fact(growth)
    if fact is None or growth.basis is None:
        return
    if growth.basis == "vs_previous":
        yield from _revised(index, growth)
        return
    new_label, old_label, years = fact.period, calendar.earlier(fact.period, growth.basis), 1
    if growth.basis == "cagr" and (span := calendar.years_between(fact.period) or _years_told(index, growth)):
        old_label, new_label, years = span
    elif growth.basis not in PERIODIC:
        return
    if old_label is None:
        return
    new = [c for c in index.levels(fact.subject, new_label) if alike(c, growth) and index.same_voice(growth, c)]
    old = index.levels(fact.subject, old_label)
    if not old and fact.subject.statistic in SUMMARIES:
        old = index.levels(fact.subject._replace(statistic=None), old_label)
    bases = [c for c in old if index.base_of(growth, c) and c.quantity.bound != "range"]
    for one, other in product(nearest(new, growth)[:CANDIDATES], nearest(bases, growth)[:CANDIDATES]):
        yield one, other, years


def _revised(index: Index, growth: Claim) -> Iterator[tuple[Claim, Claim, int]]:
    """每股盈利預測由 1.20 元上調 12.5 % 至 1.35 元: the two values of one forecast, the former one behind 由."""
    subject = index.subject(growth)
    own = index.sentences.get(growth.quote_span, ())
    levels = [c for c in own if c.measure == "level" and index.subject(c) == subject and c.period == growth.period]
    if len(levels) == 2 and index.words.says("from", index.before(levels[0], 4)):
        yield levels[1], levels[0], 1


def _years_told(index: Index, growth: Claim) -> tuple[str, str, int] | None:
    """The first and the last year that the sentence of a compound growth gives the level of."""
    subject = index.subject(growth)
    labels = {
        label
        for c in index.sentences.get(growth.quote_span, ())
        if c.measure == "level" and index.subject(c) == subject and (label := calendar.known(c.period)) is not None
    }
    return calendar.years_between(f"{min(labels)}/{max(labels)}") if len(labels) > 1 else None


def _relations(index: Index, growth: Claim, new: Claim, old: Claim, years: int) -> tuple[Relation, ...]:
    """One relation, or one for each end where a range of levels gives a range of growth; none where they do not compare."""
    base = index.range(old)
    if new.quantity.unit == "percent" or not index.comparable(new, old):
        return ()  # nobody can tell the growth of a share or a margin from its points
    spent = _spent(index, new) and _spent(index, old)
    if not spent and not (base.is_positive and index.range(new).is_positive):
        return ()  # growth from a loss, or into one, has no agreed meaning
    return tuple(_relation(index, (growth, new, old), side, text, years) for side, text in sides(growth, new))


def _spent(index: Index, claim: Claim) -> bool:
    """A cost in brackets, which grows as its amount does."""
    return claim.metric_id in COSTS and (-index.range(claim)).is_positive


def sides(rate: Claim, level: Claim) -> Iterator[tuple[Algebra, str]]:
    """What to compare of a rate and the level that it speaks of: both as printed, or each end of two ranges; nothing of a
    range and a single number. With the level's term for a formula."""
    spans = [claim.quantity.bound == "range" for claim in (rate, level)]
    if not any(spans):
        yield lambda value: (value(rate), value(level)), term(level)
    elif all(spans):
        for stated, end, text in zip(ends(rate), ends(level), end_terms(level), strict=True):
            yield _constant(stated, end), text


def _constant(stated: Range, level: Range) -> Algebra:
    return lambda value: (stated, level)


def _relation(index: Index, claims: tuple[Claim, Claim, Claim], side: Algebra, text: str, years: int) -> Relation:
    growth, new, old = claims

    def algebra(value: Values) -> tuple[Range, Range]:
        stated, level = side(value)
        spent = _spent(index, new) and _spent(index, old)
        quotient = -level / -value(old) if spent else level / value(old)
        if years > 1:
            quotient = root(quotient, years)
        return stated, quotient if growth.measure == "multiple" else quotient.shifted(-1).scaled(100)

    stated, derived = algebra(index.range)
    less_one, ratio = "" if growth.measure == "multiple" else " − 1", f"{text} / {term(old)}"
    return Relation(
        "growth_vs_levels",
        claims,
        stated,
        derived,
        lambda: Wording(
            ratio + less_one if years == 1 else f"({ratio})^(1/{years}){less_one}",
            f"{name(growth)} 印作 {quoted(growth)}，但由 {quoted(new)}（{name(new)}）與 {quoted(old)}（{name(old)}）"
            f"推算為 {spell(derived, growth)}",
            f"{name(growth)} is printed as {quoted(growth)}; {quoted(new)} ({name(new)}) and {quoted(old)} ({name(old)}) "
            f"give {spell(derived, growth, english=True)}",
        ),
        growth.span,
        algebra,
        growth.basis == "vs_previous",  # found by its words alone
    )


KIND = Kind(
    "growth_vs_levels",
    find,
    fires=(
        Example(
            "110 on 100 is +10 %, not +12 %",
            (
                figure("收入", "2024", "110 億元"),
                figure("收入", "2024", "12%", basis="yoy"),
                figure("收入", "2023", "100 億元"),
            ),
        ),
        Example(
            "46.4 on 40.0 three years before is 5.1 % a year",
            (
                figure("收入", "2021", "40.0 億元"),
                figure("收入", "2024", "46.4 億元"),
                figure("收入", "2021/2024", "7.1%", basis="cagr"),
            ),
        ),
        Example(
            "a forecast raised from 1.20 to 1.35 is raised by 12.5 %",
            (
                figure("每股盈利", "2026", "1.20 元", status="forecast", metric_id="eps", per="share"),
                figure(
                    "每股盈利", "2026", "15.5%", basis="vs_previous", status="forecast", metric_id="eps", per="share"
                ),
                figure("每股盈利", "2026", "1.35 元", status="forecast", metric_id="eps", per="share"),
            ),
            text="每股盈利預測由1.20 元上調15.5%至1.35 元。",
        ),
        Example(
            "the upper end of a range of forecasts",
            (
                figure("淨利潤", "2025Q3", "95.1至105.6 億元", status="estimate"),
                figure("淨利潤", "2024Q3", "62.5 億元"),
                figure("淨利潤", "2025Q3", "52.2至78.9%", basis="yoy", status="estimate"),
            ),
        ),
    ),
    silent=(
        Example(
            "both levels are rounded: anything from 9.4 to 10.6 % fits",
            (
                figure("收入", "2024", "11.0 億元"),
                figure("收入", "2024", "10.5%", basis="yoy"),
                figure("收入", "2023", "10.0 億元"),
            ),
        ),
        Example(
            "12 月 超過 2.5 萬 and 超過 10 %: bounds only",
            (
                figure("交付量", "2024-12", "超過2.5 萬輛"),
                figure("交付量", "2024-12", "超過10%", basis="mom"),
                figure("交付量", "2024-11", "2.1 萬輛"),
            ),
        ),
        Example(
            "another scope: the world's sales and China's",
            (
                figure("銷量", "2024", "150 萬輛", qualifiers=(("region", "全球"),)),
                figure("銷量", "2024", "8%", basis="yoy", qualifiers=(("region", "全球"),)),
                figure("銷量", "2023", "100 萬輛", qualifiers=(("region", "中國"),)),
            ),
        ),
        Example(
            "a share's growth in percent may mean points",
            (
                figure("市場份額", "2024", "14.8%"),
                figure("市場份額", "2024", "1.2%", basis="yoy"),
                figure("市場份額", "2023", "13.6%"),
            ),
        ),
        Example(
            "from a loss to a profit there is no rate",
            (
                figure("淨利潤", "2024", "3.0 億元"),
                figure("淨利潤", "2024", "80%", basis="yoy"),
                figure("淨利潤", "2023", "-3.0 億元"),
            ),
        ),
        Example(
            "one broker's forecast and another's growth",
            (
                figure("收入", "2025", "130 億元", status="forecast", attribution="甲證券"),
                figure("收入", "2025", "10%", basis="yoy", status="forecast", attribution="乙證券"),
                figure("收入", "2024", "100 億元"),
            ),
        ),
    ),
)
