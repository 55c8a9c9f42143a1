"""Every note of raw/ gives the claims that were annotated for it by hand, but for the known failures, which are held to the letter."""

from pathlib import Path

import pytest

from pipeline.read import read_note
from tests.line import extraction_of
from tests.notes.compare import EXPECTED, load, pair, wrong_columns

RAW = Path(__file__).parents[2] / "raw"
NAMES = sorted(path.name.removesuffix(".jsonl") for path in EXPECTED.glob("*.jsonl"))
KNOWN = Path(__file__).parent / "known_failures.tsv"


def failures(name: str) -> list[str]:
    """One line a failure: the note, the figure, and the columns that are wrong, `missed` or `spurious`."""
    head, expected = load(name)
    path = RAW / head["doc"]
    claims = extraction_of(read_note(path.read_bytes(), path.name)).claims
    lines = []
    for want, claim in pair(expected, claims):
        if want is None:
            lines.append(f"{name}\t{claim.text if claim else ''}\tspurious")
        elif claim is None:
            lines.append(f"{name}\t{want['text']}\tmissed")
        elif wrong := wrong_columns(want, claim):
            lines.append(f"{name}\t{want['text']}\t{' '.join(wrong)}")
    return lines


def known(name: str) -> list[str]:
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return [line for line in lines[1:] if line.startswith(f"{name}\t")]


def test_every_note_has_its_expected_claims() -> None:
    assert {load(name)[0]["doc"] for name in NAMES} == {path.name for path in RAW.iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_reads_as_annotated(name: str) -> None:
    assert failures(name) == known(name), f"where a failure is mended, take its line out of {KNOWN.name}"
