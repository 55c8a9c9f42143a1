"""Recognizers-Text's Chinese cases, in Simplified and in Traditional, through our normaliser and finder."""

from collections import Counter
from pathlib import Path

from tests.suites.recognizers_zh import SUITES, cases, errors, left_out

RIGHT_AT_LEAST = 98  # percent of the cases


def test_values_of_their_cases(shared: Path) -> None:
    every = cases(shared / "suites" / "recognizers_zh")
    wrong = {case.id: found for case in every if (found := errors(case))}
    assert len(wrong) * 100 <= len(every) * (100 - RIGHT_AT_LEAST), "\n".join(f"{k}: {v}" for k, v in wrong.items())


def test_what_is_left_out_has_a_reason(shared: Path) -> None:
    assert all(left_out().values())
    assert {suite for suite, _ in left_out()} <= set(SUITES)
    kept = Counter(case.suite for case in cases(shared / "suites" / "recognizers_zh"))
    assert all(kept[suite] for suite in SUITES)
