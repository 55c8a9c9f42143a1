"""Whose figures they are, on which day and in which money: sessions, places, series of an index, levels held against levels."""

import pytest

from tests.extract.test_prose import columns
from tests.line import claim_of, claims_of

MORNING = "2025-11-18T09:38:00+08:00"
OPENING = "道指隔晚收升300點。港股早市高開。恒指高開143點，報26,779點。"
CITY = "私人住宅售價指數9月為382點，較8月升0.4%。100平方米以下的中小型單位則升0.44%。"
SERIES = "樓價指數CSI(商舖售價)最新報42點。CSI(工廈租金)報39點。"
CHAIN = "珠寶商周大福(01929.HK)披露，上季集團零售值較去年同期多18%，當中內地升17%。"
SALES = "今年首11個月一手成交量錄得18,700宗，已超越去年全年15,500宗逾兩成。"
SPUN_OFF = "京東集團-SW(09618.HK)分拆京東工業(07618.HK)在港上市，計劃全球發售逾2億股股份。"
BROKER = "永信保經董事長林秀蘭今天表示，永信保經今年台灣前5月保費收入年增15%。"
SURVEY = "諮商會公布消費者信心指數，在11月下降6.8點，從10月的95.5降至88.7。"

READS: tuple[tuple[str, str, dict[str, object]], ...] = (
    (CITY, "0.44%", {"period": "2025-09", "basis": "mom", "segment": "中小型單位"}),
    (SERIES, "39點", {"entity": "CSI", "segment": "工廈租金"}),
    (CHAIN, "17%", {"entity": "周大福", "region": "中國內地"}),
    (SALES, "兩成", {"measure": "growth", "metric": "一手成交量", "period": "2025-01-01/2025-11-30"}),
    (SPUN_OFF, "2億股", {"entity": "京東工業"}),
    (BROKER, "15%", {"entity": "永信保經"}),
    (SURVEY, "6.8點", {"basis": "mom", "period": "2025-11", "metric": "消費者信心指數"}),
    (SURVEY, "95.5", {"period": "2025-10", "measure": "level"}),
    ("公司收入按季及按年分別增長37%及97%。", "37%", {"basis": "qoq"}),
    ("公司收入按季及按年分別增長37%及97%。", "97%", {"basis": "yoy"}),
    ("內地同店銷售增長21%，加盟店增幅更高，達26%。", "26%", {"measure": "growth"}),
    ("大市連升四日(累升831點)；國指全日升60點。", "60點", {"basis": "dod"}),
    ("德國第三季GDP初值按季收縮0.4%，遠遜市場預期僅收縮0.2%。", "0.2%", {"status": "estimate", "basis": "qoq"}),
    ("電費將減4仙，減幅逾3%。", "3%", {"measure": "growth", "metric": "電費"}),
    ("燃料調整費由每度電50仙下調5仙至45仙。", "45仙", {"metric": "燃料調整費"}),
    ("公司派第二次中期息每股0.8元。", "0.8元", {"metric": "第二次中期息"}),
    ("太古純利86億元，全年派1.15元。", "1.15元", {"metric": "派息"}),
    ("新職位高於2月向下修訂的11.7萬個。", "11.7萬個", {"measure": "level"}),
    ("目標價由332元調降至318元，幅度約4.2%。", "4.2%", {"measure": "growth", "basis": "vs_previous"}),
    ("機場飛機起降量達3,400架次。", "3,400架次", {"measure": "level"}),
    ("除菸酒以外的商品零售額42,000億元。", "42,000億元", {"segment": "除菸酒"}),
    ("銷量升5%，而靈犀AI的收入達4億元。", "4億元", {"product": "靈犀AI"}),
    ("並把今年全年增長預測由8%調高至12%。", "12%", {"basis": "yoy"}),
    ("經紀指數連升四周共4.1點。", "4.1點", {"basis": "since"}),
    ("指數報60點，較上周的59點上升1點。", "1點", {"basis": "wow"}),
    ("德揚以26元認購價換算，最高漲幅達88%。", "88%", {"metric": "股價"}),
    ("微軟第四財季收入遜預期，股價下跌7.8%。", "7.8%", {"period": "2025-11-10", "metric": "股價"}),
    ("太平洋航線收入跌14%，直營店同店銷售升5%。", "14%", {"segment": "太平洋航線"}),
    ("便利店、超市零售額按年分別增長6%及4%。", "4%", {"segment": "超市"}),
    ("回報率報3.74%，為2012年9月後新高。", "3.74%", {"period": None}),
    ("應用上線6日，下載量突破200萬。", "200萬", {"period": None}),
)


@pytest.mark.parametrize(("sentence", "figure", "expected"), READS, ids=[f"{s[:8]}-{f}" for s, f, _ in READS])
def test_reads(sentence: str, figure: str, expected: dict[str, object]) -> None:
    found = columns(claim_of(sentence, figure))
    assert {k: found.get(k) for k in expected} == expected


def days(text: str, published: str) -> dict[str, str | None]:
    return {c.text: c.period.label if c.period else None for c in claims_of(text, published=published)}


def test_new_york_closed_the_day_before_and_hong_kong_opens_on_the_day() -> None:
    assert days(OPENING, MORNING) == {"300點": "2025-11-17", "143點": "2025-11-18", "26,779點": "2025-11-18"}


def test_new_yorks_session_is_of_the_last_trading_day_where_a_morning_tells_it() -> None:
    assert days("道指收跌31點，報47,850點。", "2025-11-17T05:07:00+08:00")["31點"] == "2025-11-14"
    assert days("道指早段跌31點。", "2025-11-17T23:30:00+08:00")["31點"] == "2025-11-17"


def test_a_day_of_the_week_lies_behind_unless_its_clause_looks_ahead() -> None:
    looked = "市場期待停擺結束，美股周一反覆，道指首次於48,000點以上收市。"
    assert days(looked, MORNING)["48,000點"] == "2025-11-17"


def test_an_economy_counts_in_its_own_money() -> None:
    claim = claim_of("內地10月社會消費品零售總額46,000億元。", "46,000億元")
    assert claim.quantity.unit == "CNY"


def test_the_size_of_a_flat_is_no_figure_of_the_index() -> None:
    assert [c.text for c in claims_of(CITY)] == ["382點", "0.4%", "0.44%"]


def test_what_is_left_how_much_and_where_it_arrives_are_three_figures() -> None:
    found = [str(c.quantity.value) for c in claims_of("票價由10元加2元至12元。")]
    assert found == ["10", "2", "12"]
