"""What is written, for whom, and when it is written again."""

from __future__ import annotations

import html
import re
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

import pipeline.model.check as check
import pipeline.model.claim as claim
import pipeline.model.note as note_model
import pipeline.model.quantity as quantity
from pipeline.errors import ConfigurationError
from pipeline.model.rows import DATASETS, ReportStatus
from pipeline.report.build import INDEX, WORKBOOK, write_ci, write_pages
from pipeline.report.checks import checks_of
from pipeline.report.frame import json_for_script
from pipeline.report.index import index_page
from pipeline.report.judged import judged
from pipeline.report.notes import BatchRows, load_batch, load_note, note_ids
from pipeline.report.page import LIMIT, note_page
from pipeline.report.pictures import RUNGS, page_pictures, pages_to_show
from pipeline.report.state import STATES, counts, state_of, worst
from pipeline.report.tally import Tally
from pipeline.report.wording import wording
from tests.report import made
from tests.shared import ROOT

REPORT = ROOT / "pipeline" / "report"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of datasets with raw files beside it, one of them a PDF."""
    paged = made.paged()
    raw = made.on_pages(paged)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "paged.pdf").write_bytes(raw)
    return made.folder(tmp_path / "extracted", [made.results(), made.hostile(), paged])


def write(folder: Path, **options: Any) -> Any:
    return write_pages(folder, folder.parent / "report", **({"base": folder.parent, "today": made.TODAY} | options))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder.parent / "report").iterdir()}


def test_everything_is_written_and_the_same_twice(folder: Path) -> None:
    write(folder)
    first = files(folder)
    assert set(first) == {INDEX, WORKBOOK} | {f"{each}.html" for each in note_ids(folder)}
    shutil.rmtree(folder.parent / "report")
    write(folder)
    assert files(folder) == first


def test_a_page_that_would_be_the_same_is_left_alone(folder: Path) -> None:
    assert len(write(folder).unchanged) == 0
    assert len(write(folder).unchanged) == 4
    assert len(write(folder, today=date(2027, 1, 1)).unchanged) == 0  # a waiver has lapsed
    (folder.parent / "raw" / "paged.pdf").unlink()
    assert len(write(folder, today=date(2027, 1, 1)).unchanged) == 3  # one has lost its pictures


def test_changed_rows_make_a_new_page(folder: Path) -> None:
    write(folder)
    before = files(folder)
    draft = made.results()
    draft.find("same_fact", "error", (draft.claims[2],))
    draft.write(folder)
    assert len(write(folder).unchanged) == 3
    after = files(folder)
    assert {name for name in before if before[name] != after[name]} >= {f"{draft.id}.html", INDEX}


def test_the_page_of_a_note_that_is_gone_goes_too(folder: Path) -> None:
    write(folder)
    gone = made.hostile().id
    for path in folder.rglob(f"{gone}.*"):
        path.unlink()
    write(folder)
    assert f"{gone}.html" not in files(folder)


def test_a_raw_file_that_is_no_pdf_any_more_costs_the_pictures_only(folder: Path) -> None:
    (folder.parent / "raw" / "paged.pdf").write_bytes(b"no pdf")
    reports = write(folder)
    (reason,) = reports.without_pictures.values()
    assert "paged.pdf" in reason
    assert 'id="sheets"' not in files(folder)[f"{made.paged().id}.html"].decode()
    (folder.parent / "raw" / "paged.pdf").write_bytes(made.on_pages(made.paged()))
    write(folder)
    assert 'id="sheets"' in files(folder)[f"{made.paged().id}.html"].decode()


def test_files_for_ci_are_written_where_asked_and_no_others(folder: Path, tmp_path: Path) -> None:
    notes = [judged(load_note(folder, each), f"raw/{each}.md", folder, folder.parent) for each in note_ids(folder)]
    ci = tmp_path / "ci"
    assert write_ci(notes, sarif=ci / "x.sarif") == [ci / "x.sarif"]
    assert [path.name for path in ci.iterdir()] == ["x.sarif"]
    written = write_ci(notes, junit=ci / "j.xml", sarif=ci / "y.sarif", summary=ci / "s.md")
    assert [path.read_bytes()[:1] for path in written] == [b"<", b"{", b"#"]
    assert (ci / "y.sarif").read_bytes() == (ci / "x.sarif").read_bytes()


def test_pages_of_others_are_left_where_they_are(folder: Path) -> None:
    write(folder)
    other = folder.parent / "report" / "home.html"
    other.write_text("of someone else")
    write(folder)
    assert other.read_text() == "of someone else"
    with pytest.raises(ConfigurationError, match="holds the datasets"):
        write_pages(folder, folder.parent)


def test_a_folder_without_datasets_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere: no datasets here"):
        write_pages(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(ConfigurationError, match="no note 0000"):
        load_note(made.folder(tmp_path / "data"), "0000")


def test_rows_of_another_version_are_named(folder: Path) -> None:
    import pyarrow.parquet as pq

    path = next(path for path in (folder / "claims").glob("*.parquet") if path.stem != "empty")
    pq.write_table(pq.read_table(path).drop_columns(["evidence"]), path)
    with pytest.raises(ConfigurationError, match=r"claims: no column evidence; written by another version"):
        load_note(folder, path.stem)


def test_rows_come_back_as_they_were_published(folder: Path) -> None:
    note = load_note(folder, made.results().id)
    assert note.raw_text == made.RESULTS
    assert note.report.analysts == ("林一帆", "陳大文")
    assert all(isinstance(each.inferred, tuple) for each in note.claims)
    assert note.pipeline_version == made.VERSIONS[0]
    assert [c.ordinal for c in note.claims] == sorted(c.ordinal for c in note.claims) or len(note.claims) == 25


def test_carriage_returns_of_the_raw_text_stay(tmp_path: Path) -> None:
    draft = made.Draft("甲公司收入\r\n12 億元\r\n", "cr.txt", title="甲")
    draft.claim("12 億元", "1200000000", None, multiplier=made.E8)
    draft.write(tmp_path)
    note = load_note(tmp_path, draft.id)
    assert note.raw_text[note.claims[0].start : note.claims[0].end] == "12 億元"


def test_the_address_of_a_note_is_where_it_stands_now(folder: Path) -> None:
    batch = load_batch(folder)
    (row,) = [each for each in batch.sources if each.uri == "raw/results.md"]
    moved = row._replace(uri="raw/new.md", received_at=row.received_at.replace(year=2024))
    gone = row._replace(uri="raw/old.md", deleted_at=row.received_at.replace(year=2026))
    assert BatchRows(sources=(moved, gone)).uris()[row.report_id] == "raw/new.md"


# -- states


def test_one_word_for_each_figure(folder: Path) -> None:
    note = load_note(folder, made.results().id)
    base = note.claims[0]._replace(quality="ok", support="unlinked", unresolved=())
    cases = {
        "unlinked": {},
        "confirmed": {"support": "confirmed"},
        "unresolved": {"support": "confirmed", "unresolved": ("unit",)},
        "suspect": {"quality": "suspect", "unresolved": ("unit",), "support": "confirmed"},
        "contradicted": {"quality": "contradicted", "support": "contradicted", "unresolved": ("unit",)},
    }
    assert {name: state_of(base._replace(**columns)) for name, columns in cases.items()} == {
        name: name for name in cases
    }
    assert set(cases) == set(STATES)
    assert worst(["confirmed", "suspect", "unlinked"]) == "suspect"
    assert sum(counts(note.claims).values()) == len(note.claims)


# -- words


def test_every_value_and_column_has_words_in_both_languages() -> None:
    words = wording().words
    columns = {
        f"column.{c.name}"
        for d in DATASETS
        if d.name in ("claims", "reports", "broker_views", "findings", "facts", "reconciliations")
        for c in d.columns
        if c.name in d.row_type._fields
    }  # type: ignore[attr-defined]
    literals = {
        "check": check.ReconciliationKind,
        "severity": check.Severity,
        "finding_origin": check.FindingOrigin,
        "quality": check.Quality,
        "support": check.Support,
        "origin": claim.Origin,
        "measure": claim.Measure,
        "basis": claim.Basis,
        "status": claim.Status,
        "statistic": claim.Statistic,
        "per": claim.Per,
        "action": claim.Action,
        "bound": quantity.Bound,
        "category": quantity.NumeralCategory,
        "format": note_model.Format,
        "report_status": ReportStatus,
    }
    values = {f"{name}.{value}" for name, literal in literals.items() for value in get_args(literal)}
    slugs = {f"check.{each.slug}" for each in checks_of() if not each.whole_suite}
    states = {f"{kind}.{state}" for kind in ("state", "help") for state in STATES}
    assert (columns | values | slugs | states) - set(words) == set()
    assert all(zh.strip() and en.strip() for zh, en in words.values())


def test_every_word_that_a_page_asks_for_is_there_and_no_other() -> None:
    sources = [path.read_text(encoding="utf-8") for path in REPORT.rglob("*") if path.suffix in (".py", ".js", ".j2")]
    asked = {key for text in sources for key in re.findall(r"""["' ](ui\.[a-z_]+)""", text)}
    asked = {key for key in asked if not key.endswith(("_", "."))}
    known = {key for key in wording().words if key.startswith("ui.")}
    composed = {
        f"ui.{each}"
        for each in (
            "stated",
            "derived",
            "partial",
            "failed",
            "theme_auto",
            "theme_light",
            "theme_dark",
            "words_metric",
            "words_rating",
            "words_unit",
            "words_unread",
        )
    }
    assert asked - known == set()
    assert known - asked - composed == set()


