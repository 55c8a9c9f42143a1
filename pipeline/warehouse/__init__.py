"""The datasets of a folder, loaded into a warehouse: what changed and no more, and every reader sees whole notes at every moment.

Rows of a note are put beside the ones they replace; its one row of `reports`, loaded last, says which of them count; then those
that no longer do are taken away. A load that fails at any point leaves what was loaded before as it was to readers of the views.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline import __version__
from pipeline.batch import STATE
from pipeline.batch.lock import locked
from pipeline.batch.manifest import Manifest
from pipeline.errors import ConfigurationError, StorageError
from pipeline.model.rows import DATASETS, NOTE_DATASETS
from pipeline.publish.json_text import json_text
from pipeline.warehouse import folder as held
from pipeline.warehouse.layout import Changes, changes, current_layout, merged
from pipeline.warehouse.target import Target, opened, without_password

CHILDREN = tuple(each for each in NOTE_DATASETS if each.name != "reports")
REPORTS = next(each for each in DATASETS if each.name == "reports")
STATES = tuple(each for each in DATASETS if not each.per_note)

Progress = Callable[[int, int], None]
"""Called with how many notes are loaded, and of how many."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. Counts are rows by dataset, as readers of the warehouse see them."""

    address: str
    dataset: str
    notes: int
    loaded: int
    removed: int
    migration: tuple[str, ...]
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.loaded or self.removed or self.migration) and self.before == self.after


def load(
    out: Path,
    address: str,
    dataset: str = "brokernotes",
    *,
    migrate: bool = False,
    take_over: bool = False,
    progress: Progress = lambda done, total: None,
) -> LoadReport:
    """Make a dataset of the warehouse at `address` hold what the folder `out` holds.

    `migrate`: columns that this version adds may be added there. `take_over`: a dataset that another folder was loaded into
    may be made to hold this one. Raises ConfigurationError for what cannot be loaded as asked, before anything is changed,
    and StorageError where the warehouse fails or does not hold in the end what it should."""
    if not (out / STATE / "manifest.jsonl").is_file():
        raise ConfigurationError(f"{out}: no datasets here; run brokernotes run first, or name --out")
    started = datetime.now(UTC)
    with locked(out / STATE / "lock"):
        manifest = Manifest(out / STATE / "manifest.jsonl")
        if manifest.unfinished:
            raise ConfigurationError(f"{out}: a run was ended before it was done; let brokernotes run go on, then load")
        with opened(address, dataset) as target:
            return _load(out, target, manifest, _Asked(address, dataset, migrate, take_over, started, progress))


@dataclass(frozen=True, slots=True)
class _Asked:
    address: str
    dataset: str
    migrate: bool
    take_over: bool
    started: datetime
    progress: Progress

    @property
    def where(self) -> str:
        return f"{without_password(self.address)} {self.dataset}"


def _load(out: Path, target: Target, manifest: Manifest, asked: _Asked) -> LoadReport:
    folder = held.identity(out / STATE / "folder")
    last = target.last_load()
    if last and last["folder"] != folder and not asked.take_over:
        raise ConfigurationError(
            f"{asked.where}: was loaded from another folder of datasets; name another --dataset, or make it hold this folder "
            "alone with --take-over"
        )
    migration = _migrate(target, asked)
    before = target.counts(DATASETS)
    state = _state(out, manifest)
    if last and (last["state"], last["folder"]) == (state, folder) and not migration and before == last["rows_after"]:
        return LoadReport(asked.address, asked.dataset, len(manifest.notes), 0, 0, (), before, before)
    there = target.held()
    here = held.readings(out, manifest.notes)
    new = {report_id: reading for report_id, reading in here.items() if there.get(report_id) != reading.version}
    gone = sorted(set(there) - set(here))
    _put(out, target, asked, new, gone)
    target.sweep(CHILDREN)
    after = _checked(target, asked, out, here)
    target.log_load(
        {
            "load_id": secrets.token_hex(8),
            "folder": folder,
            "state": state,
            "started_at": asked.started,
            "finished_at": datetime.now(UTC),
            "pipeline_version": __version__,
            "notes": len(here),
            "notes_loaded": len(new),
            "notes_removed": len(gone),
            "rows_before": before,
            "rows_after": after,
        }
    )
    return LoadReport(asked.address, asked.dataset, len(here), len(new), len(gone), migration, before, after)


