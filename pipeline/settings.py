"""Settings: every one with its default and its meaning, read from TOML, refused by name where unknown.

They stand in `brokernotes.toml`, or under `[tool.brokernotes]` in `pyproject.toml`, of the current folder or the nearest one
above. `brokernotes settings` prints those in force, as TOML. Paths are relative to the file that names them.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pipeline.errors import ConfigurationError
from pipeline.model.check import FINDING_ORIGINS

FILE = "brokernotes.toml"
ENGINES = ("local", "dask")
LOG_FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What to read, where to put it, and what fails a run."""

    raw: Annotated[tuple[str, ...], "Files and folders to read, and addresses such as s3://bucket/notes."] = ("raw",)
    out: Annotated[str, "Folder of the datasets."] = "extracted"
    workers: Annotated[int, "Processes that read notes; 0: one for each processor."] = 0
    engine: Annotated[str, "Where notes are read: local, in processes of this machine; dask, on a Dask cluster."] = (
        "local"
    )
    scheduler: Annotated[str, "Address of its scheduler (tcp://host:8786); empty: a cluster on this machine."] = ""
    fail_on: Annotated[tuple[str, ...], "Origins of error findings that make the exit code 1."] = FINDING_ORIGINS
    log_format: Annotated[str, "What a run prints: text, for people; json, one event on each line, for programs."] = (
        "text"
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What one note may cost. A note that costs more fails, and the others go on."""

    seconds: Annotated[int, "Processor time to read one note in; waiting included, four times as long."] = 120
    memory_mb: Annotated[int, "Memory to read one note in, beside what the program itself needs."] = 2048
    file_mb: Annotated[int, "Size of a raw file."] = 200


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """Words of your own."""

    folders: Annotated[tuple[str, ...], "Folders of TSV files that are added to ours; later ones win."] = ()


@dataclass(frozen=True, slots=True)
class NlpSettings:
    """A trained spaCy pipeline that adds names."""

    model: Annotated[str, "Package or folder that spaCy can load; empty for none."] = ""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """How findings are judged."""

    waivers: Annotated[
        str, "File of known findings that do not fail a run, each with a reason and a last day; empty for none."
    ] = ""


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What people corrected."""

    overrides: Annotated[
        str, "CSV file of corrections (claim_id, column, old, new, who, why) that every run makes; empty for none."
    ] = ""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """Pages for people."""

    pages: Annotated[str, "Folder of the pages, in that of the datasets; empty: a run writes none."] = "pages"
    notes: Annotated[int, "Notes up to which a run writes pages too; `brokernotes report` does for any number."] = 100
    pdf_pages: Annotated[int, "PDF pages of new notes up to which a run does; drawing them takes long."] = 300
    language: Annotated[str, "Of the workbook and the summary: zh or en; pages have both."] = "zh"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `origin` is the file that they were read from, None for the defaults."""

    run: RunSettings = field(default_factory=RunSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    nlp: NlpSettings = field(default_factory=NlpSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    origin: Path | None = None

    def path(self, name: str) -> Path:
        """A path of the settings, relative to the file that names it (to the current folder without one)."""
        return (self.origin.parent if self.origin else Path()) / name

    @property
    def vocabulary_folders(self) -> tuple[Path, ...]:
        return tuple(map(self.path, self.vocabulary.folders))

    @property
    def waivers(self) -> Path | None:
        """The waiver file, None for none."""
        return self.path(self.checks.waivers) if self.checks.waivers else None

    @property
    def overrides(self) -> Path | None:
        """The overrides file, None for none."""
        return self.path(self.review.overrides) if self.review.overrides else None

    @property
    def hash(self) -> str:
        """16 hex digits over the settings that rows depend on; the vocabulary has a hash of its own."""
        return hashlib.sha256(repr((self.nlp.model, self.limits.file_mb)).encode()).hexdigest()[:16]


SECTIONS: Mapping[str, type] = {
    "run": RunSettings,
    "limits": LimitSettings,
    "vocabulary": VocabularySettings,
    "nlp": NlpSettings,
    "checks": CheckSettings,
    "report": ReportSettings,
    "review": ReviewSettings,
}
_SMALLEST = {"workers": 0, "seconds": 1, "memory_mb": 64, "file_mb": 1, "notes": 0, "pdf_pages": 0}
_LANGUAGES = ("zh", "en")


def load_settings(path: Path | None = None, *, folder: Path | None = None) -> Settings:
    """The settings of `path`, or of the nearest file at or above `folder` (the current one), or the defaults.

    Raises ConfigurationError with file and line for what cannot be read, an unknown name or a wrong value."""
    found = path or _nearest(folder or Path.cwd())
    if found is None:
        return Settings()
    try:
        text = found.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{found}: cannot be read as TOML: {error}") from None
    prefix = ("tool", "brokernotes") if found.name == "pyproject.toml" else ()
    for key in prefix:
        document = document.get(key, {})
    return replace(_Reader(found, text, prefix).settings(document), origin=found.absolute())


def _nearest(folder: Path) -> Path | None:
    for each in (folder, *folder.parents):
        if (own := each / FILE).is_file():
            return own
        project = each / "pyproject.toml"
        if project.is_file() and "[tool.brokernotes" in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


class _Reader:
    """One settings file, and where its keys stand for messages."""

    def __init__(self, path: Path, text: str, prefix: tuple[str, ...]) -> None:
        self._path, self._lines, self._prefix = path, text.split("\n"), prefix

    def settings(self, document: Mapping[str, Any]) -> Settings:
        sections = {}
        for name, content in document.items():
            if name not in SECTIONS:
                raise self._unknown((), name, SECTIONS)
            if not isinstance(content, dict):
                raise self._error((name,), f"{name} is a section: write [{'.'.join((*self._prefix, name))}]")
            sections[name] = self._section(name, content)
        return Settings(**sections)

    def _section(self, name: str, content: Mapping[str, Any]) -> Any:
        types = _types(SECTIONS[name])
        for key, value in content.items():
            if key not in types:
                raise self._unknown((name,), key, types)
            if problem := _problem(key, types[key], value):
                raise self._error(
                    (name, key), f"[{name}] {key} is {json.dumps(value, default=str)}; expected {problem}"
                )
        return SECTIONS[name](**{k: tuple(v) if isinstance(v, list) else v for k, v in content.items()})

    def _unknown(self, where: tuple[str, ...], key: str, known: Mapping[str, object]) -> ConfigurationError:
        close = difflib.get_close_matches(key, known, 1)
        meant = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(known)}"
        return self._error((*where, key), f"unknown {'setting' if where else 'section'} {key}{_in(where)}; {meant}")

    def _error(self, keys: tuple[str, ...], message: str) -> ConfigurationError:
        line = _line_of(self._lines, (*self._prefix, *keys))
        return ConfigurationError(f"{self._path}{f':{line}' if line else ''}: {message}")


def _in(where: tuple[str, ...]) -> str:
    return f" in [{where[0]}]" if where else ""


def _types(section: type) -> dict[str, Any]:
    hints = get_type_hints(section, include_extras=True)
    return {each.name: get_args(hints[each.name])[0] for each in fields(section)}


def _problem(key: str, kind: Any, value: object) -> str | None:
    """What was expected, where the value does not do."""
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < _SMALLEST[key]:
            return f"a whole number, {_SMALLEST[key]} or more"
    elif get_origin(kind) is tuple:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return "a list of texts"
        if key == "fail_on" and not set(value) <= set(FINDING_ORIGINS):
            return f"a list of {', '.join(FINDING_ORIGINS)}"
    elif not isinstance(value, str):
        return "a text"
    elif key == "language" and value not in _LANGUAGES:
        return " or ".join(_LANGUAGES)
    elif key == "engine" and value not in ENGINES:
        return f"one of {', '.join(ENGINES)}"
    elif key == "log_format" and value not in LOG_FORMATS:
        return " or ".join(LOG_FORMATS)
    return None


_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"\s*([\w\-.\"' ]+?)\s*=")


def _line_of(lines: list[str], keys: tuple[str, ...]) -> int | None:
    """The 1-based line where a key or its section stands; None where the file spells it in a way not looked for."""
    wanted, section = ".".join(keys), ""
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.match(line):
            section = re.sub(r"[\s\"']", "", header[1])
            if section == wanted:
                return number
        elif key := _KEY.match(line):
            name = re.sub(r"[\s\"']", "", key[1])
            if (f"{section}.{name}" if section else name) == wanted:
                return number
    return None


def as_toml(settings: Settings) -> str:
    """All settings in force, each with its meaning: a file that `load_settings` reads back."""
    lines = [f"# {settings.origin or 'defaults: no settings file'}"]
    for name, section in SECTIONS.items():
        hints = get_type_hints(section, include_extras=True)
        lines += ["", f"[{name}]  # {section.__doc__}"]
        for each in fields(section):
            value = json.dumps(getattr(getattr(settings, name), each.name), ensure_ascii=False)
            lines.append(f"{each.name} = {value}  # {get_args(hints[each.name])[1]}")
    return "\n".join(lines) + "\n"


def as_json(settings: Settings) -> dict[str, dict[str, Any]]:
    """All settings in force, for the row of `runs`."""
    return {
        name: {each.name: getattr(getattr(settings, name), each.name) for each in fields(section)}
        for name, section in SECTIONS.items()
    }
