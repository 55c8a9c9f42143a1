"""Bytes of a text file to characters. Byte-order marks and carriage returns stay; NUL and surrogates become U+FFFD.

Legacy encodings are told apart by how many characters each reading gives that are in everyday use (the first levels of Big5
and GB 2312). Of 1,257 passages of notes of 4 to 300 characters in Big5-HKSCS, CP950 and GB 18030 that reads 1,253 aright,
and all of more than 12 characters; charset-normalizer 944, and 1,163 when told to choose among these encodings alone.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from pipeline.errors import UnreadableNoteError
from pipeline.model.note import ReadWarning
from pipeline.model.place import Span

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "big5hkscs", "cp950", "gb18030", "utf-16-le", "utf-16-be", "cp1252")
_SAMPLE = 1 << 16  # bytes that the choice is made on
_PUNCTUATION = "，。、；：！？（）「」『』《》【】％\u3000—…‧·“”‘’～－＋０１２３４５６７８９│├┤●■▲△※"
_WESTERN = "“”‘’–—…•©®™°±²³½¼×éèêüöäñç£€¥\xa0"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SURROGATE_OR_NUL = re.compile("[\0\ud800-\udfff]")


_UNICODE = frozenset(["utf-16-le", "utf-16-be", *(encoding for mark, encoding in _MARKS if mark != codecs.BOM_UTF8)])
_LEGACY = ("big5hkscs", "cp950", "gb18030")
_SURELY = 0.6  # familiarity of characters that stand in no other encoding
_MIXED = ReadWarning(
    "mixed_encodings",
    "檔案內有兩種編碼，已逐行判讀；請以一種編碼另存",
    "the file holds lines in two encodings, which were told apart line by line; save it in one",
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what could not be read in it."""

    text: str
    encoding: str
    warnings: tuple[ReadWarning, ...] = ()


def decode(raw: bytes, name: str, *, declared: str | None = None) -> Decoded:
    """`declared`: the encoding that the file says it has, followed where its characters bear it out. Raises
    UnreadableNoteError for an empty file and for one that is no text in any encoding."""
    encoding = _encoding(raw, declared)
    text = raw.decode(encoding, "replace")
    lines = _lines_of_two(raw) if encoding not in _UNICODE and ("\ufffd" in text or encoding == "cp1252") else None
    if lines:
        encoding, text = lines
    if not text.strip("\ufeff\0 \t\r\n\f\v\u3000\xa0"):
        raise UnreadableNoteError(
            name, "an empty file", "a note with text", "export the note again", check="empty_file"
        )
    broken = text.count("\ufffd")
    strange = broken + len(_CONTROL.findall(text)) + text.count("\0")
    if strange * 10 > len(text):
        raise UnreadableNoteError(
            name,
            f"{strange} of {len(text)} characters that are no text",
            "text in UTF-8, UTF-16, Big5, Big5-HKSCS or GB 18030",
            "save the note as UTF-8 text, HTML, DOCX or PDF",
            check="not_text",
        )
    warnings: tuple[ReadWarning, ...] = (_MIXED,) if lines else ()
    warnings += _broken(text, broken, encoding) + private_use(text)
    return Decoded(scrub(text), encoding, warnings)


def scrub(text: str) -> str:
    """NUL and lone surrogates as U+FFFD: OpenCC ends at the one and refuses the other."""
    return _SURROGATE_OR_NUL.sub("\ufffd", text)


