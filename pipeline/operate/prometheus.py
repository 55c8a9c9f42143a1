"""The status of a folder in Prometheus' text format, for node_exporter's textfile collector or any scraper.

https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from pipeline import __version__
from pipeline.operate.status import Status

Sample = tuple[Mapping[str, str], float]
Metric = tuple[str, str, list[Sample]]
"""Name without the prefix, what it means, and its values by label."""

PREFIX = "brokernotes"


def exposition(status: Status) -> str:
    """Every line of it, the last one ended."""
    folder = {"folder": str(status.out.absolute())}
    lines = []
    for name, meaning, samples in _metrics(status):
        lines += [f"# HELP {PREFIX}_{name} {meaning}", f"# TYPE {PREFIX}_{name} gauge"]
        for labels, value in samples:
            shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in {**folder, **labels}.items())
            lines.append(f"{PREFIX}_{name}{{{shown}}} {value:.15g}")
    return "\n".join(lines) + "\n"


def _metrics(status: Status) -> Iterator[Metric]:
    notes, pending = asdict(status.notes), status.pending
    yield "info", "Version that reports this.", [({"version": __version__}, 1)]
    yield (
        "notes",
        "Notes of the folder, by what became of them; quarantined ones are among the failed.",
        _by("status", notes),
    )
    yield "findings", "Findings of the notes that stand today.", _by("severity", asdict(status.findings))
    if pending.unknown is None:
        waiting = {"new": pending.new, "changed": pending.changed, "anew": pending.anew}
        yield "pending_files", "Raw files that the next run would read.", _by("why", waiting)
    yield "raw_listed", "1 where the raw files could be listed.", [({}, pending.unknown is None)]
    yield "interrupted_notes", "Notes that a run which was ended had begun to put in place.", [({}, status.interrupted)]
    yield "running", "1 while a run is writing to the folder.", [({}, status.locked_by is not None)]
    yield "size_bytes", "What the folder takes on disk.", _by("part", status.size)
    yield from _last_run(status)


def _last_run(status: Status) -> Iterator[Metric]:
    run = status.last_run
    if run is None:
        return
    seconds = (run.finished_at - run.started_at).total_seconds()
    yield "last_run_finished_timestamp_seconds", "When the last run was done.", [({}, run.finished_at.timestamp())]
    yield "last_run_duration_seconds", "How long it took.", [({}, seconds)]
    yield (
        "last_run_exit_code",
        "0 nothing to report, 1 error findings, 2 some note could not be read.",
        [({}, run.exit_code)],
    )
    counts = {"new": run.notes_new, "unchanged": run.notes_unchanged, "failed": run.notes_failed}
    yield "last_run_notes", "Notes that it was asked for; those that failed are among the others.", _by("what", counts)
    stages = {"read": run.read_ms, "check": run.check_ms, "publish": run.publish_ms}
    took = {stage: ms / 1000 for stage, ms in stages.items() if ms is not None}
    yield "last_run_stage_seconds", "What its stages took; reading, of all workers together.", _by("stage", took)
    if run.bytes_read is not None:
        yield "last_run_read_bytes", "Size of the raw files that it read.", [({}, run.bytes_read)]
    if run.memory_mb is not None:
        yield "last_run_memory_bytes", "Resident memory of its largest process.", [({}, run.memory_mb * 2**20)]


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [({label: name}, value) for name, value in values.items()]


def _escaped(text: str) -> str:
    """A label's value; bytes of a path that are no text are shown as what they are."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
