"""What narrows a figure: region, segment, product and scenario, its statistic, and per what it is."""

from __future__ import annotations

import re

from pipeline.extract.draft import Discourse, Topic
from pipeline.extract.stream import INLAND, Lead, Sentence, as_said
from pipeline.model.claim import Per, Statistic
from pipeline.model.mention import NameMention

_MODELS = re.compile(r"[A-Z][A-Za-z]*\d[A-Za-z0-9]*(?:[/、和及][A-Z][A-Za-z]*\d[A-Za-z0-9]*)*")  # L6/L9, L7、L8


# 運動類仍為增長主力，收入 …: a part of the business at the head of a clause of this sentence, no other named since
_PART = re.compile(
    r"(?:^|[，。；：])(?:其中(?!國)|當中|至於|另外)?(?P<part>[㐀-鿿A-Za-z]{1,12}?(?:類(?![別型似])|業務|分部|產品線?|板塊|事業群?(?!股)|部門|渠道|通路))(?=[㐀-鿿])"
)
_TOTAL = re.compile(r"合計|合共|總計|總共|共計")
_OF_A_MARKET = ("market_share", "shipments", "sales_volume", "sales", "rank", "ranking", "deliveries")


def bind_qualifiers(
    topic: Topic | None, lead: Lead, discourse: Discourse, sentence: Sentence
) -> tuple[tuple[str, str], ...]:
    found = {**_spoken_of_again(topic, discourse), **dict(topic.qualifiers if topic else ())}
    for item in reversed(lead.items):
        if item.kind in ("region", "channel", "accounting", "scenario") and isinstance(item.mention, NameMention):
            if item.mention.text in INLAND and topic is not None and item.mention.text in topic.text:
                continue  # 本地戶籍勞動力: the name of a part
            found.setdefault(item.kind, as_said(item.mention))
    if "accounting" not in found and (standard := _standard_set(sentence, topic, discourse)) is not None:
        found["accounting"] = standard
    if "region" not in found and discourse.region is not None and topic is not None and topic.id in _OF_A_MARKET:
        found["region"] = discourse.region
    if (named := _at_head(topic, lead, discourse)) is not None:
        found = {**{k: v for k, v in found.items() if k not in ("product", "segment")}, named[0]: named[1]}
    if without := _WITHOUT.search(sentence.text, lead.near_start, lead.end):
        found["segment"] = without["rest"]
    if (variant := _variant(lead, sentence)) is not None:
        found = {**{k: v for k, v in found.items() if k not in ("product", "segment")}, "segment": variant}
    models = _MODELS.match(sentence.text, lead.near_start, lead.end)
    if models and not found.keys() & {"product", "segment"}:
        found["product"] = models.group()
    parts = [found[k] for k in ("product", "segment") if k in found]
    if not any(sentence.text.find(p, lead.near_start, lead.end) >= 0 for p in parts):
        if (part := _part_spoken_of(lead, sentence, lead.start if parts else sentence.start)) is not None:
            found = {**{k: v for k, v in found.items() if k not in ("product", "segment")}, "segment": part}
        elif parts and _TOTAL.search(sentence.text, lead.near_start, lead.end):
            found.pop("segment", None)  # 三項合計: of all the parts that were named
            found.pop("product", None)
    if (rest := _REST.search(sentence.text, max(lead.near_start, lead.end - _SHORT), lead.end)) and discourse.drafts:
        own = next((k for k, _ in discourse.drafts[-1].qualifiers if k in ("region", "product", "segment")), None)
        if own is not None:
            found[own] = rest["rest"]  # 香港 26%、日本 13%、其他 19%
    if discourse.band is not None and "price_band" not in found:
        found["price_band"] = discourse.band
    return tuple(sorted(found.items()))


# 除菸酒以外的商品零售額, 不計鐘錶的銷售: of the rest
_WITHOUT = re.compile(r"(?P<rest>(?:撇?除|不計|剔除|扣除)[㐀-鿿]{2,8}?)(?:以外|之外|外|後)?的")
# 樓價指數CCL(大型單位)報 142 點: which of an index's series
_SERIES = re.compile(r"(?:指數|(?<![A-Za-z])[A-Z]{3,4})[(（](?P<part>[㐀-鿿]{2,8})[)）]")


