"""The folder of datasets: notes are put in place whole, and everything that is said of all of them is rewritten at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.batch.judge import Decide, Verdict
from pipeline.batch.manifest import Arrival, Done, Manifest, Mark, Summary
from pipeline.model.check import Finding
from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS, ReportVersionRow, RunRow, SourceRow, WaiverRow
from pipeline.publish.arrow import table_of
from pipeline.publish.database import DATABASE, Database, append_row, updated
from pipeline.publish.files import remove_leftovers, settle
from pipeline.publish.parquet import read_note, read_table, remove_note, write_empty, write_note, write_table
from pipeline.publish.verdict import Tables, with_findings
from pipeline.run import NoteResult

UNCHECKED = "unchecked:"  # before the work key of a note that is to be read again
LOADED_AT_ONCE = 200  # notes read back from Parquet into the database

_APART: dict[str, Dataset] = {dataset.name: dataset for dataset in DATASETS if not dataset.per_note}


class Store:
    """The folder during one run, under its lock. The database is opened when the first change is made to it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        self._stack = ExitStack()
        self._database: Database | None = None
        self._compared = True
        write_empty(folder)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def tidy(self) -> None:
        """Take away the notes that a killed run had begun to put in place. To be called before anything is written."""
        if self._manifest.unfinished:
            remove_leftovers(self._folder)
            self._take_away(self._manifest.unfinished)

    def remove(self, report_ids: Sequence[str]) -> None:
        """Take notes away."""
        if report_ids:
            self._manifest.begin(report_ids)
            self._take_away(report_ids)

    def _take_away(self, report_ids: Iterable[str]) -> None:
        ids = sorted(report_ids)
        for report_id in ids:
            remove_note(self._folder, report_id)
        self._manifest.forget(ids)

    def here(self) -> set[str]:
        """The notes whose rows are in the folder."""
        return {path.stem for path in (self._folder / "reports").glob("*.parquet")}

    def put(self, results: Sequence[NoteResult], verdict: Verdict, work_keys: Mapping[str, str]) -> None:
        """Put a batch of notes in place; from here on they are done, unless some check of the batch did not run."""
        findings = {result.report_id: verdict.findings.get(result.report_id, []) for result in results}
        judged = {each.report_id: with_findings(each.tables, findings[each.report_id]) for each in results}
        keys = {each: f"{UNCHECKED if verdict.problems else ''}{work_keys[each]}" for each in judged}
        self._manifest.begin(judged)
        for result in results:
            write_note(self._folder, result.report_id, judged[result.report_id], result.raw_text)
        settle()
        self._manifest.finish(Done(keys[each], summary_of(judged[each], findings[each])) for each in judged)
        self._changed().put(keys, list(judged.values()))

    def compare(self, waivers: Sequence[WaiverRow], decide: Decide) -> tuple[Finding, ...]:
        """Hold the notes that changed, and those that share a fact with them, against earlier ones that are neither withdrawn
        nor superseded. Returns the checks that did not run: the next run does all of it again. To be called before `finish`,
        where the database shows all this."""
        shows_it = self._manifest.state(*sorted(waivers)) == self._manifest.shown and (self._folder / DATABASE).exists()
        if self._database is None and shows_it:
            return ()
        from pipeline.batch.across import (
            compare,  # takes longer to load than all the rest of a run that finds nothing new
        )

        database, problems = self._changed(), list[Finding]()
        self._reconcile(database)
        standing = {each.report_id for uri in self._manifest.arrivals if (each := self._manifest.current(uri))}
        database.across.stand(standing & set(self._manifest.notes))
        affected = database.across.affected(self._manifest.comparing)
        self._manifest.compare(affected)
        for part in compare(self._folder, database, affected, decide):
            marks = {each: marks_of(findings) for each, findings in part.findings.items()}
            self._manifest.compared(
                {each: some for each, some in marks.items() if some or each in self._manifest.across}
            )
            problems += part.problems
        settle()
        self._compared = not problems
        if self._compared:
            database.across.done()
        return tuple(problems)

    def finish(self, run: RunRow, waivers: Sequence[WaiverRow]) -> bool:
        """Rewrite what is said of all notes, and swap the database in where `compare` changed it: returns whether it did.
        A run that changed nothing has its row of `runs` in Parquet at once, and in the database with the next change."""
        runs = self._folder / "runs" / "runs.parquet"
        append_row(runs, _APART["runs"], run)
        database = self._database
        if database is not None:
            for name, table in self._apart(waivers).items():
                write_table(self._folder / name / f"{name}.parquet", table)
                database.replace(_APART[name], table)
            database.replace(_APART["runs"], read_table(runs))
        self._stack.close()
        if database is not None and self._compared:
            self._manifest.show(self._manifest.state(*sorted(waivers)))
        self._manifest.compact()
        return database is not None

    def _apart(self, waivers: Sequence[WaiverRow]) -> dict[str, pa.Table]:
        arrivals = [each for uri in sorted(self._manifest.arrivals) for each in self._manifest.arrivals[uri]]
        return {
            "sources": table_of(_APART["sources"], source_rows(arrivals)),
            "report_versions": table_of(_APART["report_versions"], version_rows(arrivals)),
            "waivers": table_of(_APART["waivers"], sorted(waivers)),
        }

    def _changed(self) -> Database:
        if self._database is None:
            self._database = self._stack.enter_context(updated(self._folder))
        return self._database

    def _reconcile(self, database: Database) -> None:
        """Make the database hold the notes of the folder: a run that was killed had put some in the folder alone."""
        wanted = {report_id: done.work_key for report_id, done in self._manifest.notes.items()}
        held = database.held()
        database.remove(report_id for report_id in held if report_id not in wanted)
        missing = sorted(report_id for report_id, key in wanted.items() if held.get(report_id) != key)
        for at in range(0, len(missing), LOADED_AT_ONCE):
            ids = missing[at : at + LOADED_AT_ONCE]
            database.put({each: wanted[each] for each in ids}, [read_note(self._folder, each) for each in ids])


