"""Annotated notes, and how well rows agree with them, level by level.

found: the figure is there; value: low, high and unit are right; figure: and the bound; meaning: and measure, basis, period and
status; tuple: and entity, metric, statistic and qualifiers, the whole row. F1 over all notes together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.normalise import canonical
from tests.shared import ROOT, SHARED

LEVELS = {
    "found": (),
    "value": ("low", "high", "unit"),
    "figure": ("low", "high", "unit", "bound"),
    "meaning": ("low", "high", "unit", "bound", "measure", "basis", "period", "status"),
    "tuple": (
        *("low", "high", "unit", "bound", "measure", "basis", "period", "status"),
        *("entity", "metric", "statistic", "qualifiers"),
    ),
}
FIRST = re.compile("[0-9０-９一二三四五六七八九十百千萬億兩半零〇]")
_SOFT = {"more_than": "over", "at_least": "over", "less_than": "under", "at_most": "under"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldNote:
    """One annotated note: its file, the ranges that are the note itself, and its figures."""

    name: str
    path: Path
    scope: tuple[tuple[int, int], ...]
    claims: tuple[Row, ...]

    @property
    def text(self) -> str:
        return self.path.read_bytes().decode("utf-8")

    def inside(self, start: int) -> bool:
        return any(first <= start < last for first, last in self.scope)


def gold_notes() -> list[GoldNote]:
    """The development notes where they are, else those of raw/ that are text."""
    if SHARED:
        lists, files = sorted(SHARED.glob("gold/*.jsonl")), list(SHARED.glob("corpus/**/*"))
    else:
        lists, files = sorted((ROOT / "tests/notes/expected").glob("*.jsonl")), list((ROOT / "raw").iterdir())
    by_name = {path.name: path for path in files}
    notes = []
    for each in lists:
        head, *claims = [json.loads(line) for line in each.read_text(encoding="utf-8").splitlines()]
        path = by_name.get(head["doc"])
        if path is not None and path.suffix in (".txt", ".md"):
            notes.append(GoldNote(each.stem, path, tuple(map(tuple, head["scope"])), tuple(claims)))
    return notes


def levels_of(notes: Sequence[GoldNote], rows: Sequence[Sequence[Row]]) -> dict[str, float]:
    """Level → F1, for the rows read from each note."""
    right, predicted, wanted = dict.fromkeys(LEVELS, 0), 0, 0
    for note, read in zip(notes, rows, strict=True):
        inside = sorted((r for r in read if note.inside(r["start"])), key=lambda r: (r["start"], r["end"]))
        pairs = _pairs(note.claims, inside)
        counted = [i for i, claim in enumerate(note.claims) if not claim.get("optional")]
        wanted += len(counted)
        predicted += len(inside) - len(pairs) + sum(i in pairs for i in counted)
        for level, columns in LEVELS.items():
            right[level] += sum(i in pairs and _right(note.claims[i], inside[pairs[i]], columns) for i in counted)
    return {level: 2 * right[level] / max(predicted + wanted, 1) for level in LEVELS}


def _pairs(claims: Sequence[Row], rows: Sequence[Row]) -> dict[int, int]:
    """Claim → the row that holds its first digit and is nearest to it in length, each row once."""
    pairs: dict[int, int] = {}
    for i, claim in enumerate(claims):
        first = FIRST.search(claim["text"])
        anchor = claim["start"] + (first.start() if first else 0)
        size = claim["end"] - claim["start"]
        held = [j for j, r in enumerate(rows) if r["start"] <= anchor < r["end"] and j not in pairs.values()]
        if held:
            pairs[i] = min(held, key=lambda j: abs(rows[j]["end"] - rows[j]["start"] - size))
    return pairs


def _right(claim: Row, row: Row, columns: Sequence[str]) -> bool:
    readings = [claim, *({**claim, **other} for other in claim.get("alt") or ())]
    return any(
        all(_agrees(c, reading, row) or (row.get(c) or None) in reading.get(f"{c}_accept", ()) for c in columns)
        for reading in readings
    )


def _agrees(column: str, claim: Row, row: Row) -> bool:
    want, got = claim.get(column), row.get(column)
    if column in ("low", "high"):
        return _same_ends(claim, row) if claim.get("sign_optional") else _number(want) == _number(got)
    if column == "bound":
        return _SOFT.get(want or "exact", want or "exact") == _SOFT.get(got or "exact", got or "exact")
    if column == "period":
        key = re.sub(r"[\s\-]", "", str(got or "")).upper()
        days = "/".join(str(row.get(each) or "") for each in ("period_start", "period_end"))
        return want in ("*", days) or re.sub(r"[\s\-]", "", str(want or "")).upper() == key
    if column == "entity":
        return want is None or _named([got, row.get("entity_id")], want)
    if column == "metric":
        return want is None or _named([got], want)
    if column == "statistic":
        return want is None or want == got
    if column == "qualifiers":
        said = [*json.loads(got or "{}").values(), row.get("metric"), row.get("entity")]
        return all(_named(map(_text, said), [str(value)]) for value in (want or {}).values() if value)
    return (want or None) == (got or None)


def _same_ends(claim: Row, row: Row) -> bool:
    def ends(one: Row) -> list[Decimal]:
        return sorted(abs(n) for n in (_number(one.get("low")), _number(one.get("high"))) if n is not None)

    return ends(claim) == ends(row)


def _number(value: object) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value)).normalize()
    except InvalidOperation:
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _named(got: Any, accepted: Sequence[str]) -> bool:
    """Whether a name equals an accepted one, or holds it or is held by it; a ratio is not the thing that it is a ratio of."""
    keys = [_key(name) for name in got if name]
    for want in map(_key, accepted):
        for key in keys:
            short, long = sorted((key, want), key=len)
            if key == want or (
                len(short) > 1 and short in long and not set(long.replace(short, "", 1)) & set("率比佔占增")
            ):
                return True
    return False


def _key(name: str) -> str:
    return re.sub(r"[\s「」《》()（）\-—·•]", "", canonical(name).casefold())


def passages(note: GoldNote) -> Iterator[tuple[int, str]]:
    """The sentences of a note's own ranges, each with its start: every peer is faster on sentences than on a whole note."""
    text = note.text
    for first, last in note.scope:
        for match in re.finditer(r"[^\n。！？；|│\t]+[。！？；]?", text[first:last]):
            if any(c.isdigit() or FIRST.match(c) for c in match.group()):
                yield first + match.start(), match.group()
