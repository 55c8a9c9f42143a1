"""A filing of ninety pages and eight thousand figures: its page stays small and opens at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.ids import stable_id
from pipeline.report.notes import NoteRows, load_note
from pipeline.report.page import note_page
from tests.report import made
from tests.report.browser import Screen

PAGES, TIMES = 90, 320


def filing(base: NoteRows) -> NoteRows:
    """The results note over and over, on ninety pages."""
    size = len(base.raw_text)
    found: dict[str, list[Any]] = {
        name: [] for name in ("claims", "blocks", "tables", "cells", "reconciliations", "findings", "numerals")
    }
    for k in range(TIMES):
        page, ids = 1 + k * PAGES // TIMES, {each.claim_id: stable_id(k, each.claim_id) for each in base.claims}
        box = {"page": page, "x0": 50.0, "top": 80.0 + k % 4, "x1": 90.0, "bottom": 92.0 + k % 4}
        table = stable_id(k, "table")

        def moved(row: Any, k: int = k, **columns: Any) -> Any:
            return row._replace(start=row.start + k * size, end=row.end + k * size, **columns)

        for claim in base.claims:
            places = json.loads(claim.evidence)
            there = {name: [[a + k * size, b + k * size] for a, b in spans] for name, spans in places.items()}
            of_table = table if claim.table_id else None
            found["claims"].append(
                moved(claim, claim_id=ids[claim.claim_id], ordinal=len(found["claims"]), evidence=json.dumps(there), table_id=of_table, quote=f"{k} {claim.quote}", **box)
            )  # fmt: skip
        for block in base.blocks:
            spans = json.dumps([[a + k * size, b + k * size] for a, b in json.loads(block.spans)])
            of_table = table if block.table_id else None
            found["blocks"].append(
                moved(block, block_id=stable_id(k, block.block_id), ordinal=len(found["blocks"]), spans=spans, table_id=of_table, page=page)
            )  # fmt: skip
        found["tables"] += [moved(each, table_id=table, page=page) for each in base.tables]
        found["cells"] += [moved(each, table_id=table) for each in base.cells]
        for name, key in (("reconciliations", "reconciliation_id"), ("findings", "finding_id")):
            if name == "reconciliations" or k % 8 == 0:
                found[name] += [
                    moved(each, **{key: stable_id(k, each[0])}, claim_ids=tuple(ids[c] for c in each.claim_ids))
                    for each in getattr(base, name)
                ]
        found["numerals"] += [moved(each, claim_id=ids.get(each.claim_id or "")) for each in base.numerals]
    report = base.report._replace(format="pdf", n_pages=PAGES, n_characters=size * TIMES)
    return replace(
        base, raw_text=base.raw_text * TIMES, report=report, **{name: tuple(rows) for name, rows in found.items()}
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[NoteRows, Path]:
    """The filing, and its page with pictures."""
    folder = tmp_path_factory.mktemp("filing")
    note = filing(load_note(made.folder(folder / "extracted"), made.results().id))
    boxes = [(float(10 + 7 * (k % 80)), float(10 + 9 * (k // 80)), float(14 + 7 * (k % 80)), float(16 + 9 * (k // 80))) for k in range(6000)]  # fmt: skip
    (folder / "filing.pdf").write_bytes(made.pdf_of([(595, 842, boxes)] * PAGES))
    path = folder / "filing.html"
    path.write_text(note_page(note, folder / "filing.pdf"), encoding="utf-8")
    return note, path


def test_the_page_stays_under_ten_megabytes_with_all_that_it_should_show(pages: tuple[NoteRows, Path]) -> None:
    note, path = pages
    assert len(note.claims) == 8000
    content = path.read_text(encoding="utf-8")
    assert len(content.encode()) < 10_000_000
    assert content.count('class="f ') >= 8000
    shown = content.count('<figure class="sheet">')
    assert shown == PAGES or f"有 {PAGES - shown} 頁沒有圖片" in content
    assert shown > 0


def test_the_page_opens(screen: Screen, pages: tuple[NoteRows, Path]) -> None:
    screen.open(pages[1])
    assert screen.run("return performance.getEntriesByType('navigation')[0].loadEventEnd") > 0


def test_choosing_and_filtering_are_right(screen: Screen, pages: tuple[NoteRows, Path]) -> None:
    note, path = pages
    claim = note.claims[6001]
    screen.open(path, f"#{claim.claim_id}")
    assert screen.one("#note a.chosen").get_attribute("id") == claim.claim_id
    screen.run("choose(4000, true)")
    screen.run("sought = '毛利率'; filter();")
    assert screen.run("return visible.length") == sum("毛利率" in f"{c.metric}{c.quote}" for c in note.claims)
    screen.run("return new Promise((done) => setTimeout(done, 300))")
    seen = "const b = document.querySelector('#note a.chosen').getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight"
    assert screen.run(seen)
