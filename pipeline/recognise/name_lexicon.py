"""The vocabulary's names in the form that the matcher wants, and the words that keep a name from being read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from pipeline.errors import ConfigurationError
from pipeline.model.mention import NameKind
from pipeline.vocabulary import Vocabulary

KINDS: tuple[NameKind, ...] = get_args(NameKind)

# Two meanings of the same words: the earlier kind wins. 花旗 speaks, unless the note gives its ticker.
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one surface. `canonical` is empty where the surface itself is. `context`: it is a name only where its
    surroundings say so (買入 as a rating). `ascii`: in Latin letters, where case may matter."""

    surface: str
    kind: NameKind
    canonical: str
    id: str | None
    rule: str
    context: bool = False
    ascii: bool = False


# Spellings that notes mix and canonical Traditional leaves alone: 滙豐 and 匯豐, 應收賬款 and 應收帳款, 按週 and 按周.
_VARIANTS = tuple(zip("滙証週賬占污凈（）：", "匯證周帳佔汙淨():", strict=True))


def spelling(text: str) -> str:
    """A text with its variant characters made one, each for one: for comparison only."""
    for variant, form in _VARIANTS:  # few texts have any: faster than `translate`
        text = text.replace(variant, form)
    return text


def fold(surface: str) -> str:
    """The look-up key of a surface: one spelling, lower case, no white space. `IoT 與 AI` and `iot與ai` are one."""
    return spelling("".join(surface.split())).lower()


def entries(vocabulary: Vocabulary) -> Iterator[Entry]:
    """Every name of the vocabulary: entities, metrics, brokers, qualifiers, ratings.

    The rule says how far to trust it: `lexicon.index` names an index and implies its level; `lexicon.metrics.counted` is a
    thing that is counted, printed behind its figure as well (200 家門店); `lexicon.metrics.generic` measures something only
    together with another word (增幅, 比率, 目標).
    """
    for surface, row in vocabulary["entities"].rows.items():
        rule = "lexicon.index" if row["kind"] == "index" else "lexicon.entities"
        yield _entry(surface, "entity", row["canonical"], row["entity_id"] or None, rule)
    for surface, row in vocabulary["metrics"].rows.items():
        rule = f"lexicon.metrics.{row['role']}" if row["role"] else "lexicon.metrics"
        yield _entry(surface, "metric", "", row["metric_id"], rule)
    for surface, row in vocabulary["brokers"].rows.items():
        yield _entry(surface, "broker", row["canonical"], row["kind"], "lexicon.brokers")
    for surface, row in vocabulary["ratings"].rows.items():
        yield _entry(surface, "rating", "", row["score"], "lexicon.ratings", row["where"] == "context")
    for surface, row in vocabulary["qualifiers"].rows.items():
        yield _entry(surface, _kind(row["key"], surface), row["canonical"], None, "lexicon.qualifiers")


def _entry(surface: str, kind: NameKind, canonical: str, id: str | None, rule: str, context: bool = False) -> Entry:
    return Entry(surface, kind, canonical, id, rule, context, surface.isascii())


def blockers(vocabulary: Vocabulary) -> Iterator[str]:
    """Words that are no name and keep one from being read across their border: 增長|和 is no 長和, 投資者 no 投資."""
    yield from vocabulary["not_names"].rows
    for name in ("bases", "directions", "currencies", "statuses"):
        longest = 2 if name == "statuses" else 99  # 收入指引 is a measure and a status: leave it to both
        yield from (surface for surface in vocabulary[name].rows if 2 <= len(surface) <= longest)


def _kind(key: str, surface: str) -> NameKind:
    for kind in KINDS:
        if kind == key:
            return kind
    raise ConfigurationError(f"qualifiers.tsv: {surface}: key {key}; expected one of {', '.join(KINDS)}")
