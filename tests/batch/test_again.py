"""Published notes judged once more: the same findings where nothing changed, others where something did, and nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.batch.again import Again, judge_again
from pipeline.model.rows import FindingRow
from pipeline.validate import evidence_again
from pipeline.validate.suites import declared_checks, load_suites
from pipeline.vocabulary import load_vocabulary


def again(folder: Path, **options: Any) -> Again:
    return judge_again(folder, load_vocabulary(), options.pop("waivers", {}), **options)


@pytest.fixture(scope="module")
def unchanged(extracted: Path) -> Again:
    before = {path: path.stat().st_mtime_ns for path in extracted.rglob("*")}
    found = again(extracted)
    assert {path: path.stat().st_mtime_ns for path in extracted.rglob("*")} == before, "it only reads"
    return found


def test_what_was_found_is_found_again(extracted: Path, unchanged: Again) -> None:
    published = pq.read_table(extracted / "findings").drop_columns(["pipeline_version", "vocabulary_hash"]).to_pylist()
    found = [said.row._asdict() for note in unchanged.notes for said in note.findings]
    assert [{**row, "claim_ids": list(row["claim_ids"])} for row in sort(found)] == sort(published)
    assert published
    assert unchanged.problems == ()
    assert {note.states["contradicted"] for note in unchanged.notes} > {0}


def sort(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["finding_id"]))


def test_the_exit_code_counts_origins_that_matter_and_waivers(extracted: Path, unchanged: Again) -> None:
    assert unchanged.exit_code(["source"]) == 1
    assert unchanged.exit_code(["extraction", "invariant"]) == 0
    assert Again((), ()).exit_code(["source"]) == 1, "no check looked at any note"
    errors = [said.row for note in unchanged.notes for said in note.findings if said.row.severity == "error"]
    silenced = again(extracted, waivers={row.fingerprint: "seen" for row in errors})
    assert silenced.exit_code(["source", "extraction", "invariant"]) == 0
    assert sum(not said.alarms for note in silenced.notes for said in note.findings) == len(errors)


def test_rows_that_were_changed_since_are_found(extracted: Path, tmp_path: Path) -> None:
    copy = tmp_path / "extracted"
    shutil.copytree(extracted, copy)
    claims = first_of(copy, "claims")
    texts = claims["text"].to_pylist()
    at = claims.schema.get_field_index("text")
    changed = pa.array(["9", *texts[1:]])
    rewrite(copy, "claims", claims.set_column(at, claims.schema.field(at), changed))
    numerals = first_of(copy, "numerals")
    digits = next(n for n, text in enumerate(numerals["text"].to_pylist()) if any(map(str.isdigit, text)))
    kept = [n for n in range(numerals.num_rows) if n != digits]
    rewrite(copy, "numerals", numerals.take(kept))
    found = again(copy)
    checks = {said.row.check for note in found.notes for said in note.findings if said.row.origin == "invariant"}
    assert checks >= {"text_elsewhere", "digits_unaccounted"}
    assert found.exit_code(["invariant"]) == 1
    shutil.rmtree(copy / "claims")
    (copy / "claims").mkdir()
    assert "rows_missing" in {problem.check for problem in again(copy).problems}


def first_of(folder: Path, dataset: str) -> pa.Table:
    return pq.ParquetFile(named(folder, dataset)).read()


def rewrite(folder: Path, dataset: str, table: pa.Table) -> None:
    pq.write_table(table, named(folder, dataset))


def named(folder: Path, dataset: str) -> Path:
    (path, *_) = sorted(each for each in (folder / dataset).glob("*.parquet") if each.stem != "empty")
    return path


def test_great_expectations_own_pages_and_results_are_kept_where_asked(extracted: Path, tmp_path: Path) -> None:
    again(extracted, documents=tmp_path / "docs")
    assert (tmp_path / "docs" / "index.html").is_file()
    kept = {path.stem for path in (tmp_path / "docs" / "results").iterdir()}
    assert kept >= {"relations_reconciliations", "structure_claims", "whole_printed"}


def test_what_the_reader_warned_of_is_read_off_the_findings() -> None:
    declared = declared_checks(load_suites())
    blank = FindingRow("f", "r", "", "warning", "extraction", (), None, 1, 2, 3, "中", "en", "p")
    checks = ("image_only_page", "implausible_value", "unresolved_unit", "structure_claims_x", "text_elsewhere")
    rows = [blank._replace(check=check) for check in checks]
    evidence = evidence_again("r", "", (), (), rows, declared, load_vocabulary())
    assert [(row.check, row.start, row.page) for row in evidence["reader_warnings"]] == [("image_only_page", 1, 3)]  # type: ignore[attr-defined]
