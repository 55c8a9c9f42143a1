"""Names in a note: what the vocabulary knows, and what the note itself introduces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.model.mention import NameKind, NameMention
from pipeline.model.passage import Passage
from pipeline.recognise.introductions import LearnedName, learn, may_stand
from pipeline.recognise.known_names import SHARE_CLASS, KnownNames, market_of
from pipeline.recognise.name_forms import find_funds, find_groups, find_index_letters, find_indices
from pipeline.recognise.name_lexicon import PRIORITY, Entry, blockers, entries, fold
from pipeline.recognise.organisations import find_organisations
from pipeline.recognise.own_tickers import by_own_ticker
from pipeline.recognise.persons import speakers
from pipeline.recognise.phrases import Reader, Tokens, TrainedPipeline, find
from pipeline.recognise.property_names import PropertyNames
from pipeline.recognise.tickers import find_tickers
from pipeline.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher

BREAK = "\n"  # between passages: a token of its own, so no name runs over it

# Where a word that is a rating only sometimes (買入, 持有) is one: 維持「買入」, 評級由中性, 買進評等, │買入│
_RATING_BEFORE = (
    *("評級", "評級為", "評級由", "評級從", "評級至", "評等", "評等為", "評等由", "評等從", "評等至", "評為", "列為"),
    *("建議", "建議為", "維持", "重申", "給予", "首予", "續予", "予", "籲"),
    *(
        "升至",
        "降至",
        "調升至",
        "調降至",
        "上調至",
        "下調至",
        "調高至",
        "調低至",
        "上調為",
        "下調為",
        "調升為",
        "調降為",
    ),
)
_RATING_AFTER = ("評級", "評等", "投資評級", "投資評等", "的評級", "的評等", "的投資評等", "的投資評級")
_BRACKETS = ("(", "（", "[", "【")
_OPENING, _CLOSING = "「『\"“《'│|\t", "」』\"”》'│|\t"
_SCALES, _BEFORE_SCALE = "元萬億兆千百點倍日", "0123456789萬億兆千百"  # 19 元|大關 is no 元大, 5 日|股價 no 日股
CASE_MATTERS = 3  # Latin words up to this length are abbreviations: PE is no pe, US no us
_SEGMENT_HEAD = re.compile(r"業務|分部|板塊|事業群|事業部")  # behind a product or segment: 手機|業務
# Not a place for names. The bounds keep a hostile run of letters linear.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s，。)）」]*|(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]+"
)
# Ranks: what the note says itself, words that are no name, a trained pipeline.
FIRST, NOTHING, LAST = -1, len(PRIORITY), len(PRIORITY) + 1
_PARTS = ("product", "segment")
SEGMENT = Entry("", "segment", "", None, "lexicon.qualifiers.segment_head")


class NameFinder:
    """Finds the names in the passages of one note. Build it once: the matcher holds the whole vocabulary.

    `model` names a trained spaCy pipeline of the user's (`spacy.load`): its entities are added where nothing else was found.
    """

    def __init__(self, vocabulary: Vocabulary, model: str | None = None) -> None:
        self._reader = Reader()
        self._trained = TrainedPipeline(model) if model else None
        by_key: dict[str, list[Entry]] = {}
        for entry in entries(vocabulary):
            by_key.setdefault(fold(entry.surface), []).append(entry)
        blocking = {fold(word): word for word in blockers(vocabulary)}
        surfaces = {key: found[0].surface for key, found in by_key.items()}
        self._meanings = _Meanings(by_key, blocking.keys())
        self._matcher = self._reader.matcher((blocking | surfaces).values())
        self._known = KnownNames(vocabulary)
        self._properties = PropertyNames(vocabulary["districts"].rows)

    def learned(self, passages: Sequence[Passage]) -> tuple[LearnedName, ...]:
        """The names that the note introduces itself, with the places that say so."""
        return learn([p.text for p in passages], self._known, _outside(passages))

    def find(
        self,
        passages: Sequence[Passage],
        learned: Sequence[LearnedName] | None = None,
        known: Mapping[str, list[NameMention]] | None = None,
    ) -> list[list[NameMention]]:
        """The mentions of each passage, by start, none overlapping another. `learned`: what `learned` gives for the note, where
        it was asked for already. `known`: passages whose mentions are known, by their text."""
        known = known or {}
        own = self._unlisted(self.learned(passages) if learned is None else learned)
        texts = [p.text for p in passages if p.text not in known]
        found = iter(self._find(texts, own))
        return [known[p.text] if p.text in known else next(found) for p in passages]

    def _find(self, texts: Sequence[str], own: Mapping[str, LearnedName]) -> list[list[NameMention]]:
        text = BREAK.join(texts)
        matcher = self._reader.matcher(own) if own else None  # before the tokens, which then know its words
        tokens = self._reader.tokens(text)
        found = [
            *self._listed(tokens),
            *self._formed(text),
            *self._tickers(text),
            *_addresses(text),
            *_speakers(text),
            *self._model_entities(text),
        ]
        if matcher is not None:
            found += self._introduced(own, matcher, tokens)
        mentions: list[list[NameMention]] = [[] for _ in texts]
        starts = [0, *accumulate(len(passage) + len(BREAK) for passage in texts)]
        at = 0
        for start, end, meaning in longest(found):
            while starts[at + 1] <= start:
                at += 1
            offset, surface = starts[at], text[start:end]
            canonical = meaning.canonical or surface
            mention = NameMention(
                start - offset, end - offset, meaning.kind, surface, canonical, meaning.id, meaning.rule
            )
            mentions[at].append(mention)
        market = market_of(text)
        return [
            by_own_ticker(t, found, lambda ticker, left: self._known.resolve(ticker, left, market))
            for t, found in zip(texts, mentions, strict=True)
        ]

    def _listed(self, tokens: Tokens) -> Iterator[Candidate]:
        text, meanings = tokens.text, self._meanings
        for start, end in find(self._matcher, tokens):
            meaning = meanings[text[start:end]]
            for rank, entry in meaning.ranked:
                if meaning.anywhere or entry is None or _applies(entry, text, start, end):
                    yield start, end, rank, entry
                    if entry is not None and entry.kind in _PARTS and (head := _SEGMENT_HEAD.match(text, end)):
                        yield start, head.end(), PRIORITY["segment"], SEGMENT

    def _unlisted(self, learned: Sequence[LearnedName]) -> dict[str, LearnedName]:
        """The forms of learned names that the vocabulary does not read the same way, by their key."""
        by_form: dict[str, LearnedName] = {}
        for name in learned:
            for form in name.forms:
                entries = self._meanings[form].entries
                if not any(entry.id == name.entity_id and entry.kind == "entity" for entry in entries):
                    by_form.setdefault(fold(form), name)
        return by_form

    def _introduced(
        self, by_form: Mapping[str, LearnedName], matcher: PhraseMatcher, tokens: Tokens
    ) -> Iterator[Candidate]:
        """Every place of a learned name. A name that also speaks (花旗(C.US)) is the subject only where its ticker stands."""
        text = tokens.text
        for start, end in find(matcher, tokens):
            surface = text[start:end]
            key = fold(surface)
            name = by_form[key]
            speaks = any(entry.kind == "broker" for entry in self._meanings[surface].entries)
            if not may_stand(surface, text, start) or (speaks and not text.startswith(("(", " (", "（", " （"), end)):
                continue
            whole = key in (fold(name.name), fold(SHARE_CLASS.sub("", name.name)))
            rule = name.rule if whole else "learned.short_form"
            yield start, end, FIRST, Entry(surface, "entity", name.canonical, name.entity_id, rule)

    def _formed(self, text: str) -> Iterator[Candidate]:
        """Indices that no list has, and in notes on property its buildings and plots."""
        for start, end in self._properties.find(text):
            yield start, end, PRIORITY["entity"], Entry(text[start:end], "entity", "", None, "form.property")
        for start, end in find_funds(text):
            yield start, end, PRIORITY["entity"], Entry(text[start:end], "entity", "", None, "form.fund")
        for start, end in find_index_letters(text):
            if self._names_something(text[start:end]):
                continue  # 消費物價指數(CPI)
            yield start, end, PRIORITY["entity"], Entry(text[start:end], "entity", "", None, "form.index")
        for start, end in find_organisations(text):
            if not self._names_something(text[start:end]):
                yield start, end, PRIORITY["entity"], Entry(text[start:end], "entity", "", None, "form.spoken_for")
        for start, end in find_groups(text):
            known = any(self._names_something(text[start:at]) for at in range(start + 2, end + 1))
            if not known:
                yield start, end, PRIORITY["entity"], Entry(text[start:end], "entity", "", None, "form.group")
        for index in find_indices(text, self._names_something):
            kind: NameKind = "metric" if index.surveyed else "entity"
            surface, rule = text[index.start : index.end], "form.survey" if index.surveyed else "form.index"
            entry = Entry(
                surface, kind, "" if index.surveyed else surface, "survey_index" if index.surveyed else None, rule
            )
            yield index.start, index.end, PRIORITY[kind], entry

    def _names_something(self, surface: str) -> bool:
        return surface != "指數" and any(e.kind in ("metric", "entity") for e in self._meanings[surface].entries)

    def _tickers(self, text: str) -> Iterator[Candidate]:
        """A ticker that stands alone is an entity; in brackets it belongs to the name before it."""
        for ticker in find_tickers(text):
            meaning = None
            if ticker.entity_id and text[max(0, ticker.start - 2) : ticker.start].rstrip()[-1:] not in _BRACKETS:
                canonical = self._known.canonical.get(ticker.entity_id, ticker.entity_id)
                meaning = Entry(ticker.entity_id, "entity", canonical, ticker.entity_id, f"ticker.{ticker.rule}")
            yield ticker.start, ticker.end, FIRST, meaning

    def _model_entities(self, text: str) -> Iterator[Candidate]:
        """What the user's trained pipeline finds: it fills the places that we leave."""
        if self._trained is None:
            return
        for start, end, label, entity_id in self._trained.organisations(text):
            surface = text[start:end]
            yield start, end, LAST, Entry(surface, "entity", surface, entity_id, f"model.{label}")


