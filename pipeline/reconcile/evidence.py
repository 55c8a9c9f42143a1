"""Whether figures that contradict each other surely speak of the same thing.

A note contradicts itself rarely; that a narrowing word was overlooked is likelier. So a relation may fail only between figures
whose words are all accounted for: between the name of its measure and the figure nothing may stand that is not its entity,
qualifier, period, or a word that narrows nothing. `relation_words.tsv` and the word lists of the recognisers say which do not.
"""

from __future__ import annotations

import re

from pipeline.model.claim import Claim
from pipeline.reconcile.index import Index
from pipeline.reconcile.relation import Relation

_BREAK = re.compile(r"[，。；：:！？!?;\n()（）「」『』《》【】│|]|,(?!\d)")
_TIME = re.compile(
    r"[\d.,]+|[零〇一二三四五六七八九十]+(?=[年月日季])|[年月日季半旬週度第首末]|[QHF]Y?(?=\d)", re.IGNORECASE
)
_NOISE = re.compile(r"[\s\W_a-z]+")
_REACHED = re.compile("[至到為報達]")
REST = 1  # characters that may be left over
BEHIND = 12  # characters behind a figure in which its measure may be named


def evident(index: Index, relation: Relation) -> bool:
    """Whether every figure of a relation is plainly what the relation takes it for."""
    return relation.sure or all(plain(index, claim) for claim in relation.claims)


def plain(index: Index, claim: Claim) -> bool:
    """Whether the words around a figure name what its columns say and nothing unknown."""
    found = index.plain.get(claim.claim_id)
    if found is None:
        found = _alone_in_table(index, claim) if claim.origin == "cell" else _accounted_for(index, claim)
        index.plain[claim.claim_id] = found
    return found


def _alone_in_table(index: Index, claim: Claim) -> bool:
    """A table does not print a fact twice: where two of its cells seem to say the same, something that tells them apart was
    not read."""
    fact = index.fact(claim)
    if fact is None or claim.table is None:
        return True
    same = [c for c in index.facts.get(fact, ()) if c.table == claim.table and c.attribution == claim.attribution]
    return len(same) <= 1


def _accounted_for(index: Index, claim: Claim) -> bool:
    """Where the words do not name its measure, the figure goes on about the one before it (收入 100 億元，按年升 15%), and must
    then say something else of it."""
    sentence = index.sentences[claim.quote_span]
    place = sentence.index(claim)
    previous = sentence[place - 1] if place else None
    floor = previous.span.end if previous is not None else claim.quote_span.start
    named = _metric_at(index, claim, floor)
    start = _clause(index, floor, claim.span.start if named is None else named)
    lead = index.note.canonical[start : claim.span.start]
    if claim.measure == "level" and _moved(index, lead):
        return False
    if len(_left_over(index, claim, start)) > REST or _narrowed(index, claim, floor, start):
        return False
    if named is not None or _named_after(index, claim):
        return True
    return previous is not None and _says(index, claim) != _says(index, previous) and plain(index, previous)


def _metric_at(index: Index, claim: Claim, floor: int) -> int | None:
    """Where the measure is named between `floor` and the figure; None where it is not."""
    for column, span in claim.evidence:
        if column == "metric" and floor <= span.start < claim.span.start:
            return span.start
    place = index.note.canonical.rfind(claim.metric, floor, claim.span.start) if claim.metric else -1
    return place if place >= 0 else None


def _named_after(index: Index, claim: Claim) -> bool:
    """58 家門店, 25% 上升空間: the measure stands right behind the figure."""
    behind = index.note.canonical[claim.span.end : claim.span.end + BEHIND]
    return (bool(claim.metric) and claim.metric in behind) or any(
        column == "metric" and claim.span.end <= span.start < claim.span.end + BEHIND for column, span in claim.evidence
    )


def _says(index: Index, claim: Claim) -> tuple[object, ...]:
    """What a figure is of, the number left aside."""
    period = claim.period.label if claim.period else None
    about = (index.entity(claim), index.metric(claim), claim.qualifiers, claim.statistic, claim.per)
    return *about, claim.measure, claim.basis, period, claim.attribution


def _clause(index: Index, floor: int, place: int) -> int:
    """Where the clause of a place begins, not before `floor`."""
    start = floor
    for match in _BREAK.finditer(index.note.canonical, floor, place):
        start = match.end()
    return start


def _left_over(index: Index, claim: Claim, start: int) -> str:
    """What remains of the words before a figure once everything that its columns and the plain words explain is gone."""
    text = list(index.note.canonical[start : claim.span.start])
    for _, span in claim.evidence:
        for place in range(max(span.start, start), min(span.end, claim.span.start)):
            text[place - start] = " "
    rest = "".join(text)
    known = [claim.metric, claim.entity, claim.attribution, *(value for _, value in claim.qualifiers)]
    known += index.words.names.get(claim.entity_id or "", ())
    for word in sorted((w for w in known if w), key=len, reverse=True):
        rest = rest.replace(word, " ")
    for role in ("plain", claim.statistic, claim.per):
        if role in index.words.patterns:
            rest = index.words.patterns[role].sub(" ", rest)
    return _NOISE.sub("", _TIME.sub("", rest))


def _narrowed(index: Index, claim: Claim, floor: int, start: int) -> bool:
    """Whether an earlier clause names a scope that is none of the figure's qualifiers (非國際財務報告準則下，純利 …)."""
    said = {value for _, value in claim.qualifiers}
    earlier = index.note.canonical[floor:start]
    return any(
        word not in said and index.words.synonym(word) not in said for word in index.words.scopes.findall(earlier)
    )


def _moved(index: Index, lead: str) -> bool:
    """Whether a level stands where a move does: 跌 129 點, and not 跌至 26,660 點."""
    moves = list(index.words.patterns["direction"].finditer(lead)) if "direction" in index.words.patterns else []
    return bool(moves) and not _REACHED.search(lead[moves[-1].start() :])
