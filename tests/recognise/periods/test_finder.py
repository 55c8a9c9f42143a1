"""What must not be read as a time, that mentions stay apart, and that finding is linear."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.recognise.periods import PeriodContext, PeriodFinder, follow, resolve
from pipeline.recognise.periods.calendar import parse_label
from pipeline.recognise.periods.joins import JOINS
from pipeline.recognise.periods.lexicon import read_lexicon
from pipeline.recognise.periods.rules import RULES
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


CHARACTERS = "0123456789一二三四五六七八九十〇年月日季個週周天財的()（），、。/-.~ "
SURFACES = sorted(load_vocabulary()["period_words"].rows)
EXAMPLES = sorted({e.replace("⟨", "").replace("⟩", "") for rule in (*RULES, *JOINS) for e in rule.reads})
TEXTS = st.lists(st.sampled_from([*CHARACTERS, *SURFACES, *EXAMPLES]), max_size=12).map("".join)
CONTEXTS = st.builds(
    PeriodContext,
    published=st.sampled_from([None, date(2025, 11, 18), date(2024, 2, 29), date(2025, 1, 1)]),
    fiscal_year_end=st.sampled_from([None, 3, 12]),
    outlook=st.booleans(),
    **dict.fromkeys(("last", "last_day", "past", "reported"), st.none()),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, CONTEXTS)
def test_mentions_are_apart_and_mean_periods(text: str, context: PeriodContext) -> None:
    end = 0
    for mention in FINDER.find(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        resolved = resolve(mention, context)
        if resolved:
            period = resolved.period
            assert period.start is None or period.end is None or period.start <= period.end
            if "FY" not in period.label:
                assert parse_label(period.label) == period
        assert mention.period is None or resolved is not None
        context = follow(context, mention, resolved)


@pytest.mark.parametrize(
    "piece", ["萬", "1,", "2024年", "第", "今", "十", "1年至", "前", "(1日", "2024、", "十年", "1/1/", "2024年9月底止"]
)
def test_long_repetition_is_read_to_its_end(piece: str) -> None:
    """100,000 characters, which a step that grows with their square would not finish."""
    text = piece * (100_000 // len(piece))
    assert all(0 <= m.start < m.end <= len(text) for m in FINDER.find(text))


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("較2024年第三季上升", True),
        ("對比上季的26.4%", True),
        ("與去年同期相比", True),
        ("自2021年1月以來的歷史新高", True),
        ("為2022年5月以來最大升幅", True),
        ("攀升至2019年同期的140%水平", True),
        ("由去年同期的53%提升", False),
        ("2024年以來漲幅", False),
        ("佔比2024年上升", False),
        ("2024年第三季上升", False),
    ],
)
def test_what_a_figure_is_compared_with_is_a_base(text: str, compared: bool) -> None:
    (mention,) = FINDER.find(text)
    assert (dict(mention.expression).get("role") == "base") is compared


def test_a_user_adds_a_word_by_a_line(tmp_path: Path) -> None:
    words = "surface\troles\tsource\n旺季\tquarter=4\tusage\n"
    (tmp_path / "period_words.tsv").write_text(words, encoding="utf-8")
    (mention,) = PeriodFinder(load_vocabulary([tmp_path])).find("2025年旺季")
    assert mention.period is not None and mention.period.label == "2025Q4"


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    (tmp_path / "period_words.tsv").write_text("surface\troles\tsource\n旺季\tseason=4\tusage\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="旺季 has the role season; expected one of after, "):
        PeriodFinder(load_vocabulary([tmp_path]))


def test_every_role_has_words() -> None:
    roles = read_lexicon(load_vocabulary()).roles
    assert [role for role, words in roles.items() if not words] == []
