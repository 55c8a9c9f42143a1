"""The rules that read a figure, each with the examples that it reads and rejects.

A rule's pattern starts at the numeral; what stands before it (bound, sign, currency) is its `Head`, which the finder reads once.
`{number}`, `{unit}` … are the lexicon's fragments; `{amount1}` and `{amount2}` a number with scale and unit in groups n, k, more, s, u.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.quantity import Bound, Quantity
from pipeline.recognise.amounts import Amount, Core, Head, exact, part, read_amount
from pipeline.recognise.lexicon import Lexicon, Unit
from pipeline.recognise.numerals import POWERS, VALUES, Numeral, read_numeral

Production = Callable[[re.Match[str], Head, Lexicon], "Core | None"]

AMOUNT = (
    r"(?P<n#>{number})(?P<k#>{loud_scale})?(?P<more#>[多餘幾])?(?P<s#>[十百千萬億兆]{1,3}+)?(?P<u#>{unit})?"
    r"(?P<tail#>多(?=[。,;的])|餘(?![額下款量數地]))?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`reads`: text → (low, high, bound, unit) of its one quantity; `rejects`: texts in which this rule reads nothing."""

    name: str
    pattern: str
    production: Production
    reads: tuple[tuple[str, str | None, str | None, str, str | None], ...]
    rejects: tuple[str, ...] = ()
    after_currency: bool = False  # tried only where a currency stands before the number


def _percent(low: Decimal, high: Decimal, decimals: int, bound: str = "exact") -> Quantity:
    return Quantity(low, high, bound, "percent", Decimal(1), decimals, decimals, "percentage")  # type: ignore[arg-type]


def _sign(head: Head) -> int:
    return -1 if head.sign == -1 else 1


