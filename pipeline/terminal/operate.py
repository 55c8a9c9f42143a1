"""What `status` and `doctor` print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.operate.status import SET_ASIDE, Status, since
from pipeline.terminal import printable
from pipeline.terminal.log import name_of

if TYPE_CHECKING:
    from pipeline.model.rows import RunRow
    from pipeline.operate.doctor import Line

FAILURES_SHOWN = 12
_MARKS = {"ok": ("✓", "ok", "green"), "warn": ("!", "warn", "yellow"), "fail": ("✗", "fail", "bold red")}
_NOTES = {"ok": "green", "partial": "yellow", "failed": "bold red"}
_FINDINGS = {"error": "bold red", "warning": "yellow", "info": ""}


def show_status(status: Status, console: Console | None = None) -> None:
    """A line for each thing that one wants to know, and the files that could not be read."""
    console = console or Console(highlight=False)
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    notes, findings = status.notes, status.findings
    counted = Text(" · ").join(_counted(getattr(notes, name), name, style) for name, style in _NOTES.items())
    if notes.quarantined:
        counted.append(f" ({notes.quarantined:,} quarantined)", style="yellow")
    grid.add_row("notes", counted)
    if notes.superseded or notes.deleted:
        grid.add_row(
            "", Text(f"{notes.superseded:,} superseded · {notes.deleted:,} deleted, beside these", style="dim")
        )
    found = [(getattr(findings, name), name, style) for name, style in _FINDINGS.items()]
    said = Text(" · ").join(_counted(number, _plural(name, number), style) for number, name, style in found)
    grid.add_row("findings", said.append(f" · {findings.waived:,} waived" if findings.waived else "", style="dim"))
    grid.add_row("raw files", _pending(status))
    grid.add_row("last run", _run(status.last_run))
    if status.interrupted:
        why = f"one was ended while it put {status.interrupted:,} notes in place; brokernotes run goes on"
        grid.add_row("", Text(why, style="yellow"))
    lock = f"process {status.locked_by} is writing" if status.locked_by else "nobody is writing"
    grid.add_row("lock", Text(lock, style="cyan" if status.locked_by else "dim"))
    grid.add_row("on disk", _size(status))
    console.print(Text(printable(str(status.out)), style="bold"))
    console.print(grid)
    _show_failures(status, console)


def _counted(number: int, name: str, style: str) -> Text:
    return Text(f"{number:,} {name}", style=style if number else "dim")


def _plural(name: str, number: int) -> str:
    return name if name == "info" or number == 1 else f"{name}s"


def _pending(status: Status) -> Text:
    pending = status.pending
    if pending.unknown:
        return Text(printable(pending.unknown), style="yellow")
    places = printable(", ".join(status.raw))
    if not pending.total:
        return Text(f"nothing new in {places}", style="dim")
    parts = ((pending.new, "new"), (pending.changed, "changed"), (pending.anew, "to be read anew"))
    return Text(" · ".join(f"{number:,} {what}" for number, what in parts if number), style="cyan").append(
        f" in {places}", style="dim"
    )


def _run(run: RunRow | None) -> Text:
    if run is None:
        return Text("none was completed", style="yellow")
    seconds = (run.finished_at - run.started_at).total_seconds()
    style = {0: "green", 1: "yellow"}.get(run.exit_code, "bold red")
    text = Text(f"{run.finished_at.astimezone():%Y-%m-%d %H:%M}, {since(run.finished_at)}, in {seconds:,.1f} s, ")
    text.append(f"exit code {run.exit_code}", style=style)
    counts = (
        f"\n{run.notes:,} notes: {run.notes_new:,} read, {run.notes_unchanged:,} unchanged, {run.notes_failed:,} failed"
    )
    if run.memory_mb is not None and run.notes_new:
        counts += f"; {run.memory_mb:,} MB in its largest process"
    return text.append(counts, style="dim")


def _size(status: Status) -> Text:
    parts = " · ".join(f"{name} {_bytes(size)}" for name, size in status.size.items())
    return Text(_bytes(sum(status.size.values()))).append(f"  {parts}", style="dim")


def _bytes(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _show_failures(status: Status, console: Console) -> None:
    if not status.failures:
        return
    console.print()
    for each in status.failures[:FAILURES_SHOWN]:
        what = "quarantined" if each.message.startswith(SET_ASIDE) else "failed"
        console.print(Text.assemble((what, "bold red"), " ", name_of(each.uri)))
        console.print(Text(f"  {printable(each.message)}", style="dim"))
    if len(status.failures) > FAILURES_SHOWN:
        console.print(f"[dim]… and {len(status.failures) - FAILURES_SHOWN} more: brokernotes status --json[/]")
    console.print(
        Text(
            "\nThey are read again when they change, when settings, words or rules do, or with brokernotes run --retry-failed",
            style="dim",
        )
    )


def show_doctor(lines: Iterable[Line], console: Console | None = None) -> dict[str, int]:
    """Each line as soon as it is known; returns how many there are of each level."""
    console = console or Console(highlight=False)
    counted = dict.fromkeys(_MARKS, 0)
    group, width = "", 12
    for line in lines:
        if line.group != group:
            group = line.group
            console.print(Text(f"{chr(10) if sum(counted.values()) else ''}{group}", style="bold"))
        counted[line.level] += 1
        mark, level, style = _MARKS[line.level]
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=6, no_wrap=True)
        row.add_column(width=width, no_wrap=True)
        row.add_column()
        found = Text(printable(line.found), style="" if line.level == "ok" else style)
        if line.remedy and line.level != "ok":
            found.append(f"\n→ {printable(line.remedy)}", style="not bold default")
        row.add_row(Text(f"{mark} {level}", style=style), Text(line.name, style="dim"), found)
        console.print(row)
    console.print()
    parts = [_counted(counted[level], level, style) for level, (_, _, style) in _MARKS.items()]
    console.print(Text(" · ").join(parts))
    return counted
