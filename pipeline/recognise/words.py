"""Many words, one regular expression: a trie, so that a text is scanned once however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Trie = dict[str, "_Trie"]


def words_pattern(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words at a position. An ASCII letter or digit at either end of a word must
    stand at a word boundary of Latin text. Matches nothing where there are no words."""
    plain = [w for w in words if w]
    latin_start = [w for w in plain if _latin(w[0])]
    other = [w for w in plain if not _latin(w[0])]
    parts = []
    if other:
        parts.append(_expression(_trie(other)))
    if latin_start:
        parts.append(r"(?<![A-Za-z0-9])" + _expression(_trie(latin_start)))
    return "(?:" + "|".join(parts) + ")" if parts else r"(?!)"


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
