"""What a rule that reads a figure is, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.quantity import Bound, Quantity
from pipeline.recognise.quantity_words import QuantityWords, Unit


class Head(NamedTuple):
    """What stands before a number. Offsets of text: `start` of sign or currency, else of the number."""

    outer_start: int
    start: int
    bound: Bound | None = None
    sign: int = 0  # −1, +1; 0 where none is printed; 2 for ±
    currency: str | None = None
    between: bool = False  # 介乎, 介於

    @property
    def factor(self) -> int:
        return -1 if self.sign == -1 else 1


class Core(NamedTuple):
    """What a rule reads at a number: a quantity still without the bound that its head and tail say."""

    start: int
    end: int
    quantity: Quantity
    rule: str
    word: str | None = None  # scale and unit as printed
    unit: Unit | None = None

    @property
    def currency_printed(self) -> bool:
        return self.unit is not None and self.unit.family == "money" and self.unit.code is not None


Production = Callable[[re.Match[str], Head, QuantityWords], Core | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the one quantity that stands in it."""

    text: str
    low: str | None
    high: str | None
    unit: str | None
    bound: Bound = "exact"


def same(text: str, value: str, unit: str | None, bound: Bound = "exact") -> Example:
    """An example of one number; the side that its bound opens is empty."""
    low = None if bound in ("less_than", "at_most") else value
    high = None if bound in ("more_than", "at_least") else value
    return Example(text, low, high, unit, bound)


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` starts at the numeral (prefixes are looked behind at); what stands before it is read once as its `Head`.
    A production that returns None leaves the place to the rules after it. `rejects`: texts in which it reads nothing."""

    name: str
    pattern: str
    production: Production
    reads: tuple[Example, ...]
    rejects: tuple[str, ...] = ()
    needs: str = (
        ""  # only for speed: characters without one of which, beside or soon after the numeral, it cannot match
    )


def rule_name(unit: Unit | None, shape: str = "") -> str:
    """money, percent_range, duration …; bare where no unit is printed."""
    family = unit.family if unit else "bare"
    return f"{family}_{shape}" if shape else family
