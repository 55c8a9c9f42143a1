"""What the checks decided, written onto a note's rows: its findings, and the quality and support of its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline.model.check import Finding, Quality, Support
from pipeline.model.columns import VERSION_COLUMNS, dataset
from pipeline.model.rows import ACROSS_KIND, NOTE_DATASETS, FindingRow
from pipeline.publish.arrow import table_of
from pipeline.validate import EVIDENCE

Tables = dict[str, pa.Table]
"""Dataset name → its rows of one note."""

_BY_NAME = {each.name: each for each in NOTE_DATASETS}
_EVIDENCE = {name: dataset(name, row_type, ["row_id"], per_note=False) for name, row_type in EVIDENCE.items()}


def tables_of(rows: Mapping[str, Sequence[Any]], versions: tuple[str, ...]) -> Tables:
    """Rows into Arrow tables; a dataset that the note has no rows of is left out. Raises UnstorableValueError."""
    return {name: table_of(_BY_NAME[name], some, versions) for name, some in rows.items() if some}


def evidence_tables(rows: Mapping[str, Sequence[Any]]) -> Tables:
    """Rows that only checks see, into Arrow tables of the same kinds of columns; empty ones are kept."""
    return {name: table_of(_EVIDENCE[name], some) for name, some in rows.items()}


def with_findings(tables: Mapping[str, pa.Table], findings: Sequence[Finding]) -> Tables:
    """The tables of one note with `findings` added, `quality` and `support` set, findings counted: both by the note itself,
    since what another one says may come and go."""
    own = [finding for finding in findings if finding.check != ACROSS_KIND]
    wrong = {claim for finding in own if finding.severity == "error" for claim in finding.claim_ids}
    doubted = {claim for finding in own if finding.severity == "warning" for claim in finding.claim_ids} - wrong
    judged = dict(tables)
    if findings:
        versions = tuple(tables["reports"][column.name][0].as_py() for column in VERSION_COLUMNS)
        judged["findings"] = findings_table(findings, versions)
    confirmed = _confirmed(tables["reconciliations"]) if "reconciliations" in tables else set()
    if "claims" in tables and (wrong or doubted or confirmed):
        ids = tables["claims"]["claim_id"].to_pylist()
        judged["claims"] = _set(judged["claims"], "quality", [_quality([i], wrong, doubted) for i in ids])
        judged["claims"] = _set(judged["claims"], "support", [_support(i, wrong, confirmed) for i in ids])
        members = tables["facts"]["claim_ids"].to_pylist()
        judged["facts"] = _set(judged["facts"], "quality", [_quality(ids, wrong, doubted) for ids in members])
    for column, severity in (("errors", "error"), ("warnings", "warning")):
        judged["reports"] = _set(judged["reports"], column, [sum(f.severity == severity for f in own)])
    return judged


def findings_table(findings: Sequence[Finding], versions: tuple[str, ...]) -> pa.Table:
    """Findings of one note as rows, in the order of the note."""
    return table_of(_BY_NAME["findings"], [_row(finding) for finding in sorted(findings, key=_place)], versions)


def _quality(claim_ids: Sequence[str], wrong: set[str], doubted: set[str]) -> Quality:
    if not wrong.isdisjoint(claim_ids):
        return "contradicted"
    return "ok" if doubted.isdisjoint(claim_ids) else "suspect"


def _support(claim_id: str, wrong: set[str], confirmed: set[str]) -> Support:
    if claim_id in wrong:
        return "contradicted"
    return "confirmed" if claim_id in confirmed else "unlinked"


def _confirmed(reconciliations: pa.Table) -> set[str]:
    """Claims of relations that hold and could have failed: some end of one side limits the other."""
    names = ("kind", "claim_ids", "holds", "stated_low", "stated_high", "derived_low", "derived_high")
    confirmed: set[str] = set()
    for kind, ids, holds, low, high, from_, to in zip(*(reconciliations[n].to_pylist() for n in names), strict=True):
        could_fail = (low is not None and to is not None) or (high is not None and from_ is not None)
        if holds and could_fail and kind != ACROSS_KIND:
            confirmed.update(ids)
    return confirmed


def _set(table: pa.Table, name: str, values: Sequence[Any]) -> pa.Table:
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, type=field.type))


def _place(finding: Finding) -> tuple[int, str, str]:
    return (finding.span.start if finding.span else -1, finding.check, finding.finding_id)


def _row(finding: Finding) -> FindingRow:
    return FindingRow(
        finding_id=finding.finding_id,
        report_id=finding.report_id,
        check=finding.check,
        severity=finding.severity,
        origin=finding.origin,
        claim_ids=finding.claim_ids,
        reconciliation_id=finding.reconciliation_id,
        start=finding.span.start if finding.span else None,
        end=finding.span.end if finding.span else None,
        page=finding.page,
        message=finding.message,
        message_en=finding.message_en,
        fingerprint=finding.fingerprint,
    )
