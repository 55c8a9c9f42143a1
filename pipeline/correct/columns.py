"""The columns of a claim that can be corrected: how each reads as text, and how text is put into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.model.claim import Claim
from pipeline.model.columns import Column, Dataset
from pipeline.model.period import Period
from pipeline.model.rows import DATASETS

_CLAIMS: Dataset = next(dataset for dataset in DATASETS if dataset.name == "claims")
_QUANTITY = ("low", "high", "bound", "unit", "multiplier", "decimals_low", "decimals_high", "category")
_PERIOD = ("period", "period_start", "period_end")
_OWN = (
    *("entity", "entity_id", "metric", "metric_id", "measure", "basis", "status"),
    *("attribution", "statistic", "per"),
)


@dataclass(frozen=True, slots=True)
class Correctable:
    """One column. `get` gives its value, `set` a claim with another one."""

    column: Column
    get: Callable[[Claim], Any]
    set: Callable[[Claim, Any], Claim]

    def text(self, claim: Claim) -> str:
        """The value of a claim as an overrides file writes it."""
        return text_of(self.get(claim))

    def value(self, text: str) -> Any:
        """The value that a text stands for, None for an empty one. Raises ValueError with what was expected."""
        if not text:
            if not self.column.nullable and self.column.name != "qualifiers":
                raise ValueError("a value: the column may not be empty")
            return None
        if self.column.values and text not in self.column.values:
            raise ValueError(f"one of {', '.join(self.column.values)}")
        return _READERS.get(self.column.name, _READERS_OF_KIND.get(self.column.kind, str))(text)


def text_of(value: Any) -> str:
    """A value of a claim's column as text: empty for null, numbers without exponent and idle zeros, days as ISO."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, tuple):
        return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("a number such as 135000 or -4.8")
    return number


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day such as 2025-06-30") from None


def _qualifiers(text: str) -> tuple[tuple[str, str], ...]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError('an object of texts such as {"region":"中國"}')
    return tuple(sorted(found.items()))


def _period(text: str) -> Period:
    from pipeline.recognise.periods.calendar import parse_label  # its room takes long to load

    try:
        return parse_label(text)
    except ValueError:
        raise ValueError("a period such as 2024Q3, 2024H1, 2024-11, 2025-01-03, FY2025 or A/B") from None


_READERS: Mapping[str, Callable[[str], Any]] = {"qualifiers": _qualifiers, "period": _period}
_READERS_OF_KIND: Mapping[str, Callable[[str], Any]] = {"number": _number, "integer": _integer, "date": _day}


def _of_quantity(name: str) -> Correctable:
    def set_(claim: Claim, value: Any) -> Claim:
        return replace(claim, quantity=replace(claim.quantity, **{name: value}))

    return Correctable(_CLAIMS.column(name), lambda claim: getattr(claim.quantity, name), set_)


def _of_claim(name: str) -> Correctable:
    def set_(claim: Claim, value: Any) -> Claim:
        return replace(claim, **{name: value})

    return Correctable(_CLAIMS.column(name), lambda claim: getattr(claim, name), set_)


def _of_period(name: str) -> Correctable:
    part = name.removeprefix("period_")

    def get(claim: Claim) -> Any:
        return getattr(claim.period, "label" if name == "period" else part) if claim.period else None

    def set_(claim: Claim, value: Any) -> Claim:
        if name == "period":
            return replace(claim, period=value)
        return replace(claim, period=replace(claim.period or Period("", None, None), **{part: value}))

    return Correctable(_CLAIMS.column(name), get, set_)


def _of_qualifiers() -> Correctable:
    def set_(claim: Claim, value: Any) -> Claim:
        return replace(claim, qualifiers=value or ())

    return Correctable(_CLAIMS.column("qualifiers"), lambda claim: claim.qualifiers, set_)


CORRECTABLE: Mapping[str, Correctable] = {
    **{name: _of_quantity(name) for name in _QUANTITY},
    **{name: _of_claim(name) for name in _OWN},
    **{name: _of_period(name) for name in _PERIOD},
    "qualifiers": _of_qualifiers(),
}
"""By name. What says where a figure stands, and what follows from the others, is not corrected."""
