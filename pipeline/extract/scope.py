"""Which quantities are claims at all: not 一個, not the 900 of a model name, not a price range that only names a market segment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.draft import Draft, Topic
from pipeline.extract.stream import Item, Sentence
from pipeline.model.mention import NameMention, QuantityMention
from pipeline.model.quantity import Quantity

_ARTICLE = re.compile(r"一[^0-9萬億兆千百十成半.%]{1,2}$")  # 一個, 一輪: an article, no count
_BAND = re.compile(r"(?:的)?(?:價格區間|價格帶|價格段|價位段?|價格範圍|價格以上|以上價位|區間的|機型|級距)")
_BARE_LEAD = re.compile(r"(?:為|達|至|到|是|報|見|約|[:：])\s*$")


# 100平方米以下的中小型單位, A類(40平方米以下): the size of what is spoken of, no figure of it
_SIZE = re.compile(
    r"(?:或以[上下]|以[上下]|或[更較]?[大小])?(?:的)?(?:[中大小]{1,2}型?)?(?:單位|住宅|物業|房屋|洋房|戶型)"
)


def _is_class(figure: Item, sentence: Sentence) -> bool:
    mention, text = figure.mention, sentence.text
    if not isinstance(mention, QuantityMention) or mention.unit_word is None or mention.quantity.unit not in _AREAS:
        return False
    if figure.outer_end > figure.end or text.startswith(("以", "或"), figure.outer_end):
        return _SIZE.match(text, figure.end) is not None or text.startswith(")", figure.outer_end)
    return figure.bracket is not None and text.endswith("類", 0, figure.bracket[0])


_AREAS = ("m2", "[ft_i]2", "坪")


def is_claim(figure: Item, sentence: Sentence, spoken_of: Topic | None = None) -> bool:
    """Whether a quantity of running text states something. `spoken_of`: the measure that the text was on before."""
    mention = figure.mention
    assert isinstance(mention, QuantityMention)
    printed = sentence.text[figure.start : figure.end]
    if _ARTICLE.match(printed) or _is_class(figure, sentence):
        return False
    quantity = mention.quantity
    if quantity.unit == "rank" and printed.startswith("第"):
        return _ranks(figure, sentence)
    if quantity.unit == "rank" and printed.startswith(("Top", "TOP")):
        return not sentence.text[figure.outer_end : figure.outer_end + 2].strip()[:1].isalpha()
    if quantity.unit is None and quantity.category not in ("monetary", "percentage"):
        read_off = spoken_of is not None and spoken_of.kind == "index"  # A類報 425.7，升 0.6 %
        if read_off and sentence.text.endswith(_QUOTE_VERBS, sentence.start, figure.outer_start):
            return True
        return _is_bare_figure(figure, sentence)
    return True


_RANKED = re.compile(
    r"(?:位[列居]|排[名行在]|排行|居|名列|列|躋身|穩坐|坐穩|升至|跌至|全球|國內|業內|行業|市場)(?:為|全球|國內|業內|行業|市場)?的?$"
)
_RANK_ENDS = re.compile(r"[位名]?(?:[，。；、,;()！？」]|和|及|與|的位置|$)")


_BECOMES = re.compile(r"成為[^，。；]{0,16}$")  # 成為該基金第二大持倉股


def _ranks(figure: Item, sentence: Sentence) -> bool:
    """第三 is a rank where it ends a clause or 位居 stands before it; 第二工廠 only numbers a thing."""
    before = sentence.text[max(sentence.start, figure.start - 8) : figure.start]
    if sentence.text.startswith(("大", "高", "佳"), figure.outer_end) and _BECOMES.search(
        sentence.text, sentence.seen_from(figure.start), figure.start
    ):
        return True
    return bool(_RANK_ENDS.match(sentence.text, figure.outer_end)) or (
        bool(_RANKED.search(before)) and sentence.text.startswith(("位", "名", "大"), figure.outer_end)
    )


def counts_nothing_known(printed: str, quantity: Quantity, topic: Topic | None, carried: bool) -> bool:
    """兩種, 六大, 四輪: a small count in Chinese numerals of what the vocabulary does not measure in counts (三大指數), or that
    only the sentence before spoke of; a numeral, not a claim."""
    if quantity.category == "percentage" or quantity.unit == "multiple" or _SMALL_COUNT.fullmatch(printed) is None:
        return False
    return carried or topic is None or topic.id is None or topic.kind in _UNCOUNTED


_UNCOUNTED = ("money", "price", "per_share", "index", "percent", "ratio")
_SMALL_COUNT = re.compile(r"[一二三四五六七八九十兩雙][^0-9萬億兆千百十成半.%]{1,2}")


def is_duration(mention: QuantityMention) -> bool:
    return mention.rule.startswith("duration")


# 周平均工作時間為 48.4 小時, 使用時長為 112 分鐘, 周轉天數增至 45 天: a length of time that is measured, and no date
_TIME_MEASURED = re.compile(
    r"(?:時長|工時|工作時間|(?:周轉|週轉|庫存|存貨|覆蓋|收款)[天日]數|使用時間|等候時間|壽命|年期)(?:約|僅|已|再|進一步|亦|按年|按季|按月)*"
    r"(?:為|達|至|是|[增減升降延縮]?[長短]?[至為到]|增加|減少|縮短|延長)?(?:約|近|逾|超過)*$"
)
_MEASURED_REACH = 24  # characters


def is_measured(figure: Item, sentence: Sentence, before: Sequence[Draft]) -> bool:
    """Whether a length of time is a figure that something has, or a change of one just named (按年增加 6 分鐘)."""
    start = max(sentence.start, figure.outer_start - _MEASURED_REACH)
    if _TIME_MEASURED.search(sentence.text, start, figure.outer_start):
        return True
    if not before or not isinstance(figure.mention, QuantityMention):
        return False
    return _CHANGED.search(sentence.text, start, figure.outer_start) is not None and (
        before[-1].quantity.unit == figure.mention.quantity.unit and is_duration_rule(before[-1].rule)
    )


_CHANGED = re.compile(r"(?:增加|減少|縮短|延長|[增減升降])(?:了|約|近|逾)*$")


def is_duration_rule(rule: str) -> bool:
    return rule.startswith("duration")


def _is_bare_figure(figure: Item, sentence: Sentence) -> bool:
    """A number without a unit is a figure only right behind a measure, or with a scale of its own (1710 萬)."""
    mention = figure.mention
    assert isinstance(mention, QuantityMention)
    if mention.quantity.multiplier >= 10000:
        return True
    if sentence.text.startswith("兌", figure.outer_end):
        return True  # 報 7.09 兌一美元
    if sentence.text.endswith(_QUOTE_VERBS, sentence.start, figure.outer_start) and _moves_before(figure, sentence):
        return True
    if sentence.text.endswith(("點至", "點到"), sentence.start, figure.outer_start):
        return True  # 下降 8.6 點至 63.2
    if _is_reading(figure, sentence):
        return True
    before = [
        i
        for i in sentence.between(max(sentence.start, figure.outer_start - 24), figure.outer_start)
        if i.kind == "metric"
    ]
    if not before:
        return False
    gap = sentence.text[before[-1].end : figure.outer_start]
    return len(gap) <= 1 or (len(gap) <= 6 and _BARE_LEAD.search(gap) is not None)


# 服務業PMI為 52.6，高於10月的 52.4, 自7月 46.4 的讀數: where an index is spoken of, a bare number is a reading of it
_READING = re.compile(
    r"(?:錄得?|報|見|為|達到?|至|[高低]於|超過|[月季年前]的|之前的|先前的|前值|預期|預測值為?|破|跌穿|升穿|較|是)(?:約|近)?$"
)
_READING_BEHIND = re.compile(r"的?(?:讀數|水平)|下[降跌]|上升|[升跌降增減回]")
_INDEX_WORDS = ("指數", "PMI")


def _is_reading(figure: Item, sentence: Sentence) -> bool:
    before = sentence.nearest(figure.outer_start, _LOOKED_BACK)
    named = (i.mention for i in reversed(before) if i.kind in ("metric", "entity"))
    metric = next((n for n in named if isinstance(n, NameMention) and n.id != "forecast_value"), None)
    spoken_of = (metric is not None and metric.text.endswith(_INDEX_WORDS)) or sentence.text.startswith(
        "該指數", sentence.start
    )
    if not spoken_of or sentence.text.startswith(("個", "次", "年", "月"), figure.outer_end):
        return False
    if _READING.search(sentence.text, max(sentence.start, figure.outer_start - 8), figure.outer_start):
        return True
    dated = any(i.kind == "period" and i.end in (figure.outer_start, figure.outer_start - 1) for i in before)
    return dated and _READING_BEHIND.match(sentence.text, figure.outer_end) is not None


_LOOKED_BACK = 16  # items
_QUOTE_VERBS = ("報", "收報", "報收", "高見", "低見")


def _moves_before(figure: Item, sentence: Sentence) -> bool:
    """恒指跌 340 點，報 26,732: a level behind the move of an index in points."""
    index = sentence.number_of(figure)
    before = sentence.figures[max(0, index - 2) : index]
    return any(isinstance(f.mention, QuantityMention) and f.mention.quantity.unit == "點" for f in before)


def price_band(figure: Item, sentence: Sentence) -> str | None:
    """The printed price range where the figure only says which products are meant."""
    mention = figure.mention
    assert isinstance(mention, QuantityMention)
    if mention.quantity.category != "monetary" or not _BAND.match(sentence.text, figure.outer_end):
        return None
    return sentence.text[figure.outer_start : figure.outer_end]
