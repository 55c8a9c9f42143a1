"""What a figure measures (level, change, growth, multiple, rank) and with which sign: an ordered family of rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.stream import Item
from pipeline.model.claim import Measure
from pipeline.model.quantity import Bound, Quantity
from pipeline.recognise.cues import Cue

_GROWTH_NOUN = re.compile(r"(?:幅|增長|成長|增速|率)$")
POINTS = ("percentage_point", "basis_point")


class Signals(NamedTuple):
    """What the neighbourhood of a figure says about its measure."""

    unit: str | None
    signed: bool  # a sign is printed
    plus: bool  # and it is +
    portion: bool  # 的 stands right before it: 單價的 20% is a part
    direction: int | None  # of the last 升/跌 word between metric and figure
    to: bool  # 至, 到, 為 … stands between that word and the figure
    basis: bool  # 按年, 年增 … before the figure
    tail: int | None  # direction of a noun right behind the figure: 10% 的增長
    metric_kind: str | None
    metric_near: bool  # a metric stands before the direction word, in the same clause
    upside: bool  # it is of what a price is said to gain or lose until its target
    grows: bool = False  # the measure is named as a growth: 同店銷售增長


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """The first rule whose condition holds decides. `reads`: sentence, the figure's text, the measure it must give."""

    name: str
    measure: Measure
    when: Callable[[Signals], bool]
    reads: tuple[tuple[str, str, str], ...]


def _moves(s: Signals) -> bool:
    return s.direction is not None and not s.to


MEASURE_RULES: tuple[MeasureRule, ...] = (
    MeasureRule("rank", "rank", lambda s: s.unit == "rank", (("公司市場份額位列第二。", "第二", "rank"),)),
    MeasureRule(
        "points",
        "change",
        lambda s: s.unit in POINTS,
        (("毛利率按年跌1.2個百分點。", "1.2個百分點", "change"), ("孳息率升5個基點。", "5個基點", "change")),
    ),
    MeasureRule(
        "valuation",
        "level",
        lambda s: s.unit == "multiple" and s.metric_kind == "multiple",
        (("預測市盈率20倍。", "20倍", "level"),),
    ),
    MeasureRule(
        "times_growth",
        "growth",
        lambda s: s.unit == "multiple" and (_moves(s) or (s.basis and not s.to) or s.tail is not None),
        (("純利按年升1.94倍。", "1.94倍", "growth"), ("營收年增1.17倍。", "1.17倍", "growth")),
    ),
    MeasureRule("times", "multiple", lambda s: s.unit == "multiple", (("產能增至3倍。", "3倍", "multiple"),)),
    MeasureRule(
        "upside",
        "level",
        lambda s: s.unit == "percent" and s.upside,
        (("目標價770港元，潛在升幅21.7%。", "21.7%", "level"), ("目標價1.9港元，相當於5%的下跌空間。", "5%", "level")),
    ),
    MeasureRule(
        "percent_of_price",
        "growth",
        lambda s: s.unit == "percent" and s.metric_kind == "price" and not s.portion and not s.signed,
        (("目標價降16%至7港元。", "16%", "growth"), ("目標價升至17元，增幅為16%。", "16%", "growth")),
    ),
    MeasureRule(
        "percent_of_growth",
        "growth",
        lambda s: s.unit == "percent" and s.grows,
        (("內地同店銷售增長21%。", "21%", "growth"), ("同店銷售增長達8%。", "8%", "growth")),
    ),
    MeasureRule(
        "percent_to",
        "level",
        lambda s: s.unit == "percent" and s.to and s.tail is None,
        (("毛利率升至35%。", "35%", "level"),),
    ),
    MeasureRule(
        "percent_moves",
        "growth",
        lambda s: s.unit == "percent" and (_moves(s) or s.basis),
        (("營收按年增長15%。", "15%", "growth"), ("營收年減8.9%。", "8.9%", "growth")),
    ),
    MeasureRule(
        "percent_tail",
        "growth",
        lambda s: s.unit == "percent" and s.tail is not None,
        (("銷量實現超過10%的增長。", "10%", "growth"),),
    ),
    MeasureRule(
        "percent_signed",
        "growth",
        lambda s: s.unit == "percent" and s.signed and s.metric_kind not in ("percent", "ratio"),
        (("交付量+3.5%。", "+3.5%", "growth"),),
    ),
    MeasureRule(
        "percent_plus",
        "change",
        lambda s: s.unit == "percent" and s.plus,
        (("一次性收益令毛利率+1.0%。", "+1.0%", "change"),),
    ),
    MeasureRule(
        "percent",
        "level",
        lambda s: s.unit == "percent",
        (("毛利率為35%。", "35%", "level"), ("SSD占30.55%。", "30.55%", "level")),
    ),
    MeasureRule(
        "amount_moves",
        "change",
        lambda s: _moves(s) and not s.signed,
        (("現金淨額增加3億元。", "3億元", "change"), ("恒指跌18點。", "18點", "change")),
    ),
    MeasureRule(
        "amount",
        "level",
        lambda s: True,
        (("營業額183.67億元。", "183.67億元", "level"), ("交付量增至4萬輛。", "4萬輛", "level")),
    ),
)


