"""A reader that stands for all rooms before `publish`: each line `claim` of a file is a figure, a line `day` makes
it a note of that day whose facts others share, and a first line can ask for trouble.

It is imported by worker processes, as the real one is."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipeline.batch.judge import Verdict
from pipeline.batch.read import Job, ReadFile
from pipeline.errors import UnreadableNoteError
from pipeline.model.check import Finding
from pipeline.model.ids import stable_id
from pipeline.model.place import Span
from pipeline.publish.note_rows import rows_of
from pipeline.publish.verdict import Tables, tables_of
from pipeline.reconcile.statements import FactKey
from pipeline.run import NoteResult
from pipeline.settings import Settings
from tests.publish import made


@dataclass(frozen=True, slots=True)
class FakeLine:
    """What `pipeline.run.Line` is, without the rooms."""

    def run(self, raw: bytes, name: str) -> NoteResult:
        text = raw.decode("utf-8", "replace")
        command, _, argument = text.partition("\n")[0].partition(" ")
        if command in TROUBLE:
            TROUBLE[command](argument)
        report_id = hashlib.sha256(raw).hexdigest()[:16]
        claims, at = [], 0
        for ordinal, line in enumerate(text.split("\n")):
            if line.startswith("claim "):
                span = Span(at + 6, at + len(line))
                claim_id = stable_id(report_id, span.start, ordinal)
                claims.append(
                    replace(made.GROWTH, claim_id=claim_id, report_id=report_id, ordinal=len(claims), span=span,
                            text=text[span.start : span.end], quote_span=Span(at, at + len(line)))
                )  # fmt: skip
            at += len(line) + 1
        day = next((int(line[4:]) for line in text.split("\n") if line.startswith("day ")), None)
        published = made.EXTRACTION.header.published_at
        assert published is not None
        header = replace(made.EXTRACTION.header, published_at=published + timedelta(days=day or 0))
        keys = {} if day is None else {claim.claim_id: key_of(claim.text) for claim in claims}
        note = replace(made.NOTE, report_id=report_id, raw_text=text, blocks=(), tables=(), figures=())
        extraction = replace(made.EXTRACTION, header=header, claims=tuple(claims), numerals=(), views=())
        tables = tables_of(rows_of(note, extraction, (), keys, settings_hash="s"), ("0", "v"))
        if command == "unpicklable":
            tables["claims"] = lambda: None  # type: ignore[assignment]
        return NoteResult(report_id, tables, text)


def key_of(text: str) -> FactKey:
    """Figures that are printed alike are of one fact."""
    return FactKey("甲公司", "revenue", text, (), None, None, "2024Q3", "growth", "yoy", None, False)


@dataclass(frozen=True, slots=True)
class FakeReader(ReadFile):
    """`ReadFile` with the fake line: limits, failures and messages are the real ones. `log`: a file that gets a line for
    each note read."""

    settings: Settings
    log: Path | None = None

    def warm(self) -> None:
        ReadFile.limit_memory(self)

    def line(self) -> Any:
        return FakeLine()

    def __call__(self, job: Job) -> NoteResult:
        if self.log:
            with self.log.open("a") as file:
                file.write(ascii(job.path.name) + "\n")
        return ReadFile.__call__(self, job)


class Stillborn(FakeReader):
    """A reader whose workers end before they read anything."""

    def warm(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _crash_once(marker: str) -> None:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _refuse(_: str) -> None:
    raise UnreadableNoteError(
        "name", "an encrypted file", "a file without a password", "remove the password", check="encrypted"
    )


def _spin(_: str) -> None:
    while True:
        with contextlib.suppress(Exception):
            sum(range(1000))


def _bug(_: str) -> None:
    raise ZeroDivisionError("of ours")


def _deep(_: str) -> None:
    _deep(_)


TROUBLE = {
    "segfault": lambda _: ctypes.string_at(0),
    "killed": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "crash-once": _crash_once,
    "hang": lambda _: time.sleep(3600),
    "spin": _spin,
    "sleep": lambda seconds: time.sleep(float(seconds)),
    "bomb": lambda _: bytearray(64 << 30),
    "refuse": _refuse,
    "bug": _bug,
    "deep": _deep,
}


def judge(results: Sequence[NoteResult]) -> Verdict:
    """An error for each figure that is printed `wrong`, a problem where one is printed `unchecked`."""
    found: dict[str, list[Finding]] = {}
    problems = []
    for result in results:
        claims = result.tables["claims"].to_pylist() if "claims" in result.tables else []
        found[result.report_id] = [_finding(row) for row in claims if row["text"] == "wrong"]
        problems += [_finding(row) for row in claims if row["text"] == "unchecked"]
    return Verdict(found, tuple(problems))


def judge_across(tables: Tables) -> Verdict:
    """An error for each relation between notes about a figure that is printed 3, though it holds."""
    claims = {row["claim_id"]: row for row in tables["claims"].to_pylist()}
    found: dict[str, list[Finding]] = {}
    for row in tables["reconciliations"].to_pylist():
        claim = claims[row["claim_ids"][0]]
        if claim["text"] == "3":
            span = Span(row["start"], row["end"])
            ids = {"report_id": row["report_id"], "finding_id": f"f{claim['claim_id']}", "fingerprint": row["formula"]}
            error = made.finding("error", (made.GROWTH,), span=span, check="cross_report", **ids)
            found.setdefault(row["report_id"], []).append(error)
    return Verdict(found)


def _finding(claim: dict[str, Any]) -> Finding:
    claim_id, span = claim["claim_id"], Span(claim["start"], claim["end"])
    ids = {"report_id": claim["report_id"], "claim_ids": (claim_id,), "finding_id": claim_id, "fingerprint": claim_id}
    return made.finding("error", (made.GROWTH,), span=span, **ids)
