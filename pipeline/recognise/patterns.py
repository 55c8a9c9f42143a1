"""How the patterns of rules are written: fragments in braces, and alternations of words that stay fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Shared by the families of rules. `{number}`, `{unit}` and other fragments of the vocabulary come from QuantityWords.
FRAGMENTS = {
    "cn": "[零〇一二兩三四五六七八九十]",
    "digit": "[一二三四五六七八九兩]",
    "ordinal": "(?:[0-9]{1,4}|[零〇一二兩三四五六七八九十廿卅百千]{1,6})",
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


def alternation(words: Iterable[str]) -> str:
    """A pattern without groups for any of the words, the longest that fits. A word that ends in a Latin letter ends there."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, dict], latin: bool = False) -> str:  # type: ignore[type-arg]
    branches = []
    for character, rest in sorted(tree.items(), reverse=True):
        if character:
            branches.append(re.escape(character) + _branches(rest, character.isascii() and character.isalpha()))
        elif latin:
            branches.append("(?![A-Za-z0-9])")
        else:
            branches.append("")
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
