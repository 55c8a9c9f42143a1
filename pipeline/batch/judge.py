"""The checks over the notes of a batch: rows in, findings by note out."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipeline.model.check import Finding
from pipeline.model.rows import NOTE_DATASETS
from pipeline.publish.arrow import schema_of
from pipeline.publish.verdict import Tables
from pipeline.run import NoteResult


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks found: by report_id, and about the batch itself (`problems`: a check that did not run)."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


Decide = Callable[[Tables], Verdict]
"""The checks over the `reconciliations` between notes, with the `claims` and `reports` that they are of."""


def judge(results: Sequence[NoteResult], documents: Path | None = None) -> Verdict:
    """One call of Great Expectations for all of them, over every row that they gave. `documents`: a folder for its Data
    Docs."""
    from pipeline.validate import EVIDENCE, validate

    judged = [dataset for dataset in NOTE_DATASETS if dataset.name != "findings"]
    parts: dict[str, list[pa.Table]] = {dataset.name: [schema_of(dataset).empty_table()] for dataset in judged}
    for result in results:
        for name, table in (*result.tables.items(), *result.evidence.items()):
            parts.setdefault(name, []).append(table)
    frames = {name: pa.concat_tables(tables) for name, tables in parts.items()}
    due = {name: sum(table.num_rows for table in tables) for name, tables in parts.items()}
    due |= {name: 0 for name in EVIDENCE if name not in due}
    ids = {result.report_id for result in results}
    return _verdict(validate(frames, due, documents=documents), ids)


def judge_across(tables: Tables) -> Verdict:
    """The same for relations between notes: `reconciliations`, judged, with the `claims` and `reports` that they are of."""
    from pipeline.validate import validate

    found = validate(tables, {"reconciliations": tables["reconciliations"].num_rows})
    return _verdict(found, set(tables["reports"]["report_id"].to_pylist()))


def _verdict(found: Iterable[Finding], ids: Container[str]) -> Verdict:
    findings: dict[str, list[Finding]] = {}
    problems = []
    for finding in found:
        if finding.report_id in ids:
            findings.setdefault(finding.report_id, []).append(finding)
        else:
            problems.append(finding)
    return Verdict(findings, tuple(problems))
