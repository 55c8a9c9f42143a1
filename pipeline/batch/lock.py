"""One run at a time in a folder of datasets."""

from __future__ import annotations

import fcntl
import os
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
