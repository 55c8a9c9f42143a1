"""Notes against earlier ones, once all are in the database: a part of them at a time, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipeline.batch.judge import Decide, Verdict
from pipeline.model.check import Finding
from pipeline.model.rows import DATASETS, ReconciliationRow
from pipeline.publish.across import Asked
from pipeline.publish.arrow import table_of
from pipeline.publish.database import Database
from pipeline.publish.note_rows import reconciliation_row
from pipeline.publish.parquet import read_note, write_across
from pipeline.publish.verdict import Tables, findings_table
from pipeline.reconcile import decided_on
from pipeline.reconcile.kinds.cross_report import against

TOGETHER = 500  # notes that are compared, judged and put in place together

_BY_NAME = {dataset.name: dataset for dataset in DATASETS}


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of comparing some notes: their findings by note, none for most; and the checks that did not run."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


def compare(folder: Path, database: Database, report_ids: Sequence[str], decide: Decide) -> Iterator[Compared]:
    """Compare these notes, a part at a time, and put what is found in the folder and in the database."""
    for at in range(0, len(report_ids), TOGETHER):
        part = report_ids[at : at + TOGETHER]
        related = {each.report_id: _related(each) for each in database.across.asked(part)}
        tables = {report_id: table for report_id, table in related.items() if table.num_rows}
        verdict = decide(_with_notes(folder, tables)) if tables else Verdict()
        published = {report_id: _published(table, verdict, report_id) for report_id, table in tables.items()}
        for report_id in part:
            write_across(folder, report_id, published.get(report_id, {}))
        database.put_across(part, _together(list(published.values())))
        yield Compared({each: verdict.findings.get(each, []) for each in part}, verdict.problems)


def _related(note: Asked) -> pa.Table:
    rows: dict[str, ReconciliationRow] = {}
    for relation in against(note.answers):
        each = decided_on(note.report_id, relation)
        page = note.pages[each.claim_ids[0]]
        row = reconciliation_row(each, page)._replace(
            as_of=note.published_at, suspects=() if each.holds else each.claim_ids
        )
        rows[row.reconciliation_id] = row
    ordered = sorted(rows.values(), key=lambda row: (row.start, row.reconciliation_id))
    return table_of(_BY_NAME["reconciliations"], ordered, note.versions)


def _with_notes(folder: Path, related: Tables) -> Tables:
    """The relations of some notes, with the rows that findings take their words and places from."""
    notes = [read_note(folder, report_id, ["reports", "claims"]) for report_id in related]
    taking_part = {claim for table in related.values() for ids in table["claim_ids"].to_pylist() for claim in ids}
    claims = pa.concat_tables(note["claims"] for note in notes)
    kept = [number for number, claim in enumerate(claims["claim_id"].to_pylist()) if claim in taking_part]
    return {
        "reconciliations": pa.concat_tables(related.values()),
        "reports": pa.concat_tables(note["reports"] for note in notes),
        "claims": claims.take(kept),
    }


def _published(table: pa.Table, verdict: Verdict, report_id: str) -> Tables:
    findings = verdict.findings.get(report_id, [])
    versions = tuple(table[name][0].as_py() for name in ("pipeline_version", "vocabulary_hash"))
    judged = {"findings": findings_table(findings, versions)} if findings else {}
    return {"reconciliations": table, **judged}


def _together(notes: Sequence[Tables]) -> Tables:
    names = {name for note in notes for name in note}
    return {name: pa.concat_tables(note[name] for note in notes if name in note) for name in names}
