"""Annotations of notes: JSON lines, one file for each note. The first line names the note (`sha256` of its file, `doc`) and its
`scope`, ranges of the raw text outside of which nothing counts (null: none); every other line is a figure in document order.

A figure has `start`, `end`, `text` and the columns of `claims`. `entity` and `metric` list every name that is accepted; a
`period` of `*` is not scored; `COLUMN_accept` lists other values of a column; `alt` lists other readings, each by the columns
that differ; `sign_optional` accepts either sign; an `optional` figure counts neither way. Where `start` and `end` are null, since a file
has no text of its own to count in, the figures of a file are found by their words, in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError

Figure = Mapping[str, Any]
WHOLE = ((0, 1 << 40),)  # the scope of a file that gives none


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated note, its figures in order."""

    name: str
    report_id: str
    scope: tuple[tuple[int, int], ...]
    figures: tuple[Figure, ...]

    def holds(self, offset: int) -> bool:
        """Whether a place counts."""
        return any(start <= offset < end for start, end in self.scope)


def load_gold(paths: Sequence[Path]) -> list[Gold]:
    """The notes of some files, and of the `*.jsonl` files of some folders. Raises ConfigurationError with file and line."""
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    if not files:
        raise ConfigurationError(f"{', '.join(map(str, paths))}: no annotations; expected *.jsonl files")
    return [_read(path) for path in files]


def _read(path: Path) -> Gold:
    try:
        lines = list(_lines(path))
        head, figures = lines[0], lines[1:]
        report_id = str(head["sha256"])[:16]
        scope = tuple((int(a), int(b)) for a, b in (WHOLE if head["scope"] is None else head["scope"]))
    except (OSError, UnicodeDecodeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{path}: {error}; expected a first line with sha256 and scope, then a line for each figure"
        ) from None
    for number, figure in enumerate(figures, start=2):
        missing = [name for name in ("start", "end", "text", "low", "high", "unit") if name not in figure]
        if missing:
            raise ConfigurationError(
                f"{path}:{number}: no {missing[0]}; expected start, end, text and columns of claims"
            )
    return Gold(str(head.get("doc") or path.stem), report_id, scope, tuple(figures))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found = json.loads(line)
            except ValueError as error:
                raise ConfigurationError(f"{path}:{number}: {error}; expected one JSON object on a line") from None
            if not isinstance(found, dict):
                raise ConfigurationError(f"{path}:{number}: {line[:40]}; expected a JSON object")
            yield found
