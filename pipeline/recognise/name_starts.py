"""Where an unknown name begins that ends before its ticker: …研究報告指，花旗首予|晨曦生物|(09123.HK)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.recognise.known_names import SHARE_CLASS, KnownNames

MAX_NAME = 16  # characters; no listed name of HKEX, TWSE or TPEx is longer in its short form

_RUN = re.compile(r"[一-鿿㐀-䶿A-Za-z0-9\-·.&'* ]+$")
_SPACES = re.compile(r" {2,}|(?<![A-Za-z0-9&]) | (?![A-Za-z0-9&])")  # no name has one of these inside
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-.&']*(?: (?:& )?[A-Za-z][A-Za-z0-9\-.&']*)*$")
_LATIN_HEAD = 4  # Chinese characters that may open a name that goes on in Latin letters: 派拉蒙Skydance
_CLAUSE_BORDERS = frozenset("\n\t ，。、；：「《（！？》」）;:(!?)")

# Behind these a name begins, if there is one: function words, figures, and heads that end in a general noun (電子股|鴻騰).
_BORDER = re.compile(
    r"[及與予將由指從向被獲讓給是令降料稱另受但亦如視之就若惟把使非兼據遭丨](?=[一-鿿A-Za-z]{2})|對(?![手沖])(?=[一-鿿A-Za-z]{2})"
    r"|(?<![控參入持])股(?![份權價息王])|(?<![招華農浙電])商(?![湯業銀品社務住用旅行證局])(?=[一-鿿A-Za-z]{2})"
    r"|(?:集團|企業|公司|廠)(?=[一-鿿]{2})|而(?=[一-鿿A-Za-z]{2})|\d[\d.,]*[萬億千百]*(?:日圓|港元|美元|歐元|英鎊|韓圜|[元點倍%仙厘])?"
)
# These stand inside names as well: no border where the note always prints both sides together (綠的諧波).
_PERHAPS_BORDER = re.compile(r"(?:[在至為於傳列升微續等]|以(?!太))(?=[一-鿿A-Za-z]{2})|[的和](?=[一-鿿]{2})")


def name_before(left: str, note: str, known: KnownNames) -> str | None:
    """The name that `left` ends with: what follows the last border, cut to the longest end that the note also uses at the
    beginning of a clause. `left` and `note` are in one `spelling`."""
    found = _RUN.search(left)
    if found is None:
        return None
    run = _SPACES.split(found[0].strip())[-1]
    latin = _LATIN.search(run)
    if latin and len(latin[0]) >= 3 and latin.start() > _LATIN_HEAD:
        return latin[0] if known.is_name(latin[0]) else None
    run = run[_start(run, note, known) :].strip(" -·.")
    bare = SHARE_CLASS.sub("", run)
    for size in range(len(bare) - 1, 1, -1):
        cut, end = bare[:-size], bare[-size:]
        if (
            cut not in known.regions
            and not _inside_latin(cut, end)
            and known.is_name(end)
            and _begins_clause(end, bare, note)
        ):
            return end + run[len(bare) :]
    return run if len(run) <= MAX_NAME and known.is_name(bare) else None


def known_before(left: str, known: KnownNames) -> str | None:
    """The longest name of the vocabulary that `left` ends with and that begins at a border, its share class included:
    百濟神州 before its other ticker, but 思科 in no 迪思科."""
    bare = SHARE_CLASS.sub("", left)
    found = _RUN.search(bare)
    run = _SPACES.split(found[0])[-1] if found else ""
    starts = {0, *_borders(run), *(m.end() for m in _PERHAPS_BORDER.finditer(run)), *_word_ends(run, known)}
    starts |= {m.end() for m in known.heads.finditer(run)}
    name = next((run[s:] for s in sorted(starts) if len(run) - s >= 2 and run[s:] in known.ids), None)
    return None if name is None else name + left[len(bare) :]


def _borders(run: str) -> Iterator[int]:
    return (m.end() for m in _BORDER.finditer(run))


def _inside_latin(before: str, after: str) -> bool:
    return before[-1:].isascii() and before[-1:].isalnum() and after[0].isascii() and after[0].isalnum()


def _start(run: str, note: str, known: KnownNames) -> int:
    sure = {*_borders(run), *(m.end() for m in known.heads.finditer(run))}
    perhaps = {m.end() for m in _PERHAPS_BORDER.finditer(run)} | set(_word_ends(run, known))
    for start in sorted(sure | perhaps, reverse=True):
        if known.is_name(SHARE_CLASS.sub("", run[start:].strip(" -·."))) and (
            start in sure or not _glued(run, start, note)
        ):
            return start
    return 0


def _word_ends(run: str, known: KnownNames) -> Iterator[int]:
    """Where vocabulary words of two characters or more end inside the run: 花旗|首予|…"""
    for start in range(len(run) - 2):
        for end in range(start + 2, min(start + 6, len(run) - 1)):
            if not run[end - 1 : end + 1].isascii() and run[start:end].lower() in known.leading:
                yield end


def _glued(run: str, start: int, note: str) -> bool:
    """Whether the note prints what follows twice or more, and always behind the same two characters."""
    together = note.count(run[max(0, start - 2) :])
    return together >= 2 and note.count(run[start:]) <= together


def _begins_clause(end: str, run: str, note: str) -> bool:
    """Whether the note prints the end of a run behind a border too, other than at the head of the run itself (嗶哩|嗶哩) or
    as the second word of a Latin name."""
    return any(
        at
        and note[at - 1] in _CLAUSE_BORDERS
        and not note.startswith(run, at)
        and not _inside_latin(note[max(0, at - 2) : at].rstrip(" "), end)
        for at in places(end, note)
    )


def places(word: str, text: str, limit: int = 100) -> Iterator[int]:
    """Where a word stands: its first places only, which keeps a hostile note linear."""
    at = text.find(word)
    while at >= 0 and limit:
        yield at
        at, limit = text.find(word, at + 1), limit - 1
