"""From normalised passages to mentions: numerals and quantities, periods, names, cues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.mention import NameMention, NumeralMention, PeriodMention, QuantityMention
from pipeline.model.note import Table
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.recognise.comparisons import find_comparisons
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
        self._metrics = vocabulary["metrics"].column("metric_id")

    def recognise(self, note: NormalisedNote) -> tuple[NormalisedNote, tuple[Mentions, ...]]:
        """The note with its flattened tables restored, and the mentions of each of its passages."""
        learned = self._names.learned(note.passages)
        names = self._names.find(note.passages, learned)
        restored = restore_tables(note, names, lambda text: self._quantities.find(text, cell=True)[0])
        if restored is not note:
            again = self._names.learned(restored.passages)
            same = [n.called for n in again] == [n.called for n in learned]
            known = {p.text: own for p, own in zip(note.passages, names, strict=True)} if same else None
            note, names = restored, self._names.find(restored.passages, again, known)
        counted = figures_like_years(note.note.tables)
        return note, tuple(
            self._mentions(passage, own, (passage.table, passage.cell) in counted)
            for passage, own in zip(note.passages, names, strict=True)
        )

    def _plain(self, name: NameMention, text: str) -> NameMention | None:
        """A metric without the words of expectation around it (淨利潤預測 is 淨利潤); None for one that is only a cue (增幅)."""
        if name.kind != "metric" or name.id == "survey_index":  # 預期指數
            return name
        if name.text.startswith(_EXPECTING) or name.text.endswith(_EXPECTING):
            behind = _EXPECTATION.sub("", name.text)
            plain = _EXPECTED.sub("", behind)
            if plain != name.text and plain in self._metrics:
                start = name.start + len(behind) - len(plain)
                return name._replace(
                    start=start, end=start + len(plain), text=plain, canonical=plain, id=self._metrics[plain]
                )
        if text.startswith("率", name.end) and not name.text.endswith(
            "率"
        ):  # a ratio is not the thing it is a ratio of
            ratio = name.text + "率"
            return name._replace(end=name.end + 1, text=ratio, canonical=ratio, id=self._metrics.get(ratio))
        return None if name.id in _CUE_METRICS else name

    def _beside_periods(
        self, names: Sequence[NameMention], periods: Sequence[PeriodMention], text: str
    ) -> list[NameMention]:
        """10月交付量 is 10月 and 交付量: a metric that starts inside a period loses what belongs to that, another name is none."""
        ends = {i: p.end for p in periods for i in range(p.start, p.end)}
        starts = {p.start for p in periods}
        kept = []
        for name in names:
            end = ends.get(name.start)
            if end is None or name.rule.startswith("learned"):
                kept.append(name)
            elif name.kind != "metric":
                continue  # 今日股價 holds no 日股
            elif (rest := text[end : name.end]) in self._metrics:
                kept.append(name._replace(start=end, text=rest, canonical=rest, id=self._metrics[rest]))
            elif name.start in starts and name.end > end:
                kept.append(name)  # 中期|息
        return kept

    def _mentions(self, passage: Passage, names: Sequence[NameMention], counted: bool) -> Mentions:
        """`counted`: the passage is a table cell whose number looks like a year and is none."""
        text = passage.text
        names = [plain for n in names if (plain := self._plain(n, text)) is not None]
        periods = [] if counted else self._periods.find(text)
        comparisons = find_comparisons(text)
        halves: Sequence[tuple[int, int]] = ()
        words = self._cues.words(text)
        if periods or "半年" in text:
            cues = [word for word in words if word.kinds]
            periods = _without_compared(periods, cues, text)
            halves = [(c.start, c.end) for c in cues if c.value("basis") is not None and "半年" in c.text]
        if comparisons:
            periods = [p for p in periods if not _inside(p, comparisons)]
            names = [n for n in names if not (n.kind == "metric" or n.id == "pronoun") or not _inside(n, comparisons)]
        if periods:
            names = self._beside_periods(names, periods, text)
        with_digits = [n for n in names if n.kind not in ("metric", "region") and has_digit(n.text)]
        with_digits += [n for n in names if n.kind == "entity" and not _NUMERALS.isdisjoint(n.text)]  # 滬深兩市
        taken = sorted({*((p.start, p.end) for p in periods), *((n.start, n.end) for n in with_digits), *halves})
        quantities, numerals = self._quantities.find(text, cell=passage.cell is not None, taken=taken)
        held: list[NameMention | PeriodMention | QuantityMention] = [*names, *periods, *quantities]
        if comparisons:
            taken_up = {i for m in held for i in range(m.start, m.end)}
            comparisons = [c for c in comparisons if taken_up.isdisjoint(range(c.start, c.end))]
        return Mentions(
            passage,
            tuple(quantities),
            tuple(numerals),
            tuple(periods),
            tuple(names),
            tuple(self._outside(held, comparisons, text, words)),
        )

    def _outside(
        self,
        held: Sequence[NameMention | PeriodMention | QuantityMention],
        comparisons: Sequence[Cue],
        text: str,
        words: Sequence[Cue],
    ) -> list[Cue]:
        """The cues in what no mention holds. 港股 is both: all shares of Hong Kong, and a company's shares there."""
        free = _between((*held, *comparisons), len(text))
        found = [*comparisons, *self._cues.find_in(text, free, words)]
        indices = [mention for mention in held if mention.rule == "lexicon.index"]
        for mention in indices:
            both = self._cues.find(text, mention.start, mention.end)
            found += [
                c for c in both if c.value("listing") is not None and (c.start, c.end) == (mention.start, mention.end)
            ]
        return sorted(found, key=lambda c: c.start) if indices or comparisons else found


