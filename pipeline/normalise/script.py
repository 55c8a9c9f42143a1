"""Simplified and variant characters into canonical Traditional (OpenCC `tw`), one code point for one. The one door to OpenCC.

Only configurations without `p` are used: those keep every offset. Hong Kong forms meet Taiwan's through `hk2t` then `t2tw`
(台積電 and 臺積電, 説 and 說); Simplified ones through `s2tw`. `s2tw` over Traditional text would over-convert (干預 → 幹預), so
it decides only where a character belongs to Simplified alone; one that both scripts have (后 里 余) goes with its nearest
neighbour that is decided.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from pipeline.normalise.folds import Replacements, read_tsv

Script = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class ScriptCount:
    """How many characters of a text belong to one script alone."""

    simplified: int
    traditional: int

    @property
    def balance(self) -> int:
        """Positive where Simplified prevails, negative where Traditional does. Balances add up."""
        return self.simplified - self.traditional


@cache
def _converter(config: str) -> Callable[[str], str]:
    import opencc  # 20 ms to load: not for `--help`

    convert: Callable[[str], str] = opencc.OpenCC(config).convert
    return convert


@cache
def _members(script: str) -> str:
    """Characters of one line of scripts.tsv, from OpenCC's own STCharacters and TSCharacters."""
    return {name: characters for name, characters, _ in read_tsv("scripts.tsv")}[script]


@cache
def _class(script: str) -> frozenset[str]:
    return frozenset(_members(script))


@cache
def _variants() -> Replacements:
    """Forms that Traditional texts print too (恒生, 强, 内), and that say nothing of the script."""
    return Replacements.of({variant: form for variant, form, _ in read_tsv("variants.tsv")})


def has_simplified(text: str) -> bool:
    """Whether a character stands in it that Simplified alone has."""
    return not _class("simplified").isdisjoint(text)


def count_scripts(text: str) -> ScriptCount:
    """Characters that Simplified alone or Traditional alone has."""
    return ScriptCount(_count("simplified", text), _count("traditional", text))


def _count(script: Script, text: str) -> int:
    found = "".join(_near(script).findall(text))
    return len(found) - sum(each not in _class(script) for each in _BEYOND.findall(found))


@cache
def _near(script: Script) -> re.Pattern[str]:
    """Finds the characters of a script, and all beyond the first plane, which would make a slow set if named one by one."""
    named = "".join(each for each in _members(script) if each < "\U00010000")
    return re.compile(f"[{re.escape(named)}\U00010000-\U0010ffff]+")


_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def to_traditional(text: str) -> str:
    """Traditional text of any region in Taiwan's forms, same length. `text` is folded (no NUL, no surrogates)."""
    return _variants().apply(_converter("t2tw")(_converter("hk2t")(text)))


def from_simplified(text: str) -> str:
    """Simplified text in Taiwan's forms, same length. `text` is folded."""
    return to_traditional(_converter("s2tw")(text))  # s2tw leaves Hong Kong's 説 and 綫 alone


def merge(text: str, as_traditional: str, as_simplified: str) -> str:
    """A text of both scripts: each character from the conversion of the script that it belongs to."""
    simplified, traditional, ambiguous = _class("simplified"), _class("traditional"), _class("ambiguous")
    decided = [at for at, character in enumerate(text) if character in simplified or character in traditional]
    merged = list(as_traditional)
    for at, character in enumerate(text):
        if character in simplified or (character in ambiguous and text[_nearest(decided, at)] in simplified):
            merged[at] = as_simplified[at]
    return "".join(merged)


def _nearest(decided: Sequence[int], at: int) -> int:
    """The decided position nearest to `at`, the one before it where two are as near."""
    after = bisect_left(decided, at)
    if after == len(decided) or (after > 0 and at - decided[after - 1] <= decided[after] - at):
        return decided[after - 1]
    return decided[after]


def convert(texts: Sequence[str], fallback: Callable[[int, Sequence[ScriptCount]], Script | None]) -> list[str]:
    """Every folded text in canonical Traditional, same lengths, each configuration of OpenCC run once over all of them.

    `fallback(index, counts)` gives the script of a text that has no character of one script alone; None is Traditional.
    """
    traditional = _each(to_traditional, texts)
    if not any(map(has_simplified, texts)):
        return traditional
    counts = [count_scripts(text) for text in texts]
    chosen = [_choose(index, count, counts, fallback) for index, count in enumerate(counts)]
    wanted = [index for index, script in enumerate(chosen) if script != "traditional"]
    result = list(traditional)
    for index, simplified in zip(wanted, _each(from_simplified, [texts[i] for i in wanted]), strict=True):
        mixed = chosen[index] == "mixed"
        result[index] = merge(texts[index], traditional[index], simplified) if mixed else simplified
    return result


def _each(conversion: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """One call for all texts: a call for each costs more than its characters."""
    whole = conversion("\n".join(texts))
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return [whole[start : start + len(text)] for start, text in zip(starts, texts, strict=False)]


def _choose(
    index: int,
    count: ScriptCount,
    counts: Sequence[ScriptCount],
    fallback: Callable[[int, Sequence[ScriptCount]], Script | None],
) -> Script | Literal["mixed"]:
    if count.simplified and count.traditional:
        return "mixed"
    if count.simplified:
        return "simplified"
    return "traditional" if count.traditional else fallback(index, counts) or "traditional"


def canonical_script(text: str) -> str:
    """One folded text by itself."""
    return convert([text], lambda index, counts: None)[0]
