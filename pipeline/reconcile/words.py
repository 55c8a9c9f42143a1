"""The words that relate figures in a text (合計, 其餘, 以來, 先前), from the vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from pipeline.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """`pattern(role)` finds any word of that role in canonical text, the longest first."""

    patterns: dict[str, re.Pattern[str]]
    synonyms: dict[str, str]

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


@lru_cache(maxsize=4)
def _compiled(rows: tuple[tuple[str, str], ...]) -> dict[str, re.Pattern[str]]:
    surfaces: dict[str, list[str]] = defaultdict(list)
    for surface, role in rows:
        surfaces[role].append(surface)
    return {
        role: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
        for role, words in surfaces.items()
    }


def _load(vocabulary: Vocabulary) -> Words:
    rows = tuple((row["surface"], role) for row in vocabulary["relation_words"] for role in row["roles"].split())
    canonical = vocabulary.lists.get("qualifiers")
    synonyms = canonical.column("canonical") if canonical is not None else {}
    return Words(_compiled(rows), synonyms)
