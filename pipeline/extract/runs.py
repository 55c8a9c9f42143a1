"""Runs of figures of one unit that only 、 and its like part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.stream import Item, Sentence
from pipeline.model.mention import QuantityMention


def follows(sentence: Sentence, index: int) -> bool:
    """The next figure is of the same unit, and only 及 or 、 parts the two."""
    figure, after = sentence.figures[index], sentence.figures[index + 1]
    joined = sentence.text[figure.outer_end : after.outer_start].strip() in ("及", "和", "與", "、", "以及")
    return joined and unit_of(figure) == unit_of(after)


def whole_runs(sentence: Sentence) -> list[list[int]]:
    """Lists of two or more figures of one unit."""
    runs: list[list[int]] = []
    for index, figure in enumerate(sentence.figures):
        last = sentence.figures[runs[-1][-1]] if runs else None
        if (
            last is not None
            and unit_of(figure) == unit_of(last)
            and _LISTED.fullmatch(sentence.text, last.outer_end, figure.outer_start)
        ):
            runs[-1].append(index)
        else:
            runs.append([index])
    return [run for run in runs if len(run) > 1]


_LISTED = re.compile(r"\s*(?:、|以及|及|和|與|/)\s*")


def runs_of(sentence: Sentence, figures: Sequence[int], size: int) -> list[list[int]]:
    """Runs of `size` figures of one unit that are joined by 、 及 和 (a direction word may stand between)."""
    runs: list[list[int]] = []
    current: list[int] = []
    for index in figures:
        figure = sentence.figures[index]
        if current:
            last = sentence.figures[current[-1]]
            if not (unit_of(figure) == unit_of(last) and figure.depth == last.depth and _near(sentence, last, figure)):
                current = []
        current.append(index)
        if len(current) == size:
            runs.append(current)
            current = []
    return runs


def _near(sentence: Sentence, last: Item, figure: Item) -> bool:
    gap = sentence.text[last.outer_end : figure.outer_start]
    return (
        len(gap) <= 12
        and any(c in gap for c in "、及和與,，/")
        and not any(i.kind in ("metric", "entity") for i in sentence.between(last.end, figure.start))
    )


def unit_of(figure: Item) -> str | None:
    """The unit, or that it is money: of a list only the last may print its currency."""
    if not isinstance(figure.mention, QuantityMention):
        return None
    quantity = figure.mention.quantity
    return "money" if quantity.category == "monetary" else quantity.unit
