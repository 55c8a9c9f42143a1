"""What a file is, by its first bytes: notes arrive under wrong names, and web pages are saved as `.pdf`."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from pipeline.errors import UnreadableNoteError

Kind = Literal["text", "html", "docx", "pdf"]

_PDF_WITHIN = 1024  # bytes; PDF 1.7 allows that much before the header
_RUBBISH = 1 << 16  # bytes, where there is a whole PDF behind them
_HEAD = 4096
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?><!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body|meta|title|script|style|div|table|"
    r"article|section|main|p|span|h[1-6]|font|center|ul|ol|pre)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMPOUND = b"\xd0\xcf\x11\xe0"  # Microsoft's format of files in a file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the one that holds a document with a password (MS-OFFCRYPTO)
_FOREIGN = (
    (_COMPOUND, "a Word or Excel file of the format before 2007", "save it as .docx or PDF"),
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
    if b"%PDF-" in head[:_PDF_WITHIN] or _is_pdf_behind_rubbish(raw):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in raw:
            return "docx"
        raise _unreadable(name, "an archive or Office file without a Word document", "save the note as .docx or PDF")
    if head.startswith(_COMPOUND) and _ENCRYPTED in raw:
        raise UnreadableNoteError(
            name,
            "a Word file with a password",
            "a file that opens without one",
            "save it unprotected",
            check="encrypted",
        )
    for mark, found, remedy in _FOREIGN:
        if head.startswith(mark):
            raise _unreadable(name, found, remedy)
    if head.startswith(_UTF16):
        start = head.decode("utf-16", "replace")
    else:
        start = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return "html" if _HTML.match(start) else "text"


def _is_pdf_behind_rubbish(raw: bytes) -> bool:
    """As mail gateways and web servers leave it that put something before a file; a text about PDFs has no objects."""
    return b"%PDF-" in raw[:_RUBBISH] and b"endobj" in raw and b"startxref" in raw


def _unreadable(name: str, found: str, remedy: str) -> UnreadableNoteError:
    return UnreadableNoteError(
        name, found, "a note as PDF, HTML, DOCX, Markdown or text", remedy, check="unknown_format"
    )
