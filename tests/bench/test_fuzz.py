"""The fuzzer finds what it is there to find, and a short run of it finds nothing."""

from __future__ import annotations

import ctypes
import time
from pathlib import Path

import pytest

from bench.fuzz import run
from bench.fuzz.mutate import mutant, seeds
from tests.shared import ROOT

REAL = seeds([ROOT / "raw"])


def planted(number: int, name: str, raw: bytes, *, line: int) -> str:
    if number == 7:
        ctypes.string_at(0)
    if number == 11:
        time.sleep(3600)
    if number == 13:
        raise KeyError("ours")
    if number == 17:
        bytearray(64 << 30)
    return "read"


def test_a_number_makes_the_same_file_each_time_and_others_differ() -> None:
    made = [mutant(number, REAL) for number in range(200)]
    assert made == [mutant(number, REAL) for number in range(200)]
    assert len({raw for _, raw in made}) > 190
    assert {name.rpartition(".")[2] for name, _ in made} == {p.suffix[1:] for p in (ROOT / "raw").iterdir()}


def test_what_does_harm_is_found_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    became, harms, done = run.fuzz(0, 30, [ROOT / "raw"], workers=2, seconds=0.5, target=planted)
    assert {each.number: each.what for each in harms} == {7: "crash", 11: "hang", 13: "KeyError: 'ours'", 17: "memory"}
    assert (became["read"], done) == (26, 30)


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    run.draw(tmp_path)
    became, harms, done = run.fuzz(1_000_000, 300, [ROOT / "raw", tmp_path], workers=2, line=25)
    assert not harms
    assert done == 300
    assert any("through the line" in what for what in became)
    assert any(what.startswith("docx read") for what in became), "else nothing behind the parser of XML is reached"