def decide(signals: Signals) -> MeasureRule:
    """The rule that applies; the last one always does."""
    return next(rule for rule in MEASURE_RULES if rule.when(signals))


def signed(quantity: Quantity, rule: MeasureRule, signals: Signals, metric_sign: int) -> Quantity:
    """The quantity as the claim means it: 下降 5% is -5, 升 1.94 倍 is 194 percent, a loss is a negative profit."""
    if rule.name == "times_growth":
        quantity = times_to_percent(quantity)
    moved = signals.direction is not None and (not signals.to or rule.name == "percent_of_price")
    direction = signals.direction if moved else signals.tail
    if rule.measure in ("growth", "change") and not signals.signed and (direction or 1) < 0:
        return negated(quantity)
    if (
        rule.measure == "level"
        and metric_sign < 0
        and not signals.signed
        and rule.name.startswith(("amount", "upside"))
    ):
        return negated(quantity)
    return quantity


_FLIPPED: dict[Bound, Bound] = {
    "more_than": "less_than",
    "less_than": "more_than",
    "at_least": "at_most",
    "at_most": "at_least",
}


def negated(quantity: Quantity) -> Quantity:
    """−x: the ends change places, and with them what is known of either."""
    low = None if quantity.high is None else -quantity.high
    high = None if quantity.low is None else -quantity.low
    bound = _FLIPPED.get(quantity.bound, quantity.bound)
    return replace(
        quantity,
        low=low,
        high=high,
        bound=bound,
        decimals_low=quantity.decimals_high,
        decimals_high=quantity.decimals_low,
    )


def times_to_percent(quantity: Quantity) -> Quantity:
    def scaled(value: Decimal | None) -> Decimal | None:
        return None if value is None else value.scaleb(2)

    def coarser(decimals: int | None) -> int | None:
        return None if decimals is None else decimals - 2

    return replace(
        quantity,
        low=scaled(quantity.low),
        high=scaled(quantity.high),
        unit="percent",
        decimals_low=coarser(quantity.decimals_low),
        decimals_high=coarser(quantity.decimals_high),
        category="percentage",
    )


def read_signals(
    figure: Item,
    quantity: Quantity,
    signed_: bool,
    near: Sequence[Item],
    after: Sequence[Item],
    metric_kind: str | None,
    metric_id: str | None,
    text: str,
    listed: Item | None = None,
) -> Signals:
    """Signals of a figure from the items of its clause before it (`near`) and behind it (`after`), which is behind the last
    figure of its list (`listed`)."""
    metric_at = max((i for i, item in enumerate(near) if item.kind == "metric"), default=-1)
    region = near[metric_at + 1 :]
    direction: int | None = None
    to = basis = annual = False
    noun: Cue | None = None
    for item in region:
        cue = item.mention
        if not isinstance(cue, Cue):
            continue
        if (edge := cue.value("edge")) is not None and cue.end == figure.outer_start:
            direction, to = int(edge), False
        elif (sign := cue.value("direction")) is not None and _paced(cue, text, direction, noun):
            to = False  # 升幅放緩至 0.2%: a rise still
        elif (sign := cue.value("direction")) is not None:
            direction, to = int(sign), bool(_ARRIVES.search(cue.text))
            noun = cue if _PACE_NOUN.search(cue.text) else None
            gap = text[cue.end : figure.outer_start]
            paced = noun is not None and _PACE.match(gap)  # 跌幅收窄至 40 點
            if quantity.unit not in ("percent", "multiple", *POINTS) and not paced and _of_a_noun(gap):
                direction = None
        elif cue.value("to") is not None or (
            direction is not None and cue.text in _ARRIVES_AT and figure.outer_start - cue.end <= 1
        ):
            to = noun is None  # 增幅為 25%, 跌幅擴大至 5%: a growth all the same
        if cue.value("basis") is not None:
            basis, to = True, False
            annual = annual or cue.value("basis") == "cagr"
        if direction is not None and quantity.unit not in ("percent", *POINTS):
            told_of = _REVISED_TO.fullmatch(text, cue.end, figure.outer_start)
            direction = None if told_of else direction  # 向下修訂的 11.7 萬個
        if direction is not None and _compares(cue) and text.startswith("介", figure.outer_start):
            direction = None  # 低於介乎 1% 至 3% 的目標: a range is what something is held against, no move
        elif direction is not None and _compares(cue) and text.endswith("的", 0, figure.outer_start):
            direction = None  # 高於去年的 18%
            basis = basis and (
                cue.value("basis") is None or metric_kind not in ("percent", "ratio")
            )  # 優於市場預期的 34.5%
    to = to and not annual  # 複合年增長率反彈至 21%
    if direction is None and not to and quantity.unit == "percent":
        direction = _revised(near[: max(metric_at, 0)], metric_id)
    if not basis:
        basis = any(i.said.get("basis") is not None for i in near[: metric_at + 1])
        basis = basis and not to and metric_kind not in ("percent", "ratio")
    return Signals(
        quantity.unit,
        signed_,
        signed_ and text.startswith(("+", "＋"), figure.start),
        text.endswith("的", 0, figure.outer_start) and direction is None,
        direction,
        to,
        basis,
        _tail(listed or figure, after, text),
        metric_kind,
        metric_at >= 0,
        metric_id == "upside",
    )


