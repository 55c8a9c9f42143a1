"""Who or what a figure is about: the name before it, the market it speaks of, or the subject carried over."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.recognise.cues import Cue

_MARKET = ("市場", "行業", "產業", "業界")
_PLACE = ("region", "product", "segment")


def subject_item(item: Item, passage: Passage) -> Subject:
    """The subject that an entity mention names."""
    name = item.mention
    assert isinstance(name, NameMention)
    return Subject(name.canonical if name.id else name.text, name.id, passage.raw(item.start, item.end))


def bind_subject(
    figure: Item,
    lead: Lead,
    sentence: Sentence,
    passage: Passage,
    discourse: Discourse,
    setting: Setting,
    topic: Topic | None,
) -> tuple[Subject | None, bool]:
    """The subject and whether it was carried over (not printed in the figure's own lead)."""
    market = _market(lead, sentence, passage)
    if topic is not None and topic.scope == "economy" and (place := _place(lead, passage, discourse)) is not None:
        return place, False
    for item in reversed(lead.items):
        if item.kind == "entity" and not _compared(item, lead) and not _aside(item, lead, sentence):
            if market is not None and market.span is not None and market.span.start > passage.offsets[item.start]:
                return market, False
            return subject_item(item, passage), False
        if isinstance(item.mention, Cue) and item.mention.value("company") is not None:
            return discourse.company or setting.primary, True
    if market is not None:
        return market, False
    if discourse.drafts and discourse.drafts[-1].subject is not None:
        return discourse.drafts[-1].subject, True
    carried = discourse.subject or setting.primary
    if carried is None:
        return _place(lead, passage, discourse), True
    return carried, True


def _place(lead: Lead, passage: Passage, discourse: Discourse) -> Subject | None:
    """The region of a note that speaks of no company: 美國 11 月服務業 PMI."""
    for item in reversed(lead.items):
        if item.kind == "region" and isinstance(item.mention, NameMention):
            return Subject(item.mention.canonical, None, passage.raw(item.start, item.end))
    return Subject(discourse.region, None) if discourse.region else None


def _compared(item: Item, lead: Lead) -> bool:
    """The name is only what another is held against: 與特斯拉相比，小米…, in a clause before the figure's own."""
    if item.start >= lead.near_start:
        return False
    before = [i for i in lead.items if i.end <= item.start]
    cue = before[-1].mention if before else None
    return (
        isinstance(cue, Cue)
        and (cue.value("compare") is not None or cue.value("with") is not None)
        and item.start - cue.end <= 1
    )


def _aside(item: Item, lead: Lead, sentence: Sentence) -> bool:
    """A name inside an earlier clause that is not its subject: 均搭載了寧德時代提供的電池，最大功率為…"""
    if sentence.text.startswith(_SUPPLIES, item.end):
        return True
    if item.start >= lead.near_start:
        return False
    position = bisect_right(sentence.marks, item.start)
    start = max(lead.start, sentence.marks[position - 1] if position else lead.start)
    between = sentence.text[start : item.start]
    for other in lead.items:
        if start <= other.start < item.start and other.kind in ("period", "region", "broker", "entity", "cue"):
            between = between.replace(sentence.text[other.start : other.end], "")
    rest = between.strip("的，, 「」《》")
    return len(rest) > _SUBJECT_SHIFT or bool(_TAKES_OBJECT.search(rest))


_SUPPLIES = ("提供", "供應", "生產的", "製造的")
_TAKES_OBJECT = re.compile(r"[搭載由向與對受給用含超越]|優於|高於|低於|取代|收購")
_SUBJECT_SHIFT = 6  # characters of adverbs and the like that may stand before a clause's subject


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
        end = next((item.end + len(w) for w in _MARKET if sentence.text.startswith(w, item.end)), None)
        if (
            item.kind != "region"
            and end is not None
            and not sentence.text.startswith(("份額", "占", "的份額", "占比"), end)
        ):
            name = sentence.text[run_start:end]
            return Subject(name, None, passage.raw(run_start, end))
    return None
