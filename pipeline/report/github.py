"""What GitHub Actions shows of a run: a Markdown step summary, and annotations at file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model.check import Finding
from pipeline.report.judged import Judged, Said
from pipeline.report.state import STATES
from pipeline.report.wording import Language, wording

LIMIT = 1_000_000  # bytes; GitHub refuses a step summary of more than 1 MiB
_ROOM = 2_000  # for the line that says what is left out
_MARKDOWN = re.compile(r"[\\`*\[\]<>#|~@&]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|(?<=:)/(?=/)|(?<=www)\.")
"""What marks text up, and what would make an address of it; all of our texts follow other words on their line."""
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES = ("error", "warning")


def summary(notes: Sequence[Judged], *, problems: Sequence[Finding] = (), language: Language = "zh") -> str:
    """The step summary: counts, notes that could not be read, then errors and warnings, as many as there is room for."""

    def say(key: str) -> str:
        return wording().text(key, language)

    lines = ["## brokernotes", ""]
    states = {state: sum(note.states[state] for note in notes) for state in STATES}
    heads = [say("ui.notes"), say("ui.figures_read"), *(say(f"state.{state}") for state in STATES)]
    heads += [say("severity.error"), say("severity.warning"), say("ui.waived")]
    waived = sum(not said.alarms for note in notes for said in note.findings)
    numbers = [
        len(notes),
        sum(states.values()),
        *states.values(),
        *(sum(n.count(s) for n in notes) for s in _SEVERITIES),
        waived,
    ]
    lines += [
        _row(heads),
        _row(["---:"] * len(heads), escape=False),
        _row([f"{each:,}" for each in numbers], escape=False),
    ]
    told = [
        f"- ✗ {_plain(each.check)}: {_plain(each.message if language == 'zh' else each.message_en)}"
        for each in problems
    ]
    told += [
        f"- ✗ {_plain(n.name)}: {_plain(n.report.message or say('ui.failed'))}"
        for n in notes
        if n.report.status == "failed"
    ]
    if not any(note.rows["reports"] and note.report.status != "failed" for note in notes):
        told.append(f"- ✗ {say('ui.nothing_checked')}")
    heads = ["", say("ui.kind"), say("ui.notes"), say("ui.place"), say("column.text"), say("ui.findings")]
    rows = [_finding_row(note, said, language) for note, said in _heard(notes)]
    if not rows and not told:
        return "\n".join([*lines, "", f"✓ {say('ui.no_findings')}", ""])
    body = [
        *told,
        *([""] if told else []),
        *([_row(heads), _row(["---"] * len(heads), escape=False), *rows] if rows else []),
    ]
    size = len("\n".join(lines).encode()) + _ROOM
    shown: list[str] = []
    for line in body:
        size += len(line.encode()) + 1
        if size > LIMIT:
            break
        shown.append(line)
    left_out = len(body) - len(shown)
    more = ["", say("ui.more").format(n=f"{left_out:,}")] if left_out else []
    return "\n".join([*lines, "", *shown, *more, ""])


def workflow_commands(notes: Sequence[Judged], *, problems: Sequence[Finding] = ()) -> Iterator[str]:
    """One workflow command for each problem, unread note, error and warning, most urgent first: GitHub shows the first ten
    of each level."""
    for each in problems:
        yield _command("error", {"title": each.check}, f"{each.message}\n{each.message_en}")
    for note in notes:
        if note.report.status == "failed":
            yield _command(
                "error", {"file": note.name, "title": "read"}, note.report.message or "the note could not be read"
            )
    for note, said in _heard(notes):
        place: dict[str, object] = {"file": note.name}
        if said.region is not None and note.lined:
            place |= {"line": said.region.line, "endLine": said.region.end_line}
            if said.region.line == said.region.end_line:  # GitHub refuses columns over several lines
                place |= {"col": said.region.column, "endColumn": said.region.end_column}
        zh, en = wording().both(f"check.{said.row.check}")
        place["title"] = f"{zh} · {en}"
        where = f"p. {said.row.page}: " if said.row.page else ""
        yield _command(_COMMANDS[said.row.severity], place, f"{where}{said.row.message}\n{said.row.message_en}")


def _heard(notes: Sequence[Judged]) -> list[tuple[Judged, Said]]:
    found = [
        (note, said) for note in notes for said in note.findings if said.alarms and said.row.severity in _SEVERITIES
    ]
    return sorted(found, key=lambda each: _SEVERITIES.index(each[1].row.severity))


def _finding_row(note: Judged, said: Said, language: Language) -> str:
    row = said.row
    sign = "✗" if row.severity == "error" else "!"
    place = (
        f"{said.region.line}:{said.region.column}"
        if said.region and note.lined
        else f"p. {row.page}"
        if row.page
        else ""
    )
    message = row.message if language == "zh" else row.message_en
    return _row([sign, wording().text(f"check.{row.check}", language), note.name, place, said.text, message])


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(_plain(cell) if escape else cell for cell in cells)} |"


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave as it is, on one line."""
    one_line = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
    return _MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", one_line)


def _command(name: str, properties: dict[str, object], message: str) -> str:
    """A workflow command: nothing in it can begin another one."""
    pairs = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in properties.items())
    return f"::{name} {pairs}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """As the runner decodes it: percent, ends of lines and, in a property, what separates properties."""
    text = re.sub("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]", " ", text).replace("%", "%25")
    for character in "\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
