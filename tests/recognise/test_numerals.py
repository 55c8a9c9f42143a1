"""Numerals in every style: value, printed precision, printed scale."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recognise.numerals import DIGITS, numeral_pattern, read_numeral

PATTERN = re.compile(numeral_pattern())

READ = [
    # text, value, decimals, multiplier
    ("36.25", "36.25", 2, 1),
    ("1,234", "1234", 0, 1),
    ("8,684.6", "8684.6", 1, 1),
    (".5", "0.5", 1, 1),
    ("13.5萬", "135000", -3, 10_000),
    ("9000億", "900000000000", -8, 100_000_000),
    ("1.2萬億", "1200000000000", -11, 10**12),
    ("9千億", "900000000000", -11, 10**11),
    ("3.5兆", "3500000000000", -11, 10**12),
    ("259億3仟1佰萬", "25931000000", -6, 1_000_000),
    ("1億2,345萬", "123450000", -4, 10_000),
    ("25萬6千", "256000", -3, 1000),
    ("1千零1", "1001", 0, 1),
    ("2千零30萬", "20300000", -4, 10_000),
    ("1.2E+09", "1200000000", -8, 1),
    ("3½", "3.5", 1, 1),
    ("〇", "0", 0, 1),
    ("十", "10", 0, 1),
    ("十五", "15", 0, 1),
    ("廿五", "25", 0, 1),
    ("兩千", "2000", -3, 1000),
    ("一萬二千", "12000", -3, 1000),
    ("兩千五", "2500", -2, 1),
    ("兩千零五", "2005", 0, 1),
    ("九萬四", "94000", -3, 1),
    ("一百零五", "105", 0, 1),
    ("三百億", "30000000000", -10, 10**10),
    ("一萬五千億", "1500000000000", -11, 10**11),
    ("四萬萬", "400000000", -8, 10**8),
    ("五兆六十二億四萬五千二", "5006200045200", -2, 1),
    ("二零二五", "2025", 0, 1),
    ("二〇二五", "2025", 0, 1),
    ("零點五", "0.5", 1, 1),
    ("三點一四", "3.14", 2, 1),
    ("三點五億", "350000000", -7, 100_000_000),
    ("肆佰陸拾", "460", 0, 1),
    ("壹億貳仟萬", "120000000", -7, 10_000_000),
    ("三千 八百", "3800", -2, 100),
]


@pytest.mark.parametrize(("text", "value", "decimals", "multiplier"), READ, ids=[row[0] for row in READ])
def test_read(text: str, value: str, decimals: int, multiplier: int) -> None:
    match = PATTERN.match(text)
    assert match and match[0] == text
    numeral = read_numeral(text)
    assert numeral is not None
    assert (numeral.value, numeral.decimals, numeral.multiplier) == (Decimal(value), decimals, multiplier)


@pytest.mark.parametrize("text", ["五十千", "百百", "一百一千", "1" * 19, "十十"])
def test_no_numeral(text: str) -> None:
    assert read_numeral(text) is None


def spoken(number: int) -> str:
    """A whole number below 10**16 in Chinese."""
    if number == 0:
        return "零"
    text, zero = "", False
    for power, scale in ((12, "兆"), (8, "億"), (4, "萬"), (0, "")):
        section = number // 10**power % 10_000
        if section == 0:
            zero = bool(text)
            continue
        inner, gap = "", False
        for place, small in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
            digit = section // 10**place % 10
            if digit:
                inner += ("零" if gap and inner else "") + "零一二三四五六七八九"[digit] + small
                gap = False
            else:
                gap = True
        text += ("零" if text and (zero or section < 1000) else "") + inner + scale
        zero = False
    return text


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_a_number_spoken_is_read_back(number: int) -> None:
    numeral = read_numeral(spoken(number))
    assert numeral is not None
    assert numeral.value == number


@given(st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(["", "千", "萬", "億", "兆", "萬億"]))
def test_a_number_printed_is_read_back(number: Decimal, scale: str) -> None:
    power = {"": 0, "千": 3, "萬": 4, "億": 8, "兆": 12, "萬億": 12}[scale]
    for text in (f"{number}{scale}", f"{number:,}{scale}"):
        numeral = read_numeral(text)
        assert numeral is not None
        assert numeral.value == number.scaleb(power)
        assert numeral.decimals == 3 - power


@given(st.text(alphabet="".join(DIGITS) + "十百千萬億兆點廿壹佰仟0123456789.,", max_size=30))
def test_nothing_breaks_it(text: str) -> None:
    match = PATTERN.match(text)
    if match:
        numeral = read_numeral(match[0])
        assert numeral is None or numeral.value >= 0
