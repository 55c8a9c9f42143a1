"""Commands that show what a run published: to people, and to CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import FailOn, LanguageOption, Out, SettingsFile, origins
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.batch import BatchReport
    from pipeline.report.wording import Language
    from pipeline.settings import Settings


def report(
    out: Out = None,
    pages: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write to. [default: pages, in the folder of the datasets]"),
    ] = None,
    language: LanguageOption = None,
    settings: SettingsFile = None,
) -> None:
    """Write the pages that show where every figure comes from, an index of all notes, and a workbook."""
    from pipeline.settings import load_settings

    loaded = load_settings(settings)
    folder = out or loaded.path(loaded.run.out)
    _write_pages(folder, pages or folder / (loaded.report.pages or "pages"), loaded, language)


def validate(
    extracted: Annotated[
        Path | None,
        typer.Argument(metavar="[EXTRACTED]", help="Folder of the datasets. [default: extracted]", show_default=False),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write JUnit XML: a case for each check of each note.")
    ] = None,
    sarif: Annotated[Path | None, typer.Option(metavar="FILE", help="Write SARIF 2.1.0, for code scanning.")] = None,
    summary: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a step summary in Markdown.")] = None,
    annotations: Annotated[
        bool, typer.Option("--annotations", help="Print workflow commands that GitHub shows at file and line.")
    ] = False,
    data_docs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep Great Expectations' Data Docs and results here.")
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Known findings, each with a reason and a last day.")
    ] = None,
    fail_on: FailOn = None,
    language: LanguageOption = None,
    settings: SettingsFile = None,
) -> int:
    """Check datasets anew, without reading a note or changing a file of theirs, and tell CI.

    Exit code: 0 nothing to report, 1 error findings or no check that looked at any note, 2 some note could not be read, 3
    usage or configuration.
    """
    from datetime import date

    from pipeline.settings import load_settings
    from pipeline.validate.waivers import load_waivers
    from pipeline.vocabulary import load_vocabulary

    loaded = load_settings(settings)
    chosen = loaded.run.fail_on if fail_on is None else origins(fail_on)
    spoken = language_of(language, loaded)
    folder = extracted or loaded.path(loaded.run.out)
    file = waivers or loaded.waivers
    known = load_waivers(file) if file else ()
    silenced = {each.fingerprint: each.reason for each in known if each.expires >= date.today()}

    from pipeline.batch.again import judge_again
    from pipeline.report.build import write_ci
    from pipeline.report.github import workflow_commands
    from pipeline.terminal.reports import show_judged

    again = judge_again(folder, load_vocabulary(loaded.vocabulary_folders), silenced, documents=data_docs)
    written = write_ci(
        again.notes,
        junit=junit,
        sarif=sarif,
        summary=summary,
        problems=again.problems,
        fail_on=chosen,
        language=spoken,
    )
    if annotations:
        for command in workflow_commands(again.notes, problems=again.problems):
            typer.echo(command)
    show_judged(again, [*written, *([data_docs / "index.html"] if data_docs else [])], quiet=annotations)
    return again.exit_code(chosen)


def after_run(done: BatchReport, settings: Settings, *, quiet: bool = False) -> None:
    """What a run adds to the datasets: pages, where the settings ask for them and the datasets have changed; and a word on
    corrections that no note has a figure for. `quiet`: without a word."""
    if settings.overrides and not quiet:
        from pipeline.correct import load_overrides
        from pipeline.review.lines import without_figure

        for line in without_figure(done.out, load_overrides(settings.overrides)):
            typer.echo(f"{line.place}: correction not made: no note has a figure {line.claim_id}")
    wanted = settings.report
    if not wanted.pages or not done.files:
        return
    folder = done.out / wanted.pages
    if not done.changed and (folder / "index.html").exists():
        said = f"pages → {folder / 'index.html'}"
    elif len(done.files) > wanted.notes or _pdf_pages(done) > wanted.pdf_pages:
        said = "pages: brokernotes report (there are more than a run writes: [report] notes, pdf_pages)"
    else:
        _write_pages(done.out, folder, settings, None, quiet=quiet)
        return
    if not quiet:
        typer.echo(said)


def _pdf_pages(done: BatchReport) -> int:
    """Of the notes that this run read."""
    from pipeline.publish.parquet import read_note

    new = {file.summary.report_id for file in done.files if not file.unchanged}
    tables = (read_note(done.out, report_id, ["reports"]) for report_id in new)
    return sum(each["reports"]["n_pages"][0].as_py() or 0 for each in tables if each)


def _write_pages(folder: Path, pages: Path, settings: Settings, language: str | None, *, quiet: bool = False) -> None:
    from pipeline.report.build import write_pages
    from pipeline.terminal import progress_bar
    from pipeline.terminal.reports import show_pages

    chosen = language_of(language, settings)
    with progress_bar(shown=not quiet) as progress:
        written = write_pages(folder, pages, language=chosen, progress=progress)
    if not quiet:
        show_pages(written)


def language_of(given: str | None, settings: Settings) -> Language:
    """The language that is asked for, else that of the settings."""
    language = given or settings.report.language
    if language == "zh":
        return "zh"
    if language == "en":
        return "en"
    raise ConfigurationError(f"--language {language}: expected zh or en")
