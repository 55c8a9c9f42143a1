"""Which times of a sentence are not the figure's own: when it was said, what it is held against, what matures or came before."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.extract.draft import Discourse, Topic
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.model.period import Period
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import PeriodContext, Resolved, calendar

_STEPS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_OFFSETS = ("year_offset", "year_of_last", "quarter_offset", "half_offset", "month_offset", "month_of_last", "year")


def not_itself(resolved: Resolved, mention: PeriodMention, item: Item, lead: Lead, discourse: Discourse) -> Resolved:
    """2024 年收入 … 比去年的 …; 7 月交付 …，上月交付 …: what a figure is compared with lies before its own time, whatever the note's day."""
    spoken, drafts = discourse.period, discourse.drafts
    values = dict(mention.expression)
    back = any(isinstance(v := values.get(key), int) and v == -1 for key in _OFFSETS)
    if not back or "same" in values or spoken is None or not drafts or drafts[-1].period != spoken:
        return resolved
    grain = calendar.grain(spoken)
    if grain not in _STEPS or calendar.grain(resolved.period) != grain or not (spoken.start and resolved.period.start):
        return resolved
    if resolved.period.start < spoken.start or (grain == "year" and not compared_with(item, lead)):
        return resolved
    before = calendar.shift_months(spoken, -_STEPS[grain])
    return resolved._replace(period=before) if before is not None else resolved


_IS = re.compile(r"(?:則|僅|只)?[為是]約?|：?")
_IN_PASSING = ("quarter_offset", "month_offset", "month_of_last", "half_offset", "quarter_of_last")


def in_passing(item: Item, lead: Lead, sentence: Sentence, period: Period, discourse: Discourse) -> bool:
    """…，2022 年為 559 億元；純利 …; …，上季收入為 90 億元，毛利率 …: an earlier figure in passing, after which the text goes on
    about its own time."""
    last = discourse.drafts[-1] if discourse.drafts else None
    if last is None or last.period is None or last.measure == "rank" or not (period.end and last.period.start):
        return False
    if period.end >= last.period.start or calendar.grain(period) != calendar.grain(last.period):
        return False
    if isinstance(item.mention, PeriodMention):
        values = dict(item.mention.expression)
        if any(isinstance(v := values.get(key), int) and v < 0 for key in _IN_PASSING):
            return True
    return _IS.fullmatch(sentence.text[item.end : lead.end].strip()) is not None


MATURES = ("到期", "屆滿", "期滿")  # 2035年到期的票據: when it ends, not what the figure is of
_SAID = re.compile(
    r"[（(]?[^，。；]{0,5}?[)）]?(?:表示|公[布佈]|宣[布佈]|發表|發布|披露|指出|稱|指(?![引數標])|報道|透露)"
)


def is_reported(item: Item, sentence: Sentence) -> bool:
    """周一表示，計劃…: when something was said lies behind the note, whatever is planned."""
    return _SAID.match(sentence.text, item.end) is not None


_RECORD = re.compile(r"[^，。；]{0,10}[新次高低](?:[高低]|位|紀錄)")  # 創 2024 年 6 月底後 71 周次高


# 為 2012 年 9 月後新高, 是 2008 年以來首次
_SINCE_WHEN = re.compile(r"(?:以來|之?後|起計?)[^，。；]{0,10}(?:[新次最][高低]|首[次度見]|[高低]位|紀錄)")
_BASE_EFFECT = re.compile(r"(?:的)?[較偏]?[高低]?(?:基數|基期)")  # 受去年同期高基數影響


_OF_FORECAST = re.compile(r"[^，。；\d]{0,8}(?:預測|預估|目標|指引)的(?:約|逾|近)?\d[\d.]*%")  # 佔全年預測的 48 %


def not_its_own(item: Item, sentence: Sentence) -> bool:
    """When something matures, or since when a figure is the highest: no time that the figure is of."""
    if _OF_FORECAST.match(sentence.text, item.end):
        return True
    if sentence.text.startswith(MATURES, item.end) or _BASE_EFFECT.match(sentence.text, item.end):
        return True
    if _SINCE_WHEN.match(sentence.text, item.end) and sentence.text[item.start - 1] in "為屬是見創":
        return True
    return sentence.text[max(0, item.start - 2) : item.start].endswith(("創", "創下", "創出")) and bool(
        _RECORD.match(sentence.text, item.end)
    )


