"""Commands that show what a run published: to people, and to CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import LanguageOption, Out, SettingsFile
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


def after_run(done: BatchReport, settings: Settings) -> None:
    """What a run adds to the datasets: pages, where the settings ask for them and the datasets have changed."""
    wanted = settings.report
    if not wanted.pages or not done.files:
        return
    folder = done.out / wanted.pages
    if len(done.files) > wanted.notes:
        typer.echo(f"pages of more than {wanted.notes} notes: brokernotes report")
    elif done.changed or not (folder / "index.html").exists():
        _write_pages(done.out, folder, settings, None)
    else:
        typer.echo(f"pages → {folder / 'index.html'}")


def _write_pages(folder: Path, pages: Path, settings: Settings, language: str | None) -> None:
    from pipeline.report.build import write_pages
    from pipeline.terminal import progress_bar, show_pages

    chosen = language_of(language, settings)
    with progress_bar() as progress:
        written = write_pages(folder, pages, language=chosen, progress=progress)
    show_pages(written)


def language_of(given: str | None, settings: Settings) -> Language:
    """The language that is asked for, else that of the settings."""
    language = given or settings.report.language
    if language == "zh":
        return "zh"
    if language == "en":
        return "en"
    raise ConfigurationError(f"--language {language}: expected zh or en")
