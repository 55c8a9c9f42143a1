"""Which period a text means in a context: text, what is known, the last mention's label."""

from datetime import date

import pytest

from pipeline.recognise.periods import PeriodContext, PeriodFinder, follow, resolve
from pipeline.recognise.periods.calendar import parse_label
from pipeline.vocabulary import load_vocabulary

FINDER = PeriodFinder(load_vocabulary())


def read(
    text: str, published: str | None, last: str | None = None, *, outlook: bool = False, year_end: int | None = None
) -> list[str | None]:
    """The labels of all mentions in order, each resolved with what stood before it."""
    context = PeriodContext(
        date.fromisoformat(published) if published else None, parse_label(last) if last else None, year_end, outlook
    )
    labels: list[str | None] = []
    for mention in FINDER.find(text):
        resolved = resolve(mention, context)
        labels.append(resolved.period.label if resolved else None)
        context = follow(context, mention, resolved)
    return labels


PAST: tuple[tuple[str, str | None, str | None, list[str | None]], ...] = (
    ("2024年第三季度", None, None, ["2024Q3"]),
    ("截至今年9月底止第三季", "2025-11-18", None, ["2025Q3"]),
    ("截至2025年9月30日止六個月", None, None, ["2025-04-01/2025-09-30"]),
    ("截至二零二五年三月三十一日止年度", None, None, ["FY2025"]),
    ("截至2024年12月31日止年度", None, None, ["2024"]),
    ("2024年6月交付一萬輛,到了同年10月達兩萬輛", None, None, ["2024-06", "2024-10"]),
    ("2024年第三季度純利,高於第二季度,亦高於去年同期", None, None, ["2024Q3", "2024Q2", "2023Q3"]),
    ("第三季", "2025-11-18", None, ["2025Q3"]),
    ("第四季", "2025-03-20", None, ["2024Q4"]),
    ("10月", "2025-11-10", None, ["2025-10"]),
    ("12月", "2025-01-05", None, ["2024-12"]),
    ("去年同期", "2025-11-18", "2025Q3", ["2024Q3"]),
    ("2019年同期", "2025-11-18", "2025Q3", ["2019Q3"]),
    ("上季", "2025-11-18", "2025Q3", ["2025Q2"]),
    ("上季", "2025-11-18", None, ["2025Q3"]),
    ("今日(13日)", "2025-11-13", None, ["2025-11-13"]),
    ("上周五(14日)", "2025-11-17", None, ["2025-11-14"]),
    ("上周五", "2025-11-19", None, ["2025-11-14"]),
    ("9M25", None, None, ["2025-01-01/2025-09-30"]),
    ("首十月", "2025-11-18", None, ["2025-01-01/2025-10-31"]),
    ("2024年底", None, None, ["2024-12-31"]),
    ("自2021年1月以來", "2025-01-05", None, ["2021-01-01/2025-01-05"]),
    ("2024年以來", None, None, ["2024-01-01/"]),
    ("2026年前", None, None, ["/2026"]),
    ("18日", "2025-11-20", None, ["2025-11-18"]),
    ("28日", "2025-11-20", None, ["2025-10-28"]),
    ("過去12個月", "2025-11-20", None, ["2024-11-20/2025-11-19"]),
    ("9月30日", "2025-11-20", "2025Q3", ["2025-09-30"]),
    # A year that was named for comparison does not carry further in a dated note …
    ("2023年為5億元。第三季為6億元", "2025-11-18", None, ["2023", "2025Q3"]),
    ("2024年11月11日派息。第三季毛利率上升", "2025-11-17", None, ["2024-11-11", "2025Q3"]),
    # … but a review of last year, in a note of March, goes on about it.
    ("2024年收入上升。上半年增長較快", "2025-03-20", None, ["2024", "2024H1"]),
    ("去年6月及12月", "2025-11-20", None, ["2024-06", "2024-12"]),
    ("去年第三季、第四季", "2025-11-20", None, ["2024Q3", "2024Q4"]),
    ("2025年及2024年9月30日止六個月", None, None, ["2025-04-01/2025-09-30", "2024-04-01/2024-09-30"]),
    ("12月減息", "2025-11-14", None, ["2025-12"]),
    ("12月26日", "2025-11-18", None, ["2025-12-26"]),
    ("第三季毛利率11%(上季為11.5%，對比上季12%)", "2025-11-18", None, ["2025Q3", "2025Q2", "2025Q2"]),
    ("截至今年9月底止中期,期內純利上升", "2025-11-18", None, ["2025-04-01/2025-09-30", "2025-04-01/2025-09-30"]),
    ("截至10月底止第三財季,季內收入", "2025-11-26", None, ["2025-08-01/2025-10-31", "2025-08-01/2025-10-31"]),
    ("截至10月底止第三財季,較上季", "2025-11-26", None, ["2025-08-01/2025-10-31", "2025-05-01/2025-07-31"]),
    ("一年前同期", "2025-12-02", "2025Q3", ["2024Q3"]),
    ("上期", "2025-12-02", "2025-10", ["2025-09"]),
    ("10月貸款增加。月末餘額", "2025-11-13", None, ["2025-10", "2025-10-31"]),
    ("今明兩年", "2025-11-13", None, ["2025/2026"]),
    ("11月3日至7日", "2025-11-13", None, ["2025-11-03/2025-11-07"]),
    ("7月至2025年6月", None, None, ["2024-07-01/2025-06-30"]),
    ("2023年11月至2024年2月", None, None, ["2023-11-01/2024-02-29"]),
    ("今年12月至2月", "2025-12-30", None, ["2025-12-01/2026-02-28"]),
    ("2019年2月29日", None, None, [None]),
    ("上日", "2025-11-17", None, ["2025-11-14"]),
    ("90年代", None, None, ["1990/1999"]),
    ("第一季純利。本季營收", "2025-05-13", None, ["2025Q1", "2025Q1"]),
    ("11月首20日", "2025-12-01", None, ["2025-11-01/2025-11-20"]),
    ("2025年第48周", None, None, ["2025-11-24/2025-11-30"]),
    ("2025財年至2027財年", None, None, ["FY2025/FY2027"]),
    ("首季", None, "2025-11-10", ["2025Q1"]),
)


