"""What must not be read as a time, that mentions stay apart, and that finding is linear."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recognise.periods import PeriodContext, PeriodFinder, follow, resolve
from pipeline.vocabulary import load_vocabulary

FINDER = PeriodFinder(load_vocabulary())

NO_TIMES = (
    "52個國家和地區",
    "小米集團(1810.HK)",
    "達到1710萬",
    "2.5萬輛",
    "年增73.4%",
    "季減0.1個百分點",
    "月減6%",
    "年金保險",
    "月臺",
    "日本市場",
    "2024家門店",
    "2024點",
    "24小時",
    "9間券商",
    "5G和508 TOPS",
    "SU7和S24系列",
    "iPhone 16",
    "HBM3E及H20",
    "周大福、周生生及周黑鴨",
    "指數季檢",
    "單位數年均複合增長",
    "訂單月率增長",
    "0.5%",
    "24/7全天候",
    "1/3股東",
    "第7號準則",
    "單日跌幅",
    "每月訂單",
    "100期貨",
    "上市公司及下調評級",
    "同比增長",
    "按年升15%、按季跌3%",
)


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_time(text: str) -> None:
    assert FINDER.find(text) == []


CHARACTERS = "0123456789年月日季週底初中前後至到、及(（)）/-.年今去明上下本同第首半Q首止截自"
WORDS = ("2024年", "第三季", "9月", "30日", "財年", "以來", "個月", "去年同期")
PIECES = st.sampled_from([*CHARACTERS, *WORDS])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_mentions_are_ordered_apart_and_resolvable(text: str) -> None:
    mentions = FINDER.find(text)
    context = PeriodContext()
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        resolved = resolve(mention, context)
        if resolved and resolved.period.start and resolved.period.end:
            assert resolved.period.start <= resolved.period.end
        context = follow(context, mention, resolved)


@pytest.mark.parametrize(
    "piece", ["萬", "1,", "2024年", "第", "今", "十", "1年至", "前", "(1日", "2024、", "十年", "1/1/", "2024年9月底止"]
)
def test_linear_on_hostile_text(piece: str) -> None:
    """Ten times the text takes about ten times as long; a quadratic finder would take a hundred times."""
    short, long = piece * (2_000 // len(piece)), piece * (20_000 // len(piece))
    FINDER.find(short)
    started = time.process_time()
    FINDER.find(short)
    middle = time.process_time()
    FINDER.find(long)
    assert time.process_time() - middle < 40 * max(middle - started, 0.002)