def _variant(lead: Lead, sentence: Sentence) -> str | None:
    found = None
    for match in _SERIES.finditer(sentence.text, max(lead.near_start - _SHORT, sentence.start), lead.end):
        found = match["part"]
    return found


def _at_head(topic: Topic | None, lead: Lead, discourse: Discourse) -> tuple[str, str] | None:
    """指數報 382.6 點。A類報 425.7: a part that a clause begins with narrows the measure that is carried over."""
    carried = topic is not None and (topic is discourse.topic or any(d.topic is topic for d in discourse.drafts))
    first = next((i for i in lead.near if i.kind != "cue"), None)
    if not carried or first is None or first.kind not in ("product", "segment") or lead.bracketed:
        return None
    if first.start - lead.near_start > _HEAD or not isinstance(first.mention, NameMention):
        return None
    return first.kind, as_said(first.mention)


_HEAD = 3  # characters of punctuation and the like before it


def _spoken_of_again(topic: Topic | None, discourse: Discourse) -> dict[str, str]:
    """What narrowed the figure that this one's measure is carried from: 渠道貢獻 25%，對比兩年前為 10%."""
    last = next((d for d in reversed(discourse.drafts) if d.topic is topic), None) if topic is not None else None
    return {k: v for k, v in last.qualifiers if k in ("segment", "product")} if last is not None else {}


_STANDARD = re.compile(r"[，。；：](?!$)")
_ANY_STANDARD = ("revenue", "sales", "sales_volume", "deliveries", "shipments")  # alike under all of them


def _standard_set(sentence: Sentence, topic: Topic | None, discourse: Discourse) -> str | None:
    """根據非公認會計準則，純利 …，上年同期 …: a standard in a clause of its own holds for all profits that the sentence gives."""
    if not discourse.drafts or topic is None or topic.kind not in ("money", "per_share", "percent"):
        return None
    if topic.id in _ANY_STANDARD:
        return None
    last = dict(discourse.drafts[-1].qualifiers).get("accounting")
    first = next((i for i in sentence.items if i.kind == "accounting"), None)
    if last is None or first is None or not isinstance(first.mention, NameMention) or first.mention.canonical != last:
        return None
    comma = _STANDARD.search(sentence.text, first.end, first.end + 8)
    return last if comma is not None and not any(i.end <= comma.start() for i in sentence.figures) else None


def _part_spoken_of(lead: Lead, sentence: Sentence, floor: int) -> str | None:
    found: str | None = None
    for match in _PART.finditer(sentence.text, max(floor, lead.end - _PART_REACH), lead.end):
        found = None if _NOT_AT_HEAD.search(match["part"]) else match["part"]
    return found


_REST = re.compile(r"[、，,及和](?P<rest>其他|其餘|其它)(?:市場|地區|產品|業務)?(?:則|約|占|佔|為)*$")
_SHORT = 12  # characters
_NOT_AT_HEAD = re.compile(
    r"[於對為由因受將以把其仍令使在至各]|[部大]分|近期|看好|面臨|特別是|尤其|繼續|持續|基於|原因|預期"
)  # 基於對遊戲業務…的假設


_PART_REACH = 60  # characters back over which a part named at the head of a clause still holds


def bind_statistic(lead: Lead, how: str, discourse: Discourse, sentence: Sentence) -> Statistic | None:
    for item in reversed(lead.items) if "statistic" in sentence.says else ():
        if (value := item.said.get("statistic")) is None:
            continue
        extreme = value in ("max", "min") and sentence.clauses_between(item.end, lead.end) > 0
        if not extreme and not sentence.text.endswith(("%", "成"), sentence.start, item.start):  # 20% 中位
            return value  # type: ignore[return-value]
    if how == "carried" and discourse.drafts and lead.previous is not None:
        return discourse.drafts[-1].statistic
    return None


def bind_per(lead: Lead, topic: Topic | None) -> Per | None:
    for item in reversed(lead.near):
        if (value := item.said.get("per")) is not None:
            return value  # type: ignore[return-value]
    return "share" if topic is not None and (topic.kind == "per_share" or topic.text.startswith("每股")) else None
