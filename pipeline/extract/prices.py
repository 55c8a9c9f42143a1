"""Market commentary names no measure: 滙控漲 0.7% 收 114.3 元, 恒指跌 18 點. The subject's price or level is meant, on the note's day."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.stream import Item, Lead
from pipeline.extract.when import When
from pipeline.model.mention import NameMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import calendar

INDICES = ("lexicon.index", "form.index")
SHARE_PRICE = Topic("股價", "share_price", "price", scope="market")
INDEX_LEVEL = Topic("指數", "index_level", "index", scope="market")
EXCHANGE_RATE = Topic("匯率", "exchange_rate", "price", scope="market")
_RISE = re.compile(r"[漲升跌]幅")
_TRADES_AT = re.compile(r"(?:開盤|開出|作收|收盤|收市|掛牌|高價|低價|的?(?:歷史)?[新]?[高低][價點])")  # 以 60 元開盤
_TRADING = re.compile(r"盤前|盤後|開市|收市|早段|午後|ADR|美股|現報|高開|低開|開盤|收盤")
_QUOTES = ("收", "報", "收報", "見", "高見", "低見", "開")


_NO_PRICE_MOVE = re.compile(r"至$|[增減長少縮]|下降|成長")  # 三星增長 4.6%: of what was spoken of, no price


def implied_price(
    figure: Item,
    mention: QuantityMention,
    lead: Lead,
    bound: tuple[Topic | None, str],
    passage: Passage,
    discourse: Discourse,
) -> Topic | None:
    """The price or level of the name in the clause, where a figure moves it or quotes it and no measure is named there.
    `bound`: the measure that the figure would have otherwise, and how it was found."""
    topic, how = bound
    over_offer = topic is not None and topic.id == "offer_price" and mention.quantity.unit == "percent"
    if over_offer and _RISE.search(passage.text, lead.near_start, lead.end):
        return SHARE_PRICE  # 以 26 元認購價換算，最高漲幅達 88%
    if how == "after" or any(i.kind == "metric" for i in lead.near):
        return None
    if mention.quantity.unit == "點":
        monthly = any(i.said.get("basis") is not None for i in lead.near)
        other = any(i.kind == "entity" for i in lead.near) or topic is None or topic.kind != "index"
        return INDEX_LEVEL if other and not monthly else None
    if passage.text.startswith("兌", figure.outer_end):
        last = discourse.topic
        return last if last is not None and last.id == "exchange_rate" else EXCHANGE_RATE
    if mention.quantity.category == "monetary" and _TRADES_AT.match(passage.text, figure.outer_end):
        return SHARE_PRICE
    subject = next((i for i in reversed(lead.near) if i.kind == "entity"), None)
    if subject is None and _moves_share(mention, lead, passage):
        return SHARE_PRICE
    cues = [i.mention for i in lead.near if isinstance(i.mention, Cue) and (subject is None or i.start >= subject.end)]
    if any(c.value("basis") is not None or c.value("to") is not None or _NO_PRICE_MOVE.search(c.text) for c in cues):
        return None
    quoted = bool(cues) and cues[-1].text in _QUOTES and cues[-1].end == figure.outer_start
    if mention.quantity.category == "monetary" and mention.quantity.multiplier == 1 and quoted:
        return SHARE_PRICE
    if mention.quantity.unit is None and mention.quantity.multiplier == 1 and quoted:
        read_off = subject is None and topic is not None and topic.kind == "index"
        return None if read_off else INDEX_LEVEL
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
    index = name.rule in INDICES
    level = INDEX_LEVEL if index else SHARE_PRICE
    return level._replace(span=passage.raw(subject.start, subject.end))


# 惟該股反應不大，微跌 0.2%; 近五日漲幅：4.8%
_THE_SHARE = re.compile(r"(?:該股|個股|股份)[^，。；]{0,10}[，,]?(?:[微小急續略再]?[升漲跌挫彈])$")
_LABELLED = re.compile(r"[升漲跌]幅\s*[:：]\s*$")


def _moves_share(mention: QuantityMention, lead: Lead, passage: Passage) -> bool:
    if mention.quantity.unit != "percent":
        return False
    start = max(lead.start, lead.end - _MOVED)
    labelled = _LABELLED.search(passage.text, start, lead.end) and not any(i.kind == "metric" for i in lead.items)
    return bool(labelled or _THE_SHARE.search(passage.text, start, lead.end))


_MOVED = 20  # characters


def quoted_name(lead: Lead, passage: Passage, discourse: Discourse) -> tuple[Subject, Topic] | None:
    """A name that no list knows, right before the move of its price, where prices are what the note speaks of: 住友電工跌
    1.6%; and a currency: 韓圜升 1.2%."""
    cue = next((i for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if cue is None or not isinstance(cue.mention, Cue) or cue.mention.value("direction") is None:
        return None
    if any(i.kind in ("entity", "metric", "broker") for i in lead.near) or cue.end != lead.end:
        return None
    if any(i.said.get("basis") is not None for i in lead.near):
        return None  # 按周微升
    start = max((i.end for i in lead.near if i.kind == "period"), default=lead.near_start)
    words = passage.text[start : cue.start]
    if lead.previous is not None and start == lead.start and not words.startswith(tuple(_BETWEEN_NAMES)):
        return None  # 135.86 點低位升 4.31%
    words = words.lstrip(_BETWEEN_NAMES)
    start = cue.start - len(words)
    money = _MONEY_NAME.match(words)
    known = discourse.topic is not None and (discourse.topic.quoted or discourse.topic.id == "exchange_rate")
    if money is None and (not known or (discourse.drafts and discourse.drafts[-1].topic is not discourse.topic)):
        return None
    parts = [part for part in _NAMES.split(_ADVERBS.sub("", words)) if part]
    if not parts:
        return None
    name = money["name"] if money else parts[-1]
    if any(i.kind == "region" and passage.text[i.start : i.end] == name for i in lead.near):
        return None
    topic = EXCHANGE_RATE if money else INDEX_LEVEL if _MARKET_NAME.fullmatch(name) else SHARE_PRICE
    if topic is SHARE_PRICE and (_NO_NAME.search(name) or not _NAME.fullmatch(name)):
        return None
    start += words.rindex(name)
    return Subject(name, None, passage.raw(start, start + len(name))), topic


_BETWEEN_NAMES = "、,，；;。及和與 "
_NAMES = re.compile(r"、|及|和|與|\([^()]*\)")
_NAME = re.compile(r"[㐀-鿿A-Za-z0-9·&\-]{2,12}")
_ADVERBS = re.compile(
    r"(?:亦|則|續|再|各|均|分別|逆市|一度|最多|曾|現|急|微|略|大|午後|早段|尾市|半日|初段|開市|盤中|盤前|盤後|收市|今早|今日|\s)+$"
)
_MARKET_NAME = re.compile(r"[美日韓臺港澳英德法印泰菲星紐歐亞新馬越俄加]股|[㐀-鿿A-Za-z]{1,6}(?:股市|股指|指數)")
_NO_NAME = re.compile(r"股價?$|板塊|市場|普遍|其中|同時|消息|個股|整體|幅$|[高低]位|至今|以來|[的了在被令使由]")
_MONEY_NAME = re.compile(
    r"(?P<name>(?:離岸|在岸)?人民幣|[㐀-鿿]{0,3}(?:日圓|韓圜|韓元|盧比|泰銖|英鎊|歐元|披索|令吉|美元|澳元|紐元|坡元|加元|瑞郎|臺幣|印尼盾|越南盾))"
    r"(?:兌美元|匯價)?(?:在[㐀-鿿]{2,6}時段|[㐀-鿿]{0,4})$"
)


def _told_of(period: Period, topic: Topic, discourse: Discourse) -> bool:
    """Whether the figure before, or one of the same measure, in this sentence is of that period."""
    drafts = discourse.drafts
    return bool(drafts) and (
        drafts[-1].period == period
        or any(d.period == period and d.topic is not None and d.topic.id == topic.id for d in drafts)
    )


def _printed_before(period: Period, topic: Topic, discourse: Discourse) -> bool:
    """Whether the figure before, of the same measure, has that month or quarter printed with it."""
    before = discourse.drafts[-1] if discourse.drafts else None
    if before is None or before.period != period or "period" in before.inferred or before.topic is None:
        return False
    return before.topic.id == topic.id and calendar.grain(period) in ("month", "quarter")


def _is_year_end(period: Period) -> bool:
    return (
        period.start is not None and period.start == period.end and (period.start.month, period.start.day) == (12, 31)
    )


def _is_week_of(day: date, period: Period) -> bool:
    if period.start is None or period.end is None:
        return False
    return period.start < day < period.end and (period.end - period.start).days == _WEEK


_WEEK = 6  # days from Monday to Sunday
_BY_MONTH = ("home_price_index", "rent_index")


def fitting(when: When, topic: Topic | None, setting: Setting, discourse: Discourse) -> When:
    """A market's figure without a day of its own is that of the note's day, not of the quarter last spoken of; what is
    delivered 年底 is that of the year; a target price is of no period but one that is printed with it."""
    if topic is not None and topic.flow and when.period is not None and _is_year_end(when.period):
        year = when.period.label[:4]
        return when._replace(period=Period(year, date(int(year), 1, 1), when.period.end))
    if topic is not None and topic.id == "target_price" and when.carried:
        return when._replace(period=None)
    if topic is None or topic.scope != "market":
        return when
    period, day = when.period, setting.published
    if day is not None and period is not None and period.start is not None and _is_week_of(day, period):
        return when._replace(period=Period(f"{period.start}/{day}", period.start, day))  # a week that is not over
    if period is not None and not topic.quoted and _told_of(period, topic, discourse):
        return when  # 10月宗數 4 宗，金額升至 80.66 億元: of the same month
    if topic.kind == "index" and period is not None and _printed_before(period, topic, discourse):
        return when  # 指數 9月報 179.3，按月跌 1 %
    goes_on = topic.id in _BY_MONTH and discourse.topic is not None and discourse.topic.id == topic.id
    if goes_on and period is not None and calendar.grain(period) in ("month", "quarter"):
        return when  # 9月售價指數升 0.4 %。大單位則跌 1 %
    if not when.carried or day is None or (period is not None and period.start == period.end):
        return when
    return when._replace(period=Period(day.isoformat(), day, day), carried=True)
