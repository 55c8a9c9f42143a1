"""The command line. Whatever takes long to load is imported by the command that needs it: `--help` answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import compare, corrections, operate, reports
from pipeline.cli.options import FailOn, Out, SettingsFile, origins
from pipeline.errors import BrokernotesError, ConfigurationError

USAGE = 3  # exit code for a wrong command line, settings or vocabulary, and where nothing can be written
INTERRUPTED = 130

app = typer.Typer(
    name="brokernotes",
    help="Broker research notes in Traditional Chinese, read into datasets whose every figure points back to its characters.",
    rich_markup_mode=None,  # plain help loads no rich
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    raw: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RAW]...", help="Files, folders and addresses (s3://…) to read. [default: raw]", show_default=False
        ),
    ] = None,
    out: Out = None,
    fail_on: FailOn = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes that read notes. [default: one for each processor]"),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(metavar="local|dask", help="Where notes are read. [default: local]", show_default=False),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="The Dask scheduler (tcp://host:8786). [default: a cluster of this machine]"
        ),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Read notes again that could not be read.")
    ] = False,
    overrides: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Corrections to make: CSV of claim_id, column, old, new, who, why."),
    ] = None,
    log_format: Annotated[
        str | None,
        typer.Option(
            metavar="text|json", help="For people, or one event on each line of standard error. [default: text]"
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say what becomes of every note at every stage.")
    ] = False,
    settings: SettingsFile = None,
) -> int:
    """Read notes, check their figures against each other, and write the datasets.

    Exit code: 0 nothing to report, 1 error findings, 2 some note could not be read, 3 usage or configuration. Datasets are
    written in every case but 3.
    """
    from dataclasses import replace

    from pipeline.settings import ENGINES, LOG_FORMATS, load_settings

    loaded = load_settings(settings)
    chosen = loaded.run
    if fail_on is not None:
        chosen = replace(chosen, fail_on=origins(fail_on))
    if workers is not None:
        chosen = replace(chosen, workers=workers)
    if scheduler is not None:
        chosen = replace(chosen, engine="dask", scheduler=scheduler)
    if engine is not None:
        if engine not in ENGINES:
            raise ConfigurationError(f"--engine {engine}: expected {' or '.join(ENGINES)}")
        chosen = replace(chosen, engine=engine)
    if log_format is not None:
        if log_format not in LOG_FORMATS:
            raise ConfigurationError(f"--log-format {log_format}: expected {' or '.join(LOG_FORMATS)}")
        chosen = replace(chosen, log_format=log_format)
    loaded = replace(loaded, run=chosen)
    if overrides is not None:
        loaded = replace(loaded, review=replace(loaded.review, overrides=str(overrides.absolute())))

    from pipeline.batch import run_batch
    from pipeline.terminal import show_batch
    from pipeline.terminal.log import run_log

    with run_log(chosen.log_format, verbose=verbose) as log:
        try:
            report = run_batch(
                raw or [name if "://" in name else loaded.path(name) for name in chosen.raw],
                out or loaded.path(chosen.out),
                loaded,
                retry_failed=retry_failed,
                progress=log.progress,
                tell=log.tell,
            )
        except (BrokernotesError, OSError) as error:
            if log.ended(error):
                return USAGE
            raise
        except KeyboardInterrupt as error:
            if log.ended(error):
                return INTERRUPTED
            raise
    if not log.as_json:
        show_batch(report)
    reports.after_run(report, loaded, quiet=log.as_json)
    return report.exit_code


app.command()(operate.status)
app.command()(operate.doctor)
app.command()(reports.report)
app.command()(reports.validate)
app.command()(corrections.review)
app.command()(compare.evaluate)
app.command()(compare.diff)


@app.command()
def explain(
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="A claim_id, or its first digits.")],
    out: Out = None,
    settings: SettingsFile = None,
) -> None:
    """Show a figure in its sentence, where each of its columns was taken from, and the relations that it takes part in."""
    from pipeline.settings import load_settings
    from pipeline.terminal import show_claim

    loaded = load_settings(settings)
    show_claim(out or loaded.path(loaded.run.out), claim_id)


@app.command()
def show(
    note: Annotated[
        Path, typer.Argument(metavar="NOTE", help="A PDF note.", exists=True, dir_okay=False, readable=True)
    ],
    page: Annotated[int, typer.Argument(metavar="PAGE", help="Which page, from 1.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it. [default: NOTE-PAGE.png]")
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Draw a page of a PDF note as PNG, with a frame around every figure that was read as a claim."""
    from pipeline.settings import load_settings
    from pipeline.show import show_page

    shown = show_page(note, page, out, load_settings(settings))
    typer.echo(f"{shown.path}: {shown.figures} figures")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT, in DuckDB's SQL.")],
    out: Out = None,
    settings: SettingsFile = None,
) -> None:
    """Ask the datasets: print what a query gives on notes.duckdb, which it cannot change."""
    from pipeline.publish.database import answer
    from pipeline.settings import load_settings

    loaded = load_settings(settings)
    typer.echo(answer(out or loaded.path(loaded.run.out), query))


