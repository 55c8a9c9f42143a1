"""Which measure a figure is of: the metric before it, behind it, carried over, or the noun that is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.draft import Discourse, Draft, Topic
from pipeline.extract.nouns import (
    behind_hereafter,
    deal_of,
    nearest_measure,
    noun_of,
    rate_behind,
    rate_in_clause,
    share_of,
    times_of,
)
from pipeline.extract.phrase import MODIFIERS, OF_ANYTHING, STOP, TARGET, VAGUE, fits, metric_kinds, phrase, topic_of
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.model.quantity import Quantity
from pipeline.recognise.cues import Cue
from pipeline.vocabulary import Vocabulary


class TopicBinder:
    """Binds figures to measures. Holds the vocabulary's metric kinds."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = metric_kinds(vocabulary)

    def bind(
        self, figure: Item, quantity: Quantity, lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse
    ) -> tuple[Topic | None, str]:
        """The topic and how it was found: `after`, `lead`, `noun`, `carried`, or `none`."""
        text = sentence.text
        near_metric = next((i for i in reversed(lead.near) if i.kind == "metric" and not _is_ranking(i)), None)
        behind = self._behind(last_of_list(figure, sentence), near_metric is not None, sentence, passage, quantity)
        if (
            behind is not None
            and behind.id in OF_ANYTHING
            and (goal := self._goal_of(lead, sentence, passage, discourse))
        ):
            return goal._replace(target=True), "goal"
        if behind is not None and fits(behind.kind, quantity) and not self._is_of(near_metric, lead, quantity):
            return behind, "after"
        if behind is None and quantity.unit == "percent" and (rate := rate_behind(figure, sentence, passage)):
            return rate, "after"
        metrics = [
            i
            for i in lead.items
            if i.kind == "metric"
            and not (_is_ranking(i) and quantity.unit in ("rank", "percent"))
            and not _is_quoted(i, lead, text)
        ]
        if quantity.unit == "percent" and (share := share_of(lead, sentence, passage)) is not None:
            qualifiers = self._part_of(lead, sentence, passage) or _sharer(lead, sentence)
            return share._replace(qualifiers=qualifiers), "lead"
        if quantity.unit == "multiple" and (taken_up := times_of(figure, sentence, passage)) is not None:
            return taken_up, "after"
        counted = quantity.category == "quantity" and quantity.unit not in (None, "multiple")
        if counted and metrics and lead.end - metrics[-1].end > 2 and not text.startswith("的", figure.outer_end):
            noun = noun_of(figure, lead, sentence, passage, True, before_too=False)
            if noun is not None:
                return noun, "noun"
        for metric in reversed(metrics):
            if metric.start < lead.near_start and (
                nearer := nearest_measure(figure, lead, sentence, passage) or rate_in_clause(lead, sentence, passage)
            ):
                return nearer, "noun"
            topic = phrase(
                metric, [i for i in lead.items if i.end <= metric.start], lead.start, text, passage, self._kinds
            )
            if _is_weak(metric, topic, lead, discourse):
                continue
            topic = self._aimed_at(topic, metric, metrics, lead, text, passage)
            topic = self._lost(topic, metric, metrics, lead, text, passage)
            topic = _by_unit(topic, quantity)
            if fits(topic.kind, quantity):
                topic = _portion(_related(topic, discourse), metric, discourse)
                return _earned(topic, discourse, text[lead.near_start : metric.start]), "lead"
        if (dealt := _dealt(lead, quantity, passage)) is not None:
            return dealt, "lead"
        if quantity.category == "monetary" and (deal := deal_of(figure, lead, sentence, passage)) is not None:
            return deal, "after"
        if counted or (quantity.category == "monetary" and not lead.bracketed and not _moves(lead)):
            noun = noun_of(figure, lead, sentence, passage, counted)
            if noun is not None and not (lead.previous is not None and _continues(lead, text)):
                return noun, "noun"
        if (named := nearest_measure(figure, lead, sentence, passage)) is not None:
            return named, "noun"
        if (named := rate_in_clause(lead, sentence, passage)) is not None and fits(named.kind, quantity):
            return named, "noun"
        if (earned := _made(lead, quantity, passage)) is not None:
            return earned, "lead"
        if (paid := _paid_out(lead, quantity, sentence, passage)) is not None:
            return paid, "lead"
        if quantity.unit == "percent" and (part := _part_itself(lead, sentence, passage, discourse)) is not None:
            return part, "noun"
        for draft in reversed(discourse.drafts):
            if draft.topic is not None and fits(draft.topic.kind, quantity) and _same_sort(draft, quantity):
                only_here = draft.rule.endswith("/goal")
                if (whole := _grown_whole(draft.topic, quantity, lead)) is not None:
                    return whole, "carried"
                return draft.topic._replace(target=False) if only_here else draft.topic, "carried"
        if discourse.topic is not None and fits(discourse.topic.kind, quantity):
            return discourse.topic, "carried"
        noun = noun_of(figure, lead, sentence, passage, True)
        return (noun, "noun") if noun is not None else (None, "none")

    def _aimed_at(
        self, topic: Topic, metric: Item, metrics: Sequence[Item], lead: Lead, text: str, passage: Passage
    ) -> Topic:
        """調整後淨利潤目標, 收入指引: a goal is of the measure that stands right before it."""
        before = next((m for m in reversed(metrics) if m.end <= metric.start), None)
        reading = topic.id == "forecast_value"  # GDP初值, CPI終值: which reading of it
        if before is None or not (reading or topic.id in OF_ANYTHING):
            return topic
        if text[before.end : metric.start] not in ("", "的", "增長"):
            return topic
        own = phrase(before, [i for i in lead.items if i.end <= before.start], lead.start, text, passage, self._kinds)
        return own._replace(text=own.text + text[before.end : metric.end], target=not reading)

    def _lost(
        self, topic: Topic, metric: Item, metrics: Sequence[Item], lead: Lead, text: str, passage: Passage
    ) -> Topic:
        """EBIT虧損, 經調整溢利轉虧蝕: what is lost is said right before; the loss is its sign."""
        before = next((m for m in reversed(metrics) if m.end <= metric.start), None)
        if topic.sign >= 0 or not _BARE_LOSS.fullmatch(topic.text) or before is None:
            return topic
        if not _TURNS.fullmatch(text, before.end, metric.start):
            return topic
        own = topic_of(before, passage, self._kinds)
        if own.sign > 0:
            items = [i for i in lead.items if i.end <= before.start]
            own = phrase(before, items, lead.start, text, passage, self._kinds)
        own = self._lost(own, before, metrics, lead, text, passage)
        if own.sign > 0 and own.kind != "money":
            return topic
        return own._replace(sign=-1)

    def _part_of(self, lead: Lead, sentence: Sentence, passage: Passage) -> tuple[tuple[str, str], ...]:
        """What has the share, where 佔 is a measure of the vocabulary and words stand right before it: 加盟店佔系統銷售 8%."""
        metric = next((i for i in lead.near if _is_share(i)), None)
        if metric is None:
            return ()
        topic = self.of_metric(metric, sentence, passage)
        part = topic.text.removesuffix(sentence.text[metric.start : metric.end])
        return topic.qualifiers or ((("segment", part),) if len(part) > 1 else ())

    def _is_of(self, metric: Item | None, lead: Lead, quantity: Quantity) -> bool:
        """持股 35.6% 的營運商: a share right before its percentage."""
        if metric is None or quantity.unit != "percent" or lead.end - metric.end > 1:
            return False
        name = metric.mention
        return isinstance(name, NameMention) and self._kinds.kind.get(name.id or "") in ("percent", "ratio")

    def of_metric(self, metric: Item, sentence: Sentence, passage: Passage) -> Topic:
        """The topic of a metric that a list gives to a figure."""
        before = [i for i in sentence.nearest(metric.start) if i.depth == metric.depth]
        return phrase(metric, before, sentence.start, sentence.text, passage, self._kinds)

    def _goal_of(self, lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse) -> Topic | None:
        """通脹低於央行介乎 1% 至 3% 的目標: what the goal is of."""
        for metric in reversed(lead.items):
            name = metric.mention
            if metric.kind == "metric" and isinstance(name, NameMention) and name.id not in (*OF_ANYTHING, *VAGUE):
                return self.of_metric(metric, sentence, passage)
        return discourse.drafts[-1].topic if discourse.drafts else None

    def _behind(
        self, figure: Item, metric_before: bool, sentence: Sentence, passage: Passage, quantity: Quantity
    ) -> Topic | None:
        """A metric right behind the figure: 16% 的市場份額, 13.5 億元的淨利潤, 30 萬輛交付量."""
        text = sentence.text
        at = behind_hereafter(figure, text)
        linked = text.startswith("的", at)
        valued = quantity.unit == "multiple"  # 股價對應 20 倍市盈率
        if not linked and metric_before and not valued:
            return None
        for item in _following(figure, at, sentence):
            if item.kind == "period" and item.start == at:
                at = item.end  # 50 萬輛全年目標
                continue
            if item.kind == "metric":
                if not linked and metric_before and topic_of(item, passage, self._kinds).kind != "multiple":
                    return None
                gap = text[at + linked : item.start]
                if gap and not gap.strip() and not text[item.start].isascii():
                    return None  # 收 2,137 票  超額認購逾 33 倍: a title's next statement
                near = linked or not gap or (not metric_before and len(gap) <= 2)  # 75% 季息派息率
                if len(gap) <= 12 and not STOP.search(gap) and near:
                    topic = topic_of(item, passage, self._kinds)
                    printed = text[at + linked : item.end]
                    return topic._replace(
                        text=printed,
                        span=passage.raw(at + linked, item.end),
                        target=bool(TARGET.search(printed)) or text.startswith(("目標", "指引"), item.end),
                    )
                return None
            if (
                item.kind == "cue"
                and isinstance(item.mention, Cue)
                and (item.mention.value("of") is not None or item.mention.value("status") is not None)
                and item.start == at
            ):
                at = item.end if item.mention.value("status") is not None else at  # 25 倍預測市盈率
                continue
            if item.kind not in MODIFIERS:
                return None
            at = item.end if item.start == at else at  # 11 倍非公認會計準則 2027 財年市盈率
        return None


