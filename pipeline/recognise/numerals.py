"""Numerals: 13.5萬, 1,234, 一萬二千, 259億3仟1佰萬, 三點五億, 二〇二五 → Decimal with the precision that was printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "兩": 2}
FORMAL_DIGITS = {
    "壹": 1,
    "貳": 2,
    "貮": 2,
    "叁": 3,
    "叄": 3,
    "參": 3,
    "肆": 4,
    "伍": 5,
    "陸": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
TENS = {"廿": 20, "卅": 30, "卌": 40}
SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}  # power of ten inside a section of four digits
LARGE = {"萬": 4, "億": 8, "兆": 12}
POWERS = SMALL | LARGE
VALUES = DIGITS | FORMAL_DIGITS
VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333333333", "⅔": "0.666666667", "⅛": "0.125"}

LONGEST_PLAIN = 18  # digits: more is an identifier, and DECIMAL(38,9) holds 29
LONGEST_CHINESE = 40  # characters

_PLAIN = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_EXPONENT = r"[0-9]+(?:\.[0-9]+)?(?:e[+-]?|E[+-])[0-9]{1,2}(?![0-9A-Za-z])"
_DIGIT = "".join(DIGITS)
_FORMAL = "".join(FORMAL_DIGITS)
_SCALE = "".join(POWERS)
_TENS = "".join(TENS)


class Numeral(NamedTuple):
    """A numeral read. `value` in base units; `decimals` as in XBRL (accurate to 10**-d); `multiplier` the printed scale."""

    value: Decimal
    decimals: int
    multiplier: Decimal = Decimal(1)

    def scaled(self, power: int) -> Numeral:
        """With one more scale of 10**power behind it: 3 to 3億."""
        return Numeral(
            plain_number(self.value.scaleb(power)), self.decimals - power, self.multiplier * Decimal(10) ** power
        )


def numeral_pattern(scale_guard: str = "") -> str:
    """A pattern without groups for one numeral. `scale_guard` is a pattern of what must not stand where a scale would
    be read: a unit that begins with one (千瓦, 兆瓦)."""
    guard = f"(?!{scale_guard})" if scale_guard else ""
    scale = f"{guard}[{_SCALE}]"
    formal = f"[{_FORMAL}](?=[{_SCALE}])|(?<=[{_SCALE}零])[{_FORMAL}](?![一-鿿])"
    # a space inside only where the next character goes on with the number: 三千 八百 萬
    spaced = rf"\ {{1,2}}(?:{scale}|[{_DIGIT}](?=\ {{0,2}}[{_SCALE}又])|(?<=[{_SCALE}] )[{_DIGIT}](?![^\W_]))"
    chinese = (
        f"(?:[{_DIGIT}十{_TENS}]|[{_FORMAL}](?=[{_SCALE}又])|(?:(?<=之)|(?<=之 ))[{_FORMAL}]|(?<!收)拾(?=[{_FORMAL}{_DIGIT}萬億]))"
        f"(?:{guard}[{_DIGIT.replace('兩', '')}{_SCALE}{_TENS}]|兩(?=[百千萬億])|{formal}|{spaced}){{0,{LONGEST_CHINESE}}}+"
        rf"(?:\ ?點\ ?[{_DIGIT.replace('兩', '')}]{{1,12}}+(?:{scale}){{0,3}}+)?"
    )
    plain = rf"(?:{_EXPONENT}|[0-9]{{0,6}}[{''.join(VULGAR)}]|{_PLAIN}|(?<![0-9.])\.[0-9]+)"
    # 259億3仟1佰萬, 1千零1: every further group is closed by a scale of its own, but for what is left below 萬 (3642萬4000)
    groups = (
        f"(?:{scale}){{1,4}}+(?:零?(?:{plain}|[{_DIGIT}])(?:{scale}){{1,4}}+){{0,4}}+"
        f"(?:零?[1-9一二三四五六七八九](?![0-9.,%{_SCALE}])|(?<=[萬億])[0-9]{{2,4}}(?![0-9.,%年月日{_SCALE}]))?+"
    )
    return f"(?:{plain}(?:{groups})?|{chinese})"


_SECTION = re.compile(r"([^萬億兆]*)([萬億兆]*)")
_STEP = re.compile(rf"([零〇]*)((?:{_PLAIN}|\.[0-9]+)|[{_DIGIT}{_FORMAL}{_TENS}])?([十百千拾佰仟]*)")


@dataclass(frozen=True, slots=True)
class _Section:
    """Up to four digits between 萬, 億, 兆: its value, the power of ten of its last printed digit, and of its scale."""

    value: Decimal
    place: int
    power: int
    lone_digit: bool  # 四 in 九萬四


@lru_cache(maxsize=8192)  # a note repeats its numerals
def read_numeral(text: str) -> Numeral | None:
    """Read a numeral that fills `text`; None where it is none: 百百, 萬一千一億, more digits than a figure has."""
    text = text.replace(" ", "")
    if text.isascii():
        return _plain(text)
    if text[-1] in VULGAR:
        return _vulgar(text)
    whole, _, fraction = text.partition("點")
    if fraction:
        return _with_fraction(whole, fraction)
    if "兩" not in text[1:] and all(c in VALUES for c in text):
        return _plain("".join(str(VALUES[c]) for c in text))  # 二零二五: each character one digit
    return _compound(text)


def _plain(text: str) -> Numeral | None:
    if "e" in text or "E" in text:  # 1.2E+09, as spreadsheets print
        value = Decimal(text)
        return Numeral(plain_number(value), -int(value.as_tuple().exponent))
    digits = text.replace(",", "")
    whole, _, fraction = digits.partition(".")
    if len(whole) + len(fraction) > LONGEST_PLAIN or not (whole + fraction).isdigit():
        return None
    return Numeral(Decimal(digits), len(fraction))


def _vulgar(text: str) -> Numeral | None:
    """3½."""
    fraction = Decimal(VULGAR[text[-1]])
    whole = Decimal(text[:-1] or 0)
    return Numeral(whole + fraction, -int(fraction.as_tuple().exponent))


def _with_fraction(whole: str, fraction: str) -> Numeral | None:
    """三點五, 一百二十點五, 三點五億."""
    digits = "".join(str(VALUES[c]) for c in fraction if c in VALUES)
    head = read_numeral(whole)
    if head is None or not digits:
        return None
    power = sum(POWERS[c] for c in fraction[len(digits) :])
    numeral = Numeral(head.value + Decimal(digits).scaleb(-len(digits)), len(digits))
    return numeral.scaled(power) if power else numeral


def _compound(text: str) -> Numeral | None:
    """Sections closed by 萬, 億, 兆, as spoken: 五兆六十二億四萬五千二, 一萬五千億, 259億3仟1佰萬."""
    total, last = Decimal(0), 0
    place = power = 0
    for match in _SECTION.finditer(text):
        body, larges = match.groups()
        if not body and not larges:
            break
        section = _section(body)
        if section is None:
            return None
        place, power = section.place, section.power
        if larges:
            close = sum(LARGE[c] for c in larges)
            if last and close > last:  # 一萬五千億: the larger scale multiplies all before it
                total = (total + section.value).scaleb(close)
            elif close != last:
                total += section.value.scaleb(close)
            else:
                return None
            place, power, last = place + close, power + close, close
        elif last and section.lone_digit:  # 九萬四 is 94,000
            total += section.value.scaleb(last - 1)
            place, power = last - 1, 0
        else:
            total += section.value
            last = 0
    return Numeral(plain_number(total), -place, Decimal(10) ** power)


def _section(text: str) -> _Section | None:
    value, last = Decimal(0), 99
    place = power = 0
    lone = written = False
    for match in _STEP.finditer(text):
        zeros, digits, scales = match.groups()
        if not digits and not scales:
            if match.end() < len(text):
                return None
            break
        step = Decimal(1) if not digits else _digit(digits)
        if step is None or len(scales) > 1 or (not digits and scales not in "十拾"):
            return None
        exponent = SMALL[scales] if scales else 0
        if (scales and exponent >= last) or (digits in TENS and (scales or last <= 1)) or (not scales and last == 0):
            return None
        fraction = -int(step.as_tuple().exponent)
        single = not scales and not zeros and step < 10 and fraction == 0
        lone = single and value == 0
        if single and last in (2, 3):
            exponent = last - 1  # 兩千五 is 2,500, 兩千零五 is 2,005
        value += step.scaleb(exponent)
        # 三千 and 3千 stop at the thousands; 二十 is how 20 is written
        latin = bool(digits) and digits.isascii()
        place = exponent - fraction if latin or exponent > 1 else 0
        written |= latin
        power = exponent if scales and place else 0
        last = 1 if digits in TENS else exponent if scales else 0
    if value == 0 and not lone and not written:
        return None
    return _Section(value, place, power, lone)


def _digit(text: str) -> Decimal | None:
    if text.isascii():
        read = _plain(text)
        return None if read is None else read.value
    return Decimal(TENS[text] if text in TENS else VALUES[text])


def plain_number(value: Decimal) -> Decimal:
    """Whole numbers without an exponent or trailing .0; others as they are."""
    return Decimal(int(value)) if value == value.to_integral_value() else value