def _outside(passages: Sequence[Passage]) -> frozenset[int]:
    return frozenset(i for i, p in enumerate(passages) if p.kind == "boilerplate")


Candidate = tuple[int, int, int, Entry | None]
"""A range, its rank, and what it wants to mean, or nothing: then it only keeps others out. A lower rank goes first."""


def longest(candidates: Iterable[Candidate]) -> list[tuple[int, int, Entry]]:
    """The ranges and meanings that remain when longer candidates go first, then the one that begins earlier, then by rank;
    a trained pipeline's only where all others leave room. By start."""
    kept: list[tuple[int, int, Entry]] = []
    ordered = sorted(candidates, key=itemgetter(0))
    at = 0
    while at < len(ordered):
        start, end, _, meaning = ordered[at]
        following = at + 1
        while following < len(ordered) and ordered[following][0] < end:
            end = max(end, ordered[following][1])
            following += 1
        if following > at + 1:
            kept += _longest(ordered[at:following], start, end)
        elif meaning is not None:
            kept.append((start, end, meaning))
        at = following
    return kept


def _longest(cluster: list[Candidate], first: int, last: int) -> list[tuple[int, int, Entry]]:
    """The same for candidates that lie between `first` and `last` and overlap."""
    cluster.sort(key=_order)
    taken = bytearray(last - first)
    kept: list[tuple[int, int, Entry]] = []
    for start, end, _, meaning in cluster:
        if taken.find(1, start - first, end - first) < 0:
            taken[start - first : end - first] = b"\x01" * (end - start)
            if meaning is not None:
                kept.append((start, end, meaning))
    kept.sort(key=itemgetter(0))
    return kept


