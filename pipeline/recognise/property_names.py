"""Buildings, estates and plots of land that no list has, in notes on property: a name behind a district, in quotes or printed
more than once, and what a district's plot or tower is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

_PROPERTY = re.compile(
    r"平方呎|方呎|呎價|伙(?<=\d伙)|屋苑|新盤|地皮|官地|樓面|商廈|示範單位|一手樓|二手樓|價單|購樓|樓花|發展商"
)
_LEAST = 3  # such words in a note that is on property
_NAME = r"[㐀-鿿A-Za-z0-9#．·・•‧\-]"
_QUOTED = re.compile(rf"「(?P<name>{_NAME}{{2,14}})」")
_NO_ESTATE = ("街", "道", "路", "級", "訂", "手", "火")
_NO_BUILDING = ("指數", "訂")
_BEFORE_QUOTE = re.compile(r"(?:旗下|新盤|項目|屋苑|發展的?|現樓)$")
_BEHIND_QUOTE = re.compile(r"第?\d{1,2}[A-Z]?期|系列|自現樓|累售|連沽|全盤|首張|首批|最新")
# Where the name of an estate ends: how many are sold, which of its flats, and when.
_ENDS = re.compile(
    r"第?[\dIVX]+[A-Z]?期|[今昨前明首連累再最全錄收推加盡沽售招標開每周本上已將於和及與的為以由是]|[一二兩三四五六]房|新盤|項目|單位|住宅|大宅|洋房|特色|開放式|分層|系列|自現樓|現樓|示範|日內|提價|成交|樓盤|屋苑|業主|買家|貨尾|價單|銷售|甲級|寫字樓|租金|空置|商舖"
)
_LAND = re.compile(r"[^，。；：「」《》()\s\d]{1,16}?(?:地皮|用地|官地|商業地|住宅地)")
_TOWER = re.compile(r"(?P<name>[㐀-鿿A-Za-z]{2,10}?(?:大廈|中心|廣場|商廈|花園|豪庭|山莊|新邨))")
_GENERIC = re.compile(
    r"(?:購物|商業|服務|數據|市|研發|展覽|會議|物流|住宅|寫字樓|單幢|甲級|優質|同一|多個|政府|推出|公共)(?:中心|大廈|廣場|商廈|花園)$"
)
_LONGEST = 16
_RUN = re.compile(rf"(?:{_NAME}| (?=[A-Z])|(?<=[㐀-鿿])\.(?=[㐀-鿿]))+")


def is_on_property(text: str) -> bool:
    return sum(1 for _, _ in zip(range(_LEAST), _PROPERTY.finditer(text), strict=False)) == _LEAST


class PropertyNames:
    """Finds them. `districts`: the parts of a town that a name stands behind."""

    def __init__(self, districts: Iterable[str]) -> None:
        ordered = sorted(districts, key=len, reverse=True)
        self._district = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Ranges of the names, in no order; they may overlap."""
        if not is_on_property(text):
            return
        names = {*self._quoted(text), *self._behind_districts(text)}
        yield from _places(text, names)

    def _quoted(self, text: str) -> Iterator[str]:
        for match in _QUOTED.finditer(text):
            before = text[max(0, match.start() - 6) : match.start()]
            district = any(before.endswith(m.group()) for m in self._district.finditer(before))
            named = district or _BEFORE_QUOTE.search(before) or _BEHIND_QUOTE.match(text, match.end())
            if named and not match["name"].endswith(_NO_BUILDING):
                yield match["name"]

    def _behind_districts(self, text: str) -> Iterator[str]:
        following: dict[str, list[str]] = defaultdict(list)
        for match in self._district.finditer(text):
            land = _LAND.match(text, match.end())
            if land is not None:
                yield text[match.start() : land.end()]
                continue
            tower = _TOWER.match(text, match.end())
            if tower is not None and not _GENERIC.search(tower["name"]):
                yield tower["name"]
                continue
            run = _RUN.match(text, match.end(), match.end() + _LONGEST)
            if run is not None and len(following[match.group()]) < _MOST:
                following[match.group()].append(run.group())
        for district, runs in following.items():
            for name in _shared_beginnings(runs):
                yield district + name if _PART.match(name) else name


# 啟德|海灣, 中環|中心, 荃灣|市地段第 441 號: no name without its district
_PART = re.compile(r"市地段|(?:海灣|中心|半島|花園|廣場|大廈|山莊|新城)$")
_MOST = 12  # places of one district that are compared


def _shared_beginnings(runs: Collection[str]) -> Iterator[str]:
    """What two or more runs begin with, up to where a name ends."""
    cut = [run[: end.start()] if (end := _ENDS.search(run, 1)) else run for run in runs]
    ordered = sorted(cut)
    for one, other in pairwise(ordered):
        size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        name = one[:size].rstrip(".．·・•‧- ")
        if len(name) >= 2 and not name.endswith(_NO_ESTATE):
            yield name
            if len(first := _POINT.split(name)[0]) >= _LONG_ENOUGH:
                yield first  # 黃金海灣．珀岸 is a part of 黃金海灣


_POINT = re.compile(r"[.．·・•‧]")
_LONG_ENOUGH = 3


def _places(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    if not names:
        return
    ordered = sorted((n for n in names if len(n) >= 2), key=len, reverse=True)
    for match in re.finditer("|".join(map(re.escape, ordered)) or r"(?!)", text):
        yield match.start(), match.end()
