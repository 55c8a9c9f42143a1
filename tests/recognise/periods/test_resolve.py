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
