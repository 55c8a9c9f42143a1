"""What a person reads on the terminal: progress, a table of notes, findings beside their sentence, one figure explained.

Results go to standard output, progress to standard error. rich is used here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pipeline.batch import BatchReport, FileReport
from pipeline.batch import Progress as OnProgress
from pipeline.errors import ConfigurationError
from pipeline.publish.parquet import read_note
from pipeline.warehouse import LoadReport
from pipeline.warehouse.target import without_password

NOTES_SHOWN = 40  # in the table; those with something to look at first
FINDINGS_SHOWN = 30
AROUND = 24  # characters of a sentence on either side of a figure
STAGES = {"read": "reading", "check": "checking", "publish": "publishing", "report": "pages"}
STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


@contextmanager
def progress_bar(console: Console | None = None, *, shown: bool = True) -> Iterator[OnProgress]:
    """A bar on standard error while something works; nothing where that is no terminal, or none is to be `shown`."""
    console = console or Console(stderr=True)
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not (shown and console.is_terminal)) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda stage, done, total: bar.update(task, description=STAGES[stage], completed=done, total=total)


def show_batch(report: BatchReport, console: Console | None = None) -> None:
    """The table of notes, the findings that are not waived, and where everything is."""
    console = console or Console(highlight=False)
    if report.files:
        _show_notes(report.files, console)
    _show_findings(report, console)
    for problem in report.problems:
        console.print(f"[bold red]not checked[/] {escape(problem.message_en)}")
    for waiver in report.idle_waivers:
        console.print(f"[dim]waiver {escape(waiver.fingerprint)} ({escape(waiver.reason)}) has nothing to silence[/]")
    read = sum(not each.unchanged for each in report.files)
    figures = sum(each.summary.figures_read for each in report.files)
    console.print(
        f"{len(report.files)} files ({read} read, {len(report.files) - read} unchanged), {figures} figures "
        f"in {report.seconds:.1f} s → {escape(printable(str(report.out)))}"
    )


def _show_notes(files: Sequence[FileReport], console: Console) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    headings = ("figures", "unresolved", "unread", "contradictions", "warnings")
    others = sum(len(heading) + 1 for heading in headings) + len("unchanged") + 2
    table.add_column("note", overflow="ellipsis", no_wrap=True, max_width=max(console.width - others, 16))
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    table.add_column("", no_wrap=True)
    ordered = sorted(files, key=lambda each: (-_weight(each), str(each.path)))
    for each in ordered[:NOTES_SHOWN]:
        summary = each.summary
        counts = (summary.figures_read, summary.figures_unresolved, summary.figures_unread, len(each.errors))
        table.add_row(
            escape(printable(each.path.name)),
            *(f"{count}" if count else "·" for count in (*counts, len(each.warnings))),
            _state(each),
            style="red" if summary.status == "failed" or each.errors else None,
        )
    console.print(table)
    if len(ordered) > NOTES_SHOWN:
        console.print(f"[dim]… and {len(ordered) - NOTES_SHOWN} more, with less to look at[/]")
    console.print()
    for each in [each for each in ordered if each.summary.message][:NOTES_SHOWN]:
        summary = each.summary
        style = "bold red" if summary.status == "failed" else "yellow"
        console.print(f"[{style}]{summary.status}[/] {escape(printable(each.path.name))}")
        console.print(Text(f"  {printable(summary.message or '')}\n"))


def _weight(each: FileReport) -> int:
    """How much there is to look at."""
    failed = 1_000_000 if each.summary.status == "failed" else 0
    return failed + 1000 * len(each.errors) + 10 * len(each.warnings) + (each.summary.status == "partial")


def _state(each: FileReport) -> str:
    if each.summary.status != "ok":
        return each.summary.status
    return "[dim]unchanged[/]" if each.unchanged else ""


def _show_findings(report: BatchReport, console: Console) -> None:
    marked = [each for each in report.files if each.errors or each.warnings]
    shown = total = 0
    for each in marked:
        loud = {mark.fingerprint for mark in (*each.errors, *each.warnings)}
        total += len(loud)
        if shown >= FINDINGS_SHOWN:
            continue
        findings = [row for row in _findings(report.out, each.summary.report_id) if row["fingerprint"] in loud]
        text = _raw_text(report.out, each.summary.report_id)
        for row in findings[: FINDINGS_SHOWN - shown]:
            shown += 1
            show_finding(row, each.path, text, console)
    if total > shown:
        console.print(f"[dim]… and {total - shown} more: SELECT * FROM findings[/]\n")


def _findings(out: Path, report_id: str) -> list[dict[str, Any]]:
    rows = read_note(out, report_id, ["findings"])["findings"].to_pylist()
    order = list(STYLES)
    return sorted((row for row in rows if row["severity"] != "info"), key=lambda row: order.index(row["severity"]))


def show_finding(row: dict[str, Any], path: Path, text: str, console: Console) -> None:
    place = escape(printable(path.name) + where(row, text))
    console.print(f"[{STYLES[row['severity']]}]{row['severity']}[/] {escape(row['check'])}  [dim]{place}[/]")
    if row["start"] is not None:
        console.print(Text("  ").append_text(in_sentence(text, row["start"], row["end"])))
    console.print(Text(f"  {row['message']}"))
    console.print(Text(f"  {row['message_en']}", style="dim"))
    console.print()


def show_load(report: LoadReport, console: Console | None = None) -> None:
    """What a load changed, dataset by dataset."""
    console = console or Console(highlight=False)
    for change in report.migration:
        console.print(f"added {escape(change)}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("dataset")
    for heading in ("rows before", "after"):
        table.add_column(heading, justify="right")
    for name, after in report.after.items():
        table.add_row(name, f"{report.before.get(name, 0)}", f"{after}")
    console.print(table)
    console.print(
        f"{report.notes} notes ({report.loaded} loaded, {report.removed} removed) → "
        f"{escape(printable(without_password(report.address)))} {escape(report.dataset)}"
    )


def where(row: dict[str, Any], text: str) -> str:
    """`:12:5` for line and column of the raw text, ` p. 3` for a page; empty for a finding about the whole note."""
    if row["page"] is not None:
        return f" p. {row['page']}"
    if row["start"] is None:
        return ""
    before = text[: row["start"]]
    return f":{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def in_sentence(text: str, start: int, end: int) -> Text:
    """A figure with what stands around it on its line, itself in bold."""
    left = text.rfind("\n", max(0, start - AROUND), start) + 1 or max(0, start - AROUND)
    right = text.find("\n", end, end + AROUND)
    right = right if right >= 0 else min(len(text), end + AROUND)
    around = (
        ("…" if left and text[left - 1 : left] != "\n" else "") + text[left:start],
        text[start:end],
        text[end:right],
    )
    before, figure, after = (piece.replace("\n", " ").replace("\t", "  ") for piece in around)
    return Text(before, style="dim").append(figure, style="bold not dim").append(after)


def show_claim(out: Path, claim_id: str, console: Console | None = None) -> None:
    """One figure: its sentence, its columns and where they were taken from, its relations and its findings.

    Raises ConfigurationError where no claim, or more than one, has an id that begins so."""
    console = console or Console(highlight=False)
    claim = _claim(out, claim_id)
    text = _raw_text(out, claim["report_id"])
    console.print(in_sentence(text, claim["start"], claim["end"]))
    evidence: dict[str, list[list[int]]] = json.loads(claim["evidence"])
    corrected: dict[str, dict[str, str]] = json.loads(claim["corrected"])
    table = Table(box=None, pad_edge=False, show_header=False)
    for column, value in claim.items():
        if value is None or value == [] or column in ("quote", "evidence", "corrected"):
            continue
        note = "unresolved" if column in claim["unresolved"] else "inferred" if column in claim["inferred"] else ""
        taken = "，".join(text[start:end] for start, end in evidence.get(column, []))
        shown = _plain(value) if isinstance(value, Decimal) else str(value)
        if said := corrected.get(column):
            note = f"corrected by {said['who']}: {said['why']} (read as {said['old'] or 'nothing'})"
        table.add_row(column, Text(shown), Text(f"{note} {f'from {taken}' if taken else ''}".strip(), style="dim"))
    console.print(table)
    tables = read_note(out, claim["report_id"], ["reconciliations", "findings"])
    for name in ("reconciliations", "findings"):
        for row in tables[name].to_pylist() if name in tables else []:
            if claim["claim_id"] in row["claim_ids"]:
                _show_relation(row, console)


def _show_relation(row: dict[str, Any], console: Console) -> None:
    if "formula" in row:
        stated, derived = (_interval(row, side) for side in ("stated", "derived"))
        sign = "=" if row["holds"] else "≠"
        console.print(
            Text(f"\n{row['kind']}: {stated} {sign} {row['formula']} = {derived}", style="" if row["holds"] else "red")
        )
    else:
        console.print(Text(f"\n{row['severity']} {row['check']}: {row['message']}", style=STYLES[row["severity"]]))


def _interval(row: dict[str, Any], side: str) -> str:
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    opening = "(" if low is None or row[f"{side}_low_open"] else "["
    closing = ")" if high is None or row[f"{side}_high_open"] else "]"
    ends = ("−∞" if low is None else _plain(low), "∞" if high is None else _plain(high))
    return ends[0] if ends[0] == ends[1] else f"{opening}{ends[0]}, {ends[1]}{closing}"


def _plain(number: Decimal) -> str:
    """Without the zeros that the column's type adds."""
    return f"{number.normalize():f}"


def _claim(out: Path, claim_id: str) -> dict[str, Any]:
    import pyarrow.dataset as ds

    if not (out / "claims").is_dir():
        raise ConfigurationError(f"{out}: no datasets here; run brokernotes run first, or name --out")
    claims = ds.dataset(out / "claims", format="parquet")
    found = claims.to_table(filter=ds.field("claim_id") >= claim_id, columns=["claim_id", "report_id"])
    ids = [row for row in found.to_pylist() if row["claim_id"].startswith(claim_id)]
    if len(ids) != 1:
        problem = f"begins {len(ids)} claims; give more of it" if ids else "is no claim of these datasets"
        raise ConfigurationError(f"{claim_id}: {problem} (claims.claim_id)")
    rows = read_note(out, ids[0]["report_id"], ["claims"])["claims"].to_pylist()
    return next(row for row in rows if row["claim_id"] == ids[0]["claim_id"])


def _raw_text(out: Path, report_id: str) -> str:
    path = out / "text" / f"{report_id}.txt"
    return path.read_bytes().decode() if path.exists() else ""


def printable(text: str) -> str:
    """A file's name or message as one line that a terminal takes: bytes that are no text and control characters escaped."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
