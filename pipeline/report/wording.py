"""The words of the reports in Traditional Chinese and English, from `wording.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Key → (Traditional Chinese, English)."""

    words: Mapping[str, tuple[str, str]]

    def both(self, key: str) -> tuple[str, str]:
        """Both languages; for a key that is not in the file, such as the slug of a check of tomorrow, its own last part."""
        if key.startswith("check.unresolved_"):
            column = self.both("column." + key.removeprefix("check.unresolved_"))
            return (
                f"{self.words['check.unresolved'][0]}：{column[0]}",
                f"{self.words['check.unresolved'][1]}: {column[1]}",
            )
        plain = key.rpartition(".")[2].replace("_", " ")
        return self.words.get(key) or (plain, plain)

    def text(self, key: str, language: Language) -> str:
        """One language."""
        return self.both(key)[language == "en"]


@cache
def wording() -> Wording:
    """The words of `wording.tsv`."""
    content = files("pipeline.report").joinpath("wording.tsv").read_text(encoding="utf-8")
    words = {}
    for line in content.splitlines()[1:]:
        key, zh, en = line.split("\t")
        words[key] = (zh, en)
    return Wording(words)
