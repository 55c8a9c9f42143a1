"""Notes one after the other, from raw text: what a later one says of the past against the facts that an earlier one left."""

from __future__ import annotations

import pytest

from bench.mutants.score import reader
from pipeline.model.check import Reconciliation
from pipeline.reconcile import EarlierFact, fact_keys, index_of, reconcile
from pipeline.reconcile.keys import stated_once
from pipeline.reconcile.kinds import cross_report
from pipeline.reconcile.kinds.cross_report import questions

HEAD = "海岳通訊（1867.HK）業績點評\n\n{day}\n\n"
FIRST = "海岳通訊2023年收入為100.2億元人民幣，純利為12.4億元人民幣。瑞銀預測海岳通訊2025年收入為130.0億元人民幣。"


@pytest.fixture(scope="module")
def read():  # type: ignore[no-untyped-def]
    return reader()


def earlier(read, text: str, *, settled: bool = True) -> list[EarlierFact]:  # type: ignore[no-untyped-def]
    note, extraction, mentions = read(HEAD.format(day="2024年3月20日") + text)
    index = index_of(note, extraction, [each.periods for each in mentions])
    by_id = {claim.claim_id: claim for claim in extraction.claims}
    stated = stated_once((key, by_id[claim_id]) for claim_id, key in fact_keys(index).items())
    assert stated and list(questions(stated))
    return [EarlierFact(claim, "2024-03-20 的報告", settled) for claim in stated.values()]


def compared(read, text: str, facts: list[EarlierFact]) -> list[Reconciliation]:  # type: ignore[no-untyped-def]
    note, extraction, mentions = read(HEAD.format(day="2025年3月20日") + text)
    found = reconcile(note, extraction, [m.periods for m in mentions], kinds=(cross_report.KIND,), earlier=facts)
    return [each for each in found if each.kind == "cross_report"]


@pytest.mark.parametrize(
    ("why", "text", "said"),
    [
        ("one digit of a revenue", "海岳通訊2023年收入為180.2億元人民幣。", "100.2億"),
        ("two digits exchanged in a profit", "海岳通訊2023年純利為14.2億元人民幣。", "12.4億"),
        ("a growth that implies another base", "海岳通訊2024年收入為110.0億元人民幣，按年升30%。", "100.2億"),
        (
            "any other figure, where another one is the same",
            "海岳通訊2023年收入為90.0億元人民幣，純利為12.4億元人民幣。",
            "100.2億",
        ),
    ],
)
def test_a_later_note_contradicts_an_earlier_one(read, why: str, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    failing = [each for each in compared(read, text, earlier(read, FIRST)) if not each.holds]
    assert len(failing) == 1, why
    assert said in failing[0].message and "2024-03-20 的報告" in failing[0].message_en
    assert len(failing[0].earlier_claim_ids) == 1


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("said again, rounded", "海岳通訊2023年收入約為100億元人民幣。"),
        ("a growth that fits", "海岳通訊2024年收入為110.0億元人民幣，按年升9.8%。"),
        ("a forecast that its broker revised", "瑞銀預測海岳通訊2025年收入為142.0億元人民幣。"),
        ("another broker's forecast", "高盛預測海岳通訊2025年收入為118.0億元人民幣。"),
        ("the outcome beside the forecast", "海岳通訊2025年收入為121.0億元人民幣。"),
        ("restated, and said to be", "經重列後，海岳通訊2023年收入為95.6億元人民幣，純利為12.4億元人民幣。"),
        ("a part of the company", "海岳通訊2023年海外收入為41.0億元人民幣。"),
        ("another company", "晨曜光學（1733.HK）2023年收入為41.0億元人民幣。"),
        ("another currency", "海岳通訊2023年收入為14.0億美元。"),
        ("another figure, and nothing that the notes share", "海岳通訊2023年收入為87.6億元人民幣。"),
        ("two other figures: another way of counting", "海岳通訊2023年收入為180.2億元人民幣，純利為12.9億元人民幣。"),
    ],
)
def test_what_must_stay_silent(read, why: str, text: str) -> None:  # type: ignore[no-untyped-def]
    assert [r.message for r in compared(read, text, earlier(read, FIRST)) if not r.holds] == [], why


def test_where_earlier_notes_differ_nothing_is_held_against_them(read) -> None:  # type: ignore[no-untyped-def]
    facts = earlier(read, FIRST, settled=False)
    assert compared(read, "海岳通訊2023年收入為180.2億元人民幣。", facts) == []
    assert [r.holds for r in compared(read, "海岳通訊2023年收入為100.2億元人民幣。", facts)] == [True]


def test_figures_of_which_a_day_has_many_have_no_key(read) -> None:  # type: ignore[no-untyped-def]
    note, extraction, mentions = read(HEAD.format(day="2024年3月20日") + "海岳通訊收市價為12.5港元，市場排名第3。")
    assert not fact_keys(index_of(note, extraction, [each.periods for each in mentions]))


def test_what_is_still_going_on_has_no_key(read) -> None:  # type: ignore[no-untyped-def]
    for day, keys in (("2024年6月30日", 0), ("2024年7月1日", 1)):
        note, extraction, mentions = read(HEAD.format(day=day) + "海岳通訊2024年上半年收入為61.3億元人民幣。")
        assert len(fact_keys(index_of(note, extraction, [each.periods for each in mentions]))) == keys