def _grown_whole(topic: Topic, quantity: Quantity, lead: Lead) -> Topic | None:
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


def _sharer(lead: Lead, sentence: Sentence) -> tuple[tuple[str, str], ...]:
    """3奈米製程出貨佔晶圓銷售金額的 20%: what has the share, where no list knows it."""
    found = _SHARER.match(sentence.text, lead.near_start, lead.end)
    if found is None:
        return ()
    inside = [i for i in lead.near if found.start("part") <= i.start < found.end("part")]
    if any(i.kind in ("entity", "period", "broker") for i in inside):
        return ()
    return (("segment", found["part"]),)


_BUSINESS = re.compile(r"(?:業務|分部|板塊|事業群?|部門)$")


def _made(lead: Lead, quantity: Quantity, passage: Passage) -> Topic | None:
    """公布中期少賺 7.8%: a profit, whatever was spoken of before."""
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if cue is None or cue.text not in ("少賺", "多賺") or quantity.unit not in ("percent", "multiple"):
        return None
    return Topic("純利", "net_profit", "money", span=passage.raw(cue.start, cue.end), flow=True)


_PAYS = re.compile(r"(?:派發?|派付|配發)(?:每股)?(?:約|合共|合計|共)?$")


def _paid_out(lead: Lead, quantity: Quantity, sentence: Sentence, passage: Passage) -> Topic | None:
    """全年派 1.15 元: a dividend, whatever was spoken of before."""
    if quantity.category != "monetary" or quantity.multiplier != 1:
        return None
    match = _PAYS.search(sentence.text, lead.near_start, lead.end)
    if match is None:
        return None
    return Topic("派息", "dividend_per_share", "per_share", span=passage.raw(match.start(), match.end()), flow=True)


