"""The queue, in each of its forms, and what becomes of accepted corrections."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.correct import load_overrides
from pipeline.errors import ConfigurationError
from pipeline.model.correction import Correction
from pipeline.report.notes import NoteRows, load_batch, load_note
from pipeline.report.state import STATES
from pipeline.review.accepted import made_corrections, words, write_examples, write_words
from pipeline.review.files import write_csv, write_excel
from pipeline.review.label_studio import corrections, interface, tasks
from pipeline.review.lines import add_lines
from pipeline.review.queue import Question, by_column, in_order, questions_of
from pipeline.vocabulary import load_vocabulary
from tests.report import made


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NoteRows]:
    results, hostile = made.results(), made.hostile()
    folder = made.folder(tmp_path_factory.mktemp("queue") / "extracted", [results, hostile])
    silenced = load_batch(folder).silenced(made.TODAY)
    return {each.id: load_note(folder, each.id, silenced) for each in (results, hostile)}


@pytest.fixture(scope="module")
def asked(notes: dict[str, NoteRows]) -> list[Question]:
    return in_order(each for note in notes.values() for each in questions_of(note, "file:///x/%E5%A0%B1.md"))


def test_every_undecided_column_and_every_figure_in_doubt_is_asked_about(
    notes: dict[str, NoteRows], asked: list[Question]
) -> None:
    undecided = {(c.claim_id, column) for n in notes.values() for c in n.claims for column in c.unresolved}
    doubted = {c.claim_id for n in notes.values() for c in n.claims if c.quality != "ok"}
    assert undecided and doubted
    assert undecided <= {(each.claim_id, each.column) for each in asked}
    assert {each.claim_id for each in asked if each.column == "low"} <= doubted
    order = [STATES.index(each.state) for each in asked]
    assert order == sorted(order)
    assert {each.note for each in asked} == {"報.md"}
    assert sum(count for _, _, count in by_column(asked)) == len(asked)


def test_a_waived_finding_and_a_decided_column_are_not_asked_about(
    notes: dict[str, NoteRows], asked: list[Question]
) -> None:
    first = asked[0]
    note = notes[first.report_id]
    again = list(questions_of(note, "", {(first.claim_id, first.column)}))
    assert (first.claim_id, first.column) not in {(each.claim_id, each.column) for each in again}
    everything = {finding.fingerprint: "seen" for finding in note.findings}
    assert {each.state for each in questions_of(replace(note, waivers=everything), "")} <= {"unresolved"}


def test_a_filled_queue_is_an_overrides_file_and_no_cell_is_a_formula(asked: list[Question], tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    write_csv(path, asked)
    assert load_overrides(path).lines == ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == Question._fields
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]
    assert any(cell.startswith("'=") for cell in cells), "a hostile one is there"
    at = next(n for n, each in enumerate(asked) if each.column == "unit")
    rows[at + 1][3:6] = ["HKD", "me", "seen"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (line,) = load_overrides(path).lines
    assert (line.claim_id, line.old, line.new, line.report_id) == (
        asked[at].claim_id,
        asked[at].old,
        "HKD",
        asked[at].report_id,
    )


def test_the_sheet_has_choices_links_and_no_formula(asked: list[Question], tmp_path: Path) -> None:
    extra = [asked[0]._replace(column="status", old="actual")]
    write_excel(tmp_path / "q.xlsx", [*asked, *extra], pages="pages")
    with zipfile.ZipFile(tmp_path / "q.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        links = book.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert "<f>" not in sheet
    assert '"actual,estimate,forecast,guidance"' in sheet.replace("&quot;", '"')
    assert f"pages\\{asked[0].report_id}.html" in links, "as Excel writes a way through folders"
    assert f'location="{asked[0].claim_id}"' in sheet


def test_tasks_mark_the_figure_where_label_studio_counts_it(notes: dict[str, NoteRows], asked: list[Question]) -> None:
    made_tasks = tasks(asked, notes)
    assert len(made_tasks) == len({each.claim_id for each in asked})
    for task in made_tasks:
        (mark,) = [each["value"] for each in task["predictions"][0]["result"] if each["type"] == "labels"]
        units = task["data"]["text"].encode("utf-16-le")
        assert units[2 * mark["start"] : 2 * mark["end"]].decode("utf-16-le") == mark["text"]
    columns = [each.column for each in asked]
    view = ElementTree.fromstring(interface([*columns, "status"]))
    names = {each.get("name") for each in view.iter() if each.get("name")}
    results = {each["from_name"] for task in made_tasks for each in task["predictions"][0]["result"]}
    assert results <= names
    assert [each.get("value") for each in view.find("Choices") or ()] == ["actual", "estimate", "forecast", "guidance"]


def annotated(task: dict[str, Any], **values: str) -> dict[str, Any]:
    """A task as Label Studio exports it after someone changed fields."""
    results = [each for each in task["predictions"][0]["result"] if each["from_name"] not in values]
    results += [
        {"from_name": name, "to_name": "text", "type": "textarea", "value": {"text": [value]}}
        for name, value in values.items()
    ]
    return {"id": 7, "data": task["data"], "annotations": [{"completed_by": {"email": "a@b.hk"}, "result": results}]}


def test_what_annotators_changed_becomes_corrections(
    notes: dict[str, NoteRows], asked: list[Question], tmp_path: Path
) -> None:
    some = tasks(asked, notes)
    task = next(each for each in some if "unit" in each["data"]["old"])
    export = tmp_path / "export.json"
    export.write_text(
        json.dumps([annotated(task, unit="HKD", why="seen"), {**some[0], "annotations": []}]), encoding="utf-8"
    )
    (line,) = corrections(export, "me")
    assert (line.column, line.new, line.who, line.why) == ("unit", "HKD", "a@b.hk", "seen")
    file = tmp_path / "overrides.csv"
    assert add_lines(file, [line]) == 1
    assert add_lines(file, [line]) == 0
    assert add_lines(file, [replace(line, new="TWD")]) == 1
    (read,) = load_overrides(file).lines
    assert (read.new, read.report_id) == ("TWD", line.report_id)
    export.write_text('{"no": "tasks"}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="expected Label Studio's JSON export"):
        corrections(export, "me")


def test_accepted_corrections_become_words_and_examples(notes: dict[str, NoteRows], tmp_path: Path) -> None:
    note = next(iter(notes.values()))
    claims = [claim for claim in note.claims if claim.metric][:4]
    new = {"metric_id": "revenue", "entity_id": "9999.HK", "unit": "艘", "period": "2024Q1"}
    lines = [
        Correction(claim.claim_id, column, "", value, "陳", "why", note.report_id, "o.csv:2")
        for claim, (column, value) in zip(claims, new.items(), strict=True)
    ]
    rows = []
    for claim, line in zip(claims, lines, strict=True):
        changes = {
            line.column: line.new,
            "corrected": json.dumps({line.column: {"old": "", "who": "陳", "why": "why"}}),
        }
        rows.append(claim._replace(**changes | ({"text": "13 艘"} if line.column == "unit" else {})))
    changed = replace(note, claims=tuple(rows))
    made_ones = made_corrections([*lines, replace(lines[0], claim_id="gone")], [changed])
    assert [line for line, _ in made_ones] == lines
    vocabulary = load_vocabulary()
    found, left = words(made_ones, vocabulary)
    assert {name: [row["surface"] for row in each] for name, each in found.items()} == {
        "metrics": [claims[0].metric],
        "entities": [claims[1].entity],
        "measure_words": ["艘"],
    }
    assert [why for _, why in left] == ["period follows from the sentence, not from a word"]
    assert {path.name for path in write_words(tmp_path, found, vocabulary)} == {
        "metrics.tsv",
        "entities.tsv",
        "measure_words.tsv",
    }
    assert write_words(tmp_path, found, vocabulary) == []
    own = load_vocabulary((tmp_path,))
    assert own["metrics"].rows[str(claims[0].metric)]["metric_id"] == "revenue"
    about = {note.report_id: (changed, "file:///x/a.md", "f" * 64)}
    for _ in range(2):  # the second time over what stands there
        (path,) = write_examples(tmp_path / "gold", made_ones, about)
    head, *examples = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (head["doc"], head["sha256"], len(examples)) == ("a.md", "f" * 64, 4)
    assert [each["start"] for each in examples] == sorted(each.start for each in claims)
