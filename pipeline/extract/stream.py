"""A passage as one stream of items in reading order, and the lead of each figure: what stands between it and the figure before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.recognise import Mentions
from pipeline.recognise.cues import Cue
from pipeline.recognise.sentences import Brackets, clause_marks, sentences

Mention = QuantityMention | PeriodMention | NameMention | Cue
NOTHING: Mapping[str, str] = MappingProxyType({})


class Item(NamedTuple):
    """A mention at its place. `kind` is figure, period, cue, or the kind of a name (entity, metric, broker …)."""

    start: int
    end: int
    kind: str
    mention: Mention
    bracket: tuple[int, int] | None  # the innermost bracket that holds it
    depth: int  # how many do
    said: Mapping[str, str] = NOTHING  # what a cue says, by kind

    @property
    def outer_end(self) -> int:
        """Its end with the words of a figure's bound."""
        return self.mention.outer_end if isinstance(self.mention, QuantityMention) else self.end

    @property
    def outer_start(self) -> int:
        return self.mention.outer_start if isinstance(self.mention, QuantityMention) else self.start


class Lead(NamedTuple):
    """What stands before a figure at its own bracket depth, back to the figure before it, the bracket's opening or the
    sentence's start. `near` is the part behind the last clause mark."""

    start: int
    end: int
    items: tuple[Item, ...]
    near: tuple[Item, ...]
    near_start: int
    bracketed: bool  # the figure stands in a bracket
    previous: Item | None  # the figure that the lead starts behind; None where it starts with the sentence or bracket


class Sentence(NamedTuple):
    """One sentence of a passage: its items by start, and the offsets just behind its clause marks."""

    text: str  # of the whole passage
    start: int
    end: int
    items: tuple[Item, ...]
    starts: tuple[int, ...]  # of the items
    marks: tuple[int, ...]
    figures: tuple[Item, ...]
    says: frozenset[str]  # kinds of its items and of what its cues say: what is not there need not be looked for

    def lead(self, index: int) -> Lead:
        """The lead of figure number `index`."""
        return self._lead(self.figures[index], index)

    def lead_to(self, item: Item) -> Lead:
        """What stands before any item, as if it were a figure."""
        return self._lead(item, bisect_left(self.figures, item.start, key=lambda f: f.start))

    def _lead(self, figure: Item, index: int) -> Lead:
        end = figure.outer_start
        start = figure.bracket[0] + 1 if figure.bracket else self.start
        previous = None
        for before in reversed(self.figures[max(0, index - _REACH) : index]):
            if before.outer_end <= start:
                break
            if before.depth <= figure.depth:
                start, previous = before.outer_end, before
                break
        items = tuple([i for i in self.between(start, end) if i.depth == figure.depth])
        if figure.bracket and previous is None:
            items = (*self._around(figure.bracket[0], figure.depth - 1), *items)
        position = bisect_right(self.marks, end)
        near_start = max(start, self.marks[position - 1]) if position else start
        near = tuple([i for i in items if i.start >= near_start])
        return Lead(start, end, items, near, near_start, figure.bracket is not None, previous)

    def _around(self, bracket: int, depth: int) -> list[Item]:
        """What stands before a bracket, back to the figure before it: the first figure inside is bound by that too."""
        floor = next(
            (f.outer_end for f in reversed(self.figures) if f.outer_end <= bracket and f.depth <= depth), self.start
        )
        position = bisect_right(self.marks, bracket)
        floor = max(floor, self.marks[position - 1] if position else self.start)
        return [i for i in self.between(floor, bracket) if i.depth == depth]

    def clauses_between(self, start: int, end: int) -> int:
        """How many clause marks stand in text[start:end]."""
        return bisect_right(self.marks, end) - bisect_right(self.marks, start)

    def between(self, start: int, end: int) -> list[Item]:
        """Items that lie in text[start:end]."""
        return [i for i in self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)] if i.end <= end]

    def seen_from(self, offset: int) -> int:
        """Where a reader who has come to an offset begins to look for words: the sentence's start, but not far back."""
        return max(self.start, offset - _SEEN)

    def number_of(self, figure: Item) -> int:
        """Which of `figures` it is."""
        return bisect_left(self.figures, figure.start, key=lambda f: f.start)

    def nearest(self, offset: int, count: int = 96) -> tuple[Item, ...]:
        """The last items that lie before an offset, at most `count`: what is looked back over costs the same everywhere."""
        position = bisect_left(self.starts, offset)
        return tuple([i for i in self.items[max(0, position - count) : position] if i.end <= offset])

    def after(self, figure: Item) -> list[Item]:
        """Items behind a figure, at its depth, up to the next clause mark, figure, or end of its bracket."""
        start = figure.outer_end
        position = bisect_left(self.marks, start + 1)
        limit = self.marks[position] if position < len(self.marks) else self.end
        if figure.bracket:
            limit = min(limit, figure.bracket[1])
        found = []
        for position in range(bisect_left(self.starts, start), len(self.items)):
            item = self.items[position]
            if item.kind == "figure" or item.start >= limit:
                break
            if item.depth == figure.depth:
                found.append(item)
        return found


_SEEN = 400  # characters
_REACH = 24  # figures looked back over for one outside a bracket


def as_said(name: NameMention) -> str:
    """A name that narrows a figure, as printed; a region, a scenario or a way of accounting under its preferred form."""
    return name.text if name.kind in ("segment", "product", "channel") else name.canonical


INLAND = ("國內", "本地", "當地", "境內", "本土")  # which land is said elsewhere


def read_sentences(mentions: Mentions) -> list[Sentence]:
    """The sentences of a passage, each with its items by start."""
    text = mentions.passage.text
    pairs = Brackets(text)
    items = [
        *(_item(q, "figure", pairs) for q in mentions.quantities),
        *(_item(p, "period", pairs) for p in mentions.periods),
        *(_item(n, n.kind, pairs) for n in mentions.names),
        *(_item(c, "cue", pairs) for c in mentions.cues),
    ]
    items.sort(key=attrgetter("end"), reverse=True)
    items.sort(key=attrgetter("start"))
    starts = [i.start for i in items]
    marks = clause_marks(text)
    result = []
    for start, end in sentences(text):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        own = tuple(items[low:high])
        clauses = tuple(marks[bisect_left(marks, start) : bisect_right(marks, end)])
        figures = tuple([i for i in own if i.kind == "figure"])
        result.append(Sentence(text, start, end, own, tuple(starts[low:high]), clauses, figures, _says(own)))
    return result


def _says(items: Iterable[Item]) -> frozenset[str]:
    return frozenset({item.kind for item in items}.union(*(item.said for item in items if item.said)))


def _item(mention: Mention, kind: str, pairs: Brackets) -> Item:
    holding = pairs.holding(mention.start)
    said = mention.kinds if isinstance(mention, Cue) else NOTHING
    return Item(mention.start, mention.end, kind, mention, holding[-1] if holding else None, len(holding), said)


def clause_start(sentence: Sentence, offset: int) -> int:
    """Where the clause begins that holds an offset."""
    position = bisect_right(sentence.marks, offset)
    return max(sentence.start, sentence.marks[position - 1]) if position else sentence.start


def is_listed(item: Item) -> bool:
    return item.kind == "entity" and isinstance(item.mention, NameMention) and item.mention.id is not None
