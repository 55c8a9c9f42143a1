"""What simpler rules make of the same relations: a tolerance in points or percent, or sums alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pipeline.model.check import Interval, Reconciliation

Rule = Callable[[Sequence[Reconciliation]], bool]


def _middle(value: Interval) -> Decimal | None:
    return None if value.low is None or value.high is None else (value.low + value.high) / 2


def _tolerance(points: Decimal) -> Rule:
    """Flags a relation whose middles differ by more than so many points (of a rate) or percent (of an amount)."""

    def rule(found: Sequence[Reconciliation]) -> bool:
        for each in found:
            stated, derived = _middle(each.stated), _middle(each.derived)
            if stated is not None and derived is not None:
                scale = Decimal(1) if abs(stated) < 1000 else abs(stated) / 100
                if abs(stated - derived) > points * scale:
                    return True
        return False

    return rule


def _sums_only(found: Sequence[Reconciliation]) -> bool:
    return any(not each.holds for each in found if each.kind == "sum_to_total")


BASELINES: Mapping[str, Rule] = {
    "±0.1": _tolerance(Decimal("0.1")),
    "±0.5": _tolerance(Decimal("0.5")),
    "±1": _tolerance(Decimal(1)),
    "±5": _tolerance(Decimal(5)),
    "sums only": _sums_only,
}
