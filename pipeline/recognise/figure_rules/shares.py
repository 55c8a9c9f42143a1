"""Parts of a whole: fractions, tenths, halves, discounts. All are in percent."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.recognise.amounts import Amount, negated, part, plain, stated
from pipeline.recognise.figure_rules.rule import Core, Example, Head, Rule, rule_name, same
from pipeline.recognise.numerals import POWERS, VALUES, Numeral, read_numeral
from pipeline.recognise.quantity_words import QuantityWords

_PLACES = Decimal("1e-9")  # of DECIMAL(38,9)
_SPOKEN = -1  # 三分之一 and 一半 are said of anything within ten points


def _number(text: str) -> Numeral | None:
    """百 alone is 100 before 分之."""
    if text[0] in POWERS and text[0] not in "十拾":
        return Numeral(Decimal(10) ** sum(POWERS[c] for c in text), 0)
    return read_numeral(text)


def _fraction(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    below, above = _number(match["d"]), _number(match["n"])
    whole = read_numeral(match["w"]) if part(match, "w") else Numeral(Decimal(0), 0)
    if below is None or above is None or whole is None or below.value == 0:
        return None
    ratio = above.value / below.value * 100
    power = below.value.adjusted()
    decimal = below.value == Decimal(10) ** power and power >= 2  # 百分之五 is as exact as 5 %
    decimals = max(above.decimals, 0) + power - 2 if decimal else _SPOKEN  # 百分之二十 is 20 %, not about 20 %
    value = (ratio if decimal else ratio.quantize(_PLACES)) + whole.value * 100
    high = None
    if part(match, "b"):
        upper = read_numeral(match["b"])
        if upper is None or upper.value <= above.value:
            return None
        high = (upper.value / below.value * 100).normalize() * head.factor + 0
    quantity = plain(value.normalize() * head.factor + 0, high, "percent", "percentage", decimals)
    if part(match, "minus"):
        quantity = negated(quantity)
    return Core(match.start(), match.end(), quantity, "fraction", match["d"] + "分之")


def _slash(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    above, below = int(match["n"]), int(match["d"] or match["e"])
    if not 0 < above < below:
        return None
    value = (Decimal(above) / below * 100).quantize(_PLACES).normalize() + 0
    return Core(match.start(), match.end(), plain(value, None, "percent", "percentage", _SPOKEN), "fraction")


def _fraction_of_unit(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    """減息四分一厘 is a quarter of one percent."""
    below, above = VALUES.get(match["d"], 10), VALUES[match["n"]]
    if above >= below:
        return None
    share = Decimal(above) / below
    if part(match, "u") is None:
        percent = (share * 100).quantize(_PLACES).normalize() + 0
        return Core(match.start(), match.end(), plain(percent, None, "percent", "percentage", _SPOKEN), "fraction")
    unit = words.units[match["u"]]
    amount = Amount(Numeral(share.quantize(_PLACES).normalize() + 0, 2), match["n"], unit, match["u"])
    return Core(match.start(), match.end(), stated(amount, sign=head.factor), "fraction", match["u"])


def _half(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    return Core(
        match.start(), match.end(), plain(Decimal(50), None, "percent", "percentage", _SPOKEN), "half", match[0]
    )


def _half_unit(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    unit = words.units[match["u"]]
    amount = Amount(Numeral(Decimal("0.5"), 1), "半", unit, match["u"])
    return Core(match.start(), match.end(), stated(amount, sign=head.factor), rule_name(unit, "half"), match["u"])


def _tenths(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    ends: list[tuple[Decimal, int]] = []
    for number, more in ((part(match, "a"), None), (match["n"], match["more"])):
        if number is None:
            continue
        numeral = read_numeral(number)
        if numeral is None:
            return None
        extra = Decimal(0) if more is None else Decimal(5) if more == "半" else Decimal(VALUES.get(more, more))
        ends.append((numeral.value * 10 + extra, 0 if more else numeral.decimals - 1))
    low, high = ends[0][0] * head.factor, ends[-1][0] * head.factor
    if len(ends) == 2 and low >= high:
        return None
    return Core(
        match.start(),
        match.end(),
        plain(low, high, "percent", "percentage", ends[-1][1]),
        "tenths",
        "成",
        words.units["成"],
    )


def _half_price(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    return Core(match.start(), match.end(), plain(Decimal(50), None, "percent", "percentage", 0), "discount", "折")


def _discount(match: re.Match[str], head: Head, words: QuantityWords) -> Core | None:
    digits = "".join(str(VALUES.get(c, c)) for c in match["n"]).replace("點", ".")
    if not re.fullmatch(r"[1-9][0-9]?(?:\.[0-9]+)?", digits):
        return None
    value = Decimal(digits) if Decimal(digits) >= 10 else Decimal(digits) * 10
    return Core(match.start(), match.end(), plain(value, None, "percent", "percentage", 0), "discount", "折")


SHARES: tuple[Rule, ...] = (
    Rule(
        "fraction",
        r"(?P<d>[二三四五六七八十])分之?(?P<n>[一二三五七])(?P<u>厘|釐|個?基點|個?百分點)",
        _fraction_of_unit,
        (same("減息四分一厘", "0.25", "percent"), same("減息八分之一厘", "0.125", "percent")),
        needs="分",
    ),
    Rule(
        "fraction",
        r"(?:(?P<w>{number})\ ?又\ ?)?(?P<d>[百千萬佰仟][萬億]?|{number})\ ?分\ {0,2}之\ ?(?P<minus>負)?(?P<n>{number}|百(?![十萬億]))(?:(?:至|到)(?:百分之)?(?P<b>{number})(?![0-9萬億%倍元]))?",
        _fraction,
        (
            same("增長百分之五", "5", "percent"),
            same("負百分之二點四", "-2.4", "percent"),
            same("佔四分之三", "75", "percent"),
            same("佔收入的千分之三", "0.3", "percent"),
            same("一又二分之一", "150", "percent"),
            Example("百分之五至百分之十", "5", "10", "percent", "range"),
        ),
        ("百分比", "十分重要"),
        needs="分",
    ),
    Rule(
        "fraction",
        r"(?P<n>[0-9]{1,3})(?:/(?P<d>[0-9]{1,3})(?=的|以上|以下|強|弱|權益)|⁄(?P<e>[0-9]{1,3}))",
        _slash,
        (same("超過1/2的股東", "50", "percent", "more_than"), same("約1⁄4", "25", "percent", "approx")),
        ("5/13公布", "P/E"),
        needs="/⁄",
    ),
    Rule(
        "fraction",
        r"(?P<d>[二三四五六七八十])分(?P<n>[一二三五七])(?![月日點分十百千萬億])",
        _fraction_of_unit,
        (same("門檻為三分二", "66.666666667", "percent"),),
        ("十分一般",),
        needs="分",
    ),
    Rule(
        "half_unit",
        r"(?<![上下前後每大多])半(?P<u>成|個百分點|厘|釐|碼|個月|小時|年(?![度報期來間線]))",
        _half_unit,
        (
            same("跌近半成", "5.0", "percent", "approx"),
            same("未來半年", "0.5", "year"),
            same("升息半碼", "12.5", "basis_point"),
        ),
        ("上半年", "半年報"),
        needs="半",
    ),
    Rule(
        "half",
        r"一半|半數|(?<=[逾近過約])半(?![年日天月導山島個價固球]|小時)",
        _half,
        (
            same("各佔一半", "50", "percent"),
            same("逾半數", "50", "percent", "more_than"),
            same("涉資近半", "50", "percent", "approx"),
        ),
        ("上半年", "半導體", "近半年"),
        needs="半",
    ),
    Rule(
        "tenths",
        r"(?:(?P<a>{number})成?{to}(?=[^成]{1,6}成))?(?P<n>{number})成(?P<more>[1-9一二三四五六七八九](?![0-9.十百千萬億個成])|半)?(?![本長交功立員績品果分熟效就都])",
        _tenths,
        (
            same("佔兩成", "20", "percent"),
            same("跌三成五", "35", "percent"),
            same("跌八成半", "85", "percent"),
            same("2.5成", "25.0", "percent"),
            Example("約兩至三成", "20", "30", "percent", "range"),
        ),
        ("3成本", "5成長", "3成功"),
        needs="成",
    ),
    Rule("discount", "(?<=打)對[折摺]", _half_price, (same("打對折", "50", "percent"),), needs="對"),
    Rule(
        "discount",
        r"(?P<n>[0-9.]{1,4}+|[一二兩三四五六七八九點]{1,3}+)[折摺](?![讓扣現舊價算合疊射磨衷損返騰])",
        _discount,
        (same("打八五折", "85", "percent"), same("以9.5折", "95.0", "percent"), same("打8折", "80", "percent")),
        ("3折讓",),
        needs="折摺",
    ),
)
