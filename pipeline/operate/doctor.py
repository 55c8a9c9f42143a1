"""Whether this machine can do what the settings ask for: each line says what was looked at, what was found, and what to do.

A check is a record; the checks of one tuple are all there are, in the order in which they are shown. A check looks and changes
nothing, and one that meets an error of its own has found something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.operate import installed, machine, places
from pipeline.operate.found import Found, Level
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: the settings in force, where raw files come from, where datasets go, and the warehouse, if any."""

    settings: Settings
    out: Path
    raw: tuple[Path | str, ...]
    warehouse: str | None = None
    dataset: str = "brokernotes"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. `group`: the heading that it is shown under."""

    group: Literal["program", "machine", "places"]
    name: str
    look: Callable[[Patient], Found]


@dataclass(frozen=True, slots=True)
class Line:
    """What a check found."""

    group: str
    name: str
    level: Level
    found: str
    remedy: str | None


CHECKS: tuple[Check, ...] = (
    Check("program", "python", lambda _: installed.python()),
    Check("program", "brokernotes", lambda _: installed.itself()),
    Check("program", "dependencies", lambda _: installed.dependencies()),
    Check("program", "opencc", lambda _: installed.opencc()),
    Check("program", "vocabulary", lambda of: installed.vocabulary(of.settings)),
    Check("program", "spacy", lambda of: installed.names(of.settings)),
    Check("program", "suites", lambda _: installed.suites()),
    Check("program", "extra ocr", lambda _: installed.extra("ocr", "rapidocr", "pages that are only pictures", False)),
    Check("program", "extra s3", lambda of: installed.extra("s3", "s3fs", "s3:// addresses", _asks_s3(of))),
    Check("program", "extra dask", lambda of: installed.extra("dask", "distributed", "--engine dask", _asks_dask(of))),
    Check("program", "extra load", lambda of: installed.extra("load", "dlt", "warehouses", of.warehouse is not None)),
    Check("machine", "processors", lambda of: machine.processors(of.settings)),
    Check("machine", "memory", lambda of: machine.memory(of.settings)),
    Check("machine", "limits", lambda of: machine.limits(of.settings)),
    Check("machine", "a note", lambda of: machine.reads_a_note(of.settings)),
    Check("machine", "fonts", lambda _: machine.fonts()),
    Check("machine", "browser", lambda _: Found("ok", "none is needed: pages are files that any browser opens")),
    Check("machine", "terminal", lambda _: machine.terminal()),
    Check("machine", "temporary", lambda _: places.temporary()),
    Check("places", "settings", lambda of: places.settings(of.settings)),
    Check("places", "datasets", lambda of: places.writable(of.out)),
    Check("places", "disk", lambda of: places.disk(of.out)),
    Check("places", "last run", lambda of: places.state(of.out)),
    Check("places", "raw files", lambda of: places.raw(of.raw, of.out)),
    Check("places", "scheduler", lambda of: places.scheduler(of.settings)),
    Check("places", "warehouse", lambda of: places.warehouse(of.warehouse, of.dataset)),
)


def examine(patient: Patient, checks: Sequence[Check] = CHECKS) -> Iterator[Line]:
    """What each check finds, as it finds it."""
    for check in checks:
        try:
            found = check.look(patient)
        except Exception as error:  # whatever it is, the next check is to be made
            found = Found("fail", f"{type(error).__name__}: {' '.join(str(error).split())[:300]}", "please report it")
        yield Line(check.group, check.name, found.level, found.what, found.remedy)


def _asks_s3(of: Patient) -> bool:
    return any(str(each).startswith("s3://") for each in of.raw)


def _asks_dask(of: Patient) -> bool:
    return of.settings.run.engine == "dask"
