"""Which measure a figure is of: the metric before it, behind it, carried over, or the noun that is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.draft import Discourse, Draft, Topic
from pipeline.extract.money import CENT, HEREAFTER
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.model.quantity import Quantity
from pipeline.recognise.cues import Cue
from pipeline.vocabulary import Vocabulary

MODIFIERS = ("region", "segment", "product", "channel", "accounting", "scenario")
_ASIDE = re.compile(r"^\([^()]*\)")  # 新能源汽車(包括純電動)銷量
_WORD = re.compile(r"[㐀-鿿A-Za-z0-9&\-·+/]+$")
# a word that cannot stand inside the name of a measure: it ends the phrase to its left
_STOP = re.compile(
    r"估計|預測|預期|預計|預估|公司|集團|錄得|實現|同時|其中|當中|期間|同期|期內|季內|年內|目前|主要|包括|顯示|表示|指出|受惠|帶動|推動|公布|發布|"
    r"宣布|截至|考慮到?|加推|聯交所|港交所|其(?!他|它|餘)|方面|報告|數據|維持|涉及|需要|達到|"
    r"[將由從至在於該令使料達及和與或而並但因為以的是了被把對按較比向自受經就則且此這那個當旗下季度年內今去明上]"
)
_AFTER = re.compile(r"的?(?:(?P<noun>[㐀-鿿A-Za-z]{1,10}?)(?=[，。；、,;()！？的了為至以在於並和及與將]|$))")
_MEASURE_NOUN = re.compile(r"[㐀-鿿](?:指數|比率|比例|比重|率|額|價格|總量|數量|人數|次數)$")  # 企業活動指數, 續費率
_RATE = re.compile(
    r"[，。；\s]*(?P<rate>[㐀-鿿]{2,12}?(?:率|指數|比例|比重))(?=[在於按較由為達升跌降增減則也亦仍已續\s])"
)
_GROWTH_NOUN = re.compile(r"(?:成長|增長|增減|變動|升跌|漲跌)率?$")
_EMPTY = re.compile(
    r"(?:節奏|水平|水準|門檻|里程碑|佳績|規模|速度|程度|區間|範圍|左右|上下|[升跌增減降漲]幅|擴大|收窄|放緩|以上|以下|大關|關口|高位|低位|之多|提供|取消|開展|申請|推出|購入|發售|推售|賦予|追討|之前|先前|以往|過去|未來|共識|前值|預期值?|預測值?|初值|終值|修訂值)$"
)
_TARGET = re.compile(r"目標(?!價)|指引|計劃|計畫|規劃")
_TRIM = re.compile(
    r"^(?:進一步|大幅|小幅|輕微|略為|逐步|繼續|其後|隨後|最終|已|則|仍|還|約|近|逾|僅|共|更|均|也|亦|再|又|去|單|整體|最新|預計|超|超過|達|達到|擁有|設有|開設|覆蓋|部署|新增|獲|等|多)+|(?:已|則|仍|還|約|近|逾|僅|共|更|均|也|亦|再|又|達|超|超過|突破|升至|增至|擁有|設有|有|等|為|是|涉及?|介乎|合共|累計)+$"
)


@dataclass(frozen=True, slots=True)
class MetricKinds:
    """What kind of figure a metric takes, by slug, and the sign of a surface."""

    kind: dict[str, str]
    sign: dict[str, int]
    flow: frozenset[str]
    scope: dict[str, str]


VAGUE = ("amount", "forecast_value", "quantity")  # 金額, 前值: names no measure of its own
_OF_ANYTHING = ("target", "guidance")  # a goal can be of any measure


def metric_kinds(vocabulary: Vocabulary) -> MetricKinds:
    signs = {s: int(v) for s, v in vocabulary["metrics"].column("sign").items()}
    kinds = vocabulary["metric_definitions"].column("unit_kind")
    traits = vocabulary["metric_traits"]
    flow = frozenset(k for k, v in traits.column("period_type").items() if v == "flow")
    return MetricKinds({k: v for k, v in kinds.items() if k not in _OF_ANYTHING}, signs, flow, traits.column("scope"))


def fits(kind: str | None, quantity: Quantity) -> bool:
    """Whether a figure of this unit can be of a metric of this kind. A growth can be of anything, so percent always fits."""
    if kind is None or quantity.unit in ("percent", "rank", "multiple"):
        return True
    if (quantity.unit == "點" and kind in ("price", "index")) or (quantity.unit == CENT and kind == "per_share"):
        return True
    share = kind in ("percent", "ratio")
    if quantity.unit is None and quantity.category == "quantity":
        return not share  # 130 億 may be money, whose currency nobody prints
    if quantity.unit in ("percentage_point", "basis_point"):
        return share
    if quantity.category == "monetary":
        return kind in ("money", "per_share", "price", "percent_or_money") or kind.startswith("money")
    return not share and kind not in ("money", "per_share", "price")


# 核心收入 is no 收入: what kind of the measure it is, where the vocabulary gives both one slug
_KIND = re.compile(r"^(?:核心|可比|經常性|一次性|備考|內生|有機|名義|實質|扣非)")


def topic_of(item: Item, passage: Passage, kinds: MetricKinds) -> Topic:
    """The topic that a metric mention names, with the modifiers that stand directly before it."""
    name = item.mention
    assert isinstance(name, NameMention)
    return Topic(
        name.canonical,
        name.id,
        kinds.kind.get(name.id or ""),
        kinds.sign.get(name.text, 1),
        (("accounting", kind.group()),) if (kind := _KIND.match(name.text)) else (),
        passage.raw(item.start, item.end),
        flow=name.id in kinds.flow,
        scope=kinds.scope.get(name.id or ""),
    )


def phrase(metric: Item, items: Sequence[Item], floor: int, text: str, passage: Passage, kinds: MetricKinds) -> Topic:
    """The metric with what narrows it, as printed: 全球智能手機出貨量. `items` are those before the metric, `floor` the
    offset that the phrase cannot pass."""
    start = metric.start
    qualifiers: dict[str, str] = dict(topic_of(metric, passage, kinds).qualifiers)
    for item in reversed(items):
        if item.end > start:
            continue
        gap = _ASIDE.sub("", text[item.end : start])
        if item.kind in MODIFIERS and (
            not gap or gap in ("市場", "地區", "的", "業務", "產品", "市場的", "業務的", "產品的", "之")
        ):
            name = item.mention
            assert isinstance(name, NameMention)
            qualifiers.setdefault(item.kind, name.canonical)
            start = item.start
        else:
            floor = max(floor, item.end)
            break
    run = _WORD.search(text, floor, start)
    if run:
        words = run.group()
        stops = [m.end() for m in _STOP.finditer(words)]
        words = words[stops[-1] :] if stops else words
        words = _TRIM.sub("", words) if len(words) < len(run.group()) or start == metric.start else words
        if len(words) > 1 and text[start - len(words) : start] == words and len(words) <= 14:
            key = "product" if words.endswith(("產品", "模組", "手機", "車")) else "segment"
            qualifiers.setdefault(key, words)
            start -= len(words)
    topic = topic_of(metric, passage, kinds)
    printed = re.sub(r"\([^()]*\)", "", text[start : metric.end])
    return replace(
        topic,
        text=printed,
        qualifiers=tuple(sorted(qualifiers.items())),
        span=passage.raw(start, metric.end),
        target=bool(_TARGET.search(printed)),
    )


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
            and behind.id in _OF_ANYTHING
            and (goal := self._goal_of(lead, sentence, passage, discourse))
        ):
            return replace(goal, target=True), "goal"
        if behind is not None and fits(behind.kind, quantity) and not self._is_of(near_metric, lead, quantity):
            return behind, "after"
        metrics = [
            i
            for i in lead.items
            if i.kind == "metric" and not (_is_ranking(i) and quantity.unit in ("rank", "percent"))
        ]
        counted = quantity.category == "quantity" and quantity.unit not in (None, "multiple")
        if counted and metrics and lead.end - metrics[-1].end > 2 and not text.startswith("的", figure.outer_end):
            noun = self._noun(figure, lead, sentence, passage, True, before_too=False)
            if noun is not None:
                return noun, "noun"
        for metric in reversed(metrics):
            if _is_weak(metric, lead, discourse):
                continue
            topic = phrase(
                metric, [i for i in lead.items if i.end <= metric.start], lead.start, text, passage, self._kinds
            )
            topic = self._aimed_at(topic, metric, metrics, lead, text, passage)
            topic = _by_unit(topic, quantity)
            if fits(topic.kind, quantity):
                topic = _portion(_related(topic, discourse), metric, discourse)
                return _earned(topic, discourse), "lead"
        if (dealt := _dealt(lead, quantity, passage)) is not None:
            return dealt, "lead"
        if counted or (quantity.category == "monetary" and not lead.bracketed and not _moves(lead)):
            noun = self._noun(figure, lead, sentence, passage, counted)
            if noun is not None and not (lead.previous is not None and _continues(lead, text)):
                return noun, "noun"
        named = self._noun(figure, lead, sentence, passage, False)
        if named is not None and _MEASURE_NOUN.search(named.text) and not _GROWTH_NOUN.search(named.text):
            return named, "noun"
        if (named := self._rate_in_clause(lead, sentence, passage)) is not None and fits(named.kind, quantity):
            return named, "noun"
        for draft in reversed(discourse.drafts):
            if draft.topic is not None and fits(draft.topic.kind, quantity) and _same_sort(draft, quantity):
                only_here = draft.rule.endswith("/goal")
                return replace(draft.topic, target=False) if only_here else draft.topic, "carried"
        if discourse.topic is not None and fits(discourse.topic.kind, quantity):
            return discourse.topic, "carried"
        noun = self._noun(figure, lead, sentence, passage, True)
        return (noun, "noun") if noun is not None else (None, "none")

    def _aimed_at(
        self, topic: Topic, metric: Item, metrics: Sequence[Item], lead: Lead, text: str, passage: Passage
    ) -> Topic:
        """調整後淨利潤目標, 收入指引: a goal is of the measure that stands right before it."""
        before = next((m for m in reversed(metrics) if m.end <= metric.start), None)
        if topic.id not in _OF_ANYTHING or before is None or text[before.end : metric.start] not in ("", "的", "增長"):
            return topic
        own = phrase(before, [i for i in lead.items if i.end <= before.start], lead.start, text, passage, self._kinds)
        return replace(own, text=own.text + text[before.end : metric.end], target=True)

    def _is_of(self, metric: Item | None, lead: Lead, quantity: Quantity) -> bool:
        """持股 35.6% 的營運商: a share right before its percentage."""
        if metric is None or quantity.unit != "percent" or lead.end - metric.end > 1:
            return False
        name = metric.mention
        return isinstance(name, NameMention) and self._kinds.kind.get(name.id or "") in ("percent", "ratio")

    def of_metric(self, metric: Item, sentence: Sentence, passage: Passage) -> Topic:
        """The topic of a metric that a list gives to a figure."""
        before = [i for i in sentence.between(sentence.start, metric.start) if i.depth == metric.depth]
        return phrase(metric, before, sentence.start, sentence.text, passage, self._kinds)

    def _rate_in_clause(self, lead: Lead, sentence: Sentence, passage: Passage) -> Topic | None:
        """出生率在去年下降 0.2 個百分點: a rate that no vocabulary knows, named at the head of the clause."""
        match = _RATE.match(sentence.text, lead.near_start, lead.end)
        if match is None or any(i.start <= match.end("rate") - 1 < i.end for i in lead.near if i.kind != "cue"):
            return None
        words = match["rate"]
        stops = [m.end() for m in _STOP.finditer(words)]
        words = _TRIM.sub("", words[stops[-1] :] if stops else words)
        if len(words) < 3 or _GROWTH_NOUN.search(words):
            return None
        end = match.end("rate")
        return Topic(words, None, "percent" if words.endswith("率") else None, span=passage.raw(end - len(words), end))

    def _goal_of(self, lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse) -> Topic | None:
        """通脹低於央行介乎 1% 至 3% 的目標: what the goal is of."""
        for metric in reversed(lead.items):
            name = metric.mention
            if metric.kind == "metric" and isinstance(name, NameMention) and name.id not in (*_OF_ANYTHING, *VAGUE):
                return self.of_metric(metric, sentence, passage)
        return discourse.drafts[-1].topic if discourse.drafts else None

    def _behind(
        self, figure: Item, metric_before: bool, sentence: Sentence, passage: Passage, quantity: Quantity
    ) -> Topic | None:
        """A metric right behind the figure: 16% 的市場份額, 13.5 億元的淨利潤, 30 萬輛交付量."""
        text = sentence.text
        at = _behind_hereafter(figure, text)
        linked = text.startswith("的", at)
        valued = quantity.unit == "multiple"  # 股價對應 20 倍市盈率
        if not linked and metric_before and not valued:
            return None
        for item in sentence.after(figure)[:6]:
            if item.kind == "metric":
                if not linked and metric_before and topic_of(item, passage, self._kinds).kind != "multiple":
                    return None
                gap = text[at + linked : item.start]
                near = linked or not gap or (not metric_before and len(gap) <= 2)  # 75% 季息派息率
                if len(gap) <= 12 and not _STOP.search(gap) and near:
                    topic = topic_of(item, passage, self._kinds)
                    printed = text[at + linked : item.end]
                    return replace(
                        topic,
                        text=printed,
                        span=passage.raw(at + linked, item.end),
                        target=bool(_TARGET.search(printed)) or text.startswith(("目標", "指引"), item.end),
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
        return None

    def _noun(
        self,
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
        if after_too and (match := _AFTER.match(text, _behind_hereafter(figure, text), sentence.end)) and match["noun"]:
            stop = _STOP.search(match["noun"])
            noun = match["noun"][: stop.start()] if stop else match["noun"]
            if len(noun) > 1 and not _STOP.search(noun[:1]) and not _EMPTY.search(noun):
                span = passage.raw(match.start("noun"), match.start("noun") + len(noun))
                return Topic(noun, None, None, span=span, target=bool(_TARGET.search(noun)))
        if not before_too:
            return None
        floor = max([lead.near_start, *(i.end for i in lead.near)])
        run = _WORD.search(text, floor, lead.end)
        if run is None:
            floor = max([lead.near_start, *(i.end for i in lead.near if i.kind != "cue")])
            run = _WORD.search(
                text, floor, max(floor, next((i.start for i in reversed(lead.near) if i.kind == "cue"), lead.end))
            )
        if run is None:
            return None
        words = run.group()
        stops = [m.end() for m in _STOP.finditer(words)]
        words = words[stops[-1] :] if stops else words
        offset = run.end() - len(words)
        trimmed = _TRIM.sub("", words)
        offset += words.find(trimmed) if trimmed else 0
        if len(trimmed) < 2 or _EMPTY.search(trimmed):
            return None
        return Topic(
            trimmed, None, None, span=passage.raw(offset, offset + len(trimmed)), target=bool(_TARGET.search(trimmed))
        )


_COUNTED = {
    "trading_value": "trading_volume",
    "sales": "sales_volume",
    "buyback": "shares_bought_back",
    "holding": "shares_held",
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
        return replace(topic, id=_COUNTED[topic.id], kind="count")
    return topic


def _moves(lead: Lead) -> bool:
    """目標價由 102 元大削至 60 元: the clause goes on with what moves; no noun of its own is measured."""
    return lead.previous is not None and any(
        isinstance(i.mention, Cue) and (i.mention.value("direction") is not None or i.mention.value("to") is not None)
        for i in lead.near
    )


def _is_weak(metric: Item, lead: Lead, discourse: Discourse) -> bool:
    """A goal of an earlier clause, or a word like 金額 where the sentence has named a measure already."""
    name = metric.mention
    assert isinstance(name, NameMention)
    if name.id in _OF_ANYTHING and metric not in lead.near:
        return True
    return name.id in VAGUE and bool(discourse.drafts)


def _is_ranking(item: Item) -> bool:
    """位列, 排名: says that a rank follows, not what is ranked."""
    return isinstance(item.mention, NameMention) and item.mention.id in ("rank", "ranking")


def last_of_list(figure: Item, sentence: Sentence) -> Item:
    """以 15.6% 和 15.3% 的市場份額: what stands behind the last of a list stands behind each."""
    index = sentence.figures.index(figure)
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
        return replace(topic, qualifiers=tuple(sorted({**dict(last.qualifiers), **own}.items())))
    if not own and not topic.text.startswith(_WHOLE) and discourse.drafts and discourse.drafts[-1].topic is last:
        kept = {k: v for k, v in last.qualifiers if k in ("product", "segment")}
        return replace(topic, qualifiers=tuple(sorted(kept.items())))
    if last.id == topic.id and topic.id is not None and "region" in own and not own.keys() & {"product", "segment"}:
        kept = {k: v for k, v in last.qualifiers if k in ("product", "segment")}
        return replace(topic, qualifiers=tuple(sorted({**kept, **own}.items())))
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


_EARNS = ("賺", "蝕", "虧", "虧蝕", "獲利")


def _earned(topic: Topic, discourse: Discourse) -> Topic:
    """去年同期蝕 24.57 億元: the profit that was spoken of, with the sign of the verb."""
    last = discourse.topic
    if topic.text not in _EARNS or last is None or last.id is None or "profit" not in last.id:
        return topic
    return replace(last, sign=topic.sign, span=topic.span)


def _portion(topic: Topic, metric: Item, discourse: Discourse) -> Topic:
    """SSD 占 30.55 %: the share of what was last shared out, of the thing before 占."""
    if (
        topic.id != "share_of_total"
        or not isinstance(metric.mention, NameMention)
        or not metric.mention.text.endswith("占")
    ):
        return topic
    part = topic.text.removesuffix(metric.mention.text)
    part = _REST.sub("", part)
    last = discourse.topic
    whole = last.text if last is not None and last.id == "share_of_total" else "占比"
    product = dict(last.qualifiers).get("product") if last is not None else None
    if product and whole.startswith(product):
        whole = whole.removeprefix(product)
    return replace(topic, text=whole, qualifiers=(("product", part),) if part else topic.qualifiers)


_REST = re.compile(r"^(?:其餘|包含|包括|其他為|其中)+|(?:合計|共|則|各)+$")
_RELATED = ("相關", "有關", "該業務", "該分部")


def _behind_hereafter(figure: Item, text: str) -> int:
    """The offset behind a figure and its （下同）."""
    match = HEREAFTER.match(text, figure.outer_end)
    return match.end() if match else figure.outer_end


def _continues(lead: Lead, text: str) -> bool:
    """A list goes on: only 、 及 和 至 stand between this figure and the last."""
    return text[lead.start : lead.end].strip("、,，及和與至到以/ ") == ""


def _same_sort(draft: Draft, quantity: Quantity) -> bool:
    return not (
        draft.topic is not None
        and draft.topic.kind is None
        and draft.quantity.unit != quantity.unit
        and quantity.unit not in ("percent", "percentage_point")
    )
