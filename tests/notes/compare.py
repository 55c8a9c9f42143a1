"""A note's expected claims, annotated by hand, against those that were read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model.claim import Claim

Expected = Mapping[str, Any]
EXPECTED = Path(__file__).parent / "expected"
_SAME = str.maketrans({"佔": "占", "台": "臺", "裏": "裡", "説": "說", " ": None})
_SOFT = {"more_than": "over", "at_least": "over", "less_than": "under", "at_most": "under"}


def load(name: str) -> tuple[Expected, list[Expected]]:
    """The head line and the claims of one note, in document order."""
    lines = [json.loads(line) for line in (EXPECTED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return lines[0], lines[1:]


def pair(expected: Sequence[Expected], claims: Sequence[Claim]) -> Iterator[tuple[Expected | None, Claim | None]]:
    """Expected claims with those read: by the offset of the figure, or in order of text where the file gives no offsets."""
    left = list(claims)
    for want in expected:
        if want["start"] is None:
            found = next((c for c in left if _plain(c.text) == _plain(want["text"])), None)
        else:
            found = next((c for c in left if c.span.start < want["end"] and want["start"] < c.span.end), None)
        if found is not None:
            left.remove(found)
        if found is not None or not want.get("optional"):
            yield want, found
    for claim in left:
        yield None, claim


def wrong_columns(want: Expected, claim: Claim) -> list[str]:
    """The columns of a claim that no accepted reading gives; the fewest over the readings."""
    readings = [want, *({**want, **other} for other in want.get("alt") or ())]
    return min(([c for c in COLUMNS if not _right(c, reading, claim)] for reading in readings), key=len)


COLUMNS = ("low", "high", "unit", "bound", "measure", "basis", "period", "status", "entity", "metric")


def _right(column: str, want: Expected, claim: Claim) -> bool:
    accepted = want.get(f"{column}_accept", ())
    quantity = claim.quantity
    got: Any = {
        "low": quantity.low,
        "high": quantity.high,
        "unit": quantity.unit,
        "bound": _SOFT.get(quantity.bound, quantity.bound),
        "measure": claim.measure,
        "basis": claim.basis,
        "period": claim.period.label if claim.period else None,
        "status": claim.status,
    }.get(column)
    if column in ("low", "high"):
        return got == (None if want[column] is None else Decimal(want[column]))
    if column in ("entity", "metric"):
        names = (claim.entity, claim.entity_id) if column == "entity" else (claim.metric,)
        return want.get(column) is None or any(_meets(n, w) for n in names if n for w in want[column])
    if column == "period" and want[column] == "*":
        return True
    wanted = _SOFT.get(want[column], want[column]) if column == "bound" else want[column]
    return got == wanted or got in accepted or (column == "bound" and got in map(_SOFT.get, accepted))


def _meets(got: str, want: str) -> bool:
    """The same name, or one that holds the other: 市場份額 and 全球市場份額, but not 毛利 and 毛利率."""
    a, b = sorted((_plain(got), _plain(want)), key=len)
    return a == b or (len(a) > 1 and a in b and not set(b.replace(a, "", 1)) & set("率比占增"))


def _plain(text: str) -> str:
    return text.translate(_SAME).casefold().replace("（", "(").replace("）", ")")