def _neighbours(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """三四百人: two digits in a row are a range."""
    low, high = VALUES[match["a"]], VALUES[match["b"]]
    unit = lexicon.units[match["u"].strip()] if match["u"] else None
    if high != low + 1 or (unit is None and not match["s"]):
        return None
    power = sum(POWERS[c] for c in match["s"] or "")
    factor = unit.factor if unit else Decimal(1)
    multiplier = Decimal(10) ** power
    quantity = Quantity(
        low * multiplier * factor,
        high * multiplier * factor,
        "range",
        unit.code if unit else None,
        multiplier,
        -power - factor.adjusted(),
        -power - factor.adjusted(),
        unit.category if unit else "quantity",
    )
    return Core(
        match.start(), match.end(), quantity, _name("range", unit), (match["s"] or "") + (match["u"] or "") or None
    )


def _fraction(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """百分之五 is 5 %, 三分之一 33.3 %; decimal fractions are exact, spoken ones are good to ten points."""
    below = Numeral(Decimal(10) ** sum(POWERS[c] for c in match["d"]), 0) if match["d"][0] in POWERS else None
    below = below or read_numeral(match["d"])
    above = read_numeral(match["n"])
    if below is None or above is None or below.value == 0:
        return None
    value = above.value / below.value * 100 * _sign(head)
    digits = below.value.adjusted()
    is_decimal = below.value == Decimal(10) ** digits and digits >= 2
    decimals = above.decimals + digits - 2 if is_decimal else -1
    quantity = _percent(value.quantize(Decimal("1e-9")).normalize() if not is_decimal else value, value, decimals)
    quantity = _percent(quantity.low or value, quantity.low or value, decimals)
    return Core(match.start(), match.end(), quantity, "fraction", match["d"] + "分之")


def _half(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    return Core(match.start(), match.end(), _percent(Decimal(50), Decimal(50), -1), "half", match[0])


def _half_unit(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    unit = lexicon.units[match["u"]]
    amount = Amount(Numeral(Decimal("0.5"), 1), "半", unit, match["u"])
    return Core(match.start(), match.end(), exact(amount, _sign(head)), _name("half", unit), match["u"])


def _tenths(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """三成五 is 35 %, 兩至三成 20 to 30 %."""
    ends = []
    for which in "12":
        if match[f"n{which}"] is None:
            continue
        numeral = read_numeral(match[f"n{which}"])
        if numeral is None:
            return None
        more = part(match, f"m{which}")
        extra = Decimal(0) if not more else Decimal(5) if more == "半" else Decimal(VALUES.get(more, more))
        ends.append((numeral.value * 10 + extra, 0 if more else numeral.decimals - 1))
    (low, low_decimals), (high, high_decimals) = ends[0], ends[-1]
    if len(ends) == 2 and not low < high:
        return None
    bound: Bound = "range" if len(ends) == 2 else "exact"
    sign = _sign(head)
    quantity = Quantity(
        low * sign,
        high * sign,
        bound,
        "percent",
        Decimal(1),
        low_decimals,
        high_decimals,
        "percentage",
    )
    return Core(match.start(), match.end(), quantity, "tenths", "成")


def _discount(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """八五折 is 85 % of the price, 8折 80 %."""
    digits = "".join(str(VALUES.get(c, c)) for c in match["n"]).replace("點", ".")
    value = Decimal(digits)
    value = value * 10 if value < 10 else value
    return Core(match.start(), match.end(), _percent(value, value, 0), "discount", "折")


def _rank(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    low = read_numeral(match["n"])
    high = read_numeral(match["b"]) if match["b"] else low
    if low is None or high is None or low.value > high.value or low.value < 1:
        return None
    quantity = Quantity(low.value, high.value, "range" if match["b"] else "exact", "rank", Decimal(1), 0, 0, "ranking")
    return Core(match.start() - 1, match.end(), quantity, "rank", match["u"])


def _top(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """前三 are the ranks 1 to 3."""
    numeral = read_numeral(match["n"])
    if numeral is None or not 1 < numeral.value <= 10000 or numeral.decimals:
        return None
    quantity = Quantity(Decimal(1), numeral.value, "range", "rank", Decimal(1), 0, 0, "ranking")
    return Core(match.start() - 1, match.end(), quantity, "top", match["u"])


def _money_parts(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """5元3角2分, 2仙5厘."""
    whole = read_numeral(match["y"])
    if whole is None:
        return None
    unit = lexicon.units[match["u"]]
    value, decimals = whole.value * unit.factor, -unit.factor.adjusted()
    for group, power in (("j", -1), ("f", -2)):
        if match[group]:
            value += Decimal(VALUES.get(match[group], match[group])).scaleb(power)
            decimals = -power
    currency = lexicon.units[head.currency] if head.currency else unit
    quantity = Quantity(value, value, "exact", currency.code, Decimal(1), decimals, decimals, "monetary")
    return Core(match.start(), match.end(), quantity, "money", match["u"], currency.code is not None)


def _and_a_half(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """兩年半, 一個半月."""
    numeral, unit = read_numeral(match["n"]), lexicon.units[match["u"] or "個" + match["w"]]
    if numeral is None or numeral.decimals:
        return None
    amount = Amount(Numeral(numeral.value + Decimal("0.5"), 1), match["n"], unit, match["u"] or match["w"])
    return Core(match.start(), match.end(), exact(amount, _sign(head)), _name("amount", unit), amount.unit_word)


def _range(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    """3000至4000元, 3至5億元, 95.1億元人民幣(下同)至105.57億元: the second's scale and unit hold for a bare first."""
    first, second = read_amount(match, "1", lexicon), read_amount(match, "2", lexicon)
    if first is None or second is None or (match["and"] and not (head.between or match["closing"])):
        return None
    currency = head.currency or match["c2"]
    unit = _shared_unit(first, second, head.currency is not None)
    if unit is _DIFFERENT:
        return None
    if first.unit is None and not _counts(first, second):
        return None
    if first.unit is None and not first.scaled and second.scaled:
        power = second.numeral.multiplier
        scaled = Numeral(first.numeral.value * power, first.numeral.decimals - power.adjusted(), power)
        if scaled.value < second.numeral.value:
            first = Amount(scaled, first.text, unit, first.unit_word)
    first = Amount(first.numeral, first.text, unit, first.unit_word)
    second = Amount(second.numeral, second.text, unit, second.unit_word)
    low = first.value * _sign(head)
    high = second.value * (-1 if match["sign2"] in ("-", "−", "負") else 1)
    low_decimals, high_decimals = first.decimals, second.decimals
    if low > high and (head.between or (low < 0 and high < 0)):
        low, high, low_decimals, high_decimals = high, low, high_decimals, low_decimals
    if low >= high:
        return None
    money = lexicon.units[currency] if currency and (unit is None or unit.family == "money") else None
    shown = money if money and (unit is None or unit.code is None) else unit
    quantity = Quantity(
        low,
        high,
        "range",
        shown.code if shown else None,
        second.numeral.multiplier,
        low_decimals,
        high_decimals,
        shown.category if shown else "quantity",
    )
    return Core(
        match.start(),
        match.end(),
        quantity,
        _name("range", shown),
        second.unit_word or first.unit_word,
        shown is not None and shown.family == "money" and shown.code is not None,
    )


_DIFFERENT = Unit("", Decimal(0), "count")


def _shared_unit(first: Amount, second: Amount, currency: bool) -> Unit | None:
    """The unit that both ends of a range have, or `_DIFFERENT`: 減38%至3.17萬輛 is two figures."""
    a, b = first.unit, second.unit
    if a is None or b is None:
        if a is not None and b is None and not second.scaled and not currency and a.family != "percent":
            return _DIFFERENT
        return a or b
    if a.family == "money" and b.family == "money" and a.factor == b.factor and (a.code is None or b.code is None):
        return a if b.code is None else b
    return a if a == b else _DIFFERENT


def _counts(first: Amount, second: Amount) -> bool:
    """Whether a first number without unit can be the low end: not 一至兩年's 一 alone, nor two bare Chinese digits."""
    return second.unit is not None or (first.text[0].isascii() and second.text[0].isascii())


def _amount(match: re.Match[str], head: Head, lexicon: Lexicon) -> Core | None:
    amount = read_amount(match, "1", lexicon)
    if amount is None:
        return None
    unit = amount.unit
    if head.currency and (unit is None or unit.family == "money"):
        before = lexicon.units[head.currency]
        if unit is None or unit.code is None:
            unit = Unit(before.code, unit.factor if unit else Decimal(1), "money")
    amount = Amount(amount.numeral, amount.text, unit, amount.unit_word, amount.more, amount.scaled)
    if unit is None and not _bare_figure(amount, match, head):
        return None
    name = _name("amount", unit)
    if unit is not None and unit.family == "count" and amount.text == "一":
        if (
            match.start()
            and match.string[match.start() - 1] in "這那該每另同任某上下唯前後統不萬劃專單進初再之第逐各之唯"
        ):
            return None
        name = "one"
    quantity = exact(amount, _sign(head))
    if amount.more:
        quantity = Quantity(
            quantity.low,
            None,
            "more_than",
            quantity.unit,
            quantity.multiplier,
            quantity.decimals_low,
            None,
            quantity.category,
        )
    printed = unit is not None and unit.family == "money" and unit.code is not None
    return Core(match.start(), match.end(), quantity, name, amount.unit_word, printed)


def _bare_figure(amount: Amount, match: re.Match[str], head: Head) -> bool:
    """A number without unit is a figure where it is written in digits, or has a scale (三千), or fills the text."""
    if amount.text[0].isascii():
        plain = amount.text.isdigit()
        return not (plain and len(amount.text) > 1 and amount.text[0] == "0")
    whole = match.start() == 0 and match.end() == len(match.string)
    return whole or (amount.scaled and len(amount.text) > 1) or head.sign != 0 or head.currency is not None


def _name(shape: str, unit: Unit | None) -> str:
    if unit is None:
        return "bare" if shape == "amount" else f"bare_{shape}"
    return unit.family if shape == "amount" else f"{unit.family}_{shape}"


FRAGMENTS = {
    "digit": "[一二三四五六七八九兩]",
    "temporal": "(?:個?財?季|個?月|年|日|天|週|周|個?星期|個?交易日|小時|分鐘|期|代|屆)",
}

RULES: tuple[Rule, ...] = (
    Rule(
        "neighbours",
        r"(?P<a>{digit})、?(?P<b>{digit})(?P<s>[十百千萬億]{0,3}+)(?P<u>{unit})?(?![一二三四五六七八九十百千萬億])",
        _neighbours,
        (("約三四百人", "300", "400", "range", "人"), ("升七八成", "70", "80", "range", "percent")),
        ("三五好友", "一二"),
    ),
    Rule(
        "fraction",
        r"(?P<d>[百千萬佰仟][萬億]?|{number})分之(?P<n>{number})",
        _fraction,
        (
            ("增長百分之五", "5", "5", "exact", "percent"),
            ("佔四分之三", "75", "75", "exact", "percent"),
            ("千分之三", "0.3", "0.3", "exact", "percent"),
        ),
    ),
    Rule(
        "half_unit",
        r"(?<![上下前後每大多])半(?P<u>成|個百分點|厘|個月|小時|年(?![度報期來間線]))",
        _half_unit,
        (("跌近半成", "5", "5", "approx", "percent"), ("未來半年", "0.5", "0.5", "exact", "year")),
        ("上半年",),
    ),
    Rule(
        "half",
        r"一半|半數|(?<=[逾近過約])半(?![年日天月導山島個價固球]|小時)",
        _half,
        (("各佔一半", "50", "50", "exact", "percent"), ("逾半數", "50", None, "more_than", "percent")),
        ("上半年", "半導體"),
    ),
    Rule(
        "tenths",
        r"(?:(?P<n1>{number})成?(?:至|到|~|-)(?=[^成]{1,6}成))?(?P<n2>{number})成(?P<m2>[1-9一二三四五六七八九](?![\d.十百千萬億個成])|半)?(?![本長為交功立員績品果分熟效就都])",
        _tenths,
        (
            ("佔兩成", "20", "20", "exact", "percent"),
            ("跌三成五", "35", "35", "exact", "percent"),
            ("2.5成", "25", "25", "exact", "percent"),
            ("約兩至三成", "20", "30", "range", "percent"),
        ),
        ("3成本",),
    ),
    Rule(
        "discount",
        r"(?P<n>[\d.]{1,4}+|[一二三四五六七八九點]{1,3}+)折(?![讓扣現舊價算合疊射磨衷損返騰])",
        _discount,
        (("打八五折", "85", "85", "exact", "percent"), ("以9.5折", "95", "95", "exact", "percent")),
        ("3折讓",),
    ),
    Rule(
        "rank",
        r"(?<=第)(?P<n>{number})(?:(?:至|到|-|~)第?(?P<b>{number}))?(?P<u>大|名|位|高|低|多)?",
        _rank,
        (("排名第二", "2", "2", "exact", "rank"), ("全球第3大", "3", "3", "exact", "rank")),
        ("第三季",),
    ),
    Rule(
        "top",
        r"(?<=[前頭首])(?<![目此之先日年月天以盤提當稅跟面眼午空生史向往財季期息事場]前)(?P<n>{number})(?!{temporal})(?:(?P<u>大|名|位|強|甲)|(?<![首頭]\d)(?<![首頭].)(?![\d.,%萬億倍成]|{unit}))",
        _top,
        (
            ("穩居前三", "1", "3", "range", "rank"),
            ("首十大客戶", "1", "10", "range", "rank"),
            ("前5名", "1", "5", "range", "rank"),
        ),
        ("前三季", "首9個月", "目前3家", "前5%"),
    ),
    Rule(
        "money_parts",
        r"(?P<y>{number})(?:(?P<u>元|塊)(?P<j>[1-9一二三四五六七八九])角(?:(?P<f>[1-9一二三四五六七八九])分)?)",
        _money_parts,
        (("售5元3角2分", "5.32", "5.32", "exact", None),),
    ),
    Rule(
        "and_a_half",
        r"(?P<n>{number})(?:個半(?P<w>月|小時)|(?P<u>{unit})半(?![年導日天島山價數固]))",
        _and_a_half,
        (("用了兩年半", "2.5", "2.5", "exact", "year"), ("一個半月", "1.5", "1.5", "exact", "month")),
    ),
    Rule(
        "range",
        AMOUNT.replace("#", "1")
        + r"(?:\(下同\)|\(人民幣[^()]{0,8}\))?(?:\ ?(?:至|到|~|∼|–|—|─)\ ?|-|\ -\ |(?P<and>與|和|及))"
        + r"(?P<c2>{currency})?(?P<sign2>[-−負])?"
        + AMOUNT.replace("#", "2")
        + r"(?P<closing>之間)?",
        _range,
        (
            ("介乎25%-30%", "25", "30", "range", "percent"),
            ("目標價40-42港元", "40", "42", "range", "HKD"),
            ("3000至4000元人民幣", "3000", "4000", "range", "CNY"),
            ("投資3至5億元", "300000000", "500000000", "range", None),
            ("介乎95.1億元人民幣(下同)至105.57億元", "9510000000", "10557000000", "range", "CNY"),
            ("3.5~4.0億", "350000000", "400000000", "range", None),
            ("5到6倍", "5", "6", "range", "multiple"),
        ),
        ("減38%至3.17萬輛", "跌1.3個百分點至12.5%", "132港元至128港元", "16.1%\t-0.3%", "15元->28元"),
    ),
    Rule(
        "latin_scale",
        r"(?P<n1>{number})(?P<k1>{scale})(?P<more1>\+)?(?P<u1>{unit})?",
        _amount,
        (
            ("US$1.2bn", "1200000000", "1200000000", "exact", "USD"),
            ("NT$3.5B", "3500000000", "3500000000", "exact", "TWD"),
        ),
        after_currency=True,
    ),
    Rule(
        "amount",
        AMOUNT.replace("#", "1"),
        _amount,
        (
            ("報36.25港元", "36.25", "36.25", "exact", "HKD"),
            ("交付13.5萬輛", "135000", "135000", "exact", "輛"),
            ("逾1000億元人民幣", "100000000000", None, "more_than", "CNY"),
            ("700多臺", "700", None, "more_than", "臺"),
            ("升9.3個百分點", "9.3", "9.3", "exact", "percentage_point"),
            ("508 TOPS", "508", "508", "exact", "TOPS"),
            ("兩顆", "2", "2", "exact", "顆"),
            ("最高253公里/小時", "253", "253", "exact", "km/h"),
            ("新臺幣8,684.6億元", "868460000000", "868460000000", "exact", "TWD"),
        ),
    ),
)
