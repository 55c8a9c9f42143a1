"""The vocabulary's names in the form that the matcher wants: one entry per surface and list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from pipeline.errors import ConfigurationError
from pipeline.model.mention import NameKind
from pipeline.vocabulary import Vocabulary

KINDS: tuple[NameKind, ...] = get_args(NameKind)

# Where two mentions of the same length meet, the earlier kind wins: 花旗 speaks, unless the note gives its ticker.
PRIORITY: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        (
            "broker",
            "entity",
            "metric",
            "rating",
            "accounting",
            "segment",
            "product",
            "channel",
            "scenario",
            "region",
            "person",
        )
    )
}

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one surface. `context`: it is a name only where its surroundings say so (買入 as a rating)."""

    surface: str
    kind: NameKind
    canonical: str
    id: str | None
    rule: str
    context: bool = False


def fold(surface: str) -> str:
    """The look-up key of a surface: lower case, no white space. `IoT 與 AI` and `iot與ai` are one."""
    return _SPACE.sub("", surface).lower()


def entries(vocabulary: Vocabulary) -> Iterator[Entry]:
    """Every name of the vocabulary: entities, metrics, brokers, qualifiers, ratings."""
    for surface, row in vocabulary["entities"].rows.items():
        yield Entry(surface, "entity", row["canonical"], row["entity_id"] or None, "lexicon.entities")
    for surface, row in vocabulary["metrics"].rows.items():
        yield Entry(surface, "metric", surface, row["metric_id"], "lexicon.metrics")
    for surface, row in vocabulary["brokers"].rows.items():
        yield Entry(surface, "broker", row["canonical"], row["kind"], "lexicon.brokers")
    for surface, row in vocabulary["ratings"].rows.items():
        yield Entry(surface, "rating", surface, row["score"], "lexicon.ratings", row["where"] == "context")
    for surface, row in vocabulary["qualifiers"].rows.items():
        yield Entry(surface, _kind(row["key"], surface), row["canonical"], None, "lexicon.qualifiers")


def _kind(key: str, surface: str) -> NameKind:
    for kind in KINDS:
        if kind == key:
            return kind
    raise ConfigurationError(f"qualifiers.tsv: {surface}: key {key}; expected one of {', '.join(KINDS)}")
