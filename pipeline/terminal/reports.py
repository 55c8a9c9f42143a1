"""What the commands about published notes print: pages written, notes judged again, the queue of questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from pipeline.terminal import FINDINGS_SHOWN, STYLES, printable, show_finding

if TYPE_CHECKING:
    from pipeline.batch.again import Again
    from pipeline.report.build import Pages
    from pipeline.review.queue import Question

QUESTIONS_SHOWN = 12  # figures
QUOTE_SHOWN = 160  # characters


def show_pages(pages: Pages, console: Console | None = None) -> None:
    """Where the pages are, and which of them lack the pictures of their PDF."""
    console = console or Console(highlight=False, soft_wrap=True)
    for report_id, why in pages.without_pictures.items():
        console.print(f"[yellow]without pictures[/] {report_id}: {escape(printable(why))}")
    console.print(f"{len(pages.paths)} pages → {escape(printable(str(pages.index)))}")


def show_judged(again: Again, written: Sequence[Path], *, quiet: bool, console: Console | None = None) -> None:
    """What a judgement of published notes found: findings beside their sentence unless `quiet`, sums, and files written."""
    console = console or Console(highlight=False, soft_wrap=quiet)
    loud = [
        (note, said) for note in again.notes for said in note.findings if said.alarms and said.row.severity != "info"
    ]
    loud.sort(key=lambda each: list(STYLES).index(each[1].row.severity))
    if not quiet:
        for note, said in loud[:FINDINGS_SHOWN]:
            show_finding(said.row._asdict(), Path(note.name), note.raw_text, console)
        if len(loud) > FINDINGS_SHOWN:
            console.print(f"[dim]… and {len(loud) - FINDINGS_SHOWN} more[/]\n")
    for problem in again.problems:
        console.print(f"[bold red]not checked[/] {escape(problem.message_en)}")
    for note in again.notes:
        if note.report.status == "failed":
            console.print(
                f"[bold red]failed[/] {escape(printable(note.name))}: {escape(printable(note.report.message or ''))}"
            )
    if not again.checked:
        console.print("[bold red]not checked[/] no check looked at any note; run brokernotes run first")
    errors, warnings = (sum(note.count(severity) for note in again.notes) for severity in ("error", "warning"))
    waived = sum(not said.alarms for note in again.notes for said in note.findings)
    console.print(f"{len(again.notes)} notes checked: {errors} errors, {warnings} warnings, {waived} waived")
    for path in written:
        console.print(f"→ {escape(printable(str(path)))}")


def show_queue(asked: Sequence[Question], written: Sequence[Path], console: Console | None = None) -> None:
    """How much there is to look at, its first figures, and the files that hold all of it."""
    from pipeline.review.queue import by_column

    console = console or Console(highlight=False)
    figures: dict[str, list[Question]] = {}
    for each in asked:
        figures.setdefault(each.claim_id, []).append(each)
    if not written:
        for some in list(figures.values())[:QUESTIONS_SHOWN]:
            first = some[0]
            place = f"{first.note}{f':{first.line}' if first.line else f' p. {first.page}' if first.page else ''}"
            console.print(f"[bold]{first.state}[/] {first.claim_id}  [dim]{escape(printable(place))}[/]")
            console.print(Text(f"  {printable(first.quote)[:QUOTE_SHOWN]}"))
            read = " · ".join(f"{each.column} {printable(each.old) or '∅'}" for each in some)
            console.print(Text(f"  {printable(first.text)}: {read}\n", style="dim"))
        if len(figures) > QUESTIONS_SHOWN:
            console.print(f"[dim]… and {len(figures) - QUESTIONS_SHOWN} more: --csv, --excel or --label-studio FILE[/]")
    for state, column, count in by_column(asked):
        console.print(f"{count:6} {state} {column}")
    console.print(f"{len(asked)} questions about {len(figures)} figures")
    for path in written:
        console.print(f"→ {escape(printable(str(path)))}", soft_wrap=True)
