"""Pictures of a PDF's pages, small enough to stand inside the page of a note."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.report.draw import RUNGS, Picture, Task
from pipeline.report.notes import NoteRows

__all__ = ["RUNGS", "Picture", "page_pictures", "pages_to_show"]

SECONDS, SECONDS_A_PAGE = 60.0, 2.0  # that drawing may take


def page_pictures(path: Path, wanted: Sequence[int], limit: int) -> list[Picture]:
    """Pages of a PDF as pictures, in order, of `limit` bytes of Base64 together at most; where not all fit, those that come
    first in `wanted` (1-based). Raises ValueError for a file that cannot be drawn."""
    task = Task(str(path.absolute()), tuple(wanted), limit)
    command = [sys.executable, "-c", "from pipeline.report.draw import main; main()"]
    seconds = SECONDS + SECONDS_A_PAGE * len(task.wanted)
    try:
        done = subprocess.run(command, input=pickle.dumps(task), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"{path}: drawing its pages took more than {seconds:.0f} s") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ValueError(f"{path}: {said[-1] if said else f'drawing ended with signal {-done.returncode}'}")
    pictures: list[Picture] = pickle.loads(done.stdout)
    return pictures


def pages_to_show(note: NoteRows) -> list[int]:
    """Every page of a note, those first that a reader must look at: with findings, with figures in doubt, with figures."""
    heard = [each.page for each in note.findings if each.page and each.severity != "info"]
    doubted = [each.page for each in note.claims if each.page and (each.quality != "ok" or each.unresolved)]
    figures = [each.page for each in note.claims if each.page]
    return list(dict.fromkeys([*heard, *doubted, *figures, *range(1, (note.report.n_pages or 0) + 1)]))
