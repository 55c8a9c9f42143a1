"""Lists of figures that belong to lists of names, measures or years, with 分別 and without."""

import pytest

from tests.line import claims_of

# sentence, what each of its figures is of, in order
PAIRED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("甲公司第三季收入及淨利潤分別升3%和12%。", "metric", ("收入", "淨利潤")),
    ("將2026年收入及淨利潤預測分別上調3%和12%，至35億港元及3億港元。", "metric", ("收入", "淨利潤", "收入", "淨利潤")),
    ("總收入及淨利潤錄102億及4億港元，分別按年增長19%及55%。", "metric", ("總收入", "淨利潤", "總收入", "淨利潤")),
    ("標普500指數及納指升幅達到1.6%及2.7%。", "entity", ("標普500指數", "納指")),
    ("建設銀行(601939.SH)   及中國銀行(601988.SH)   分別升0.4%及1%。", "entity", ("建設銀行", "中國銀行")),
    ("比亞迪及吉利10月銷量44萬輛及30萬輛。", "entity", ("比亞迪股份", "吉利汽車")),
    ("該股今明兩年的每股盈利分別為0.16和0.2元人民幣。", "period", ("2025", "2026")),
    ("下調公司今明兩年淨利潤預測25%、33%至19億、21億元人民幣。", "period", ("2025", "2026", "2025", "2026")),
    ("今明後三年的收入預測為3億、4億及5億港元。", "period", ("2025", "2026", "2027")),
    ("將2025及26財年的收入預測下調2%和6%。", "period", ("FY2025", "FY2026")),
    ("上調2025至27財年盈利預測1%、4%及6%。", "period", ("FY2025", "FY2026", "FY2027")),
    ("升2%/3%。", "measure", ("growth", "growth")),
)

# lists that only stand near each other
APART: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("受惠於中國及海外市場，收入升5%，毛利率升至20%及21%。", "metric", ("收入", "毛利率", "毛利率")),
    ("比亞迪、吉利及理想的目標價升5%及6%。", "measure", ("growth", "growth")),
)


def column(claim: object, name: str) -> str | None:
    if name == "period":
        return claim.period.label if claim.period else None  # type: ignore[attr-defined, no-any-return]
    return getattr(claim, name)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("sentence", "name", "expected"), PAIRED + APART, ids=[s[:12] for s, _, _ in PAIRED + APART])
def test_each_figure_gets_its_member(sentence: str, name: str, expected: tuple[str, ...]) -> None:
    assert tuple(column(c, name) for c in claims_of(sentence)) == expected
