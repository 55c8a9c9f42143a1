"""Corrections through the whole line: a run makes them on the notes that they concern, and on no others."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import exit_code
from pipeline.report.notes import NoteRows, load_note, note_ids
from tests.shared import ROOT

NOTES = ("hk_aircon_share_inconsistent.md", "hk_interim_results_shenzhou.txt")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two notes run, the queue of one filled in, and run again."""
    base = tmp_path_factory.mktemp("corrected")
    for name in NOTES:
        shutil.copy(ROOT / "raw" / name, base)
    out, queue = base / "out", base / "queue.csv"
    raw = [str(base / name) for name in NOTES]
    assert exit_code(["run", *raw, "--out", str(out)]) == 1
    assert exit_code(["review", "--out", str(out), "--csv", str(queue)]) == 0
    with queue.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = next(row for row in rows if row["text"] == "43.4%" and row["column"] == "low")
    asked |= {"new": "63.4", "who": "陳小姐", "why": "原稿為 63.4%"}
    gone = dict.fromkeys(asked, "") | {"claim_id": "0" * 16, "column": "unit", "new": "HKD", "who": "陳", "why": "x"}
    stale = gone | {"report_id": asked["report_id"]}
    nowhere = gone | {"claim_id": "1" * 16}
    with queue.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(asked))
        writer.writeheader()
        writer.writerows([*rows, stale])
    before = {path.stem: path.stat().st_mtime_ns for path in (out / "claims").iterdir()}
    code = exit_code(["run", *raw, "--out", str(out), "--overrides", str(queue)])
    return base, out, queue, asked, before, code, nowhere


def note_of(out: Path, report_id: str) -> NoteRows:
    return load_note(out, report_id)


def test_the_corrected_figure_no_longer_contradicts_and_says_who_corrected_it(corrected: Any) -> None:
    _, out, _, asked, _, code, _ = corrected
    note = note_of(out, asked["report_id"])
    claim = next(each for each in note.claims if each.claim_id == asked["claim_id"])
    assert str(claim.low.normalize()) == str(claim.high.normalize()) == "63.4"  # type: ignore[union-attr]
    assert json.loads(claim.corrected) == {"low": {"old": "43.4", "who": "陳小姐", "why": "原稿為 63.4%"}}
    assert claim.text == "43.4%", "what is printed stays"
    assert "share_times_growth" not in {each.check for each in note.findings}
    assert code == 1, "the other contradictions are still there"


def test_a_stale_correction_is_a_finding(corrected: Any) -> None:
    _, out, _, asked, _, _, _ = corrected
    (found,) = [each for each in note_of(out, asked["report_id"]).findings if each.check == "stale_correction"]
    assert (found.severity, found.origin) == ("warning", "extraction")
    assert "the note has no such figure any more" in found.message_en


def test_only_the_notes_that_are_concerned_are_read_again(corrected: Any) -> None:
    _, out, _, asked, before, _, _ = corrected
    after = {path.stem: path.stat().st_mtime_ns for path in (out / "claims").iterdir()}
    assert {each for each in after if after[each] != before[each]} == {asked["report_id"]}


def test_the_same_corrections_give_the_same_bytes(corrected: Any, tmp_path: Path) -> None:
    base, out, queue, asked, _, _, _ = corrected
    exit_code(["run", str(base / NOTES[0]), "--out", str(tmp_path), "--overrides", str(queue)])
    for name in ("claims", "findings", "reconciliations", "facts", "reports"):
        path = Path(name) / f"{asked['report_id']}.parquet"
        assert (tmp_path / path).read_bytes() == (out / path).read_bytes()


def test_published_corrections_are_judged_again_as_they_were(
    corrected: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _, _, _, _, _ = corrected
    capsys.readouterr()
    assert exit_code(["validate", str(out)]) == 1
    printed = capsys.readouterr().out
    assert "warning stale_correction" in printed
    assert "2 notes checked: 2 errors, 1 warnings, 0 waived" in printed


def test_explain_and_the_queue_know_of_it(corrected: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, queue, asked, _, _, _ = corrected
    capsys.readouterr()
    exit_code(["explain", asked["claim_id"], "--out", str(out)])
    assert "corrected by 陳小姐: 原稿為 63.4% (read as 43.4)" in " ".join(capsys.readouterr().out.split())
    again = queue.with_name("again.csv")
    exit_code(["review", "--out", str(out), "--overrides", str(queue), "--csv", str(again)])
    assert asked["claim_id"] not in again.read_text(encoding="utf-8-sig")


def test_a_line_without_note_or_figure_is_told(
    corrected: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    base, _, _, _, _, _, nowhere = corrected
    file = tmp_path / "o.csv"
    head = ("claim_id", "column", "old", "new", "who", "why")
    file.write_text(",".join(head) + "\n" + ",".join(nowhere[name] for name in head) + "\n", encoding="utf-8")
    exit_code(["run", str(base / NOTES[1]), "--out", str(tmp_path / "out"), "--overrides", str(file)])
    assert f"o.csv:2: correction not made: no note has a figure {nowhere['claim_id']}" in capsys.readouterr().out


def test_accepted_corrections_become_examples_that_score(corrected: Any, tmp_path: Path) -> None:
    _, out, queue, asked, _, _, _ = corrected
    use = [
        "review",
        "--out",
        str(out),
        "--overrides",
        str(queue),
        "--examples",
        str(tmp_path),
        "--vocabulary",
        str(tmp_path),
    ]
    assert exit_code(use) == 0
    (path,) = tmp_path.glob("*.jsonl")
    head, example = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert head["sha256"].startswith(asked["report_id"])
    assert head["scope"] == [[example["start"], example["end"]]]
    assert (example["text"], example["low"], example["unit"]) == ("43.4%", "63.4", "percent")
    assert list(tmp_path.glob("*.tsv")) == [], "no word makes a number right"
    assert len(note_ids(out)) == 2
