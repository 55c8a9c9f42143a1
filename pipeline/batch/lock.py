"""One run at a time in a folder of datasets."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ConfigurationError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock; raises ConfigurationError where another run holds it. The system lets go of it when this process
    ends, however it ends; processes that it started never hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise ConfigurationError(
                f"{path.parent.parent}: another run is writing here (process {holder}); wait for it, or name another --out"
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


_FLOCK = "hhqqi4x"  # of Linux: type, whence, start, length, process


def holder(path: Path) -> int | None:
    """The process that holds the lock, as far as the system says; None where none does. It is asked, and nothing is locked:
    a run that begins at this moment is not in its way."""
    if sys.platform != "linux" or not path.exists():
        return None
    with path.open("rb") as file:
        asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else int(process)
