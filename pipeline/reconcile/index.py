"""A note's figures by what they are about, so that every kind finds its partners without comparing all with all."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipeline.model.claim import Basis, Claim, Extraction, Measure
from pipeline.model.mention import PeriodMention
from pipeline.model.passage import NormalisedNote
from pipeline.model.place import Span
from pipeline.reconcile import calendar
from pipeline.reconcile.interval import Range
from pipeline.reconcile.precision import is_money, printed
from pipeline.reconcile.relation import Relation
from pipeline.reconcile.statements import EarlierFact
from pipeline.reconcile.words import Words

# measures that say nothing of what is measured
_VAGUE = ("amount", "quantity", "difference", "target", "limit", "guidance", "forecast_value", "growth_rate", "rank")
# measures of which there are many: they are the same only where the words are
_BROAD = ("profit", "profit_margin", "investment", "price_increase", "fair_value_change")
# endings that say what sort of thing a qualifier is and not which one: 中國市場 is 中國
_SORTS = ("市場", "地區", "業務", "分部", "板塊", "分類")


class Subject(NamedTuple):
    """What a figure measures, time and precision left aside. Different qualifiers, scopes and statistics are different subjects."""

    entity: str
    metric: str
    qualifiers: tuple[tuple[str, str], ...]
    per: str | None
    statistic: str | None


class Fact(NamedTuple):
    """A subject at a time, as a level or as a change on a basis."""

    subject: Subject
    period: str
    measure: Measure
    basis: Basis | None


@dataclass
class Index:
    """Usable claims in reading order: everything decided, about something. A claim with an unresolved column takes part
    in nothing; but the cells of a table that does not say whose figures it holds are all of one unnamed subject."""

    note: NormalisedNote
    extraction: Extraction
    words: Words
    mentions: Sequence[Sequence[PeriodMention]] = ()  # by passage
    earlier: Sequence[EarlierFact] = ()  # of earlier notes, for cross_report
    blind_to_currency: bool = False  # compares HKD with CNY: for finding a currency that is a slip
    relations: dict[str, list[Relation]] = field(default_factory=dict)  # by kind, as far as they have been found
    plain: dict[tuple[str, bool], bool] = field(default_factory=dict)  # what evidence.py decided of a claim
    claims: tuple[Claim, ...] = field(init=False)
    _ranges: dict[str, Range] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.claims = tuple(c for c in self.extraction.claims if self._decided(c) and not self._somebodys(c))

    def _decided(self, claim: Claim) -> bool:
        return not claim.unresolved or (claim.unresolved == ("entity",) and claim.table is not None)

    def _somebodys(self, claim: Claim) -> bool:
        """該行 without a name: whose figure it is was not decided."""
        return claim.attribution is not None and self.words.says("speaker", claim.attribution)

    # what a figure is about

    @cached_property
    def _entity_ids(self) -> Mapping[str, str]:
        return {c.entity: c.entity_id for c in self.claims if c.entity and c.entity_id}

    def entity(self, claim: Claim) -> str | None:
        """Its ticker, else its preferred name: 三星 and 三星電子 are one, by the note's own tickers or the vocabulary."""
        if claim.entity_id is not None:
            return claim.entity_id
        if claim.entity is None:
            return None if claim.table is None else f"#{claim.table}"
        known = self.words.entities.get(claim.entity, claim.entity)
        return self._entity_ids.get(claim.entity) or self._entity_ids.get(known, known)

    def metric(self, claim: Claim) -> str | None:
        if claim.metric_id == "target" and claim.metric is not None:
            return self._aimed_at.get(claim.metric, claim.metric_id)
        return claim.metric if claim.metric_id in _BROAD else claim.metric_id or claim.metric

    @cached_property
    def _aimed_at(self) -> Mapping[str, str]:
        """What a target is one of: 交付量目標 of deliveries. A target of nothing that is named stays a target."""
        found = {}
        for word in {c.metric for c in self.claims if c.metric_id == "target" and c.metric}:
            bare = word.replace("目標", "")
            ends = [self.words.measures[bare[n:]] for n in range(len(bare)) if bare[n:] in self.words.measures]
            if ends:
                found[word] = ends[0]
        return found

    def kind_of(self, claim: Claim) -> str | None:
        """What sort of thing the measure is, from the vocabulary: money, percent, count, price, index …; a target price is
        one figure, and not a price of the day."""
        definition = self.words.definitions.get(claim.metric_id or "")
        return definition["unit_kind"] if definition is not None and claim.metric_id != "target_price" else None

    def subject(self, claim: Claim) -> Subject | None:
        """None where it is unknown whose or which measure the figure is. A measure that the vocabulary does not know is
        known by its words alone, and only where it is an amount or a rate: 16 間 and 9 間 may count anything."""
        entity, metric = self.entity(claim), self.metric(claim)
        if entity is None or metric is None or metric in _VAGUE:
            return None
        if claim.metric_id is None and claim.quantity.category not in ("monetary", "percentage"):
            return None
        qualifiers = tuple((key, self.qualifier(value)) for key, value in claim.qualifiers)
        return Subject(entity, metric, qualifiers, claim.per, claim.statistic)

    def qualifier(self, value: str) -> str:
        value = self.words.synonym(value)
        for sort in _SORTS:
            if value.endswith(sort) and len(value) > len(sort):
                return self.words.synonym(value.removesuffix(sort))
        return value

    def fact(self, claim: Claim) -> Fact | None:
        """None where the subject or the period is unknown."""
        subject, period = self.subject(claim), calendar.known(claim.period)
        if subject is None or period is None:
            return None
        return Fact(subject, period, claim.measure, claim.basis)

    @cached_property
    def facts(self) -> Mapping[Fact, tuple[Claim, ...]]:
        groups: dict[Fact, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            fact = self.fact(claim)
            if fact is not None:
                groups[fact].append(claim)
        return {fact: tuple(group) for fact, group in groups.items()}

    @cached_property
    def by_metric(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by metric_id, in order."""
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.metric_id is not None:
                groups[claim.metric_id].append(claim)
        return {metric: tuple(group) for metric, group in groups.items()}

    def levels(self, subject: Subject, period: str) -> tuple[Claim, ...]:
        return self.facts.get(Fact(subject, period, "level", None), ())

    def comparable(self, one: Claim, other: Claim) -> bool:
        """Whether the two numbers count the same thing: one unit, or two measure words for the same subject (輛, 臺)."""
        a, b = one.quantity.unit, other.quantity.unit
        if a == b:
            return True
        if is_money(a) and is_money(b):
            guessed = "unit" in one.inferred or "unit" in other.inferred
            return self.blind_to_currency or (guessed and len(self._currencies) < 2)
        counted = one.quantity.category == other.quantity.category == "quantity"
        return counted and not any(u is not None and (u.isascii() or is_money(u)) for u in (a, b))

    @cached_property
    def _currencies(self) -> set[str | None]:
        """The currencies that the note prints with its amounts, prices left aside. Where there is one, 元 alone means it."""
        return {
            c.quantity.unit
            for c in self.claims
            if is_money(c.quantity.unit) and "unit" not in c.inferred and self.kind_of(c) == "money"
        }

    def group_by_unit(self, claims: Sequence[Claim]) -> list[list[Claim]]:
        """Claims parted into groups whose numbers count the same thing."""
        groups: list[list[Claim]] = []
        for claim in claims:
            for group in groups:
                if self.comparable(group[0], claim):
                    group.append(claim)
                    break
            else:
                groups.append([claim])
        return groups

    def range(self, claim: Claim) -> Range:
        found = self._ranges.get(claim.claim_id)
        if found is None:
            found = self._ranges[claim.claim_id] = printed(claim)
        return found

    # who says it, and of what sort it is

    def same_voice(self, one: Claim, other: Claim) -> bool:
        """Whether the same source speaks. A reported figure without a source can repeat that of the only source that is named
        for the fact; where several are named, nobody can tell which one it repeats. Expectations are somebody's own."""
        if one.attribution == other.attribution:
            return True
        if one.attribution is not None and other.attribution is not None:
            return False
        if one.status != "actual" or other.status != "actual":
            return False
        fact = self.fact(one)
        named = {c.attribution for c in self.facts.get(fact, ()) if c.attribution} if fact else set()
        return len(named | ({one.attribution, other.attribution} - {None})) == 1

    def base_of(self, claim: Claim, base: Claim) -> bool:
        """Whether `base` can be the earlier level that `claim` speaks of: what was reported, or the same voice's own figure."""
        if base.status == "actual" and base.attribution in (None, claim.attribution):
            return True
        if base.status == "actual" and claim.attribution is None:
            return self.same_voice(claim, base)
        if base.attribution is not None and self.words.says("collective", base.attribution):
            return True  # 綜合 9 間券商預測 …，較 2022 年的 113 億元: the base of each of their rows
        return alike(base, claim) and base.attribution == claim.attribution

    # where it stands

    def sentence(self, claim: Claim) -> str:
        """The sentence or cell around the figure, in canonical Traditional."""
        return self.note.canonical[claim.quote_span.start : claim.quote_span.end]

    def before(self, claim: Claim, length: int = 12) -> str:
        """The words of its sentence that stand before the figure, at most `length` characters."""
        start = max(claim.quote_span.start, claim.span.start - length)
        return self.note.canonical[start : claim.span.start]

    def after(self, claim: Claim, length: int = 12) -> str:
        end = min(claim.quote_span.end, claim.span.end + length)
        return self.note.canonical[claim.span.end : end]

    @cached_property
    def _blocks(self) -> tuple[list[int], list[int]]:
        starts = sorted(
            (span.start, number) for number, block in enumerate(self.note.note.blocks) for span in block.spans
        )
        return [start for start, _ in starts], [number for _, number in starts]

    def block(self, offset: int) -> int:
        """Number of the block that holds a raw offset, or the one before it; -1 before the first."""
        starts, numbers = self._blocks
        place = bisect_right(starts, offset) - 1
        return numbers[place] if place >= 0 else -1

    @cached_property
    def sentences(self) -> Mapping[Span, tuple[Claim, ...]]:
        """The figures of each sentence of prose, in order."""
        groups: dict[Span, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.origin != "cell":
                groups[claim.quote_span].append(claim)
        return {span: tuple(group) for span, group in groups.items()}

    @cached_property
    def rows(self) -> Mapping[tuple[int, int], tuple[Claim, ...]]:
        """The figures of each table row, by (table, row), in column order."""
        groups: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.table is not None and claim.row is not None:
                groups[claim.table, claim.row].append(claim)
        return {key: tuple(sorted(group, key=lambda c: c.col or 0)) for key, group in groups.items()}

    @cached_property
    def columns(self) -> Mapping[int, Mapping[int, tuple[Claim, ...]]]:
        """The figures of each table column in row order: table → column → claims."""
        groups: dict[int, dict[int, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for (table, _), claims in sorted(self.rows.items()):
            for claim in claims:
                if claim.col is not None:
                    groups[table][claim.col].append(claim)
        return {table: {col: tuple(group) for col, group in cols.items()} for table, cols in groups.items()}

    def stub(self, table: int, row: int) -> str:
        """What a table row is called, innermost stub first, in canonical Traditional; empty where nothing is known."""
        return self._stubs.get((table, row), "")

    @cached_property
    def _stubs(self) -> Mapping[tuple[int, int], str]:
        names: dict[tuple[int, int], str] = {}
        for number, table in enumerate(self.note.note.tables):
            for cell in table.cells:
                if cell.role == "stub" and cell.printed.spans:
                    text = "".join(self.note.canonical[s.start : s.end] for s in cell.printed.spans).strip()
                    names[number, cell.row] = f"{names.get((number, cell.row), '')} {text}".strip()
        return names

    def header(self, table: int, col: int) -> str:
        """The header texts above a table column, outermost first, in canonical Traditional."""
        return self._headers.get((table, col), "")

    @cached_property
    def _headers(self) -> Mapping[tuple[int, int], str]:
        names: dict[tuple[int, int], str] = {}
        for number, table in enumerate(self.note.note.tables):
            for cell in table.cells:
                if cell.role == "header" and cell.printed.spans:
                    text = "".join(self.note.canonical[s.start : s.end] for s in cell.printed.spans).strip()
                    for col in range(cell.col, cell.col + cell.col_span):
                        names[number, col] = f"{names.get((number, col), '')} {text}".strip()
        return names


def alike(one: Claim, other: Claim) -> bool:
    """Whether two figures are of one standing: reported, set as a goal, or expected. Of one period an estimate and a forecast
    are the same expectation."""
    return _standing(one) == _standing(other)


def _standing(claim: Claim) -> str:
    return "forecast" if claim.status == "estimate" else claim.status


def nearest(claims: Iterable[Claim], to: Claim) -> list[Claim]:
    """Candidates from the likeliest partner on: same sentence or table row, then same table, then by distance."""

    def distance(claim: Claim) -> tuple[int, int]:
        together = claim.quote_span == to.quote_span or (
            claim.table is not None and (claim.table, claim.row) == (to.table, to.row)
        )
        near = claim.table is not None and claim.table == to.table
        return (0 if together else 1 if near else 2, abs(claim.span.start - to.span.start))

    return sorted(claims, key=distance)
