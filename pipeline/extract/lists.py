"""Lists zipped with lists: 蘋果和華為分別以 15.6% 和 15.3%, 2025 及 26 年預測分別上調 7.8% 及 2.3%."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.extract.runs import follows, runs_of, whole_runs
from pipeline.extract.stream import Item, Sentence, clause_start
from pipeline.model.claim import BASES
from pipeline.model.mention import NameMention, PeriodMention
from pipeline.recognise.periods import calendar

_KINDS = ("entity", "metric", "product", "segment", "region", "period", "broker", "basis")


def zipped(sentence: Sentence) -> dict[int, Item]:
    """Figure index → the list member that it belongs to: for every 分別 of the sentence, and where a list of figures stands
    right behind a list of as many names or years (藤倉及古河跌 5.8% 及 9%)."""
    result: dict[int, Item] = {}
    if len(sentence.figures) < 2:
        return result
    spans = [years for item in sentence.items if item.kind == "period" and len(years := _years(item)) > 1]
    last = _share(sentence, result)
    for item in sentence.items:
        if "respectively" not in item.said:
            continue
        behind = [i for i, f in enumerate(sentence.figures) if f.start >= item.end]
        members = _members(sentence, item)
        unnamed = _unnamed(sentence, item, behind)
        if len(unnamed) > len(members):
            members = unnamed
        for years in spans:
            if years[0].end <= item.start and (len(members) < 2 or years[0].end > members[-1].end):
                members = years
        if len(members) < 2 and last and last[0].kind == "segment":
            members = last  # 13% 及 3%，分別按季增長 50% 及 55%: of the same again
        if len(members) < 2:
            members = _heads(sentence, item, behind)
        if len(members) < 2:
            continue
        at = item.end
        for run in runs_of(sentence, behind, len(members)):
            others = sentence.between(at, sentence.figures[run[0]].start)
            if sum(_kind(i) == _kind(members[0]) for i in others) > 1:
                break  # 分別升至 61 元及 9.6 元，亦看好丙股及丁股，目標價 …: another list has begun
            result.update(zip(run, members, strict=True))
            at = sentence.figures[run[-1]].outer_end
        last = members
    _pair(sentence, spans, result)
    _zip_prices(sentence, result)
    return result


_SHARERS = 80  # characters before 佔 in which those that share stand


def _share(sentence: Sentence, result: dict[int, Item]) -> list[Item]:
    """甲產品及乙產品佔收入 13% 及 3%: as many percentages as things before 佔; the things."""
    for item in sentence.items:
        name = item.mention
        if not (isinstance(name, NameMention) and name.id == "share_of_total" and name.text in ("佔", "占")):
            continue
        position = bisect_right(sentence.marks, item.start)
        floor = max(sentence.start, item.start - _SHARERS, sentence.marks[position - 1] if position else 0)
        parts = _between(_JOINER, sentence.text[floor : item.start])
        first = sentence.number_of(item)
        behind = range(first, min(first + len(parts), len(sentence.figures)))
        runs = runs_of(sentence, behind, len(parts))
        names = [sentence.text[floor + s : floor + e] for s, e in parts]
        if len(parts) > 1 and runs and all(_MEMBER.fullmatch(n) for n in names):
            members = [_part(sentence.text, floor + s, floor + e) for s, e in parts]
            result.update(zip(runs[0], members, strict=True))
            return members
    return []


def _zip_prices(sentence: Sentence, result: dict[int, Item]) -> None:
    """亦看好甲股及乙股，目標價 8.2 元及 74 元: as many target prices as names in the clause before, without 分別."""
    for item in sentence.items:
        if not (isinstance(item.mention, NameMention) and item.mention.id == "target_price"):
            continue
        first = next((i for i, f in enumerate(sentence.figures) if f.start >= item.end), None)
        if first is None or first in result or sentence.clauses_between(item.end, sentence.figures[first].start):
            continue
        run = [first]
        while run[-1] + 1 < len(sentence.figures) and follows(sentence, run[-1]):
            run.append(run[-1] + 1)
        members = [m for m in _members(sentence, item) if _kind(m) == "entity"]
        near = members and sentence.clauses_between(members[-1].end, item.start) <= 1
        if len(run) > 1 and near and len(run) == len(members):
            result.update(zip(run, members, strict=True))


def _pair(sentence: Sentence, spans: Sequence[list[Item]], result: dict[int, Item]) -> None:
    """Lists of figures without 分別: the nearest list of as many members before it, in its own clause or used just before."""
    runs = whole_runs(sentence)
    if not runs:
        return
    lists = [*spans, *_coordinates(sentence)]
    last: list[Item] | None = None
    for run in runs:
        if any(i in result for i in run):
            last = [result[i] for i in run] if all(i in result for i in run) else None
            continue
        start = sentence.figures[run[0]].outer_start
        near = [
            m for m in lists if len(m) == len(run) and m[-1].end <= start and _in_clause(sentence, m[-1].end, run[0])
        ]
        if near:
            last = max(near, key=lambda m: m[-1].end)
        elif quarters := _quarters(sentence, run):
            last = quarters
        elif last is None or len(last) != len(run) or not _goes_on(sentence, last, start):
            continue
        result.update(zip(run, last, strict=True))


def _goes_on(sentence: Sentence, last: list[Item], start: int) -> bool:
    """由 8% 及 5% 提升至 9% 及 6%, 收入預測下調 5% 與 16%，…淨利潤預測 20% 與 19%: a further list of as many figures, for the same
    members; of years also in a later clause, where no other time is named."""
    if sentence.text[start - 1] in "至到":
        return True
    return _kind(last[0]) == "period" and not any(i.kind == "period" for i in sentence.between(last[-1].end, start))


_EACH_QUARTER = re.compile(r"(?:各|每個?|四個?|逐)季度?[^，。；、0-9]{0,6}，?[^，。；、0-9]{0,6}$")


def _quarters(sentence: Sentence, run: Sequence[int]) -> list[Item]:
    """各季度毛利率分別為 38.2%、34.4%、35.0% 和 30.6%: four figures, one for each quarter of the year spoken of."""
    start = sentence.figures[run[0]].outer_start
    if len(run) != QUARTERS:
        return []
    found = _EACH_QUARTER.search(sentence.text, max(sentence.start, start - 24), start)
    if found is None:
        return []
    return [_quarter(found.start(), start, number) for number in range(1, QUARTERS + 1)]


def _quarter(start: int, end: int, number: int) -> Item:
    expression = (("year_of_last", 0), ("quarter", number))
    return Item(start, end, "period", PeriodMention(start, end, "quarter", "list.quarter", None, expression), None, 0)


QUARTERS = 4


def _in_clause(sentence: Sentence, end: int, figure: int) -> bool:
    """Whether nothing but the words of one statement stands between the end of a list and the figure."""
    item = sentence.figures[figure]
    return (
        sentence.clauses_between(end, item.outer_start) == 0
        and item.depth == 0
        and not any(f.start >= end for f in sentence.figures[max(0, figure - 1) : figure])
        and not any(i.kind == "entity" for i in sentence.between(end, item.outer_start))
    )


def _coordinates(sentence: Sentence) -> list[list[Item]]:
    """Every list of two or more names or periods of one kind with nothing but a joiner between them."""
    found: dict[str, list[list[Item]]] = {kind: [[]] for kind in _KINDS}
    for item in sentence.items:
        own = found.get(_kind(item)) if item.depth == 0 else None
        if own is None:
            continue
        if own[-1] and not _TIGHT.fullmatch(sentence.text, own[-1][-1].end, item.start):
            own.append([])
        own[-1].append(item)
    return [run for runs in found.values() for run in runs if len(run) > 1]


_TIGHT = re.compile(r"(?:\([^()]*\))?\s*(?:、|以及|及|和|與|暨|/|／)\s*")


def _years(item: Item) -> list[Item]:
    """A range of two or more whole years as an item of each (2025至27年, 今明兩年); none for anything else."""
    mention = item.mention
    values = dict(mention.expression) if isinstance(mention, PeriodMention) else {}
    key = next((k for k in ("year", "year_offset") if f"to_{k}" in values), None)
    if not isinstance(mention, PeriodMention) or key is None or values.get("form") != "range":
        return []
    if set(values) - {key, f"to_{key}", "form", "fiscal", "to_fiscal"}:
        return []
    fiscal = (("fiscal", 1),) if "to_fiscal" in values or "fiscal" in values else ()
    first, last = int(values[key]), int(values[f"to_{key}"])
    years = []
    for number in range(first, min(last, first + _MOST_YEARS) + 1):
        period = calendar.year(number) if key == "year" and not fiscal else None
        expression = ((key, number), *fiscal)
        years.append(item._replace(mention=mention._replace(kind="year", period=period, expression=expression)))
    return years


_MOST_YEARS = 8


_REACH = 64  # items looked back over for the members of a list


def _members(sentence: Sentence, cue: Item) -> list[Item]:
    """The coordinate names or periods nearest before the cue, in order."""
    best: list[Item] = []
    at = {i.start: i for i in sentence.nearest(cue.start, _REACH) if _kind(i) in _KINDS}  # 港股 is name and cue
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


def _heads(sentence: Sentence, cue: Item, behind: Sequence[int]) -> list[Item]:
    """甲指數目標 28,000 點，以及乙指數目標 9,800 點，分別有 3% 和 2% 空間: the names that the clauses before spoke of, each with a figure,
    where as many figures follow."""
    named: dict[str, Item] = {}
    for item in sentence.nearest(cue.start, _REACH):
        if item.kind == "entity" and item.depth == 0:
            named.setdefault(name_of(item), item)
    run = list(behind[:1])
    while run and len(run) <= len(named) and run[-1] + 1 < len(sentence.figures) and follows(sentence, run[-1]):
        run.append(run[-1] + 1)
    told = all(sentence.number_of(item) < sentence.number_of(cue) for item in named.values())
    return list(named.values()) if len(run) == len(named) > 1 and told else []


def _kind(item: Item) -> str:
    """What an item is a list member as: a market word (美股及H股) means a company's security there, 按季及按年 are two bases."""
    if "listing" in item.said:
        return "entity"
    return "basis" if item.said.get("basis") in BASES else item.kind


