"""PDF peers and this project on the pages of the reference tables: cells, values and headers right, and pages a second."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench.peers.environments import Peer, Unavailable, ask
from tests.shared import SHARED

PEERS = (
    Peer("pdfplumber, lines", "pdf_with_pdfplumber_lines", ("pdfplumber==0.11.10",), "pdfplumber", "its default"),
    Peer("pdfplumber, text", "pdf_with_pdfplumber_text", ("pdfplumber==0.11.10",), "pdfplumber", "columns from words"),
    Peer("camelot", "pdf_with_camelot", ("camelot-py[base]==2.0.0",), "camelot-py[base]", "stream"),
    Peer("img2table", "pdf_with_img2table", ("img2table==2.0.0", "pandas"), "img2table", "borderless tables too"),
    Peer("pymupdf4llm", "pdf_with_pymupdf4llm", ("pymupdf4llm==0.0.27", "pymupdf==1.28.2"), "pymupdf4llm", "AGPL"),
    Peer("markitdown", "pdf_with_markitdown", ("markitdown[pdf]==0.1.9",), "markitdown[pdf]", "Markdown"),
    Peer("kreuzberg", "pdf_with_kreuzberg", ("kreuzberg==4.10.4",), "kreuzberg", "Markdown and tables"),
)
NOT_RUN = {
    "unstructured": "its PDF extra installs 6.5 GB; its fast strategy finds no tables",
    "docling": "its models are not in its wheel",
    "docling-rs": "2.52.7 asks for models that are not in its wheel; without them it finds no tables",
    "MinerU": "its models are not in its wheel",
}
PARTS = ("cells", "values", "header")


def measure(runs: int) -> dict[str, Any]:
    """Figures by peer. {} where the reference tables are not at hand."""
    if SHARED is None:
        return {}
    with TemporaryDirectory() as folder:
        golds, files, pages = _cut(SHARED, Path(folder))
        out: dict[str, Any] = {
            "tables": sum(not gold.get("no_table") for gold in golds),
            "pages": pages,
            "brokernotes": _ours(golds, files, pages, runs),
            "PDFium's bare character boxes": {"pages_per_second": _bare(files, pages, runs)},
        }
        for peer in PEERS:
            version = next(r.partition("==")[2] for r in peer.requirements if r.startswith(peer.package))
            out[peer.name] = {"about": peer.about, "version": version}
            try:
                answer = ask(peer, {"files": {n: str(p) for n, p in files.items()}, "runs": runs})
            except Unavailable as why:
                out[peer.name]["skipped"] = str(why)
                continue
            out[peer.name] |= _scores(golds, answer["tables"])
            out[peer.name]["pages_per_second"] = pages / median(answer["seconds"])
    return out | {name: {"skipped": why} for name, why in NOT_RUN.items()}


def _cut(shared: Path, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Path], int]:
    """Reference tables with their pages renumbered, and for each document a file of just those pages."""
    import pypdfium2

    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(shared.glob("gold_tables/**/*.json"))]
    golds = [gold for gold in golds if gold["doc"].endswith(".pdf")]
    wanted: dict[str, set[int]] = {}
    for gold in golds:
        wanted.setdefault(gold["doc"], set()).update(_pages(gold))
    files: dict[str, Path] = {}
    for name, pages in wanted.items():
        source = pypdfium2.PdfDocument(next(shared.glob(f"corpus/*/{name}")))
        own = pypdfium2.PdfDocument.new()
        own.import_pages(source, [page - 1 for page in sorted(pages)])
        files[name] = folder / f"{len(files)}.pdf"
        own.save(files[name])
    for gold in golds:
        order = sorted(wanted[gold["doc"]])
        gold["page"] = [order.index(page) + 1 for page in _pages(gold)]
    return golds, files, sum(map(len, wanted.values()))


def _pages(gold: Mapping[str, Any]) -> list[int]:
    return gold["page"] if isinstance(gold["page"], list) else [gold["page"]]


def _scores(golds: Sequence[dict[str, Any]], tables: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Shares of cells, values and header paths that are right, and tables found where there are none."""
    score = _scorer().score
    right, of, false = Counter[str](), Counter[str](), 0
    for gold in golds:
        result = score(gold, tables[gold["doc"]])
        if gold.get("no_table"):
            false += result["false_tables"]
            continue
        for part in PARTS:
            right[part] += result[part][0]
            of[part] += result[part][1]
    return {part: right[part] / of[part] for part in PARTS} | {"false_tables": false}


def _scorer() -> Any:
    assert SHARED is not None
    spec = importlib.util.spec_from_file_location("score_tables", SHARED / "score" / "score_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ours(golds: Sequence[dict[str, Any]], files: Mapping[str, Path], pages: int, runs: int) -> dict[str, Any]:
    """Everything that read_pdf gives: text in reading order with a box for every character, blocks, tables."""
    from pipeline import __version__
    from pipeline.read.pdf import read_pdf
    from tests.read.texts import grid

    tables: dict[str, list[Any]] = {}
    seconds = []
    for run in range(runs + 1):
        started = process_time()
        notes = {name: read_pdf(path.read_bytes(), name) for name, path in files.items()}
        if run:
            seconds.append(process_time() - started)
    for name, note in notes.items():
        for table in note.tables:
            paths = {cell.col: list(cell.col_path) for cell in table.cells if cell.role == "data"}
            own = [paths.get(c, []) for c in range(table.n_stub_cols, table.n_cols)]
            heads = {"n_header_rows": table.n_header_rows, "n_stub_cols": table.n_stub_cols, "header_paths": own}
            tables.setdefault(name, []).append({"grid": grid(table), "page": list(table.pages), **heads})
    scores = _scores(golds, {name: tables.get(name, []) for name in files})
    return {"about": "text, boxes, blocks, tables", "version": __version__, **scores} | {
        "pages_per_second": pages / median(seconds)
    }


def _bare(files: Mapping[str, Path], pages: int, runs: int) -> float:
    from tests.bench.pdf_speed import bare_boxes, seconds

    return pages / median(sum(seconds(bare_boxes, path.read_bytes()) for path in files.values()) for _ in range(runs))
