"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigurationError
from pipeline.model.check import FINDING_ORIGINS

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", metavar="FILE", help="Settings file; else the nearest brokernotes.toml or pyproject.toml."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of the datasets. [default: extracted]"),
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ORIGIN",
        help="Origin of error findings that make the exit code 1: source, extraction, invariant, or none; may be repeated. "
        "[default: all]",
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="zh|en", help="Language of what is written. [default: zh]")
]


def origins(given: list[str]) -> tuple[str, ...]:
    """`source,extraction` or repeated options; `none` for no origin."""
    names = [name.strip() for text in given for name in text.split(",")]
    if names == ["none"]:
        return ()
    if wrong := [name for name in names if name not in FINDING_ORIGINS]:
        raise ConfigurationError(f"--fail-on {wrong[0]}: expected {', '.join(FINDING_ORIGINS)} or none")
    return tuple(names)
