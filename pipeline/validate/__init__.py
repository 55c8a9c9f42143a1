"""Great Expectations decides: every error or warning is a row that failed an expectation of `schemas/suites`."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.check import Finding
from pipeline.model.rows import DATASETS
from pipeline.validate.evidence import evidence_again, evidence_of
from pipeline.validate.evidence_rows import EVIDENCE
from pipeline.validate.findings import Rows, as_frame, findings_of, invariant, numbered, unresolved_of
from pipeline.validate.gx import Job, Outcome, run
from pipeline.validate.suites import Suite, load_suites, of_dataset
from pipeline.validate.waivers import Waiver, apply_waivers, idle_waivers, load_waivers

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EVIDENCE",
    "Waiver",
    "apply_waivers",
    "evidence_again",
    "evidence_of",
    "frame",
    "idle_waivers",
    "load_waivers",
    "validate",
]

KEYS: Mapping[str, tuple[str, ...]] = {
    **{dataset.name: dataset.key for dataset in DATASETS},
    **dict.fromkeys(EVIDENCE, ("row_id",)),
}

# counts of `reports` and the dataset whose rows they count
PROMISES: Mapping[str, str] = {"figures_read": "claims", "n_tables": "tables", "n_charts": "figures"}


def validate(
    frames: Mapping[str, Any],
    due: Mapping[str, int],
    suites: Sequence[Suite] | None = None,
    *,
    documents: Path | None = None,
) -> tuple[Finding, ...]:
    """What the suites find in the rows of a batch, notes in order and places in order within a note.

    `frames`: dataset or evidence name → pandas frame or Arrow table. `due`: how many rows each must have, counted where they
    come from; every dataset of `due` is judged by every suite that it has. A frame of another length, a dataset without a
    suite, an expectation that was not evaluated, or not on all rows that it is for: each is an invariant error. `documents`:
    a folder for what Great Expectations itself writes of it."""
    suites = load_suites() if suites is None else suites
    rows = Rows(frames, KEYS)
    found: list[Finding] = list(_promised(frames, due))
    judged: list[tuple[str, tuple[Suite, ...]]] = []
    for dataset, expected in due.items():
        there, judges = len(frames.get(dataset, ())), of_dataset(suites, dataset)
        found += _missing(dataset, there, expected)
        if not judges:
            found.append(invariant("no_suite", f"{dataset} 沒有檢查套件", f"{dataset} has no suite in schemas/suites"))
        if there and judges:
            judged.append((dataset, judges))
    jobs = (Job(judges, rows.frame(dataset), KEYS[dataset]) for dataset, judges in judged)
    for job, outcome in run(jobs, documents) if judged else ():
        found += findings_of(outcome, rows)
        found += _unevaluated(outcome, job.frame)
    found += unresolved_of(rows.unresolved())
    return tuple(numbered(sorted(found, key=_place)))


def frame(row_type: type, rows: Sequence[Any]) -> pd.DataFrame:
    """Rows of a named-tuple type as a frame of objects: decimals stay decimals, None stays None."""
    import pandas as pd

    columns = row_type._fields  # type: ignore[attr-defined]
    return pd.DataFrame([tuple(row) for row in rows], columns=columns, dtype=object)


def _missing(dataset: str, there: int, due: int) -> Iterator[Finding]:
    if there != due:
        message = f"{dataset} 有 {there} 列，應為 {due} 列", f"{dataset} has {there} rows; {due} are due"
        yield invariant("rows_missing", *message)


def _promised(frames: Mapping[str, Any], due: Container[str]) -> Iterator[Finding]:
    """Rows that the notes' own counts speak of and that are not there."""
    reports = frames.get("reports")
    for column, dataset in PROMISES.items():
        if reports is not None and dataset in frames and dataset in due:
            promised = sum(int(count) for count in as_frame(reports)[column])
            yield from _missing(dataset, len(frames[dataset]), promised)


def _unevaluated(outcome: Outcome, given: pd.DataFrame) -> Iterator[Finding]:
    """An expectation that looked at fewer rows than it is for."""
    if outcome.evaluated is None or outcome.problem is not None:
        return
    condition = outcome.declared["kwargs"].get("row_condition")
    for_rows = len(given)
    if condition is not None:
        for_rows = int((given[condition["column"]["name"]] == condition["parameter"]).sum())
    if outcome.evaluated != for_rows:
        name = f"{outcome.suite.name} {outcome.declared['type']}"
        yield invariant(
            "rows_not_evaluated",
            f"{name} 只看了 {outcome.evaluated} 列，應為 {for_rows} 列",
            f"{name} looked at {outcome.evaluated} rows; {for_rows} are due",
        )


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.report_id, finding.span.start if finding.span else -1, finding.check, finding.finding_id
