"""The codes of tables and of Taiwan's brokers: 3Q24F, Q1'26, 2H25, 9M25, FY24/25, 2025E."""

from pipeline.recognise.periods.grammar import Rule
from pipeline.recognise.periods.rules.checks import fiscal

_ALONE = r"(?![\dA-Za-z])"
_FREE = r"(?<![\dA-Za-z.])"

CODES: tuple[Rule, ...] = (
    Rule(
        "coded_quarter",
        _FREE + r"(?:Y?(?P<y4>20\d\d) ?[Qq](?P<q>[1-4])|[Yy]?(?P<y2>\d\d)[Qq](?P<q>[1-4]))<scenario>" + _ALONE,
        ("digit", "latin"),
        ("2024Q3", "24Q4", "Y24Q1", "25Q4(F)", "25Q4F", "2024 Q3"),
        ("24Q5", "24Q45"),
    ),
    Rule(
        "coded_quarter_first",
        _FREE
        + r"(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq])[ ']?(?:FY|CY)?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))<scenario>(?![\dA-Za-z%.])",
        ("digit", "latin"),
        ("Q3 2024", "3Q24", "3Q24F", "1Q26", "Q1'26", "3Q2024"),
        ("5Q24", "Q3 24.5"),
    ),
    Rule(
        "coded_quarter_alone",
        _FREE + r"(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])Q)(?![\dA-Za-z'])",
        ("digit", "latin"),
        ("Q3", "3Q"),
        ("Q5", "QQ3", "Q3X"),
    ),
    Rule(
        "coded_year_part",
        r"<year>[的之]?(?:[Qq](?P<q>[1-4])|(?P<q>[1-4])[Qq]|H(?P<h>[12])|(?P<h>[12])H)" + _ALONE,
        ("digit", "numeral", "era", "year", "year_of_last"),
        ("2024年Q3", "今年Q3", "2025年1H"),
    ),
    Rule(
        "coded_half",
        _FREE
        + r"(?:(?P<y4>20\d\d) ?H(?P<h>[12])|(?P<y2>\d\d)H(?P<h>[12])|(?P<h>[12])H ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))|H(?P<h>[12])[ ']?(?:(?P<y4>20\d\d)|(?P<y2>\d\d)))<scenario>"
        + _ALONE,
        ("digit", "latin"),
        ("1H24", "2H25", "2024H1", "H1 2024", "24H2", "2H25F"),
        ("3H24",),
    ),
    Rule(
        "coded_half_alone",
        _FREE + r"(?:H(?P<h>[12])|(?P<h>[12])H)(?![\dA-Za-z'])",
        ("digit", "latin"),
        ("H1", "2H"),
        ("H3", "H1N1", "1HK"),
    ),
    Rule(
        "coded_months",
        _FREE + r"(?P<fm>[1-9]|1[0-2])M ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))<scenario>" + _ALONE,
        ("digit",),
        ("9M25", "9M2025"),
        ("13M25", "8MP"),
    ),
    Rule(
        "coded_fiscal_year",
        r"(?<![A-Za-z\d])FY ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))(?:[/-](?P<until>(?:20)?\d\d))?(?:[Qq](?P<q>[1-4])|H(?P<h>[12]))?<scenario>"
        + _ALONE,
        ("latin",),
        ("FY25", "FY25E", "FY2025", "FY24/25", "FY26Q2"),
        ("FY5", "FYI"),
        fiscal,
    ),
    Rule(
        "coded_calendar_year",
        r"(?<![A-Za-z\d])CY ?'?(?:(?P<y4>20\d\d)|(?P<y2>\d\d))<scenario>" + _ALONE,
        ("latin",),
        ("CY25", "CY2025E"),
    ),
    Rule(
        "coded_year",
        r"(?<![\dA-Za-z.,/-])(?P<y4>20\d\d)[(（]?(?P<scenario>[AEFaef])[)）]?" + _ALONE,
        ("digit",),
        ("2025F", "2025E", "2024A", "2025(F)"),
        ("2098FF",),
    ),
)
