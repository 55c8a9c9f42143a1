"""Market commentary names no measure: 滙控漲 0.7% 收 114.3 元, 恒指跌 18 點. The subject's price or level is meant, on the note's day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipeline.extract.draft import Setting, Topic
from pipeline.extract.stream import Item, Lead
from pipeline.extract.when import When
from pipeline.model.mention import NameMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.recognise.cues import Cue

SHARE_PRICE = Topic("股價", "share_price", "price", scope="market")
INDEX_LEVEL = Topic("指數", "index_level", "index", scope="market")
_TRADING = re.compile(r"盤前|盤後|開市|收市|早段|午後|ADR|美股|現報|高開|低開|開盤|收盤")
_QUOTES = ("收", "報", "收報", "見", "高見", "低見", "開")


def implied_price(figure: Item, mention: QuantityMention, lead: Lead, how: str, passage: Passage) -> Topic | None:
    """The price or level of the name in the clause, where a figure moves it or quotes it and no measure is named there."""
    if how == "after" or any(i.kind == "metric" for i in lead.near):
        return None
    if mention.quantity.unit == "點":
        monthly = any(isinstance(i.mention, Cue) and i.mention.value("basis") is not None for i in lead.near)
        return None if monthly else INDEX_LEVEL
    subject = next((i for i in reversed(lead.near) if i.kind == "entity"), None)
    cues = [i.mention for i in lead.near if isinstance(i.mention, Cue) and (subject is None or i.start >= subject.end)]
    if any(c.value("basis") is not None or c.value("to") is not None or c.text.endswith("至") for c in cues):
        return None
    quoted = bool(cues) and cues[-1].text in _QUOTES and cues[-1].end == figure.outer_start
    if mention.quantity.category == "monetary" and mention.quantity.multiplier == 1 and quoted:
        return SHARE_PRICE
    traded = _TRADING.search(passage.text, lead.near_start, lead.end)
    if (
        (subject is None and traded is None)
        or mention.quantity.unit != "percent"
        or not any(c.value("direction") is not None for c in cues)
    ):
        return None
    if subject is None:
        return SHARE_PRICE
    name = subject.mention
    assert isinstance(name, NameMention)
    return replace(SHARE_PRICE if name.id else INDEX_LEVEL, span=passage.raw(subject.start, subject.end))


def _is_year_end(period: Period) -> bool:
    return (
        period.start is not None and period.start == period.end and (period.start.month, period.start.day) == (12, 31)
    )


def fitting(when: When, topic: Topic | None, setting: Setting) -> When:
    """A market's figure without a day of its own is that of the note's day, not of the quarter last spoken of; what is
    delivered 年底 is that of the year."""
    if topic is not None and topic.flow and when.period is not None and _is_year_end(when.period):
        year = when.period.label[:4]
        return replace(when, period=Period(year, date(int(year), 1, 1), when.period.end))
    if topic is None or topic.scope != "market":
        return when
    period, day = when.period, setting.published
    if not when.carried or day is None or (period is not None and period.start == period.end):
        return when
    return replace(when, period=Period(day.isoformat(), day, day), carried=True)