def of_another_matter(item: Item, lead: Lead, sentence: Sentence, topic: Topic | None) -> bool:
    """或影響 12 月減息；英偉達收跌 3.6%, 繼上周五跌勢低開 94 點, 上周五跌停後，急彈 14%: a price is not of a time that was named
    before the semicolon, or of what came before."""
    if topic is None or topic.scope != "market":
        return False
    text = sentence.text
    if _is_of_results(item, lead, topic, text):
        return True
    position = bisect_right(sentence.marks, item.end)
    mark = sentence.marks[position] if position < len(sentence.marks) else lead.end
    ends_before = mark <= lead.end and text.endswith("後", item.end, mark - 1)
    results = text.startswith(("業績", "季績"), item.end) and isinstance(item.mention, PeriodMention)
    return text.find("；", item.end, lead.end) >= 0 or text[: item.start].endswith(_FOLLOWS) or ends_before or results


def _is_of_results(item: Item, lead: Lead, topic: Topic, text: str) -> bool:
    """第四財季收入遜預期，股價跌 7.8 %: the quarter is that of the results."""
    other = any(
        i.kind == "metric" and i.start >= item.end and i.mention.id != topic.id
        for i in lead.items
        if isinstance(i.mention, NameMention)
    )
    priced = topic.quoted and (item.end < lead.near_start or other)
    whole = isinstance(item.mention, PeriodMention) and item.mention.kind in ("quarter", "half", "year")
    return priced and whole and not text.startswith(("，", ","), item.end)


_FOLLOWS = ("繼", "承接", "延續", "隨", "承")


def month_before(mention: PeriodMention, time: PeriodContext) -> Resolved | None:
    """11月失業率從上月的 6.9 % 降至 …: counted from the month spoken of, not from the note's day."""
    spoken = time.spoken
    if dict(mention.expression).get("month_offset") != -1 or spoken is None or calendar.grain(spoken) != "month":
        return None
    earlier = calendar.shift_months(spoken, -1)
    return None if earlier is None else Resolved(earlier, True)


def is_earlier(mention: PeriodMention) -> bool:
    """去年同期, 上年同期: named only to give one figure of then."""
    values = dict(mention.expression)
    return "same" in values and values.get("year_offset", values.get("fiscal_offset", 0)) != 0


_OF_THEN = re.compile(r"(?:為|至|到|達|相當於|恢復|回復|水平)(?:約|近|逾)?$")


def is_yardstick(item: Item, figure: Item, lead: Lead, sentence: Sentence, topic: Topic | None) -> bool:
    """為 2019 年同季 96%, 恢復至 2019 年同期的 140%: as much of what it was then; the figure is of now."""
    quantity = figure.mention.quantity if isinstance(figure.mention, QuantityMention) else None
    if quantity is None or quantity.unit != "percent" or (topic is not None and topic.kind in ("percent", "ratio")):
        return False
    if not isinstance(item.mention, PeriodMention) or "same" not in dict(item.mention.expression):
        return False
    return (
        sentence.text[item.end : lead.end] in ("", "的")
        and _OF_THEN.search(sentence.text[max(0, item.start - 8) : item.start]) is not None
    )


_HELD_AGAINST = re.compile(r"[低高優遜多少勝]於$|不及$")  # 不及113年底的 2.51 兆元


def compared_with(item: Item, lead: Lead) -> bool:
    """較, 比, 由, 與 … stands right before the period."""
    if isinstance(item.mention, PeriodMention) and dict(item.mention.expression).get("role") == "base":
        return True
    before = [i for i in lead.items if i.end <= item.start and isinstance(i.mention, Cue)]
    if not before:
        return False
    cue = before[-1]
    assert isinstance(cue.mention, Cue)
    close = item.start - cue.end <= 2
    return close and (
        _HELD_AGAINST.search(cue.mention.text) is not None
        or any(cue.mention.value(k) is not None for k in ("compare", "from", "with"))
    )


_MORE = re.compile(r"[再更][高低多少]$")  # 較去年同季的紀錄再高 13%


_EXCEEDED = re.compile(r"(?:超越|超過|超出|突破|勝過|高過|多過)了?$")


def exceeded(item: Item, sentence: Sentence) -> bool:
    """前三季營收已超越去年全年的 61.6 億元，達 61.7 億元: the level that was exceeded is of its own time, what follows is not."""
    return (
        sentence.text.startswith("的", item.end)
        and _EXCEEDED.search(sentence.text, max(0, item.start - 4), item.start) is not None
    )


def linked_to(item: Item, lead: Lead, sentence: Sentence) -> bool:
    """Nothing but 的, a metric or 為 stands between the period and the figure: it is the figure's own."""
    if item.end < lead.near_start:
        return False
    between = [i for i in lead.items if i.start >= item.end]
    if _MORE.search(sentence.text, item.end, lead.end):
        return False
    for other in between:
        if isinstance(other.mention, Cue):
            if (
                other.mention.value("direction") is not None
                or other.mention.value("compared") is not None
                or other.mention.value("basis") is not None
            ):
                return False
        elif other.kind not in ("metric", "entity", "region", "segment", "product", "accounting"):
            return False
    return lead.end - item.end <= 24
