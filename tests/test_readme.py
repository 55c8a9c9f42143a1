"""What the README shows is what one gets."""

import re
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
