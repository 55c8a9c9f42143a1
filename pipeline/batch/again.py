"""The checks once more over notes that are published: nothing is read anew, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.batch.judge import judge
from pipeline.model.check import Finding
from pipeline.model.rows import NOTE_DATASETS, ClaimRow, FindingRow, NumeralRow
from pipeline.publish.parquet import read_note
from pipeline.publish.verdict import Tables, evidence_tables, with_findings
from pipeline.report.judged import Judged, judged
from pipeline.report.notes import load_batch, note_ids, note_of_tables, raw_text_of, rows_of_table
from pipeline.run import NoteResult
from pipeline.validate import evidence_again
from pipeline.validate.suites import declared_checks, load_suites
from pipeline.vocabulary import Vocabulary

_BY_NAME = {dataset.name: dataset for dataset in NOTE_DATASETS}
TOGETHER = 200  # notes that are judged in one call of Great Expectations


@dataclass(frozen=True, slots=True)
class Again:
    """Notes as CI is told of them, and the checks that did not run."""

    notes: tuple[Judged, ...]
    problems: tuple[Finding, ...]

    @property
    def checked(self) -> bool:
        """Whether any check looked at any note: where none did, nothing is known to be right."""
        return any(note.report.status != "failed" for note in self.notes)

    def exit_code(self, fail_on: Sequence[str]) -> int:
        """As that of a run; 1 also where nothing was checked."""
        if any(note.report.status == "failed" for note in self.notes):
            return 2
        errors = (said for note in self.notes for said in note.findings if said.row.severity == "error" and said.alarms)
        return int(not self.checked or bool(self.problems) or any(said.row.origin in fail_on for said in errors))


def judge_again(
    folder: Path,
    vocabulary: Vocabulary,
    waivers: Mapping[str, str],
    *,
    base: Path | None = None,
    documents: Path | None = None,
) -> Again:
    """Judge every note of a folder of datasets by the suites as they are now. `waivers`: fingerprint → reason. Addresses below
    `base` (the current folder) become relative. `documents`: a folder for Great Expectations' Data Docs, for which all notes
    are judged in one call. Raises ConfigurationError where `folder` holds no datasets."""
    ids = note_ids(folder)
    uris = load_batch(folder).uris()
    together = len(ids) if documents else TOGETHER
    notes, problems = list[Judged](), list[Finding]()
    for at in range(0, len(ids), max(together, 1)):
        results = list(_published(folder, ids[at : at + together], vocabulary))
        verdict = judge(results, documents)
        problems += verdict.problems
        for result in results:
            tables = with_findings(result.tables, verdict.findings.get(result.report_id, []))
            note = note_of_tables(tables, result.raw_text or "", folder, waivers)
            notes.append(judged(note, uris.get(result.report_id, result.report_id), folder, base))
    return Again(tuple(notes), tuple(problems))


def _published(folder: Path, ids: Sequence[str], vocabulary: Vocabulary) -> Iterator[NoteResult]:
    """Notes as their reading gave them: what was decided of them before is left out."""
    declared = declared_checks(load_suites())
    for report_id in ids:
        tables = read_note(folder, report_id)
        text = raw_text_of(folder, report_id)
        findings: tuple[FindingRow, ...] = _rows(tables, "findings", folder)
        claims: tuple[ClaimRow, ...] = _rows(tables, "claims", folder)
        numerals: tuple[NumeralRow, ...] = _rows(tables, "numerals", folder)
        evidence = evidence_again(report_id, text, claims, numerals, findings, declared, vocabulary)
        undecided = {name: _undecided(table) for name, table in tables.items() if name != "findings"}
        failed = tables["reports"]["status"][0].as_py() == "failed"
        yield NoteResult(report_id, undecided, None if failed else text, {} if failed else evidence_tables(evidence))


def _rows(tables: Tables, name: str, folder: Path) -> tuple[Any, ...]:
    return rows_of_table(_BY_NAME[name], tables[name], folder) if name in tables else ()


_UNDECIDED = {"quality": "ok", "support": "unlinked"}


def _undecided(table: pa.Table) -> pa.Table:
    for column, value in _UNDECIDED.items():
        at = table.schema.get_field_index(column)
        if at >= 0:
            table = table.set_column(at, table.schema.field(at), pa.repeat(pa.scalar(value), table.num_rows))
    return table
