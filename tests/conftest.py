"""What all rooms' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared import SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; skips the test where there is none."""
    if SHARED is None:
        pytest.skip("no development data: set BROKERNOTES_SHARED or put a folder `shared` beside the checkout")
    return SHARED
