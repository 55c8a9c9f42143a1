"""How numbers read on the page: exact where they are whole, outward where they are cut."""

from __future__ import annotations

import random
from decimal import Context, Decimal

import pytest

from tests.report.browser import Screen
from tests.report.conftest import Site


@pytest.fixture
def page(screen: Screen, site: Site) -> Screen:
    return screen.open(site.results)


def number(shown: str) -> Decimal:
    return Decimal(shown.replace(",", "").replace("−", "-"))


EXACT = Context(prec=80)


def moved(value: str, zeros: int) -> Decimal:
    return Decimal(value).scaleb(-zeros, EXACT)


def some_numbers(seed: int) -> list[str]:
    """As rows give them: up to 38 digits, 9 of them behind the point, no zeros at the end."""
    draw = random.Random(seed)
    found = [
        "0",
        "1",
        "-1",
        "0.000000001",
        "-0.000000001",
        "99999999999999999999999999999.999999999",
        "0.9999",
        "9999.9999",
    ]
    for _ in range(400):
        value = Decimal(draw.randint(-(10 ** draw.randint(0, 29)), 10 ** draw.randint(0, 29)))
        value = value.scaleb(-draw.randint(0, 9), EXACT)
        text = f"{value:f}"
        found.append(text.rstrip("0").rstrip(".") if "." in text else text)
    return found


@pytest.mark.parametrize("zeros", [0, 4, 8, 12])
def test_a_scale_moves_the_point_and_loses_no_digit(page: Screen, zeros: int) -> None:
    values = some_numbers(zeros)
    shown = page.run("return arguments[0].map((v) => scaled(v, arguments[1]))", values, zeros)
    for value, text in zip(values, shown, strict=True):
        assert number(text) == moved(value, zeros), (value, text)


@pytest.mark.parametrize("digits", [0, 2, 5])
def test_cut_ends_hold_what_they_stand_for(page: Screen, digits: int) -> None:
    """The lower end is not above the number, the upper not below, and neither is farther off than one last digit."""
    values = some_numbers(100 + digits)
    for up in (False, True):
        shown = page.run("return arguments[0].map((v) => scaled(v, 4, arguments[1], arguments[2]))", values, digits, up)
        for value, text in zip(values, shown, strict=True):
            off = EXACT.subtract(number(text), moved(value, 4))
            assert (0 <= off < Decimal(1).scaleb(-digits)) if up else (-Decimal(1).scaleb(-digits) < off <= 0), (
                value,
                text,
            )


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        ({"low": "135000", "high": "135000", "bound": "exact", "unit": "輛"}, "13.5萬 輛", "135,000 輛"),
        (
            {"low": "12500000000", "high": "12500000000", "bound": "approx", "unit": "CNY"},
            "≈ 125億 CNY",
            "≈ 12.5 bn CNY",
        ),
        ({"low": None, "high": "5", "bound": "less_than", "unit": "percent"}, "< 5%", "< 5%"),
        ({"low": "1250000", "high": None, "bound": "at_least", "unit": "臺"}, "≥ 125萬 臺", "≥ 1.25 m 臺"),
        ({"low": "25", "high": "30", "bound": "range", "unit": "percent"}, "25 – 30%", "25 – 30%"),
        ({"low": "-5", "high": "-5", "bound": "exact", "unit": "percent"}, "−5%", "−5%"),
        ({"low": "2.4", "high": "2.4", "bound": "exact", "unit": "percentage_point"}, "2.4 個百分點", "2.4 pp"),
        ({"low": "1", "high": "3", "bound": "range", "unit": "rank"}, "1 – 3 名", "1 – 3 (rank)"),
        ({"low": None, "high": None, "bound": "exact", "unit": None}, "無法判定", "Undecided"),
        ({"low": "13000000000", "high": "13000000000", "bound": "exact", "unit": None}, "130億", "13 bn"),
        ({"low": "2.4E+3", "high": "2.4E+3", "bound": "exact", "unit": None}, "2.4E+3", "2.4E+3"),
    ],
)
def test_values_in_words(page: Screen, row: dict[str, str | None], zh: str, en: str) -> None:
    found = [page.run(f"setLanguage('{code}'); return valueOf(arguments[0])", row) for code in ("zh", "en")]
    page.run("setLanguage('zh')")
    assert found == [zh, en]


def test_open_and_excluded_ends_are_told(page: Screen) -> None:
    row = {"stated_low": "125", "stated_high": None, "stated_low_open": True, "stated_high_open": False}
    row |= {"derived_low": None, "derived_high": "130", "derived_low_open": False, "derived_high_open": False}
    assert page.run("return intervalText(arguments[0], 'stated', 'percent')", row) == "(125, ∞)%"
    assert page.run("return intervalText(arguments[0], 'derived', 'percent')", row) == "(−∞, 130]%"
    both = page.run("return chart({...arguments[0], holds: true, touches: false, gap: '0'}, 'percent').outerHTML", row)
    assert both.count("excluded") == 1
    nothing = dict.fromkeys(row) | {"holds": True}
    assert page.run("return chart(arguments[0], null)", nothing) is None
