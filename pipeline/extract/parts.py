"""Parts of a whole: what has a share, what a part of the business is itself the measure of, what goes on being spoken of."""

from __future__ import annotations

import re

from pipeline.extract.draft import Discourse, Topic
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.model.quantity import Quantity
from pipeline.recognise.cues import Cue


def grown_whole(topic: Topic, quantity: Quantity, lead: Lead) -> Topic | None:
    """佔收入 13%，按季增長 50%: what grows is the revenue, not the share."""
    whole = topic.text.removesuffix("佔比")
    if topic.id != "share_of_total" or whole in ("", topic.text) or quantity.unit != "percent":
        return None
    cues = [i.mention for i in lead.near if isinstance(i.mention, Cue)]
    grows = any(c.value("basis") is not None for c in cues) and any(c.value("direction") is not None for c in cues)
    return topic._replace(text=whole, id=None, kind=None) if grows and cues[-1].value("to") is None else None


_OWNER = re.compile(r"[^，。；]{2,12}(?:\([^()]*\))?的$")  # 快手(1024.HK)的|電商


_SHARER = re.compile(
    r"[ ，。；、]*(?P<part>[^，。；、（(]{2,14}?)(?:出貨|銷售|收入|營收|業務)?(?:約|則|仍|已)?[佔占](?!比)"
)


def sharer(lead: Lead, sentence: Sentence) -> tuple[tuple[str, str], ...]:
    """3奈米製程出貨佔晶圓銷售金額的 20%: what has the share, where no list knows it."""
    found = _SHARER.match(sentence.text, lead.near_start, lead.end)
    if found is None:
        return ()
    inside = [i for i in lead.near if found.start("part") <= i.start < found.end("part")]
    if any(i.kind in ("entity", "period", "broker") for i in inside):
        return ()
    return (("segment", found["part"]),)


_BUSINESS = re.compile(r"(?:業務|分部|板塊|事業群?|部門)$")


def part_itself(lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse) -> Topic | None:
    """雲業務料大致平穩，按年升 20%: a part of the business that begins a clause, no measure of it named."""
    if lead.bracketed or any(i.kind == "metric" for i in lead.items):
        return None
    part = next((i for i in reversed(lead.items) if i.kind == "segment" and i.start >= lead.start), None)
    if part is None or not (_BUSINESS.search(sentence.text, part.start, part.end) or not discourse.drafts):
        return None
    floor = max([m for m in (lead.start, *sentence.marks) if m <= part.start], default=lead.start)
    before = (
        _OWNER.sub("", sentence.text[floor : part.start]) if not discourse.drafts else sentence.text[floor : part.start]
    )
    if before.strip("而其中當至於另外，。、 "):
        return None
    if not any(i.said.get("direction") is not None for i in lead.near):
        return None
    name = sentence.text[part.start : part.end]
    return Topic(name, None, None, qualifiers=(("segment", name),), span=passage.raw(part.start, part.end))


def related(topic: Topic, discourse: Discourse) -> Topic:
    """相關毛利率 is of what was just spoken of; 中國市場出貨量 behind 全球智能手機出貨量 is of smartphones too."""
    last = discourse.topic
    if last is None:
        return topic
    own = dict(topic.qualifiers)
    if own.get("segment") in _RELATED:
        del own["segment"]
        return topic._replace(qualifiers=tuple(sorted({**dict(last.qualifiers), **own}.items())))
    if not own and not topic.text.startswith(_WHOLE) and discourse.drafts and discourse.drafts[-1].topic is last:
        kept = {k: v for k, v in last.qualifiers if k in ("product", "segment")}
        return topic._replace(qualifiers=tuple(sorted(kept.items())))
    if last.id == topic.id and topic.id is not None and "region" in own and not own.keys() & {"product", "segment"}:
        kept = {k: v for k, v in last.qualifiers if k in ("product", "segment")}
        return topic._replace(qualifiers=tuple(sorted({**kept, **own}.items())))
    return topic


_WHOLE = (
    "總",
    "整體",
    "合併",
    "集團",
    "全公司",
    "純利",
    "淨利",
    "每股",
    "目標價",
    "股價",
    "市值",
    "稅後",
    "歸屬",
    "股東",
)


def portion(topic: Topic, metric: Item, discourse: Discourse) -> Topic:
    """SSD 占 30.55 %: the share of what was last shared out, of the thing before 占."""
    if not is_share(metric) or not isinstance(metric.mention, NameMention):
        return topic
    part = topic.text.removesuffix(metric.mention.text)
    part = _REST.sub("", part)
    last = discourse.topic
    whole = last.text if last is not None and last.id == "share_of_total" else f"{metric.mention.text[-1]}比"
    product = dict(last.qualifiers).get("product") if last is not None else None
    if product and whole.startswith(product):
        whole = whole.removeprefix(product)
    return topic._replace(text=whole, qualifiers=(("product", part),) if part else topic.qualifiers)


def is_share(item: Item) -> bool:
    name = item.mention
    return isinstance(name, NameMention) and name.id == "share_of_total" and name.text.endswith(("占", "佔"))


_REST = re.compile(r"^(?:其餘|包含|包括|其他為|其中)+|(?:合計|共|則|各)+$")


_RELATED = ("相關", "有關", "該業務", "該分部")
