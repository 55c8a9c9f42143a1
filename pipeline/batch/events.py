"""What happens to each note of a run, told as it happens, and what the run costs, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.batch.judge import Verdict
from pipeline.batch.read import MEGABYTE, Job, peak_memory
from pipeline.model.rows import RunRow
from pipeline.run import NoteResult

Stage = Literal["run", "read", "check", "publish"]
Outcome = Literal["started", "ok", "partial", "failed", "unchanged", "contradicted", "published", "finished"]


@dataclass(frozen=True, slots=True)
class Event:
    """One stage of one note, or of the whole run. `seconds`: what the stage took; notes that are checked or published together
    share one figure, and `counts` says how many they are. None where it is not known."""

    run_id: str
    stage: Stage
    outcome: Outcome
    report_id: str | None = None
    uri: str | None = None
    seconds: float | None = None
    message: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


_SUMS = (
    *("notes", "notes_new", "notes_unchanged", "notes_failed", "errors", "warnings", "exit_code", "figures"),
    *("bytes_read", "read_ms", "check_ms", "publish_ms", "memory_mb"),
)

Tell = Callable[[Event], None]


def nobody(_: Event) -> None:
    """Listens to no event."""


@dataclass(slots=True)
class Course:
    """One run as it goes: tells of every note and stage, and adds up what they cost."""

    run_id: str
    tell: Tell = nobody
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("read", "check", "publish"), 0.0)
    )  # by stage; reading: of all workers together
    memory: int = 0  # bytes of the largest process
    n_bytes: int = 0  # of the files read
    _uris: dict[str, str] = field(default_factory=dict)  # of the notes between reading and publishing

    def started(self, files: int) -> None:
        """The run begins with so many files to look at."""
        self.tell(Event(self.run_id, "run", "started", counts={"files": files}))

    def read(self, job: Job, result: NoteResult) -> None:
        """A note was read, or could not be."""
        (status,), (message,) = (result.tables["reports"][name].to_pylist() for name in ("status", "message"))
        claims = result.tables.get("claims")
        self._uris[result.report_id] = job.uri
        self.seconds["read"] += result.cost.seconds or 0.0
        self.memory = max(self.memory, result.cost.memory)
        self.n_bytes += result.cost.n_bytes
        counts = {"bytes": result.cost.n_bytes, "figures": claims.num_rows if claims is not None else 0}
        self._say("read", status, result.report_id, result.cost.seconds, message, counts)

    def checked(self, batch: Sequence[NoteResult], verdict: Verdict, seconds: float) -> None:
        """Notes were judged together; a check that did not run concerns all of them."""
        self.seconds["check"] += seconds
        for problem in verdict.problems:
            self.tell(Event(self.run_id, "check", "failed", message=problem.message_en))
        for note in batch:
            found = Counter(each.severity for each in verdict.findings.get(note.report_id, ()))
            counts = {"errors": found["error"], "warnings": found["warning"], "notes_together": len(batch)}
            outcome: Outcome = "failed" if verdict.problems else "contradicted" if found["error"] else "ok"
            self._say("check", outcome, note.report_id, seconds, None, counts)

    def published(self, batch: Sequence[NoteResult], seconds: float) -> None:
        """Notes were put in place together."""
        self.seconds["publish"] += seconds
        for note in batch:
            self._say("publish", "published", note.report_id, seconds, None, {"notes_together": len(batch)})
            self._uris.pop(note.report_id, None)

    def unchanged(self, notes: Iterable[tuple[str, str]]) -> None:
        """Notes (report_id, address) that an earlier run had read as this one would have."""
        for report_id, uri in notes:
            self.tell(Event(self.run_id, "read", "unchanged", report_id, uri))

    def finished(self, row: RunRow, seconds: float) -> None:
        """All is in place; `row` is what `runs` says of it."""
        counts = {name: getattr(row, name) for name in _SUMS}
        self.tell(Event(self.run_id, "run", "finished", seconds=seconds, counts=counts))

    def memory_mb(self) -> int:
        """Resident memory of the largest process of the run, this one included."""
        return max(self.memory, peak_memory()) // MEGABYTE

    def _say(
        self,
        stage: Stage,
        outcome: Outcome,
        report_id: str,
        seconds: float | None,
        message: str | None,
        counts: Mapping[str, int],
    ) -> None:
        uri = self._uris.get(report_id)
        self.tell(Event(self.run_id, stage, outcome, report_id, uri, seconds, message, counts))
