"""Corrections that were made, put to use: as lines of a vocabulary, so that every note is read so, and as examples to score
readings against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.correct.columns import text_of
from pipeline.errors import ConfigurationError
from pipeline.model.correction import Correction
from pipeline.model.rows import ClaimRow
from pipeline.normalise import canonical
from pipeline.publish.files import write_whole
from pipeline.report.notes import NoteRows
from pipeline.report.tally import without_digits
from pipeline.vocabulary import Vocabulary, read_word_list

Made = tuple[Correction, ClaimRow]
"""A correction with the row that it was made on."""

GOLD_COLUMNS = (
    *("start", "end", "text", "low", "high", "bound", "unit", "measure", "entity", "metric", "qualifiers", "period"),
    *("basis", "status", "attribution", "statistic", "per", "origin"),
)


def made_corrections(lines: Iterable[Correction], notes: Iterable[NoteRows]) -> list[Made]:
    """The corrections that stand in the rows of some notes."""
    wanted = {(line.claim_id, line.column): line for line in lines}
    found = []
    for note in notes:
        for claim in note.claims:
            for column in json.loads(claim.corrected):
                if line := wanted.get((claim.claim_id, column)):
                    found.append((line, claim))
    return found


def words(
    made: Sequence[Made], vocabulary: Vocabulary
) -> tuple[dict[str, list[dict[str, str]]], list[tuple[Correction, str]]]:
    """Vocabulary file → lines that would make a reading right without its correction, and the corrections that no word can
    make right, with why."""
    lines: dict[str, dict[str, dict[str, str]]] = {}
    left = []
    for line, claim in made:
        word = _word(line, claim, vocabulary)
        if isinstance(word, str):
            left.append((line, word))
            continue
        name, row = word
        known = lines.setdefault(name, {}).setdefault(row["surface"], row)
        if known != row:
            left.append((line, f"{row['surface']} is corrected in two ways; decide on one"))
    return {name: list(rows.values()) for name, rows in lines.items()}, left


def _word(line: Correction, claim: ClaimRow, vocabulary: Vocabulary) -> tuple[str, dict[str, str]] | str:
    """(file, line), or why there is none."""
    if not line.new:
        return "nothing stands for it"
    if line.column == "metric_id" and claim.metric:
        if line.new not in vocabulary["metric_definitions"]:
            return f"{line.new} is no metric of metric_definitions.tsv; define it there first"
        return "metrics", _row(vocabulary, "metrics", line, surface=claim.metric, metric_id=line.new)
    if line.column == "metric" and claim.metric_id:
        return "metrics", _row(vocabulary, "metrics", line, surface=line.new, metric_id=claim.metric_id)
    if line.column == "entity_id" and claim.entity:
        names = {"surface": claim.entity, "canonical": claim.entity, "entity_id": line.new, "kind": "company"}
        return "entities", _row(vocabulary, "entities", line, **names)
    if line.column == "unit":
        printed = without_digits(claim.text)
        if not printed or line.new.isascii():
            return "a currency or a code follows from more than the word beside the figure"
        return "measure_words", _row(vocabulary, "measure_words", line, surface=printed, canonical=line.new)
    return f"{line.column} follows from the sentence, not from a word"


def _row(vocabulary: Vocabulary, name: str, line: Correction, *, surface: str, **cells: str) -> dict[str, str]:
    row = dict.fromkeys(vocabulary[name].columns, "")
    return row | cells | {"surface": canonical(surface), "source": " ".join(f"review {line.who}".split())}


def write_words(folder: Path, lines: Mapping[str, Sequence[Mapping[str, str]]], vocabulary: Vocabulary) -> list[Path]:
    """Add lines to the files of a user's vocabulary, sorted; those that stand there already stay as they are. Returns the
    files that changed."""
    changed = []
    for name, rows in sorted(lines.items()):
        path = folder / f"{name}.tsv"
        columns = vocabulary[name].columns
        there = dict(read_word_list(path).rows) if path.exists() else {}
        new = [row for row in rows if row["surface"] not in there]
        if new:
            every = {**there, **{row["surface"]: row for row in new}}
            body = ["\t".join(every[surface][column] for column in columns) for surface in sorted(every)]
            write_whole(path, "\n".join(["\t".join(columns), *body, ""]).encode())
            changed.append(path)
    return changed


def write_examples(
    folder: Path, made: Sequence[Made], notes: Mapping[str, tuple[NoteRows, str, str | None]]
) -> list[Path]:
    """A file for each note with its corrected figures as `brokernotes evaluate` reads them; its scope is those figures alone.
    `notes`: report_id → rows, address, SHA-256 of the file. An example of the same figure is replaced; others stay."""
    by_note: dict[str, dict[str, ClaimRow]] = {}
    for _, claim in made:
        by_note.setdefault(claim.report_id, {})[claim.claim_id] = claim
    written = []
    for report_id, claims in sorted(by_note.items()):
        note, uri, sha256 = notes[report_id]
        path = folder / f"{report_id}.jsonl"
        examples = {each["start"]: each for each in _known(path)}
        examples |= {claim.start: _example(claim) for claim in claims.values()}
        ordered = [examples[start] for start in sorted(examples)]
        scope = [[each["start"], each["end"]] for each in ordered]
        head: dict[str, Any] = {
            "doc": Path(unquote(urlsplit(uri).path)).name,
            "sha256": sha256 or report_id,
            "scope": scope,
        }
        head["title"] = note.report.title
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (head, *ordered))
        write_whole(path, text.encode())
        written.append(path)
    return written


def _known(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        try:
            yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:])
        except ValueError as error:
            raise ConfigurationError(f"{path}: {error}; expected examples that this command wrote") from None


def _example(claim: ClaimRow) -> dict[str, Any]:
    """A figure as corrected, in the columns of a gold file."""
    row: dict[str, Any] = {}
    for name in GOLD_COLUMNS:
        value = getattr(claim, name)
        row[name] = value if value is None or isinstance(value, int) else text_of(value)
    row["entity"] = [each for each in (claim.entity, claim.entity_id) if each] or None
    row["metric"] = [claim.metric] if claim.metric else None
    row["qualifiers"] = json.loads(claim.qualifiers)
    return {**row, "optional": False}