@app.command()
def compact(out: Out = None, settings: SettingsFile = None) -> None:
    """Keep a copy of the datasets in one Parquet file for each month of publication, in by_month, for fast scans."""
    from pipeline.batch.compact import compact as compact_folder
    from pipeline.settings import load_settings

    loaded = load_settings(settings)
    report = compact_folder(out or loaded.path(loaded.run.out))
    did = "unchanged" if report.unchanged else f"{report.written} files written"
    typer.echo(f"{report.notes} notes of {report.months} months ({did}) → {_printable(str(report.folder))}")


@app.command()
def load(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="URL",
            envvar="BROKERNOTES_LOAD_TO",
            help="Address of the warehouse: postgresql://…, duckdb:///…, snowflake://…, redshift://…, clickhouse://…, or bigquery.",
        ),
    ],
    dataset: Annotated[str, typer.Option(metavar="NAME", help="Schema or dataset in it.")] = "brokernotes",
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Add columns that this version has and it has not.")
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Make a dataset hold this folder that another was loaded into.")
    ] = False,
    out: Out = None,
    settings: SettingsFile = None,
) -> None:
    """Load the datasets into a warehouse: what changed and no more, whole notes at every moment, nothing twice."""
    from pipeline.settings import load_settings
    from pipeline.terminal import show_load
    from pipeline.warehouse import load as load_warehouse

    loaded = load_settings(settings)
    folder = out or loaded.path(loaded.run.out)
    show_load(load_warehouse(folder, to, dataset, migrate=migrate, take_over=take_over))


@app.command("settings")
def show_settings(settings: SettingsFile = None) -> None:
    """Print the settings in force, every default included, as TOML."""
    from pipeline.settings import as_toml, load_settings

    typer.echo(as_toml(load_settings(settings)), nl=False)


@app.command()
def schemas(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write them.")] = Path("schemas"),
) -> None:
    """Write the JSON Schema and the structural checks of every dataset."""
    from pipeline.publish.schemas import write_schemas

    for path in write_schemas(folder):
        typer.echo(path)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"brokernotes {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(exit_code(arguments))


def exit_code(arguments: list[str] | None = None) -> int:
    """Run the command line; errors that a user is meant to read are printed without a traceback."""
    try:
        return int(app(arguments, standalone_mode=False) or 0)
    except BrokernotesError as error:
        typer.echo(f"brokernotes: {_printable(str(error))}", err=True)
        return USAGE
    except typer.TyperException as error:
        typer.echo(f"brokernotes: {error.format_message()}; see brokernotes --help", err=True)
        return USAGE
    except OSError as error:
        typer.echo(f"brokernotes: {_printable(str(error))}; mend it, and the same command goes on", err=True)
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("brokernotes: interrupted; the same command goes on where this one stopped", err=True)
        return INTERRUPTED


def _printable(text: str) -> str:
    """A file's name may hold bytes that no terminal takes."""
    return text.encode("utf-8", "backslashreplace").decode()


if __name__ == "__main__":
    main()