@pytest.mark.parametrize(("text", "published", "last", "labels"), PAST)
def test_of_the_past(text: str, published: str | None, last: str | None, labels: list[str | None]) -> None:
    assert read(text, published, last) == labels


FUTURE: tuple[tuple[str, str | None, str | None, list[str | None]], ...] = (
    ("本季", "2025-05-13", "2025Q1", ["2025Q2"]),
    ("下季", "2025-05-13", "2025Q1", ["2025Q2"]),
    ("第三季", "2025-11-18", None, ["2025Q3"]),
    ("第一季", "2025-11-18", None, ["2026Q1"]),
    ("12月", "2025-11-18", None, ["2025-12"]),
    ("12月", "2025-01-05", None, ["2024-12"]),
    ("第四季", "2025-02-20", None, ["2024Q4"]),
    ("明年首季及次季", "2025-12-05", None, ["2026Q1", "2026Q2"]),
    ("2026年上半年增長,下半年放緩", "2025-12-05", None, ["2026H1", "2026H2"]),
    ("2028年擴產。全年指引不變", "2025-11-17", None, ["2028", "2025"]),
    ("12月8日", "2025-11-17", None, ["2025-12-08"]),
    ("1月8日", "2025-11-17", None, ["2026-01-08"]),
    ("下周二", "2025-11-13", None, ["2025-11-18"]),
    ("明日(周四)", "2025-11-12", None, ["2025-11-13"]),
    ("未來五年", "2025-11-18", None, ["2025-11-19/2030-11-18"]),
)


@pytest.mark.parametrize(("text", "published", "last", "labels"), FUTURE)
def test_of_the_future(text: str, published: str | None, last: str | None, labels: list[str | None]) -> None:
    assert read(text, published, last, outlook=True) == labels


def test_a_fiscal_year_keeps_null_days_until_its_end_is_known() -> None:
    (mention,) = FINDER.find("2026財年第二財季")
    unknown, known = resolve(mention, PeriodContext()), resolve(mention, PeriodContext(fiscal_year_end=3))
    assert unknown and known
    assert (unknown.period.label, unknown.period.start, unknown.period.end) == ("FY2026Q2", None, None)
    assert (known.period.start, known.period.end) == (date(2025, 7, 1), date(2025, 9, 30))


def test_a_forecast_year_is_forgotten_when_the_text_returns_to_facts() -> None:
    context = PeriodContext(last_day=date(2025, 1, 3))
    labels = []
    for text, outlook in (("2024年第三季度", False), ("2025年全年目標", True), ("第三季度", False)):
        context = context._replace(outlook=outlook)
        (mention,) = FINDER.find(text)
        resolved = resolve(mention, context)
        assert resolved
        labels.append(resolved.period.label)
        context = follow(context, mention, resolved)
    assert labels == ["2024Q3", "2025", "2024Q3"]


def test_the_word_decides_or_the_context_does() -> None:
    context = PeriodContext(published=date(2025, 11, 18))
    for text, inferred in (("2024年第三季", False), ("第三季", True), ("2024年以來", True), ("2026年前", False)):
        (mention,) = FINDER.find(text)
        resolved = resolve(mention, context)
        assert resolved and resolved.inferred is inferred
        assert (mention.period is None) is (text == "第三季")


def test_a_length_of_time_is_no_period() -> None:
    for text in ("7年", "三個月", "連續四年", "40至50週", "10年期", "250天線", "第六年"):
        (mention,) = FINDER.find(text)
        assert mention.kind == "duration"
        assert resolve(mention, PeriodContext(published=date(2025, 11, 18))) is None
