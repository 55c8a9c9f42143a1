"""The words of `period_words.tsv` by role, as pattern fragments and as values.

A surface may play several roles (前: the first months of, before, the past); the column `roles` holds them separated by
blanks, each `role` or `role=value`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import ConfigurationError
from pipeline.vocabulary import Vocabulary

ROLES = frozenset(
    {
        "and",
        "after",
        "base",
        "before",
        "century",
        "day",
        "day_of_last",
        "day_prefix",
        "edge",
        "ended",
        "era",
        "first",
        "fiscal",
        "fiscal_half",
        "fiscal_quarter",
        "fiscal_year",
        "from",
        "future",
        "half",
        "half_offset",
        "interim",
        "month_of_last",
        "month_offset",
        "past",
        "plan",
        "quarter",
        "quarter_of_last",
        "quarter_offset",
        "result",
        "same",
        "since",
        "third",
        "to",
        "trading_day",
        "unit",
        "until",
        "week",
        "week_of_last",
        "weekday_word",
        "whole",
        "year",
        "year_of_last",
        "yearly",
    }
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """role → surface → value (empty where the role needs none)."""

    roles: Mapping[str, Mapping[str, str]]

    def alternation(self, role: str) -> str:
        """The surfaces of a role as one group of a regular expression, longest first."""
        words = sorted(self.roles[role], key=lambda surface: (-len(surface), surface))
        return f"(?:{'|'.join(map(re.escape, words))})"

    def value(self, role: str, surface: str) -> int | str:
        text = self.roles[role][surface]
        return int(text) if text.lstrip("-").isdecimal() else text


def read_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """Raises ConfigurationError for a role that the grammar does not know."""
    roles: dict[str, dict[str, str]] = {role: {} for role in sorted(ROLES)}
    for row in vocabulary["period_words"]:
        for entry in row["roles"].split():
            role, _, value = entry.partition("=")
            if role not in roles:
                raise ConfigurationError(
                    f"period_words.tsv: {row['surface']} has the role {role}; expected one of {', '.join(sorted(ROLES))}"
                )
            roles[role][row["surface"]] = value
    return Lexicon(roles)
