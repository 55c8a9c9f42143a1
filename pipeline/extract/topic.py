"""Which measure a figure is of: the metric before it, behind it, carried over, or the noun that is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.deeds import dealt, earned_less_or_more, paid_out
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
from pipeline.extract.parts import grown_whole, is_share, part_itself, portion, related, sharer
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
            qualifiers = self._part_of(lead, sentence, passage) or sharer(lead, sentence)
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
                topic = portion(related(topic, discourse), metric, discourse)
                return _earned(topic, discourse, text[lead.near_start : metric.start]), "lead"
        if (dealing := dealt(lead, quantity, passage)) is not None:
            return dealing, "lead"
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
        if (earned := earned_less_or_more(lead, quantity, passage)) is not None:
            return earned, "lead"
        if (paid := paid_out(lead, quantity, sentence, passage)) is not None:
            return paid, "lead"
        if quantity.unit == "percent" and (part := part_itself(lead, sentence, passage, discourse)) is not None:
            return part, "noun"
        for draft in reversed(discourse.drafts):
            if draft.topic is not None and fits(draft.topic.kind, quantity) and _same_sort(draft, quantity):
                only_here = draft.rule.endswith("/goal")
                if (whole := grown_whole(draft.topic, quantity, lead)) is not None:
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
        metric = next((i for i in lead.near if is_share(i)), None)
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


_COUNTED = {
    "trading_value": "trading_volume",
    "sales": "sales_volume",
    "buyback": "shares_bought_back",
    "holding": "shares_held",
    "exports": "shipments",
    "net_inflow": "net_buying",
}


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


def _continues(lead: Lead, text: str) -> bool:
    """A list goes on: only 、 及 和 至 stand between this figure and the last."""
    return text[lead.start : lead.end].strip("、,，及和與至到以/ ") == ""


def _same_sort(draft: Draft, quantity: Quantity) -> bool:
    if draft.topic is None or draft.topic.kind is not None or quantity.unit in ("percent", "percentage_point"):
        return True
    both_money = draft.quantity.category == quantity.category == "monetary" and quantity.unit is None
    return both_money or draft.quantity.unit == quantity.unit
