"""Unit lines and units in heads: 單位：新台幣千元, 百萬港元, NT$ million, 目標價(港元), (%), 每股盈餘(元)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.mention import QuantityMention
from pipeline.model.quantity import Quantity

_CURRENCY: tuple[tuple[str, str], ...] = (
    (r"新[臺台]幣|臺幣|台幣|NT\$|NTD|TWD", "TWD"),
    (r"人民幣|人幣|RMB|CNY|CN¥", "CNY"),
    (r"港[元幣]|港仙|HK\$|HKD", "HKD"),
    (r"美[元金]|US\$|USD", "USD"),
    (r"日[圓元]|JPY", "JPY"),
    (r"歐元|EUR", "EUR"),
)
_SCALE: tuple[tuple[str, Decimal], ...] = (
    (r"兆|trillion", Decimal(10**12)),
    (r"十億|billion|\bbn\b", Decimal(10**9)),
    (r"億", Decimal(10**8)),
    (r"百萬|佰萬|million|\bmn\b|(?<=\$)\s?m\b", Decimal(10**6)),
    (r"萬", Decimal(10**4)),
    (r"千|仟|thousands?|['’]000", Decimal(1000)),
)
_CURRENCY_PATTERNS = tuple((re.compile(p, re.IGNORECASE), c) for p, c in _CURRENCY)
_SCALE_PATTERNS = tuple((re.compile(p, re.IGNORECASE), s) for p, s in _SCALE)
_UNIT_WORDS = re.compile(r"單位|[（(]|元|圓|幣|\$|RMB|million|billion|thousand|%|％", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:千|仟|百萬|萬|億|十億)?(股|輛|部|臺|台|人|戶|件|噸|片|張|桶|平方呎|平方米|MW|GWh|kWh|月|口)(?=[)）]|$)"
)
_ALL_UNIT = re.compile(
    "|".join([p for p, _ in (*_CURRENCY, *_SCALE)])
    + r"|[元圓幣股輛部臺台人戶件噸片張桶月口倍xX%％$:：/,，、\s]|平方[呎米]|MW|GWh|kWh|仙|cents?|m\b",
    re.IGNORECASE,
)
_SCALE_ALONE = re.compile(r"\s*(?:千|仟|百萬|佰萬|萬|億|十億)\s*")  # 借出股份數量(百萬)
_COUNTED_HEAD = ((re.compile(r"股份|股數|持股"), "股"), (re.compile(r"人數|用戶|客戶|員工"), "人"))
_INNER = re.compile(r"[（(]([^（）()]*)[)）]|單位[:：]?\s*(.+)$")
_SENT = re.compile(r"仙|cents?", re.IGNORECASE)


class UnitHint(NamedTuple):
    """What a unit line or head says of bare numbers under it. Null where it says nothing."""

    currency: str | None = None
    multiplier: Decimal | None = None
    unit: str | None = None  # percent, multiple, 股, 輛 …
    money: bool = False  # 元 is printed, whichever currency

    @staticmethod
    def read(text: str) -> UnitHint:
        """The hint in a caption, unit line or head; an empty one where there is none."""
        if not _UNIT_WORDS.search(text):
            return UnitHint()
        inner = " ".join(a or b for a, b in _INNER.findall(text)) or text
        if inner is text and _ALL_UNIT.sub("", text).strip():
            return UnitHint()  # 元件 is no 元: without a bracket or 單位 the whole text must be a unit
        currency = next((c for p, c in _CURRENCY_PATTERNS if p.search(inner)), None)
        money = currency is not None or "元" in inner or "$" in inner
        scale_text = (
            inner
            if money or _COUNT.search(inner) or re.search(r"million|billion|thousand", inner, re.IGNORECASE)
            else ""
        )
        if not money and _SCALE_ALONE.fullmatch(inner):
            scale_text = inner
        multiplier = next((s for p, s in _SCALE_PATTERNS if p.search(scale_text)), None)
        if money and multiplier is None:
            multiplier = Decimal("0.01") if _SENT.search(inner) else Decimal(1)
        unit = None
        if not money:
            if "%" in inner or "％" in inner:
                unit = "percent"
            elif re.fullmatch(r"\s*(?:倍|x|X)\s*", inner):
                unit = "multiple"
            elif count := _COUNT.search(inner):
                unit = {"台": "臺"}.get(count.group(1), count.group(1))
            elif scale_text:
                unit = next((u for p, u in _COUNTED_HEAD if p.search(text)), None)
        return UnitHint(currency, multiplier, unit, money)


def merge(near: UnitHint, far: UnitHint) -> UnitHint:
    """The nearer hint wins as a whole where it says what the number is; a missing currency comes from the farther one."""
    if near.unit is not None:
        return near
    if near.money:
        return near._replace(currency=near.currency or far.currency)
    if near.multiplier is not None:
        return near._replace(currency=near.currency or far.currency, money=far.money)
    return far if near == UnitHint() else far._replace(currency=near.currency or far.currency)


BARE_SIGNS = ("$", "NT$", "HK$", "US$", "RMB", "¥", None)  # say which money, not how much of it


def apply_hint(
    mention: QuantityMention, hint: UnitHint, kind: str | None, home: str | None, *, growth: bool
) -> tuple[Quantity, tuple[str, ...]]:
    """The cell's quantity with unit and scale from its heads, and the columns that were inferred. `kind`: what its measure takes;
    `home`: the currency of bare 元."""
    quantity = mention.quantity
    if quantity.category == "monetary" and quantity.multiplier == 1 and hint.money and mention.unit_word in BARE_SIGNS:
        quantity = scaled(quantity, hint.multiplier)  # $1,234 in a table of 仟元
    if quantity.unit is None and quantity.category == "monetary":
        code = hint.currency or home
        return replace(quantity, unit=code), ("unit",)
    if quantity.unit is not None:
        return quantity, ()
    if growth or hint.unit == "percent" or (kind in ("percent", "ratio") and not hint.money):
        return replace(quantity, unit="percent", category="percentage"), ("unit",)
    if hint.unit is not None:
        return replace(scaled(quantity, hint.multiplier), unit=hint.unit, category="quantity"), ("unit",)
    if kind == "multiple":
        return replace(quantity, unit="multiple"), ("unit",)
    if kind in ("per_share", "price"):
        own = hint.multiplier if hint.multiplier is not None and hint.multiplier < 1 else Decimal(1)
        return replace(scaled(quantity, own), unit=hint.currency or home, category="monetary"), ("unit",)
    if hint.money or kind == "money":
        return replace(scaled(quantity, hint.multiplier), unit=hint.currency or home, category="monetary"), ("unit",)
    if hint.multiplier is not None:
        return scaled(quantity, hint.multiplier), ("unit",)
    return quantity, ()


def scaled(quantity: Quantity, multiplier: Decimal | None) -> Quantity:
    if multiplier is None or multiplier == 1:
        return quantity
    shift = multiplier.adjusted()

    def times(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * multiplier

    def coarser(decimals: int | None) -> int | None:
        return None if decimals is None else decimals - shift

    return replace(
        quantity,
        low=times(quantity.low),
        high=times(quantity.high),
        multiplier=multiplier,
        decimals_low=coarser(quantity.decimals_low),
        decimals_high=coarser(quantity.decimals_high),
    )
