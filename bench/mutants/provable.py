"""Whether a made note contradicts itself, decided exactly: rational linear programming over the hidden amounts.

Shares no code with the pipeline. Every printed figure bounds a ratio, a level or a difference of amounts; the note's sums are
equations; amounts are not negative. A mutant is provable when no amounts print as the note does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bench.notes.pieces import Figure, MadeNote

Row = dict[str, Fraction]  # coefficients by amount; ONE for the constant
ONE = ""
Bounds = tuple[Fraction | None, Fraction | None]


def bounds(figure: Figure, number: str | None = None) -> Bounds:
    """Half a unit of the last printed place to both sides; none for what is exact; one side for a bound."""
    value = Fraction(figure.value(number))
    if figure.bound == "more_than":
        return value, None
    decimals = figure.decimals(number)
    half = Fraction(0) if figure.exact else Fraction(1, 2) * Fraction(10) ** -decimals
    return value - half, value + half


@dataclass(frozen=True, slots=True)
class Constraint:
    """0 ≤ Σ coefficient × amount."""

    row: tuple[tuple[str, Fraction], ...]


def contradicts(made: MadeNote, about: Sequence[str]) -> bool:
    """Whether the figures that hang together with those of `about` (keys) cannot all be true."""
    figures = list(made.figures())
    wholes = {whole.whole: whole.parts for whole in made.wholes}
    constants = dict(made.constants)
    touched = {f.key: {a for name in f.meaning.of for a in _basic(name, wholes)} for f in figures}
    for parts in wholes.values():
        touched["whole:" + parts[0]] = {a for name in parts for a in _basic(name, wholes)}
    group = _connected(touched, about)
    near = [f for f in figures if f.key in group]
    return any(_summary_missed(f, near) for f in near) or not _feasible(near, wholes, constants)


def _basic(name: str, wholes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(a for part in wholes[name] for a in _basic(part, wholes)) if name in wholes else (name,)


def _connected(touched: Mapping[str, set[str]], about: Sequence[str]) -> set[str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for key, amounts in touched.items():
        for amount in amounts:
            holders[amount].add(key)
    reached, queue = set(about), list(about)
    while queue:
        for amount in touched[queue.pop()]:
            for key in holders[amount] - reached:
                reached.add(key)
                queue.append(key)
    return reached


def _summary_missed(figure: Figure, near: Sequence[Figure]) -> bool:
    """A median or range against the printed figures of its members."""
    if figure.meaning.relation not in ("median", "range"):
        return False
    printed = {f.meaning.of[0]: bounds(f) for f in near if f.meaning.relation == "level" and f.about.attribution}
    members = [printed[name] for name in figure.meaning.of if name in printed]
    if len(members) < len(figure.meaning.of):
        return False
    lows, highs = sorted(m[0] for m in members if m[0] is not None), sorted(m[1] for m in members if m[1] is not None)
    if figure.meaning.relation == "median":
        return not _meet(bounds(figure), (_middle(lows), _middle(highs)))
    low_missed = not _meet(bounds(figure), (lows[0], highs[0]))
    return low_missed or not _meet(bounds(figure, figure.high), (lows[-1], highs[-1]))


def _middle(values: Sequence[Fraction]) -> Fraction:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _meet(one: Bounds, other: Bounds) -> bool:
    return not (
        (one[1] is not None and other[0] is not None and one[1] < other[0])
        or (other[1] is not None and one[0] is not None and other[1] < one[0])
    )


def _feasible(
    figures: Sequence[Figure], wholes: Mapping[str, tuple[str, ...]], constants: Mapping[str, Fraction]
) -> bool:
    def line(name: str) -> Row:
        row: Row = defaultdict(Fraction)
        for amount in _basic(name, wholes):
            row[amount] += 1
        return row

    rows: list[Row] = []
    for figure in figures:
        rows += _rows(figure, line)
    for name, value in constants.items():
        if any(name in f.meaning.of or set(_basic(name, wholes)) & set(f.meaning.of) for f in figures):
            rows += [_minus(line(name), {ONE: value}), _minus({ONE: value}, line(name))]
    rows = [r for r in rows if r]
    names = sorted({n for r in rows for n in r} - {ONE})
    if not any(ONE in r for r in rows) and names:
        # nothing but ratios: one of the amounts can be set to 1
        anchor = _anchor(figures, line)
        rows += [_minus(anchor, {ONE: Fraction(1)}), _minus({ONE: Fraction(1)}, anchor)]
    return _simplex(rows, names)


def _anchor(figures: Sequence[Figure], line: object) -> Row:
    for figure in figures:
        if figure.meaning.relation in ("growth", "ratio"):
            return line(figure.meaning.of[1])  # type: ignore[operator, no-any-return]
    raise ValueError("no figure is a ratio")


def _rows(figure: Figure, line: object) -> Iterator[Row]:
    """The inequalities 0 ≤ row that a figure stands for."""
    relation, of = figure.meaning.relation, figure.meaning.of
    if relation in ("free", "count", "median", "range"):
        return
    low, high = bounds(figure)
    if relation == "level":
        above, below = line(of[0]), {ONE: Fraction(1)}  # type: ignore[operator]
        low, high = (None if end is None else end / figure.meaning.factor for end in (low, high))
    elif relation == "change":
        above, below = _minus(line(of[0]), line(of[1])), {ONE: Fraction(1)}  # type: ignore[operator]
    else:
        above, below = line(of[0]), line(of[1])  # type: ignore[operator]
        shift = 1 if relation == "growth" else 0
        low, high = (None if end is None else end / 100 + shift for end in (low, high))
    if low is not None:
        yield _minus(above, {n: c * low for n, c in below.items()})
    if high is not None:
        yield _minus({n: c * high for n, c in below.items()}, above)


def _minus(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> Row:
    row: Row = defaultdict(Fraction, one)
    for name, coefficient in other.items():
        row[name] -= coefficient
    return {name: c for name, c in row.items() if c}


def _simplex(rows: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether 0 ≤ row · x + constant has a solution x ≥ 0: phase one of the simplex method, in fractions, by Bland's rule.

    With slack y = row · x + constant, the tableau gives each basic variable as an affine form of the others. While some basic
    variable is negative at x = 0, it is exchanged for a variable that can raise it; where none can, there is no solution.
    This is the dual-style 'criss-cross' of exact solvers such as those inside SMT: it ends, by Bland's rule."""
    column = {name: number for number, name in enumerate(names)}
    width = len(names)
    nonbasic = list(range(width))
    basic = [width + n for n in range(len(rows))]
    table = []
    for row in rows:
        coefficients = [Fraction(0)] * width
        for name, coefficient in row.items():
            if name != ONE:
                coefficients[column[name]] = coefficient
        table.append([*coefficients, row.get(ONE, Fraction(0))])
    while True:
        bad = min((r for r in range(len(table)) if table[r][-1] < 0), key=lambda r: basic[r], default=None)
        if bad is None:
            return True
        enter = min((c for c in range(width) if table[bad][c] > 0), key=lambda c: nonbasic[c], default=None)
        if enter is None:
            return False
        _pivot(table, bad, enter)
        basic[bad], nonbasic[enter] = nonbasic[enter], basic[bad]


def _pivot(table: list[list[Fraction]], row: int, col: int) -> None:
    """Exchange a basic for a nonbasic variable: solve the row for the nonbasic one and put it into all others."""
    pivot = table[row][col]
    solved = [-c / pivot for c in table[row]]
    solved[col] = 1 / pivot
    table[row] = solved
    for r, line in enumerate(table):
        factor = line[col]
        if r != row and factor:
            line[col] = Fraction(0)
            table[r] = [a + factor * b if b else a for a, b in zip(line, solved, strict=True)]
