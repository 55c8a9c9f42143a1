"""Word notes (DOCX): paragraphs, tables with merged cells, footnotes, heads and feet, in reading order."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import IO, Any

from docx import Document
from docx.opc.exceptions import OpcError

from pipeline.errors import UnreadableNoteError
from pipeline.model.ids import report_id
from pipeline.model.note import Metadata, Note
from pipeline.read.compose import compose
from pipeline.read.decode import private_use
from pipeline.read.docx_walk import walk
from pipeline.read.joins import join_breaks

_LARGEST = 300 * 1024 * 1024  # bytes unpacked; a note with pictures stays far below
_MOST_PARTS = 10_000
_MOST_PACKED = 200  # bytes unpacked for each packed one, over a megabyte
_CHUNK = 1 << 20
_ENCRYPTED = 1  # bit of a part's flags
_BROKEN_ARCHIVE = (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError, struct.error, zlib.error)
_BROKEN_DOCUMENT = (
    *(OpcError, KeyError, AttributeError, ValueError, SyntaxError),
    TypeError,  # of a relation without a target
    *(zipfile.BadZipFile, NotImplementedError, EOFError, struct.error, zlib.error),
)
_XML_PART = re.compile(r"\.(?:xml|rels)$")


def read_docx(raw: bytes, name: str) -> Note:
    """One DOCX file as a Note. Raises UnreadableNoteError for a broken archive, for one that unpacks beyond reason, and for
    XML that declares entities."""
    _check_archive(raw, name)
    try:
        document = Document(io.BytesIO(raw))
        writer = walk(document)
    except _BROKEN_DOCUMENT as broken:
        raise _unreadable(
            name, f"a DOCX file that does not open ({broken})", "open it in Word and save it again"
        ) from broken
    text, drafts = writer.finish()
    if not any(draft.kind != "running_head" for draft in drafts):
        raise UnreadableNoteError(
            name, "a document without text", "a note with text", "bring a note of pictures as PDF", check="empty_file"
        )
    body = compose(text, join_breaks(text, drafts), writer.tables, _metadata(document))
    return Note(
        report_id(raw),
        name,
        "docx",
        None,
        text,
        body.blocks,
        body.tables,
        body.figures,
        metadata=body.metadata,
        warnings=private_use(text),
        reader="python-docx",
    )


def _check_archive(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if (
                len(parts) > _MOST_PARTS
                or sum(part.file_size for part in parts) > _LARGEST
                or any(map(_is_bomb, parts))
            ):
                raise UnreadableNoteError(
                    name,
                    f"an archive of {len(parts)} parts that unpacks to {sum(part.file_size for part in parts):,} bytes",
                    f"at most {_LARGEST:,} bytes and {_MOST_PACKED} for each packed one",
                    "check where the file comes from",
                    check="unpacks_too_large",
                )
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise UnreadableNoteError(
                    name,
                    "an archive whose parts ask for a password",
                    "a file that opens without one",
                    "save it unprotected",
                    check="encrypted",
                )
            for part in parts:
                if _XML_PART.search(part.filename):
                    with archive.open(part) as stream:
                        declares = _declares(stream)
                    if declares:
                        raise _unreadable(
                            name, f"{part.filename} with a document type", "check where the file comes from"
                        )
    except _BROKEN_ARCHIVE as broken:
        raise _unreadable(
            name, f"a DOCX file that does not unpack ({broken})", "open it in Word and save it again"
        ) from broken


def _declares(stream: IO[bytes]) -> bool:
    """Whether XML has a document type or entities of its own, wherever that stands; UTF-16 without its zeros looks alike."""
    before = b""
    while piece := stream.read(_CHUNK):
        looked_at = before + piece.replace(b"\0", b"").lower()
        if b"<!doctype" in looked_at or b"<!entity" in looked_at:
            return True
        before = looked_at[-16:]
    return False


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 1 << 20 and part.file_size > _MOST_PACKED * max(1, part.compress_size)


def _unreadable(name: str, found: str, remedy: str) -> UnreadableNoteError:
    return UnreadableNoteError(name, found, "a DOCX file as Word writes it", remedy, check="broken_docx")


def _metadata(document: Any) -> Metadata:
    """Author and title as the file names them. Its dates are those of the file, not of the note."""
    core = document.core_properties
    title = (core.title or "").strip()
    return Metadata(
        title=None if not title or title.lower() == "word document" else title,
        author=(core.author or "").strip() or None,
    )