def test_words_lie_sorted_and_once() -> None:
    lines = (REPORT / "wording.tsv").read_text(encoding="utf-8").splitlines()
    keys = [line.split("\t")[0] for line in lines[1:]]
    assert keys == sorted(set(keys))
    assert wording().text("check.unresolved_unit", "zh") == "無法判定：單位"
    assert wording().text("check.some_new_one", "en") == "some new one"


# -- pages


def test_scripts_make_no_html_of_text() -> None:
    for path in (REPORT / "assets").glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc",
            path.read_text(encoding="utf-8"),
        ), path


def test_pages_name_no_address_of_the_network(folder: Path) -> None:
    write(folder)
    for name, content in files(folder).items():
        if name.endswith(".html"):
            found = set(re.findall(rb"https?://[^\s\"'<\\]+", content))
            assert all(each.startswith((b"http://www.w3.org/2000/svg", b"http://example.invalid")) for each in found), (
                name
            )


def test_json_in_a_script_cannot_end_it() -> None:
    text = json_for_script({"a": "</script><!-- & \u2028"})
    assert not set("<>&\u2028") & set(text)


def test_the_policy_lets_in_what_the_page_holds_and_nothing_else(folder: Path) -> None:
    page = note_page(load_note(folder, made.hostile().id))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in html.unescape(policy[1]).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].startswith("'sha256-")
    assert "unsafe" not in policy[1]


