"""What the vocabulary knows of names: securities by ticker and by surface, and the words that border names."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.recognise.name_lexicon import fold, spelling
from pipeline.recognise.tickers import Ticker, hong_kong, mainland
from pipeline.vocabulary import Vocabulary

Market = Literal["HK", "TW"]

# A share class is printed behind the name and is no part of it: 美團-W, 鈺齊-KY, 攜程集團-S, 國巨*
SHARE_CLASS = re.compile(r"(?:-(?:SW|W|S|B|P|R|U|KY|DR|SS|WR|SWR)|\*)+$")

_HONG_KONG = re.compile(r"\.HK|港元|港股|恆指|聯交所|港仙")
_TAIWAN = re.compile(r"-TW|\.TW|臺股|新臺幣|上櫃|興櫃|證交所|櫃買|仟元")
_NUMBER = re.compile(r"\d[\d.,]*[萬億元點倍%仙厘股]")
_PRONOUNS = ("該股", "該公司", "該集團")


class KnownNames:
    """The vocabulary as the study of names wants it. All surfaces are in one `spelling`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.canonical: dict[str, str] = {}
        self.surfaces: dict[str, list[str]] = {}
        self.ids: dict[str, str] = {}
        for printed, row in vocabulary["entities"].rows.items():
            surface = spelling(printed)
            self.ids[surface] = row["entity_id"]
            if row["entity_id"]:
                self.canonical.setdefault(row["entity_id"], row["canonical"])
                self.surfaces.setdefault(row["entity_id"], []).append(surface)
        for entity_id, row in vocabulary["securities"].rows.items():
            self.canonical.setdefault(entity_id, row["name"])
            self.surfaces.setdefault(entity_id, []).append(spelling(row["name"]))
        for printed, row in vocabulary["brokers"].rows.items():
            if row["kind"] != "pronoun":  # 該行, 券商 are nobody's name
                self.ids.setdefault(spelling(printed), "")
        self.regions = frozenset(s for s, row in vocabulary["qualifiers"].rows.items() if row["key"] == "region")
        self.leading = _words(vocabulary, "brokers", "ratings", "actions", "bases", "directions", "statuses")
        self._words = self.leading | _words(vocabulary, "metrics", "qualifiers")
        self._ordinary = frozenset(vocabulary["not_names"].rows)
        self.heads = re.compile(_alternation(vocabulary, "name_heads"))
        self.tail = re.compile(f"(?:{_alternation(vocabulary, 'name_tails')})$")

    def is_name(self, text: str) -> bool:
        """Whether a text may be a name: no vocabulary word, number or pronoun, and more than a tail (控股, 科技)."""
        if len(text) < 2 or _NUMBER.match(text) or text.endswith(_PRONOUNS) or not self.tail.sub("", text):
            return False
        return fold(text) not in self._words and text not in self._ordinary

    def stands(self, entity_id: str, left: str) -> str | None:
        """The longest name of that security that `left` ends with, its share class included."""
        bare = SHARE_CLASS.sub("", left)
        own = [s for s in self.surfaces.get(entity_id, ()) if bare.endswith(s) or left.endswith(s)]
        best = max(own, key=len, default=None)
        if best is None or (left.endswith(best) and not bare.endswith(best)):
            return best
        return best + left[len(bare) :]

    def resolve(self, ticker: Ticker, left: str, market: Market) -> str | None:
        """The `entity_id` of a ticker behind `left`. A bare code belongs to the security whose name stands there; else six
        digits are mainland China's, a leading zero Hong Kong's, four digits the note's market's. A bare year is none."""
        code = ticker.code
        over_the_counter = f"{code}.TWO"
        if ticker.entity_id is not None:
            return (
                over_the_counter
                if ticker.entity_id.endswith(".TW") and over_the_counter in self.canonical
                else ticker.entity_id
            )
        if not code.isdigit():
            return f"{code}.US" if self.stands(f"{code}.US", left) else None
        if len(code) == 6:
            return mainland(code)
        named = (i for i in (f"{code}.TW", over_the_counter, hong_kong(code)) if self.stands(i, left))
        if found := next(named, None):
            return found
        if len(code) == 5 or code.startswith("0"):
            return hong_kong(code) if code.startswith("0") else None
        if 1900 <= int(code) <= 2100:
            return None
        if market == "HK":
            return hong_kong(code)
        return over_the_counter if over_the_counter in self.canonical else f"{code}.TW"


def market_of(text: str) -> Market:
    """Whose codes a note prints bare: Hong Kong's where it speaks of Hong Kong more than of Taiwan."""
    return "HK" if len(_HONG_KONG.findall(text)) > len(_TAIWAN.findall(text)) else "TW"


def _words(vocabulary: Vocabulary, *lists: str) -> frozenset[str]:
    return frozenset(fold(surface) for name in lists for surface in vocabulary[name].rows)


def _alternation(vocabulary: Vocabulary, name: str) -> str:
    return "|".join(map(re.escape, sorted(map(spelling, vocabulary[name].rows), key=len, reverse=True)))
