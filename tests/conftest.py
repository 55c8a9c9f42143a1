"""What all rooms' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import exit_code
from tests.shared import ROOT, SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; skips the test where there is none."""
    if SHARED is None:
        pytest.skip("no development data: set BROKERNOTES_SHARED or put a folder `shared` beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make run` writes: the notes of raw/ as datasets."""
    out = tmp_path_factory.mktemp("line") / "extracted"
    assert exit_code(["run", str(ROOT / "raw"), "--out", str(out)]) == 1, "one of them contradicts itself"
    return out
