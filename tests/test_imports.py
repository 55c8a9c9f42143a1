"""Imports go one way along the line, each dependency comes in by its own door, and asking for help loads nothing heavy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT

LINE = (
    *(
        "__init__",
        "errors",
        "model",
        "normalise",
        "vocabulary",
        "read",
        "recognise",
        "extract",
        "correct",
        "reconcile",
        "validate",
    ),
    *(
        "publish",
        "report",
        "review",
        "compare",
        "settings",
        "run",
        "batch",
        "warehouse",
        "operate",
        "terminal",
        "show",
        "cli",
    ),
)
DOORS = {  # rooms that may import a dependency; what is not named here may be imported anywhere
    "spacy": {"recognise"},
    "opencc": {"normalise"},
    "pdfplumber": {"read"},
    "pypdfium2": {"read", "report"},
    "docx": {"read"},
    "rapidocr": {"read"},
    "great_expectations": {"validate"},
    "pandas": {"validate"},
    "duckdb": {"publish"},
    "pebble": {"batch"},
    "dlt": {"warehouse"},
    "fsspec": {"batch"},
    "distributed": {"batch"},
    "typer": {"cli"},
    "rich": {"terminal"},
}
HEAVY = {
    "spacy",
    "opencc",
    "pandas",
    "numpy",
    "pyarrow",
    "great_expectations",
    "duckdb",
    "pdfplumber",
    "rich",
    "rapidocr",
    "onnxruntime",
    "pydantic",
}
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by the whole name"
            names |= {node.module or ""} if node.module != "pipeline" else {f"pipeline.{a.name}" for a in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_one_way_and_through_their_door(path: Path) -> None:
    room = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    assert room in LINE, f"where does {room} stand in the line?"
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package == "pipeline" and rest:
            other = rest.partition(".")[0].replace("__version__", "__init__")
            assert LINE.index(other) <= LINE.index(room), f"{room} imports {name}"
        assert room in DOORS.get(package, {room}), f"{room} imports {package}: go through {DOORS[package]}"


def test_no_file_imports_itself_by_a_detour() -> None:
    graph = {name_of(path): set(modules_of(path)) for path in MODULES}
    assert len(graph) == len(MODULES)
    assert "pipeline.read.sniff" in graph["pipeline.read"], "else no circle would be seen"
    while leaves := [name for name, others in graph.items() if not others]:
        for name in leaves:
            del graph[name]
        for others in graph.values():
            others.difference_update(leaves)
    assert not graph, "these import each other, or what does"


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules_of(path: Path) -> Iterator[str]:
    """The files of this package that a file imports, those that it needs for types alone included."""
    known = {name_of(each) for each in MODULES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from known.intersection(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (each if each in known else str(node.module) for each in inside)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"], ["settings"]])
def test_answering_at_once_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"from pipeline.cli import exit_code; exit_code({arguments}); import sys; print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & (HEAVY - {"pydantic"})
    assert done.stdout
