"""Many words, one regular expression: a trie, so that a text is scanned once however long the list is.

The engine tries the branches of a trie one after the other, and its root has hundreds. So a look at the first two characters
passes over most places, and the branches of the root stand in bundles that a set of characters opens.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

_Trie = dict[str, "_Trie"]
_BUNDLE = 32  # branches; a set costs the engine as much as a few of them


def words_pattern(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words at a position. An ASCII letter or digit at either end of a word must
    stand at a word boundary of Latin text. Matches nothing where there are no words."""
    plain = [w for w in words if w]
    if not plain:
        return r"(?!)"
    latin = [w for w in plain if _latin(w[0])]
    parts = list(_bundles([w for w in plain if not _latin(w[0])]))
    if latin:
        parts.append(r"(?<![A-Za-z0-9])" + _expression(_trie(latin)))
    return f"{_possible_start(plain)}(?:{'|'.join(parts)})"


def _possible_start(words: Collection[str]) -> str:
    """A look ahead: a word of one character, or a first and a second character of longer ones."""
    short = {w for w in words if len(w) == 1}
    first, second = {w[0] for w in words if len(w) > 1}, {w[1] for w in words if len(w) > 1}
    starts = [_one_of(short)] if short else []
    if first:
        starts.append(_one_of(first) + _one_of(second))
    return f"(?={'|'.join(starts)})"


def _bundles(words: Iterable[str]) -> Iterator[str]:
    branches = sorted(_trie(words).items())
    for at in range(0, len(branches), _BUNDLE):
        bundle = dict(branches[at : at + _BUNDLE])
        yield f"(?={_one_of(bundle)}){_expression(bundle)}"


def _one_of(characters: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(words_pattern(words))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _trie(words: Iterable[str]) -> _Trie:
    root: _Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node["$end"] = {"latin": {}} if _latin(word[-1]) else {}
    return root


def _expression(node: _Trie) -> str:
    end = node.get("$end")
    stop = None if end is None else (r"(?![A-Za-z0-9])" if end else "")
    branches = [re.escape(c) + _expression(child) for c, child in sorted(node.items()) if c != "$end"]
    if not branches:
        return stop or ""
    if stop is not None:
        branches.append(stop)  # last: the longer word is tried first
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