_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")


def figures_like_years(tables: Sequence[Table]) -> frozenset[tuple[int, int]]:
    """(table, cell) of data cells such as 1998 that stand in a column of other numbers: they count, and are no years."""
    found: set[tuple[int, int]] = set()
    for number, table in enumerate(tables):
        alike = [i for i, c in enumerate(table.cells) if c.role == "data" and _YEAR.fullmatch(c.printed.text)]
        if not alike:
            continue
        columns = {c.col for c in table.cells if c.role == "data" and _COUNTS.fullmatch(c.printed.text)}
        found.update((number, i) for i in alike if table.cells[i].col in columns)
    return frozenset(found)


_COUNTS = re.compile(r"\s*[(（+\-−]?(?!(?:19|20)\d\d\s*$)\d[\d,]*(?:\.\d+)?[)）]?\s*")


_NUMERALS = frozenset("一二兩三四五六七八九十百千萬億")
_CUE_METRICS = ("growth_rate", "quote")  # 增幅, 市場預期: how a figure stands to a measure, no measure itself
_EXPECTING = ("預測", "預期", "預估", "預計", "估計", "市場")
_EXPECTATION = re.compile(r"(?:預測|預期|預估|預計|估計)$")
_EXPECTED = re.compile(r"^(?:市場)?(?:預測|預期|預估|預計|估計)")
_FIGURE_FOLLOWS = re.compile(r"[^，。；,;()\d]{0,12}[\d+\-$]")


def _without_compared(periods: Sequence[PeriodMention], cues: Sequence[Cue], text: str) -> list[PeriodMention]:
    """The periods without those that are only the foot of a comparison (較去年同期增長): there the basis says it all. Where a
    figure follows at once (較上年同期的 62.52 億元) the period is that figure's own."""
    moves = {c.start for c in cues if c.value("direction") is not None}
    compared = []
    for cue in cues:
        if cue.value("basis") is not None:
            figure = _FIGURE_FOLLOWS.match(text, cue.end)
            if figure is None or any(i in moves for i in range(cue.end, figure.end())):
                compared.append(cue)
    held = {i for c in compared for i in range(c.start, c.end)}
    return [p for p in periods if not (p.start in held and p.end - 1 in held)]


def has_digit(text: str) -> bool:
    """Whether a character of it is a digit of any script."""
    return not text.isalpha() and any(map(str.isdigit, text))


def _inside(mention: NameMention | PeriodMention, comparisons: Sequence[Cue]) -> bool:
    return any(c.start <= mention.start and mention.end <= c.end for c in comparisons)


def _between(
    held: Iterable[NameMention | PeriodMention | QuantityMention | Cue], length: int
) -> Iterator[tuple[int, int]]:
    """The stretches of a text that no mention holds."""
    at = 0
    for start, end in sorted([(m.start, m.end) for m in held]):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
