"""One page of a PDF note as a picture, with a frame around every figure that became a claim."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.settings import Settings


class Shown(NamedTuple):
    """Where the picture was written, and how many figures it frames."""

    path: Path
    figures: int


def show_page(note: Path, page: int, out: Path | None, settings: Settings) -> Shown:
    """Write the PNG of a 1-based page to `out`, else to NOTE-PAGE.png in the working folder. Raises UnreadableNoteError for a
    file that is no readable note and ConfigurationError for one without such a page."""
    from pipeline.model.place import Span
    from pipeline.publish.locate import Locator
    from pipeline.read import read_note
    from pipeline.read.pdf.draw import draw
    from pipeline.run import line_for

    raw = note.read_bytes()
    read = read_note(raw, note.name)
    if not read.pages:
        raise ConfigurationError(f"{note.name}: only a PDF has pages to show; expected a PDF note")
    if not 1 <= page <= len(read.pages):
        raise ConfigurationError(f"{note.name}: no page {page}; expected 1 to {len(read.pages)}")
    claims = line_for(settings).run(raw, note.name).tables.get("claims")
    spans = [Span(row["start"], row["end"]) for row in claims.select(["start", "end"]).to_pylist()] if claims else []
    locator = Locator(read)
    framed = [own for span in spans if (own := [box for box in locator.lines(span) if box.page == page])]
    path = out or Path(f"{note.stem}-{page}.png")
    path.write_bytes(draw(raw, page, [box for own in framed for box in own]))
    return Shown(path, len(framed))
