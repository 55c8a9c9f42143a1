"""Which currency a bare 元 is: printed （下同）, implied by what the figure is of, or by the market of the note."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.units import BARE_SIGNS, scaled
from pipeline.model.mention import QuantityMention
from pipeline.model.quantity import Quantity

HEREAFTER = re.compile(r"\s*\([^()]{0,12}下同[^()]{0,6}\)")
_PRICES = ("price", "per_share")
_LISTING = {"HK": "HKD", "TW": "TWD", "TWO": "TWD", "US": "USD", "SH": "CNY", "SZ": "CNY", "JP": "JPY"}


def settle_currency(
    mention: QuantityMention, topic: Topic | None, subject: Subject | None, said: str | None, setting: Setting
) -> tuple[Quantity, tuple[str, ...]]:
    """The quantity with its currency (`said`: printed behind the list that it belongs to, or by （下同）), and `("unit",)` where it had to be inferred. It stays None where nothing says which."""
    quantity = mention.quantity
    if mention.unit_word in BARE_SIGNS and quantity.category == "monetary" and quantity.multiplier == 1:
        quantity = scaled(quantity, setting.unit.multiplier)  # $490,965,751 in a filing whose amounts are 仟元
    if quantity.category != "monetary" or quantity.unit is not None:
        return quantity, ()
    listing = _LISTING.get(subject.id.rpartition(".")[2]) if subject and subject.id else None
    if topic is not None and topic.id in ("share_price", "target_price") and listing:
        return replace(quantity, unit=listing), ("unit",)
    code = said or setting.home_currency
    return replace(quantity, unit=code), ("unit",) if code else ()


def printed_before(discourse: Discourse, topic: Topic | None) -> str | None:
    """交易額 146 億元人民幣，收入 102.5 億元: the currency that the sentence has printed for a measure of the same company."""
    if topic is None or topic.kind != "money" or topic.scope is not None:
        return None
    for draft in reversed(discourse.drafts):
        mention = draft.item.mention
        if isinstance(mention, QuantityMention) and mention.currency_printed:
            return draft.quantity.unit
    return None
