"""Lists zipped with lists: 蘋果和華為分別以 15.6% 和 15.3%, 2025 及 26 年預測分別上調 7.8% 及 2.3%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.stream import Item, Sentence
from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import calendar

_JOINERS = "、,，及和與以及或暨跟並而; "
_KINDS = ("entity", "metric", "product", "segment", "region", "period", "broker")


def zipped(sentence: Sentence) -> dict[int, Item]:
    """Figure index → the list member that it belongs to, for every 分別 of the sentence."""
    result: dict[int, Item] = {}
    for item in sentence.items:
        cue = item.mention
        if not (isinstance(cue, Cue) and cue.value("respectively") is not None):
            continue
        behind = [i for i, f in enumerate(sentence.figures) if f.start >= item.end]
        members = _members(sentence, item)
        unnamed = _unnamed(sentence, item, behind)
        if len(unnamed) > len(members):
            members = unnamed
        if len(members) < 2:
            continue
        at = item.end
        for run in _runs(sentence, behind, len(members)):
            others = sentence.between(at, sentence.figures[run[0]].start)
            if sum(_kind(i) == _kind(members[0]) for i in others) > 1:
                break  # 分別升至 61 元及 9.6 元，亦看好丙股及丁股，目標價 …: another list has begun
            result.update(zip(run, members, strict=True))
            at = sentence.figures[run[-1]].outer_end
    _zip_years(sentence, result)
    _zip_prices(sentence, result)
    return result


def _zip_prices(sentence: Sentence, result: dict[int, Item]) -> None:
    """亦看好甲股及乙股，目標價 8.2 元及 74 元: as many target prices as names in the clause before, without 分別."""
    for item in sentence.items:
        if not (isinstance(item.mention, NameMention) and item.mention.id == "target_price"):
            continue
        first = next((i for i, f in enumerate(sentence.figures) if f.start >= item.end), None)
        if first is None or first in result or sentence.clauses_between(item.end, sentence.figures[first].start):
            continue
        run = [first]
        while run[-1] + 1 < len(sentence.figures) and _follows(sentence, run[-1]):
            run.append(run[-1] + 1)
        members = [m for m in _members(sentence, item) if _kind(m) == "entity"]
        near = members and sentence.clauses_between(members[-1].end, item.start) <= 1
        if len(run) > 1 and near and len(run) == len(members):
            result.update(zip(run, members, strict=True))


def _follows(sentence: Sentence, index: int) -> bool:
    """The next figure is of the same unit, and only 及 or 、 parts the two."""
    figure, after = sentence.figures[index], sentence.figures[index + 1]
    joined = sentence.text[figure.outer_end : after.outer_start].strip() in ("及", "和", "與", "、", "以及")
    return joined and _unit(figure) == _unit(after)


def _zip_years(sentence: Sentence, result: dict[int, Item]) -> None:
    """2025至27年收入預測下調17%、23%及20%: as many figures as years."""
    for item in sentence.items:
        years = _years(item)
        if len(years) < 2:
            continue
        behind = [i for i, f in enumerate(sentence.figures) if f.start >= item.end and i not in result]
        run = next(iter(_runs(sentence, behind, len(years))), None)
        if run and run[0] == behind[0]:
            result.update({index: replace(item, mention=year) for index, year in zip(run, years, strict=True)})


def _years(item: Item) -> list[PeriodMention]:
    """A range of two or more whole years as a mention of each; none for anything else."""
    mention = item.mention
    if not isinstance(mention, PeriodMention) or mention.period is None or "/" not in mention.period.label:
        return []
    first, _, last = mention.period.label.partition("/")
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last) == 4):
        return []
    numbers = range(int(first), int(last) + 1)
    if len(numbers) > _MOST_YEARS:
        return []
    return [replace(mention, kind="year", period=calendar.year(n), expression=(("year", n),)) for n in numbers]


_MOST_YEARS = 8


def _members(sentence: Sentence, cue: Item) -> list[Item]:
    """The coordinate names or periods nearest before the cue, in order."""
    best: list[Item] = []
    at = {i.start: i for i in sentence.between(sentence.start, cue.start) if _kind(i) in _KINDS}  # 港股 is name and cue
    before = list(at.values())[-24:]
    for kind in _KINDS:
        own = [i for i in before if _kind(i) == kind]
        run: list[Item] = []
        for item in reversed(own):
            if run and not _joined(sentence.text, item.end, run[0].start):
                break
            run.insert(0, item)
        if len(run) > len(best) or (len(run) > 1 and best and run[-1].end > best[-1].end):
            best = run
    return best


def _kind(item: Item) -> str:
    """What an item is a list member as: a market word (美股及H股) means a company's security there."""
    listing = isinstance(item.mention, Cue) and item.mention.value("listing") is not None
    return "entity" if listing else item.kind


_JOINER = re.compile(r"、|以及|及|和|與")
_STRONG_JOINER = re.compile(r"、|以及|及")
_MEMBER = re.compile(r"[㐀-鿿A-Za-z0-9&/\- ]{2,24}")


def _unnamed(sentence: Sentence, cue: Item, behind: Sequence[int]) -> list[Item]:
    """暖通空調、冰洗及其他業務的收入分別為 …: parts that no vocabulary knows, as many as the figures that follow."""
    before = sentence.between(sentence.start, cue.start)
    metric = next((i for i in reversed(before) if i.kind == "metric"), None)
    if metric is None or cue.start - metric.end > 1:
        return []
    floor = max([m for m in (sentence.start, *sentence.marks) if m <= metric.start], default=sentence.start)
    floor = max([floor, *(i.end for i in before if i.kind in ("period", "entity") and i.end <= metric.start)])
    text = sentence.text[floor : metric.start].removesuffix("的")
    for joiner in (_JOINER, _STRONG_JOINER):
        parts = _between(joiner, text)
        names = [text[s:e] for s, e in parts]
        if len(parts) < 2 or not all(_MEMBER.fullmatch(n) for n in names) or not _runs(sentence, behind, len(parts)):
            continue
        return [_part(sentence.text, floor + s, floor + e) for s, e in parts]
    return []


def _between(joiner: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """What stands between the joiners."""
    edges = [0, *(e for m in joiner.finditer(text) for e in (m.start(), m.end())), len(text)]
    return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _part(text: str, start: int, end: int) -> Item:
    name = NameMention(start, end, "segment", text[start:end], text[start:end], None, "list.part")
    return Item(start, end, "segment", name, None, 0)


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
    """The unit, or that it is money: of a list only the last may print its currency."""
    if not isinstance(figure.mention, QuantityMention):
        return None
    quantity = figure.mention.quantity
    return "money" if quantity.category == "monetary" else quantity.unit


def name_of(item: Item) -> str:
    return item.mention.canonical if isinstance(item.mention, NameMention) else ""
