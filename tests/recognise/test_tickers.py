"""Tickers as notes print them."""

import pytest

from pipeline.recognise.tickers import RULES, Ticker, TickerRule, find_bracketed, find_codes, find_tickers


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_every_rule_reads_its_examples_and_rejects_the_others(rule: TickerRule) -> None:
    assert rule.reads
    for text, entity_id in rule.reads:
        (ticker,) = find_tickers(f"見{text}。")
        assert (ticker.entity_id, ticker.rule) == (entity_id, rule.name)
        assert f"見{text}。"[ticker.start : ticker.end] == text
    for text in rule.rejects:
        assert not [t for t in find_tickers(text) if t.rule == rule.name]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("攜程集團-S(09961.HK)", "9961"),
        ("威剛（3260）", "3260"),
        ("聯發科([2454-TW]", "2454"),
        ("騰訊 ( 0700.HK )", "0700"),
        ("輝達（NVDA）", "NVDA"),
        ("鼎泰【6690.TWO】", "6690"),
    ],
)
def test_a_bracket_that_opens_with_a_code(text: str, code: str) -> None:
    ((bracket, ticker),) = find_bracketed(text)
    assert text[bracket] in "(（【"
    assert ticker.code == code


@pytest.mark.parametrize("text", ["增長(下同)", "今(24)日", "收入(億元)", "(1,234)", "毛利率(%)"])
def test_other_brackets_hold_no_code(text: str) -> None:
    assert not list(find_bracketed(text))


def test_a_code_before_its_name() -> None:
    assert list(find_codes("權值股 2330 台積電走高")) == [Ticker(4, 9, None, "2330", "code_first")]
    assert not list(find_codes("成交 12,330 億元，另 23305 股"))
