"""Notes against earlier ones: what comes of it depends on which notes there are, and on nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.batch.judge import Decide, Verdict, judge_across
from pipeline.batch.manifest import Arrival, Manifest
from pipeline.batch.store import Store
from pipeline.model.check import Finding
from pipeline.model.place import Span
from pipeline.model.rows import RunRow
from pipeline.publish.parquet import read_note
from pipeline.publish.verdict import Tables
from pipeline.run import NoteResult, line_for
from pipeline.settings import Settings
from tests.shared import ROOT

HEAD = "海岳通訊（1867.HK）{title}\n\n{day}\n\n"
START = datetime(2026, 1, 1, tzinfo=UTC)
NOTES = {
    "march": ("業績", "2024年3月20日", "海岳通訊2023年收入為100.2億元人民幣，純利為12.4億元人民幣。"),
    "august": (
        "中期業績",
        "2024年8月20日",
        "海岳通訊2024年上半年收入為61.3億元人民幣。海岳通訊2023年純利為12.4億元人民幣。",
    ),
    "wrong": ("跟進", "2024年11月5日", "海岳通訊2023年收入為108.2億元人民幣，純利為12.4億元人民幣。"),
    "implied": ("中期業績", "2025年8月20日", "海岳通訊2025年上半年收入為96.8億元人民幣，按年升25.3%。"),
}
SAME_DAY = ("快訊", "2024年3月20日", "海岳通訊2023年收入為180.2億元人民幣。")
UNDATED = ("摘要", "", "海岳通訊2023年收入為180.2億元人民幣。")


@cache
def read(title: str, day: str, text: str) -> NoteResult:
    return line_for(Settings()).run((HEAD.format(title=title, day=day) + text).encode(), "note.txt")


def judged(tables: Tables) -> Verdict:
    """What Great Expectations decides, without its second for each call."""
    found: dict[str, list[Finding]] = {}
    for row in tables["reconciliations"].to_pylist():
        if not row["holds"]:
            finding = Finding(
                f"f{row['reconciliation_id'][1:]}", row["report_id"], row["kind"], "error", "source",
                tuple(row["claim_ids"]), row["reconciliation_id"], Span(row["start"], row["end"]), None, row["message"],
                row["message_en"], row["reconciliation_id"],
            )  # fmt: skip
            found.setdefault(row["report_id"], []).append(finding)
    return Verdict(found)


class Library:
    """A folder of datasets whose notes come and go, one run after the other."""

    def __init__(self, out: Path) -> None:
        self.out, self.runs, self.compared = out, 0, list[str]()

    def run(self, standing: Mapping[str, Sequence[str]], decide: Decide = judged) -> None:
        """`standing`: address → the note that now stands there."""
        self.runs += 1
        now = (START + timedelta(days=self.runs)).isoformat()
        (self.out / ".brokernotes").mkdir(parents=True, exist_ok=True)
        with Manifest(self.out / ".brokernotes" / "manifest.jsonl") as manifest, Store(self.out, manifest) as store:
            store.tidy()
            results = {uri: read(*note) for uri, note in standing.items()}
            new = [r for r in {r.report_id: r for r in results.values()}.values() if r.report_id not in manifest.notes]
            if new:
                store.put(new, Verdict(), {each.report_id: "key" for each in new})
            manifest.arrive(_moves(manifest, {uri: each.report_id for uri, each in results.items()}, now))
            self.problems = store.compare((), decide)
            self.changed = store.finish(_run_row(self.runs), ())
            self.marks = {report_id: len(marks) for report_id, marks in manifest.across.items()}

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = pq.read_table(self.out / name).to_pylist()
        column = {"reconciliations": "kind", "findings": "check"}[name]
        return sorted((row for row in rows if row[column] == "cross_report"), key=str)

    def stored(self, name: str) -> list[tuple[str, ...]]:
        column = {"reconciliations": "kind", "findings": "check"}[name]
        with duckdb.connect(str(self.out / "notes.duckdb"), read_only=True) as connection:
            found = connection.execute(f"SELECT * FROM {name} t WHERE t.{column} = 'cross_report'").fetchall()
        return sorted(tuple(map(str, row)) for row in found)

    def said(self) -> list[tuple[str, bool]]:
        """Which notes are held against earlier ones, and with what outcome."""
        names = {
            read(*note).report_id: name for name, note in {**NOTES, "same day": SAME_DAY, "undated": UNDATED}.items()
        }
        return sorted((names[row["report_id"]], row["holds"]) for row in self.rows("reconciliations"))


def _moves(manifest: Manifest, standing: Mapping[str, str], now: str) -> Iterator[Arrival]:
    for uri, report_id in standing.items():
        current = manifest.current(uri)
        if current is None or current.report_id != report_id:
            if current is not None:
                yield Arrival(uri, current.report_id, None, 0, 0, 0, current.since, until=now)
            yield Arrival(uri, report_id, None, 0, 0, 0, now)
    for uri in list(manifest.arrivals):
        current = manifest.current(uri)
        if current is not None and uri not in standing:
            yield Arrival(uri, current.report_id, None, 0, 0, 0, current.since, until=now, deleted=True)


def _run_row(number: int) -> RunRow:
    return RunRow(f"run {number}", START, START, "0", "v", "s", "{}", 0, 0, 0, 0, 0, 0, 0)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "out")


EXPECTED = [
    ("august", True),  # the profit, as in March
    ("implied", False),  # 96.8 / 1.253 is not 61.3
    ("wrong", False),  # the revenue of March
    ("wrong", True),  # its profit
]


def test_a_later_note_is_held_against_those_before_it(library: Library) -> None:
    library.run(NOTES)
    assert library.said() == EXPECTED
    wrong = read(*NOTES["wrong"]).report_id
    (error,) = (row for row in library.rows("findings") if row["report_id"] == wrong)
    assert "2024-03-20《海岳通訊（1867.HK）業績》" in error["message"]
    assert library.marks == {wrong: 1, read(*NOTES["implied"]).report_id: 1}
    (failing,) = (row for row in library.rows("reconciliations") if row["report_id"] == wrong and not row["holds"])
    march = read_note(library.out, read(*NOTES["march"]).report_id, ["claims"])["claims"].to_pylist()
    assert failing["earlier_claim_ids"] == [row["claim_id"] for row in march if row["metric_id"] == "revenue"]
    assert failing["as_of"] == datetime(2024, 11, 4, 16, tzinfo=UTC)
    own = read_note(library.out, wrong, ["claims", "reports"])
    assert set(own["claims"]["quality"].to_pylist()) == {"ok"}  # its own rows are of itself alone
    assert own["reports"]["errors"].to_pylist() == [0]


def test_great_expectations_decides_it(library: Library) -> None:
    library.run(NOTES, judge_across)
    assert library.said() == EXPECTED
    found = library.rows("findings")
    assert [(row["check"], row["severity"], row["origin"]) for row in found] == [
        ("cross_report", "error", "source")
    ] * 2
    assert {row["reconciliation_id"] for row in found} == {
        row["reconciliation_id"] for row in library.rows("reconciliations") if not row["holds"]
    }


@pytest.mark.parametrize("seed", range(8))
def test_the_order_in_which_notes_come_does_not_matter(seed: int, tmp_path: Path) -> None:
    whole = Library(tmp_path / "whole")
    whole.run(NOTES)
    rng = random.Random(seed)
    order = rng.sample(sorted(NOTES), len(NOTES))
    cuts = sorted(rng.sample(range(1, len(order)), rng.randint(1, len(order) - 1)))
    parted = Library(tmp_path / "parted")
    for cut in (*cuts, len(order)):
        parted.run({name: NOTES[name] for name in order[:cut]})
    for name in ("reconciliations", "findings"):
        assert parted.rows(name) == whole.rows(name)
        assert parted.stored(name) == whole.stored(name)
        assert len(parted.rows(name)) == len(parted.stored(name))
    assert parted.marks == whole.marks


def test_an_earlier_note_that_comes_late_counts_as_if_it_had_been_there(library: Library) -> None:
    library.run({name: NOTES[name] for name in ("august", "wrong")})
    assert library.said() == [("wrong", True)]
    library.run({name: NOTES[name] for name in ("august", "wrong", "march")})
    assert library.said() == [("august", True), ("wrong", False), ("wrong", True)]


def test_a_note_that_is_withdrawn_says_nothing_any_more(library: Library) -> None:
    library.run(NOTES)
    library.run({name: note for name, note in NOTES.items() if name != "march"})
    assert library.said() == [("implied", False), ("wrong", True)]
    library.run({name: note for name, note in NOTES.items() if name != "wrong"})
    assert library.said() == [("august", True), ("implied", False)]
    library.run(NOTES)
    assert library.said() == EXPECTED


def test_a_note_that_is_superseded_says_nothing_any_more(library: Library) -> None:
    library.run(NOTES)
    corrected = (NOTES["march"][0], NOTES["march"][1], NOTES["march"][2].replace("100.2", "108.2"))
    library.run({**NOTES, "march": corrected})
    assert library.said() == [("august", True), ("implied", False), ("wrong", True), ("wrong", True)]


def test_of_notes_of_one_day_and_of_none_nobody_knows_which_came_first(library: Library) -> None:
    library.run({"march": NOTES["march"], "same day": SAME_DAY, "undated": UNDATED})
    assert library.said() == []


def test_a_run_that_finds_nothing_new_compares_nothing(library: Library) -> None:
    library.run(NOTES)
    database = (library.out / "notes.duckdb").stat()

    def never(tables: Tables) -> Verdict:
        raise AssertionError

    library.run(NOTES, never)
    assert not library.changed
    assert (library.out / "notes.duckdb").stat().st_ino == database.st_ino


@pytest.mark.parametrize(
    ("day", "later"), [("2025年9月1日", ()), ("2025年1月6日", ("implied",)), ("2024年7月1日", ("implied", "august"))]
)
def test_only_later_notes_that_ask_for_a_fact_of_a_new_one_are_compared_again(
    day: str, later: Sequence[str], library: Library
) -> None:
    library.run(NOTES)
    judged_notes: list[str] = []

    def decide(tables: Tables) -> Verdict:
        judged_notes.extend(tables["reports"]["report_id"].to_pylist())
        return judged(tables)

    new = ("速覽", day, "海岳通訊2024年上半年收入為61.3億元人民幣，2023年收入為100.2億元人民幣。")
    library.run({**NOTES, "new": new}, decide)
    assert set(judged_notes) >= {read(*NOTES[name]).report_id for name in later}
    assert read(*NOTES["march"]).report_id not in judged_notes
    if not later:
        assert set(judged_notes) == {read(*new).report_id}


@pytest.mark.parametrize("where", ["decide", "put"])
def test_a_run_that_ends_while_it_compares_is_made_good_by_the_next(
    where: str, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.run({name: NOTES[name] for name in ("august", "wrong")})

    def ends(*_: object) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        if where == "put":
            patch.setattr("pipeline.publish.database.Database.put_across", ends)
        library.run(NOTES, ends if where == "decide" else judged)
    library.run({name: note for name, note in NOTES.items() if name != "march"})  # and meanwhile one is gone
    assert library.said() == [("implied", False), ("wrong", True)]
    whole = Library(tmp_path / "whole")
    whole.run({name: note for name, note in NOTES.items() if name != "march"})
    assert library.rows("findings") == whole.rows("findings")
    assert library.stored("reconciliations") == whole.stored("reconciliations")


def test_checks_that_did_not_run_are_made_up_for(library: Library) -> None:
    problem = Finding("p", "batch", "p", "error", "invariant", (), None, None, None, "p", "p", "p")
    library.run(NOTES, lambda tables: Verdict({}, (problem,)))
    assert library.problems == (problem,)
    assert library.rows("findings") == []
    library.run(NOTES)
    assert library.said() == EXPECTED
    assert len(library.rows("findings")) == 2


def test_a_run_that_finds_nothing_new_does_not_load_the_relations() -> None:
    code = "import pipeline.batch, sys; print(*(name for name in sys.modules if name.startswith('pipeline.reconcile')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []
