"""Names that no list has and that their own form gives away: a noun that ends in 指數 is an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LONGEST_INDEX = 14
_INDEX = re.compile(rf"(?P<words>[㐀-鿿A-Za-z]{{2,{_LONGEST_INDEX}}}?)指數(?![期基])")
# What cannot stand inside the name of an index: it begins behind these.
_BORDER = re.compile(
    r"[的和與及在對將使令由從為是指示按據報而但因其該此這，更月日年季均別以有升跌追]|成份|成分|主要|相關|整體|期貨|公布|預期|預計|最新|同時|另外|本港|當中|其中|反映|不過|分類|[上下]調|略微|估計|包括|例如|追蹤|[短中長]期|[兩三四各多]大|多[個項]"
)
# What a survey asks about: such an index is a measure of an economy, and not a thing that is traded.
_SURVEYED = re.compile(
    r"(?:活動|訂單|就業|價格|物價|信心|景氣|製造業?|服務業?|生產|產出|庫存|出口|進口|採購|投入|預期|交貨|交付|情緒|經理人?|商務|零售|消費者?|房屋|供應|需求|現況|狀況|投資者|工業|業務|營商|壓力|僱傭|收入|支出|新屋|樓市|市況|前景|展望|動向|總量|比率|差距|薪酬|工資|開支|銷售)$"
)


_SHORTEST = 4  # 科技指數 may be anybody's


# 永盛集團再沽…: a group that no list has, named at the head of a clause and again
_GROUP = re.compile(
    r"(?:^|[，。；：」\s])(?P<name>(?![該本其各旗大全跨多另而由與但惟將獲據])[㐀-鿿]{2,4}集團)", re.MULTILINE
)
_OF_GROUPS = re.compile(r"[及和與的旗下為對在由從向是]|管理|公司|上市|母公司|零售|飲食|餐飲")


def find_groups(text: str) -> Iterator[tuple[int, int]]:
    """Every place of such groups."""
    if text.count("集團") < _TWICE:
        return
    names = {m["name"] for m in _GROUP.finditer(text) if not _OF_GROUPS.search(m["name"])}
    for name in names:
        places = [m.start() for m in re.finditer(re.escape(name), text)]
        if len(places) >= _TWICE:
            yield from ((at, at + len(name)) for at in places)


_TWICE = 2
_FUND = re.compile(r"「(?P<name>[㐀-鿿A-Za-z0-9]{2,18}基金)」")


def find_funds(text: str) -> Iterator[tuple[int, int]]:
    """「晨星環球股票基金」: what is quoted and ends in 基金."""
    return ((m.start("name"), m.end("name")) for m in _FUND.finditer(text))


# 經紀人指數CSI(住宅售價)…。CSI(商舖租金)報…: the letters that a note gives an index, and uses alone later
_LETTERS = re.compile(r"指數[(（]?(?P<letters>[A-Z]{2,5})(?![A-Za-z])")
_LETTERS_ALONE = r"(?<![A-Za-z(（]){}(?=[(（報升跌_]|最新|按)"


def find_index_letters(text: str) -> Iterator[tuple[int, int]]:
    for letters in {m["letters"] for m in _LETTERS.finditer(text)}:
        for match in re.finditer(_LETTERS_ALONE.format(letters), text):
            yield match.span()


@dataclass(frozen=True, slots=True)
class NamedIndex:
    """An index at text[start:end]. `surveyed`: it is a measure of an economy."""

    start: int
    end: int
    surveyed: bool


def _index_names(text: str) -> Iterator[re.Match[str]]:
    """What `_INDEX` finds, looked for only around 指數."""
    end, at = 0, text.find("指數")
    while at >= 0:
        match = _INDEX.search(text, max(end, at - _LONGEST_INDEX), at + 3)
        if match:
            yield match
            end = match.end()
        at = text.find("指數", at + 2)


def find_indices(text: str, is_known: Callable[[str], bool]) -> Iterator[NamedIndex]:
    """The indices of a text that no list has. `is_known` says whether a list has a name: 樓價指數 inside 易發樓價指數 is enough."""
    if "指數" not in text:
        return
    for match in _index_names(text):
        words, start = match["words"], match.start()
        cut = max((m.end() for m in _BORDER.finditer(words)), default=0)
        words, start = words[cut:], start + cut
        if len(words) < 2 or not words[-1] >= "㐀":
            continue
        if any(is_known(text[at : match.end()]) for at in range(start, match.end() - 2)):
            continue
        surveyed = _SURVEYED.search(words) is not None
        if surveyed or len(words) >= _SHORTEST:
            yield NamedIndex(start, match.end(), surveyed)
