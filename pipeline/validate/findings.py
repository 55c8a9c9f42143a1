"""What expectations said of rows, as findings that a reader can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.model.check import Finding, FindingOrigin, Severity
from pipeline.model.ids import stable_id
from pipeline.model.place import Span
from pipeline.validate.gx import Key, Outcome

if TYPE_CHECKING:
    import pandas as pd

BATCH = "batch"  # report_id of a finding about all notes together
SEVERITIES: Mapping[str, Severity] = {"critical": "error", "warning": "warning", "info": "info"}
Row = Mapping[str, Any]


STAYING = ("reports", "claims")
"""Datasets that findings about rows of others take places and words from."""


class Rows:
    """The rows of a batch by dataset and key, to tell a finding's place and words from; looked up where they are asked for.
    As Python objects they take ten times the memory, so only those stay that findings of other datasets ask for."""

    def __init__(self, given: Mapping[str, Any], keys: Mapping[str, Sequence[str]]) -> None:
        self._given, self._keys = given, keys
        self._frames: dict[str, pd.DataFrame] = {}
        self._places: dict[str, Mapping[Key, int]] = {}

    def frame(self, dataset: str) -> pd.DataFrame:
        """One dataset as a frame. Raises KeyError where there is none."""
        if dataset not in self._frames:
            for name in self._frames.keys() - {dataset, *STAYING}:
                del self._frames[name]
                self._places.pop(name, None)
            self._frames[dataset] = as_frame(self._given[dataset])
        return self._frames[dataset]

    def row(self, dataset: str, key: Key) -> Row:
        """Raises KeyError where there is none."""
        frame = self.frame(dataset)
        if dataset not in self._places:
            columns = [frame[name].tolist() for name in self._keys[dataset]]
            self._places[dataset] = {found: place for place, found in enumerate(zip(*columns, strict=True))}
        place = self._places[dataset][key]
        return dict(zip(map(str, frame.columns), frame.iloc[place].tolist(), strict=True))

    def claim(self, claim_id: str) -> Row | None:
        return self._found("claims", claim_id)

    def title(self, report_id: str) -> str:
        row = self._found("reports", report_id)
        return str(row["title"]) if row is not None and row["title"] else ""

    def unresolved(self) -> Iterator[Row]:
        """Claims of which some column could not be decided."""
        if "claims" in self._given:
            claims = self.frame("claims")
            some = claims["unresolved"].map(len).astype(int) > 0
            yield from ({str(k): v for k, v in row.items()} for row in claims[some].to_dict("records"))

    def _found(self, dataset: str, key: str) -> Row | None:
        try:
            return self.row(dataset, (key,))
        except KeyError:
            return None


def as_frame(given: Any) -> pd.DataFrame:
    """An Arrow table as a frame of Python objects; a frame as it is."""
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        return given
    return pd.DataFrame({name: pd.Series(given[name].to_pylist(), dtype=object) for name in given.column_names})


def findings_of(outcome: Outcome, rows: Rows) -> Iterator[Finding]:
    """A finding for each failed row that has words of its own, one for each note where the rows have none (a structural
    check), one for the batch where the expectation is about the table or could not be evaluated."""
    if outcome.success:
        return
    if outcome.problem is not None:
        yield invariant(
            "expectation_not_evaluated",
            f"{_name(outcome)} 無法評估：{outcome.problem}",
            f"{_name(outcome)} was not evaluated: {outcome.problem}",
        )
        return
    meta = outcome.declared.get("meta", {})
    failed = [rows.row(outcome.suite.dataset, key) for key in outcome.rows]
    if not failed:
        yield invariant(_check(outcome), f"{_name(outcome)} 不成立", f"{_name(outcome)} does not hold")
    elif "message" in failed[0] and meta.get("origin") is not None:
        for key, row in zip(outcome.rows, failed, strict=True):
            yield _of_row(outcome, key, row, rows)
    else:
        for report_id, count in sorted(Counter(row["report_id"] for row in failed).items()):
            yield invariant(
                _check(outcome),
                f"{_name(outcome)}：{count} 列不符",
                f"{_name(outcome)}: {count} rows fail",
                report_id=report_id,
            )


def invariant(check: str, message: str, message_en: str, *, report_id: str = BATCH) -> Finding:
    """Something that the pipeline must never do, or a check that did not run: always an error."""
    fingerprint = stable_id(check, message_en)
    return Finding(
        stable_id(report_id, fingerprint),
        report_id,
        check,
        "error",
        "invariant",
        (),
        None,
        None,
        None,
        message,
        message_en,
        fingerprint,
    )


def unresolved_of(claims: Iterable[Row]) -> Iterator[Finding]:
    """An info for each column of a claim that could not be decided."""
    for claim in claims:
        for column in claim["unresolved"]:
            check = f"unresolved_{column}"
            yield Finding(
                stable_id(claim["report_id"], check, claim["claim_id"]),
                claim["report_id"],
                check,
                "info",
                "extraction",
                (claim["claim_id"],),
                None,
                Span(int(claim["start"]), int(claim["end"])),
                _integer(claim["page"]),
                f"{claim['text']} 的 {column} 無法判定",
                f"the {column} of {claim['text']} could not be decided",
                stable_id(check, claim["text"], claim["quote"]),
            )


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with the second one of the same fingerprint in a note told from the first."""
    seen = Counter[tuple[str, str]]()
    for finding in findings:
        place = (finding.report_id, finding.fingerprint)
        count, seen[place] = seen[place], seen[place] + 1
        yield replace(finding, fingerprint=stable_id(finding.fingerprint, count)) if count else finding


