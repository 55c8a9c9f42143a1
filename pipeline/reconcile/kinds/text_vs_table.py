"""A figure of the prose against the table cell that says the same: the intervals must meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.model.claim import Claim
from pipeline.model.place import Span
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Fact, Index, alike, nearest
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.kinds.same_fact import copies, misread, relation
from pipeline.reconcile.relation import Relation


def find(index: Index) -> Iterator[Relation]:
    """Each figure of the prose against the nearest cell of the same fact; and, in a sentence that repeats a column, against
    the cell whose scope the sentence gives in part (the caption says 智能手機, the text only 中國)."""
    paired: set[str] = set()
    for fact, claims in index.facts.items():
        for group in copies(index, fact, claims):
            cells = [c for c in group if c.origin == "cell"]
            for claim in group:
                if cells and claim.origin != "cell":
                    paired.add(claim.claim_id)
                    cell = nearest(cells, claim)[0]
                    if not misread(index, claim, cell):
                        yield relation(index, "text_vs_table", claim, cell)
    yield from _partly_scoped(index, paired)


def _partly_scoped(index: Index, paired: set[str]) -> Iterator[Relation]:
    """Pairs of one entity, measure and period of which the cell names more of the scope, where most pairs of the sentence and
    the column agree."""
    cells: dict[object, list[Claim]] = defaultdict(list)
    for fact, claims in index.facts.items():
        cells[_unscoped(fact)] += [c for c in claims if c.origin == "cell"]
    if not any(cells.values()):
        return
    groups: dict[tuple[Span, int | None, int | None], list[Relation]] = defaultdict(list)
    for fact, claims in index.facts.items():
        for claim in claims:
            if claim.origin == "cell" or claim.claim_id in paired or claim.quantity.value is None:
                continue
            fitting = [c for c in cells[_unscoped(fact)] if _fits(index, claim, c)]
            if len(fitting) == 1 and not misread(index, claim, fitting[0]):
                place = (claim.quote_span, fitting[0].table, fitting[0].col)
                groups[place].append(relation(index, "text_vs_table", claim, fitting[0]))
    for group in groups.values():
        agreeing = sum(r.stated.meets(r.derived) for r in group)
        if len(group) > 1 and agreeing * 2 >= len(group):
            yield from group


def _unscoped(fact: Fact) -> object:
    """All that a fact is but its qualifiers."""
    subject = fact.subject
    return subject.entity, subject.metric, subject.per, subject.statistic, fact.period, fact.measure, fact.basis


def _fits(index: Index, claim: Claim, cell: Claim) -> bool:
    one, other = ({k: index.qualifier(v) for k, v in c.qualifiers} for c in (claim, cell))
    return (
        one.items() <= other.items()
        and index.comparable(claim, cell)
        and alike(claim, cell)
        and index.same_voice(claim, cell)
    )


_TABLE = (("品牌", "2024Q3"), ("甲公司", "14.8%"))

KIND = Kind(
    "text_vs_table",
    find,
    fires=(
        Example(
            "the text and the table's row",
            (figure("市場份額", "2024Q3", "18.4%"), figure("市場份額", "2024Q3", "14.8%", at=(1, 1))),
            table=_TABLE,
        ),
        Example(
            "the table names its source, the text repeats it",
            (
                figure("市場份額", "2024Q3", "18.4%"),
                figure("市場份額", "2024Q3", "14.8%", at=(1, 1), attribution="丙研究"),
            ),
            table=_TABLE,
        ),
    ),
    silent=(
        Example(
            "the text rounds",
            (figure("市場份額", "2024Q3", "15%"), figure("市場份額", "2024Q3", "14.8%", at=(1, 1))),
            table=_TABLE,
        ),
        Example(
            "another year",
            (figure("市場份額", "2023Q3", "13.6%"), figure("市場份額", "2024Q3", "14.8%", at=(1, 1))),
            table=_TABLE,
        ),
        Example(
            "two research houses measure the same share; whom the text repeats is not said",
            (
                figure("市場份額", "2024Q3", "14.8%", at=(1, 1), attribution="丙研究"),
                figure("市場份額", "2024Q3", "13.9%", attribution="丁研究"),
                figure("市場份額", "2024Q3", "13.5%"),
            ),
            table=_TABLE,
        ),
    ),
)
