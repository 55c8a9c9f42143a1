"""Commands for whoever keeps it running."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Out, SettingsFile
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.settings import Settings

UNFIT = 3  # exit code where some check of doctor fails: the machine or the settings cannot be used as they are

Raw = Annotated[
    list[str] | None,
    typer.Argument(metavar="[RAW]...", help="Where raw files come from. [default: raw]", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def status(
    raw: Raw = None,
    out: Out = None,
    json: Json = False,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="Print it in Prometheus' text format, for a textfile collector.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write it there, whole at every moment, and print nothing."),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Show what the datasets hold, what the last run did, and what the next one would read; nothing is changed or locked."""
    from pipeline.operate.status import as_json, status_of
    from pipeline.settings import load_settings

    if json and prometheus:
        raise ConfigurationError("--json and --prometheus: expected one of them")
    if to and not (json or prometheus):
        raise ConfigurationError("--to: expected --json or --prometheus beside it")
    loaded = load_settings(settings)
    found = status_of(out or loaded.path(loaded.run.out), _raw(raw, loaded), loaded)
    if json:
        _put(json_module.dumps(as_json(found), ensure_ascii=False, indent=2, default=str) + "\n", to)
    elif prometheus:
        from pipeline.operate.prometheus import exposition

        _put(exposition(found), to)
    else:
        from pipeline.terminal.operate import show_status

        show_status(found)


def doctor(
    raw: Raw = None,
    out: Out = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="URL",
            envvar="BROKERNOTES_LOAD_TO",
            help="Address of a warehouse to ask.",
            show_default=False,
        ),
    ] = None,
    dataset: Annotated[str, typer.Option(metavar="NAME", help="Schema or dataset in it.")] = "brokernotes",
    json: Json = False,
    settings: SettingsFile = None,
) -> int:
    """Look whether this machine can do what the settings ask for, and say what to do where it cannot; nothing is changed.

    Exit code: 0 it can, though there may be warnings, 3 it cannot.
    """
    from pipeline.operate.doctor import Patient, examine
    from pipeline.settings import load_settings

    loaded = load_settings(settings)
    lines = examine(Patient(loaded, out or loaded.path(loaded.run.out), _raw(raw, loaded), to, dataset))
    if json:
        found = [asdict(line) for line in lines]
        typer.echo(json_module.dumps(found, ensure_ascii=False, indent=2))
        return UNFIT if any(line["level"] == "fail" for line in found) else 0
    from pipeline.terminal.operate import show_doctor

    return UNFIT if show_doctor(lines)["fail"] else 0


def _raw(given: list[str] | None, settings: Settings) -> tuple[Path | str, ...]:
    """As a run would take them."""
    if given:
        return tuple(given)
    return tuple(name if "://" in name else settings.path(name) for name in settings.run.raw)


def _put(text: str, to: Path | None) -> None:
    if to is None:
        typer.echo(text, nl=False)
        return
    from pipeline.publish.files import write_whole

    write_whole(to, text.encode("utf-8", "backslashreplace"))
    to.chmod(0o644)  # a collector is another user
