"""Names that a note introduces itself: 「名稱(1810.HK)」 teaches a name and its ticker, and the short forms that the note uses later."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from pipeline.recognise.known_names import SHARE_CLASS, KnownNames, Market, market_of
from pipeline.recognise.name_lexicon import spelling
from pipeline.recognise.name_starts import MAX_NAME, known_before, name_before, places
from pipeline.recognise.own_tickers import COUNTER, TRAILING
from pipeline.recognise.tickers import find_bracketed, find_codes

MAX_STUDIED = 64  # unknown names per note whose left end is studied: keeps hostile input linear

_CHINESE = re.compile(r"[一-鿿]+")
# Ordinary words that are short names too (表現理想): not a name behind these.
_NOT_A_NAME_BEHIND = re.compile(r"(?:[不未較更甚最很夠尚頗如算]|表現|成績|結果|反應|非常|十分|健康|天下)$")


class LearnedName(NamedTuple):
    """A name that the note introduces at `passage`, `start`, `end`. `forms`: what the note calls it, itself included."""

    name: str
    canonical: str
    entity_id: str
    forms: tuple[str, ...]
    passage: int
    start: int
    end: int
    rule: str

    @property
    def called(self) -> tuple[str, str, str, tuple[str, ...], str]:
        """All of it but the place."""
        return self.name, self.canonical, self.entity_id, self.forms, self.rule


def learn(texts: Sequence[str], known: KnownNames, outside: Collection[int] = ()) -> tuple[LearnedName, ...]:
    """The names that the passages introduce, by place, the first introduction of each name only. `outside`: the passages that are
    no part of the note itself, such as links to other notes: they introduce no name that the note or the vocabulary has."""
    texts = [spelling(text) for text in texts]
    note = "\n".join(texts)
    market = market_of(note)
    learned: dict[str, LearnedName] = {}
    studies = iter(range(MAX_STUDIED))
    for passage in sorted(range(len(texts)), key=lambda index: index in outside):
        text = texts[passage]
        for name in (*_behind_names(text, note, market, known, studies), *_before_names(text, known)):
            if passage not in outside or not known.ids.get(SHARE_CLASS.sub("", name.name)):
                learned.setdefault(name.name, name._replace(passage=passage))
    return tuple(_without_shared_forms(learned.values()))


def _behind_names(
    text: str, note: str, market: Callable[[], Market], known: KnownNames, studies: Iterator[int]
) -> Iterator[LearnedName]:
    """Names before a bracket that opens with a ticker. `studies` runs out after as many unknown names as may be studied."""
    for bracket, ticker in find_bracketed(text):
        start = max(0, bracket - 2 * MAX_NAME)
        left = COUNTER.sub("", text[start:bracket].rstrip(TRAILING))
        entity_id = known.resolve(ticker, left, market)
        if entity_id is None:
            continue
        name, rule = known.stands(entity_id, left) or known_before(left, known), "learned.ticker"
        if name is None and next(studies, None) is not None:
            name, rule = name_before(left, note, known), "learned.ticker_unknown"
        if name is not None:
            end = start + len(left)
            base = SHARE_CLASS.sub("", name)
            canonical = known.canonical.get(entity_id) or known.canonical.get(known.ids.get(base, ""), base)
            forms = _forms(name, base, note, known)
            yield LearnedName(name, canonical, entity_id, forms, 0, end - len(name), end, rule)


def _before_names(text: str, known: KnownNames) -> Iterator[LearnedName]:
    """Taiwan's names behind their code: 2330 台積電."""
    for code in find_codes(text):
        for entity_id in (f"{code.code}.TW", f"{code.code}.TWO"):
            surfaces = known.surfaces.get(entity_id)
            if surfaces is None:
                continue
            name = max((s for s in surfaces if text.startswith(s, code.end)), key=len, default=None)
            if name is not None:
                end = code.end + len(name)
                yield LearnedName(
                    name, known.canonical[entity_id], entity_id, (name,), 0, code.end, end, "learned.code_first"
                )


def _without_shared_forms(learned: Collection[LearnedName]) -> Iterator[LearnedName]:
    """藥明 is short for none where the note introduces 藥明康德, 藥明生物 and 藥明合聯."""
    owners: dict[str, set[str]] = {}
    for name in learned:
        for form in name.forms:
            owners.setdefault(form, set()).add(name.entity_id)
    for name in learned:
        own = (name.name, SHARE_CLASS.sub("", name.name))
        yield name._replace(forms=tuple(f for f in name.forms if f in own or len(owners[f]) == 1))


def _forms(name: str, base: str, note: str, known: KnownNames) -> tuple[str, ...]:
    """The name, itself without share class, and each shorter form that the note uses apart from it."""
    forms = dict.fromkeys((name, base))
    prefix = base[:2] if 4 <= len(base) <= 8 and _CHINESE.fullmatch(base[:2]) and base[:2] not in known.regions else ""
    for form in dict.fromkeys((known.tail.sub("", base), prefix)):
        is_new = form not in forms and not known.ids.get(form)
        if is_new and known.is_name(form) and _used_apart(form, base, note):
            forms[form] = None
    return tuple(forms)


def _used_apart(form: str, name: str, note: str) -> bool:
    """Whether the note prints a form where the name does not go on."""
    following = name[len(form)]
    return any(
        not note.startswith(following, at + len(form)) and may_stand(form, note, at) for at in places(form, note)
    )


def may_stand(form: str, text: str, start: int) -> bool:
    """False where a short form is an ordinary word: 表現理想, 不理想."""
    return len(form) > 2 or not _NOT_A_NAME_BEHIND.search(text[max(0, start - 2) : start])
