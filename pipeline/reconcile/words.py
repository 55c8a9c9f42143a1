"""The words that relate figures in a text (合計, 其餘, 以來, 先前), from the vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.reconcile.interval import Range, between
from pipeline.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """`pattern(role)` finds any word of that role in canonical text, the longest first."""

    patterns: dict[str, re.Pattern[str]]
    synonyms: dict[str, str]
    definitions: Mapping[str, Mapping[str, str]]  # of metrics, by metric_id
    measures: Mapping[str, str]  # metric_id by the word for it
    names: Mapping[str, tuple[str, ...]]  # of listed entities, by ticker
    entities: Mapping[str, str]  # ticker or preferred name by name
    scopes: re.Pattern[str]  # any qualifier
    standards: re.Pattern[str]  # qualifiers that are accounting standards
    exchange: Mapping[tuple[str, str], Range]  # what one unit of the first currency has been worth in the second

    def find(self, role: str, text: str) -> re.Match[str] | None:
        """The first word of the role in the text. Raises KeyError for a role that the vocabulary does not know."""
        return self.patterns[role].search(text)

    def says(self, role: str, text: str) -> bool:
        return self.find(role, text) is not None

    def synonym(self, word: str) -> str:
        return self.synonyms.get(word, word)


def load_words(vocabulary: Vocabulary | None = None) -> Words:
    """The relation words of a vocabulary, of the built-in one where none is given."""
    return _load(vocabulary if vocabulary is not None else load_vocabulary())


_NOTHING = re.compile(r"(?!)")

# word lists whose words say how a figure stands, never which figure it is
_HOW = ("directions", "bases", "statuses", "bounds", "currencies", "period_words")
_HOW_CUES = frozenset(
    [
        "also",
        "and",
        "at",
        "broker",
        "company",
        "compare",
        "compared",
        "consensus",
        "from",
        "hereafter",
        "of",
        "reach",
        "report",
        "respectively",
        "to",
        "with",
        "whole_year",
    ]
)


def _compiled(rows: Iterable[tuple[str, str]]) -> dict[str, re.Pattern[str]]:
    surfaces: dict[str, list[str]] = defaultdict(list)
    for surface, role in rows:
        surfaces[role].append(surface)
    return {role: _any_of(words) for role, words in surfaces.items()}


@lru_cache(maxsize=4)  # vocabularies of one process
def _load(vocabulary: Vocabulary) -> Words:
    rows = [(row["surface"], role) for row in vocabulary["relation_words"] for role in row["roles"].split()]
    for name in _HOW:
        if name in vocabulary.lists:
            rows += [(surface, "plain") for surface in vocabulary[name].rows]
    if "cues" in vocabulary.lists:
        rows += [(row["surface"], "plain") for row in vocabulary["cues"] if row["cue"] in _HOW_CUES]
        rows += [(row["surface"], row["value"]) for row in vocabulary["cues"] if row["cue"] in ("statistic", "per")]
    if "directions" in vocabulary.lists:
        rows += [(row["surface"], "direction") for row in vocabulary["directions"]]
        rows += [(row["surface"], "down") for row in vocabulary["directions"] if row["sign"] == "-1"]
    scopes = vocabulary.lists.get("qualifiers")
    definitions, measures = vocabulary.lists.get("metric_definitions"), vocabulary.lists.get("metrics")
    names: dict[str, list[str]] = defaultdict(list)
    for row in vocabulary.lists.get("entities", ()):
        names[row["entity_id"]].append(row["surface"])
    return Words(
        _compiled(rows),
        scopes.column("canonical") if scopes is not None else {},
        definitions.rows if definitions is not None else {},
        measures.column("metric_id") if measures is not None else {},
        {ticker: tuple(surfaces) for ticker, surfaces in names.items() if ticker},
        {row["surface"]: row["entity_id"] or row["canonical"] for row in vocabulary.lists.get("entities", ())},
        _any_of(scopes.rows if scopes is not None else ()),
        _any_of(s for s, row in scopes.rows.items() if row["key"] == "accounting") if scopes is not None else _NOTHING,
        {
            (pair[0], pair[1]): between(Decimal(row["low"]), Decimal(row["high"]))
            for row in vocabulary["exchange_bands"]
            if (pair := row["surface"].split("/"))
        },
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; nothing where there is none."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)", re.IGNORECASE)
