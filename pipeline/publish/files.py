"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ASIDE = ".part"  # suffix of a file that is still being written; none of ours ends so


def write_whole(path: Path, content: bytes | memoryview, *, sync: bool = True) -> None:
    """Write aside, sync, and put in place: a reader sees the old file or the new one, and so does whoever comes after a crash.

    Without `sync` a crash of the machine may leave anything there until `settle` was called."""
    part = path.with_name(path.name + ASIDE)
    try:
        with _opened(part) as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _opened(part: Path) -> BinaryIO:
    try:
        return part.open("wb")
    except FileNotFoundError:
        part.parent.mkdir(parents=True, exist_ok=True)
        return part.open("wb")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; on leaving without an error it is synced and takes the place of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ASIDE)
    part.unlink(missing_ok=True)
    try:
        yield part
        _sync(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def settle() -> None:
    """Make all files written so far durable: one wait for the disk, where syncing each of many waits as often."""
    os.sync()


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left half written anywhere under `folder`."""
    for path in folder.rglob(f"*{ASIDE}"):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