def _encoding(raw: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    try:
        if raw.decode("utf-8").count("\0") * 5 < len(raw) or _reads_well(raw.replace(b"\0", b"")[:_SAMPLE]):
            return "utf-8"
    except UnicodeDecodeError:
        pass
    first = _BEYOND_ASCII.search(raw)
    start = first.start() // 2 * 2 if first else 0  # UTF-16 comes in pairs
    sample = raw[start : start + _SAMPLE]
    candidates = (_known(declared), *_CANDIDATES) if _known(declared) else _CANDIDATES
    return max(candidates, key=lambda encoding: _familiarity(sample, encoding))


def _lines_of_two(raw: bytes) -> tuple[str, str] | None:
    """Encodings and text of a file some of whose lines are UTF-8 and others in a legacy encoding: as editors leave it that
    append to a file without looking. None where it is not so. A line's end is one byte in all of them."""
    lines = raw.split(b"\n")
    decoded: list[str | None] = []
    others: list[bytes] = []
    for line in lines:
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded.append(None)
            others.append(line)
    sample = b"\n".join(others)[:_SAMPLE]
    best = max(_LEGACY, key=lambda encoding: _familiarity(sample, encoding))
    some_utf8 = any(line and not line.isascii() for line in decoded)
    if not others or not some_utf8 or _familiarity(sample, best) < _SURELY:
        return None
    rest = (line.decode(best, "replace") for line in others)
    return f"utf-8 and {best}", "\n".join(line if line is not None else next(rest) for line in decoded)


def _reads_well(raw: bytes) -> bool:
    """Whether it is UTF-8 that holds characters beyond ASCII, and they are familiar: UTF-16 is that by chance alone."""
    return not raw.isascii() and _familiarity(raw, "utf-8") >= _SURELY


def _known(declared: str | None) -> str:
    """Python's name of a declared encoding, the wider one of its family; empty for one that is not known."""
    try:
        found = codecs.lookup(declared or "").name
    except LookupError:
        return ""
    return {"big5": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}.get(
        found, found
    )


def _familiarity(raw: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are in everyday use, less those that could not be read; earlier candidates
    win where two are alike."""
    text = raw.decode(encoding, "replace")
    if len(raw) == _SAMPLE:
        text = text.removesuffix("\ufffd")  # the sample may end within a character
    beyond = [character for character in text if character > "\x7f" or character == "\0"]
    if not beyond:
        return 1.0
    everyday = _everyday() if encoding != "cp1252" else frozenset(_WESTERN)
    known = sum(map(everyday.__contains__, beyond))
    lost = beyond.count("\ufffd") + len(_PRIVATE.findall(text)) + beyond.count("\0")
    rare = 0.1 if encoding.startswith("utf-16") else 0.0  # without its mark
    return (known - 3 * lost) / len(beyond) - rare


@cache
def _everyday() -> frozenset[str]:
    """Characters of the first levels of Big5 (rows A4 to C6) and GB 2312 (rows B0 to D7), and the punctuation of notes."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    pairs = [("big5", lead, trail) for lead in range(0xA4, 0xC7) for trail in trails]
    pairs += [("gb2312", lead, trail) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)]
    characters = {bytes((lead, trail)).decode(codec, "ignore") for codec, lead, trail in pairs}
    return frozenset(c for c in characters if "\u4e00" <= c <= "\u9fff") | frozenset(_PUNCTUATION)


def _broken(text: str, count: int, encoding: str) -> tuple[ReadWarning, ...]:
    if not count:
        return ()
    at = text.index("\ufffd")
    return (
        ReadWarning(
            "undecodable_bytes",
            f"以 {encoding} 讀取時有 {count} 處無法解碼，已記為 U+FFFD",
            f"{count} places could not be decoded as {encoding}; they stand as U+FFFD",
            Span(at, at + 1),
        ),
    )


def private_use(text: str) -> tuple[ReadWarning, ...]:
    """A warning where characters of a private-use area stand: what they look like is known to one font alone."""
    found = _PRIVATE.findall(text)
    if not found:
        return ()
    at = text.index(found[0])
    kinds = "、".join(sorted({f"U+{ord(c):04X}" for c in found})[:5])
    return (
        ReadWarning(
            "private_use_character",
            f"有 {len(found)} 個私用區字元（{kinds}），字形未知",
            f"{len(found)} private-use characters ({kinds}); what they stand for is not known",
            Span(at, at + 1),
        ),
    )
