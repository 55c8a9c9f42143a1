"""What differs between two readings, and between two versions of a note."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import exit_code
from pipeline.compare.align import Alignment
from pipeline.compare.diff import compare
from pipeline.compare.folders import pairs
from pipeline.report.notes import NoteRows, load_note
from tests.report import made

FIRST = "# 甲公司業績\n甲公司首季收入為 12 億元，毛利率 20%。\n管理層料全年收入 50 億元。\n門店 62 家。\n"
SECOND = "# 甲公司業績（更新）\n新增一段。\n甲公司首季收入為 13 億元，毛利率 20%。\n門店 62 家。\n派息 3 次。\n"


def draft(text: str, name: str = "a.md") -> made.Draft:
    made_one = made.Draft(text, name)
    about: dict[str, Any] = {"entity": "甲公司", "period": made.quarter(2025, 1)}
    for words, value, unit, metric in (
        ("12 億元", "1200000000", "HKD", "收入"), ("13 億元", "1300000000", "HKD", "收入"), ("20%", "20", "percent", "毛利率"),
        ("50 億元", "5000000000", "HKD", "全年收入"), ("62 家", "62", "家", "門店"), ("3 次", "3", "次", "派息"),
    ):  # fmt: skip
        if words in text:
            made_one.claim(words, value, unit, metric=metric, **about)
    return made_one


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("diff")
    return made.folder(base / "a", [draft(FIRST)]), made.folder(base / "b", [draft(SECOND)])


@pytest.fixture(scope="module")
def versions(folders: tuple[Path, Path]) -> tuple[NoteRows, NoteRows]:
    return load_note(folders[0], draft(FIRST).id), load_note(folders[1], draft(SECOND).id)


def test_versions_of_a_note_are_compared_figure_by_figure(versions: tuple[NoteRows, NoteRows]) -> None:
    diff = compare(*versions)
    assert {(change.kind, change.row.text): set(change.columns) for change in diff.changes} == {
        ("changed", "13 億元"): {"text", "low", "high"},
        ("vanished", "50 億元"): set(),
        ("appeared", "3 次"): set(),
    }
    assert diff.same == 2
    whys = {change.row.text: change.why[0] for change in diff.changes}
    assert whys == {
        "13 億元": "another figure is printed",
        "50 億元": "it is no longer printed",
        "3 次": "it was not printed before",
    }


def test_the_same_reading_has_no_difference(versions: tuple[NoteRows, NoteRows]) -> None:
    assert not compare(versions[0], versions[0])


def test_a_figure_read_otherwise_says_why(versions: tuple[NoteRows, NoteRows]) -> None:
    note = versions[0]
    corrected = json.dumps({"unit": {"old": "HKD", "who": "陳", "why": "人民幣報表"}})
    evidence = json.dumps({"metric": [[note.raw_text.index("毛利率"), note.raw_text.index("毛利率") + 3]]})
    changed = {
        "12 億元": {"unit": "CNY", "corrected": corrected},
        "20%": {"metric": "毛利", "rule": "another", "evidence": evidence},
    }
    claims = tuple(each._replace(**changed.get(each.text, {})) for each in note.claims if each.text != "62 家")
    numeral = note.numerals[0]._replace(start=note.raw_text.index("62"), end=note.raw_text.index("62") + 2, text="62",
                                        category="identifier", rule="code", claim_id=None)  # fmt: skip
    later = replace(note, claims=claims, numerals=(numeral,), vocabulary_hash="another")
    whys = {change.row.text: change.why for change in compare(note, later).changes}
    assert whys["12 億元"][0] == "unit corrected by 陳: 人民幣報表"
    assert whys["20%"][0].startswith("read by another, before by ")
    assert "metric taken from 「毛利率」, before from nothing" in whys["20%"]
    assert whys["62 家"][0] == "read as identifier, by code"
    assert all(each[-1].startswith("another vocabulary: another") for each in whys.values())
    back = {change.row.text: change.why for change in compare(later, note).changes}
    assert back["62 家"][0] == "before: read as identifier, by code"
    assert back["12 億元"][0] == "the correction of unit by 陳 is no longer made"


def test_what_is_carried_over_from_a_text_that_changed_is_said_to_be(versions: tuple[NoteRows, NoteRows]) -> None:
    before, after = versions
    claims = tuple(
        each._replace(entity="乙公司", inferred=("entity",)) if each.text == "62 家" else each for each in after.claims
    )
    report = after.report._replace(entity="乙公司", entity_id="9.HK")
    changes = compare(before, replace(after, claims=claims, report=report)).changes
    (change,) = [change for change in changes if change.row.text == "62 家"]
    assert change.why[0] == "entity is carried over, and the text that it is carried over from is another one"
    assert "another security of the note: 乙公司 9.HK, before none" in change.why


def test_findings_that_are_new_and_that_are_settled_are_told(
    versions: tuple[NoteRows, NoteRows], tmp_path: Path
) -> None:
    note = draft(FIRST)
    note.find("same_fact", "error", (note.claims[0],))
    wrong = replace(versions[0], findings=load_note(made.folder(tmp_path, [note]), note.id).findings)
    assert [each.check for each in compare(versions[0], wrong).found] == ["same_fact"]
    assert [each.check for each in compare(wrong, versions[0]).settled] == ["same_fact"]


def test_files_at_one_address_are_versions_of_one_note(folders: tuple[Path, Path]) -> None:
    (pair,) = [pair for pair in pairs(*folders) if pair.before and pair.after and pair.before != pair.after]
    assert pair == ("a.md", draft(FIRST).id, draft(SECOND).id)


def test_the_command_compares_folders_and_notes(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    a, b = map(str, folders)
    capsys.readouterr()
    assert exit_code(["diff", a, b, "--csv", str(tmp_path / "d.csv")]) == 1
    printed = capsys.readouterr().out
    assert "~ 13 億元" in printed
    assert "low: 1200000000 → 1300000000" in printed
    assert "1 appeared, 1 vanished, 1 changed" in printed
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["kind"], row["column"]) for row in rows if row["text"] == "13 億元"} == {
        ("changed", "text"), ("changed", "low"), ("changed", "high"),
    }  # fmt: skip
    assert exit_code(["diff", a, a]) == 0
    both = made.folder(tmp_path / "both", [draft(FIRST), draft(SECOND)])
    assert exit_code(["diff", draft(FIRST).id[:8], draft(SECOND).id, "--out", str(both)]) == 1
    assert exit_code(["diff", "nothing", draft(SECOND).id, "--out", str(both)]) == 3
    assert "no folder of datasets, no file, and no note" in capsys.readouterr().err


def test_two_files_are_read_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("old.md", FIRST), ("new.md", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert exit_code(["diff", str(tmp_path / "old.md"), str(tmp_path / "new.md")]) == 1
    printed = capsys.readouterr().out
    assert "old.md → new.md" in printed
    assert "12 億元 → 13 億元" in printed


@given(st.lists(st.sampled_from("甲乙12\n"), max_size=40), st.lists(st.sampled_from("甲乙12\n"), max_size=40))
def test_what_is_aligned_is_the_same(a: list[str], b: list[str]) -> None:
    before, after = "".join(a), "".join(b)
    alignment = Alignment(before, after)
    for start in range(len(before)):
        for end in range(start + 1, min(start + 4, len(before) + 1)):
            place = alignment.span(start, end)
            if place is not None:
                assert after[place[0] : place[1]] == before[start:end]
    same = Alignment(before, before)
    assert all(same.span(at, at + 1) == (at, at + 1) for at in range(len(before)))
