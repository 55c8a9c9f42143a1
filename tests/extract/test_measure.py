"""Every measure rule reads its own examples, through the whole line."""

import pytest

from pipeline.extract.measure import MEASURE_RULES, MeasureRule
from tests.line import claim_of

CASES = [(rule, *example) for rule in MEASURE_RULES for example in rule.reads]


@pytest.mark.parametrize(("rule", "sentence", "figure", "measure"), CASES, ids=[f"{c[0].name}-{c[2]}" for c in CASES])
def test_reads(rule: MeasureRule, sentence: str, figure: str, measure: str) -> None:
    claim = claim_of(sentence, figure)
    assert claim.measure == measure
    assert claim.rule.split("/")[1] == rule.name


@pytest.mark.parametrize(
    ("sentence", "figure", "low"),
    [
        ("營收按年下降5%。", "5%", "-5"),
        ("純利按年升1.94倍。", "1.94倍", "194"),
        ("毛利率按季跌0.6個百分點。", "0.6個百分點", "-0.6"),
        ("公司錄得虧損3億元人民幣。", "3億元人民幣", "-300000000"),
        ("目標價1.9港元，相當於5%的下跌空間。", "5%", "-5"),
        ("目標價由10港元降至9港元，降幅一成。", "一成", "-10"),
    ],
)
def test_signs(sentence: str, figure: str, low: str) -> None:
    assert str(claim_of(sentence, figure).quantity.low) == low