def summary_of(tables: Tables, findings: Sequence[Finding]) -> Summary:
    """What is said of a note on the terminal, now and whenever it is found unchanged."""
    (row,) = tables["reports"].to_pylist()
    kept = ("report_id", "title", "status", "message", "figures_read", "figures_unresolved", "figures_unread")
    return Summary(**{name: row[name] for name in kept}, marks=marks_of(findings))


def marks_of(findings: Iterable[Finding]) -> tuple[Mark, ...]:
    """The errors and warnings among findings."""
    found = {Mark(f.severity, f.origin, f.fingerprint) for f in findings if f.severity != "info"}
    return tuple(sorted(found, key=astuple))


def source_rows(arrivals: Iterable[Arrival]) -> list[SourceRow]:
    """One row per address and note, from when it first stood there; a note that came back is not deleted."""
    rows: dict[tuple[str, str], SourceRow] = {}
    for each in arrivals:
        first = rows.get((each.uri, each.report_id))
        rows[each.uri, each.report_id] = SourceRow(
            report_id=each.report_id,
            uri=each.uri,
            sha256=each.sha256,
            n_bytes=each.size,
            received_at=first.received_at if first else datetime.fromisoformat(each.since),
            deleted_at=datetime.fromisoformat(each.until) if each.deleted and each.until else None,
        )
    return [rows[key] for key in sorted(rows)]


def version_rows(arrivals: Iterable[Arrival]) -> list[ReportVersionRow]:
    """One row per stretch of time that a note was the current one at its address."""
    rows, before = [], dict[str, str]()
    for each in arrivals:
        rows.append(
            ReportVersionRow(
                uri=each.uri,
                report_id=each.report_id,
                supersedes=before.get(each.uri),
                valid_from=datetime.fromisoformat(each.since),
                valid_to=datetime.fromisoformat(each.until) if each.until else None,
            )
        )
        before[each.uri] = each.report_id
    return rows
