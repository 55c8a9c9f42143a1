"""How well figures were read, against annotations: which were found, and which of their columns are right.

A figure was found where a claim holds the first digit of its text. What is compared is meaning, not spelling: names match
where one holds the other, and a bound where it lies on the same side.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.compare.gold import Figure, Gold
from pipeline.model.rows import ClaimRow
from pipeline.normalise import canonical

VALUE = ("low", "high", "unit")
MEANING = (*VALUE, "bound", "measure", "basis", "period", "status")
LEVELS: Mapping[str, tuple[str, ...]] = {
    "found": (),
    "value": VALUE,
    "figure": (*VALUE, "bound"),
    "meaning": MEANING,
    "row": (*MEANING, "entity", "metric", "statistic", "qualifiers"),
}
"""What must be right for a figure to count, from a place to the whole row."""
COLUMNS = (*LEVELS["row"], "attribution")
_WHERE_ANNOTATED = ("attribution", "statistic", "qualifiers")  # columns that count where the annotation says something

LONGEST = 1000  # characters of a figure with all that may stand between its ends
_FIRST = re.compile(r"[0-9０-９一二三四五六七八九十百千萬億兩半零〇]")
_SIDES = {"more_than": "over", "at_least": "over", "less_than": "under", "at_most": "under"}
_UNITS = {
    "RMB": "CNY",
    "%": "percent",
    "pp": "percentage_point",
    "ppt": "percentage_point",
    "bp": "basis_point",
    "bps": "basis_point",
    "x": "multiple",
    "倍": "multiple",
    "平方米": "m2",
    "公里": "km",
    "公里/小時": "km/h",
    "台": "臺",
}
_RATIO = frozenset("率比占佔增")  # a ratio is not what it is a ratio of
_IDLE = re.compile(r"[\s「」《》()（）\-—·•]")


@dataclass(frozen=True, slots=True)
class Miss:
    """One figure that was not read as annotated. `kind`: missed, wrong or spurious; `columns`: column → (wanted, read)."""

    kind: str
    note: str
    start: int | None
    text: str
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Score:
    """Sums over notes. `right`: level → figures; `columns`: column → [right, compared]."""

    annotated: int = 0
    read: int = 0
    right: Counter[str] = field(default_factory=Counter)
    columns: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in COLUMNS})
    misses: list[Miss] = field(default_factory=list)

    def rates(self, level: str) -> tuple[float, float, float]:
        """(precision, recall, F1) of a level."""
        precision = self.right[level] / self.read if self.read else 0.0
        recall = self.right[level] / self.annotated if self.annotated else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        columns = {
            name: [a + b for a, b in zip(self.columns[name], other.columns[name], strict=True)] for name in COLUMNS
        }
        right = self.right + other.right
        return Score(
            self.annotated + other.annotated, self.read + other.read, right, columns, self.misses + other.misses
        )


def score(gold: Gold, claims: Iterable[ClaimRow]) -> Score:
    """One note."""
    rows = sorted((row for row in claims if gold.holds(row.start)), key=lambda row: (row.start, row.end))
    pairs = _paired(gold.figures, rows)
    result = Score()
    for number, figure in enumerate(gold.figures):
        if figure.get("optional"):
            continue
        result.annotated += 1
        row = pairs.get(number)
        if row is None:
            result.misses.append(Miss("missed", gold.name, figure["start"], figure["text"]))
            continue
        result.read += 1
        result.right.update(level for level, columns in LEVELS.items() if right(figure, row, columns))
        wrong = {}
        for column in COLUMNS:
            if column in _WHERE_ANNOTATED and not figure.get(column):
                continue
            is_right = right(figure, row, (column,))
            result.columns[column][0] += is_right
            result.columns[column][1] += 1
            if not is_right:
                wrong[column] = (figure.get(column), getattr(row, column))
        if wrong:
            result.misses.append(Miss("wrong", gold.name, figure["start"], figure["text"], wrong))
    used = {row.claim_id for row in pairs.values()}
    for row in rows:
        if row.claim_id not in used:
            result.read += 1
            result.misses.append(Miss("spurious", gold.name, row.start, row.text))
    return result


def _paired(figures: Sequence[Figure], rows: Sequence[ClaimRow]) -> dict[int, ClaimRow]:
    """Each figure with at most one claim: of those that hold its first digit the one most like it in length; a figure without
    a place with the next claim of its words."""
    pairs: dict[int, ClaimRow] = {}
    used: set[str] = set()
    by_words: dict[str, list[ClaimRow]] = {}
    for row in rows:
        by_words.setdefault(_IDLE.sub("", row.text), []).append(row)
    for number, figure in enumerate(figures):
        if figure["start"] is None:
            there = [row for row in by_words.get(_IDLE.sub("", figure["text"]), ()) if row.claim_id not in used][:1]
        else:
            anchor = figure["start"] + _first_digit(figure["text"])
            there = [row for row in _holding(rows, anchor) if row.claim_id not in used]
        if there:
            length = len(figure["text"])
            best = min(there, key=lambda row: abs(row.end - row.start - length))
            pairs[number] = best
            used.add(best.claim_id)
    return pairs


def _first_digit(text: str) -> int:
    found = _FIRST.search(text)
    return found.start() if found else 0


def _holding(rows: Sequence[ClaimRow], offset: int) -> Iterator[ClaimRow]:
    """The rows, which are by start, that hold a place; claims of one text are not longer than this."""
    at = bisect_right(rows, offset, key=lambda row: row.start) - 1
    while at >= 0 and rows[at].start > offset - LONGEST:
        if offset < rows[at].end:
            yield rows[at]
        at -= 1


def right(figure: Figure, row: ClaimRow, columns: Sequence[str]) -> bool:
    """Whether some accepted reading has all the columns as the row has them."""
    readings = [figure, *({**figure, **other} for other in figure.get("alt") or ())]
    return any(all(_column_right(column, reading, row) for column in columns) for reading in readings)


def _column_right(column: str, reading: Figure, row: ClaimRow) -> bool:
    compare = _COMPARED.get(column, _same)
    return compare(column, reading, row) or (getattr(row, column) or None) in (reading.get(f"{column}_accept") or ())


def _same(column: str, reading: Figure, row: ClaimRow) -> bool:
    return (reading.get(column) or None) == (getattr(row, column) or None)


def _end(column: str, reading: Figure, row: ClaimRow) -> bool:
    if not reading.get("sign_optional"):
        return _number(reading.get(column)) == _number(getattr(row, column))
    wanted, read = ([_number(end) for end in ends] for ends in ((reading["low"], reading["high"]), (row.low, row.high)))
    return sorted(abs(end) for end in wanted if end is not None) == sorted(abs(end) for end in read if end is not None)


def _number(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _unit(column: str, reading: Figure, row: ClaimRow) -> bool:
    wanted, read = (_UNITS.get(unit or "", unit) or None for unit in (reading.get("unit"), row.unit))
    return wanted == read


def _bound(column: str, reading: Figure, row: ClaimRow) -> bool:
    wanted, read = (_SIDES.get(bound, bound) for bound in (reading.get("bound") or "exact", row.bound))
    return wanted == read


def _period(column: str, reading: Figure, row: ClaimRow) -> bool:
    wanted = str(reading.get("period") or "")
    if wanted == "*":
        return True
    if _plain_period(wanted) == _plain_period(row.period or ""):
        return True
    days = [day.isoformat() if day else "" for day in (row.period_start, row.period_end)]
    return "/" in wanted and days == wanted.split("/")


def _plain_period(text: str) -> str:
    return re.sub(r"[\s\-]", "", text).upper()


def _entity(column: str, reading: Figure, row: ClaimRow) -> bool:
    return reading.get("entity") is None or same_name((row.entity, row.entity_id), reading["entity"])


def _metric(column: str, reading: Figure, row: ClaimRow) -> bool:
    return reading.get("metric") is None or same_name((row.metric,), reading["metric"])


def _statistic(column: str, reading: Figure, row: ClaimRow) -> bool:
    return reading.get("statistic") in (None, row.statistic)


def _qualifiers(column: str, reading: Figure, row: ClaimRow) -> bool:
    """Every one that is annotated stands in the row's qualifiers, its metric or its entity."""
    here = (*map(str, json.loads(row.qualifiers).values()), row.metric, row.entity)
    return all(same_name(here, [str(each)]) for each in (reading.get("qualifiers") or {}).values() if each)


