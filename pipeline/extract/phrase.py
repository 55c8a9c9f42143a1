"""The words of a measure as printed: a metric of the vocabulary with what narrows it, and what figures it can take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.draft import Topic
from pipeline.extract.money import CENT
from pipeline.extract.stream import INLAND, Item, as_said
from pipeline.model.mention import NameMention
from pipeline.model.passage import Passage
from pipeline.model.place import Span
from pipeline.model.quantity import Quantity
from pipeline.vocabulary import Vocabulary

VAGUE = ("amount", "forecast_value", "quantity")  # 金額, 前值: names no measure of its own
OF_ANYTHING = ("target", "guidance")  # a goal can be of any measure
MODIFIERS = ("region", "segment", "product", "channel", "accounting", "scenario")
_ASIDE = re.compile(r"^\([^()]*\)")  # 新能源汽車(包括純電動)銷量
WORD = re.compile(r"[㐀-鿿A-Za-z0-9&\-·+/]+$")
# a word that cannot stand inside the name of a measure: it ends the phrase to its left
STOP = re.compile(
    r"盈轉|估計|預測|預期|預計|預估|公司|集團|錄得|實現|同時|其中|當中|期間|同期|期內|季內|年內|目前|主要|包括|顯示|表示|指出|受惠|帶動|推動|公布|發布|"
    r"直攻|攻上|站上|觸及|衝上|拉上|登上|宣布|截至|考慮到?|加推|聯交所|港交所|其(?!他|它|餘)|方面|報告|數據|維持|涉及|需要|達到|"
    r"受(?![傷惠益託])|(?<![燃原物資材塗肥飲染飼塑])料|自(?!動|營|家|有|研|製|由|願)|在(?!線|建|手|岸|庫|職)|對(?![沖外話手象比])|上(?![市游海網層])|經(?![濟營銷紀理常貿典])|按(?![揭金])"
    r"|(?<!普)及|(?<![方動傾取])向|使(?!用)|以(?!色列)|(?<![滿意滿足幅速溫制深厚力難角])度|[將由從至於該令達和與或而並但因為的是了被把較比就則且此這那個當旗下季年內今去明]"
)
TARGET = re.compile(r"目標(?!價)|指引|計劃|計畫|規劃")
TRIM = re.compile(
    r"^(?:進一步|大幅|小幅|輕微|略為|逐步|繼續|其後|隨後|最終|已|則|仍|還|約|近|逾|僅|共|更|均|也|亦|再|又|去|單|整體|最新|預計|超|超過|達|達到|擁有|設有|開設|覆蓋|部署|新增|獲|等|多)+|(?:已|則|仍|還|約|近|逾|僅|共|更|均|也|亦|再|又|達|超|超過|突破|升至|增至|擁有|設有|有|等|為|是|涉及?|介乎|合共|累計)+$"
)


@dataclass(frozen=True, slots=True)
class MetricKinds:
    """What kind of figure a metric takes, by slug, and the sign of a surface."""

    kind: dict[str, str]
    sign: dict[str, int]
    flow: frozenset[str]
    scope: dict[str, str]


def metric_kinds(vocabulary: Vocabulary) -> MetricKinds:
    signs = {s: int(v) for s, v in vocabulary["metrics"].column("sign").items()}
    kinds = vocabulary["metric_definitions"].column("unit_kind")
    traits = vocabulary["metric_traits"]
    flow = frozenset(k for k, v in traits.column("period_type").items() if v == "flow")
    return MetricKinds({k: v for k, v in kinds.items() if k not in OF_ANYTHING}, signs, flow, traits.column("scope"))


def fits(kind: str | None, quantity: Quantity) -> bool:
    """Whether a figure of this unit can be of a metric of this kind. A growth can be of anything, so percent always fits."""
    if kind == "rank":
        return quantity.unit in ("rank", None)  # 以 18.6% 排名第二: no rank
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
    return _named(item, kinds, passage.raw(item.start, item.end))


def _named(item: Item, kinds: MetricKinds, span: Span | None) -> Topic:
    name = item.mention
    assert isinstance(name, NameMention)
    return Topic(
        name.canonical,
        name.id,
        kinds.kind.get(name.id or ""),
        kinds.sign.get(name.text, 1),
        (("accounting", kind.group()),) if (kind := _KIND.match(name.text)) else (),
        span,
        flow=name.id in kinds.flow,
        scope=kinds.scope.get(name.id or ""),
    )


def phrase(metric: Item, items: Sequence[Item], floor: int, text: str, passage: Passage, kinds: MetricKinds) -> Topic:
    """The metric with what narrows it, as printed: 全球智能手機出貨量. `items` are those before the metric, `floor` the
    offset that the phrase cannot pass."""
    start = metric.start
    topic = _named(metric, kinds, None)
    qualifiers: dict[str, str] = dict(topic.qualifiers)
    thing = ""
    dates: list[tuple[int, int]] = []  # 營銷服務業務|第三季|收入
    for item in reversed(items):
        if item.end > start:
            continue
        gap = _ASIDE.sub("", text[item.end : start])
        part = item.kind in MODIFIERS and not (item.kind == "region" and dates and start == dates[0][0])
        if part and gap in _GAPS:
            name = item.mention
            assert isinstance(name, NameMention)
            qualifiers.setdefault(item.kind, as_said(name))
            start = item.start
        elif part and item.kind in qualifiers and gap in _JOINS and text.startswith(qualifiers[item.kind], start):
            qualifiers[item.kind] = text[item.start : start + len(qualifiers[item.kind])]  # 雲端與元件業務
            start = item.start
        elif (
            item.kind == "metric"
            and not gap
            and start == metric.start
            and _COUNTED_THINGS.search(text, max(0, floor - _COUNT), item.end)
        ):
            things = _COUNTED_THINGS.search(text, max(0, floor - _COUNT), item.end)
            assert things is not None
            qualifiers.setdefault("segment", things["things"])  # 31個|大城市|失業率
            start = things.start("things")
            floor = start
            break
        elif item.kind == "metric" and not gap and start == metric.start and _is_thing_of(item, metric, kinds):
            thing = text[item.start : item.end]  # 太平洋|航線|收入
            qualifiers["segment"] = thing
            start = item.start
        elif item.kind == "cue" and gap == "" and item.end == start and text[item.start : item.end] in _JOINS:
            continue
        elif item.kind == "period" and not gap and start == metric.start and not dates:
            dates.append((item.start, item.end))
            start = item.start
        else:
            floor = max(floor, item.end)
            break
    if dates and start == dates[0][0] and not _PART_ENDS.search(text, floor, start):
        start, dates = metric.start, []
        floor = max(i.end for i in items if i.end <= start)
    run = WORD.search(text, floor, start)
    if run:
        words = run.group()
        stops = [m.end() for m in STOP.finditer(words)]
        words = words[stops[-1] :] if stops else words
        words = TRIM.sub("", words) if len(words) < len(run.group()) or start == metric.start else words
        if len(words) > 1 and text[start - len(words) : start] == words and len(words) <= 14:
            key = "product" if words.endswith(("產品", "模組", "手機", "車")) else "segment"
            start -= len(words)
            if text[start - 1 : start] in _JOINS:
                first = next((i for i in items if i.end == start - 1 and i.kind in ("segment", "product")), None)
                if first is not None:
                    start, words = first.start, text[first.start : start] + words  # 雲端|與|元件業務
            inland = next((i for i in items if i.end == start and text[i.start : i.end] in INLAND), None)
            if inland is not None:
                start, words = inland.start, text[inland.start : start] + words  # 本地|戶籍勞動力
                qualifiers.pop("region", None)
            if thing:
                qualifiers["segment"] = words + thing
            qualifiers.setdefault(key, words)
    brand = (
        _BRAND.search(text, max(0, start - _BRAND_REACH), start)
        if not qualifiers.keys() & {"product", "segment"}
        else None
    )
    if brand is not None and not any(i.start < brand.end("name") and brand.start("name") < i.end for i in items):
        qualifiers["product"] = brand["name"]
    printed = _ASIDES.sub("", "".join(_without(text, start, metric.end, dates)))
    return topic._replace(
        text=printed,
        qualifiers=tuple(sorted(qualifiers.items())),
        span=passage.raw(start, metric.end),
        target=bool(TARGET.search(printed)),
    )


_BRAND_REACH = 20  # characters
_BRAND = re.compile(
    r"(?:^|(?<=[，。；、而及和與]))(?P<name>(?![而及和與但惟])[㐀-鿿]{0,4}[A-Z][A-Za-z0-9]{1,12})的$"
)  # 而可靈AI的|收入


def _is_thing_of(item: Item, metric: Item, kinds: MetricKinds) -> bool:
    """航線 before 收入, 直營店 before 同店銷售: what is counted elsewhere tells here whose sales they are."""
    thing, own = item.mention, metric.mention
    assert isinstance(thing, NameMention)
    assert isinstance(own, NameMention)
    return kinds.kind.get(thing.id or "") == "count" and kinds.kind.get(own.id or "", "").startswith(
        ("money", "percent_or")
    )


_COUNTED_THINGS = re.compile(r"\d[個家間座](?P<things>[㐀-鿿]{2,6})$")
_COUNT = 6  # characters of a number and its measure word
_JOINS = ("與", "及", "和", "暨")
_GAPS = ("", "市場", "地區", "的", "業務", "產品", "市場的", "業務的", "產品的", "之")
_PART_ENDS = re.compile(r"(?:業務|分部|板塊|事業群?|產品|品牌|車型?)$")
_ASIDES = re.compile(r"\([^()]*\)")


def _without(text: str, start: int, end: int, ranges: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The pieces of text[start:end] that lie outside the ranges."""
    for low, high in ranges:
        if start <= low:
            yield text[start:low]
            start = high
    yield text[start:end]
