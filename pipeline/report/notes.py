"""One note's rows and raw text, read back from a folder of datasets: the input of every report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ConfigurationError
from pipeline.model.columns import VERSION_COLUMNS, Dataset
from pipeline.model.rows import (
    DATASETS,
    BlockRow,
    BrokerViewRow,
    CellRow,
    ClaimRow,
    FactRow,
    FigureRow,
    FindingRow,
    NumeralRow,
    ReconciliationRow,
    ReportRow,
    ReportVersionRow,
    RunRow,
    SourceRow,
    TableRow,
    WaiverRow,
)
from pipeline.publish.parquet import EMPTY, read_note

_BY_NAME = {dataset.name: dataset for dataset in DATASETS}


@dataclass(frozen=True, slots=True)
class NoteRows:
    """Everything that was published of one note, each dataset in the order of the note. `raw_text` is empty for a note
    that could not be read. `waivers`: the reason for each fingerprint that is silenced."""

    report: ReportRow
    raw_text: str
    pipeline_version: str
    vocabulary_hash: str
    broker_views: tuple[BrokerViewRow, ...] = ()
    numerals: tuple[NumeralRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    blocks: tuple[BlockRow, ...] = ()
    tables: tuple[TableRow, ...] = ()
    cells: tuple[CellRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    reconciliations: tuple[ReconciliationRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    waivers: Mapping[str, str] = field(default_factory=dict)

    @property
    def report_id(self) -> str:
        return self.report.report_id

    def waived(self, finding: FindingRow) -> str | None:
        """Why a finding is silenced; None where it is not. What the pipeline must never do cannot be waived."""
        return None if finding.origin == "invariant" else self.waivers.get(finding.fingerprint)

    def heard(self) -> Iterator[FindingRow]:
        """Errors and warnings that are not waived."""
        return (each for each in self.findings if each.severity != "info" and self.waived(each) is None)


@dataclass(frozen=True, slots=True)
class BatchRows:
    """What is said of all notes together."""

    sources: tuple[SourceRow, ...] = ()
    report_versions: tuple[ReportVersionRow, ...] = ()
    runs: tuple[RunRow, ...] = ()
    waivers: tuple[WaiverRow, ...] = ()

    def silenced(self, today: date) -> dict[str, str]:
        """Fingerprint → reason of the waivers that hold on a day."""
        return {each.fingerprint: each.reason for each in self.waivers if each.expires >= today}

    def uris(self) -> dict[str, str]:
        """report_id → where its file stands now, or stood last."""
        latest = sorted(self.sources, key=lambda each: (each.deleted_at is None, each.received_at, each.uri))
        return {each.report_id: each.uri for each in latest}


def note_ids(folder: Path) -> tuple[str, ...]:
    """The notes in a folder of datasets, in a fixed order. Raises ConfigurationError where it is no such folder."""
    reports = folder / "reports"
    if not reports.is_dir():
        raise ConfigurationError(
            f"{folder}: no datasets here (no folder `reports`); expected what `brokernotes run` wrote"
        )
    return tuple(sorted(path.stem for path in reports.glob("*.parquet") if path.name != EMPTY))


def load_note(folder: Path, report_id: str, waivers: Mapping[str, str] | None = None) -> NoteRows:
    """One note; `waivers` as `BatchRows.silenced` gives them. Raises ConfigurationError where its rows are missing or were
    written with other columns."""
    tables = read_note(folder, report_id)
    if "reports" not in tables:
        raise ConfigurationError(f"{folder}: no note {report_id}; expected one of those in {folder / 'reports'}")
    return note_of_tables(tables, raw_text_of(folder, report_id), folder, waivers)


def note_of_tables(
    tables: Mapping[str, pa.Table], raw_text: str, folder: Path, waivers: Mapping[str, str] | None = None
) -> NoteRows:
    """One note from its tables; `folder` for messages. Raises ConfigurationError for other columns than ours."""
    rows: dict[str, Any] = {name: rows_of_table(_BY_NAME[name], table, folder) for name, table in tables.items()}
    (rows["report"],) = rows.pop("reports")
    rows |= {column.name: tables["reports"][column.name][0].as_py() for column in VERSION_COLUMNS}
    return NoteRows(**rows, raw_text=raw_text, waivers=waivers or {})


def raw_text_of(folder: Path, report_id: str) -> str:
    """The raw text of one note, decoded as it is, since offsets count CR too; empty for a note that could not be read."""
    text = folder / "text" / f"{report_id}.txt"
    return text.read_bytes().decode() if text.exists() else ""


def load_batch(folder: Path) -> BatchRows:
    """The datasets that are not of one note; empty where the folder has none of them."""
    found: dict[str, Any] = {}
    for name in ("sources", "report_versions", "runs", "waivers"):
        paths = sorted((folder / name).glob("*.parquet"))
        found[name] = tuple(row for path in paths for row in rows_of_table(_BY_NAME[name], pq.read_table(path), folder))
    return BatchRows(**found)


def rows_of_table(dataset: Dataset, table: pa.Table, folder: Path) -> tuple[Any, ...]:
    """An Arrow table as rows of the dataset's type. Raises ConfigurationError for a column that it does not have."""
    names: Sequence[str] = dataset.row_type._fields  # type: ignore[attr-defined]
    missing = [name for name in names if name not in table.column_names]
    if missing:
        raise ConfigurationError(
            f"{folder / dataset.name}: no column {', '.join(missing)}; written by another version: run `brokernotes run` again"
        )
    columns = []
    for name in names:
        values = table[name].to_pylist()
        several = dataset.column(name).kind in ("texts", "integers")
        columns.append([tuple(each) for each in values] if several else values)
    return tuple(map(dataset.row_type._make, zip(*columns, strict=True)))  # type: ignore[attr-defined]