def _order(candidate: Candidate) -> tuple[bool, int, int, int]:
    start, end, rank, _ = candidate
    return rank == LAST, start - end, start, rank


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The entries of a phrase with their ranks, None among them where it keeps names out. `anywhere`: whatever stands
    around it."""

    ranked: tuple[tuple[int, Entry | None], ...]
    anywhere: bool

    @property
    def entries(self) -> Iterator[Entry]:
        return (entry for _, entry in self.ranked if entry is not None)


class _Meanings(dict[str, _Meaning]):
    """Text of a phrase → its meaning in the vocabulary. Filled as texts print it."""

    def __init__(self, entries: Mapping[str, Sequence[Entry]], blocking: Collection[str]) -> None:
        super().__init__()
        self._entries, self._blocking = entries, blocking

    def __missing__(self, surface: str) -> _Meaning:
        key = fold(surface)
        entries = self._entries.get(key, ())
        ranked: list[tuple[int, Entry | None]] = [(PRIORITY[entry.kind], entry) for entry in entries]
        if key in self._blocking:
            ranked.insert(0, (NOTHING, None))
        anywhere = surface[:1] not in _SCALES and not any(entry.ascii or entry.context for entry in entries)
        meaning = self[surface] = _Meaning(tuple(ranked), anywhere)
        return meaning


def _applies(entry: Entry, text: str, start: int, end: int) -> bool:
    """Whether a phrase means that entry where it stands."""
    if entry.ascii:
        surface = text[start:end]
        if entry.surface != surface and (
            len(surface) <= CASE_MATTERS or (surface.islower() and entry.kind == "entity")
        ):
            return False
    if text[start] in _SCALES and start and text[start - 1] in _BEFORE_SCALE:
        return False
    return not entry.context or says_rating(text, start, end)


def _speakers(text: str) -> Iterator[Candidate]:
    for start, end in speakers(text):
        yield start, end, FIRST, Entry(text[start:end], "broker", "", "person", "person")


def _addresses(text: str) -> Iterator[Candidate]:
    if "@" not in text and "://" not in text and "www." not in text:
        return
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), FIRST, None


def says_rating(text: str, start: int, end: int) -> bool:
    """Whether quotes, a cell's borders or words of rating (維持, 評級 …) stand around text[start:end]."""
    before, after = text[max(0, start - 8) : start].rstrip(" "), text[end : end + 6].lstrip(" ")
    if before[-1:] and before[-1:] in _OPENING and after[:1] and after[:1] in _CLOSING:
        return True
    alone = before[-1:] in ("", "\n") and after[:1] in ("", "\n")  # a table cell
    return (
        alone
        or before.rstrip(_OPENING + ":： ").endswith(_RATING_BEFORE)
        or after.lstrip(_CLOSING).startswith(_RATING_AFTER)
    )
