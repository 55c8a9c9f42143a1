"""Figures that must hold together, as a linear program (scipy's HiGHS).

Every figure is a ratio of two unknown amounts of which we know an interval: a share is a row's amount over the market's, a
growth the amount over the earlier one, a level the amount over 1. Sums of amounts are equations. Nothing else is needed, and
everything is homogeneous, so any amount can be set to 1. Amounts are positive.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipeline.reconcile.interval import Range

SLACK = 1e-7  # of amounts near 1: solvers work in floating point, and a note is not accused of their rounding
Amount = Hashable


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure (any name for it) says that `above` / `below` lies in `value`."""

    figure: str
    above: Amount
    below: Amount
    value: Range


@dataclass(frozen=True, slots=True)
class Sum:
    """`whole` is the sum of `parts`."""

    whole: Amount
    parts: tuple[Amount, ...]


def conflict(ratios: Sequence[Ratio], sums: Sequence[Sum]) -> tuple[Ratio, ...]:
    """A minimal set of figures that no amounts satisfy together; empty where some do."""
    if _feasible(ratios, sums):
        return ()
    kept = list(ratios)
    for each in ratios:
        without = [ratio for ratio in kept if ratio is not each]
        if not _feasible(without, sums):
            kept = without
    return tuple(kept)


def allowed(of: Ratio, others: Iterable[Ratio], sums: Sequence[Sum]) -> Range | None:
    """What the other figures leave for one, rounded outward; None where they contradict each other without it."""
    rest = [ratio for ratio in others if ratio.figure != of.figure]
    if not _feasible(rest, sums):
        return None
    ends = [_optimum(of, rest, sums, sign) for sign in (1, -1)]
    low = None if ends[0] is None else Fraction(ends[0]) - _guard(ends[0])
    high = None if ends[1] is None else Fraction(-ends[1]) + _guard(ends[1])
    return Range(low, high)


def _guard(value: float) -> Fraction:
    return Fraction(SLACK) * 10 * (1 + abs(Fraction(value)))


def _feasible(ratios: Sequence[Ratio], sums: Sequence[Sum]) -> bool:
    """Whether some amounts miss every inequality by no more than the solver's own rounding."""
    if not ratios:
        return True
    system = _System(ratios, sums, one=ratios[0].below)
    result = system.solve({}, relaxed=True)
    return bool(result.status == 0 and result.fun <= SLACK)


def _optimum(of: Ratio, ratios: Sequence[Ratio], sums: Sequence[Sum], sign: int) -> float | None:
    """The least `sign` × above / below; None where there is no end to it."""
    system = _System(ratios, sums, one=of.below, also=(of.above,))
    result = system.solve({of.above: float(sign)}, relaxed=False)
    return float(result.fun) if result.status == 0 else None


class _System:
    """Matrices of the inequalities and equations over the amounts, one of them set to 1."""

    def __init__(
        self, ratios: Sequence[Ratio], sums: Sequence[Sum], *, one: Amount, also: tuple[Amount, ...] = ()
    ) -> None:
        names: dict[Amount, int] = {}
        for amount in (
            one, *also, *(a for r in ratios for a in (r.above, r.below)), *(a for s in sums for a in (s.whole, *s.parts))
        ):  # fmt: skip
            names.setdefault(amount, len(names))
        self.names, self.one = names, names[one]
        self.inequalities = [row for ratio in ratios for row in self._bounds(ratio)]
        self.equations = [self._row({s.whole: -1.0, **dict.fromkeys(s.parts, 1.0)}) for s in sums]

    def _bounds(self, ratio: Ratio) -> Iterable[list[float]]:
        """low × below − above ≤ 0 and above − high × below ≤ 0, each scaled to coefficients near 1."""
        for end, sign in ((ratio.value.low, 1.0), (ratio.value.high, -1.0)):
            if end is not None:
                scale = max(1.0, abs(float(end)))
                yield self._row({ratio.below: sign * float(end) / scale, ratio.above: -sign / scale})

    def _row(self, terms: Mapping[Amount, float]) -> list[float]:
        row = [0.0] * len(self.names)
        for amount, coefficient in terms.items():
            row[self.names[amount]] += coefficient
        return row

    def solve(self, cost: Mapping[Amount, float], *, relaxed: bool) -> Any:
        """Minimise the cost; or, relaxed, the most by which an inequality is missed."""
        from scipy.optimize import linprog

        rows = [[*row, -1.0] if relaxed else row for row in self.inequalities]
        equations = [[*row, 0.0] if relaxed else row for row in self.equations]
        objective = [*self._row(cost), 1.0] if relaxed else self._row(cost)
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * len(objective)
        bounds[self.one] = (1.0, 1.0)
        return linprog(
            objective,
            A_ub=rows or None,
            b_ub=[0.0] * len(rows) or None,
            A_eq=equations or None,
            b_eq=[0.0] * len(equations) or None,
            bounds=bounds,
            method="highs",
        )
