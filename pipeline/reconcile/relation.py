"""One relation between figures of a note: what every kind of them gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.check import ReconciliationKind
from pipeline.model.claim import Claim
from pipeline.model.place import Span
from pipeline.reconcile.interval import Range

Values = Callable[[Claim], Range]
"""What each figure stands for: as printed, or as it might have been printed."""
Algebra = Callable[[Values], tuple[Range, Range]]
"""The stated and the derived side for given values. Raises ValueError for values that it is not for (a base of zero)."""


class Wording(NamedTuple):
    """A relation in words."""

    formula: str  # of the derived side: 14.8 / 13.6 × 1.032 − 1
    message: str  # Traditional Chinese
    message_en: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation found in a note. `claims`: the stated side first, then those that it is derived from."""

    kind: ReconciliationKind
    claims: tuple[Claim, ...]
    stated: Range
    derived: Range
    worded: Callable[[], Wording]  # of many relations that are tried few are kept, and only those are put into words
    span: Span  # where to look
    algebra: Algebra | None = None
    sure: bool = False  # the words that relate the figures say themselves what each of them is
    earlier: tuple[Claim, ...] = ()  # of an earlier note, that the derived side is taken from
