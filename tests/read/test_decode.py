"""Encodings, told by what they hold."""

from __future__ import annotations

import codecs

import pytest

from pipeline.errors import UnreadableNoteError
from pipeline.read import read_note
from pipeline.read.decode import decode
from pipeline.read.sniff import sniff

LONG = "東方證券維持「買入」評級，目標價上調至 128 元，預期明年純利增長 15.3%。"
SHORT = "純利增長 15%，評級買入"


@pytest.mark.parametrize("text", [LONG, SHORT, "目標價 10 元"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "big5", "cp950", "big5hkscs", "gb18030"]
)
def test_traditional_text_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "case").text.lstrip("\ufeff") == text


@pytest.mark.parametrize("text", ["维持买入评级，目标价上调至 128 元，净利润增长 15.3%", "目标价上调"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16"])
def test_simplified_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "case").text.lstrip("\ufeff") == text


def test_byte_order_marks_and_carriage_returns_stay() -> None:
    assert decode(codecs.BOM_UTF8 + "甲\r\n乙".encode(), "case").text == "\ufeff甲\r\n乙"
    assert decode("甲\r\n乙".encode("utf-16"), "case").text == "\ufeff甲\r\n乙"


def test_hong_kong_characters() -> None:
    text = "鰂魚涌商舖租金回升，嘅咁喺度"
    assert decode(text.encode("big5hkscs"), "case").text == text


def test_nul_and_surrogates_become_replacement_characters() -> None:
    decoded = decode("營收\0增長，毛利率持平，評級買入。".encode(), "case")
    assert decoded.text == "營收\ufffd增長，毛利率持平，評級買入。"
    assert decode(b"\xed\xa0\x80" + LONG.encode() * 3, "case").text.endswith(LONG)


def test_bytes_that_cannot_be_read_are_reported() -> None:
    decoded = decode(LONG.encode() + b"\xff" + LONG.encode(), "case")
    assert (decoded.encoding, decoded.text) == ("utf-8", f"{LONG}\ufffd{LONG}")
    (warning,) = decoded.warnings
    assert warning.check == "undecodable_bytes" and warning.span and decoded.text[warning.span.start] == "\ufffd"


@pytest.mark.parametrize("encoding", ["big5", "gb18030"])
@pytest.mark.parametrize("first", [True, False])
def test_lines_in_two_encodings_are_told_apart(encoding: str, first: bool) -> None:
    lines = [LONG, SHORT, "2024 Q3", LONG]
    raw = b"\n".join(line.encode("utf-8" if n % 2 != first else encoding) for n, line in enumerate(lines))
    decoded = decode(raw, "case")
    assert decoded.text == "\n".join(lines)
    assert [warning.check for warning in decoded.warnings] == ["mixed_encodings"]


def test_private_use_characters_are_flagged() -> None:
    (warning,) = decode(f"{LONG}\ue123".encode(), "case").warnings
    assert warning.check == "private_use_character" and "U+E123" in warning.message_en


def test_utf8_strewn_with_nul_is_refused_and_not_read_as_utf16() -> None:
    with pytest.raises(UnreadableNoteError, match="characters that are no text"):
        decode("\0".join(LONG).encode(), "case")


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b" \r\n\t", "\u3000\n".encode()])
def test_empty_files_are_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableNoteError, match="empty"):
        read_note(raw, "note.txt")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableNoteError, match=r"note\.txt: .* no text"):
        read_note(bytes(range(256)) * 20, "note.txt")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\xff junk \n%PDF-1.4", "pdf"),
        (b"\n" * 5000 + b"%PDF-1.4\n1 0 obj\nendobj\nstartxref", "pdf"),
        (b"\n" * 5000 + b"a text about %PDF-1.4 and endobj", "text"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\xef\xbb\xbf  <!-- saved -->\n<HTML>", "html"),
        ("<html lang='zh'>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"PK\x03\x04 word/document.xml", "docx"),
        ("# 標題\n\n<b>粗體</b>".encode(), "text"),
        (b"<3 this stock", "text"),
        ("營收成長".encode("big5"), "text"),
    ],
)
def test_files_are_told_by_their_content(raw: bytes, kind: str) -> None:
    assert sniff(raw, "note.pdf") == kind


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04 xl/workbook.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"{\\rtf1",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"\x1f\x8b\x08",
    ],
)
def test_files_that_no_reader_takes(raw: bytes) -> None:
    with pytest.raises(UnreadableNoteError, match=r"note\.pdf: .*; expected .*; ") as caught:
        sniff(raw, "note.pdf")
    assert caught.value.check == "unknown_format"


def test_a_word_file_with_a_password_is_named() -> None:
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 999 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(
        UnreadableNoteError, match="a Word file with a password; expected a file that opens without one"
    ) as caught:
        sniff(raw, "note.docx")
    assert caught.value.check == "encrypted"


def test_many_comments_before_a_page_cost_nothing() -> None:
    assert sniff(b"<!-- a --> " * 300 + b"plain", "note.txt") == "text"
