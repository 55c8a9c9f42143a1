"""Quarters or halves against the year that they make up, for amounts that run up over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.model.claim import Claim
from pipeline.reconcile import calendar
from pipeline.reconcile.index import Index, alike
from pipeline.reconcile.interval import Range, point, total
from pipeline.reconcile.relation import Relation, Values, Wording
from pipeline.reconcile.wording import name, quoted, spell, term

WHOLE = 100


def years(index: Index) -> Iterator[Relation]:
    """For each table row, or sentence, that prints a year or a half and all of its parts; where most of a table's rows hold, or
    it is the only one."""
    by_table: dict[object, list[Relation]] = defaultdict(list)
    for claims in (*index.rows.values(), *index.sentences.values()):
        by_label = {label: c for c in claims if (label := calendar.known(c.period)) is not None and _runs_up(index, c)}
        for label, whole in by_label.items():
            for labels in calendar.parts_of(label):
                parts = [by_label[part] for part in labels if part in by_label]
                if len(parts) == len(labels) and all(_of_one(index, whole, part) for part in parts):
                    place = whole.table if whole.table is not None else whole.quote_span
                    by_table[place].append(sum_relation(index, whole, parts, "各期"))
    for relations in by_table.values():
        if sum(r.stated.meets(r.derived) for r in relations) * 2 >= len(relations) or len(relations) == 1:
            yield from relations


def _runs_up(index: Index, claim: Claim) -> bool:
    """Revenue and deliveries run up over a year; balances, prices and rates do not."""
    return (
        claim.measure == "level"
        and claim.quantity.value is not None
        and claim.per is None
        and claim.statistic is None
        and index.kind_of(claim) in ("money", "count")
        and index.words.says("flow", claim.metric or "")
    )


def _of_one(index: Index, whole: Claim, part: Claim) -> bool:
    return index.subject(whole) == index.subject(part) and index.comparable(whole, part) and alike(whole, part)


def sum_relation(
    index: Index, whole: Claim, parts: Sequence[Claim], called: str, *, exact: bool = False, sure: bool = False
) -> Relation:
    """A total against the sum of its parts. `called`: what the message calls them. `exact`: the whole is 100, whatever it is
    rounded to."""

    def algebra(value: Values) -> tuple[Range, Range]:
        return point(WHOLE) if exact else value(whole), total(value(part) for part in parts)

    stated, derived = algebra(index.range)

    def worded() -> Wording:
        formula = " + ".join(term(part) for part in parts).replace("+ −", "− ")
        return Wording(
            formula,
            f"{name(whole)} 印作 {quoted(whole)}，但{called} {formula} 合計為 {spell(derived, whole)}",
            f"{name(whole)} is printed as {quoted(whole)}; its parts {formula} add up to {spell(derived, whole, english=True)}",
        )

    return Relation(
        "sum_to_total",
        (whole, *parts),
        stated,
        derived,
        worded,
        whole.span,
        algebra,
        sure,
    )
