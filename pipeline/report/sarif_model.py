"""The part of SARIF 2.1.0 that is used here, as plain types; names become those of the standard when they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

Level = Literal["none", "note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    text: str


@dataclass(frozen=True, slots=True)
class ArtifactLocation:
    uri: str
    uri_base_id: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class ArtifactContent:
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns, 1-based; `end_column` is that after the last character."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    snippet: ArtifactContent | None = None


@dataclass(frozen=True, slots=True)
class PhysicalLocation:
    artifact_location: ArtifactLocation
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Location:
    physical_location: PhysicalLocation
    message: Message | None = None
    id: int | None = None
    properties: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    kind: Literal["inSource", "external"]
    status: Literal["accepted", "underReview", "rejected"]
    justification: str


@dataclass(frozen=True, slots=True)
class Result:
    rule_id: str
    rule_index: int
    level: Level
    message: Message
    locations: tuple[Location, ...]
    related_locations: tuple[Location, ...] | None = None
    partial_fingerprints: Mapping[str, str] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    level: Level


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    name: str
    short_description: Message
    full_description: Message
    default_configuration: Configuration
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Driver:
    name: str
    semantic_version: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    driver: Driver


@dataclass(frozen=True, slots=True)
class Artifact:
    location: ArtifactLocation
    roles: tuple[str, ...]
    encoding: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notification:
    level: Level
    message: Message
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Invocation:
    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    tool: Tool
    invocations: tuple[Invocation, ...]
    artifacts: tuple[Artifact, ...]
    results: tuple[Result, ...]
    column_kind: Literal["unicodeCodePoints", "utf16CodeUnits"]
    newline_sequences: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Log:
    runs: tuple[Run, ...]
    version: Literal["2.1.0"] = "2.1.0"


def as_json(value: Any) -> Any:
    """A value as JSON has it: names in camel case, what is None left out."""
    if is_dataclass(value) and not isinstance(value, type):
        given = {each.name: getattr(value, each.name) for each in fields(value)}
        return {_camel(name): as_json(each) for name, each in given.items() if each is not None}
    if isinstance(value, Mapping):
        return {str(name): as_json(each) for name, each in value.items() if each is not None}
    return [as_json(each) for each in value] if isinstance(value, (tuple, list)) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
