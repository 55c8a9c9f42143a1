"""One figure stated about something, and what the note's head says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from pipeline.model.correction import Correction
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.model.quantity import NumeralCategory, Quantity

Origin = Literal["prose", "heading", "caption", "cell"]
Measure = Literal["level", "change", "growth", "multiple", "rank"]
Basis = Literal[
    "yoy", "qoq", "hoh", "mom", "wow", "dod", "ytd", "cagr", "since", "vs_target", "vs_estimate", "vs_previous"
]
Status = Literal["actual", "estimate", "forecast", "guidance"]
Statistic = Literal["max", "min", "mean", "median", "cumulative"]
Per = Literal["share", "unit", "month", "order"]
Action = Literal["initiate", "upgrade", "downgrade", "maintain", "raise_target", "cut_target", "reinstate", "suspend"]

ORIGINS: tuple[Origin, ...] = get_args(Origin)
MEASURES: tuple[Measure, ...] = get_args(Measure)
BASES: tuple[Basis, ...] = get_args(Basis)
STATUSES: tuple[Status, ...] = get_args(Status)
STATISTICS: tuple[Statistic, ...] = get_args(Statistic)
PERS: tuple[Per, ...] = get_args(Per)
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure and what it is about. Columns are those of CONTRACT.md's `claims`; where a column was carried over or
    deduced its name is in `inferred`, where it could not be decided in `unresolved`."""

    claim_id: str  # hashes report_id, span and ordinal, never values
    report_id: str
    ordinal: int  # 0-based position in reading order
    origin: Origin
    span: Span  # of `text` in the raw text
    text: str  # raw_text[span], the figure without its bound word
    quote_span: Span  # its sentence or cell
    quantity: Quantity  # signed as the claim means it: 下降 5% is -5
    entity: str | None
    entity_id: str | None
    metric: str | None
    metric_id: str | None
    qualifiers: tuple[tuple[str, str], ...]  # sorted by key
    measure: Measure
    basis: Basis | None
    period: Period | None
    status: Status
    attribution: str | None
    statistic: Statistic | None
    per: Per | None
    rule: str
    inferred: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    table: int | None = None  # index in Note.tables
    row: int | None = None
    col: int | None = None
    evidence: tuple[tuple[str, Span], ...] = ()  # where a column was taken from: ("entity", Span), ("period", Span) …
    corrections: tuple[Correction, ...] = ()  # that a person made


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of the note; together they hold every digit run exactly once."""

    span: Span
    category: NumeralCategory
    rule: str
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class BrokerView:
    """One broker's view of one security in a note."""

    view_id: str
    broker: str | None
    entity: str | None
    entity_id: str | None
    rating: str | None  # as printed
    rating_score: int | None  # 5 buy … 1 sell
    action: Action | None
    target_low: Decimal | None
    target_high: Decimal | None
    target_currency: str | None
    target_horizon: str | None
    previous_rating: str | None
    previous_target: Decimal | None
    reference_price: Decimal | None
    reference_date: date | None
    upside: Decimal | None  # stated, in percent
    claim_ids: tuple[str, ...]
    span: Span  # where the view stands


@dataclass(frozen=True, slots=True)
class Header:
    """What the note says of itself."""

    title: str | None
    broker: str | None
    analysts: tuple[str, ...]
    published_at: datetime | None  # with zone
    entity: str | None
    entity_id: str | None
    market: Literal["HK", "TW", "CN", "US"] | None
    language: str  # BCP 47: zh-Hant-HK, zh-Hant-TW, zh-Hans …
    script_mix: Decimal  # share of Simplified-only characters among those that one script alone has, 0..1


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read of one note's figures."""

    header: Header
    numerals: tuple[Numeral, ...]  # by start
    claims: tuple[Claim, ...]  # by start
    views: tuple[BrokerView, ...]