def test_the_index_counts(folder: Path) -> None:
    batch = load_batch(folder)
    tally = Tally(batch.uris())
    silenced = batch.silenced(made.TODAY)
    for each in note_ids(folder):
        tally.add(load_note(folder, each, silenced))
    assert {month: dict(stack) for month, stack in tally.by_month().items()} == {
        "2025-03": {"warning": 2},
        "2025-11": {"error": 2, "warning": 1},
        "": {"error": 1},
    }
    assert list(tally.by_month())[-1] == ""
    assert tally.by_check()["same_fact"] == {"error": 1, "warning": 1}
    assert tally.undecided == {"unit": 2, "period": 1}
    words = {(each.kind, each.word): (each.count, each.notes) for each in tally.unknown(100)}
    assert words["unit", "億元"] == (2, 2)
    assert words["metric", "=1+1"] == (3, 1)
    assert words["unread", "檔"] == (1, 1)
    assert words["rating", "</td><script>"] == (1, 1)
    assert [each.count for each in tally.unknown(100)] == sorted(
        (each.count for each in tally.unknown(100)), reverse=True
    )
    page = index_page(tally, batch)
    assert "<b>甲" not in page


def test_an_index_of_nothing_is_a_page() -> None:
    assert "<!doctype html>" in index_page(Tally({}), BatchRows())


