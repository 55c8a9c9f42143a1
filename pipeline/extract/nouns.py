"""Measures that no vocabulary knows: the noun that is counted, the rate that a clause begins with."""

from __future__ import annotations

import re

from pipeline.extract.draft import Topic
from pipeline.extract.money import HEREAFTER
from pipeline.extract.phrase import STOP, TARGET, TRIM, WORD
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.passage import Passage
from pipeline.recognise.cues import Cue

_AFTER = re.compile(
    r"的?(?:(?P<noun>[㐀-鿿A-Za-z]{1,10}?)(?=[，。；、,;()！？的了為至以在於並和及與將\s]|仍|已|獲|同樣|續創|再創|創[出下新歷紀]|亦|曾|遭|均[為是獲已]|$))"
)
_MEASURE_NOUN = re.compile(
    r"[㐀-鿿](?:指數|比率|比例|比重|率|額|價格|總量|數量|人數|次數|(?<!有)機會|範圍)$"
)  # 企業活動指數, 續費率
_RATE = re.compile(
    r"[，。；\s]*(?P<rate>[㐀-鿿]{2,12}?(?:(?:率|指數|比例|比重)(?=[在於按較由為達升跌降增減則也亦仍已續會將\s])"
    r"|(?:費|費用|稅|附加費|補貼|津貼|薪金|票價)(?=[會將則亦仍已再也]{0,2}(?:[由從為升跌降增減加]|[上下]調|[上下][升跌降]|提[升高]|調))))"
)
_GROWTH_NOUN = re.compile(r"(?:(?:成長|增長|增減|變動|升跌|漲跌)率?|[增減]率)$")
_EMPTY = re.compile(
    r"(?:節奏|水平|水準|門檻|里程碑|佳績|速度|程度|區間|^.?範圍|左右|上下|[升跌增減降漲]幅|擴大|收窄|放緩|以上|以下|大關|關口|高位|低位|之多|提供|取消|開展|申請|推出|購入|發售|推售|賦予|追討|之前|先前|以往|過去|未來|共識|前值|預期值?|預測值?|初值|終值|修訂值|增加|減少|上升|下降|增至|減至|修訂|修正|徘徊|游走|上落|早時|早前)$"
)
_LINK = re.compile(r"[從由]+$")  # 電壓範圍從 12V
_STOPS_AT_ONCE = re.compile(rf"^(?:{STOP.pattern})")
_NO_THING = re.compile(r"^(?:涉|創|領|連[^鎖]|使|令|遭|洩|續)|(?:規模|範圍)$")  # 60 宗涉逾千萬
# how something happens, and no thing that is counted: 蓄勢突破 69 元, 提前完成
_VERBS = re.compile(
    r"(?:蓄勢|提前|首次|首度|再度|一度|成功|順利|正式|持續|繼續|率先|直接|進一步|逐步|全面|同步|大幅|小幅|力拼|挑戰|有望|計算|接獲|分別|最[高低多少]|平均|中位數?|均值)+"
)


def noun_of(
    figure: Item,
    lead: Lead,
    sentence: Sentence,
    passage: Passage,
    after_too: bool,
    *,
    before_too: bool = True,
) -> Topic | None:
    """The noun that is counted: 700 臺機器人, 專利授權超 1000 項."""
    text = sentence.text
    behind = behind_hereafter(figure, text)
    if after_too and (match := _AFTER.match(text, behind, _reach(figure, behind, sentence))) and match["noun"]:
        stop = STOP.search(match["noun"])
        noun = match["noun"][: stop.start()] if stop else match["noun"]
        if len(noun) > 1 and not any(p.search(noun) for p in (_STOPS_AT_ONCE, _EMPTY, _NO_THING)):
            span = passage.raw(match.start("noun"), match.start("noun") + len(noun))
            return Topic(noun, None, None, span=span, target=bool(TARGET.search(noun)))
    if not before_too:
        return None
    floor = max([lead.near_start, *(i.end for i in lead.near)])
    run = WORD.search(text, floor, lead.end)
    if run is None:
        floor = max([lead.near_start, *(i.end for i in lead.near if i.kind != "cue")])
        run = WORD.search(
            text, floor, max(floor, next((i.start for i in reversed(lead.near) if i.kind == "cue"), lead.end))
        )
    if run is None:
        return None
    words = _LINK.sub("", run.group())
    end = run.start() + len(words)
    stops = [m.end() for m in STOP.finditer(words)]
    words = words[stops[-1] :] if stops else words
    offset = end - len(words)
    trimmed = TRIM.sub("", words)
    offset += words.find(trimmed) if trimmed else 0
    if len(trimmed) < 2 or _EMPTY.search(trimmed) or _VERBS.fullmatch(trimmed):
        return None
    return Topic(
        trimmed, None, None, span=passage.raw(offset, offset + len(trimmed)), target=bool(TARGET.search(trimmed))
    )


def _reach(figure: Item, behind: int, sentence: Sentence) -> int:
    """How far a noun can go behind a figure: not into the bound of the next one (15,500 宗|逾兩成)."""
    number = sentence.number_of(figure) + 1
    following = sentence.figures[number] if number < len(sentence.figures) else None
    bounded = following is not None and following.outer_start < following.start
    return max(behind, following.outer_start) if following is not None and bounded else sentence.end


