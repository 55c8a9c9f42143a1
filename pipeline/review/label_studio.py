"""The queue for Label Studio: tasks to import, the labelling interface that they need, and its export as corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline import __version__
from pipeline.correct.columns import CORRECTABLE
from pipeline.errors import ConfigurationError
from pipeline.model.correction import Correction
from pipeline.report.notes import NoteRows
from pipeline.report.runs import visible
from pipeline.report.state import STATES
from pipeline.review.queue import Question

_COLOURS = dict(zip(STATES, ("#b3261e", "#8a5a00", "#6b46b5", "#1d7349", "#566070"), strict=True))
AROUND = 300  # characters on either side of a figure at most


def interface(columns: Sequence[str]) -> str:
    """The labelling interface as XML: the sentence with its figure marked, and a field for each column that is asked about."""
    fields = [_field(name) for name in CORRECTABLE if name in columns]
    labels = [f'    <Label value="{state}" background="{_COLOURS[state]}"/>' for state in STATES]
    return "\n".join([
        "<View>",
        '  <Header value="$note"/>',
        '  <Text name="message" value="$message"/>',
        '  <Labels name="figure" toName="text">',
        *labels,
        "  </Labels>",
        '  <Text name="text" value="$text"/>',
        *fields,
        '  <TextArea name="why" toName="text" placeholder="why" maxSubmissions="1"/>',
        "</View>",
        "",
    ])  # fmt: skip


def _field(name: str) -> str:
    column = CORRECTABLE[name].column
    if not column.values:
        return f'  <TextArea name="{name}" toName="text" placeholder={quoteattr(name)} maxSubmissions="1"/>'
    choices = "".join(f"<Choice value={quoteattr(value)}/>" for value in column.values)
    return f'  <Choices name="{name}" toName="text" choice="single-radio" showInline="true">{choices}</Choices>'


def tasks(asked: Sequence[Question], notes: Mapping[str, NoteRows]) -> list[dict[str, Any]]:
    """A task for each figure of the queue, in its order, with what was read of it as the prediction. Offsets count UTF-16
    units, as Label Studio's do."""
    by_claim: dict[str, list[Question]] = {}
    for each in asked:
        by_claim.setdefault(each.claim_id, []).append(each)
    return [_task(some, notes[some[0].report_id]) for some in by_claim.values()]


def _task(asked: Sequence[Question], note: NoteRows) -> dict[str, Any]:
    first = asked[0]
    claim = next(each for each in note.claims if each.claim_id == first.claim_id)
    left = max(note.raw_text.rfind("\n", 0, claim.start) + 1, claim.start - AROUND)
    right = note.raw_text.find("\n", claim.end)
    right = min(right if right >= 0 else len(note.raw_text), claim.end + AROUND)
    text = visible(note.raw_text[left:right])
    start, end = (_utf16(text[: offset - left]) for offset in (claim.start, claim.end))
    mark = {"start": start, "end": end, "text": text[claim.start - left : claim.end - left], "labels": [first.state]}
    marked = {"id": claim.claim_id, "from_name": "figure", "to_name": "text", "type": "labels", "value": mark}
    results = [marked, *(each for question in asked for each in _read(question))]
    return {
        "data": {
            "text": text,
            "note": first.note,
            "message": first.message,
            "claim_id": first.claim_id,
            "report_id": first.report_id,
            "old": {question.column: question.old for question in asked},
        },
        "predictions": [{"model_version": f"brokernotes {__version__}", "result": results}],
    }


def _read(question: Question) -> Iterator[dict[str, Any]]:
    if question.old:
        kind = "choices" if CORRECTABLE[question.column].column.values else "textarea"
        value = {"choices" if kind == "choices" else "text": [question.old]}
        yield {"id": f"{question.claim_id}-{question.column}", "from_name": question.column, "to_name": "text",
               "type": kind, "value": value}  # fmt: skip


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def corrections(export: Path, who: str) -> list[Correction]:
    """What annotators changed, from Label Studio's JSON export of such tasks: a correction for each column whose value is now
    another one. The annotator's address is who made it, `who` where the export has none. Raises ConfigurationError for a file
    that is no such export."""
    try:
        document = json.loads(export.read_text(encoding="utf-8"))
        return [line for task in document for line in _changed(task, who, f"{export}: task {task.get('id')}")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{export}: {type(error).__name__} {error}; expected Label Studio's JSON export of tasks of brokernotes"
        ) from None


def _changed(task: Mapping[str, Any], who: str, place: str) -> Iterator[Correction]:
    given, old = task["data"], task["data"]["old"]
    for annotation in task.get("annotations", [])[-1:]:
        if annotation.get("was_cancelled"):
            continue
        by = annotation.get("completed_by")
        name = by.get("email", who) if isinstance(by, Mapping) else who
        values = {each["from_name"]: _value(each["value"]) for each in annotation["result"]}
        for column, before in old.items():
            after = values.get(column, "")
            if after != before:
                why = values.get("why") or "Label Studio"
                yield Correction(given["claim_id"], column, before, after, name, why, given["report_id"], place)


def _value(value: Mapping[str, Any]) -> str:
    """The text of an answer; a text area gives one text or a list of them."""
    found = value.get("text") if "labels" not in value else None
    found = value.get("choices", found)
    return (found[0] if isinstance(found, list) and found else found) or ""
