"""The reference pages are what the code says."""

import runpy

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
