"""Adapter to the Chinese cases of Microsoft's Recognizers-Text (MIT): what they expect of a number, and what we read.

Their input is Simplified, partly Traditional; every case runs as it is and in Traditional, through our own normaliser. A case
counts right where every number that they expect overlaps a figure of ours of the same value, and nothing else is read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import opencc

from pipeline.model.mention import QuantityMention
from pipeline.model.note import Block, Note
from pipeline.model.place import Span
from pipeline.normalise import normalise
from pipeline.recognise.quantities import QuantityFinder
from pipeline.vocabulary import load_vocabulary

LEFT_OUT = Path(__file__).with_name("recognizers_zh_left_out.tsv")
SUITES = {
    "number": "Number/NumberModel.json",
    "percent": "Number/PercentModel.json",
    "range": "Number/NumberRangeModel.json",
    "ordinal": "Number/OrdinalModel.json",
    "currency": "NumberWithUnit/CurrencyModel.json",
    "dimension": "NumberWithUnit/DimensionModel.json",
    "age": "NumberWithUnit/AgeModel.json",
    "temperature": "NumberWithUnit/TemperatureModel.json",
}
# their names of units that we give as UCUM or ISO 4217 codes
UNITS = {
    "Chinese yuan": {"CNY", None},
    "Dollar": {None},
    "United States dollar": {"USD"},
    "New Taiwan dollar": {"TWD"},
    "Japanese yen": {"JPY"},
    "Bitcoin": {"BTC"},
    "Mu": {"畝"},
    "Centimeter": {"cm"},
    "Meter": {"m"},
    "Jin": {"斤"},
    "Kilogram": {"kg"},
    "Bit": {"bit"},
    "Kilobit": {"kbit", "bit"},
    "Kilobyte": {"kBy", "By"},
    "Megahertz": {"MHz"},
    "Kilowatt": {"kW"},
    "Kilometer": {"km"},
    "Liang": {"兩"},
    "Year": {"歲", "year"},
    "Month": {"month"},
    "Day": {"day"},
    "Degree": {"度"},
    "F": {"[degF]", "度"},
    "C": {"Cel"},
}
# their kilobit and ours: 3 kbit is 3,000 bit
THOUSANDS = {"Kilobit", "Kilobyte"}


@dataclass(frozen=True)
class Case:
    suite: str
    index: int
    script: str  # simplified, traditional
    text: str
    expected: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        return f"{self.suite} {self.index} {self.script}"


@cache
def finder() -> QuantityFinder:
    return QuantityFinder(load_vocabulary())


@cache
def left_out() -> dict[tuple[str, int], str]:
    """(suite, index of the case) → the reason why it is none of ours."""
    lines = LEFT_OUT.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {(suite, int(index)): reason for suite, index, reason in rows}


def cases(folder: Path) -> list[Case]:
    """Every case twice, those left out not among them."""
    traditional = opencc.OpenCC("s2tw").convert
    found = []
    for suite, path in SUITES.items():
        for index, case in enumerate(json.loads((folder / path).read_text(encoding="utf-8-sig"))):
            if (suite, index) in left_out():
                continue
            results = tuple(case["Results"])
            for script, text in (("simplified", case["Input"]), ("traditional", traditional(case["Input"]))):
                found.append(Case(suite, index, script, text, results))
    return found


def read(text: str) -> list[tuple[int, int, QuantityMention]]:
    """Our figures of a text, with their places in it as given."""
    # a Simplified note says so in every line; a suite's line may hold no character that tells
    raw = opencc.OpenCC("s2tw").convert(text)
    note = Note("0" * 16, "case", "text", None, raw, (Block("paragraph", (Span(0, len(raw)),)),))
    found = []
    for passage in normalise(note).passages:
        for mention in finder().find(passage.text)[0]:
            span = passage.raw(mention.start, mention.end)
            found.append((span.start, span.end, mention))
    return found


def errors(case: Case) -> list[str]:
    """What is wrong with our reading of a case; empty where it is right."""
    found = read(case.text)
    wrong: list[str] = []
    used: set[int] = set()
    for result in case.expected:
        start, end = result["Start"], result["End"] + 1
        overlapping = [i for i, (s, e, _) in enumerate(found) if s < end and start < e]
        used.update(overlapping)
        ours = [found[i][2] for i in overlapping]
        if not any(_agrees(case.suite, result["Resolution"], mention) for mention in ours):
            read_as = ", ".join(f"{m.quantity.low}…{m.quantity.high} {m.quantity.unit}" for m in ours) or "nothing"
            wrong.append(f"{result['Text']} {result['Resolution'].get('value')}: {read_as}")
    if case.suite in ("number", "percent", "ordinal"):
        wrong += [f"read {m.quantity.value} {m.rule}" for i, (_, _, m) in enumerate(found) if i not in used]
    return wrong


def _agrees(suite: str, resolution: dict[str, Any], mention: QuantityMention) -> bool:
    stated = str(resolution["value"])
    low, high = mention.quantity.low, mention.quantity.high
    if suite == "range":
        ends = [Decimal(end) if end else None for end in stated.strip("[]()").split(",")]
        spoken = mention.rule == "fraction" and mention.unit_word != "百分之"  # 1/2 is 50 percent to us
        return [low, high] == [None if end is None else end * (100 if spoken else 1) for end in ends]
    value = mention.quantity.value
    if value is None:
        return False
    want = Decimal(stated.rstrip("%"))
    if suite == "number" and mention.quantity.unit == "percent" and value == want:
        return True
    if suite == "number" and mention.quantity.unit == "percent":
        want *= 100
    if suite in ("currency", "dimension", "age", "temperature"):
        unit = resolution["unit"]
        if mention.quantity.unit not in UNITS[unit]:
            return False
        if unit in THOUSANDS and mention.quantity.unit in ("bit", "By"):
            want *= 1000
    return abs(value - want) <= abs(want) * Decimal("1e-9") + Decimal("1e-6")
