"""Whether figures that contradict each other surely speak of the same thing.

A note contradicts itself rarely; that a narrowing word was overlooked is likelier. So a relation may fail only between figures
whose words are all accounted for: between the name of its measure and the figure nothing may stand that is not its entity,
qualifier, period, or a word that narrows nothing. `relation_words.tsv` and the word lists of the recognisers say which do not.
A figure that is said to repeat another is held to that from the figure before it on, through all clauses. A paragraph or table
that repeats a column of a table shows by its other figures that it does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.model.claim import Claim
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import compare, outward
from pipeline.reconcile.relation import Relation

_BREAK = re.compile(r"[，。；：:！？!?;\n()（）「」『』《》【】]|,(?!\d)")
_TIME = re.compile(
    r"[\d.,]+|[零〇一二三四五六七八九十]+(?=[年月日季間家名])|[年月日季半旬週度第首末全]|[QHF]Y?(?=\d)", re.IGNORECASE
)
_TICKER = re.compile(r"\d{3,6}[.\-][A-Z]{1,3}|[A-Z]{1,5}\.(?:US|HK|TW|N|O)|[(（]\s*\d{4,6}\s*[)）]")
_NOISE = re.compile(r"[\s\W_a-z]+")
_REACHED = re.compile("[至到為報達]")
_FLATTENED = re.compile("[│|\t]")
REPEATS = 3  # figures of two columns must agree for one that differs to be a slip
COPIES = ("same_fact", "text_vs_table", "cross_report")  # nothing but the words says that two figures are of one thing
SALES = ("revenue", "sales", "sales_volume", "deliveries", "shipments")
BEHIND = 12  # characters behind a figure in which its measure may be named
# measures that one word names as well as another; a profit is the same only where the word is
SYNONYMOUS = frozenset(
    [
        "revenue",
        "market_share",
        "share_of_total",
        "gross_margin",
        "gross_profit",
        "eps",
        "shipments",
        "deliveries",
        "sales_volume",
        "target_price",
    ]
)


def evident(index: Index, relations: Sequence[Relation]) -> list[Relation]:
    """The relations without those that fail, or barely hold, between figures that may be of different things."""
    doubtful = [_doubtful(relation) for relation in relations]
    agree = Counter(_repeats(r) for r, doubt in zip(relations, doubtful, strict=True) if not doubt)
    clash = Counter(_repeats(r) for r, doubt in zip(relations, doubtful, strict=True) if doubt)

    def surely(relation: Relation) -> bool:
        between = _repeats(relation)
        if between is not None and clash[between] > 1 and agree[between] <= clash[between]:
            return False  # the two tables, or the text and the table, differ in more than a figure
        repeated = between is not None and agree[between] > 0
        if relation.kind == "same_fact" and between is not None and relation.stated.meets(relation.derived):
            return False  # 0 % in one table and 1 % in another are one value that was rounded twice
        if relation.kind == "same_fact" and between is not None and (clash[between] > 1 or agree[between] < REPEATS):
            return False  # two tables that repeat each other differ in one figure, if in any
        if repeated or relation.sure:
            return True
        return _one_measure(index, relation) and _all_plain(index, relation) and not _both_guessed(index, relation)

    return [r for r, doubt in zip(relations, doubtful, strict=True) if not doubt or surely(r)]


def _doubtful(relation: Relation) -> bool:
    verdict = compare(outward(relation.stated), outward(relation.derived))
    return verdict.touches or not verdict.holds


def _repeats(relation: Relation) -> tuple[object, ...] | None:
    """What repeats what, for a relation between a table and its copy: the table's column, and the sentence or other table."""
    if relation.kind not in ("same_fact", "text_vs_table") or len(relation.claims) != 2:
        return None
    one, other = relation.claims
    if other.origin != "cell":
        return None
    place = one.quote_span if one.origin != "cell" else (one.table, one.col)
    return relation.kind, place, other.table, other.col


def _both_guessed(index: Index, relation: Relation) -> bool:
    """Whether two copies of the prose have a period or a measure that neither of their sentences names."""
    prose = [claim for claim in relation.claims if claim.origin != "cell"]
    if relation.kind not in COPIES or len(prose) < 2:
        return False
    return any(all(_guessed(index, claim, column) for claim in prose) for column in ("period", "metric"))


def guessed(index: Index, claim: Claim) -> bool:
    """Whether the period or the measure of a figure of the prose was carried over from another sentence."""
    return claim.origin != "cell" and any(_guessed(index, claim, column) for column in ("period", "metric"))


