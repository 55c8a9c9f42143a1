"""What `evaluate` and `diff` print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.terminal import printable

if TYPE_CHECKING:
    from pipeline.compare.diff import Change, NoteDiff
    from pipeline.compare.gold import Gold
    from pipeline.compare.score import Score

CHANGES_SHOWN = 40
_SIGNS = {"appeared": ("+", "green"), "vanished": ("−", "red"), "changed": ("~", "yellow")}
_SHORT = 60  # characters of a value


def show_score(
    scores: Sequence[tuple[Gold, Score | None]], total: Score, errors: int, console: Console | None = None
) -> None:
    """F1 of each note at each level, precision and recall of all, each column, and the first figures that are not right."""
    from pipeline.compare.score import LEVELS

    console = console or Console(highlight=False)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("note", overflow="ellipsis", no_wrap=True, max_width=40)
    for heading in ("annotated", "read", *LEVELS):
        table.add_column(heading, justify="right", no_wrap=True)
    for gold, score in scores:
        name = escape(printable(gold.name))
        if score is None:
            table.add_row(name, *["–"] * (2 + len(LEVELS)))
        else:
            table.add_row(
                name, str(score.annotated), str(score.read), *(f"{score.rates(each)[2]:.3f}" for each in LEVELS)
            )
    for heading, at in (("F1 of all", 2), ("precision", 0), ("recall", 1)):
        rates = (f"{total.rates(level)[at]:.3f}" for level in LEVELS)
        counts = (str(total.annotated), str(total.read)) if at == 2 else ("", "")
        table.add_row(heading, *counts, *rates, style="bold" if at == 2 else None)
    console.print(table)
    console.print()
    for column, (right, compared) in total.columns.items():
        if compared:
            console.print(f"{column:12} {right:6} of {compared:6} right  {100 * right / compared:5.1f}%")
    for miss in total.misses[:errors]:
        console.print(
            f"\n[bold]{miss.kind}[/] {escape(printable(miss.note))} {miss.start}  {escape(printable(miss.text))}"
        )
        for column, (wanted, read) in miss.columns.items():
            console.print(Text(f"  {column}: {printable(str(read))}, annotated {printable(str(wanted))}", style="dim"))


def score_json(scores: Sequence[tuple[Gold, Score | None]], total: Score) -> str:
    """The same for programs: levels with precision, recall and F1, columns with the share that is right."""
    from pipeline.compare.score import LEVELS

    def rates(score: Score) -> dict[str, Any]:
        levels = {level: dict(zip(("precision", "recall", "f1"), score.rates(level), strict=True)) for level in LEVELS}
        columns = {name: right / compared for name, (right, compared) in score.columns.items() if compared}
        return {"annotated": score.annotated, "read": score.read, "levels": levels, "columns": columns}

    notes = {gold.report_id: score and rates(score) for gold, score in scores}
    return json.dumps({**rates(total), "notes": notes}, ensure_ascii=False, indent=1)


def show_diffs(
    compared: Sequence[tuple[str, NoteDiff]], written: Sequence[Path], console: Console | None = None
) -> None:
    """The first changes, and how many there are."""
    console = console or Console(highlight=False, soft_wrap=True)
    shown = 0
    for name, diff in compared:
        if not diff:
            continue
        counts = {kind: sum(change.kind == kind for change in diff.changes) for kind in _SIGNS}
        said = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "the same figures"
        console.print(f"[bold]{escape(printable(name))}[/]  {said}, {diff.same} the same")
        for change in diff.changes[: max(CHANGES_SHOWN - shown, 0)]:
            shown += 1
            _show_change(change, console)
        for finding, sign in [*((each, "+") for each in diff.found), *((each, "−") for each in diff.settled)]:
            console.print(
                Text(f"  {sign} {finding.severity} {finding.check}: {printable(finding.message)}", style="magenta")
            )
        console.print()
    every = [change for _, diff in compared for change in diff.changes]
    if len(every) > shown:
        console.print(f"[dim]… and {len(every) - shown} more changes: --csv FILE[/]")
    sums = ", ".join(f"{sum(change.kind == kind for change in every)} {kind}" for kind in _SIGNS)
    console.print(f"{sum(map(bool, (diff for _, diff in compared)))} of {len(compared)} notes differ: {sums}")
    for path in written:
        console.print(f"→ {escape(printable(str(path)))}")


def _show_change(change: Change, console: Console) -> None:
    row = change.row
    sign, style = _SIGNS[change.kind]
    about = " ".join(filter(None, (row.entity, row.metric, row.period)))
    head = Text(f"  {sign} ", style=style).append(printable(row.text), style="bold").append(f"  {printable(about)}")
    console.print(head.append(f"  {row.claim_id}", style="dim"))
    for column, (before, after) in change.columns.items():
        console.print(Text(f"      {column}: {_short(before)} → {_short(after)}"))
    for why in change.why:
        console.print(Text(f"      {printable(why)}", style="dim"))


def _short(value: str) -> str:
    text = printable(value) or "∅"
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
