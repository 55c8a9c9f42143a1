"""Measures that a verb names alone: 少賺 7.8% is of a profit, 派 1.15 元 of a dividend, 增持 162 萬股 of shares held."""

from __future__ import annotations

import re

from pipeline.extract.draft import Topic
from pipeline.extract.stream import Lead, Sentence
from pipeline.model.passage import Passage
from pipeline.model.quantity import Quantity
from pipeline.recognise.cues import Cue


def earned_less_or_more(lead: Lead, quantity: Quantity, passage: Passage) -> Topic | None:
    """公布中期少賺 7.8%: a profit, whatever was spoken of before."""
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if cue is None or cue.text not in ("少賺", "多賺") or quantity.unit not in ("percent", "multiple"):
        return None
    return Topic("純利", "net_profit", "money", span=passage.raw(cue.start, cue.end), flow=True)


_PAYS = re.compile(r"(?:派發?|派付|配發)(?:每股)?(?:約|合共|合計|共)?$")


def paid_out(lead: Lead, quantity: Quantity, sentence: Sentence, passage: Passage) -> Topic | None:
    """全年派 1.15 元: a dividend, whatever was spoken of before."""
    if quantity.category != "monetary" or quantity.multiplier != 1:
        return None
    match = _PAYS.search(sentence.text, lead.near_start, lead.end)
    if match is None:
        return None
    return Topic("派息", "dividend_per_share", "per_share", span=passage.raw(match.start(), match.end()), flow=True)


_DEALINGS = ("增持", "減持")


def dealt(lead: Lead, quantity: Quantity, passage: Passage) -> Topic | None:
    """增持 162 萬股: a move of the shares held."""
    if quantity.unit != "股":
        return None
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if cue is None or cue.text not in _DEALINGS:
        return None
    return Topic(cue.text, "shares_held", "count", span=passage.raw(cue.start, cue.end))
