"""A contradiction needs figures whose words are all accounted for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.reconcile import reconcile
from pipeline.reconcile.figures import figure, note_of
from pipeline.reconcile.kind import Example

PLAIN = [
    "甲公司收入為 100.0 億元。2024 年收入達 120.0 億元。",
    "總括而言，甲公司2024年全年收入達 100.0 億元。期內收入錄得 120.0 億元。",
    "甲公司（2468.HK）公布2024年業績，收入為 100.0 億元。收入 120.0 億元。",
    "受惠於需求強勁，甲公司收入為 100.0 億元。由於成本受控，收入達 120.0 億元。",
]
NARROWED = [
    "甲公司收入為 100.0 億元。乳品及飲料類收入 120.0 億元。",  # an unknown part of it
    "甲公司收入為 100.0 億元。受併購帶動，備考收入為 120.0 億元。",
    "甲公司收入為 100.0 億元。海外方面，收入為 120.0 億元。",  # a scope in an earlier clause
    "甲公司收入為 100.0 億元。收入增加 120.0 億元。",  # a move and no level
    "甲公司收入為 100.0 億元。該品牌帶來主要貢獻，收入為 120.0 億元。",
    "甲公司收入為 100.0 億元│收入 120.0 億元。",  # a table that was not read as one
]


def failing(text: str, metric: str = "收入") -> bool:
    claims = (figure(metric, "2024", "100.0 億元"), figure(metric, "2024", "120.0 億元"))
    note, extraction = note_of(Example("", claims, text=text))
    return any(not each.holds for each in reconcile(note, extraction))


@pytest.mark.parametrize("text", PLAIN)
def test_plain_copies_contradict_each_other(text: str) -> None:
    assert failing(text)


@pytest.mark.parametrize("text", NARROWED)
def test_a_word_that_is_not_accounted_for_keeps_silence(text: str) -> None:
    assert not failing(text)


def test_two_profits_are_the_same_only_by_the_same_word() -> None:
    claims = (figure("淨利潤", "2024", "10.0 億元"), figure("純利", "2024", "12.0 億元"))
    note, extraction = note_of(Example("", claims))
    assert all(each.holds for each in reconcile(note, extraction))


def test_three_values_of_one_fact_are_three_facts() -> None:
    claims = tuple(figure("收入", "2024", f"{n}0.0 億元") for n in (1, 2, 3))
    assert not any(not each.holds for each in reconcile(*note_of(Example("", claims))))


def test_a_time_that_nobody_printed_is_no_evidence() -> None:
    claims = tuple(replace(figure("收入", "2024", t), inferred=("period",)) for t in ("10.0 億元", "12.0 億元"))
    assert all(each.holds for each in reconcile(*note_of(Example("", claims))))


def test_a_claim_with_an_unresolved_column_takes_part_in_nothing() -> None:
    claims = (figure("收入", "2024", "10.0 億元"), replace(figure("收入", "2024", "12.0 億元"), unresolved=("unit",)))
    assert reconcile(*note_of(Example("", claims))) == ()


def test_tables_that_differ_in_more_than_a_figure_are_of_different_things() -> None:
    """Two broker tables under one head, of two measures that were read as one."""
    rows = (("甲證券", "10.0%"), ("乙證券", "12.0%"), ("丙證券", "15.0%"))
    other = ("22.0%", "25.0%", "31.0%")
    first = [figure("淨利潤", "2025", t, attribution=b, at=(n, 1), basis="yoy") for n, (b, t) in enumerate(rows, 1)]
    second = [
        replace(figure("淨利潤", "2025", t, attribution=b, basis="yoy"), origin="cell")
        for (b, _), t in zip(rows, other, strict=True)
    ]
    text = "，".join(other) + "。"
    note, extraction = note_of(Example("", (*second, *first), text=text, table=(("券商", "變幅"), *rows)))  # type: ignore[arg-type]
    assert not any(not each.holds for each in reconcile(note, extraction))
