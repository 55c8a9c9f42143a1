"""Write the reference pages from the code: datasets, settings, commands. `make docs` runs it; a test says when they are stale."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import typer.main

import pipeline.settings
from pipeline.cli import app
from pipeline.model.columns import Dataset
from pipeline.model.rows import DATASETS
from pipeline.publish.schemas import SQL_TYPES
from pipeline.settings import SECTIONS

FOLDER = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """File name → content."""
    parts = {"datasets.md": _datasets(), "settings.md": _settings(), "commands.md": _commands()}
    return {name: "\n".join(lines) + "\n" for name, lines in parts.items()}


def _datasets() -> Iterator[str]:
    yield "# Datasets\n"
    yield "Parquet under `extracted/<dataset>/`, and a table of the same name in `extracted/notes.duckdb`.\n"
    for dataset in DATASETS:
        yield f"- [`{dataset.name}`](#{dataset.name})"
    for dataset in DATASETS:
        yield f"\n## {dataset.name}\n\n{dataset.description}\n"
        yield f"Key: {', '.join(f'`{name}`' for name in dataset.key)}.\n"
        yield "| column | type | null | meaning |"
        yield "|---|---|---|---|"
        yield from _columns(dataset)


def _columns(dataset: Dataset) -> Iterator[str]:
    for column in dataset.columns:
        values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
        meaning = (column.description + values).replace("|", "\\|")
        yield f"| `{column.name}` | {SQL_TYPES[column.kind]} | {'yes' if column.nullable else ''} | {meaning} |"


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "\n".join((pipeline.settings.__doc__ or "").splitlines()[2:]) + "\n"
    for name, section in SECTIONS.items():
        yield f"## [{name}]\n\n{section.__doc__}\n\n| setting | default | meaning |\n|---|---|---|"
        hints = get_type_hints(section, include_extras=True)
        for each in fields(section):
            yield f"| `{each.name}` | `{json.dumps(each.default)}` | {get_args(hints[each.name])[1]} |"
        yield ""


def _commands() -> Iterator[str]:
    yield "# Commands"
    group = typer.main.get_command(app)
    context = group.make_context("brokernotes", ["settings"], terminal_width=100)
    yield f"\n```text\n{group.get_help(context)}\n```"
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        with command.make_context(name, [], parent=context, resilient_parsing=True, terminal_width=100) as own:
            yield f"\n## {name}\n\n```text\n{command.get_help(own)}\n```"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
