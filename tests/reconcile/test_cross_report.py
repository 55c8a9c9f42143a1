"""Notes one after the other, from raw text: what a later one says of the past against the facts that earlier ones left."""

from __future__ import annotations

import pytest

from bench.mutants.score import reader
from pipeline.model.check import Reconciliation
from pipeline.publish.facts import fact_rows
from pipeline.reconcile import EarlierFact, earlier_fact, reconcile
from pipeline.reconcile.kinds import cross_report

HEAD = "海岳通訊（1867.HK）業績點評\n\n{day}\n\n"
FIRST = "海岳通訊2023年收入為100.2億元人民幣，純利為12.4億元人民幣。瑞銀預測海岳通訊2025年收入為130.0億元人民幣。"


@pytest.fixture(scope="module")
def read():  # type: ignore[no-untyped-def]
    return reader()


def facts(read, text: str, day: str) -> list[EarlierFact]:  # type: ignore[no-untyped-def]
    note, extraction, _ = read(HEAD.format(day=day) + text)
    return [earlier_fact(row, f"{day} 的報告") for row in fact_rows(note.note.report_id, extraction.claims)]


def compared(read, text: str, earlier: list[EarlierFact]) -> list[Reconciliation]:  # type: ignore[no-untyped-def]
    note, extraction, mentions = read(HEAD.format(day="2025年3月20日") + text)
    found = reconcile(note, extraction, [m.periods for m in mentions], kinds=(cross_report.KIND,), earlier=earlier)
    return [each for each in found if each.kind == "cross_report"]


@pytest.mark.parametrize(
    ("why", "text", "said"),
    [
        ("the same year, another figure", "海岳通訊2023年收入為90.0億元人民幣。", "100.2億"),
        ("a growth that implies another base", "海岳通訊2024年收入為110.0億元人民幣，按年升30%。", "100.2億"),
        ("one digit of a profit", "海岳通訊2023年純利為14.2億元人民幣。", "12.4億"),
    ],
)
def test_a_later_note_contradicts_an_earlier_one(read, why: str, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    failing = [each for each in compared(read, text, facts(read, FIRST, "2024年3月20日")) if not each.holds]
    assert len(failing) == 1, why
    assert said in failing[0].message and "2024年3月20日 的報告" in failing[0].message_en


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("said again, rounded", "海岳通訊2023年收入約為100億元人民幣。"),
        ("a growth that fits", "海岳通訊2024年收入為110.0億元人民幣，按年升9.8%。"),
        ("a forecast that its broker revised", "瑞銀預測海岳通訊2025年收入為142.0億元人民幣。"),
        ("another broker's forecast", "高盛預測海岳通訊2025年收入為118.0億元人民幣。"),
        ("the outcome beside the forecast", "海岳通訊2025年收入為121.0億元人民幣。"),
        ("restated, and said to be", "經重列後，海岳通訊2023年收入為95.6億元人民幣。"),
        ("a part of the company", "海岳通訊2023年海外收入為41.0億元人民幣。"),
        ("another company", "晨曜光學（1733.HK）2023年收入為41.0億元人民幣。"),
    ],
)
def test_what_must_stay_silent(read, why: str, text: str) -> None:  # type: ignore[no-untyped-def]
    assert [r.message for r in compared(read, text, facts(read, FIRST, "2024年3月20日")) if not r.holds] == [], why


def test_of_several_earlier_notes_the_last_one_counts(read) -> None:  # type: ignore[no-untyped-def]
    earlier = facts(read, FIRST, "2024年3月20日")
    earlier += facts(read, "經重列後，海岳通訊2023年收入為95.6億元人民幣。", "2024年8月20日")
    later = compared(read, "海岳通訊2023年收入為95.6億元人民幣。", earlier)
    assert len(later) == 1 and later[0].holds
