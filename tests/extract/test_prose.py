"""Binding by clause: what a figure is about, when, against what, and who says so."""

import pytest

from pipeline.model.claim import Claim
from tests.line import claim_of, claims_of


def columns(claim: Claim) -> dict[str, object]:
    return {
        "entity": claim.entity,
        "metric": claim.metric,
        "measure": claim.measure,
        "basis": claim.basis,
        "period": claim.period.label if claim.period else None,
        "status": claim.status,
        **dict(claim.qualifiers),
    }


# sentence, figure, the columns that it must give
READS: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "騰訊控股(00700.HK)第三季營業額1,900億元人民幣，按年升15%。",
        "15%",
        {"metric": "營業額", "basis": "yoy", "period": "2025Q3"},
    ),
    ("聯發科(2454)第3季營收為1,421億元，季減5.5%。", "5.5%", {"measure": "growth", "basis": "qoq", "period": "2025Q3"}),
    (
        "甲公司第三季毛利率為20%，較去年同期的18%有所改善。",
        "18%",
        {"metric": "毛利率", "period": "2024Q3", "measure": "level"},
    ),
    ("甲公司第三季毛利率升至20%(上季為19%)，營收5億港元。", "19%", {"period": "2025Q2", "status": "actual"}),
    ("甲公司第三季毛利率升至20%(上季為19%)，營收5億港元。", "5億港元", {"period": "2025Q3"}),
    ("比亞迪和吉利分別以15.6%和15.3%的市場份額排第二和第三。", "15.3%", {"entity": "吉利汽車", "metric": "市場份額"}),
    ("高盛料比亞迪2026年收入9,000億元人民幣。", "9,000億元人民幣", {"status": "forecast", "period": "2026"}),
    ("比亞迪2026年的全年交付目標為500萬輛。", "500萬輛", {"status": "guidance", "period": "2026"}),
    ("比亞迪10月交付量按月增長5%至40萬輛。", "40萬輛", {"metric": "交付量", "measure": "level", "period": "2025-10"}),
    ("比亞迪10月交付量按月增長5%至40萬輛。", "5%", {"measure": "growth", "basis": "mom"}),
    ("高盛將比亞迪2026年淨利潤預測下調7%至400億元人民幣。", "7%", {"basis": "vs_previous", "period": "2026"}),
    ("工廠部署了超過700臺機器人。", "700臺", {"metric": "機器人"}),
)


@pytest.mark.parametrize(("sentence", "figure", "expected"), READS, ids=[f"{s[:8]}-{f}" for s, f, _ in READS])
def test_reads(sentence: str, figure: str, expected: dict[str, object]) -> None:
    found = columns(claim_of(sentence, figure))
    assert {k: found.get(k) for k in expected} == expected


# sentences whose numerals state nothing
REJECTS = (
    "公司推出一個新平臺。",
    "比亞迪第二工廠已準備就緒。",
    "公司推出兩種車型。",
    "小米集團(1810.HK)昨日發布公告。",
)


@pytest.mark.parametrize("sentence", REJECTS)
def test_rejects(sentence: str) -> None:
    assert claims_of(sentence) == ()


def test_hereafter_gives_bare_yuan_its_currency() -> None:
    claims = claims_of("攜程第三季營業額183億元人民幣(下同)，純利19億元。")
    assert [c.quantity.unit for c in claims] == ["CNY", "CNY"]
    assert "unit" in claims[1].inferred


def test_bare_yuan_in_a_hong_kong_note_is_hong_kong_dollars_and_says_that_it_was_inferred() -> None:
    claim = claim_of("高盛將騰訊(00700.HK)目標價由600元上調至650元。", "650元")
    assert (claim.quantity.unit, "unit" in claim.inferred) == ("HKD", True)


def test_a_subject_is_carried_over_sentences_and_marked_as_inferred() -> None:
    claim = claim_of("第三季毛利率為35%。", "35%", "騰訊(00700.HK)公布業績。")
    assert (claim.entity_id, "entity" in claim.inferred) == ("0700.HK", True)
