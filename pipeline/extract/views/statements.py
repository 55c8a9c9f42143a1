"""What one place of a note says of a broker's view: a rating, a target, an upside, a price it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pipeline.extract.draft import Subject
from pipeline.model.claim import Action, Claim
from pipeline.model.place import Span

Kind = Literal["rating", "target", "upside", "price"]


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as printed, and its step: 5 buy … 1 sell, None where the vocabulary does not map it."""

    text: str
    score: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said of a view. A rating has `rating`; the other kinds have the `claim` that holds their figure."""

    kind: Kind
    place: int  # statements of one sentence, or of one row of a table, share it
    broker: str | None  # as printed
    security: Subject | None
    span: Span
    rating: Rating | None = None
    claim: Claim | None = None
    percent: Decimal | None = None  # of an upside; a downside is negative
    day: date | None = None  # of a price
    earlier: bool = False  # what the view was before
    action: Action | None = None
    horizon: str | None = None  # of a target, as printed
    scenario: str | None = None  # 牛市: not the view's own target
    headline: bool = False  # a title or heading sums up what the text says
    exact: bool = False  # its own clause names the security

    @property
    def value(self) -> Decimal | None:
        """The upper end of the figure, by which two statements of one target know each other."""
        return self.claim.quantity.high if self.claim else None