def _migrate(target: Target, asked: _Asked) -> tuple[str, ...]:
    """Bring the tables to the layout of this version; returns what was added. Refuses what would lose or change rows."""
    wanted, known = current_layout(), target.last_layout()
    found = changes(known["layout"], wanted) if known else Changes(tuple(f"table {name}" for name in wanted), ())
    if known:
        drifted = _drift(known["storage"], target.storage(known["layout"]))
        _refuse(asked, [*found.refused, *drifted], "load into another --dataset, or mend the warehouse by hand")
        if found.added and not asked.migrate:
            _refuse(asked, found.added, "the warehouse has none of these yet: add them with --migrate")
        if not found.added:
            return ()
    order = merged(known["layout"] if known else {}, wanted)
    empty = {each.name: held.rows_of_none(each) for each in DATASETS}
    target.prepare(DATASETS, empty, order)
    target.log_layout(
        {
            "version": known["version"] + 1 if known else 1,
            "applied_at": datetime.now(UTC),
            "pipeline_version": __version__,
            "changes": json_text(list(found.added)),
            "layout": json.dumps(order),
            "storage": json.dumps(target.storage(order)),
        }
    )
    return found.added if known else ()


def _drift(recorded: Mapping[str, Mapping[str, str]], real: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What somebody changed in the warehouse since its tables were made; a column more is none of our business."""
    return [
        f"{table}.{name} was made as {kind} and is {real.get(table, {}).get(name) or 'no longer there'}"
        for table, columns in recorded.items()
        for name, kind in columns.items()
        if real.get(table, {}).get(name) != kind
    ]


def _refuse(asked: _Asked, problems: Sequence[str], remedy: str) -> None:
    if problems:
        raise ConfigurationError(f"{asked.where}: {'; '.join(problems)}; nothing was loaded; {remedy}")


def _state(out: Path, manifest: Manifest) -> str:
    """A hash of all that is to be loaded."""
    digest = hashlib.sha256(manifest.state().encode())
    for each in STATES:
        path = out / each.name / f"{each.name}.parquet"
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _put(out: Path, target: Target, asked: _Asked, new: Mapping[str, held.Reading], gone: Sequence[str]) -> None:
    """Load all that changed, some notes at a time: their rows, then whether they count."""
    states = [(each, held.state_of(out, each)) for each in STATES]
    done, lists = 0, [*held.parts(sorted(new))] or [[]]
    for at, part in enumerate(lists):
        versions = {report_id: new[report_id].version for report_id in part}
        tables = held.rows_of(out, versions)
        target.put([(each, tables[each.name]) for each in CHILDREN if part] + (states if at == 0 else []))
        for each in CHILDREN if part else ():
            if (count := target.staged(each, versions.values())) != tables[each.name].num_rows:
                raise StorageError(
                    f"{asked.where}: {each.name} holds {count} rows of these notes, expected {tables[each.name].num_rows}; "
                    "what was loaded before is whole; run the same command again"
                )
        last = at == len(lists) - 1
        if part or (last and gone):
            target.put([(REPORTS, tables["reports"])], gone if last else ())
        done += len(part)
        asked.progress(done, len(new))


def _checked(target: Target, asked: _Asked, out: Path, here: Mapping[str, held.Reading]) -> dict[str, int]:
    """The rows that readers now see, which must be those of the folder, each key once."""
    after = target.counts(DATASETS)
    expected = {each.name: sum(reading.rows.get(each.name, 0) for reading in here.values()) for each in NOTE_DATASETS}
    expected |= {each.name: held.state_of(out, each).num_rows for each in STATES}
    wrong = [
        f"{name} has {after[name]} rows, expected {expected[name]}"
        for name in expected
        if after[name] != expected[name]
    ]
    wrong += [f"{name} has {number} keys more than once" for name, number in target.repeated(DATASETS).items()]
    if wrong:
        raise StorageError(f"{asked.where}: {'; '.join(wrong)}; it is being written to by another, or please report it")
    return after
