"""The scorer against readings made for it, against the notes' own annotations, and against other notes where they are there."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.cli import exit_code
from pipeline.compare.gold import Gold, load_gold
from pipeline.compare.score import COLUMNS, LEVELS, Score, right, same_name, score
from pipeline.errors import ConfigurationError
from pipeline.model.rows import ClaimRow
from tests.report import made
from tests.shared import ROOT

TEXT = "# 甲公司業績\n甲公司首季交付量為 13.5 萬輛，按年增長約 8%，毛利率 20%。\n"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClaimRow, ...]:
    from pipeline.report.notes import load_note

    draft = made.Draft(TEXT, "a.md")
    draft.claim(
        "13.5 萬輛", "135000", "輛", multiplier=10000, entity="甲公司", metric="交付量", period=made.quarter(2025, 1)
    )
    draft.claim("8%", "8", "percent", bound="approx", measure="growth", basis="yoy", entity="甲公司", metric="交付量")
    draft.claim("20%", "20", "percent", entity="甲公司", metric="毛利率")
    folder = made.folder(tmp_path_factory.mktemp("score") / "x", [draft])
    return load_note(folder, draft.id).claims


def figure(text: str, low: str | None, unit: str, **columns: Any) -> dict[str, Any]:
    start = TEXT.index(text)
    base = {
        "start": start,
        "end": start + len(text),
        "text": text,
        "low": low,
        "high": low,
        "unit": unit,
        "bound": "exact",
    }
    base |= {
        "measure": "level",
        "basis": None,
        "period": "*",
        "status": "actual",
        "entity": ["甲公司"],
        "metric": ["交付量"],
    }
    return {**base, **columns}


def gold(*figures: dict[str, Any], scope: tuple[tuple[int, int], ...] = ((0, 999),)) -> Gold:
    return Gold("a.md", "r", scope, figures)


VOLUME = figure("13.5 萬輛", "135000", "輛", period="2025Q1")
GROWTH = figure("8%", "8", "percent", bound="approx", measure="growth", basis="yoy")
MARGIN = figure("20%", "20", "percent", metric=["毛利率"])


def test_what_is_right_counts_at_every_level(rows: tuple[ClaimRow, ...]) -> None:
    found = score(gold(VOLUME, GROWTH, MARGIN), rows)
    assert {level: found.rates(level) for level in LEVELS} == dict.fromkeys(LEVELS, (1.0, 1.0, 1.0))
    assert found.misses == []


def test_a_missed_one_costs_recall_and_a_spurious_one_precision(rows: tuple[ClaimRow, ...]) -> None:
    extra = figure("首季", "1", "quarter")
    found = score(gold(VOLUME, GROWTH, extra), rows)
    assert [(miss.kind, miss.text) for miss in found.misses] == [("missed", "首季"), ("spurious", "20%")]
    assert found.rates("found") == (2 / 3, 2 / 3, pytest.approx(2 / 3))
    assert (
        score(gold(VOLUME, GROWTH, {**extra, "optional": True}, {**MARGIN, "optional": True}), rows).rates("found")[2]
        == 1
    )
    start = TEXT.index("，毛利")
    assert score(gold(VOLUME, GROWTH, scope=((0, start),)), rows).misses == [], "beyond the scope nothing counts"


@pytest.mark.parametrize(
    ("changes", "level", "column"),
    [
        ({"low": "13500", "high": "13500"}, "value", "low"),
        ({"unit": "部"}, "value", "unit"),
        ({"bound": "more_than"}, "figure", "bound"),
        ({"period": "2025Q2"}, "meaning", "period"),
        ({"measure": "growth"}, "meaning", "measure"),
        ({"entity": ["乙公司"]}, "row", "entity"),
        ({"metric": ["銷量"]}, "row", "metric"),
        ({"qualifiers": {"region": "中國"}}, "row", "qualifiers"),
    ],
)
def test_a_wrong_column_counts_against_its_level_and_those_above(
    rows: tuple[ClaimRow, ...], changes: dict[str, Any], level: str, column: str
) -> None:
    found = score(gold({**VOLUME, **changes}), rows)
    levels = list(LEVELS)
    below = levels[: levels.index(level)]
    assert {each for each in levels if found.right[each]} == set(below)
    assert column in found.misses[0].columns
    right_, compared = found.columns[column]
    assert (right_, compared) == (0, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"low": "13", "alt": [{"low": "135000"}]},
        {"status": "forecast", "status_accept": ["estimate", "actual"]},
        {"low": "-135000", "high": "-135000", "sign_optional": True},
        {"period": "2025-01-01/2025-03-31"},
        {"entity": None, "metric": None},
        {"start": None, "end": None},
    ],
)
def test_other_readings_that_are_accepted_are_right(rows: tuple[ClaimRow, ...], changes: dict[str, Any]) -> None:
    assert score(gold({**VOLUME, **changes}), rows).right["row"] == 1


def test_readings_do_not_mix(rows: tuple[ClaimRow, ...]) -> None:
    mixed = {**VOLUME, "low": "13", "alt": [{"low": "135000", "unit": "部"}]}
    assert score(gold(mixed), rows).right["value"] == 0


def test_names_match_by_meaning() -> None:
    assert same_name(["台積電"], ["臺積電"])
    assert same_name(["全球市場份額"], ["市場份額"])
    assert not same_name(["毛利"], ["毛利率"])
    assert not same_name(["車"], ["汽車"])
    assert not same_name([None], ["x"])


def test_numbers_are_compared_exactly(rows: tuple[ClaimRow, ...]) -> None:
    row = rows[0]._replace(low=Decimal("135000.000000000"), high=Decimal("135000.000000000"))
    assert right(VOLUME, row, ("low", "high"))
    assert not right(VOLUME, row._replace(low=Decimal("135000.000000001")), ("low",))


def test_sums_add_up(rows: tuple[ClaimRow, ...]) -> None:
    one, other = score(gold(VOLUME), rows), score(gold(GROWTH, MARGIN), rows)
    both = one + other
    assert (both.annotated, both.read) == (3, 6)
    assert both.columns["low"] == [3, 3]
    assert len(both.misses) == len(one.misses) + len(other.misses)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a first line with sha256 and scope"),
        ('{"sha256": "a"}\n', "expected a first line with sha256 and scope"),
        ('{"sha256": "a", "scope": [[0, 9]]}\n{"start": 1}\n', r":2: no end"),
        ('{"sha256": "a", "scope": [[0, 9]]}\nx\n', r":2: .* expected one JSON object"),
        ('{"sha256": "a", "scope": [[0, 9]]}\n[]\n', r":2: \[\]; expected a JSON object"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_gold([tmp_path])
    with pytest.raises(ConfigurationError, match=r"expected \*\.jsonl files"):
        load_gold([tmp_path / "nothing"] if (tmp_path / "nothing").mkdir() is None else [])


def test_the_notes_of_raw_are_read_as_annotated(extracted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    expected = str(ROOT / "tests" / "notes" / "expected")
    assert exit_code(["evaluate", expected, "--out", str(extracted), "--json", "--least", "0.8"]) == 0
    told = json.loads(capsys.readouterr().out)
    claims = pq.read_table(extracted / "claims").num_rows
    assert told["levels"]["value"]["f1"] > 0.97
    assert set(told["columns"]) == set(COLUMNS)
    assert 0 < told["annotated"] <= claims + 20
    assert exit_code(["evaluate", expected, "--out", str(extracted), "--errors", "2"]) == 0
    assert "F1 of all" in capsys.readouterr().out


def test_a_note_that_was_not_read_is_named(extracted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text('{"doc": "lost.txt", "sha256": "00", "scope": []}\n', encoding="utf-8")
    assert exit_code(["evaluate", str(tmp_path), "--out", str(extracted)]) == 1
    assert "lost.txt" in capsys.readouterr().err
    assert Score().rates("row") == (0.0, 0.0, 0.0)
