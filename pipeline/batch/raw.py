"""One raw file, and the address that it is known by."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file found. `problem` says why it is not to be opened, None where nothing speaks against it."""

    uri: str
    path: Path  # of a file elsewhere: its name there
    size: int
    mtime_ns: int
    problem: str | None = None
    etag: str = ""  # what a store says of the bytes; empty for a local file
    fetch: Callable[[Path], str] | None = None  # for a file elsewhere: puts it at a path, returns its SHA-256


def uri_of(path: Path) -> str:
    """The address that stands for a path in `sources`: absolute, links not resolved, bytes that are no UTF-8 escaped."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - resolve() would follow links


def address_of(path: Path | str) -> str | None:
    """The address of files that are not on this machine, without a slash at its end; None for a path."""
    text = str(path)
    return text.rstrip("/") if isinstance(path, str) and "://" in text and not text.startswith("file://") else None


def local(path: Path | str) -> Path:
    """A path, given as one, as text or as file://."""
    return Path(unquote(str(path).removeprefix("file://"))) if str(path).startswith("file://") else Path(path)
