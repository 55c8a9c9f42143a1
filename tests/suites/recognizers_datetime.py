"""The Chinese date cases of Microsoft's Recognizers-Text (MIT), read as `Case`s and compared with what we find.

Their conventions differ from ours, and are translated here, not in the pipeline:
- their ranges exclude the end (2018 is 2018-01-01 to 2019-01-01), ours include it;
- a range of two points ends for them where its second point begins (2007年與2009年間 ends 2009-01-01);
- a date without a year has two values, before and after the reference: either is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pipeline.model.mention import PeriodMention
from pipeline.model.period import Period
from pipeline.recognise.periods import PeriodContext, PeriodFinder, resolve

FILES = (
    "DateExtractor",
    "DateParser",
    "DatePeriodExtractor",
    "DatePeriodParser",
    "DurationExtractor",
    "DurationParser",
    "MergedExtractor",
    "MergedParser",
    "DateTimeModel",
    "DateTimeModelExperimentalMode",
)
IN_SCOPE = ("date", "daterange", "duration")
UNRESOLVED = ((None, None), ("not resolved", "not resolved"), ("0001-01-01", "0001-01-01"))  # 2019年2月29日
UNITS = {"year": "Y", "month": "M", "week": "W", "day": "D"}


@dataclass(frozen=True, slots=True)
class Expected:
    text: str  # normalised
    kind: str
    timex: str | None
    values: tuple[tuple[str | None, str | None], ...]  # (start, end); empty where only the place is tested


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    index: int  # 0-based in its file
    text: str  # normalised
    reference: date | None
    expected: tuple[Expected, ...]

    @property
    def key(self) -> str:
        return f"{self.file}:{self.index}"


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2tw")


def normal(text: str) -> str:
    """Traditional, half-width digits, no blanks beside Chinese characters: what the pipeline's passages look like."""
    text = _converter().convert(text)  # type: ignore[attr-defined]
    text = text.translate({0xFF10 + n: 0x30 + n for n in range(10)}).replace("，", ",")
    return re.sub(r"(?<=[一-鿿]) +| +(?=[一-鿿])", "", text)


def read_cases(folder: Path) -> Iterator[Case]:
    for file in FILES:
        path = folder / f"{file}.json"
        if not path.exists():
            continue
        for index, case in enumerate(json.loads(path.read_text(encoding="utf-8-sig"))):
            moment = case.get("Context", {}).get("ReferenceDateTime")
            yield Case(
                file,
                index,
                normal(case["Input"]),
                date.fromisoformat(moment[:10]) if moment else None,
                tuple(_expected(result) for result in case["Results"]),
            )


def _expected(result: dict[str, object]) -> Expected:
    kind = str(result.get("TypeName", result.get("Type"))).removeprefix("datetimeV2.")
    values: list[tuple[str | None, str | None]] = []
    timex: str | None = None
    value, resolution = result.get("Value"), result.get("Resolution")
    if isinstance(value, dict):
        timex = value.get("Timex")
        for key in ("FutureResolution", "PastResolution"):
            found = value.get(key) or {}
            values.append((found.get("startDate") or found.get("date"), found.get("endDate") or found.get("date")))
    if isinstance(resolution, dict):
        for found in resolution.get("values", []):
            timex = found.get("timex")
            if found.get("type") == "daterange":
                values.append((found.get("start"), found.get("end")))
            else:
                values.append((found.get("value"), found.get("value")))
    return Expected(normal(str(result["Text"])), kind, timex, tuple(values))


def passes(case: Case, finder: PeriodFinder) -> bool:
    """Every expected time of our scope is found at its place and means the same; nothing is found where nothing is expected."""
    mentions = finder.find(case.text)
    if not case.expected:
        return not mentions
    return all(_met(case, expected, mentions) for expected in case.expected if expected.kind in IN_SCOPE)


def _met(case: Case, expected: Expected, mentions: list[PeriodMention]) -> bool:
    places = re.finditer(re.escape(expected.text), case.text)
    return any(_met_at(case, expected, mentions, place.start()) for place in places)


def _met_at(case: Case, expected: Expected, mentions: list[PeriodMention], start: int) -> bool:
    end = start + len(expected.text)
    here = [m for m in mentions if m.start < end and start < m.end]
    if not expected.values:
        return any(m.end == end and case.text[start : m.start] in ("", "從", "自", "由") for m in here)
    return any(_same_time(case, expected, mention) for mention in here)


def _same_time(case: Case, expected: Expected, mention: PeriodMention) -> bool:
    if expected.kind == "duration":
        return mention.kind == "duration" and _timex(mention) == expected.timex
    for outlook in (False, True):
        resolved = resolve(mention, PeriodContext(published=case.reference, outlook=outlook))
        if resolved is None:
            if all(value in UNRESOLVED for value in expected.values):
                return True
        elif any(_same_span(resolved.period, value, expected.timex, case.reference) for value in expected.values):
            return True
    return False


def _timex(mention: PeriodMention) -> str:
    """Our expression of a length as they write it: P2Y, P3.5Y, P1M2D."""
    parts = dict(mention.expression)
    lengths = {str(parts.get("unit")): "0.5" if parts.get("count") == "半" else str(parts.get("count"))}
    if parts.get("half_more"):
        lengths[str(parts["unit"])] += ".5"
    plus = str(parts.get("plus", "")).split()
    lengths.update(zip(plus[1::2], plus[::2], strict=True))
    return "P" + "".join(f"{lengths[unit]}{letter}" for unit, letter in UNITS.items() if unit in lengths)


def _same_span(
    period: Period, expected: tuple[str | None, str | None], timex: str | None, reference: date | None
) -> bool:
    first, last = _day(expected[0]), _day(expected[1])
    if (first is None and last is None) or first != period.start:
        return False
    if last is None:
        return period.end in (None, reference)
    if period.end is None:
        return False
    ends = {period.end, period.end + timedelta(days=1)}
    if expected[0] is None or (timex or "").endswith("Y)"):
        ends.add(date(period.end.year, 1, 1))
    if (timex or "").endswith("M)"):
        ends.add(period.end.replace(day=1))
    return last in ends


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text and re.match(r"\d{4}-\d\d-\d\d", text) else None
