"""The codes of tables and of Taiwan's brokers: 3Q24F, Q1'26, 2H25, 9M25, FY24/25, 2025E."""

from pipeline.recognise.periods.grammar import Rule
from pipeline.recognise.periods.rules.checks import fiscal, later_fiscal_year, later_year, running, year_ended

_FREE = r"(?<![\dA-Za-z.])"
_ALONE = r"(?![\dA-Za-z'’])"
_YEAR = r"(?:(?P<y4>20\d\d)|(?P<y2>\d\d))"
_FISCAL = r"(?:(?P<fiscal>FY)|CY)?"

CODES: tuple[Rule, ...] = (
    Rule(
        "coded_quarter",
        _FREE + r"(?:Y?(?P<y4>20\d\d) ?[Qq](?P<q>[1-4])|[Yy]?(?P<y2>\d\d)[Qq](?P<q>[1-4]))<scenario>" + _ALONE,
        ("year_figure", "coded", "latin"),
        ("2024Q3", "24Q4", "Y24Q1", "25Q4(F)", "25Q4F", "2024 Q3"),
        ("24Q5", "24Q45"),
    ),
    Rule(
        "coded_quarter_first",
        rf"{_FREE}(?P<fiscal>FY)?(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq])[ '’]?{_FISCAL}{_YEAR}<scenario>(?![\dA-Za-z%.])",
        ("coded", "latin"),
        ("Q3 2024", "3Q24", "3Q24F", "1Q26", "Q1'26", "Q1’26", "2025 ⟨Q1’26⟩", "3Q2024", "1QFY26", "FY1Q26"),
        ("5Q24", "Q3 24.5"),
    ),
    Rule(
        "coded_quarter_alone",
        _FREE + r"(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])Q)" + _ALONE,
        ("coded", "latin"),
        ("Q3", "3Q"),
        ("Q5", "QQ3", "Q3X"),
    ),
    Rule(
        "coded_year_part",
        r"<year>[的之]?(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq]|H(?P<h>[12])|(?P<h>[12])H)" + _ALONE,
        ("year_figure", "counted", "numeral", "era", "year", "year_of_last"),
        ("2024年Q3", "今年Q3", "2025年1H"),
    ),
    Rule(
        "coded_half",
        _FREE + r"(?:(?P<y4>20\d\d) ?H(?P<h>[12])|(?P<y2>\d\d)H(?P<h>[12]))<scenario>" + _ALONE,
        ("year_figure", "coded"),
        ("2024H1", "24H2", "24H2F"),
        ("24H3",),
    ),
    Rule(
        "coded_half_first",
        rf"{_FREE}(?P<fiscal>FY)?(?:(?P<h>[12])H|H(?P<h>[12]))[ '’]?{_FISCAL}{_YEAR}<scenario>{_ALONE}",
        ("coded", "latin"),
        ("1H24", "2H25", "H1 2024", "2H25F", "1HFY26", "H1'26"),
        ("3H24",),
    ),
    Rule(
        "coded_half_alone",
        _FREE + r"(?:H(?P<h>[12])|(?P<h>[12])H)" + _ALONE,
        ("coded", "latin"),
        ("H1", "2H"),
        ("H3", "H1N1", "1HK"),
    ),
    Rule(
        "coded_months",
        rf"{_FREE}(?P<fm>[1-9]|1[0-2])M ?['’]?{_YEAR}<scenario>{_ALONE}",
        ("coded",),
        ("9M25", "9M2025"),
        ("13M25", "8MP"),
    ),
    Rule(
        "coded_fiscal_year",
        rf"(?<![A-Za-z\d])FY ?['’]?{_YEAR}(?:[/-](?P<until>(?:20)?\d\d))?(?:[Qq](?P<q>[1-4])|H(?P<h>[12]))?<scenario>{_ALONE}",
        ("latin",),
        ("FY25", "FY25E", "FY2025", "FY24/25", "FY2024-25", "FY26Q2"),
        ("FY5", "FYI"),
        fiscal,
    ),
    Rule(
        "coded_fiscal_years",
        r"(?<![A-Za-z\d])FY ?['’]?"
        + _YEAR
        + r"(?:E|F)? ?<w:to> ?(?:FY)?(?:(?P<to_y4>20\d\d)|(?P<to_y2>\d\d))<scenario>"
        + _ALONE,
        ("latin",),
        ("FY25-27E", "FY2025-2027"),
        ("FY24-25",),
        later_fiscal_year,
    ),
    Rule(
        "year_ended_month",
        rf"(?<![A-Za-z\d])FY ?(?P<m>1[0-2]|[1-9])/{_YEAR}<scenario>{_ALONE}",
        ("latin",),
        ("FY3/25", "FY12/2025"),
        ("FY24/25", "FY13/25"),
        year_ended,
    ),
    Rule(
        "coded_calendar_year",
        rf"(?<![A-Za-z\d])CY ?['’]?{_YEAR}<scenario>{_ALONE}",
        ("latin",),
        ("CY25", "CY2025E"),
    ),
    Rule(
        "coded_year_first",
        rf"{_FREE}Y{_YEAR}<scenario>{_ALONE}",
        ("latin",),
        ("Y25", "Y2025", "Y26F"),
        ("Y253", "SkyY25"),
    ),
    Rule(
        "coded_years",
        r"(?<![\dA-Za-z.,/-])(?P<y4>20\d\d)[AEF]? ?<w:to> ?(?:(?P<to_y4>20\d\d)|(?P<to_y2>\d\d))(?P<scenario>[AEF])"
        + _ALONE,
        ("year_figure",),
        ("2025-27E", "2025E-2027E", "2025至27F"),
        ("2025-20E",),
        later_year,
    ),
    Rule(
        "coded_year",
        r"(?<![\dA-Za-z.,/-])(?P<y4>20\d\d)[(（]?(?P<scenario>[AEFaef])[)）]?" + _ALONE,
        ("year_figure",),
        ("2025F", "2025E", "2024A", "2025(F)"),
        ("2098FF",),
    ),
    Rule(
        "coded_short_year",
        r"(?<![\dA-Za-z.,/-])(?P<y2>[12]\d|3[0-5])(?:(?P<scenario>E)|(?<=\A..)(?P<scenario>[AF])\Z)" + _ALONE,
        ("coded",),
        ("25E", "26F"),
        ("25EB", "40F", "1.25E", "27F, No. 1"),
    ),
    Rule(
        "running",
        r"(?<![A-Za-z])(?P<running>YTD|[LT]TM|NTM)(?![A-Za-z])",
        ("running",),
        ("YTD", "TTM"),
        ("YTDX",),
        running,
    ),
)
