"""The rows of a table that several speakers fill: brokers' forecasts of one figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.model.claim import Claim
from pipeline.reconcile.index import Fact, Index, alike

LEAST_MEMBERS = 3
_COUNT = re.compile(
    r"(?P<count>\d+) ?[間家名位個](?=(?:投資銀行|券商|證券|大行|投行|分析師|機構|研究機構|外資|法人|銀行))"
)


@dataclass(frozen=True, slots=True)
class Group:
    """One figure of each speaker, in reading order."""

    fact: Fact
    members: tuple[Claim, ...]


def groups(index: Index) -> Mapping[Fact, tuple[Group, ...]]:
    """Cells of one fact by different speakers, each speaker once, table by table."""
    found: dict[Fact, list[Group]] = defaultdict(list)
    for fact, claims in index.facts.items():
        for run in _runs([c for c in claims if c.origin == "cell" and c.attribution and c.quantity.value is not None]):
            if len(run) >= LEAST_MEMBERS and all(index.comparable(run[0], c) and alike(c, run[0]) for c in run):
                found[fact].append(Group(fact, tuple(run)))
    return {fact: tuple(each) for fact, each in found.items()}


def _runs(cells: list[Claim]) -> Iterator[list[Claim]]:
    """Cells parted where another table begins, or a speaker speaks again."""
    run: list[Claim] = []
    for cell in cells:
        if run and (cell.table != run[-1].table or cell.attribution in {c.attribution for c in run}):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def summary_of(index: Index, claim: Claim, members: Group) -> bool:
    """Whether a figure of the text sums up these members: nobody's own figure, of the same sort, and of as many speakers as
    the table has, where the text says how many."""
    if (
        claim.origin == "cell"
        or not index.comparable(claim, members.members[0])
        or not alike(claim, members.members[0])
    ):
        return False
    if claim.attribution in {c.attribution for c in members.members}:
        return False
    said = counted(index, claim)
    return said is None or said[0] == len(members.members)


def counted(index: Index, claim: Claim) -> tuple[int, int, int] | None:
    """How many speakers the sentence of a figure counts before it (綜合15間券商預測), with the raw place of the number."""
    start = claim.quote_span.start
    matches = list(_COUNT.finditer(index.note.canonical, start, claim.span.start))
    if not matches:
        return None
    match = matches[-1]
    return int(match["count"]), match.start("count"), match.end("count")
