"""Who says what a figure says: a broker, a house of research, the market, or nobody in particular."""

from __future__ import annotations

from pipeline.extract.draft import Discourse, Setting, Topic
from pipeline.extract.status import ANALYST_METRICS, only_held_against
from pipeline.extract.stream import Item, Sentence
from pipeline.extract.when import When
from pipeline.model.claim import Status
from pipeline.model.mention import NameMention


def bind_attribution(
    figure: Item,
    sentence: Sentence,
    status: Status,
    when: When,
    topic: Topic | None,
    discourse: Discourse,
    setting: Setting,
) -> str | None:
    """Who says so: a broker or research house named before the figure in the sentence, else the speaker carried over."""
    if when.local and status == "actual" and not when.now:
        return None
    if topic is not None and topic.id in ANALYST_METRICS:
        return holder_of_view(figure, sentence, discourse, setting)
    price = topic is not None and topic.quoted and status == "actual"
    named = None
    part = sentence.text.rfind("；", sentence.seen_from(figure.outer_start), figure.outer_start)
    for item in () if sentence.says.isdisjoint(_SPEAKERS) else sentence.nearest(figure.outer_start):
        if item.depth > figure.depth:
            continue  # 升 8.2%(市場預期升 8.1%)、貸款 14.97 萬億元
        if price and not (isinstance(item.mention, NameMention) and item.mention.id == "broker"):
            continue  # 美聯儲減息後，道指升 300 點: anyone can see it, but a broker names the price that it values by
        if item.kind == "broker" and isinstance(item.mention, NameMention):
            pronoun = item.mention.id == "pronoun" and item.mention.text.startswith(("該", "本"))
            named = (discourse.speaker or setting.broker or named) if pronoun else item.mention.text
        elif item.said.get("broker") is not None:
            named = discourse.speaker or setting.broker or named
        elif item.said.get("consensus") is not None:
            named = "市場" if item.start >= part and not only_held_against(item, sentence) else named
        elif item.said.get("of_market") is not None and status != "actual":
            named = "市場"
    if named is not None:
        return named
    if status in ("forecast", "estimate"):
        return discourse.speaker or setting.broker
    return setting.broker if status == "actual" and setting.broker else None


_SPEAKERS = ("broker", "consensus", "of_market")


_REACH = 64  # items looked back over for a broker


def holder_of_view(item: Item, sentence: Sentence, discourse: Discourse, setting: Setting) -> str | None:
    """Whose target or rating it is: the broker last named before it. What the market expects (高於市場預期，目標價…) is another
    matter, and so is a research house where a broker speaks."""
    named: str | None = None
    other: str | None = None
    for each in sentence.nearest(item.outer_start, _REACH):
        if each.said.get("broker") is not None:
            named = discourse.house or setting.broker or named
        if each.kind != "broker" or not isinstance(each.mention, NameMention):
            continue
        if each.mention.id == "pronoun" and each.mention.text.startswith(("該", "本")):
            named = discourse.house or setting.broker or named
        elif each.mention.id == "broker":
            named = each.mention.text
        else:
            other = each.mention.text if other is None or each.mention.id != "pronoun" else other
    return named or discourse.house or setting.broker or other or discourse.speaker
