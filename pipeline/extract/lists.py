"""Lists zipped with lists: 蘋果和華為分別以 15.6% 和 15.3%, 2025 及 26 年預測分別上調 7.8% 及 2.3%."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.stream import Item, Sentence
from pipeline.model.mention import NameMention, QuantityMention
from pipeline.recognise.cues import Cue

_JOINERS = "、,，及和與以及或暨跟並而; "
_KINDS = ("entity", "metric", "product", "segment", "region", "period")


def zipped(sentence: Sentence) -> dict[int, Item]:
    """Figure index → the list member that it belongs to, for every 分別 of the sentence."""
    result: dict[int, Item] = {}
    for item in sentence.items:
        cue = item.mention
        if not (isinstance(cue, Cue) and cue.value("respectively") is not None):
            continue
        members = _members(sentence, item)
        if len(members) < 2:
            continue
        behind = [i for i, f in enumerate(sentence.figures) if f.start >= item.end]
        for run in _runs(sentence, behind, len(members)):
            result.update(zip(run, members, strict=True))
    return result


def _members(sentence: Sentence, cue: Item) -> list[Item]:
    """The coordinate names or periods nearest before the cue, in order."""
    best: list[Item] = []
    before = [i for i in sentence.between(sentence.start, cue.start) if i.kind in _KINDS][-24:]
    for kind in _KINDS:
        own = [i for i in before if i.kind == kind]
        run: list[Item] = []
        for item in reversed(own):
            if run and not _joined(sentence.text, item.end, run[0].start):
                break
            run.insert(0, item)
        if len(run) > len(best) or (len(run) > 1 and best and run[-1].end > best[-1].end):
            best = run
    return best


def _joined(text: str, start: int, end: int) -> bool:
    gap = text[start:end]
    return 0 < len(gap) <= 12 and any(c in gap for c in "、及和與,") and "，" not in gap and "。" not in gap


def _runs(sentence: Sentence, figures: Sequence[int], size: int) -> list[list[int]]:
    """Runs of `size` figures of one unit that are joined by 、 及 和 (a direction word may stand between)."""
    runs: list[list[int]] = []
    current: list[int] = []
    for index in figures:
        figure = sentence.figures[index]
        if current:
            last = sentence.figures[current[-1]]
            if not (_unit(figure) == _unit(last) and figure.depth == last.depth and _near(sentence, last, figure)):
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
        and any(c in gap for c in "、及和與,，")
        and not any(i.kind in ("metric", "entity") for i in sentence.between(last.end, figure.start))
    )


def _unit(figure: Item) -> str | None:
    return figure.mention.quantity.unit if isinstance(figure.mention, QuantityMention) else None


def name_of(item: Item) -> str:
    return item.mention.canonical if isinstance(item.mention, NameMention) else ""
