"""What is written is whole, the same for the same rows, and reads back as it was."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.model.check import Finding
from pipeline.model.rows import DATASETS, NOTE_DATASETS
from pipeline.publish.database import DATABASE, updated
from pipeline.publish.files import aside, remove_leftovers, write_whole
from pipeline.publish.note_rows import rows_of, rows_of_failure
from pipeline.publish.parquet import read_note, remove_note, write_empty, write_note
from pipeline.publish.verdict import Tables, tables_of, with_findings
from tests.publish import made

VERSIONS = ("0.1.0", "v")


def tables(findings: Sequence[Finding] = ()) -> Tables:
    rows = rows_of(made.NOTE, made.EXTRACTION, made.RECONCILIATIONS, settings_hash="s")
    return with_findings(tables_of(rows, VERSIONS), findings)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_note(tmp_path / name, made.REPORT, tables([made.finding("error", (made.GROWTH,))]), made.TEXT)
    one = everything(tmp_path / "one")
    assert one == everything(tmp_path / "two")
    assert len(one) == len(NOTE_DATASETS) + 1


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    expected = tables([made.finding("error", (made.GROWTH,))])
    write_note(tmp_path, made.REPORT, expected, made.TEXT)
    back = read_note(tmp_path, made.REPORT)
    assert {name: table.to_pylist() for name, table in back.items()} == {
        name: table.to_pylist() for name, table in expected.items()
    }
    assert all(back[name].schema.types == table.schema.types for name, table in expected.items())
    assert (tmp_path / "text" / f"{made.REPORT}.txt").read_bytes() == made.RAW


def test_a_dataset_that_loses_its_rows_loses_its_file(tmp_path: Path) -> None:
    write_note(tmp_path, made.REPORT, tables([made.finding("error", (made.GROWTH,))]), made.TEXT)
    failed = tables_of(rows_of_failure(made.REPORT, "gone", settings_hash="s"), VERSIONS)
    write_note(tmp_path, made.REPORT, failed, None)
    assert list(everything(tmp_path)) == [f"reports/{made.REPORT}.parquet"]
    remove_note(tmp_path, made.REPORT)
    assert everything(tmp_path) == {}


def test_a_failure_while_writing_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    with pytest.raises(RuntimeError), aside(path) as part:
        part.write_bytes(b"half")
        raise RuntimeError
    assert everything(tmp_path) == {"file": b"old"}
    (tmp_path / "killed.part").write_bytes(b"half")
    remove_leftovers(tmp_path)
    assert everything(tmp_path) == {"file": b"old"}


def test_findings_mark_the_figures_that_they_name() -> None:
    wrong = made.finding("error", (made.GROWTH, made.LAST_YEAR))
    doubt = made.finding("warning", (made.MARGIN, made.GROWTH))
    judged = tables([doubt, wrong])
    marks = dict(
        zip(range(5), zip(*(judged["claims"][c].to_pylist() for c in ("quality", "support")), strict=True), strict=True)
    )
    assert marks == {
        0: ("ok", "unlinked"),
        1: ("contradicted", "contradicted"),
        2: ("suspect", "unlinked"),  # its relation holds, but could not have failed
        3: ("contradicted", "contradicted"),
        4: ("ok", "confirmed"),
    }
    assert judged["facts"]["quality"].to_pylist() == ["ok", "contradicted", "suspect", "contradicted"]
    assert judged["reports"].select(["errors", "warnings"]).to_pylist() == [{"errors": 1, "warnings": 1}]
    assert judged["findings"].num_rows == 2


def test_the_order_of_findings_does_not_matter() -> None:
    some = [made.finding("error", (c,)) for c in made.CLAIMS]
    assert tables(some)["findings"] == tables(some[::-1])["findings"]


@pytest.fixture
def database(tmp_path: Path) -> Any:
    write_empty(tmp_path)
    write_note(tmp_path, made.REPORT, tables([made.finding("error", (made.GROWTH,))]), made.TEXT)
    with updated(tmp_path) as changed:
        changed.put({made.REPORT: "key"}, [read_note(tmp_path, made.REPORT)])
    assert not list(tmp_path.glob("*.part*"))
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as connection:
        yield connection


def test_the_database_holds_every_dataset_with_its_types(database: Any) -> None:
    for dataset in DATASETS:
        described = database.execute(f"DESCRIBE SELECT * FROM {dataset.name}").fetchall()
        assert [row[0] for row in described] == [column.name for column in dataset.columns]
        count = database.execute(f"SELECT count(*) FROM {dataset.name}").fetchone()[0]
        assert bool(count) == dataset.per_note
    assert database.execute("SELECT typeof(low), sum(low) FROM claims WHERE unit = 'CNY' GROUP BY 1").fetchall() == [
        ("DECIMAL(38,9)", 3500000000)
    ]
    moment = database.execute("SELECT published_at FROM reports").fetchone()[0]
    assert isinstance(moment, datetime)
    assert moment == made.EXTRACTION.header.published_at


def test_a_figure_leads_back_to_its_sentence_and_the_claims_of_a_finding(database: Any) -> None:
    found = database.execute(
        "SELECT c.text, c.quote, r.formula FROM findings f JOIN claims c ON list_contains(f.claim_ids, c.claim_id) "
        "JOIN reconciliations r ON list_contains(r.claim_ids, c.claim_id)"
    ).fetchall()
    assert found == [("25%", "甲公司第三季收入為 12.5 億元，按年升 25%，毛利率 30%。", "12.5 / 10.0 − 1")]
    assert json.loads(database.execute("SELECT col_path FROM cells WHERE claim_id IS NOT NULL").fetchone()[0]) == [
        "收入（億元）"
    ]


def test_the_database_says_what_its_columns_mean(database: Any) -> None:
    meanings = dict(
        database.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'claims'").fetchall()
    )
    claims = next(dataset for dataset in DATASETS if dataset.name == "claims")
    assert meanings == {column.name: column.description for column in claims.columns}


def test_every_dataset_can_be_queried_before_it_has_rows(tmp_path: Path) -> None:
    write_empty(tmp_path)
    before = everything(tmp_path)
    write_empty(tmp_path)
    assert everything(tmp_path) == before
    for dataset in DATASETS:
        assert pq.read_table(tmp_path / dataset.name).column_names == [c.name for c in dataset.columns]
    with updated(tmp_path) as changed:
        assert changed.held() == {}


def test_a_note_put_again_replaces_its_rows_and_nothing_else(tmp_path: Path) -> None:
    one, two = tables([made.finding("error", (made.GROWTH,))]), tables()
    other = {name: _of_note(table, "other") for name, table in one.items()}
    with updated(tmp_path) as changed:
        changed.put({made.REPORT: "1", "other": "1"}, [one, other])
    with updated(tmp_path) as changed:
        changed.put({made.REPORT: "2"}, [two])
        assert changed.held() == {made.REPORT: "2", "other": "1"}
    with pytest.raises(RuntimeError), updated(tmp_path) as changed:
        changed.remove(["other"])
        raise RuntimeError
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as connection:
        assert connection.execute("SELECT report_id FROM findings").fetchall() == [("other",)]
        assert connection.execute("SELECT report_id, count(*) FROM claims GROUP BY 1 ORDER BY 1").fetchall() == sorted(
            [(made.REPORT, 5), ("other", 5)]
        )


def _of_note(table: Any, report_id: str) -> Any:
    at = table.schema.get_field_index("report_id")
    return table.set_column(at, table.schema.field(at), [[report_id] * table.num_rows])
