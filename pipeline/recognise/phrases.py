"""Fixed phrases in running text, by spaCy's PhraseMatcher. The door to spaCy: it is imported here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from pipeline.recognise.name_lexicon import spelling

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

# A Latin word or a number is one token, any other character is one. A single space beside a Latin word or a number belongs to
# the token before it (IoT 與 AI is IoT與AI); any other space is a token, which keeps 增長 目標價 two words.
_LONGER = re.compile(r"[A-Za-z]+ ?|[0-9]+(?:[.,][0-9]+)* ?|[^A-Za-z0-9] (?=[A-Za-z0-9])")  # than a character
_KEY = "phrases"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into tokens: spaCy's Doc, and where each token starts, and at last where the text ends."""

    text: str
    doc: Doc
    starts: list[int]


class Reader:
    """Cuts texts into tokens and finds phrases in them. Neither case, nor spaces between tokens, nor spelling variants matter."""

    def __init__(self) -> None:
        from spacy.vocab import Vocab

        self._vocab = Vocab()
        self._ids = _TokenIds(self._vocab.strings)

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text. The Doc is built from spaCy's ids of the tokens, twice as fast as from their text."""
        from spacy.tokens import Doc

        words = _words(text)
        doc = Doc(self._vocab, words=list(map(self._ids.__getitem__, words)), spaces=[False] * len(words))
        return Tokens(text, doc, [*accumulate(map(len, words), initial=0)])

    def matcher(self, phrases: Iterable[str]) -> PhraseMatcher:
        """Finds the phrases. They are given to spaCy as ids, as it gets them from a pickled matcher: a Doc for each of
        thousands takes ten times as long."""
        from spacy.matcher import PhraseMatcher

        matcher = PhraseMatcher(self._vocab, attr="ORTH")
        ids: list[Any] = [[self._ids.known(word) for word in _words(phrase)] for phrase in phrases]
        matcher.add(_KEY, ids)
        return matcher


def _words(text: str) -> list[str]:
    words: list[str] = []
    at = 0
    for longer in _LONGER.finditer(text):
        words += text[at : longer.start()]
        words.append(longer[0])
        at = longer.end()
    words += text[at:]
    return words


class _TokenIds(dict[str, Any]):
    """Token with its spaces → spaCy's id of the token without them, in one spelling and case. Characters are few and each
    has an id; words and numbers are endless, and those of no phrase have one id together."""

    def __init__(self, strings: Any) -> None:
        super().__init__()
        self._strings = strings
        self._of_phrases: dict[str, int] = {}
        self._other = int(strings.add("??"))  # no token reads so

    def known(self, word: str) -> int:
        """The id of a token of a phrase: from now on texts have it too."""
        key = _one_form(word)
        number = self._of_phrases.get(key)
        if number is None:
            number = self._of_phrases[key] = int(self._strings.add(key))
        return number

    def __missing__(self, word: str) -> int:
        key = _one_form(word)
        number = self.known(word) if len(key) == 1 else self._of_phrases.get(key)
        if number is None:
            return self._other
        self[word] = number
        return number


def _one_form(word: str) -> str:
    return spelling(word.rstrip(" ")).lower() or " "


def find(matcher: PhraseMatcher, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Character ranges of the phrases, longer and shorter ones alike. A Latin word is found whole: ARM not in alarm."""
    text, starts = tokens.text, tokens.starts
    for _, first, last in matcher(tokens.doc):
        end = starts[last]
        yield starts[first], end - 1 if text[end - 1] == " " else end


class TrainedPipeline:
    """A user's own spaCy pipeline, by the name or path that `spacy.load` takes."""

    def __init__(self, name: str) -> None:
        import spacy

        self._nlp: Any = spacy.load(name)

    def organisations(self, text: str) -> Iterator[tuple[int, int, str, str | None]]:
        """Start, end, label and knowledge-base id of each organisation or product that it finds in a text."""
        for span in self._nlp(text).ents:
            if span.label_ in ("ORG", "PRODUCT", "ENTITY"):
                yield span.start_char, span.end_char, span.label_, span.kb_id_ or None
