"""A PDF of 400 pages and one of 100 read: seconds and the largest memory of the process; and the test files of pdfplumber."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.peers.environments import FOLDER
from bench.speed.timing import PEAK
from tests.shared import SHARED

_TELL = f"""
import sys, time
from pathlib import Path
from pipeline.read.pdf import read_pdf
started = time.process_time()
note = read_pdf(Path(sys.argv[1]).read_bytes(), "long.pdf")
print(len(note.pages), time.process_time() - started, {PEAK}, len(note.raw_text))
"""
SOURCE = "pdfplumber==0.11.10"


def measure() -> dict[str, Any]:
    """Figures, each left out where its files are not at hand, with a word why."""
    return {"long": _long(), "pdfplumber_tests": _test_files()}


def _long() -> list[dict[str, float]]:
    if SHARED is None:
        return []
    import pypdfium2

    source = max(SHARED.glob("corpus/tw_fs_pdf/*.pdf"), key=lambda p: len(pypdfium2.PdfDocument(p)))
    out = []
    with TemporaryDirectory() as folder:
        for pages in (100, 200, 400):
            made, read = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(source)
            while len(made) < pages:
                made.import_pages(read, list(range(min(len(read), pages - len(made)))))
            path = Path(folder) / f"{pages}.pdf"
            made.save(path)
            done = subprocess.run([sys.executable, "-c", _TELL, str(path)], capture_output=True, text=True, check=True)
            count, seconds, megabytes, characters = map(float, done.stdout.split())
            out.append({"pages": count, "seconds": seconds, "megabytes": megabytes, "characters": characters})
    return out


def _test_files() -> dict[str, Any]:
    """Every PDF of pdfplumber's own test-suite, from its source distribution: read, refused with a reason, or crashed."""
    folder = FOLDER / "pdfplumber-sdist"
    if not folder.exists():
        folder.mkdir(parents=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        command = ["uvx", *command[2:]] if not _has_pip() else command
        subprocess.run([*command, SOURCE, "--dest", str(folder)], capture_output=True, check=False)
    archives = list(folder.glob("*.tar.gz"))
    if not archives:
        return {"skipped": "the source distribution could not be fetched"}
    with TemporaryDirectory() as place:
        with tarfile.open(archives[0]) as archive:
            archive.extractall(place, filter="data")
        paths = sorted(Path(place).rglob("*.pdf"))
        if not paths:
            return {"skipped": f"{archives[0].name} ships no PDFs"}
        return {"files": len(paths), **_read_all(paths)}


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _read_all(paths: list[Path]) -> dict[str, Any]:
    code = (
        "import sys; from pathlib import Path; from pipeline.errors import UnreadableNoteError; "
        "from pipeline.read.pdf import read_pdf\n"
        "try: read_pdf(Path(sys.argv[1]).read_bytes(), 'x')\n"
        "except UnreadableNoteError: sys.exit(7)"
    )
    codes = {
        p.name: subprocess.run([sys.executable, "-c", code, str(p)], capture_output=True).returncode for p in paths
    }
    return {
        "read": sum(code == 0 for code in codes.values()),
        "refused": sorted(name for name, code in codes.items() if code == 7),
        "crashed": sorted(name for name, code in codes.items() if code not in (0, 7)),
    }