def _part_itself(lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse) -> Topic | None:
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


_COUNTED = {
    "trading_value": "trading_volume",
    "sales": "sales_volume",
    "buyback": "shares_bought_back",
    "holding": "shares_held",
    "exports": "shipments",
    "net_inflow": "net_buying",
}
_DEALINGS = ("增持", "減持")


def _dealt(lead: Lead, quantity: Quantity, passage: Passage) -> Topic | None:
    """增持 162 萬股: a move of the shares held."""
    if quantity.unit != "股":
        return None
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if cue is None or cue.text not in _DEALINGS:
        return None
    return Topic(cue.text, "shares_held", "count", span=passage.raw(cue.start, cue.end))


def _by_unit(topic: Topic, quantity: Quantity) -> Topic:
    """成交 312.85 萬股 is a volume, 成交 3.2 億元 a value."""
    counted = quantity.category == "quantity" and quantity.unit not in (None, "multiple", "percent")
    if counted and topic.id in _COUNTED:
        scope = None if topic.scope == "economy" else topic.scope  # 海外出口 4 萬輛: of a company
        return topic._replace(id=_COUNTED[topic.id], kind="count", scope=scope)
    return topic


def _moves(lead: Lead) -> bool:
    """目標價由 102 元大削至 60 元: the clause goes on with what moves; no noun of its own is measured."""
    return lead.previous is not None and any("direction" in i.said or "to" in i.said for i in lead.near)


