"""Microsoft's Chinese date cases, in Traditional: all of our scope must be read, but for the known failures."""

from pathlib import Path

import pytest

from pipeline.recognise.periods import PeriodFinder
from pipeline.vocabulary import load_vocabulary
from tests.shared import SHARED
from tests.suites.recognizers_datetime import FILES, Case, passes, read_cases

FOLDER = SHARED / "suites" / "recognizers_zh" / "DateTime" if SHARED else None
CASES = tuple(read_cases(FOLDER)) if FOLDER else ()
LEFT_OUT = dict(
    line.split("\t")
    for line in (Path(__file__).parent / "recognizers_datetime_left_out.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
)
KNOWN_FAILURES = {
    "DateTimeModel:128": "the last three weeks of a year: theirs end on its last Sunday, ours on its last day"
}
FINDER = PeriodFinder(load_vocabulary())


def _marked(case: Case) -> object:
    marks = [pytest.mark.xfail(reason=KNOWN_FAILURES[case.key], strict=True)] if case.key in KNOWN_FAILURES else []
    return pytest.param(case, id=case.key, marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES if case.key not in LEFT_OUT])
def test_reads(case: Case) -> None:
    assert passes(case, FINDER), (case.text, case.expected, FINDER.find(case.text))


def test_what_is_left_out_exists_and_says_why(shared: Path) -> None:
    assert FOLDER is not None
    there = {case.key for case in CASES}
    files = {path.stem for path in FOLDER.glob("*.json")} - set(FILES)
    assert {key for key in LEFT_OUT if not key.endswith(":*")} <= there
    assert {key.removesuffix(":*") for key in LEFT_OUT if key.endswith(":*")} == files
    assert all(LEFT_OUT.values())
