"""What figures of a list share: 28億、34億及46億元人民幣 have one unit, printed once; 1,000以上、1,500以下 are one range."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.mention import QuantityMention
from pipeline.recognise.amounts import bounded, in_unit
from pipeline.recognise.quantity_words import Unit

# between two members of a list; the unit of a later or earlier one holds across it
_JOINT = re.compile(r" ?(?:、|及|和|與|或|以及|/) ?(?:分別|各)?")
_COMMA = re.compile(r"，")  # only behind 分別: 分別為10，200，300億
_RESPECTIVELY = re.compile(r"分別[^，。；\s]{0,3}\Z")
_BOTH = re.compile(r"(?:的?同時|[，,、且並及而又 ])*")
_SHARED = frozenset({"money", "percent", "percentage_point", "basis_point", "multiple", "measure", "count"})
_LOWER, _UPPER = ("more_than", "at_least"), ("less_than", "at_most")
_FURTHEST = 2  # powers of ten: the members of a list are of like size, or the scale is not shared


class Found(NamedTuple):
    """A mention with the unit that it was read with; None where none is printed."""

    mention: QuantityMention
    unit: Unit | None


def share(text: str, found: Iterable[Found]) -> list[QuantityMention]:
    """The mentions with what their lists share filled in. A mention that took its unit from another has a rule that ends
    in `_list`."""
    items = list(found)
    for i in range(len(items) - 2, -1, -1):
        if _lacks_unit(items[i]) and _gives(items[i + 1]) and _joined(text, items, i):
            items[i] = _with_unit(items[i], items[i + 1], scale=True)
    for i in range(1, len(items)):
        scaled = items[i].mention.quantity.multiplier > 1 and items[i - 1].unit is not None
        if scaled and _lacks_unit(items[i]) and _gives(items[i - 1]) and _joined(text, items, i - 1):
            items[i] = _with_unit(items[i], items[i - 1], scale=False)
    mentions = [item.mention for item in items]
    for i in range(1, len(mentions)):
        mentions[i] = _in_one_bound(mentions[i - 1], mentions[i], text)
    return list(_two_bounds(text, mentions))


def _in_one_bound(first: QuantityMention, second: QuantityMention, text: str) -> QuantityMention:
    """不低於 30% 及 40%: a limit set before a list holds for each of it; 逾 5% 及 3% says so of the first alone."""
    a, b = first.quantity, second.quantity
    before = first.outer_start < first.start and a.bound in ("at_least", "at_most")
    alike = b.bound == "exact" and a.unit == b.unit and second.outer_start == second.start
    if not (before and alike and _JOINT.fullmatch(text, first.outer_end, second.outer_start)):
        return second
    return second._replace(quantity=bounded(b, a.bound))


def _lacks_unit(item: Found) -> bool:
    return item.unit is None and item.mention.rule.startswith("bare") and not item.mention.signed


def _gives(item: Found) -> bool:
    """A unit that holds for a whole list, or at least a scale: 3、5億."""
    return item.unit.family in _SHARED if item.unit else item.mention.quantity.multiplier > 1


def _joined(text: str, items: list[Found], i: int) -> bool:
    left, right = items[i].mention, items[i + 1].mention
    gap = text[left.outer_end : right.outer_start]
    if _JOINT.fullmatch(gap):
        return True
    return _COMMA.fullmatch(gap) is not None and _behind_respectively(text, items, i)


def _behind_respectively(text: str, items: list[Found], i: int) -> bool:
    while i > 0 and text[items[i - 1].mention.outer_end : items[i].mention.outer_start] == "，":
        i -= 1
    start = items[i].mention.outer_start
    return _RESPECTIVELY.search(text, max(0, start - 8), start) is not None


def _with_unit(item: Found, giver: Found, *, scale: bool) -> Found:
    unit, quantity = giver.unit, item.mention.quantity
    theirs = giver.mention.quantity
    shares = scale and quantity.multiplier == 1 and theirs.multiplier > 1
    power = theirs.multiplier.adjusted() if shares and _alike(quantity.value, theirs.value, theirs.multiplier) else 0
    quantity = in_unit(quantity, unit, power)
    rule = item.mention.rule.replace("bare", unit.family if unit else "bare", 1) + "_list"
    return Found(item.mention._replace(quantity=quantity, rule=rule), unit)


def _alike(value: Decimal | None, other: Decimal | None, scale: Decimal) -> bool:
    if not value or not other:
        return False
    return abs((value * scale).adjusted() - other.adjusted()) <= _FURTHEST


def _two_bounds(text: str, mentions: list[QuantityMention]) -> Iterable[QuantityMention]:
    """1,000以上、1,500以下; 大於20並小於35."""
    pending: QuantityMention | None = None
    for mention in mentions:
        if pending is not None:
            merged = _merged(text, pending, mention)
            if merged is not None:
                pending = merged
                continue
            yield pending
        pending = mention
    if pending is not None:
        yield pending


def _merged(text: str, first: QuantityMention, second: QuantityMention) -> QuantityMention | None:
    a, b = first.quantity, second.quantity
    if a.bound not in _LOWER or b.bound not in _UPPER or a.low is None or b.high is None or a.low >= b.high:
        return None
    if a.unit not in (b.unit, None) or not _BOTH.fullmatch(text, first.outer_end, second.outer_start):
        return None
    quantity = replace(b, low=a.low, bound="range", decimals_low=a.decimals_low)
    return second._replace(
        start=first.start, outer_start=first.outer_start, quantity=quantity, rule=f"{second.rule}_range"
    )