# -- pictures


def blank(path: Path, n: int, boxes: int = 0) -> Path:
    some = [
        (float(10 + 7 * (k % 80)), float(10 + 9 * (k // 80)), float(14 + 7 * (k % 80)), float(16 + 9 * (k // 80)))
        for k in range(boxes)
    ]
    path.write_bytes(made.pdf_of([(595, 842, some)] * n))
    return path


def test_pictures_are_as_sharp_as_fits(tmp_path: Path) -> None:
    path = blank(tmp_path / "some.pdf", 6, 4000)
    free = page_pictures(path, range(1, 7), 10**9)
    assert {each.pixels[0] for each in free} == {RUNGS[0][0]}
    whole = sum(len(each.uri) for each in free)
    tight = page_pictures(path, range(1, 7), whole * 7 // 10)
    assert len(tight) == 6
    assert tight[0].pixels[0] < RUNGS[0][0]
    assert sum(len(each.uri) for each in tight) <= whole * 7 // 10


def test_where_not_all_fit_the_wanted_ones_come_first(tmp_path: Path) -> None:
    path = blank(tmp_path / "some.pdf", 6, 4000)
    least = page_pictures(path, [1], 1)
    assert least == []
    one = len(page_pictures(path, [1], 10**9)[0].content)
    few = page_pictures(path, [5, 2, 1, 3, 4, 6], one)
    assert 0 < len(few) < 6
    assert {each.number for each in few} == set([5, 2, 1, 3, 4, 6][: len(few)])
    assert [each.number for each in few] == sorted(each.number for each in few)


def test_pages_that_are_not_there_are_not_asked_for(tmp_path: Path) -> None:
    assert [each.number for each in page_pictures(blank(tmp_path / "two.pdf", 2), [9, 0, 2, 2, -1], 10**9)] == [2]
    assert page_pictures(tmp_path / "two.pdf", [], 10**9) == []


def test_pages_with_findings_are_wanted_first(folder: Path) -> None:
    note = load_note(folder, made.paged().id)
    late = note.findings[0]._replace(page=2, severity="error")
    assert pages_to_show(replace(note, findings=(late,))) == [2, 1]
    info = late._replace(severity="info")
    assert pages_to_show(replace(note, findings=(info,))) == [1, 2]


def test_a_page_keeps_its_size(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = load_note(folder, made.paged().id)
    bare = len(note_page(note).encode())
    monkeypatch.setattr("pipeline.report.page.LIMIT", bare + 3000)
    path = blank(tmp_path / "big.pdf", 2, 4000)
    page = note_page(note, path)
    assert len(page.encode()) < bare + 3000 + 3000
    assert "沒有圖片" in page
    assert LIMIT < 10_000_000


def test_a_page_of_odd_size_is_drawn_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(made.pdf_of([(2, 14_400, []), (14_400, 2, []), (14_400, 14_400, [])]))
    for each in page_pictures(path, [1, 2, 3], 10**9):
        assert max(each.pixels) <= 16_000
        assert each.pixels[0] * each.pixels[1] <= 12_100_000


def test_drawing_that_crashes_or_never_ends_costs_the_pictures_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for body, told in (("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"), ("import time; time.sleep(60)", "took more than")):  # fmt: skip
        child = tmp_path / "child"
        child.write_text(f"#!{sys.executable}\n{body}\n")
        child.chmod(0o755)
        monkeypatch.setattr("pipeline.report.pictures.SECONDS", 1.0)
        monkeypatch.setattr("pipeline.report.pictures.SECONDS_A_PAGE", 0.0)
        with monkeypatch.context() as patched:
            patched.setattr("pipeline.report.pictures.sys.executable", str(child))
            reports = write(folder)
        (reason,) = reports.without_pictures.values()
        assert told in reason
        assert len(reports.paths) == 4
