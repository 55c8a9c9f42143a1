"""What the README shows is what one gets."""

import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.cli import exit_code
from pipeline.model.rows import DATASETS
from tests.shared import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
QUERIES = [(query, shown) for (kind, query), (_, shown) in pairwise(BLOCKS) if kind == "sql"]


def test_the_run_prints_what_is_shown(extracted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    exit_code(["run", str(ROOT / "raw"), "--out", str(extracted)])
    printed = capsys.readouterr().out
    shown = [text for kind, text in BLOCKS if kind == "console"]
    assert shown
    for text in shown:
        assert text in printed


def test_the_queries_give_what_is_shown(extracted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert QUERIES
    for query, shown in QUERIES:
        capsys.readouterr()
        assert exit_code(["sql", query, "--out", str(extracted)]) == 0
        assert capsys.readouterr().out.strip() == shown.strip()


def test_every_dataset_and_every_target_is_named() -> None:
    for dataset in DATASETS:
        assert f"`{dataset.name}`" in README
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for named in re.findall(r"`make ([\w ]+)`", README):
        assert set(named.split()) <= targets


def test_files_that_are_linked_are_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def commands(text: str) -> list[list[str]]:
    """The commands of the program in the shell blocks of a page."""
    shell = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line, comments=True) for block in shell for line in block.splitlines()]
    return [line[1:] for line in lines if line[:1] == ["brokernotes"]]


def test_the_commands_do_what_they_say(
    extracted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    shutil.copytree(ROOT / "tests" / "notes" / "expected", tmp_path / "tests" / "notes" / "expected")
    shutil.copytree(extracted, tmp_path / "extracted")
    monkeypatch.chdir(tmp_path)
    shown = commands(README)
    assert {line[0] for line in shown} == {"report", "review", "run", "evaluate", "diff", "validate"}
    for line in shown:
        assert exit_code(line) in (0, 1), line
    for name in ("queue.csv", "junit.xml", "findings.sarif", "summary.md", "extracted/pages/index.html"):
        assert Path(name).is_file(), name
    assert not capsys.readouterr().err


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "how-to").glob("*.md")), ids=lambda path: path.stem)
def test_the_commands_of_the_docs_are_commands(page: Path) -> None:
    import typer.main

    from pipeline.cli import app

    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    shown = commands(page.read_text(encoding="utf-8"))
    assert shown
    for name, *arguments in shown:
        known[name].make_context(name, arguments)
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
