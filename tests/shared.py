"""The one look-up of the development data that lies beside the checkout, where there is any."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _find() -> Path | None:
    named = os.environ.get("BROKERNOTES_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if (folder / "corpus").is_dir() else None


SHARED: Path | None = _find()
"""Folder with corpus, gold and suites, or None: tests that use it are skipped, and all others pass without it."""
