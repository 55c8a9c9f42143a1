"""Numbers with their scale and unit, one or the two ends of a range."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipeline.recognise.amounts import AMOUNT, Amount, bounded, part, read_amount, stated
from pipeline.recognise.figure_rules.rule import Core, Example, Head, Rule, rule_name, same
from pipeline.recognise.numerals import POWERS, VALUES, Numeral, read_numeral
from pipeline.recognise.quantity_words import QuantityWords, Unit

# before 一 and a measure word these make it "this one", "another", "each", and no count
_POINTING = frozenset("這那該每另同任某上下唯前後統不萬劃專單進初再之第逐各其首哪逢")
# 厘 is one percent of interest, but a thousandth of the currency where a share pays it
_PAYOUT = re.compile("(?:每股|派息|派發|中期息|末期息|特別息)[^，。；、%]{0,8}\\Z")
_MILL = Unit(None, Decimal("0.001"), "money")
_DIFFERENT = Unit("", Decimal(0), "count")


def _neighbours(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """三四百人, 七、八成: two digits in a row are a range."""
    low, high = VALUES[match["a"]], VALUES[match["b"]]
    scale, word = match["s"] or "", (match["u"] or "").strip()
    unit = words.units[word] if word else None
    if (low, high) == (3, 2):  # 三兩個月
        low, high = 2, 3
    if (high != low + 1 and (low, high) != (3, 5)) or (unit is None and not scale):
        return None
    power = sum(POWERS[c] for c in scale)
    ends = [Amount(Numeral(Decimal(v), 0).scaled(power), match[0], unit, scale + word) for v in (low, high)]
    return Core(
        match.start(), match.end(), stated(*ends, sign=head.factor), rule_name(unit, "range"), scale + word, unit
    )


def _money_parts(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """5元3角2分, 2仙5厘."""
    whole = read_numeral(match["n"])
    if whole is None:
        return None
    word = match["u"] or match["cents"]
    unit = words.units[head.currency or word]
    value, decimals = whole.value.scaleb(-2 if match["cents"] else 0), 0
    for name, power in (("dime", -1), ("cent", -2), ("mill", -3)):
        if match[name]:
            value += Decimal(VALUES.get(match[name], match[name])).scaleb(power)
            decimals = -power
    amount = Amount(Numeral(value, decimals), match[0], replace(unit, factor=Decimal(1)), word)
    return Core(match.start(), match.end(), stated(amount), "money", word, unit)


def _and_a_half(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """兩年半, 一個半月."""
    numeral = read_numeral(match["n"])
    word = (match["u"] or "個" + (match["w"] or "")).strip()
    if numeral is None or numeral.decimals > 0:
        return None
    unit = words.units[word]
    amount = Amount(Numeral(numeral.value + Decimal("0.5"), 1), match["n"], unit, word)
    return Core(match.start(), match.end(), stated(amount, sign=head.factor), rule_name(unit), word, unit)


def _twice(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """四(4)股, as deeds write a number twice."""
    spoken, digits = read_numeral(match["spoken"]), read_amount(match, "1", words, head.currency)
    if match["spoken"].isascii() or spoken is None or digits is None or spoken.value != digits.numeral.value:
        return None
    return Core(
        match.start(), match.end(), stated(digits, sign=head.factor), rule_name(digits.unit), digits.word, digits.unit
    )


def _implied_one(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """逾千億元: a scale alone counts as one of it, where a word before it says that it counts."""
    word = (match["u"] or "").strip()
    unit = words.units[word] if word else None
    if unit is None and len(match["n"]) < 2:
        return None
    numeral = read_numeral("一" + match["n"])
    if numeral is None:
        return None
    if match["more"] and unit is None:
        return None
    amount = Amount(numeral, match["n"], unit, match["n"] + word, scaled=True)
    quantity = bounded(stated(amount), "more_than" if match["more"] else "exact")
    if match.start() and match.string[match.start() - 1] == "上":  # 上千家: a thousand or so
        quantity = bounded(quantity, "approx")
    return Core(match.start(), match.end(), quantity, rule_name(unit), match["n"] + word, unit)


def _range(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """3000至4000元, 3至5億元, 95.1億元人民幣(下同)至105.57億元: scale and unit of the second hold for a bare first."""
    currency = head.currency or part(match, "c2")
    first = read_amount(match, "1", words, head.currency)
    second = read_amount(match, "2", words, currency)
    if first is None or second is None or (match["and"] and not (head.between or match["closing"])):
        return None
    if not first.text[0].isascii() and first.unit is None and second.unit is None:
        return None  # 從一到二 counts nothing
    unit = _shared_unit(first, second, currency is not None)
    if unit is _DIFFERENT:
        return None
    first, second = first._replace(unit=unit), second._replace(unit=unit)
    if second.scaled and not first.scaled and (match["u1"] is None):
        power = second.numeral.multiplier.adjusted()
        scaled = first._replace(numeral=first.numeral.scaled(power))
        first = scaled if scaled.value < second.value else first
    quantity = stated(first, second)
    low = first.value * head.factor
    high = second.value * (-1 if match["sign2"] in ("-", "−", "負") else 1)
    if low > high and (head.between or (low < 0 and high < 0)):
        first, second, low, high = second, first, high, low
    if low >= high or (high >= 2 * low and _moves_to(match, head)) or _starts_from(match, head, first, second):
        return None
    quantity = replace(quantity, low=low, high=high, decimals_low=first.decimals, decimals_high=second.decimals)
    return Core(match.start(), match.end(), quantity, rule_name(unit, "range"), second.word or first.word, unit)


_MOVED = re.compile(
    r"(?:增加?|減少?|上升|下降|增長|下跌|成長|上漲|[升跌降漲加挫]|[上下]調|調[升降高低]|[上下]修|反彈|回落|回升)了?\Z"
)


def _moves_to(match: re.Match[str], head: Head) -> bool:
    """收入增加 6.8 億元至 30.7 億元: by how much and to what, each with its own unit, and too far apart for a range."""
    whole = match["u1"] is not None and match["u2"] is not None and match["u1"] != "%"
    return whole and not head.between and _MOVED.search(match.string, max(0, head.start - 4), head.start) is not None


_LEFT = re.compile(
    r"[由從][^，。；、]{0,16}?(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<u>[^0-9，。；、]{1,6}?)(?:進一步|大幅|輕微|再)?(?:增加?|減少?|上升|下降|增長|下跌|[升跌降漲加挫]|[上下]調|調[升降高低])了?(?:約|近|逾)?\Z"
)


def _starts_from(match: re.Match[str], head: Head, first: Amount, second: Amount) -> bool:
    """由 120 仙上調 6 仙至 126 仙, 由 20% 上升 5% 至 25%: what was left and by how much give where it arrives."""
    left = _LEFT.search(match.string, max(0, head.start - 40), head.start)
    if left is None or not (second.word or "").endswith(left["u"].strip()[-1:]):
        return False
    start, by, to = Decimal(left["n"].replace(",", "")), first.numeral.value, second.numeral.value
    return abs(abs(to - start) - by) <= Decimal(1).scaleb(-min(first.decimals, second.decimals))


def _shared_unit(first: Amount, second: Amount, currency: bool) -> Unit | None:
    """The unit of both ends of a range, or `_DIFFERENT`: 減38%至3.17萬輛 is two figures."""
    a, b = first.unit, second.unit
    if a is None:
        return b
    if b is None:
        return a if currency or (a.family == "percent" and not second.scaled) else _DIFFERENT
    if a.family == "money" and b.family == "money" and a.factor == b.factor and None in (a.code, b.code):
        return a if b.code is None else b
    return a if a == b else _DIFFERENT


def _amount(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    amount = read_amount(match, "1", words, head.currency)
    if amount is None or (amount.unit is None and not _is_figure(amount, match, head)):
        return None
    if amount.word in ("厘", "釐") and _PAYOUT.search(match.string, max(0, match.start() - 14), match.start()):
        amount = amount._replace(unit=_MILL)
    unit = amount.unit
    name = rule_name(unit)
    if amount.text == "零" and unit is not None and unit.family == "count":
        return None  # 零組件
    if amount.text == "一" and unit is not None and unit.family == "count":
        if match.start() and match.string[match.start() - 1] in _POINTING:
            return None
        name = "one"
    if head.sign == 2:
        value = amount.value
        quantity = replace(stated(amount, unit=unit), low=-value, high=value, bound="range")
    else:
        quantity = stated(amount, sign=head.factor)
        if amount.more:
            quantity = bounded(quantity, "more_than")
    return Core(match.start(), match.end(), quantity, name, amount.word, unit)


def _is_figure(amount: Amount, match: re.Match[str], head: Head) -> bool:
    """A number without unit is a figure where it is written in digits, has a scale (三千), a sign or a currency, or fills
    the text."""
    if amount.text[0].isascii():
        return not (amount.text.isdigit() and len(amount.text) > 1 and amount.text[0] == "0")
    whole = match.start() == 0 and match.end() == len(match.string)
    return whole or (amount.scaled and len(amount.text) > 1) or head.sign != 0 or head.currency is not None


def _first(text: str) -> str:
    return AMOUNT.replace("#", text)


AMOUNTS: tuple[Rule, ...] = (
    Rule(
        "neighbours",
        r"(?P<a>{digit})、?(?P<b>{digit})(?P<s>[十百千萬億]{0,3}+)(?P<u>{unit})?(?![一二三四五六七八九十百千萬億])",
        _neighbours,
        (
            Example("約三四百人", "300", "400", "人", "range"),
            Example("升七、八成", "70", "80", "percent", "range"),
            Example("二三十個百分點", "20", "30", "percentage_point", "range"),
            Example("未來一兩年", "1", "2", "year", "range"),
            Example("三五年後", "3", "5", "year", "range"),
            Example("三兩個月", "2", "3", "month", "range"),
        ),
        ("三五好友", "一二"),
        needs="兩二三四五六七八九",
    ),
    Rule(
        "money_parts",
        r"(?P<n>{number})(?:(?P<u>元|塊)(?P<dime>[1-9一二三四五六七八九])角(?:(?P<cent>[1-9一二三四五六七八九])分)?"
        r"|(?P<cents>港?仙)(?P<mill>[1-9一二三四五六七八九])[厘釐])",
        _money_parts,
        (same("售5元3角2分", "5.32", None), same("人民幣50元6角", "50.6", "CNY"), same("派2仙5厘", "0.025", None)),
        needs="角仙",
    ),
    Rule(
        "and_a_half",
        r"(?P<n>{number})(?:個半(?P<w>月|小時)|(?P<u>{unit})半(?![年導日天島山價數固]))",
        _and_a_half,
        (same("用了兩年半", "2.5", "year"), same("一個半月", "1.5", "month"), same("十五斤半", "15.5", "斤")),
        ("兩個半導體廠",),
        needs="半",
    ),
    Rule(
        "twice",
        r"(?P<spoken>{number}){open}(?P<n1>[0-9,.]{1,12}){close}(?P<u1>{unit})?",
        _twice,
        (same("獲發四(4)股供股股份", "4", "股"), same("分拆為十（10）股", "10", "股")),
        ("72.29(72.29)", "四(5)股"),
        needs="(（",
    ),
    Rule(
        "implied_one",
        r"(?:(?<=[逾近約過超破達上])|(?<![^\n])|(?=[百千][餘余多])"
        r"|(?<![零一二兩三四五六七八九十百千萬億數幾多好幣0-9(（:：/，、。；])(?=[百千][萬億](?:[美港歐日]?[元圓]|人民幣|新[臺台]幣)))(?P<n>[百千萬億兆](?:[萬億兆]?|[一二三四五六七八九]))(?P<more>[餘余多])?"
        r"(?P<u>{unit})?(?![一二三四五六七八九十百千萬億兆])",
        _implied_one,
        (
            same("逾千億元", "100000000000", None, "more_than"),
            same("近百家門店", "100", "家", "approx"),
            same("市值破兆元", "1000000000000", None, "more_than"),
            same("現有百餘家門店", "100", "家", "more_than"),
            same("投資千億美元的協議", "100000000000", "USD"),
        ),
        ("達萬科", "數百億元", "好幾千萬美元"),
        needs="百千萬億兆",
    ),
    Rule(
        "range",
        _first("1")
        + r"(?:(?P=note1))?(?:\ ?(?:至{1,2}|到|~|∼|–|—|─)\ ?(?:約|近)?|-|\ -\ |(?P<and>與|和|及))(?P<c2>{currency})?(?P<sign2>[-−負正+])?"
        + _first("2")
        + r"(?P<closing>之間)?",
        _range,
        (
            Example("介乎25%-30%", "25", "30", "percent", "range"),
            Example("目標價40-42港元", "40", "42", "HKD", "range"),
            Example("3000至4000元人民幣", "3000", "4000", "CNY", "range"),
            Example("投資3至5億元", "300000000", "500000000", None, "range"),
            Example("介乎95.1億元人民幣(下同)至105.57億元", "9510000000", "10557000000", "CNY", "range"),
            Example("3.5~4.0億", "350000000", "400000000", None, "range"),
            Example("5到6倍", "5", "6", "multiple", "range"),
            Example("介乎10%及15%之間", "10", "15", "percent", "range"),
            Example("HK$40-HK$42", "40", "42", "HKD", "range"),
            Example("上升0.4%至至5.5%", "0.4", "5.5", "percent", "range"),
            Example("約431至約752平方呎", "431", "752", "[ft_i]2", "range"),
            Example("-5%至-3%", "-5", "-3", "percent", "range"),
            Example("負2%至正3%", "-2", "3", "percent", "range"),
            Example("新店60至64.25元", "60", "64.25", None, "range"),
            Example("US$1.2-1.5bn", "1200000000", "1500000000", "USD", "range"),
        ),
        (
            "減38%至3.17萬輛",
            "升9%及17%至1.17億、3,500萬元",
            "跌1.3個百分點至12.5%",
            "132港元至128港元",
            "16.1%\t-0.3%",
            "15元->28元",
            "升9.3%和9.7%",
            "增加6.8億元至30.7億元",
            "股價升3元至45元",
            "目標價上調2元至30元",
            "由20%上升5%至25%",
            "由120仙上調6仙至126仙",
        ),
    ),
    Rule(
        "amount",
        _first("1"),
        _amount,
        (
            same("報36.25港元", "36.25", "HKD"),
            same("交付13.5萬輛", "135000", "輛"),
            same("逾1000億元人民幣", "100000000000", "CNY", "more_than"),
            same("700多臺", "700", "臺", "more_than"),
            same("升9.3個百分點", "9.3", "percentage_point"),
            same("508 TOPS", "508", "TOPS"),
            same("增加了兩顆雷達", "2", "顆"),
            same("最高253公里/小時", "253", "km/h"),
            same("新臺幣8,684.6億元", "868460000000", "TWD"),
            same("200家以上", "200", "家", "at_least"),
            same("52個國家", "52", "個"),
            same("升息1碼", "25", "basis_point"),
            same("息率3.5厘", "3.5", "percent"),
            same("每股派末期息5厘", "0.005", None),
            same("失守700大關", "700", None, "less_than"),
            same("3人民幣", "3", "CNY"),
            same("餘額2本季增加", "2", None),
            same("US$1.2bn", "1200000000", "USD"),
            same("NT$3.5B", "3500000000", "TWD"),
            same("庫存2.48M", "2480000", None),
            same("50萬千瓦", "500000", "kW"),
            same("共五百餘萬股", "5000000", "股", "more_than"),
            same("100億元(人民幣，下同)", "10000000000", "CNY"),
            same("至少增兩成", "20", "percent", "at_least"),
            same("新簽合約3億元", "300000000", None),
        ),
        ("三元鋰電池", "這一成績", "兩位數", "中國大陸", "毫米波雷達", "十分"),
    ),
    Rule(
        "amount",
        r"(?P<n1>{number})",
        _amount,
        (),
    ),
)
