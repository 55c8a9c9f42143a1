"""Notes of two folders of datasets, each with the same note or its other version in the other one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline.compare.diff import NoteDiff, compare
from pipeline.errors import ConfigurationError
from pipeline.report.notes import load_batch, load_note, note_ids


class Pair(NamedTuple):
    """A note on both sides or on one, and the name of its file."""

    name: str
    before: str | None
    after: str | None


def pairs(before: Path, after: Path) -> list[Pair]:
    """The same bytes first; of the others those whose files have the same address, or a name that no other has."""
    sides = [set(note_ids(folder)) for folder in (before, after)]
    uris = [load_batch(folder).uris() for folder in (before, after)]
    both = sides[0] & sides[1]
    left, right = ({each: uris[n].get(each, each) for each in sides[n] - both} for n in (0, 1))
    found = [Pair(_name(uris[1].get(each, each)), each, each) for each in both]
    for key in (str, _name):
        here, there = ({key(uri): each for each, uri in side.items()} for side in (left, right))
        names = [[key(uri) for uri in side.values()] for side in (left, right)]
        for name in here.keys() & there.keys():
            if names[0].count(name) == names[1].count(name) == 1:
                found.append(Pair(_name(name), here[name], there[name]))
                del left[here[name]], right[there[name]]
    found += [Pair(_name(uri), each, None) for each, uri in left.items()]
    found += [Pair(_name(uri), None, each) for each, uri in right.items()]
    return sorted(found, key=lambda pair: (pair.name, pair.before or "", pair.after or ""))


def compare_folders(before: Path, after: Path) -> Iterator[tuple[str, NoteDiff]]:
    """Every note that is on either side, by name of its file."""
    for pair in pairs(before, after):
        a = load_note(before, pair.before) if pair.before else None
        b = load_note(after, pair.after) if pair.after else None
        yield pair.name, compare(a, b)


def find_note(folder: Path, prefix: str) -> str | None:
    """The note whose report_id begins so; None where there is none. Raises ConfigurationError where there are several."""
    if not (folder / "reports").is_dir():
        return None
    found = [each for each in note_ids(folder) if each.startswith(prefix)]
    if len(found) > 1:
        raise ConfigurationError(f"{prefix}: begins {len(found)} notes of {folder}; give more of it")
    return found[0] if found else None


def _name(uri: str) -> str:
    return Path(unquote(urlsplit(uri).path)).name or uri
