"""Commands that compare datasets: with annotations, and with other datasets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Out, SettingsFile
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.compare.diff import NoteDiff
    from pipeline.model.rows import ClaimRow
    from pipeline.report.notes import NoteRows
    from pipeline.settings import Settings

Side = Annotated[
    str, typer.Argument(metavar="A", help="A folder of datasets, a note's file, or the report_id of a note.")
]
OtherSide = Annotated[str, typer.Argument(metavar="B", help="The same, to compare it with.")]


def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD", help="Files of annotated figures (*.jsonl), or folders of them.")
    ],
    out: Out = None,
    errors: Annotated[
        int, typer.Option(min=0, metavar="N", help="Show so many of the figures that are not right.")
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
    least: Annotated[
        float, typer.Option(min=0, max=1, metavar="F1", help="Exit code 1 where fewer whole rows are right.")
    ] = 0.0,
    settings: SettingsFile = None,
) -> int:
    """Score the claims of the datasets against your own annotations, column by column."""
    import sys

    from pipeline.compare.gold import load_gold
    from pipeline.compare.score import Score, by_note
    from pipeline.report.notes import load_note, note_ids
    from pipeline.settings import load_settings
    from pipeline.terminal.compared import score_json, show_score

    loaded = load_settings(settings)
    folder = out or loaded.path(loaded.run.out)
    golds, there = load_gold(gold), set(note_ids(folder))

    def claims(report_id: str) -> Iterable[ClaimRow] | None:
        return load_note(folder, report_id).claims if report_id in there else None

    scores = list(by_note(golds, claims))
    total = sum((score for _, score in scores if score), Score())
    if json:
        typer.echo(score_json(scores, total))
    else:
        show_score(scores, total, errors)
    missing = [each.name for each, score in scores if score is None]
    if missing:
        print(f"not in {folder}: {', '.join(missing)}", file=sys.stderr)
    return int(bool(missing) or total.rates("row")[2] < least)


def diff(
    a: Side,
    b: OtherSide,
    out: Out = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write every change as CSV.")] = None,
    settings: SettingsFile = None,
) -> int:
    """Show which figures appeared, vanished and changed between two notes or two folders of datasets, and why.

    Exit code: 0 no difference, 1 differences, 3 usage or configuration.
    """
    from pipeline.compare.changes import write_changes
    from pipeline.compare.folders import compare_folders
    from pipeline.settings import load_settings
    from pipeline.terminal.compared import show_diffs

    loaded = load_settings(settings)
    folders = [Path(side) for side in (a, b) if (Path(side) / "reports").is_dir()]
    if len(folders) == 2:
        compared = [(name, diff) for name, diff in compare_folders(*folders) if diff or csv is None]
    else:
        compared = [_two_notes(a, b, out or loaded.path(loaded.run.out), loaded)]
    if csv:
        write_changes(csv, compared)
    show_diffs(compared, [csv] if csv else [])
    return int(any(diff for _, diff in compared))


def _two_notes(a: str, b: str, folder: Path, settings: Settings) -> tuple[str, NoteDiff]:
    """Two notes, each by its report_id, or by its file, which is read for this."""
    import tempfile

    from pipeline.compare.diff import compare
    from pipeline.compare.folders import find_note
    from pipeline.report.notes import load_note

    with tempfile.TemporaryDirectory(prefix="brokernotes-") as temporary:
        read = _read([Path(side) for side in (a, b) if Path(side).is_file()], Path(temporary), settings)

        def rows(side: str) -> NoteRows:
            if Path(side) in read:
                return load_note(Path(temporary), read[Path(side)])
            report_id = find_note(folder, side)
            if report_id is None:
                raise ConfigurationError(f"{side}: no folder of datasets, no file, and no note of {folder} begins so")
            return load_note(folder, report_id)

        return f"{Path(a).name} → {Path(b).name}", compare(rows(a), rows(b))


def _read(paths: list[Path], out: Path, settings: Settings) -> dict[Path, str]:
    """File → report_id of the note that was read of it."""
    if not paths:
        return {}
    from pipeline.batch import run_batch

    files = run_batch(paths, out, settings).files
    for file in files:
        if file.summary.status == "failed":
            raise ConfigurationError(f"{file.path}: cannot be read: {file.summary.message}")
    return {file.path: file.summary.report_id for file in files}
