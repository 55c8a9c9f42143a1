"""JUnit XML: a case for each check of each note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from pipeline.model.check import FINDING_ORIGINS, Finding
from pipeline.report.checks import READ, Check, with_unknown
from pipeline.report.judged import Judged, Said

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def junit(
    notes: Sequence[Judged],
    checks: Iterable[Check],
    *,
    problems: Sequence[Finding] = (),
    fail_on: Sequence[str] = FINDING_ORIGINS,
) -> bytes:
    """The file. A case fails by an error of an origin in `fail_on` that is not waived; it is skipped where the note has
    nothing for its check, or where all its findings are waived. `problems` are checks that did not run. Where no check
    looked at any note, a case of its own fails."""
    every = with_unknown(checks, notes)
    root = JUnitXml("brokernotes")
    ran = 0
    for note in notes:
        suite = TestSuite(_clean(note.name))
        for check in every:
            if note.report.status == "failed" and check.slug != READ:
                continue
            case = _case(note, check, fail_on)
            ran += check.slug != READ and not case.is_skipped
            suite.add_testcase(case)
        root.add_testsuite(suite)
    about_batch = [_failed("batch", each.check, f"{each.message}\n{each.message_en}") for each in problems]
    if not ran:
        about_batch.append(_failed("batch", "checks_ran", "沒有執行任何檢查\nno check looked at any note"))
    if about_batch:
        suite = TestSuite("batch")
        suite.add_testcases(about_batch)
        root.add_testsuite(suite)
    root.update_statistics()  # type: ignore[no-untyped-call]
    return bytes(root.tostring())  # type: ignore[no-untyped-call]


def _case(note: Judged, check: Check, fail_on: Sequence[str]) -> TestCase:
    case = TestCase(check.slug, _clean(note.name))
    if check.slug == READ:
        if note.report.status == "failed":
            case.result = [Error(_clean(note.report.message or "the note could not be read"), READ)]
        elif note.report.message:
            case.system_out = _clean(note.report.message)
        return case
    found = [said for said in note.findings if check.finds(said.row.check)]
    wrong = [said for said in found if said.row.severity == "error" and said.alarms and said.row.origin in fail_on]
    if wrong:
        failure = Failure(_clean(wrong[0].row.message), check.slug)
        failure.text = _clean("\n\n".join(map(_told, wrong)))
        case.result = [failure]
    elif found and not any(said.alarms for said in found):
        case.result = [Skipped(_clean("; ".join(dict.fromkeys(f"waived: {said.waiver}" for said in found))))]
    elif not found and not check.applies(note):
        case.result = [Skipped("nothing to check")]
    others = [said for said in found if said not in wrong]
    if others:
        case.system_out = _clean("\n\n".join(map(_told, others)))
    return case


def _failed(classname: str, name: str, message: str) -> TestCase:
    case = TestCase(name, classname)
    failure = Failure(_clean(message.split("\n")[0]), name)
    failure.text = _clean(message)
    case.result = [failure]
    return case


def _told(said: Said) -> str:
    row = said.row
    place = f"{said.region.line}:{said.region.column}" if said.region else ""
    page = f"p. {row.page}" if row.page else ""
    waived = f"waived: {said.waiver}" if said.waiver is not None else ""
    head = " · ".join(part for part in (row.severity, row.origin, place, page, said.text, waived) if part)
    return f"{head}\n{row.message}\n{row.message_en}\nfingerprint {row.fingerprint}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
