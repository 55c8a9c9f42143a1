"""A figure of the prose against the table cell that says the same: the intervals must meet."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index, nearest
from pipeline.reconcile.kinds.same_fact import copies, relation
from pipeline.reconcile.relation import Example, Kind, Relation


def find(index: Index) -> Iterator[Relation]:
    """Each figure of the prose against the nearest cell of the same fact."""
    for fact, claims in index.facts.items():
        for group in copies(index, fact, claims):
            cells = [c for c in group if c.origin == "cell"]
            for claim in group:
                if cells and claim.origin != "cell":
                    yield relation(index, "text_vs_table", claim, nearest(cells, claim)[0])


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
