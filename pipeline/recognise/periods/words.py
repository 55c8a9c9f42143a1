"""Chinese numbers of dates: 十四, 廿五, 二零二五, 兩千零四."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "兩": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int:
    """A whole number in ASCII digits, spelled digits (二零二五) or with units (二十五, 廿五). Raises ValueError for others."""
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(c in UNITS for c in text):
        return int("".join(str(_digit(c)) for c in text))
    total = pending = 0
    for c in text:
        if c in UNITS:
            total += (pending or 1) * UNITS[c]
            pending = 0
        else:
            pending = _digit(c)
    return total + pending


def _digit(character: str) -> int:
    try:
        return DIGITS[character]
    except KeyError:
        raise ValueError(f"{character} is no numeral of a date") from None
