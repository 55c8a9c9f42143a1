"""Which currency a bare 元 is: printed （下同）, implied by what the figure is of, or by the market of the note."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.units import BARE_SIGNS, scaled
from pipeline.model.mention import QuantityMention
from pipeline.model.quantity import Quantity

CENT = "分"  # of a dividend or of earnings per share: a hundredth, of whatever the note counts in
HEREAFTER = re.compile(r"\s*\([^()]{0,12}下同[^()]{0,24}\)")
_PRICES = ("price", "per_share")
_OF_PLACE = {
    "中國": "CNY",
    "中國內地": "CNY",
    "臺灣": "TWD",
    "香港": "HKD",
    "澳門": "MOP",
}  # an economy counts in its own money
_LISTING = {"HK": "HKD", "TW": "TWD", "TWO": "TWD", "US": "USD", "SH": "CNY", "SZ": "CNY", "JP": "JPY"}


def settle_currency(
    mention: QuantityMention, topic: Topic | None, subject: Subject | None, said: str | None, setting: Setting
) -> tuple[Quantity, tuple[str, ...]]:
    """The quantity with its currency (`said`: printed behind the list that it belongs to, or by （下同）), and `("unit",)` where it had to be inferred. It stays None where nothing says which."""
    quantity = mention.quantity
    if quantity.unit == CENT and topic is not None and topic.kind == "per_share":
        code = said or setting.home_currency
        return _in_cents(replace(quantity, unit=code, category="monetary")), ("unit",) if code else ()
    if mention.unit_word in BARE_SIGNS and quantity.category == "monetary" and quantity.multiplier == 1:
        quantity = scaled(quantity, setting.unit.multiplier)  # $490,965,751 in a filing whose amounts are 仟元
    if (
        is_bare(quantity)
        and topic is not None
        and (topic.kind == "price" or (topic.kind == "money" and (said or setting.one_currency)))
    ):
        # 樓價低於 400 萬; 淨買入港股 74.66 億港元，其中甲 32.97 億
        quantity = replace(quantity, category="monetary")
    if quantity.category != "monetary" or quantity.unit is not None:
        return quantity, ()
    listing = _LISTING.get(subject.id.rpartition(".")[2]) if subject and subject.id else None
    if topic is not None and topic.id in ("share_price", "target_price") and listing:
        return replace(quantity, unit=listing), ("unit",)
    abroad = _OF_PLACE.get(subject.name) if subject is not None and subject.id is None else None
    of_economy = setting.primary is None or (topic is not None and topic.scope == "economy")
    code = said or (abroad if of_economy else None) or setting.home_currency
    return replace(quantity, unit=code), ("unit",) if code else ()


_COUNTED_IN = re.compile(r"[以按](?P<money>美元|港元|人民幣|歐元|日圓|新臺幣|新台幣)計算?，")
_CODES = {"美元": "USD", "港元": "HKD", "人民幣": "CNY", "歐元": "EUR", "日圓": "JPY", "新臺幣": "TWD", "新台幣": "TWD"}


def counted_in(text: str, start: int, end: int) -> str | None:
    """以美元計算，第三季營收為 235 億: the currency of what the sentence gives."""
    found = _COUNTED_IN.search(text, start, end)
    return _CODES[found["money"]] if found else None


def is_bare(quantity: Quantity) -> bool:
    """32.97 億: a scale and no unit."""
    return quantity.unit is None and quantity.category == "quantity" and quantity.multiplier > 1


def printed_before(discourse: Discourse, topic: Topic | None, *, bare: bool) -> str | None:
    """交易額 146 億元人民幣，收入 102.5 億元: the currency that the sentence has printed for a measure of the same company, or that
    was printed last for the same measure. `bare`: no 元 stands behind the figure."""
    if topic is None or topic.kind != "money":
        return None
    if discourse.paid_in is not None and discourse.paid_in[0] == topic.id and (topic.scope is None or bare):
        return discourse.paid_in[1]
    if topic.scope is not None:
        return None
    for draft in reversed(discourse.drafts):
        mention = draft.item.mention
        if draft.item.bracket is not None:
            continue  # 90.8 億元(約 3.3 億美元): the same again in other money
        if isinstance(mention, QuantityMention) and mention.currency_printed:
            return draft.quantity.unit
    return None


def _in_cents(quantity: Quantity) -> Quantity:
    def hundredth(value: Decimal | None) -> Decimal | None:
        return None if value is None else value.scaleb(-2)

    def finer(decimals: int | None) -> int | None:
        return None if decimals is None else decimals + 2

    return replace(
        quantity,
        low=hundredth(quantity.low),
        high=hundredth(quantity.high),
        decimals_low=finer(quantity.decimals_low),
        decimals_high=finer(quantity.decimals_high),
    )
