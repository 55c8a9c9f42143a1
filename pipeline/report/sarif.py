"""SARIF 2.1.0 (OASIS, errata 01): findings for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pipeline import __version__
from pipeline.model.check import Finding
from pipeline.report.checks import Check, with_unknown
from pipeline.report.judged import Judged, Said
from pipeline.report.sarif_model import (
    Artifact,
    ArtifactContent,
    ArtifactLocation,
    Configuration,
    Driver,
    Invocation,
    Level,
    Location,
    Log,
    Message,
    Notification,
    PhysicalLocation,
    Region,
    Result,
    Rule,
    Run,
    Suppression,
    Tool,
    as_json,
)
from pipeline.report.wording import wording

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "brokernotesFinding/v1"
ROOT = "%SRCROOT%"
_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "info": "note"}


def sarif(notes: Sequence[Judged], checks: Iterable[Check], *, problems: Sequence[Finding] = ()) -> bytes:
    """The file. Findings of text and Markdown notes stand at line and column of the file; those of other formats at the
    file, with line and column in its raw text as a related location. `problems` are checks that did not run."""
    every = with_unknown(checks, notes)
    results = (_result(note, said, number, every) for number, note in enumerate(notes) for said in note.findings)
    run = Run(
        tool=Tool(Driver("brokernotes", __version__, tuple(map(_rule, every)))),
        invocations=(_invocation(notes, problems),),
        artifacts=tuple(map(_artifact, notes)),
        results=tuple(results),
        column_kind="unicodeCodePoints",
        newline_sequences=("\r\n", "\n", "\r"),
        language="zh-TW",
    )
    document = {"$schema": SCHEMA, **as_json(Log((run,)))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _rule(check: Check) -> Rule:
    zh, en = wording().both(f"check.{check.slug}")
    return Rule(
        id=check.slug,
        name="".join(map(str.title, check.slug.split("_"))),
        short_description=Message(f"{zh} · {en}"),
        full_description=Message(check.description),
        default_configuration=Configuration(_LEVELS[check.severity]),
        properties={"tags": [check.origin, check.dataset]},
    )


def _invocation(notes: Sequence[Judged], problems: Sequence[Finding]) -> Invocation:
    failed = [(number, note) for number, note in enumerate(notes) if note.report.status == "failed"]
    told = [
        Notification("error", Message(note.report.message or "the note could not be read"), (_file(note, number),))
        for number, note in failed
    ]
    told += [Notification("error", Message(f"{each.check}: {each.message_en}")) for each in problems]
    judged = any(note.report.status != "failed" for note in notes)
    if not judged:
        told.append(Notification("error", Message("no check looked at any note")))
    return Invocation(judged and not problems, tuple(told))


def _artifact(note: Judged) -> Artifact:
    return Artifact(
        _location(note.uri), ("analysisTarget",), note.report.encoding, {"reportId": note.report.report_id}
    )  # fmt: skip


def _result(note: Judged, said: Said, number: int, checks: Sequence[Check]) -> Result:
    row = said.row
    rule = next(n for n, check in enumerate(checks) if check.finds(row.check))
    region = _region(said)
    located = Location(PhysicalLocation(_location(note.uri, number), region if note.lined else None))
    related = None
    if region is not None and not note.lined:
        page = {"page": row.page} if row.page else None
        related = (Location(PhysicalLocation(_location(note.text_uri), region), Message(said.text), 1, page),)
    about = {
        "origin": row.origin,
        "check": row.check,
        "reportId": row.report_id,
        "claimIds": list(row.claim_ids),
        "page": row.page,
    }
    return Result(
        rule_id=checks[rule].slug,
        rule_index=rule,
        level=_LEVELS[row.severity],
        message=Message(f"{row.message}\n{row.message_en}"),
        locations=(located,),
        related_locations=related,
        partial_fingerprints={FINGERPRINT: row.fingerprint},
        suppressions=None if said.waiver is None else (Suppression("external", "accepted", said.waiver),),
        properties=about,
    )


def _region(said: Said) -> Region | None:
    place = said.region
    if place is None:
        return None
    return Region(place.line, place.column, place.end_line, place.end_column, ArtifactContent(said.text))


def _file(note: Judged, number: int) -> Location:
    return Location(PhysicalLocation(_location(note.uri, number)))


def _location(uri: str, index: int | None = None) -> ArtifactLocation:
    return ArtifactLocation(uri, None if ":" in uri.split("/")[0] else ROOT, index)
