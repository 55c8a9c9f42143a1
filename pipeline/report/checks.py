"""Every check that a note goes through, read off the suites: what JUnit's cases and SARIF's rules are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report.judged import Judged
from pipeline.validate.suites import Suite, load_suites

_EVIDENCE = {
    "corrections": "claims",
    "printed": "claims",
    "plausible": "claims",
    "digit_runs": "numerals",
    "reader_warnings": "reports",
}
"""Frames that are judged and not published → the dataset whose rows they are made from."""
READ = "read"
"""The check that a note can be read at all, which no suite decides."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `whole_suite`: its findings are those whose slug begins with its own, as a structural suite's do. `kind`
    limits it to reconciliations of one kind."""

    slug: str
    description: str
    dataset: str
    origin: str
    severity: str = "error"
    kind: str | None = None
    whole_suite: bool = False

    def finds(self, slug: str) -> bool:
        """Whether a finding of this slug is of this check."""
        return slug == self.slug or (self.whole_suite and slug.startswith(f"{self.slug}_"))

    def applies(self, note: Judged) -> bool:
        """Whether the note has anything for it to look at."""
        if self.kind is not None:
            return note.kinds.get(self.kind, 0) > 0
        return note.rows.get(_EVIDENCE.get(self.dataset, self.dataset), 0) > 0


def checks_of(suites: Sequence[Suite] | None = None) -> tuple[Check, ...]:
    """The checks of the suites (those of `schemas/suites`), by slug; the suites that judge no note are left out."""
    found: dict[str, Check] = {READ: Check(READ, "The note can be read.", "reports", "extraction")}
    for suite in load_suites() if suites is None else suites:
        named = [each for each in suite.expectations if each.get("meta", {}).get("check", "*") != "*"]
        for each in named:
            meta = each["meta"]
            condition = each["kwargs"].get("row_condition") or {}
            about = condition.get("parameter") if condition.get("column", {}).get("name") == "kind" else None
            severity = {"warning": "warning", "info": "info"}.get(each.get("severity", ""), "error")
            text = str(each.get("notes") or meta["check"])
            found.setdefault(
                meta["check"],
                Check(meta["check"], text, suite.dataset, meta.get("origin", "invariant"), severity, about),
            )
        if not named and suite.dataset not in _APART:
            text = f"The rows of {suite.dataset} are as schemas/{suite.dataset}.schema.json says."
            found.setdefault(suite.name, Check(suite.name, text, suite.dataset, "invariant", whole_suite=True))
    return tuple(found[slug] for slug in sorted(found))


_APART = ("sources", "report_versions", "runs", "waivers", "reader_warnings")


def with_unknown(checks: Iterable[Check], notes: Iterable[Judged]) -> tuple[Check, ...]:
    """The checks, and one for each slug of a finding that none of them knows: a reader's warning names its own."""
    known = {check.slug: check for check in checks}
    for note in notes:
        for said in note.findings:
            row = said.row
            if not any(check.finds(row.check) for check in known.values()):
                known[row.check] = Check(row.check, row.check.replace("_", " "), "reports", row.origin, row.severity)
    return tuple(known[slug] for slug in sorted(known))
