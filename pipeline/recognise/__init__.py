"""From normalised passages to mentions: numerals and quantities, periods, names, cues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.mention import NameMention, NumeralMention, PeriodMention, QuantityMention
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.recognise.cues import Cue, CueFinder
from pipeline.recognise.flattened import restore_tables
from pipeline.recognise.names import NameFinder
from pipeline.recognise.periods import PeriodFinder
from pipeline.recognise.quantities import QuantityFinder
from pipeline.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything found in one passage, each list by start. Quantities, numerals and periods never overlap; names and cues
    may stand inside one another's neighbourhood but a cue never inside a name, a figure or a period."""

    passage: Passage
    quantities: tuple[QuantityMention, ...]
    numerals: tuple[NumeralMention, ...]
    periods: tuple[PeriodMention, ...]
    names: tuple[NameMention, ...]
    cues: tuple[Cue, ...]


class Recogniser:
    """The four finders, built once for a vocabulary; `recognise` is a pure function of the note."""

    def __init__(self, vocabulary: Vocabulary, model: str | None = None) -> None:
        self._names = NameFinder(vocabulary, model)
        self._periods = PeriodFinder(vocabulary)
        self._quantities = QuantityFinder(vocabulary)
        self._cues = CueFinder(vocabulary)

    def recognise(self, note: NormalisedNote) -> tuple[NormalisedNote, tuple[Mentions, ...]]:
        """The note with its flattened tables restored, and the mentions of each of its passages."""
        names = self._names.find(note.passages)
        restored = restore_tables(note, names, lambda text: self._quantities.find(text, cell=True)[0])
        if restored is not note:
            note, names = restored, self._names.find(restored.passages)
        return note, tuple(self._mentions(passage, own) for passage, own in zip(note.passages, names, strict=True))

    def _mentions(self, passage: Passage, names: Sequence[NameMention]) -> Mentions:
        text = passage.text
        periods = self._periods.find(text)
        with_digits = [n for n in names if n.kind not in ("metric", "region") and any(c.isdigit() for c in n.text)]
        taken = sorted({(m.start, m.end) for m in (*periods, *with_digits)})
        quantities, numerals = self._quantities.find(text, cell=passage.cell is not None, taken=taken)
        held = [*names, *periods, *quantities]
        return Mentions(
            passage,
            tuple(quantities),
            tuple(numerals),
            tuple(periods),
            tuple(names),
            tuple(_outside(self._cues.find(text), held)),
        )


def _outside(cues: Sequence[Cue], held: Iterable[NameMention | PeriodMention | QuantityMention]) -> list[Cue]:
    """The cues that overlap none of the held ranges."""
    covered: set[int] = set()
    for mention in held:
        covered.update(range(mention.start, mention.end))
    return [c for c in cues if c.start not in covered and c.end - 1 not in covered]
