"""Texts made to be slow: each at two lengths, so that whatever grows faster than its input shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

from pipeline.normalise import normalise
from pipeline.publish.numbers import storable
from pipeline.read import read_note
from pipeline.reconcile import reconcile
from pipeline.run import Line

HOSTILE: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("萬 over and over", lambda n: "萬" * n),
    ("digits and commas in turn", lambda n: "1," * (n // 2)),
    ("digits and Chinese commas in turn", lambda n: "1，" * (n // 2)),
    ("one digit over and over", lambda n: "7" * n),
    ("open brackets", lambda n: "(" * n),
    ("brackets side by side", lambda n: "(1)" * (n // 3)),
    ("numbers that never end a sentence", lambda n: "銷量12.5萬輛、" * (n // 9)),
    ("clauses that never end a sentence", lambda n: "營收按年增長12.5%，" * (n // 12)),
    ("names that never end a sentence", lambda n: "小米集團(1810.HK)和" * (n // 14)),
    ("dates that never end a sentence", lambda n: "2024年第三季度至" * (n // 10)),
    ("short lines", lambda n: "營收12億元\n" * (n // 7)),
    ("letters without a space", lambda n: "a" * n),
    ("spaces", lambda n: "升" + " " * n + "5%"),
    ("percentages side by side", lambda n: "5%" * (n // 2)),
)
SHORT = 10_000  # characters; the long text has four times as many


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds at SHORT and at four times as many characters; linear is 4."""

    name: str
    seconds: float
    seconds_long: float

    @property
    def ratio(self) -> float:
        return self.seconds_long / max(self.seconds, 1e-4)


def growths(line: Line) -> list[Growth]:
    return [Growth(name, _seconds(line, make(SHORT)), _seconds(line, make(4 * SHORT))) for name, make in HOSTILE]


def _seconds(line: Line, text: str) -> float:
    started = process_time()
    normalised, mentions = line.recogniser.recognise(normalise(read_note(text.encode(), "hostile.txt")))
    extraction = storable(line.extractor.extract(normalised.note, mentions))
    reconcile(normalised, extraction, [m.periods for m in mentions], vocabulary=line.vocabulary)
    return process_time() - started
