"""The checks over the notes of a batch: rows in, findings by note out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model.check import Finding
from pipeline.run import NoteResult
from pipeline.settings import Settings

Findings = Mapping[str, Sequence[Finding]]
"""report_id → what the checks found in the note; a note without findings may be left out."""


def judge(results: Sequence[NoteResult], settings: Settings) -> Findings:
    """One call of Great Expectations for all of them."""
    import pyarrow as pa

    from pipeline.model.rows import NOTE_DATASETS
    from pipeline.publish.arrow import schema_of
    from pipeline.validate import validate

    frames = {}
    for dataset in NOTE_DATASETS:
        tables = [result.tables[dataset.name] for result in results if dataset.name in result.tables]
        frames[dataset.name] = pa.concat_tables([schema_of(dataset).empty_table(), *tables]).to_pandas()
    texts = {result.report_id: result.raw_text for result in results if result.raw_text is not None}
    warnings = {result.report_id: result.warnings for result in results if result.warnings}
    waivers = settings.path(settings.checks.waivers) if settings.checks.waivers else None
    findings: dict[str, list[Finding]] = {}
    for finding in validate(frames, texts=texts, warnings=warnings, waivers=waivers):
        findings.setdefault(finding.report_id, []).append(finding)
    return findings