def _attribution(column: str, reading: Figure, row: ClaimRow) -> bool:
    return reading.get("attribution") is None or same_name((row.attribution,), [reading["attribution"]])


_COMPARED: Mapping[str, Callable[[str, Figure, ClaimRow], bool]] = {
    "low": _end,
    "high": _end,
    "unit": _unit,
    "bound": _bound,
    "period": _period,
    "entity": _entity,
    "metric": _metric,
    "statistic": _statistic,
    "qualifiers": _qualifiers,
    "attribution": _attribution,
}


def same_name(read: Iterable[str | None], accepted: Iterable[str]) -> bool:
    """Whether a name is one that is accepted, holds it or is held by it, of two characters or more."""
    names = [_plain(name) for name in read if name]
    return any(_alike(name, wanted) for wanted in map(_plain, accepted) for name in names)


def _alike(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) > 1 and short in long and not _RATIO & set(long.replace(short, "", 1)))


def _plain(text: str) -> str:
    return _IDLE.sub("", canonical(unicodedata.normalize("NFKC", text)).casefold())


def by_note(
    golds: Sequence[Gold], claims: Callable[[str], Iterable[ClaimRow] | None]
) -> Iterator[tuple[Gold, Score | None]]:
    """Each annotated note with its score, None for one that is not in the datasets. `claims`: report_id → rows."""
    for gold in golds:
        rows = claims(gold.report_id)
        yield gold, None if rows is None else score(gold, rows)
