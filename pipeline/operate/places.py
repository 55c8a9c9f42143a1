"""Where things come from and go to: the folder of datasets, raw files, a scheduler, a warehouse."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.batch import STATE
from pipeline.batch.inbox import find_files
from pipeline.batch.lock import holder
from pipeline.batch.manifest import Manifest
from pipeline.batch.read import MEGABYTE
from pipeline.errors import BrokernotesError, ConfigurationError
from pipeline.operate.found import Found
from pipeline.settings import Settings

LITTLE_MB, TOO_LITTLE_MB = 2_000, 200  # of free disk
SECONDS = 5  # to wait for a connection


def settings(of: Settings) -> Found:
    return Found("ok", f"of {of.origin}" if of.origin else "none given: the defaults (brokernotes settings shows them)")


def nearest(path: Path) -> Path:
    """The path, or the folder above it that is there."""
    path = path.absolute()
    return next(each for each in (path, *path.parents) if each.exists())


def writable(out: Path) -> Found:
    """A file is written, synced, locked and taken away again, in the folder or where it would be made."""
    folder = nearest(out)
    if not folder.is_dir():
        return Found("fail", f"{folder} is no folder", "name another --out")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".brokernotes-") as file:
            file.write(b"0")
            file.flush()
            os.fsync(file.fileno())
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return Found(
            "fail", f"{folder}: {error.strerror}", "let this user write and lock files there, or name another --out"
        )
    return Found("ok", f"{out} can be written" if folder == out.absolute() else f"{out} can be made in {folder}")


def disk(out: Path) -> Found:
    folder = nearest(out)
    free = shutil.disk_usage(folder).free // MEGABYTE
    files = os.statvfs(folder)
    found = f"{free:,} MB free for {folder}"
    remedy = "free some, or name another --out"
    if files.f_files and files.f_favail < 10_000:
        return Found("fail", f"{found}, and only {files.f_favail:,} files more; a note takes about ten", remedy)
    if free < LITTLE_MB:
        return Found("fail" if free < TOO_LITTLE_MB else "warn", f"{found}; expected {LITTLE_MB:,} MB", remedy)
    return Found("ok", found)


def temporary() -> Found:
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"0" * MEGABYTE)
            file.flush()
    except OSError as error:
        return Found("fail", f"{tempfile.gettempdir()}: {error.strerror}", "free some, or set TMPDIR")
    return Found("ok", f"{tempfile.gettempdir()} can be written")


def state(out: Path) -> Found:
    """The journal can be read by this version, and no run was ended half-way."""
    journal = out / STATE / "manifest.jsonl"
    if not journal.is_file():
        return Found("ok", f"none: {out} has no datasets yet")
    if process := holder(out / STATE / "lock"):
        return Found("ok", f"one is writing now (process {process})")
    try:
        manifest = Manifest(journal)
    except ConfigurationError as error:
        return Found("fail", str(error), "the folder is of another version: read the notes anew into another --out")
    if manifest.unfinished:
        number = len(manifest.unfinished)
        return Found(
            "warn", f"ended while it put {number} notes in place", "brokernotes run goes on where it was ended"
        )
    return Found("ok", f"{len(manifest.notes):,} notes in place")


def raw(given: Sequence[Path | str], out: Path) -> Found:
    """Every file, folder and address that is to be read is there."""
    counted, wrong = [], []
    for each in given:
        try:
            files = find_files([each], but=out)
        except BrokernotesError as error:
            wrong.append(str(error))
            continue
        closed = [file for file in files if file.problem]
        counted.append(f"{len(files):,} in {each}")
        wrong += [f"{file.path}: {file.problem}" for file in closed[:3]]
        if len(closed) > 3:
            wrong.append(f"and {len(closed) - 3} more")
    missing = len(counted) < len(given)
    if wrong:
        return Found("fail" if missing else "warn", "; ".join([*counted, *wrong]), "name what is there: [run] raw")
    return Found("ok", ", ".join(counted))


def scheduler(of: Settings) -> Found:
    if of.run.engine != "dask":
        return Found("ok", "none: notes are read on this machine")
    if not of.run.scheduler:
        return Found("ok", "one is started on this machine")
    address = urlsplit(of.run.scheduler)
    try:
        with socket.create_connection((address.hostname or "", address.port or 8786), SECONDS):
            return Found("ok", f"{of.run.scheduler} answers")
    except (OSError, ValueError) as error:
        return Found("fail", f"{of.run.scheduler}: {error}", "start it (dask scheduler), or mend [run] scheduler")


def warehouse(address: str | None, dataset: str) -> Found:
    """It answers, and says when it was last loaded. A DuckDB file that is not there is not made for this."""
    if not address:
        return Found("ok", "none named (--to, or BROKERNOTES_LOAD_TO)")
    from pipeline.warehouse.target import duckdb_file, opened, without_password

    shown = without_password(address)
    if (file := duckdb_file(address)) and not file.exists():
        return Found("ok", f"{shown} will be made by the first load, in {nearest(file)}")
    try:
        with opened(address, dataset) as target:
            last = target.last_load()
    except BrokernotesError as error:
        return Found("fail", str(error), "mend the address, the network or the account")
    if last is None:
        return Found("ok", f"{shown} answers; nothing was ever loaded into {dataset}")
    when = last["finished_at"].astimezone().strftime("%Y-%m-%d %H:%M")
    return Found("ok", f"{shown} answers; {dataset} was loaded {when}, {last['notes']:,} notes")