def _guessed(index: Index, claim: Claim, column: str) -> bool:
    """Whether a column was carried over from another sentence: no figure of its own has it in print."""
    if column not in claim.inferred:
        return False
    own = index.sentences.get(claim.quote_span, ())
    return not any(getattr(c, column) == getattr(claim, column) and column not in c.inferred for c in own)


def _one_measure(index: Index, relation: Relation) -> bool:
    """Whether figures of one measure call it by one name, their qualifiers left aside, and the measure is a known one."""
    names: dict[str, set[str]] = {}
    for claim in relation.claims:
        if claim.origin == "cell":
            continue
        if claim.metric_id is None or claim.metric is None:
            return False
        names.setdefault(claim.metric_id, set()).add(measure_name(index, claim, claim.metric))
    return all(len(called) == 1 for called in names.values())


def measure_name(index: Index, claim: Claim, metric: str) -> str:
    """智能手機業務收入 of that segment is 收入; 國際市場遊戲收入 of a segment 遊戲業務 is itself."""
    for _, value in claim.qualifiers:
        metric = metric.replace(value, "")
    known = index.words.measures.get(metric)
    return known if known in SYNONYMOUS else metric


def _all_plain(index: Index, relation: Relation) -> bool:
    return all(plain(index, claim, strictly=relation.kind in COPIES) for claim in relation.claims)


def plain(index: Index, claim: Claim, *, strictly: bool) -> bool:
    """Whether the words before a figure name what its columns say and nothing unknown."""
    found = index.plain.get((claim.claim_id, strictly))
    if found is None:
        if claim.measure == "level" and claim.text.startswith(("+", "＋")):
            found = False  # a level has no plus sign: that is a change that was not read as one
        elif claim.origin == "cell":
            found = _alone_in_table(index, claim) and not _dated_elsewhere(index, claim)
        else:
            found = not _FLATTENED.search(index.sentence(claim)) and _accounted_for(index, claim, strictly)
        index.plain[claim.claim_id, strictly] = found
    return found


def _alone_in_table(index: Index, claim: Claim) -> bool:
    """A table does not print a fact twice: where two of its cells seem to say the same, something that tells them apart was
    not read."""
    fact = index.fact(claim)
    if fact is None or claim.table is None:
        return True
    same = [c for c in index.facts.get(fact, ()) if c.table == claim.table and c.attribution == claim.attribution]
    return len(same) <= 1


def _dated_elsewhere(index: Index, claim: Claim) -> bool:
    """A cell whose time neither its own lines nor any other cell of its table prints: it was taken from another table."""
    if "period" not in claim.inferred or claim.table is None:
        return False
    own = (c for cells in index.columns.get(claim.table, {}).values() for c in cells)
    return not any(c.period == claim.period and "period" not in c.inferred for c in own)


def _accounted_for(index: Index, claim: Claim, strictly: bool) -> bool:
    """Where the words do not name its measure, the figure goes on about the one before it (收入 100 億元，按年升 15%), and must
    then say something else of it."""
    sentence = index.sentences[claim.quote_span]
    place = sentence.index(claim)
    previous = sentence[place - 1] if place else None
    floor = previous.span.end if previous is not None else claim.quote_span.start
    named = _metric_at(index, claim, floor)
    start = floor if strictly else _clause(index, floor, claim.span.start if named is None else named)
    lead = index.note.canonical[start : claim.span.start]
    if (claim.measure == "level" and _moved(index, lead)) or _turned(index, claim, lead) or _revised(index, claim):
        return False
    if _left_over(index, claim, start) or _narrowed(index, claim, floor, start):
        return False
    if strictly and (_by_another_standard(index, claim) or _of_unsaid_time(claim, sentence)):
        return False
    if named is not None or _named_after(index, claim):
        return True
    return previous is not None and _goes_on(index, claim, previous) and plain(index, previous, strictly=strictly)


def _metric_at(index: Index, claim: Claim, floor: int) -> int | None:
    """Where the measure is named between `floor` and the figure; None where it is not."""
    for column, span in claim.evidence:
        if column == "metric" and floor <= span.start < claim.span.start:
            return span.start
    place = index.note.canonical.rfind(claim.metric, floor, claim.span.start) if claim.metric else -1
    return place if place >= 0 else None


def _named_after(index: Index, claim: Claim) -> bool:
    """58 家門店, 25% 上升空間: the measure stands right behind the figure."""
    end = claim.span.end
    if claim.metric is not None and claim.metric in index.note.canonical[end : end + BEHIND]:
        return True
    return any(column == "metric" and end <= span.start < end + BEHIND for column, span in claim.evidence)


