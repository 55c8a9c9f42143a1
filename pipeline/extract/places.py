"""Places that figures are of: an economy, a town, the home of the note."""

from __future__ import annotations

import re

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.stream import INLAND, Item, Lead, Sentence, clause_start, is_listed
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage


def town(lead: Lead, sentence: Sentence, passage: Passage, topic: Topic | None) -> Subject | None:
    """台北市公寓，2007年總價 …: the place that a clause of the figure's own words begins with, in a note that is on no company."""
    if topic is not None and topic.scope == "market" and topic.id != "home_price":
        return None
    for item in reversed(lead.items):
        if not (is_place(item, lead, passage.text) and isinstance(item.mention, NameMention)):
            continue
        if _AT_HEAD.fullmatch(sentence.text, clause_start(sentence, item.start), item.start) and not _NO_TOWN.match(
            sentence.text, item.end
        ):
            return Subject(item.mention.canonical, None, passage.raw(item.start, item.end))
    return None


_AT_HEAD = re.compile(r"[ ，。；、]*(?:其中|當中|至於|而|但|在|反觀)?")


# 亞洲時段, 香港銀行公會: of an hour, of a body
_NO_TOWN = re.compile(r"時段|早段|盤|[^，。；]{0,6}(?:公會|協會|政府|銀行|統計局|[局署院])")


_ALSO_OF_COMPANIES = ("retail_sales", "exports", "imports", "sales")


def of_company(topic: Topic, lead: Lead, discourse: Discourse) -> bool:
    """集團零售值升 17.8%，當中內地升 16.9%: what an economy has too, where a company is spoken of."""
    if topic.id not in _ALSO_OF_COMPANIES:
        return False
    named = any(is_listed(i) or (i.said.get("company") is not None) for i in lead.items)
    last = discourse.drafts[-1].subject if discourse.drafts else discourse.subject
    return named or (last is not None and last.id is not None)


# 美國減息機會增加，一手成交…: what another place does is told as a reason
_ITS_MATTER = re.compile(
    r"(?:聯儲局?|央行)?(?:將|或|若|會|再|能|可能|下月|年內|進一步|繼續)*(?:[減降加升]息|關稅|對等關稅|大選|總統)"
)


def is_place(item: Item, lead: Lead, text: str) -> bool:
    """Whether a region is one that a figure can be of; one of an earlier clause that only acts there is none."""
    if item.kind != "region" or not isinstance(item.mention, NameMention) or item.mention.text in INLAND:
        return False
    return item.start >= lead.near_start or _ITS_MATTER.match(text, item.end) is None


def place_of(lead: Lead, passage: Passage, discourse: Discourse) -> Subject | None:
    """The region of a note that speaks of no company: 美國 11 月服務業 PMI."""
    for item in reversed(lead.items):
        if is_place(item, lead, passage.text):
            assert isinstance(item.mention, NameMention)
            return Subject(item.mention.canonical, None, passage.raw(item.start, item.end))
    return Subject(discourse.region, None) if discourse.region else None


HOMES = {"TW": "臺灣", "HK": "香港", "CN": "中國"}


def home_of(topic: Topic | None, setting: Setting) -> Subject | None:
    """An economy's figure in a note that names no place is that of the note's market."""
    if topic is None or topic.scope != "economy" or setting.market is None or setting.primary is not None:
        return None
    home = HOMES.get(setting.market)
    return Subject(home, None) if home else None
