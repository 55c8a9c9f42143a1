"""Raw files that lie elsewhere: found by one listing, and fetched only where they may have changed. fsspec is used here
and nowhere else."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.batch.raw import RawFile
from pipeline.errors import ConfigurationError

AT_ONCE = 8  # files being fetched
TRIES = 3
CHUNK = 1 << 20
_STAMPS = ("ETag", "etag", "generation", "md5Hash", "content_md5")  # as the stores that fsspec knows call it
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


def find_there(address: str) -> Iterator[RawFile]:
    """Every file at or below an address, hidden ones left out. Raises ConfigurationError where that cannot be listed."""
    try:
        import fsspec

        system, root = fsspec.core.url_to_fs(address)
        root = root.rstrip("/")
        if hasattr(system, "invalidate_cache"):
            system.invalidate_cache()
        entries = system.find(root, detail=True)
    except ImportError as error:
        raise ConfigurationError(f"{address}: {error}; for s3:// pip install 'brokernotes[s3]'") from None
    except Exception as error:  # each store has its own
        raise ConfigurationError(f"{address}: cannot be listed: {type(error).__name__}: {error}") from None
    for name, entry in sorted(entries.items()):
        below = PurePosixPath(name[len(root) :].strip("/"))
        if entry.get("type") == "file" and not name.endswith("/") and not any(p.startswith(".") for p in below.parts):
            yield RawFile(
                uri=address + name[len(root) :],
                path=Path(name),
                size=int(entry.get("size") or 0),
                mtime_ns=_time(entry),
                etag=next((str(entry[key]) for key in _STAMPS if entry.get(key)), ""),
                fetch=partial(_fetch, system, name),
            )


def _time(entry: Mapping[str, Any]) -> int:
    """When the store says that it changed, in nanoseconds; 0 where it says nothing."""
    value = next((entry[key] for key in _TIMES if entry.get(key)), 0)
    if isinstance(value, datetime):
        return int(value.timestamp() * 1_000_000_000)
    return int(float(value) * 1_000_000_000) if isinstance(value, int | float) else 0


def _fetch(system: Any, name: str, to: Path) -> str:
    """Raises OSError after some tries."""
    for left in reversed(range(TRIES)):
        try:
            digest = hashlib.sha256()
            with system.open(name, "rb") as there, to.open("wb") as here:
                while piece := there.read(CHUNK):
                    digest.update(piece)
                    here.write(piece)
            return digest.hexdigest()
        except FileNotFoundError:
            raise
        except Exception as error:
            if not left:
                raise OSError(0, f"{type(error).__name__}: {error}") from error
            time.sleep(0.2 * (TRIES - left))
    raise AssertionError("the last try returns or raises")


class Spool:
    """A folder of files that are fetched shortly before they are read, some ahead, and dropped when they were."""

    def __init__(self, folder: Path, files: Iterable[RawFile]) -> None:
        """`files` in the order in which they will be taken."""
        self._folder = folder
        self._waiting = deque(files)
        self._coming: dict[str, Future[str]] = {}
        self._threads: ThreadPoolExecutor | None = None
        for path in folder.glob("*"):  # of a run that was killed
            path.unlink()

    def take(self, file: RawFile) -> tuple[Path, str]:
        """A file of those that were announced: where it is now, and its SHA-256. Raises OSError."""
        if self._threads is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._threads = ThreadPoolExecutor(AT_ONCE, "fetch")
        while self._waiting and (len(self._coming) < AT_ONCE or file.uri not in self._coming):
            each = self._waiting.popleft()
            assert each.fetch is not None
            self._coming[each.uri] = self._threads.submit(each.fetch, self._path(each.uri))
        return self._path(file.uri), self._coming.pop(file.uri).result()

    def drop(self, path: Path) -> None:
        """A file that was read, if it is one of ours."""
        if path.parent == self._folder:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Fetch no more."""
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def _path(self, uri: str) -> Path:
        return self._folder / hashlib.sha256(uri.encode("utf-8", "surrogateescape")).hexdigest()[:32]
