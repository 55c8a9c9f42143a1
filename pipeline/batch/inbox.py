"""The raw files that a run is asked to read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.batch.raw import RawFile, address_of, local, uri_of
from pipeline.errors import ConfigurationError


def find_files(raw: Sequence[Path | str], but: Path | None = None) -> list[RawFile]:
    """Every file named, and every one in and below the folders named, by address, each once. Hidden files and folders,
    and the folder `but`, are left out; a link out of its folder is found but not followed. Raises ConfigurationError for
    a path that is not there."""
    left_out = _real(but) if but else None
    found: dict[str, RawFile] = {}
    for given in raw:
        if address := address_of(given):
            from pipeline.batch.remote import find_there

            found.update((each.uri, each) for each in find_there(address))
            continue
        path = local(given)
        if not os.path.lexists(path):
            raise ConfigurationError(f"{path}: no such file or folder; name the notes to read, or folders of them")
        for each in _below(path, _real(path), left_out) if path.is_dir() else [_raw_file(path, None)]:
            found.setdefault(each.uri, each)
    return [found[uri] for uri in sorted(found)]


def _below(folder: Path, root: Path, left_out: Path | None) -> Iterator[RawFile]:
    if _real(folder) == left_out:
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield RawFile(uri_of(folder), folder, 0, 0, f"the folder cannot be listed: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path, root, left_out)
        else:
            yield _raw_file(path, root if entry.is_symlink() else None)


def _real(path: Path) -> Path:
    """Without links; `Path.resolve` raises where they go round in a circle."""
    return Path(os.path.realpath(path))


def _raw_file(path: Path, root: Path | None) -> RawFile:
    """`root`: the folder that a link must not leave."""
    uri = uri_of(path)
    if root is not None and not _real(path).is_relative_to(root):
        return RawFile(uri, path, 0, 0, "a link out of its folder, which is not followed; name its target to read it")
    try:
        status = path.stat()
    except OSError as error:
        return RawFile(uri, path, 0, 0, f"the file cannot be opened: {error.strerror}")
    if stat.S_ISDIR(status.st_mode):
        return RawFile(uri, path, 0, 0, "a link to a folder, which is not followed; name the folder to read it")
    if not stat.S_ISREG(status.st_mode):
        return RawFile(uri, path, 0, 0, "not a regular file; expected a document")
    return RawFile(uri, path, status.st_size, status.st_mtime_ns)
