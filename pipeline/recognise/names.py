"""Names in a note: what the vocabulary knows, and what the note itself introduces. spaCy is imported here and nowhere else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.recognise.introductions import SHARE_CLASS, KnownNames, LearnedName, learn, may_stand
from pipeline.recognise.name_lexicon import PRIORITY, Entry, entries, fold
from pipeline.recognise.tickers import find_tickers
from pipeline.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

BREAK = "\n"  # between passages: a token of its own, so no name runs over it
GROUP = "names"  # the span group of the Doc that holds the mentions

# Where a word that is a rating only sometimes (買入, 持有) is one: 維持「買入」, 評級由中性, 買進評等
_RATING_BEFORE = (
    *(
        "評級",
        "評等",
        "評級為",
        "評級由",
        "評級至",
        "評級從",
        "評等為",
        "評等由",
        "維持",
        "重申",
        "給予",
        "首予",
        "續予",
        "予",
        "列為",
    ),
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
_OPENING, _CLOSING = "「『\"“《'", "」』\"”》'"
_CASE_MATTERS = 3  # Latin words up to this length are abbreviations: PE is no pe, US no us


class NameFinder:
    """Finds the names in the passages of one note. Build it once: the matcher holds the whole vocabulary.

    `model` names a trained spaCy pipeline of the user's (`spacy.load`): its entities are added where nothing else was found.
    """

    def __init__(self, vocabulary: Vocabulary, model: str | None = None) -> None:
        import spacy

        self._nlp: Language = spacy.load(model) if model else spacy.blank("zh")
        self._tokenizer = spacy.blank("zh", vocab=self._nlp.vocab).tokenizer
        self._trained = model is not None
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries(vocabulary):
            self._entries.setdefault(fold(entry.surface), []).append(entry)
        self._matcher = self._phrases(e[0].surface for e in self._entries.values())
        self._known = KnownNames(vocabulary)

    def learned(self, passages: Sequence[Passage]) -> tuple[LearnedName, ...]:
        """The names that the note introduces itself, with the places that say so."""
        return learn([p.text for p in passages], self._known)

    def find(self, passages: Sequence[Passage]) -> list[list[NameMention]]:
        """The mentions of each passage, by start, none overlapping another."""
        texts = [p.text for p in passages]
        joined = BREAK.join(texts)
        doc = self._tokenizer(joined)
        learned = learn(texts, self._known)
        mentions = longest(
            [*self._introduced(doc, joined, learned), *self._listed(doc, joined), *self._tickers(joined)], len(joined)
        )
        if self._trained:
            mentions = longest([*mentions, *self._model_entities(doc, joined, mentions)], len(joined))
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text) + len(BREAK))
        found: list[list[NameMention]] = [[] for _ in texts]
        for mention in mentions:
            passage = bisect_right(starts, mention.start) - 1
            offset = starts[passage]
            found[passage].append(replace(mention, start=mention.start - offset, end=mention.end - offset))
        return found

    def _phrases(self, surfaces: Iterable[str]) -> PhraseMatcher:
        from spacy.matcher import PhraseMatcher

        matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        matcher.add(GROUP, list(map(self._tokenizer, surfaces)))
        return matcher

    def _spans(self, matcher: PhraseMatcher, doc: Doc, text: str) -> Iterator[tuple[int, int]]:
        """Character ranges of the phrases that end at the borders of Latin words."""
        for _, first, last in matcher(doc):
            start = doc[first].idx
            final = doc[last - 1]
            end = final.idx + len(final)
            if _at_word_borders(text, start, end):
                yield start, end

    def _listed(self, doc: Doc, text: str) -> Iterator[NameMention]:
        for start, end in self._spans(self._matcher, doc, text):
            surface = text[start:end]
            for entry in self._entries[fold(surface)]:
                if _is_abbreviation(entry.surface) and entry.surface != surface:
                    continue
                if entry.context and not _says_rating(text, start, end):
                    continue
                canonical = surface if entry.kind == "metric" else entry.canonical
                yield NameMention(start, end, entry.kind, surface, canonical, entry.id, entry.rule)

    def _introduced(self, doc: Doc, text: str, learned: Sequence[LearnedName]) -> Iterator[NameMention]:
        """Every place of a learned name. A name that also speaks (花旗(C.US)) is the subject only where its ticker stands."""
        by_form: dict[str, LearnedName] = {}
        for name in learned:
            for form in name.forms:
                by_form.setdefault(fold(form), name)
        if not by_form:
            return
        for start, end in self._spans(self._phrases(by_form), doc, text):
            name = by_form[fold(text[start:end])]
            if not may_stand(text[start:end], text, start):
                continue
            speaks = any(e.kind == "broker" for e in self._entries.get(fold(text[start:end]), ()))
            if speaks and not text.startswith(("(", " ("), end):
                continue
            is_name = fold(text[start:end]) in (fold(name.name), fold(SHARE_CLASS.sub("", name.name)))
            rule = name.rule if is_name else "learned.short_form"
            yield NameMention(start, end, "entity", text[start:end], name.canonical, name.entity_id, rule)

    def _tickers(self, text: str) -> Iterator[NameMention]:
        for ticker in find_tickers(text):
            if ticker.entity_id and text[max(0, ticker.start - 1) : ticker.start] not in ("(", "["):
                canonical = self._known.canonical.get(ticker.entity_id, ticker.entity_id)
                surface = text[ticker.start : ticker.end]
                yield NameMention(
                    ticker.start, ticker.end, "entity", surface, canonical, ticker.entity_id, f"ticker.{ticker.rule}"
                )

    def _model_entities(self, doc: Doc, text: str, mentions: Sequence[NameMention]) -> Iterator[NameMention]:
        """Organisations and products that the user's trained pipeline finds; it sees ours in `doc.spans["names"]`."""
        spans = (doc.char_span(m.start, m.end, label=m.kind, alignment_mode="expand") for m in mentions)
        doc.spans[GROUP] = [span for span in spans if span is not None]
        for name, component in self._nlp.pipeline:
            if name != "tokenizer":
                doc = component(doc)
        for span in doc.ents:
            if span.label_ in ("ORG", "PRODUCT", "ENTITY"):
                surface = text[span.start_char : span.end_char]
                yield NameMention(
                    span.start_char,
                    span.end_char,
                    "entity",
                    surface,
                    surface,
                    span.kb_id_ or None,
                    f"model.{span.label_}",
                )


def longest(candidates: Iterable[NameMention], length: int) -> list[NameMention]:
    """The candidates that remain when longer ones go first, then what the note says itself, then by kind; by start."""
    taken = bytearray(length)
    kept: list[NameMention] = []
    order = sorted(
        candidates, key=lambda m: (m.start - m.end, not m.rule.startswith("learned"), PRIORITY[m.kind], m.start)
    )
    for mention in order:
        if taken.find(1, mention.start, mention.end) < 0:
            taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _at_word_borders(text: str, start: int, end: int) -> bool:
    """A Latin word is matched whole: ARM not in alarm. A figure may follow at once (EPS1.72), not precede."""
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    follows = text[end : end + 1]
    return not (last.isascii() and last.isalnum() and follows.isascii() and follows.isalpha())


def _is_abbreviation(surface: str) -> bool:
    return len(surface) <= _CASE_MATTERS and surface.isascii()


def _says_rating(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 6) : start].rstrip(), text[end : end + 6].lstrip()
    if before[-1:] in _OPENING and after[:1] in _CLOSING and before and after:
        return True
    return before.rstrip(_OPENING).endswith(_RATING_BEFORE) or after.lstrip(_CLOSING).startswith(_RATING_AFTER)