def _is_weak(metric: Item, topic: Topic, lead: Lead, discourse: Discourse) -> bool:
    """A goal of an earlier clause, or a word like 金額 alone where the sentence has named a measure already."""
    name = metric.mention
    assert isinstance(name, NameMention)
    if name.id in OF_ANYTHING and metric not in lead.near:
        return True
    return name.id in VAGUE and bool(discourse.drafts) and topic.text == name.text


_QUOTE = re.compile(r"「[^「」]*」")


def _is_quoted(item: Item, lead: Lead, text: str) -> bool:
    """此前指引的「收入低雙位數百分比」區間: inside words that are quoted as what was aimed at."""
    opened = text.rfind("「", max(lead.start, item.start - _QUOTED), item.start)
    quote = _QUOTE.match(text, opened, lead.end) if opened >= 0 else None
    return quote is not None and item.end < quote.end() - 1 and text.startswith(_AIMS, quote.end())


_QUOTED = 16  # characters
_AIMS = ("區間", "目標", "的目標", "指引", "的指引", "水平", "範圍")


def _is_ranking(item: Item) -> bool:
    """位列, 排名: says that a rank follows, not what is ranked."""
    return isinstance(item.mention, NameMention) and item.mention.id in ("rank", "ranking")


def last_of_list(figure: Item, sentence: Sentence) -> Item:
    """以 15.6% 和 15.3% 的市場份額: what stands behind the last of a list stands behind each."""
    index = sentence.number_of(figure)
    for following in sentence.figures[index + 1 : index + 9]:
        if sentence.text[figure.outer_end : following.outer_start] not in ("和", "及", "與", "、", "以及", "跟"):
            break
        figure = following
    return figure


def _related(topic: Topic, discourse: Discourse) -> Topic:
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


_BARE_LOSS = re.compile(r"淨?虧[損蝕]?|蝕")
_TURNS = re.compile(r"(?:由盈|轉為?|錄得?|轉盈為){0,2}")


def _following(figure: Item, at: int, sentence: Sentence) -> Sequence[Item]:
    """The items behind a figure in its clause; behind what only repeats it, up to the next figure."""
    if sentence.text.startswith("(", figure.outer_end) and sentence.text.startswith("的", at):
        items = sentence.between(at, at + _BEHIND)
        return items[: next((n for n, i in enumerate(items) if i.kind == "figure"), len(items))]
    return sentence.after(figure)[:6]


_BEHIND = 24  # characters


_EARNS = ("賺", "蝕", "虧", "虧蝕", "獲利")


def _earned(topic: Topic, discourse: Discourse, before: str) -> Topic:
    """去年同期蝕 24.57 億元: the profit that was spoken of, with the sign of the verb. `before`: what stands before the verb."""
    last = discourse.topic
    again = topic.text == "虧損" and before.endswith("同期") and bool(discourse.drafts)
    if not (again or topic.text in _EARNS) or last is None or last.id is None or "profit" not in last.id:
        return topic
    text = topic.text if last.text in _EARNS or last.sign < 0 < topic.sign else last.text
    return last._replace(text=text, sign=topic.sign, span=topic.span)


def _portion(topic: Topic, metric: Item, discourse: Discourse) -> Topic:
    """SSD 占 30.55 %: the share of what was last shared out, of the thing before 占."""
    if not _is_share(metric) or not isinstance(metric.mention, NameMention):
        return topic
    part = topic.text.removesuffix(metric.mention.text)
    part = _REST.sub("", part)
    last = discourse.topic
    whole = last.text if last is not None and last.id == "share_of_total" else f"{metric.mention.text[-1]}比"
    product = dict(last.qualifiers).get("product") if last is not None else None
    if product and whole.startswith(product):
        whole = whole.removeprefix(product)
    return topic._replace(text=whole, qualifiers=(("product", part),) if part else topic.qualifiers)


def _is_share(item: Item) -> bool:
    name = item.mention
    return isinstance(name, NameMention) and name.id == "share_of_total" and name.text.endswith(("占", "佔"))


_REST = re.compile(r"^(?:其餘|包含|包括|其他為|其中)+|(?:合計|共|則|各)+$")
_RELATED = ("相關", "有關", "該業務", "該分部")


def _continues(lead: Lead, text: str) -> bool:
    """A list goes on: only 、 及 和 至 stand between this figure and the last."""
    return text[lead.start : lead.end].strip("、,，及和與至到以/ ") == ""


def _same_sort(draft: Draft, quantity: Quantity) -> bool:
    if draft.topic is None or draft.topic.kind is not None or quantity.unit in ("percent", "percentage_point"):
        return True
    both_money = draft.quantity.category == quantity.category == "monetary" and quantity.unit is None
    return both_money or draft.quantity.unit == quantity.unit
