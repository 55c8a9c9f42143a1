"""What the recognisers find in a passage. Offsets are those of the passage's text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pipeline.model.period import Period
from pipeline.model.quantity import NumeralCategory, Quantity


class QuantityMention(NamedTuple):
    """A figure. `start, end` hold number, scale and unit without the words of its bound; `outer_start, outer_end` with them
    (超過 125%, 25 萬輛左右, 700 多臺)."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    quantity: Quantity
    rule: str
    signed: bool = False  # a sign was printed: +0.3 %, −5, ▲3, (1,234) in a cell
    unit_word: str | None = None  # as printed: 億元人民幣, 個百分點, 萬輛
    currency_printed: bool = False  # 港元 says which currency; bare 元 does not (unit None, category monetary)


class NumeralMention(NamedTuple):
    """A numeral that is no quantity: part of a date, a ticker, a model name, a list mark …"""

    start: int
    end: int
    category: NumeralCategory
    rule: str


PeriodKind = Literal["instant", "day", "week", "month", "quarter", "half", "year", "range", "duration", "relative"]


class PeriodMention(NamedTuple):
    """A time expression. `period` is set where the words alone decide it (2024 年第三季度); a relative or partial one
    (去年同期, 第三季, 10 月) is resolved from the context by `rule`'s resolver."""

    start: int
    end: int
    kind: PeriodKind
    rule: str
    period: Period | None = None
    expression: tuple[tuple[str, int | str], ...] = ()  # what was read: (("quarter", 3), ("year_word", "去年"))


NameKind = Literal[
    "entity",
    "metric",
    "broker",
    "region",
    "segment",
    "product",
    "channel",
    "accounting",
    "scenario",
    "rating",
    "person",
]


class NameMention(NamedTuple):
    """A word of the vocabulary, or a name that the note introduces itself. `text` as printed in canonical Traditional."""

    start: int
    end: int
    kind: NameKind
    text: str
    canonical: str  # preferred form: 騰訊 for 騰訊控股
    id: str | None  # ticker of an entity, slug of a metric, step of a rating …
    rule: str
