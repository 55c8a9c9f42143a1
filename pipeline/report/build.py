"""The pages of a folder of datasets: one for each note, and their index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.publish.files import write_whole
from pipeline.report.index import index_page
from pipeline.report.notes import load_batch, load_note, note_ids
from pipeline.report.page import note_page
from pipeline.report.tally import Tally

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Pages:
    """What was written, and for which notes the page pictures are missing, with why."""

    index: Path
    notes: tuple[Path, ...]
    without_pictures: Mapping[str, str]


def write_pages(
    folder: Path, out: Path, *, base: Path | None = None, pictures: bool = True, today: date | None = None
) -> Pages:
    """Write the pages of the notes in `folder` to `out`, and take away those of notes that are gone.

    `base`: the folder that relative addresses of raw files start from; where a PDF is still there, its pages are shown.
    `today` decides which waivers have lapsed. Raises ConfigurationError where `folder` holds no datasets."""
    batch = load_batch(folder)
    uris, waivers = batch.uris(), batch.silenced(today or date.today())
    tally = Tally(uris)
    written, without = [], {}
    for report_id in note_ids(folder):
        note = load_note(folder, report_id, waivers)
        tally.add(note)
        original = _original(uris.get(report_id), base) if pictures else None
        try:
            page = note_page(note, original)
        except (OSError, ValueError) as error:
            without[report_id] = str(error)
            page = note_page(note)
        written.append(out / f"{report_id}.html")
        write_whole(written[-1], page.encode())
    index = out / INDEX
    write_whole(index, index_page(tally, batch).encode())
    for path in out.glob("*.html"):
        if path != index and path not in written:
            path.unlink()
    return Pages(index, tuple(written), without)


def _original(uri: str | None, base: Path | None) -> Path | None:
    """The raw file of a note, where its address is a file that is there."""
    if uri is None:
        return None
    parts = urlsplit(uri)
    if parts.scheme not in ("", "file"):
        return None
    path = Path(unquote(parts.path) if parts.scheme else uri)
    path = path if base is None else base / path
    return path if path.is_file() else None
