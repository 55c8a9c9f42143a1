"""The command line says what is wrong and what to do, and ends with the exit codes that it promises."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pipeline.batch
from pipeline import __version__
from pipeline.batch import BatchReport, FileReport, run_batch
from pipeline.batch.manifest import Summary
from pipeline.cli import exit_code
from pipeline.cli.reports import after_run
from pipeline.settings import ReportSettings, Settings, load_settings
from tests.batch import fakes
from tests.report import made

Result = tuple[int, str, str]


class Command:
    """The command line in a folder of its own, reading with the fake reader."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Result:
        code = exit_code(list(arguments))
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    def faked(raw: Any, out: Path, settings: Settings, **options: Any) -> Any:
        return run_batch(raw, out, settings, reader=fakes.FakeReader(settings), decide=fakes.judge, **options)

    monkeypatch.setattr(pipeline.batch, "run_batch", faked)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "raw").mkdir()
    return Command(capsys)


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_a_run_reads_raw_and_writes_extracted_and_says_what_it_found(command: Command) -> None:
    write("raw/a.txt", "claim 1\n")
    code, out, err = command("run")
    assert (code, err) == (0, "")
    assert "a.txt" in out
    assert "1 files (1 read, 0 unchanged), 1 figures" in out
    assert Path("extracted/notes.duckdb").is_file()
    code, out, _ = command("run")
    assert "1 files (0 read, 1 unchanged), 1 figures" in out


def test_a_run_leaves_pages_and_writes_them_again_when_something_changed(command: Command) -> None:
    index, datasets = Path("extracted/pages/index.html"), ("extracted/claims", "extracted/reports")
    write("raw/a.txt", "claim 1\n")
    _, out, _ = command("run")
    assert f"1 pages → {index}" in out
    before = index.stat().st_mtime_ns
    _, out, _ = command("run")
    assert f"pages → {index}" in out
    assert index.stat().st_mtime_ns == before
    write("raw/b.txt", "claim 2\n")
    _, out, _ = command("run")
    assert f"2 pages → {index}" in out
    index.unlink()  # as a run leaves it that was stopped while it wrote pages
    assert f"2 pages → {index}" in command("run")[1]
    assert all(Path(each).is_dir() for each in datasets)


def test_settings_say_where_a_run_writes_pages_and_for_how_many_notes(command: Command) -> None:
    write("raw/a.txt", "claim 1\n")
    write("raw/b.txt", "claim 2\n")
    write("brokernotes.toml", "[report]\nnotes = 1\n")
    _, out, _ = command("run")
    assert "pages: brokernotes report (there are more than a run writes" in out
    assert not Path("extracted/pages").exists()
    code, out, _ = command("report", "--pages", "site", "--language", "en")
    assert (code, out) == (0, "2 pages → site/index.html\n")
    assert {path.name for path in Path("site").iterdir()} > {"index.html", "workbook.xlsx"}
    write("brokernotes.toml", '[report]\npages = ""\n')
    assert "pages" not in command("run")[1]
    write("brokernotes.toml", '[report]\npages = "shown"\n')
    assert "extracted/shown/index.html\n" in command("report")[1]


def test_a_run_draws_no_more_pages_of_pdfs_than_the_settings_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = made.paged()
    made.on_pages(note)
    out = made.folder(tmp_path / "extracted", [note])
    file = FileReport(
        Path(note.name), note.name, Summary(note.id, None, "ok", None, 1, 0, 0), unchanged=False, errors=(), warnings=()
    )
    for least, said in ((1, "pages: brokernotes report"), (2, "2 pages → ")):
        settings = replace(Settings(), report=ReportSettings(pdf_pages=least))
        after_run(BatchReport((file,), (), (), out, 1.0, 0), settings)
        assert capsys.readouterr().out.startswith(said)


