"""What a printed figure leaves open, by its digits, its bound and what it is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pipeline.reconcile.figures import figure
from pipeline.reconcile.interval import Range
from pipeline.reconcile.precision import ends, is_count, is_money, printed

GOAL = {"status": "guidance"}
CELL = {"at": (1, 1)}


@pytest.mark.parametrize(
    ("text", "columns", "low", "high"),
    [
        ("18.6%", {}, "18.55", "18.65"),
        ("18.60%", {}, "18.595", "18.605"),
        ("9,000 億港元", {}, "899950000000", "900050000000"),  # half of 億
        ("13.5 萬輛", {}, "134500", "135500"),
        ("約10.9 萬輛", {}, "108000", "110000"),  # 約: a whole unit of the last place
        ("58 家", {}, "58", "58"),  # counted
        ("93,211 輛", {}, "93211", "93211"),
        ("30 萬輛", GOAL, "300000", "300000"),  # a target means itself
        ("約25 萬輛", GOAL, "240000", "260000"),
        ("135,000 輛", {}, "134500", "135500"),  # a round number in a sentence may stand for 13.5 萬
        ("135,000 輛", CELL, "135000", "135000"),  # in a table it is one figure among exact ones
        ("3,000 人", GOAL, "3000", "3000"),
        ("25至30%", {}, "24.5", "30.5"),
        ("2.5 公里", {}, "2.45", "2.55"),
        ("220kW", {}, "219.5", "220.5"),  # a physical unit is measured, not counted
        ("-5.0%", {}, "-5.05", "-4.95"),
    ],
)
def test_intervals(text: str, columns: dict[str, Any], low: str, high: str) -> None:
    assert printed(figure("收入", "2024", text, **columns)) == Range(Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("超過125%", Range(Fraction(125), None, open_low=True)),
        ("至少3 億元", Range(Fraction(300_000_000), None)),
        ("不足5%", Range(None, Fraction(5), open_high=True)),
        ("最多253公里", Range(None, Fraction(253))),
    ],
)
def test_bounds_have_one_side(text: str, expected: Range) -> None:
    assert printed(figure("收入", "2024", text)) == expected


def test_a_target_price_and_a_rank_are_exact() -> None:
    target = figure("目標價", None, "42 港元", status="forecast", metric_id="target_price")
    assert printed(target).is_point
    assert printed(replace(figure("排名", "2024", "3"), measure="rank")).is_point


def test_each_end_of_a_range_has_its_own_rounding() -> None:
    low, high = ends(figure("淨利潤", "2025", "95.1至105.57 億元"))
    assert (low.high, high.high) == (Fraction(9_515_000_000), Fraction(10_557_500_000))
    with pytest.raises(ValueError, match="one end only"):
        ends(figure("淨利潤", "2025", "超過95.1 億元"))


def test_units() -> None:
    assert (
        is_money("HKD") and not is_money("percent") and not is_money("輛") and not is_money(None) and not is_money("kW")
    )
    assert is_count(figure("門店", "2024", "58 家")) and not is_count(figure("交付量", "2024", "13.5 萬輛"))