def _of_row(outcome: Outcome, key: Key, row: Row, rows: Rows) -> Finding:
    meta = outcome.declared.get("meta", {})
    check = str(row["check"] if meta.get("check") == "*" else meta["check"])
    origin: FindingOrigin = meta["origin"]
    suspects, claims = _texts(row.get("suspects")), _texts(row.get("claim_ids"))
    claim_ids = tuple(dict.fromkeys((*suspects, *claims)))
    culprit = rows.claim(claim_ids[0]) if claim_ids else None
    place = culprit if culprit is not None else row
    span = None if _integer(place["start"]) is None else Span(int(place["start"]), int(place["end"]))
    return Finding(
        stable_id(row["report_id"], check, *key),
        row["report_id"],
        check,
        SEVERITIES[outcome.declared.get("severity", "critical")],
        origin,
        claim_ids,
        row.get("reconciliation_id"),
        span,
        _integer(place["page"]),
        row["message"],
        row["message_en"],
        _fingerprint(check, row, claims, rows),
    )


def _fingerprint(check: str, row: Row, claim_ids: Sequence[str], rows: Rows) -> str:
    """Of what the finding says and about what, not of where: it survives edits elsewhere in the note."""
    said = []
    for claim_id in claim_ids:
        claim = rows.claim(claim_id)
        if claim is not None:
            said.append(tuple(str(claim[name]) for name in ("text", "entity", "metric", "period", "qualifiers")))
    return stable_id(check, rows.title(row["report_id"]), row.get("formula", ""), *(said or [row["message_en"]]))


def _check(outcome: Outcome) -> str:
    """Slug of a structural check: structure_claims_unit_in_set."""
    meta, kwargs = outcome.declared.get("meta", {}), outcome.declared["kwargs"]
    if "check" in meta:
        return str(meta["check"])
    kind = str(outcome.declared["type"]).removeprefix("expect_").removeprefix("column_values_to_").removeprefix("be_")
    return "_".join(part for part in (outcome.suite.name, kwargs.get("column"), kind) if part)


def _name(outcome: Outcome) -> str:
    kwargs = outcome.declared["kwargs"]
    about = kwargs.get("column") or kwargs.get("row_condition", {}).get("parameter") or ""
    return f"{outcome.suite.name}: {outcome.declared['type']} {about}".strip()


def _texts(value: Any) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, value))


def _integer(value: Any) -> int | None:
    """An integer column of a frame: null is None, NA or NaN."""
    return None if value is None or value != value or str(value) == "<NA>" else int(value)
