"""What is a fact, what was expected, what is aimed at; what was before, and what is now."""

import pytest

from tests.extract.test_prose import columns
from tests.line import claim_of

CPI = "新加坡10月CPI按年升1.2%，高於市場預測升0.9%，前值升0.7%；按月則升0.5%。"
MARGIN = "毛利率由2023年的34.8%上升0.6個百分點至2024年的35.4%。"
GOALS = "目標2026年門店達2萬間，28年突破2.5萬間，2030年達3萬間。"

READS: tuple[tuple[str, str, dict[str, object]], ...] = (
    (CPI, "1.2%", {"status": "actual", "basis": "yoy", "period": "2025-10"}),
    (CPI, "0.9%", {"status": "estimate", "basis": "yoy", "period": "2025-10"}),
    (CPI, "0.7%", {"status": "actual", "basis": "yoy", "period": "2025-09"}),
    (CPI, "0.5%", {"status": "actual", "basis": "mom", "period": "2025-10"}),
    (MARGIN, "0.6個百分點", {"basis": "yoy", "period": "2024"}),
    (GOALS, "2萬間", {"status": "guidance", "period": "2026"}),
    (GOALS, "3萬間", {"status": "guidance", "period": "2030", "metric": "門店"}),
    ("集團重申可達成全年指引，包括經營利潤率達10.8%。", "10.8%", {"status": "guidance", "metric": "經營利潤率"}),
    ("甲公司10月銷量4萬輛，超越全年目標，並料11月交付5萬輛。", "5萬輛", {"status": "forecast"}),
    (
        "通脹按年升4%，高於央行介乎1%至3%的目標。",
        "1%至3%",
        {"status": "guidance", "metric": "通脹", "measure": "level"},
    ),
    ("基於目標明年市盈率25倍，高盛維持評級。", "25倍", {"status": "forecast", "metric": "市盈率"}),
    ("高盛下調公司2026年收入5.6%。", "5.6%", {"status": "forecast", "basis": "vs_previous"}),
    ("將2025年盈測下調3%。", "3%", {"status": "forecast", "basis": "vs_previous"}),
    ("據初步招股資料顯示，上半年收入5億港元。", "5億港元", {"status": "actual"}),
    ("公司希望2030年用戶達4億人。", "4億人", {"status": "guidance"}),
    ("收入目標為2026年增長5%。目前門店有5,000間。", "5,000間", {"status": "actual", "period": "2025-11-10"}),
    ("利率4.9厘、2035年到期的優先票據，發行價為100元。", "100元", {"status": "actual", "period": None}),
    ("毛利率20%，高於去年的18%。", "18%", {"measure": "level", "period": "2024"}),
    ("美聯儲會否在12月減息，機會率為49.9%。", "49.9%", {"measure": "level"}),
    ("展望未來，毛利率為40%。", "40%", {"period": None}),
    ("大行周一表示，計劃回購10億港元。", "10億港元", {"period": None}),
    ("美國零售銷售9月按月升0.2%，低於市場預期的0.4%。", "0.4%", {"status": "estimate", "basis": "mom"}),
    ("服務價格按月升幅放緩至0.2%。", "0.2%", {"measure": "growth", "basis": "mom"}),
    ("新業務價值複合年增長率將改善至11%。", "11%", {"measure": "growth", "basis": "cagr"}),
    ("項目將於下周五發售。單位面積介乎200至300平方呎。", "200至300平方呎", {"status": "actual", "period": None}),
    ("CCL創2024年6月底後71周次高。指數報142點。", "142點", {"period": "2025-11-10"}),
    ("恒指首十個月累升25%。", "25%", {"basis": "since", "period": "2025-01-01/2025-10-31"}),
    ("目前市盈率估值約7倍，有望回升。", "7倍", {"metric": "市盈率估值", "measure": "level"}),
    ("持股35.6%的數據中心營運商宣布上市。", "35.6%", {"metric": "持股"}),
    ("大行周一公布，上月回購10億港元。", "10億港元", {"period": "2025-10"}),
)


@pytest.mark.parametrize(("sentence", "figure", "expected"), READS, ids=[f"{s[:8]}-{f}" for s, f, _ in READS])
def test_reads(sentence: str, figure: str, expected: dict[str, object]) -> None:
    found = columns(claim_of(sentence, figure))
    assert {k: found.get(k) for k in expected} == expected


def test_what_was_before_is_not_a_year_back_where_the_figure_is_of_a_day() -> None:
    before = claim_of("截至11月5日，持股量由約72.3%降至70.1%。", "72.3%")
    assert before.period is not None
    assert before.period.label == "2025-11-05"


def test_a_currency_holds_for_the_measures_of_its_sentence() -> None:
    claim = claim_of("京東(09618.HK)上半年收入146億元人民幣，淨利潤4億元。", "4億元")
    assert (claim.quantity.unit, "unit" in claim.inferred) == ("CNY", True)


def test_cents_of_a_dividend_are_money() -> None:
    claim = claim_of("公司純利17億元人民幣(下同)，每股盈利14.55分。", "14.55分")
    assert (str(claim.quantity.value), claim.quantity.unit) == ("0.1455", "CNY")


def test_the_currency_of_a_measure_holds_for_bare_amounts_of_it() -> None:
    claim = claim_of("其中淨買入阿里巴巴32.97億。", "32.97億", "南下資金今日淨買入港股74.66億港元。")
    assert (claim.quantity.unit, "unit" in claim.inferred) == ("HKD", True)
