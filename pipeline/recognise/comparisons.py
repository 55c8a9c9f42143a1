"""What a figure is held against: 勝市場預期, 較該行預測高, 超出公司原先指引中值. One cue each, made of a verb, whose words they are and a noun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.recognise.cues import Cue

_ABOVE = "勝|優於|好於|好過|高於|超出|超過|超越|超|跑贏|多於"
_BELOW = "遜於|遜|低於|差過|差於|不及|少於"
_BESIDE = "相較於?|較|比|對比|相對於?"
_WHOSE = (
    "該行|本行|我們|大行|市場|分析員|分析師|券商|本網|彭博|路透|公司|集團|管理層|自身|原先|先前|此前|早前|原有|一致|平均|綜合|普遍|最新|原定|既定|"
    "的|及|和|與|或|其"
)
_EXPECTED = "預期值?|預測值?|預估值?|預料|估計|估算|共識|盈測"
_AIMED = "指引|目標|財測"
_POINT = "中值|中位數|中間值|上限|下限|區間"
_PATTERN = re.compile(
    rf"(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?:{_BESIDE}))(?:{_WHOSE}){{0,5}}"
    rf"(?:(?P<expected>{_EXPECTED})|(?:{_AIMED})(?!價))(?:{_POINT})?"
)
_OPENS = re.compile("[勝優好高超跑多遜低差不少相較比對]")  # found fast, so that _PATTERN is tried at few places


def find_comparisons(text: str) -> Sequence[Cue]:
    """Each comparison as a cue: its basis, and the side on which the figure lies where the verb says so."""
    found: list[Cue] = []
    for opening in _OPENS.finditer(text):
        if found and opening.start() < found[-1].end:
            continue
        match = _PATTERN.match(text, opening.start())
        if match is None:
            continue
        kinds = {"basis": "vs_estimate" if match["expected"] else "vs_target"}
        if match["above"] or match["below"]:
            kinds["direction"] = "1" if match["above"] else "-1"
        if "市場" in match.group() or "共識" in match.group():
            kinds["of_market"] = ""
        found.append(Cue(match.start(), match.end(), match.group(), kinds))
    return found
