"""What a run says while it works, on standard error: a bar and failures for people, or one JSON object on each line."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal, TextIO
from urllib.parse import unquote, urlsplit

from rich.console import Console
from rich.text import Text

from pipeline.batch import Progress
from pipeline.batch.events import Event, Outcome, Tell
from pipeline.terminal import printable, progress_bar

Level = Literal["info", "warning", "error"]
LEVELS: dict[Outcome, Level] = {"partial": "warning", "contradicted": "warning", "failed": "error"}
"""Of an event, by its outcome; info for all others."""
_STYLES = {"info": "dim", "warning": "yellow", "error": "bold red"}


@dataclass(frozen=True, slots=True)
class Log:
    """What a run is to call while it works. `as_json`: standard error is for programs, standard output for nobody."""

    progress: Progress
    tell: Tell
    as_json: bool

    def ended(self, error: BaseException) -> bool:
        """The run ended with an error; returns whether that was said."""
        if self.as_json:
            self.tell(Event("", "run", "failed", message=str(error) or type(error).__name__))
        return self.as_json


@contextmanager
def run_log(format: str, *, verbose: bool = False, stream: TextIO | None = None) -> Iterator[Log]:
    """`format`: text or json. As text a bar is drawn where there is a terminal, and notes that cannot be read are named as
    they are met; `verbose` prints every event. As JSON every event is printed, and what libraries warn of too."""
    stream = stream or sys.stderr
    if format == "json":
        with _libraries_as_json(stream):
            yield Log(lambda stage, done, total: None, lambda event: _print_json(as_json(event), stream), as_json=True)
        return
    console = Console(file=stream, highlight=False, soft_wrap=True)
    with progress_bar(console) as progress:
        yield Log(progress, lambda event: _print_text(event, console, verbose), as_json=False)


def as_json(event: Event, now: datetime | None = None) -> dict[str, object]:
    """An event as an object: what is not known of it is left out."""
    known = {
        "report_id": event.report_id,
        "file": name_of(event.uri) if event.uri else None,
        "uri": event.uri,
        "seconds": None if event.seconds is None else round(event.seconds, 4),
        "message": event.message,
    }
    return {
        "time": (now or datetime.now(UTC)).isoformat(timespec="milliseconds"),
        "level": LEVELS.get(event.outcome, "info"),
        "event": f"{event.stage}.{event.outcome}",
        "run_id": event.run_id or None,
        "stage": event.stage,
        "outcome": event.outcome,
        **{name: value for name, value in known.items() if value is not None},
        **event.counts,
    }


def name_of(uri: str) -> str:
    """The file's name in an address, as a person knows it."""
    path = urlsplit(uri).path if uri.startswith("file://") else uri
    return printable(unquote(PurePosixPath(path).name, errors="backslashreplace"))


def _print_json(record: dict[str, object], stream: TextIO) -> None:
    print(json.dumps(record), file=stream, flush=True)


def _print_text(event: Event, console: Console, verbose: bool) -> None:
    level = LEVELS.get(event.outcome, "info")
    loud = event.outcome == "failed" and (event.report_id is None or console.is_terminal)
    if not (verbose or loud):
        return
    took = f"{event.seconds:8.2f} s" if event.seconds is not None else " " * 10
    line = Text.assemble(
        (datetime.now().strftime("%H:%M:%S "), "dim"),
        (f"{event.stage:8}", "bold"),
        (f"{event.outcome:13}", _STYLES[level]),
        (f"{took}  ", "dim"),
        name_of(event.uri) if event.uri else event.run_id,
        ("".join(f"  {name.replace('_', ' ')} {count:,}" for name, count in event.counts.items() if count), "dim"),
    )
    if event.message:
        line.append(f"\n{'':9}{printable(event.message)}", style=_STYLES[level])
    console.print(line)


class _AsJson(logging.Handler):
    """What libraries log, in the shape of our events."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(logging.WARNING)
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        said = {"event": "library", "library": record.name, "message": record.getMessage()}
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        _print_json({"time": when, "level": level, **said}, self._stream)


@contextmanager
def _libraries_as_json(stream: TextIO) -> Iterator[None]:
    handler, root = _AsJson(stream), logging.getLogger()
    root.addHandler(handler)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.removeHandler(handler)
