"""One reader per format behind one `read_note`; nothing here knows what a figure means."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from pipeline.errors import UnreadableNoteError
from pipeline.model.note import Note
from pipeline.read.sniff import Kind, sniff

__all__ = ["read_note"]

Reader = Callable[[bytes, str], Note]

_READERS: dict[Kind, tuple[str, str]] = {  # module and function: what reads PDF is too heavy for `--help`
    "text": ("pipeline.read.text", "read_text"),
    "html": ("pipeline.read.html", "read_html"),
    "docx": ("pipeline.read.docx", "read_docx"),
    "pdf": ("pipeline.read.pdf", "read_pdf"),
}


def read_note(raw: bytes, name: str) -> Note:
    """One file as a Note, by what it holds and never by its name, which serves messages alone. Raises UnreadableNoteError."""
    return reader_of(sniff(raw, name), name)(raw, name)


def reader_of(kind: Kind, name: str) -> Reader:
    """The reader of a kind of file. Raises UnreadableNoteError where this build has none."""
    module, function = _READERS[kind]
    try:
        reader: Reader = getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise UnreadableNoteError(
            name, f"a note as {kind}, which this build cannot read", "another format", "install the whole package"
        ) from missing
    return reader
