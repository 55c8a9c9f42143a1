"""The file of corrections: what it may say, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.correct import load_overrides
from pipeline.correct.overrides import guarded, unguarded
from pipeline.errors import ConfigurationError

HEAD = "claim_id,column,old,new,who,why\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "overrides.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_are_read_with_their_place_and_what_nobody_filled_in_is_passed_over(tmp_path: Path) -> None:
    text = (
        "\ufeff"
        + HEAD.strip()
        + ",report_id,quote\n"
        + ('c1,unit,,HKD,陳,港股的目標價,r1,"a, b"\nc1,low,9,,,,r1,x\nc2,low,\'-4.8%,-4.8,陳,a slip,,x\n')
    )
    lines = load_overrides(write(tmp_path, text)).lines
    assert [(line.claim_id, line.column, line.old, line.new, line.report_id) for line in lines] == [
        ("c1", "unit", "", "HKD", "r1"),
        ("c2", "low", "-4.8%", "-4.8", None),
    ]
    assert lines[0].place.endswith("overrides.csv:2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("claim_id,column,old,new,who\n", r":1: no column why"),
        (HEAD.strip() + ",colour\n", r":1: unknown column colour"),
        (HEAD + "c,page,1,2,me,why\n", r":2: column page; expected one of low, high"),
        (HEAD + "c,low,1,two,me,why\n", r":2: new low is 'two'; expected a number"),
        (HEAD + "c,low,1,NaN,me,why\n", r":2: new low is 'NaN'; expected a number"),
        (HEAD + "c,bound,exact,roughly,me,why\n", r":2: new bound is 'roughly'; expected one of exact, approx"),
        (HEAD + "c,status,actual,,me,why\n", r":2: new status is ''; expected a value"),
        (HEAD + "c,period,2024,yesterday,me,why\n", r":2: new period is 'yesterday'; expected a period"),
        (HEAD + "c,qualifiers,{},[1],me,why\n", r":2: new qualifiers .* expected an object"),
        (HEAD + "c,unit,,HKD,,why\n", r":2: who is empty"),
        (HEAD + "c,unit,,HKD,me\n", r":2: more or fewer fields"),
        (HEAD + "c,unit,,HKD,me,why,more\n", r":2: more or fewer fields"),
        (HEAD + "c,unit,,HKD,me,why\n\nc,unit,,TWD,me,why\n", r":4: unit of c stands at .*:2 too"),
    ],
)
def test_a_wrong_line_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_overrides(write(tmp_path, text))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="expected CSV in UTF-8"):
        load_overrides(tmp_path / "o.csv")


@given(st.text())
def test_what_is_guarded_from_spreadsheets_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "@", "\t", "\r"))


def test_a_number_needs_no_guard() -> None:
    assert [guarded(each) for each in ("-4.8", "-4.8%", "+3", "1,234")] == ["-4.8", "'-4.8%", "'+3", "1,234"]


def test_the_key_of_a_note_follows_its_own_lines_and_those_of_no_note(tmp_path: Path) -> None:
    head = HEAD.strip() + ",report_id\n"
    first = load_overrides(write(tmp_path, head + "c1,unit,,HKD,me,why,r1\n"))
    assert first.key("r1") and not first.key("r2")
    other = load_overrides(write(tmp_path, head + "c1,unit,,TWD,me,why,r1\nc2,unit,,HKD,me,why,r2\n"))
    assert other.key("r1") != first.key("r1")
    nowhere = load_overrides(write(tmp_path, head + "c1,unit,,HKD,me,why,\n"))
    assert nowhere.key("r1") == nowhere.key("r2") != ""
