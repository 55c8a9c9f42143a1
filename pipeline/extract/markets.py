"""Subjects that are no company: a market, an industry, the world, an exchange as a whole."""

from __future__ import annotations

import re

from pipeline.extract.draft import Subject
from pipeline.extract.stream import Lead, Sentence
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.recognise.cues import Cue

_MARKET = ("市場", "行業", "產業", "業界")
_PLACE = ("region", "product", "segment")


def market_of(lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """The market, industry or world that the lead speaks of as a whole; None where it speaks of none."""
    return (
        _market(lead, sentence, passage)
        or _surveyed(lead, passage)
        or _aspect(lead, sentence, passage)
        or _world(lead, sentence, passage)
    )


def _market(lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """A market as the subject itself: 全球智能手機市場銷量, but not 在全球智能手機市場中."""
    run_start: int | None = None
    located = False
    for index, item in enumerate(lead.near):
        if item.kind not in _PLACE:
            run_start, located = None, False
            continue
        if run_start is None:
            before = lead.near[index - 1].mention if index else None
            located = isinstance(before, Cue) and before.value("at") is not None and before.end == item.start
            run_start = item.start
        if located:
            continue
        if _is_whole_field(lead, index, run_start, sentence):
            return Subject(sentence.text[run_start : item.end], None, passage.raw(run_start, item.end))
        end = next((item.end + len(w) for w in _MARKET if sentence.text.startswith(w, item.end)), None)
        if (
            item.kind != "region"
            and end is not None
            and not sentence.text.startswith(("份額", "占", "的份額", "占比"), end)
        ):
            name = sentence.text[run_start:end]
            return Subject(name, None, passage.raw(run_start, end))
    return None


def _is_whole_field(lead: Lead, index: int, start: int, sentence: Sentence) -> bool:
    """國內動力電池裝車量: a region with a product at the head of the sentence's first clause, a measure right behind, and no
    company named: the field as a whole."""
    item = lead.near[index]
    following = lead.near[index + 1] if index + 1 < len(lead.near) else None
    return (
        lead.previous is None
        and not lead.bracketed
        and item.kind in ("product", "segment")
        and lead.near[index - 1].kind == "region"
        and following is not None
        and following.kind == "metric"
        and following.start == item.end
        and not any(i.kind == "entity" for i in lead.items)
        and not any(i.kind == "cue" and start - i.end <= 0 and i.start >= lead.near_start for i in lead.near[:index])
    )


def _surveyed(lead: Lead, passage: Passage) -> Subject | None:
    """根據某研究機構數據，第二季中國空調線上零售量…: what a research house or an agency measures is the market, where its region stands
    right before the measure and no company is named."""
    if lead.previous is not None or lead.bracketed or any(i.kind == "entity" for i in lead.items):
        return None
    if not any(
        i.kind == "broker" and isinstance(i.mention, NameMention) and i.mention.id in ("research_house", "agency")
        for i in lead.items
    ):
        return None
    for index, item in enumerate(lead.near):
        if item.kind != "region":
            continue
        last = item
        for following in lead.near[index + 1 :]:
            if following.start != last.end:
                break
            if following.kind == "metric":
                return Subject(passage.text[item.start : last.end], None, passage.raw(item.start, last.end))
            if following.kind not in ("product", "segment", "channel"):
                break
            last = following
    return None


_ASPECT = re.compile(r"(?:^|[。；])\s*(?P<name>[㐀-鿿A-Za-z]{2,8})方面[，,]")


_NO_FIELD = ("企業", "行業", "產業", "商業", "作業", "市場")  # 企業方面: names no industry


def _aspect(lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """壽險業方面，…: an industry named at the head of the sentence, where no listed company is."""
    match = _ASPECT.search(sentence.text, sentence.seen_from(lead.end), lead.end)
    if match is None or not match["name"].endswith(("業", "市場")) or match["name"] in _NO_FIELD:
        return None
    return Subject(match["name"], None, passage.raw(match.start("name"), match.end("name")))


_WORLD = re.compile(r"(?P<name>(?:全球|世界)[㐀-鿿]{1,8}?)的?總?(?:需求|供應|產量|消費量|市場規模)")


def _world(lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """今年全球碳酸鋰需求在 145 萬噸: of no company, whoever says so."""
    match = _WORLD.search(sentence.text, lead.near_start, lead.end)
    if match is None or any(i.kind == "entity" for i in lead.near):
        return None
    return Subject(match["name"], None, passage.raw(match.start("name"), match.end("name")))


OF_THE_EXCHANGE = ("trading_value", "trading_volume", "short_selling", "short_ratio")
_EXCHANGE = re.compile(r"(?:滬深|京滬深|兩岸)?[兩三]市|大市|滬深港通|集中市場|櫃買市場")


def exchange(lead: Lead, sentence: Sentence, passage: Passage) -> Subject | None:
    """大市成交額, 滬深兩市成交: of the market as a whole, not of the index before."""
    found = list(_EXCHANGE.finditer(sentence.text, lead.near_start, lead.end))
    return Subject(found[-1].group(), None, passage.raw(*found[-1].span())) if found else None
