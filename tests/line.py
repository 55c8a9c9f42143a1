"""The line from a few sentences to their claims, for tests."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pipeline.extract import Extractor
from pipeline.model.claim import Claim, Extraction
from pipeline.model.ids import report_id
from pipeline.model.note import Block, BlockKind, Metadata, Note
from pipeline.model.place import Span
from pipeline.normalise import normalise
from pipeline.recognise import Recogniser
from pipeline.vocabulary import load_vocabulary


@cache
def recogniser() -> Recogniser:
    return Recogniser(load_vocabulary())


@cache
def extractor() -> Extractor:
    return Extractor(load_vocabulary())


def note_of(*paragraphs: str, kind: BlockKind = "paragraph", published: str | None = "2025-11-10") -> Note:
    """A note of plain paragraphs. `published`: an ISO day, or None where the note has no date."""
    raw = "\n".join(paragraphs)
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(kind, (Span(at, at + len(paragraph)),)))
        at += len(paragraph) + 1
    stamp = datetime.fromisoformat(published) if published else None
    return Note(
        report_id(raw.encode()), "test", "text", "utf-8", raw, tuple(blocks), metadata=Metadata(published_at=stamp)
    )


def extraction_of(note: Note) -> Extraction:
    normalised, mentions = recogniser().recognise(normalise(note))
    return extractor().extract(normalised.note, mentions)


def claims_of(*paragraphs: str, published: str | None = "2025-11-10") -> tuple[Claim, ...]:
    """The claims of a note of plain paragraphs, by start."""
    return extraction_of(note_of(*paragraphs, published=published)).claims


def claim_of(text: str, figure: str, *before: str, published: str | None = "2025-11-10") -> Claim:
    """The one claim whose printed text is `figure`, in a note of the paragraphs `before` and then `text`."""
    found = [c for c in claims_of(*before, text, published=published) if c.text == figure]
    assert len(found) == 1, f"{figure} is read {len(found)} times in {text}"
    return found[0]