_REVISED_TO = re.compile(r"(?:修?[訂正]後?)?的")
_PACE_NOUN = re.compile(r"[升跌增減降漲加]幅$|增速$|增長率?$|成長率?$")
_PACE = re.compile(r"放[緩慢]|收窄|縮窄|擴[大闊]|加快|加速|提速|回落|減慢")


def _paced(cue: Cue, text: str, direction: int | None, noun: Cue | None) -> bool:
    """升幅收窄至 3%, 跌幅擴大至 5%: the pace changes, the direction is that of the noun before it."""
    if noun is None or direction is None or not _PACE.match(cue.text):
        return False
    return cue.text.endswith(("至", "到")) or text.startswith(("至", "到"), cue.end)


# 升至, 突破, 下探: what follows is where it arrives, not by how much it moves
_ARRIVES = re.compile(r"[至到為破穿探]$|失守|站[上穩]|觸及|挑戰|重上|攻上")


def _compares(cue: Cue) -> bool:
    return _COMPARES.search(cue.text) is not None or cue.value("basis") in ("vs_estimate", "vs_target")


_COMPARES = re.compile(r"[低高優遜多少勝]於$|不及$|^[勝遜]$")
_ARRIVES_AT = ("為", "見", "報")  # 跌見 59.06, 跌報 31.9


def _of_a_noun(gap: str) -> bool:
    """下跌股份 1,498 隻: the direction tells of the noun, not of the figure."""
    return len(_FILLER.sub("", _HOW_LONG.sub("", gap))) >= 2


_HOW_LONG = re.compile(
    r"[\d一二兩三四五六七八九十]+(?:個?(?:交易)?[日天周週月季年])(?:內|間|來)?[共合累]?計?"
)  # 連升四周共 2.32 點
_FILLER = re.compile(r"每[日月年週周天]|平均|[了約至到達逾近共再又的超過多少 ]|[^㐀-鿿]")


_REVISES = re.compile(r"[上下]調|調[升降高低]|[上下]修")
_MOVES_TARGET = re.compile(r"[升降削]$")


def _revised(before: Sequence[Item], metric_id: str | None) -> int | None:
    """升舜宇今年盈測 4 %, 下調目標價 5 %: the move stands before what it moves."""
    for item in reversed(before):
        cue = item.mention
        if isinstance(cue, Cue) and (sign := cue.value("direction")) is not None:
            target = metric_id in ("target_price", "earnings_forecast")
            return int(sign) if _REVISES.match(cue.text) or (target and _MOVES_TARGET.search(cue.text)) else None
    return None


def _tail(figure: Item, after: Sequence[Item], text: str) -> int | None:
    """The direction of a noun behind the figure: 10% 的增長, 26% 按年升幅."""
    at = figure.outer_end
    linked = False
    for item in after[:5]:
        cue = item.mention
        if text[at : item.start].strip("的之度強勁溫和顯著輕微穩健可觀大幅快速") != "":
            return None
        if item.kind in ("metric", "product", "segment", "region"):
            at = item.end
            continue
        if not isinstance(cue, Cue):
            return None
        if cue.value("basis") == "cagr":
            return 1
        if (sign := cue.value("direction")) is not None:
            return int(sign) if linked or _GROWTH_NOUN.search(cue.text) else None
        if cue.value("basis") is None and cue.value("of") is None:
            return None
        linked = True
        at = item.end
    return None
