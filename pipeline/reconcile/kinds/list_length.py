"""A count against the things that are named (甲、乙和丙三大業務), and the brokers of a text against those of its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.model.claim import Claim
from pipeline.model.passage import Passage
from pipeline.model.place import Span
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range, point
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.range_of_members import forecasts, listing
from pipeline.reconcile.members import Group, counted, groups
from pipeline.reconcile.precision import ends
from pipeline.reconcile.relation import Relation, Wording

_NUMBERS = {character: number for number, character in enumerate("零一二三四五六七八九十")} | {"兩": 2}
_COUNT = re.compile(r"(?P<count>[二兩三四五六七八九十]|(?<!\d)\d{1,2}) ?(?P<word>[大款家個項種間座類])(?!多|幾)")
_BREAK = re.compile(r"[，。；：:！？（）()「」\n]")
_AND = re.compile("以及|和|及|與|跟")
# count first: 三個基地，分別為甲、乙和丙。
_LISTED = re.compile(r"[^，。；：\n]{0,10}(?:：|，?(?:分別為|分別是|即))(?P<list>[^，。；：\n]+)[。；\n]")
LEAST_NAMED = 3
LONGEST = 60  # characters of a list that stands before its count


@dataclass(frozen=True, slots=True)
class Named:
    """How many things a list names: `least` where a word for 'and' may stand inside a name, `most` where it never does."""

    least: int
    most: int


def find(index: Index) -> Iterator[Relation]:
    for passage in index.note.passages:
        if passage.kind is not None:
            yield from _in_text(index, passage)
    yield from _brokers(index)


def _in_text(index: Index, passage: Passage) -> Iterator[Relation]:
    text = passage.text
    for match in _COUNT.finditer(text):
        count = _NUMBERS.get(match["count"]) or int(match["count"])
        listed = _LISTED.match(text, match.end())
        if listed is not None:
            named = _named(listed["list"])
            if named.most > 1 and not index.words.says("open_list", listed["list"][-3:]):
                yield _relation(index, passage, match, count, named, listed["list"])
            continue
        before = _list_before(text, match.start())
        named = _named(before)
        if (
            match["word"] == "大"
            and named.most >= LEAST_NAMED
            and not index.words.says("open_list", before[-2:])
            and "、" in before
            and _AND.search(before.rpartition("、")[2])
        ):
            # where the list begins is not known, so only a count that it falls short of contradicts it
            yield _relation(index, passage, match, count, Named(1, named.most), before)


def _list_before(text: str, end: int) -> str:
    """The clause that runs up to a count, from its last break on."""
    start = max(0, end - LONGEST)
    for match in _BREAK.finditer(text, start, end):
        start = match.end()
    return text[start:end].strip()


def _named(text: str) -> Named:
    commas, ands = text.count("、"), len(_AND.findall(text))
    return Named(commas + 1 if commas or not ands else 1, commas + ands + 1)


def _relation(index: Index, passage: Passage, match: re.Match[str], count: int, named: Named, listed: str) -> Relation:
    span = passage.raw(match.start("count"), match.end("word"))
    claims = tuple(c for c in index.claims if c.span.overlaps(span))[:1]
    spelled = f"{named.most}" if named.least in (1, named.most) else f"{named.least} 至 {named.most}"
    return Relation(
        "list_length",
        claims,
        point(count),
        Range(Fraction(named.least), Fraction(named.most)),
        lambda: Wording(
            f"|{listed}|",
            f"印作 {count} 個（{match.group()}），但列出的是 {spelled} 個：{listed}",
            f"{count} are counted ({match.group()}); {spelled.replace('至', 'to')} are named: {listed}",
        ),
        span,
    )


def _brokers(index: Index) -> Iterator[Relation]:
    """綜合15間券商預測 … 介乎 A 至 B over a table whose lowest and highest are A and B: then it lists them all."""
    for fact, tables in groups(index).items():
        for claim in index.facts.get(fact, ()):
            said = counted(index, claim) if claim.origin != "cell" and claim.quantity.bound == "range" else None
            for table in tables:
                if said is not None and _spans(index, claim, table):
                    yield _of_table(claim, table, *said)


def _spans(index: Index, claim: Claim, table: Group) -> bool:
    """Whether the ends of a range are the smallest and the largest of a table."""
    ranges = [index.range(c) for c in table.members]
    low, high = ends(claim)
    least = min(ranges, key=lambda r: r.low or Fraction(0))
    most = max(ranges, key=lambda r: r.high or Fraction(0))
    return low.meets(least) and high.meets(most)


def _of_table(claim: Claim, table: Group, count: int, start: int, end: int) -> Relation:
    there = len(table.members)
    return Relation(
        "list_length",
        (claim,),
        point(count),
        point(there),
        lambda: Wording(
            f"|{table.members[0].attribution}, …|",
            f"印作綜合 {count} 間，但表中列出 {there} 間，最高與最低均在其中",
            f"{count} are said to be summed up; the table lists {there}, the highest and the lowest among them",
        ),
        Span(start, end),
    )


_ROWS = ("105.57 億元", "100.65 億元", "95.10 億元")


def _summary(text: str) -> Example:
    claims = (
        figure("淨利潤", "2025Q3", "95.1至105.57 億元", status="estimate", attribution="券商"),
        *forecasts(*_ROWS),
    )
    return Example(text, claims, text=text, table=listing(*_ROWS))


KIND = Kind(
    "list_length",
    find,
    fires=(
        Example("five named, six counted", text="園區設有織造、漂染、裁剪、縫紉和整燙六大工場。"),
        Example("four named, three counted", text="集團有三個基地，分別為臺中、高雄、昆山、蘇州。"),
        Example("two named, three counted", text="新車共有三款車型：標準版和長程版。"),
        _summary("綜合13間券商預測，淨利潤介乎95.1至105.57 億元。"),
    ),
    silent=(
        Example("as many as named", text="園區設有織造、漂染、裁剪、縫紉、整燙和包裝六大工場。"),
        Example("one of the names holds the word for and", text="公司聚焦研發、生產、銷售和服務三大環節。"),
        Example("and others", text="客戶包括甲廠、乙廠和丙廠等六大品牌。"),
        Example("five shops in two towns", text="今年將在北京、上海和深圳新開五家門店。"),
        Example("a list that ends in 等", text="集團有六個基地，分別為臺中、高雄等。"),
        _summary("綜合3間券商預測，淨利潤介乎95.1至105.57 億元。"),
    ),
)
