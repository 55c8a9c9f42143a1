"""Brokers' views: each rating, target and place goes to the view that it speaks of."""

from __future__ import annotations

from tests.line import extraction_of, note_of


def test_a_rating_without_a_target_has_its_place() -> None:
    note = note_of(
        "大和:晨星電子評級重申「買入」", "大和發表報告，晨星電子(1810.HK)第三季收入勝預期，重申「買入」評級。"
    )
    (view,) = extraction_of(note).views
    assert (view.broker, view.rating, view.rating_score, view.target_low) == ("大和", "買入", 5, None)
    assert note.raw_text[view.span.start : view.span.end].startswith("買入")


def test_a_second_rating_leaves_the_first_view_alone() -> None:
    note = note_of(
        "摩根大通指，騰訊控股(0700.HK)目標價由600港元升至650港元，評級「增持」。",
        "高盛指，美團(3690.HK)目標價120港元，評級「買入」。",
    )
    views = {v.entity_id: v for v in extraction_of(note).views}
    first = views["0700.HK"]
    assert first.span.end <= note.raw_text.index("\n")
    assert first.rating == "增持" and views["3690.HK"].rating == "買入"