def rate_in_clause(lead: Lead, sentence: Sentence, passage: Passage) -> Topic | None:
    """出生率在去年下降 0.2 個百分點: a rate that no vocabulary knows, named at the head of the clause."""
    match = _RATE.match(sentence.text, lead.near_start, lead.end)
    if match is None or any(i.start <= match.end("rate") - 1 < i.end for i in lead.near if i.kind != "cue"):
        return None
    words = match["rate"]
    stops = [m.end() for m in STOP.finditer(words)]
    words = TRIM.sub("", words[stops[-1] :] if stops else words)
    if len(words) < 3 or _GROWTH_NOUN.search(words):
        return None
    end = match.end("rate")
    return Topic(words, None, "percent" if words.endswith("率") else None, span=passage.raw(end - len(words), end))


def nearest_measure(figure: Item, lead: Lead, sentence: Sentence, passage: Passage) -> Topic | None:
    """企業活動指數, 減息機會: a noun that says by its last word that it is measured, in the figure's own clause."""
    if any(i.kind == "metric" for i in lead.near):
        return None
    named = noun_of(figure, lead, sentence, passage, False)
    if named is None or _GROWTH_NOUN.search(named.text):
        return None
    return named if _MEASURE_NOUN.search(named.text) or _grows(named, lead, sentence) else None


_PACE = ("增速", "增長率", "成長率", "增幅", "升幅", "跌幅")


def _grows(named: Topic, lead: Lead, sentence: Sentence) -> bool:
    """需求增速超過 30%: a noun right before a word for its pace."""
    return any(named.text + pace in sentence.text[lead.near_start : lead.end] for pace in _PACE)


# 低於 10% 的資金成本: what the last word of says that it is a rate
_RATE_BEHIND = re.compile(
    r"的(?P<noun>[㐀-鿿]{1,8}(?:率|成本|比例|比重|份額|回報|溢價|折讓|息差|股權|權益))(?=[，。；、及和與()]|$)"
)


def rate_behind(figure: Item, sentence: Sentence, passage: Passage) -> Topic | None:
    match = _RATE_BEHIND.match(sentence.text, figure.outer_end, sentence.end)
    if match is None or STOP.search(match["noun"]) or _GROWTH_NOUN.search(match["noun"]):
        return None
    return Topic(match["noun"], None, "percent", span=passage.raw(match.start("noun"), match.end("noun")))


# 接獲 426 倍認購: by how many times an offer was taken up
_TAKEN_UP = re.compile(r"(?:的)?(?P<noun>(?:超額)?認購|超購|超額)")


def times_of(figure: Item, sentence: Sentence, passage: Passage) -> Topic | None:
    match = _TAKEN_UP.match(sentence.text, figure.outer_end, sentence.end)
    if match is None:
        return None
    span = passage.raw(match.start("noun"), match.end("noun"))
    return Topic(match["noun"], "subscription_ratio", "multiple", span=span)


# 以 1.7 億元購入, 以 35 元掛牌: what is done at a price, where no price is named
_DEAL = re.compile(
    r"(?:購入|買入|收購|購得|投得|中標|售出|沽出|出售|易手|成交|承租|租出|轉讓|放售|轉?[㐀-鿿]{0,3}掛牌)"
)
_AT_PRICE = re.compile(r"(?:以|斥資?|用)(?:約|近|逾|總價|現金)*$")


def deal_of(figure: Item, lead: Lead, sentence: Sentence, passage: Passage) -> Topic | None:
    """The deal that stands behind its price."""
    match = _DEAL.match(sentence.text, figure.outer_end, sentence.end)
    if match is None or _AT_PRICE.search(sentence.text, lead.near_start, figure.outer_start) is None:
        return None
    return Topic(match.group(), None, "money", span=passage.raw(match.start(), match.end()))


def behind_hereafter(figure: Item, text: str) -> int:
    """The offset behind a figure and what only repeats it: （下同）, 300英里(480公里)."""
    match = HEREAFTER.match(text, figure.outer_end) or _SAME_AGAIN.match(text, figure.outer_end)
    return match.end() if match else figure.outer_end


_SAME_AGAIN = re.compile(r"\((?:約|即|相當於|折合)?[0-9][0-9.,]*[^()，。；]{0,6}\)(?=的)")


_SHARE = re.compile(
    r"(?<!應)[佔占](?![有比用優領])(?:據|去|到)?超?(?P<whole>[^，。；、()由從至]{1,20}?)(?:的|之)?(?:總?比[例重率])?(?:由.{1,12}的)?(?:為|是|達|約|近|逾|超過|高達|略?高於|不足|少於)*$"
)
_WHOSE = re.compile(
    r"^(?:其|該行|該|公司|集團|本集團|是次|整體|全數)+(?=[㐀-鿿A-Za-z]{2})|(?:總?比[例重率]|的|之|各|分別|僅|則|約)+$"
)


def share_of(lead: Lead, sentence: Sentence, passage: Passage) -> Topic | None:
    """佔已發行股份約 0.9%: the share of a whole that stands between 佔 and the percentage."""
    match = _SHARE.search(sentence.text, lead.near_start, lead.end)
    if match is None:
        return None
    if any(i.start >= match.start() and _says_more(i) for i in lead.near):
        return None  # 佔銷量的比重按年升 2%
    inside = [i for i in lead.near if match.start("whole") <= i.start and i.end <= match.end("whole")]
    start = max((i.end for i in inside if i.kind == "period"), default=match.start("whole"))
    whole = _WHOSE.sub("", sentence.text[start : match.end("whole")]).strip()
    if len(whole) < 2 or _EMPTY.search(whole):
        return None
    return Topic(f"{whole}佔比", "share_of_total", "percent", span=passage.raw(match.start(), match.end("whole")))


def _says_more(item: Item) -> bool:
    cue = item.mention
    return isinstance(cue, Cue) and (cue.value("basis") is not None or cue.value("direction") is not None)