def test_validate_judges_what_is_there_and_tells_ci(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.again.judge", lambda notes, documents: fakes.judge(notes))
    write("raw/a.txt", "first line\nclaim wrong\n")
    command("run")
    asked = ("--junit", "ci/j.xml", "--sarif", "ci/s.sarif", "--summary", "ci/s.md", "--language", "en")
    code, out, _ = command("validate", "extracted", *asked)
    assert code == 1
    assert "error growth_vs_levels  a.txt:2:7" in out
    assert "1 notes checked: 1 errors, 0 warnings, 0 waived\n→ ci/j.xml\n→ ci/s.sarif\n→ ci/s.md\n" in out
    assert 'failures="1"' in Path("ci/j.xml").read_text()
    result = json.loads(Path("ci/s.sarif").read_text())["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
    assert "the growth does not agree" in Path("ci/s.md").read_text()
    code, out, _ = command("validate", "--annotations")
    assert code == 1
    assert out.startswith("::error file=raw/a.txt,line=2,endLine=2,col=7,endColumn=12,title=")
    assert command("validate", "--fail-on", "extraction")[0] == 0
    fingerprint = result["partialFingerprints"]["brokernotesFinding/v1"]
    write("w.toml", f'[[waiver]]\nfingerprint = "{fingerprint}"\nreason = "a slip"\nexpires = 2999-01-01\n')
    code, out, _ = command("validate", "--waivers", "w.toml")
    assert (code, out) == (0, "1 notes checked: 0 errors, 0 warnings, 1 waived\n")


def test_validate_fails_where_nothing_was_checked(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.again.judge", lambda notes, documents: fakes.judge(notes))
    command("run")
    code, out, _ = command("validate", "--junit", "j.xml", "--sarif", "s.sarif")
    assert code == 1
    assert "no check looked at any note" in out
    assert "checks_ran" in Path("j.xml").read_text()
    invocation = json.loads(Path("s.sarif").read_text())["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    write("raw/a.txt", "refuse\n")
    write("raw/b.txt", "claim 1\n")
    command("run")
    code, out, _ = command("validate")
    assert code == 2
    assert "failed raw/a.txt: encrypted: an encrypted file" in out


def test_a_finding_is_shown_at_its_line_in_its_sentence(command: Command) -> None:
    write("raw/a.txt", "first line\nclaim wrong\n")
    for _ in range(2):  # the second time from what the first one wrote
        code, out, _ = command("run")
        assert code == 1
        assert "error growth_vs_levels  a.txt:2:7" in out
        assert "  claim wrong" in out
        assert "升幅不符" in out
        assert "the growth does not agree" in out


def test_fail_on_chooses_the_origins_that_count(command: Command) -> None:
    write("raw/a.txt", "claim wrong\n")
    assert command("run", "--fail-on", "source")[0] == 1
    assert command("run", "--fail-on", "extraction,invariant")[0] == 0
    assert command("run", "--fail-on", "extraction", "--fail-on", "source")[0] == 1
    assert command("run", "--fail-on", "none")[0] == 0
    code, _, err = command("run", "--fail-on", "sauce")
    assert code == 3
    assert err == "brokernotes: --fail-on sauce: expected source, extraction, invariant or none\n"


def test_a_note_that_cannot_be_read_is_named_and_the_others_go_on(command: Command) -> None:
    write("raw/a.txt", "refuse\n")
    write("raw/b.txt", "claim 1\n")
    code, out, _ = command("run")
    assert code == 2
    assert (
        "failed a.txt\n  encrypted: an encrypted file; expected a file without a password; remove the password" in out
    )
    assert "1 figures" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["runn"], "No such command 'runn'"),
        (["run", "--colour"], "No such option: --colour"),
        (["run", "--workers", "0"], "--workers"),
        (["run", "nowhere"], "nowhere: no such file or folder; name the notes to read"),
        (["run", "--settings", "nowhere.toml"], "nowhere.toml: cannot be read as TOML"),
        (["report"], "extracted: no datasets here"),
        (["validate"], "extracted: no datasets here"),
        (["validate", "--fail-on", "sauce"], "--fail-on sauce"),
        (["report", "--language", "fr"], "--language fr: expected zh or en"),
        (["explain", "abc"], "extracted: no datasets here; run brokernotes run first"),
    ],
)
def test_usage_and_configuration_errors_end_with_three(command: Command, arguments: list[str], message: str) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (3, "")
    assert err.startswith("brokernotes: ")
    assert message in err
    assert "Traceback" not in err
    assert not Path("extracted").exists()


def test_a_wrong_setting_ends_with_three_and_its_line(command: Command) -> None:
    write("brokernotes.toml", "[limits]\nsecnds = 1\n")
    code, _, err = command("run")
    assert code == 3
    assert "brokernotes.toml:2: unknown setting secnds in [limits]; did you mean seconds?" in err


def test_raw_and_out_of_the_settings_are_beside_their_file(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("brokernotes.toml", '[run]\nraw = ["inbox"]\nout = "data"\n')
    Path("inbox").mkdir()
    write("inbox/a.txt", "claim 1\n")
    Path("below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert command("run")[0] == 0
    assert (tmp_path / "data" / "notes.duckdb").is_file()


def test_names_and_texts_that_no_terminal_takes_are_escaped(command: Command) -> None:
    write("raw/[bold]\x1b[31m\n.txt", "claim wrong\n")
    code, out, _ = command("run")
    assert code == 1
    assert "[bold]\\x1b[31m\\n.txt:1:7" in out


def test_explain_shows_a_figure_with_all_that_is_known_of_it(command: Command) -> None:
    import pyarrow.parquet as pq

    write("raw/a.txt", "claim wrong\nclaim 2\n")
    command("run")
    claim = pq.read_table("extracted/claims").to_pylist()[0]
    code, out, _ = command("explain", claim["claim_id"][:8])
    assert code == 0
    for text in ("claim wrong", claim["claim_id"], "revenue", "error growth_vs_levels"):
        assert text in out
    code, _, err = command("explain", "zzz")
    assert (code, err) == (3, "brokernotes: zzz: is no claim of these datasets (claims.claim_id)\n")
    code, _, err = command("explain", "")
    assert (code, err) == (3, "brokernotes: : begins 2 claims; give more of it (claims.claim_id)\n")


def test_settings_are_printed_as_a_file_that_reads_back(command: Command, tmp_path: Path) -> None:
    code, out, _ = command("settings")
    assert code == 0
    write("again.toml", out)
    assert load_settings(tmp_path / "again.toml").limits == Settings().limits


def test_schemas_are_written_where_asked(command: Command) -> None:
    code, out, _ = command("schemas", "here")
    assert code == 0
    assert json.loads(Path("here/claims.schema.json").read_text())["title"] == "claims"
    assert "here/claims.schema.json" in out


def test_version_and_help(command: Command) -> None:
    assert command("--version") == (0, f"brokernotes {__version__}\n", "")
    for arguments in ([], ["--help"]):
        code, out, _ = command(*arguments)
        assert code == 0
        assert "Read notes, check their figures" in out


def test_json_logs_are_all_that_a_run_prints(command: Command) -> None:
    write("raw/a.txt", "claim wrong\n")
    write("raw/b.txt", "refuse\n")
    code, out, err = command("run", "--log-format", "json")
    events = [json.loads(line) for line in err.splitlines()]
    assert (code, out) == (2, "")
    assert [events[0]["event"], events[-1]["event"]] == ["run.started", "run.finished"]
    assert Path("extracted/pages/index.html").is_file()
    write("brokernotes.toml", '[run]\nlog_format = "json"\n')
    code, out, err = command("run", "nowhere")
    assert (code, out) == (3, "")
    assert json.loads(err)["event"] == "run.failed"
    assert "nowhere: no such file" in json.loads(err)["message"]
    write("brokernotes.toml", '[run]\nlog_format = "xml"\n')
    assert "[run] log_format" in command("run")[2]
    Path("brokernotes.toml").unlink()
    assert command("run", "--log-format", "xml")[2].startswith("brokernotes: --log-format xml: expected text or json")


def test_status_for_people_and_for_programs(command: Command) -> None:
    write("raw/a.txt", "claim 1\n")
    assert command("status")[0] == 3
    command("run")
    code, out, err = command("status")
    assert (code, err) == (0, "")
    assert "1 ok · 0 partial · 0 failed" in out
    assert "nothing new in raw" in out
    assert json.loads(command("status", "--json")[1])["notes"]["ok"] == 1
    assert 'status="ok"} 1\n' in command("status", "--prometheus")[1]
    assert command("status", "--prometheus", "--to", "metrics/brokernotes.prom") == (0, "", "")
    assert 'status="ok"} 1\n' in Path("metrics/brokernotes.prom").read_text()
    assert command("status", "--prometheus", "--json")[0] == 3
    assert command("status", "--to", "x")[0] == 3
    write("raw/b.txt", "claim 2\n")
    assert "1 new in raw" in command("status")[1]
    assert "nothing new in raw/a.txt" in command("status", "raw/a.txt")[1]


def test_doctor_ends_with_three_where_something_is_amiss(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.operate.doctor as doctor

    cheap = tuple(check for check in doctor.CHECKS if check.name in ("python", "raw files", "datasets"))
    monkeypatch.setattr(doctor.examine, "__defaults__", (cheap,))
    code, out, err = command("doctor")
    assert (code, err) == (0, "")
    assert "3 ok · 0 warn · 0 fail" in out
    code, out, _ = command("doctor", "nowhere")
    assert code == 3
    assert "✗ fail raw files    nowhere: no such file or folder" in out
    code, out, _ = command("doctor", "nowhere", "--json")
    assert code == 3
    assert [each["level"] for each in json.loads(out)] == ["ok", "ok", "fail"]
    assert not Path("extracted").exists()


def test_load_says_what_it_changed(command: Command, tmp_path: Path) -> None:
    write("raw/a.txt", "claim 1\n")
    command("run")
    code, out, err = command("load", "--to", "duckdb:///warehouse.duckdb")
    assert (code, err) == (0, "")
    assert re.search(r"^claims +0 +1$", out, re.MULTILINE)
    assert "1 notes (1 loaded, 0 removed) → duckdb:///warehouse.duckdb brokernotes" in out
    assert (tmp_path / "warehouse.duckdb").is_file()
    code, _, err = command("load", "--to", "somewhere")
    assert code == 3
    assert err.startswith("brokernotes: somewhere: expected an address that begins with one of postgres,")
