"""Numbers in brackets in a table's cell: (1,234), $(12), (5.3)%, （3.2）億元 are negative, as accountants print them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.recognise.amounts import in_unit, negated, with_currency
from pipeline.recognise.figure_rules.rule import Core, rule_name
from pipeline.recognise.numerals import POWERS
from pipeline.recognise.patterns import fill
from pipeline.recognise.quantity_words import QuantityWords

_BEHIND = r"(?P<scale>(?:{scale}){1,3}+)?(?P<unit>{unit})?"


class Brackets:
    """Knows the words that may stand outside the brackets: a currency before them, scale and unit behind."""

    def __init__(self, words: QuantityWords) -> None:
        self._words = words
        self._behind = re.compile(fill(_BEHIND, words.fragments))

    def negative(self, text: str, core: Core, start: int, end: int) -> tuple[Core, int, int] | None:
        """The number at `text[start:end]` with its brackets and what stands outside them, negated. None where no brackets
        hold it, or other words stand before them."""
        if not (start and text[start - 1] in "(（" and text[end : end + 1] in (")", "）")):
            return None
        before = text[: start - 1].strip()
        currency = before if before in self._words.units else None
        if before and (currency is None or self._words.units[before].family != "money"):
            return None
        start, end = text.index(before) if before else start - 1, end + 1
        unit, power, word = core.unit, 0, core.word
        behind = self._behind.match(text, end)
        if unit is None and behind and behind[0]:
            unit = self._words.units[behind["unit"].strip()] if behind["unit"] else None
            power, word, end = sum(POWERS[c] for c in behind["scale"] or ""), behind[0].strip(), behind.end()
        unit = with_currency(unit, currency, None, self._words)
        if unit is not core.unit or power:
            known = replace(core.quantity, unit=unit.code if unit else None)  # 元 inside, its currency outside
            quantity = in_unit(core.quantity, unit, power) if core.unit is None else known
            core = core._replace(quantity=quantity, rule=rule_name(unit), word=word, unit=unit)
        return core._replace(quantity=negated(core.quantity)), start, end
