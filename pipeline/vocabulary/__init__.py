"""Words as data: sorted, sourced TSV files, one meaning to a surface, and one loader.

Every file starts with a header line; its first column is `surface` (or another unique key), its last `source`. Surfaces are
written in canonical Traditional (OpenCC `tw`) and sorted by code point. A user adds words with a folder of files of the same
names and columns, named in the settings: theirs are added, and win over ours where the surface is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import ConfigurationError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class WordList:
    """One vocabulary file with the user's lines merged in: rows by key, each a mapping of column to text."""

    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]

    def column(self, name: str) -> dict[str, str]:
        """key → the text of one column, rows where it is empty left out."""
        return {key: row[name] for key, row in self.rows.items() if row[name]}

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        return iter(self.rows.values())

    def __contains__(self, surface: str) -> bool:
        return surface in self.rows


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All word lists, itself and no other. `hash` is 16 hex digits over every row of every list, sources left out."""

    lists: Mapping[str, WordList]
    hash: str

    def __getitem__(self, name: str) -> WordList:
        try:
            return self.lists[name]
        except KeyError:
            raise ConfigurationError(
                f"vocabulary: no file {name}.tsv; there are {', '.join(sorted(self.lists))}"
            ) from None


def read_word_list(path: Path) -> WordList:
    """One TSV file. Raises ConfigurationError with file and line for a line of another width or a repeated key."""
    lines = path.read_text(encoding="utf-8").split("\n")
    columns = tuple(lines[0].split("\t"))
    rows: dict[str, Mapping[str, str]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        fields = line.split("\t")
        if len(fields) != len(columns):
            raise ConfigurationError(
                f"{path}:{number}: {len(fields)} fields, expected {len(columns)} ({', '.join(columns)}); separate them by single tabs"
            )
        if fields[0] in rows:
            raise ConfigurationError(f"{path}:{number}: {fields[0]} stands twice in this file; keep one line")
        rows[fields[0]] = dict(zip(columns, fields, strict=True))
    return WordList(path.stem, columns, rows)


def load_vocabulary(user_folders: Sequence[Path] = ()) -> Vocabulary:
    """Our word lists with the users' merged over them, later folders over earlier ones. Cached by folder: the files are
    read once in a process. Raises ConfigurationError for a folder or file that does not fit."""
    return _load(tuple(user_folders))


@cache
def _load(user_folders: tuple[Path, ...]) -> Vocabulary:
    lists = {path.stem: read_word_list(path) for path in sorted(FOLDER.glob("*.tsv"))}
    for folder in user_folders:
        if not folder.is_dir():
            raise ConfigurationError(
                f"vocabulary folder {folder}: not a folder; name a folder of .tsv files in [vocabulary] folders"
            )
        for path in sorted(folder.glob("*.tsv")):
            theirs = read_word_list(path)
            ours = lists.get(path.stem)
            if ours is None:
                raise ConfigurationError(
                    f"{path}: no vocabulary file of that name; expected one of {', '.join(sorted(lists))}"
                )
            if theirs.columns != ours.columns:
                raise ConfigurationError(
                    f"{path}:1: columns {', '.join(theirs.columns)}; expected {', '.join(ours.columns)}"
                )
            lists[path.stem] = WordList(ours.name, ours.columns, {**ours.rows, **theirs.rows})
    digest = hashlib.sha256()
    for name, words in sorted(lists.items()):
        for key, row in sorted(words.rows.items()):
            digest.update("\t".join([name, key, *(v for c, v in row.items() if c != "source")]).encode() + b"\n")
    return Vocabulary(lists, digest.hexdigest()[:16])