_JOINER = re.compile(r"、|以及|及|和|與")
_STRONG_JOINER = re.compile(r"、|以及|及")
_MEMBER = re.compile(r"[㐀-鿿A-Za-z0-9&/\- ]{2,32}")
_OF_THESE = re.compile(r"(?:其中|當中|料|預計|預期|估計)+")


def _unnamed(sentence: Sentence, cue: Item, behind: Sequence[int]) -> list[Item]:
    """暖通空調、冰洗及其他業務的收入分別為 …: parts that no vocabulary knows, as many as the figures that follow."""
    before = sentence.nearest(cue.start)
    metric = next((i for i in reversed(before) if i.kind == "metric"), None)
    if metric is None or not _JUST_BEFORE.fullmatch(sentence.text, metric.end, cue.start):
        return _things(sentence, cue, behind)
    floor = max([m for m in (sentence.start, *sentence.marks) if m <= metric.start], default=sentence.start)
    floor = max([floor, *(i.end for i in before if i.kind in ("period", "entity") and i.end <= metric.start)])
    among = _OF_THESE.match(sentence.text, floor, metric.start)
    floor = among.end() if among else floor
    text = sentence.text[floor : metric.start].removesuffix("的")
    for joiner in (_JOINER, _STRONG_JOINER):
        parts = _between(joiner, text)
        names = [text[s:e] for s, e in parts]
        if len(parts) < 2 or not all(_MEMBER.fullmatch(n) for n in names) or not runs_of(sentence, behind, len(parts)):
            continue
        return [_part(sentence.text, floor + s, floor + e) for s, e in parts]
    return []


