"""What a file is, by its first bytes: notes arrive under wrong names, and web pages are saved as `.pdf`."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from pipeline.errors import UnreadableNoteError

Kind = Literal["text", "html", "docx", "pdf"]

_PDF_WITHIN = 1024  # bytes; PDF 1.7 allows that much before the header
_HEAD = 4096
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?><!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body|meta|title|script|style|div|table|"
    r"article|section|main|p|span|h[1-6]|font|center|ul|ol|pre)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "a Word or Excel file of the format before 2007", "save it as .docx or PDF"),
    (b"{\\rtf", "an RTF file", "save it as .docx or PDF"),
    (b"\x89PNG", "a picture (PNG)", "bring the note as PDF, or as text after optical recognition"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "bring the note as PDF, or as text after optical recognition"),
    (b"GIF8", "a picture (GIF)", "bring the note as PDF, or as text after optical recognition"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
)


def sniff(raw: bytes, name: str) -> Kind:
    """The kind of file. Raises UnreadableNoteError for those that no reader takes."""
    head = raw[:_HEAD]
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in raw:
            return "docx"
        raise _unreadable(name, "an archive or Office file without a Word document", "save the note as .docx or PDF")
    for mark, found, remedy in _FOREIGN:
        if head.startswith(mark):
            raise _unreadable(name, found, remedy)
    if head.startswith(_UTF16):
        start = head.decode("utf-16", "replace")
    else:
        start = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return "html" if _HTML.match(start) else "text"


def _unreadable(name: str, found: str, remedy: str) -> UnreadableNoteError:
    return UnreadableNoteError(
        name, found, "a note as PDF, HTML, DOCX, Markdown or text", remedy, check="unknown_format"
    )
