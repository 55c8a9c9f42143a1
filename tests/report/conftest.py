"""The pages of the notes made by hand, and a browser to look at them with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.report.build import write_pages
from tests.report import made
from tests.report.browser import CHROMIUM, DRIVER, MISSING, Screen, chromium


@dataclass(frozen=True)
class Site:
    """Pages of a folder of datasets: by name of the note."""

    data: Path
    index: Path
    results: Path
    hostile: Path
    paged: Path
    failed: Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A folder with a results note, a hostile one, one on PDF pages and one that could not be read."""
    base = tmp_path_factory.mktemp("site")
    results, hostile, paged = made.results(), made.hostile(), made.paged()
    raw = made.on_pages(paged)
    (base / "raw").mkdir()
    (base / "raw" / paged.name).write_bytes(raw)
    data = made.folder(base / "extracted", [results, hostile, paged])
    pages = write_pages(data, base / "report", base=base, today=made.TODAY)
    by_id = {path.stem: path for path in pages.paths}
    (failed,) = set(by_id) - {results.id, hostile.id, paged.id}
    return Site(
        data, base / "report" / "index.html", by_id[results.id], by_id[hostile.id], by_id[paged.id], by_id[failed]
    )


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A browser; skips the test where there is none."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip(MISSING)
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield Screen(driver)
