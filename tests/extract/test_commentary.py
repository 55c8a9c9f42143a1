"""Market commentary: prices, index levels and exchange rates that no measure is named for."""

import pytest

from tests.line import claim_of, claims_of

INDEX = "日經指數午後跌915點或1.8%，報50,366。"

# sentences, figure, entity, metric_id, measure
READS: tuple[tuple[tuple[str, ...], str, str | None, str | None, str], ...] = (
    ((INDEX,), "50,366", "日經指數", "index_level", "level"),
    ((INDEX, "住友電工跌1.6%。"), "1.6%", "住友電工", "share_price", "growth"),
    ((INDEX, "菲股收跌0.7%。"), "0.7%", "菲股", "index_level", "growth"),
    (("滬綜指收報4,022點。",), "4,022點", "滬綜指", "index_level", "level"),
    (("快手升逾5%。",), "5%", "快手", "share_price", "growth"),
    (("韓圜在亞洲時段急升1.2%，報1,452.78兌一美元。",), "1.2%", "韓圜", "exchange_rate", "growth"),
    (("韓圜在亞洲時段急升1.2%，報1,452.78兌一美元。",), "1,452.78", "韓圜", "exchange_rate", "level"),
    (("離岸人民幣升154點，報7.0955兌一美元。",), "7.0955", "離岸人民幣", "exchange_rate", "level"),
    (("披索跌見59.06兌一美元。",), "59.06", None, "exchange_rate", "level"),
    (("騰訊現報224元，成交312.85萬股。",), "312.85萬股", "騰訊控股", "trading_volume", "level"),
    (("騰訊現報224元，成交3.1億元。",), "3.1億元", "騰訊控股", "trading_value", "level"),
    (("騰訊回購102萬股。",), "102萬股", "騰訊控股", "shares_bought_back", "level"),
    (("日經指數繼上周四跌勢低開94點。",), "94點", "日經指數", "index_level", "change"),
    (("指數較2024年9月低位升4.31%。",), "4.31%", None, "index_level", "growth"),
    (("三星10月出貨量增長10%，蘋果則增長4.6%。",), "4.6%", "蘋果", "shipments", "growth"),
)


@pytest.mark.parametrize(
    ("sentences", "figure", "entity", "metric", "measure"), READS, ids=[f"{s[-1][:8]}-{f}" for s, f, _, _, _ in READS]
)
def test_reads(sentences: tuple[str, ...], figure: str, entity: str | None, metric: str | None, measure: str) -> None:
    claim = claim_of(sentences[-1], figure, *sentences[:-1])
    found = claim.entity if entity is not None else None
    assert (found, claim.metric_id, claim.measure) == (entity, metric, measure)


def test_a_price_is_of_the_notes_day_and_not_of_a_month_named_before_a_semicolon() -> None:
    claim = claim_of("美聯儲12月減息空間收窄；英偉達收跌3.6%。", "3.6%")
    assert claim.period is not None
    assert (claim.period.label, claim.status) == ("2025-11-10", "actual")


def test_a_week_that_is_not_over_ends_with_the_notes_day() -> None:
    claim = claim_of("恒指本周累升1.3%。", "1.3%", published="2025-11-13")
    assert claim.period is not None
    assert claim.period.label == "2025-11-10/2025-11-13"


def test_so_many_indices_are_no_claim() -> None:
    assert [c.text for c in claims_of("美股三大指數造好，道指升0.4%。")] == ["0.4%"]


def test_a_target_price_has_no_period_but_its_own() -> None:
    assert claim_of("2026年盈利預測上調5%，目標價60港元。", "60港元").period is None
