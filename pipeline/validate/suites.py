"""The suites of `schemas/suites`: JSON files that a person can read, each for the rows of one dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pipeline
from pipeline.errors import ConfigurationError

_PACKAGE = Path(pipeline.__file__).parent


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite file: the dataset whose rows it judges, and its expectations as written."""

    name: str
    dataset: str
    expectations: tuple[Mapping[str, Any], ...]


def suites_folder() -> Path:
    """`schemas/suites` of the checkout, or of the installed package."""
    for folder in (_PACKAGE.parent / "schemas" / "suites", _PACKAGE / "schemas" / "suites"):
        if folder.is_dir():
            return folder
    raise ConfigurationError("schemas/suites: no such folder; reinstall brokernotes, or run it from its checkout")


def load_suites(folder: Path | None = None) -> tuple[Suite, ...]:
    """Every suite of a folder, by file name. Raises ConfigurationError with the file for one that cannot be read."""
    folder = folder if folder is not None else suites_folder()
    suites = tuple(_read(path) for path in sorted(folder.glob("*.json")))
    if not suites:
        raise ConfigurationError(f"{folder}: no suite; expected *.json files of expectations")
    return suites


def _read(path: Path) -> Suite:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        name, expectations = document["name"], document["expectations"]
        dataset = document["meta"]["dataset"]
        declared = [(each["type"], each["kwargs"]) for each in expectations]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path}: {error}; expected name, meta.dataset and expectations, each with type and kwargs"
        ) from None
    if name != path.stem or not declared:
        raise ConfigurationError(
            f"{path}: suite {name} of {len(declared)} expectations; expected {path.stem} with at least one"
        )
    return Suite(name, dataset, tuple(expectations))


def of_dataset(suites: Sequence[Suite], dataset: str) -> tuple[Suite, ...]:
    return tuple(suite for suite in suites if suite.dataset == dataset)


def declared_checks(suites: Sequence[Suite]) -> frozenset[str]:
    """The slugs of all checks that suites name; those named after columns, and a reader's own, are not among them."""
    return frozenset(each.get("meta", {}).get("check", "*") for suite in suites for each in suite.expectations)
