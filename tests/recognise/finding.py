"""Short ways to ask the quantity finder for what it reads."""

from __future__ import annotations

from functools import cache

from pipeline.model.mention import NumeralMention, QuantityMention
from pipeline.recognise.quantities import QuantityFinder
from pipeline.vocabulary import load_vocabulary


@cache
def finder() -> QuantityFinder:
    return QuantityFinder(load_vocabulary())


def only(text: str, *, cell: bool = False) -> QuantityMention:
    """The one figure of a text."""
    quantities, _ = finder().find(text, cell=cell)
    assert len(quantities) == 1, [(q.rule, text[q.start : q.end]) for q in quantities]
    return quantities[0]


def numerals(text: str) -> list[NumeralMention]:
    return finder().find(text)[1]


def printed(text: str) -> list[str]:
    """The figures of a text as printed."""
    return [text[q.start : q.end] for q in finder().find(text)[0]]
