"""The command for what a person should look at, and for what they decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import LanguageOption, Out, SettingsFile
from pipeline.cli.reports import language_of
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.correct import Corrections
    from pipeline.settings import Settings


def review(
    out: Out = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the queue as CSV; filled in, it is an overrides file.")
    ] = None,
    excel: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the queue as an Excel sheet.")] = None,
    label_studio: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write tasks for Label Studio, and beside them its labelling interface (.xml)."
        ),
    ] = None,
    from_label_studio: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add what annotators changed, from an export, to the overrides.")
    ] = None,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who made the changes of an export that names nobody.")] = "",
    overrides: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Overrides file. [default: [review] overrides of the settings]"),
    ] = None,
    vocabulary: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Add to the vocabulary of this folder what makes accepted corrections needless."
        ),
    ] = None,
    examples: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write accepted corrections here as examples for brokernotes evaluate."),
    ] = None,
    language: LanguageOption = None,
    settings: SettingsFile = None,
) -> None:
    """List the figures that a person should look at, and put to use what people corrected.

    A correction is accepted once it stands in the overrides file and a run has made it.
    """
    from pipeline.settings import load_settings

    loaded = load_settings(settings)
    folder = out or loaded.path(loaded.run.out)
    file = overrides or loaded.overrides
    if file is None and (from_label_studio or vocabulary or examples):
        raise ConfigurationError("--overrides: no overrides file; name one, or set [review] overrides")

    from pipeline.correct import Corrections, load_overrides

    if from_label_studio and file:
        from pipeline.review.label_studio import corrections
        from pipeline.review.lines import add_lines

        typer.echo(f"{add_lines(file, corrections(from_label_studio, who or 'Label Studio'))} corrections → {file}")
        return
    known = load_overrides(file) if file and file.exists() else Corrections()
    if vocabulary or examples:
        _put_to_use(folder, known, vocabulary, examples, loaded)
        return
    _write_queue(folder, known, (csv, excel, label_studio), language, loaded)


def _write_queue(
    folder: Path,
    known: Corrections,
    files: tuple[Path | None, Path | None, Path | None],
    language: str | None,
    settings: Settings,
) -> None:
    import json
    import os
    from datetime import date

    from pipeline.publish.files import write_whole
    from pipeline.report.notes import NoteRows, load_batch, load_note, note_ids
    from pipeline.review.files import write_csv, write_excel
    from pipeline.review.label_studio import interface, tasks
    from pipeline.review.queue import Question, in_order, questions_of
    from pipeline.terminal.reports import show_queue

    spoken = language_of(language, settings)
    batch = load_batch(folder)
    uris, silenced = batch.uris(), batch.silenced(date.today())
    csv, excel, label_studio = files
    decided = {(line.claim_id, line.column) for line in known.lines}
    asked, kept = list[Question](), dict[str, NoteRows]()
    for report_id in note_ids(folder):
        note = load_note(folder, report_id, silenced)
        asked += (own := list(questions_of(note, uris.get(report_id, report_id), decided, english=spoken == "en")))
        if own and label_studio:
            kept[report_id] = note
    asked = in_order(asked)
    if csv:
        write_csv(csv, asked)
    if excel:
        pages = folder / (settings.report.pages or "pages")
        way = Path(os.path.relpath(pages, excel.absolute().parent)).as_posix() if pages.is_dir() else None
        write_excel(excel, asked, pages=way, language=spoken)
    if label_studio:
        write_whole(label_studio, json.dumps(tasks(asked, kept), ensure_ascii=False, indent=1).encode())
        write_whole(label_studio.with_suffix(".xml"), interface([each.column for each in asked]).encode())
    written = [path for path in (csv, excel, label_studio) if path]
    show_queue(asked, [*written, *([label_studio.with_suffix(".xml")] if label_studio else [])])


def _put_to_use(
    folder: Path, known: Corrections, vocabulary: Path | None, examples: Path | None, settings: Settings
) -> None:
    from pipeline.report.notes import load_batch, load_note, note_ids
    from pipeline.review.accepted import made_corrections, words, write_examples, write_words
    from pipeline.vocabulary import load_vocabulary

    batch = load_batch(folder)
    uris, hashes = batch.uris(), {each.report_id: each.sha256 for each in batch.sources}
    notes = {report_id: load_note(folder, report_id) for report_id in note_ids(folder)}
    made = made_corrections(known.lines, notes.values())
    typer.echo(f"{len(made)} of {len(known.lines)} corrections stand in {folder}")
    written: list[Path] = []
    if vocabulary:
        ours = load_vocabulary(settings.vocabulary_folders)
        lines, left = words(made, ours)
        written += write_words(vocabulary, lines, ours)
        for line, why in left:
            typer.echo(f"{line.place}: no word for {line.column} {line.new}: {why}")
    if examples:
        about = {
            report_id: (note, uris.get(report_id, report_id), hashes.get(report_id))
            for report_id, note in notes.items()
        }
        written += write_examples(examples, made, about)
    for path in written:
        typer.echo(f"→ {path}")
