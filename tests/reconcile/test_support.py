"""What the rest of a note says for or against a figure."""

from __future__ import annotations

from pipeline.reconcile import assess, reconcile
from pipeline.reconcile.figures import figure, note_of
from pipeline.reconcile.kind import Example


def support(*claims: object) -> list[tuple[str, str]]:
    note, extraction = note_of(Example("", claims))  # type: ignore[arg-type]
    found = assess(extraction.claims, reconcile(note, extraction))
    return [(found[c.claim_id].support, found[c.claim_id].quality) for c in extraction.claims]


def test_a_relation_that_holds_and_could_have_failed_confirms() -> None:
    found = support(
        figure("收入", "2024", "110.0 億元"),
        figure("收入", "2024", "10.0%", basis="yoy"),
        figure("收入", "2023", "100.0 億元"),
        figure("門店", "2024", "58 家"),
    )
    assert found == [("confirmed", "ok")] * 3 + [("unlinked", "ok")]


def test_a_failing_relation_contradicts_all_that_take_part() -> None:
    found = support(
        figure("收入", "2024", "110.0 億元"),
        figure("收入", "2024", "30.0%", basis="yoy"),
        figure("收入", "2023", "100.0 億元"),
    )
    assert found == [("contradicted", "contradicted")] * 3


def test_two_bounds_to_the_same_side_confirm_nothing() -> None:
    found = support(figure("門店", "2024", "超過700 家"), figure("門店", "2024", "超過700 家"))
    assert found == [("unlinked", "ok")] * 2


def test_intervals_that_touch_make_a_figure_suspect() -> None:
    found = support(figure("毛利率", "2024", "34.4%"), figure("毛利率", "2024", "34.5%"))
    assert found == [("unlinked", "suspect")] * 2
