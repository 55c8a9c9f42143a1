"""How the patterns of rules are written: fragments in braces, and alternations of words that stay fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_Tree = dict[str, "_Tree"]  # by the next character
END = ""  # where a word ends, with what must not follow it

# Shared by the families of rules. `{number}`, `{unit}` and other fragments of the vocabulary come from QuantityWords.
FRAGMENTS = {
    "cn": "[零〇一二兩三四五六七八九十]",
    "digit": "[一二三四五六七八九兩]",
    "ordinal": "(?:[0-9]{1,4}|[零〇一二兩三四五六七八九十廿卅百千]{1,6})",
    # a numbered provision: 4(2), 7.19A(1)(b)
    "section": r"[0-9]{1,3}(?:\.[0-9]{1,2}(?![0-9])[A-Z]{0,2}(?:[(（][0-9A-Za-z]{1,4}[)）]){0,3}|(?:[(（][0-9A-Za-z一二三四五六七八九十]{1,4}[)）]){1,3})",
    "year": "(?:19|20)[0-9]{2}",
    "month": "(?:1[0-2]|0?[1-9])",
    "day": "(?:3[01]|[12][0-9]|0?[1-9])",
    "hour": "(?:2[0-4]|[01]?[0-9])",
    "cn_month": "(?:十[一二]?|[一二三四五六七八九])",
    "cn_day": "[一二三四五六七八九十廿卅]{1,3}",
    "to": "(?:至|到|~|∼|-|–|—)",
    "open": "[(（]",
    "close": "[)）]",
    "comma": "[,，、]",
    "colon": "[:：]",
    # what may stand behind 第二 where it is a place in an order, or before it
    "rank_place": "(?=[，,。；;、：:）)」』！!？?│|的和與及或至以由]|\\s|\\Z)|(?<=[列居排佔占登穩躍]第[^。]{1})|(?<=[列居排佔占登穩躍]第[^。]{2})",
    "not_word": "(?![A-Za-z0-9])",
}


def fill(pattern: str, *fragments: Mapping[str, str]) -> str:
    """The pattern with every `{name}` that one of the mappings has replaced. Counts such as `{1,3}` stay."""
    known: dict[str, str] = {}
    for mapping in fragments:
        known |= mapping
    return re.sub(r"\{([a-z_0-9]*[a-z_][a-z_0-9]*)\}", lambda match: known[match[1]], pattern)


def alternation(words: Iterable[str], not_before: Mapping[str, str] | None = None) -> str:
    """A pattern without groups for any of the words, the longest that fits. A word that ends in a Latin letter ends there;
    `not_before`: characters with which a word goes on to be another (人 before 民)."""
    tree: _Tree = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        end = "(?![A-Za-z0-9])" if word.isascii() and word[-1:].isalpha() else ""
        others = (not_before or {}).get(word, "")
        node[END] = {end + (f"(?![{others}])" if others else ""): {}}
    return _branches(tree)


def _branches(tree: _Tree) -> str:
    branches = [re.escape(c) + _branches(rest) for c, rest in sorted(tree.items(), reverse=True) if c != END]
    if END in tree:
        branches += tree[END]
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
