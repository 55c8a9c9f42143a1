"""The reference pages are what the code says."""

import re
import runpy
from typing import Any

import pytest

from tests.shared import ROOT

PAGES = runpy.run_path(str(ROOT / "docs" / "reference.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    path = ROOT / "docs" / "reference" / name
    assert path.is_file(), f"{path} is missing: run `make docs`"
    assert path.read_text(encoding="utf-8") == PAGES[name], f"{path} is out of date: run `make docs`"


def test_every_command_is_described() -> None:
    from pipeline.cli import app

    for command in app.registered_commands:
        assert command.callback is not None
        assert f"## {command.name or command.callback.__name__}\n" in PAGES["commands.md"]


def test_the_function_for_other_engines_reads_a_note_from_its_bytes() -> None:
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    (example,) = (code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def read(" in code)
    names: dict[str, Any] = {}
    exec(example, names)
    tables = names["read"]("s3://nowhere/note.txt", "東方公司第三季營收年增 8.3%。".encode())
    assert tables["claims"]["text"].to_pylist() == ["8.3%"]
    assert names["read"]("s3://nowhere/empty.txt", b"")["reports"]["status"].to_pylist() == ["failed"]


@pytest.mark.parametrize("page", ["docs/warehouse.md", "docs/scaling.md", "SECURITY.md", "CHANGELOG.md"])
def test_files_that_a_page_links_are_there(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link