def _goes_on(index: Index, claim: Claim, previous: Claim) -> bool:
    """Whether a figure says another thing of what the one before it is of, or the same of another named one."""
    scope, before = dict(claim.qualifiers), dict(previous.qualifiers)
    if claim.metric != previous.metric or not before.keys() <= scope.keys():
        return False
    about = (index.entity(claim), scope, claim.measure, claim.basis, claim.period, claim.per, claim.statistic)
    return about != (
        index.entity(previous), before, previous.measure, previous.basis, previous.period, previous.per, previous.statistic
    )  # fmt: skip


def _clause(index: Index, floor: int, place: int) -> int:
    """Where the clause of a place begins, not before `floor`."""
    start = floor
    for match in _BREAK.finditer(index.note.canonical, floor, place):
        start = match.end()
    return start


def _left_over(index: Index, claim: Claim, start: int) -> str:
    """What remains of the words before a figure once everything that its columns and the plain words explain is gone."""
    rest = _TICKER.sub(" ", _without_causes(index, _unexplained(index, claim, start, claim.span.start)))
    for role in (claim.statistic, claim.per):
        if role in index.words.patterns:
            rest = index.words.patterns[role].sub(" ", rest)
    rest = index.words.patterns["plain"].sub(" ", _TIME.sub(" ", rest))
    return _NOISE.sub("", rest)


def _without_causes(index: Index, text: str) -> str:
    """The words without the clauses that tell why (受惠於需求強勁，…): a cause narrows nothing."""
    clauses, last = [], 0
    for match in _BREAK.finditer(text):
        clauses.append(text[last : match.end()])
        last = match.end()
    causes = index.words.patterns["cause"]
    return "".join(clause for clause in clauses if not causes.match(clause.strip())) + text[last:]


def _narrowed(index: Index, claim: Claim, floor: int, start: int) -> bool:
    """Whether an earlier clause names a scope that is none of the figure's qualifiers (非國際財務報告準則下，純利 …)."""
    said = {value for _, value in claim.qualifiers}
    earlier = _unexplained(index, claim, floor, start)
    return any(
        word not in said and index.words.synonym(word) not in said for word in index.words.scopes.findall(earlier)
    )


def _of_unsaid_time(claim: Claim, sentence: Sequence[Claim]) -> bool:
    """Whether a time was carried over into a sentence of which another figure was left without one: the sentence may be of a time
    that was not read."""
    return "period" in claim.inferred and any(
        c.period is None and c.status == claim.status and c.metric_id != "target_price" for c in sentence
    )


def _by_another_standard(index: Index, claim: Claim) -> bool:
    """Whether the sentence names an accounting standard before the figure that is none of its qualifiers. Revenue and volumes
    are the same by all of them."""
    if claim.metric_id in SALES:
        return False
    said = {value for _, value in claim.qualifiers}
    before = index.note.canonical[claim.quote_span.start : claim.span.start]
    found = index.words.standards.findall(before)
    return any(word not in said and index.words.synonym(word) not in said for word in found)


def _unexplained(index: Index, claim: Claim, start: int, end: int) -> str:
    """A stretch of the text with the words of a figure's own columns blanked out."""
    text = list(index.note.canonical[start:end])
    for _, span in claim.evidence:
        for place in range(max(span.start, start), min(span.end, end)):
            text[place - start] = " "
    rest = "".join(text)
    known = [claim.metric, claim.entity, claim.attribution, *(value for _, value in claim.qualifiers)]
    known += index.words.names.get(claim.entity_id or "", ())
    for word in sorted((w for w in known if w), key=len, reverse=True):
        rest = rest.replace(word, " ")
    return rest


def _moved(index: Index, lead: str) -> bool:
    """Whether a level stands where a move does: 跌 129 點, and not 跌至 26,660 點."""
    moves = list(index.words.patterns["direction"].finditer(lead)) if "direction" in index.words.patterns else []
    return bool(moves) and not _REACHED.search(lead[moves[-1].start() :])


def _revised(index: Index, claim: Claim) -> bool:
    """Whether a rate that does not say what it is against stands behind 下調 or 上修: then it may be against the former forecast."""
    if "basis" not in claim.inferred:
        return False
    return index.words.says("revision", index.note.canonical[claim.quote_span.start : claim.span.start])


def _turned(index: Index, claim: Claim, lead: str) -> bool:
    """Whether a change that was read as a rise follows a word for a fall, or the other way round: then we may be wrong."""
    if claim.measure not in ("change", "growth") or claim.quantity.value is None:
        return False
    moves = list(index.words.patterns["direction"].finditer(lead)) if "direction" in index.words.patterns else []
    if not moves:
        return False
    down = index.words.patterns["down"].fullmatch(moves[-1].group()) is not None
    return down != (claim.quantity.value < 0)