_JUST_BEFORE = re.compile(r".?(?:按[年季月]|同比|環比)?")
_LONGEST_THINGS = 60  # characters
_THINGS = re.compile(
    r"(?P<list>[^，。；：、()0-9]{1,8}(?:、[^，。；：、()0-9]{1,8})*(?:、|以及|及|和|與)[^，。；：、()0-9]{1,8}?)(?:商品|產品|業務|類別|市場)?(?:則|亦|均)?$"
)


def _things(sentence: Sentence, cue: Item, behind: Sequence[int]) -> list[Item]:
    """吃類、穿類、用類商品分別增長 …: things that no vocabulary knows, of the measure spoken of before."""
    floor = clause_start(sentence, cue.start)
    if cue.start - floor > _LONGEST_THINGS:
        return []
    found = _THINGS.search(sentence.text, floor, cue.start)
    if found is None or found.start() > floor or any(i.kind in _KINDS for i in sentence.between(floor, cue.start)):
        return []
    parts = _between(_JOINER, found["list"])
    if not all(_MEMBER.fullmatch(found["list"][s:e]) for s, e in parts) or not runs_of(sentence, behind, len(parts)):
        return []
    return [_part(sentence.text, floor + s, floor + e) for s, e in parts]


def _between(joiner: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """What stands between the joiners."""
    edges = [0, *(e for m in joiner.finditer(text) for e in (m.start(), m.end())), len(text)]
    return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _part(text: str, start: int, end: int) -> Item:
    name = NameMention(start, end, "segment", text[start:end], text[start:end], None, "list.part")
    return Item(start, end, "segment", name, None, 0)


_ASIDE = re.compile(r"\([^()]*\)|\s+")


def _joined(text: str, start: int, end: int) -> bool:
    gap = _ASIDE.sub("", text[start:end])
    return 0 < len(gap) <= 12 and any(c in gap for c in "、及和與,") and not any(c in gap for c in "，。；;：:")


def name_of(item: Item) -> str:
    return item.mention.canonical if isinstance(item.mention, NameMention) else ""
