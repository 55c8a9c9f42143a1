"""Files that lie, or that want something opened, fetched or run; and what is to come of each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.hostile.files import (
    SENTENCE,
    Hostile,
    _html,
    _page,
    _raw,
    _stream,
    _text,
    pdf,
    repacked,
    word,
)

ANY = "ok|partial|failed"
READ = "ok|partial"
NOWHERE = "http://127.0.0.1:47613/x"
_HELLO = b"BT /F 12 Tf 72 720 Td (Revenue rose 8.3% to 12.5 million) Tj ET"
_HKSCS = "嘅公司喺旺角賺咗 12.5 億元，升 8.3%，" * 10


def sly_files() -> Iterator[Hostile]:
    """All of them."""
    yield from _encodings()
    yield from _pages()
    yield from _words()
    yield from _pdfs()
    yield from _names()


def _encodings() -> Iterator[Hostile]:
    yield Hostile("utf16-be-no-bom.txt", _text(SENTENCE * 40, "utf-16-be"), ANY)
    yield Hostile("utf32.txt", _text(SENTENCE * 40, "utf-32"), ANY)
    yield Hostile("utf7.txt", _text(SENTENCE * 20, "utf-7"), ANY)
    yield Hostile("bom-twice.txt", lambda: b"\xef\xbb\xbf" * 2 + SENTENCE.encode(), "ok")
    yield Hostile("bom-inside.txt", _text(SENTENCE + "\ufeff" + SENTENCE), "ok")
    yield Hostile("bom-of-another.txt", lambda: b"\xff\xfe" + SENTENCE.encode() * 20, ANY)
    yield Hostile("hkscs.txt", _text(_HKSCS, "big5hkscs"), "ok")
    yield Hostile(
        "big5-lines-among-utf8.txt", lambda: b"\n".join([SENTENCE.encode(), SENTENCE.encode("big5")] * 30), ANY
    )
    yield Hostile("surrogates-in-utf8.txt", lambda: SENTENCE.encode() + b"\xed\xa0\x80\xed\xbf\xbf" * 20, ANY)
    yield Hostile("nul-everywhere.txt", _text("\0".join(SENTENCE * 5)), ANY)
    yield Hostile("not-characters.txt", _text(SENTENCE + "\ufffe\uffff\U0010ffff\ue000" * 20), READ)
    yield Hostile("controls.txt", _text("".join(map(chr, range(1, 32))) * 20 + SENTENCE), "failed", "not_text")
    yield Hostile("carriage-returns.txt", _text(SENTENCE.replace("，", "，\r") * 20), READ)
    yield Hostile("escapes.txt", _text("\x1b[2J\x1b]0;owned\x07" + SENTENCE), READ)
    yield Hostile("big5-cut.txt", lambda: (SENTENCE * 20).encode("big5")[:-1], READ)


def _pages() -> Iterator[Hostile]:
    for meta, encoding in (
        ("utf-8", "big5"),
        ("big5", "utf-8"),
        ("gb2312", "big5"),
        ("shift_jis", "utf-8"),
        ("x", "utf-8"),
    ):
        page = f"<html><head><meta charset='{meta}'></head><body>{f'<p>{SENTENCE}</p>' * 9}</body></html>"
        yield Hostile(f"says-{meta}-is-{encoding}.html", _text(page, encoding), READ)
    yield Hostile("refresh.html", _html(f"<meta http-equiv=refresh content='0;url={NOWHERE}'><p>{SENTENCE}</p>"), "ok")
    yield Hostile("base.html", _html(f"<base href='{NOWHERE}/'><a href='y'>{SENTENCE}</a><img src=z>"), "ok")
    yield Hostile("frames.html", _html(f"<frameset><frame src='file:///etc/passwd'></frameset><p>{SENTENCE}</p>"), ANY)
    yield Hostile(
        "objects.html",
        _html(f"<object data='file:///etc/passwd'><embed src='{NOWHERE}'></object><p>{SENTENCE}</p>"),
        READ,
    )
    yield Hostile(
        "styles.html",
        _html(f"<style>@import url({NOWHERE});</style><p style='background:url({NOWHERE})'>{SENTENCE}</p>"),
        "ok",
    )
    yield Hostile(
        "xinclude.html", _html(f"<xi:include href='file:///etc/passwd' parse='text'/><p>{SENTENCE}</p>"), READ
    )
    yield Hostile(
        "laughs.html",
        _text(
            '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><html><body>'
            f"<p>{'&b;' * 1000}{SENTENCE}</p></body></html>"
        ),
        READ,
    )
    yield Hostile("scripts.html", _html(f"<script>fetch('{NOWHERE}')</script><p onclick=alert(1)>{SENTENCE}</p>"), "ok")
    yield Hostile(
        "markup-in-title.html",
        _text(
            f"<html><head><title>&lt;script&gt;alert(1)&lt;/script&gt;</title></head><body><p>{SENTENCE}</p></body></html>"
        ),
        "ok",
    )
    yield Hostile(
        "markup-in-cells.html",
        _html(
            "<table><tr><th>&lt;img src=x onerror=alert(1)&gt;<th>2024</tr><tr><td>營收 &lt;b&gt;<td>12.5%&lt;/td&gt;</tr></table>"
            f"<p>{SENTENCE}</p>"
        ),
        READ,
    )
    yield Hostile(
        "formulas-in-cells.html",
        _html(f"<table><tr><td>=1+1<td>@SUM(A1)</tr><tr><td>+8.3%<td>-12.5</tr></table><p>{SENTENCE}</p>"),
        READ,
    )


def _related(kind: bytes, target: bytes, mode: bytes = b' TargetMode="External"') -> Callable[[], bytes]:
    """The Word note with one more relation."""
    type_ = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind
    relation = b'<Relationship Id="rIdX" Type="' + type_ + b'" Target="' + target + b'"' + mode + b"/>"

    def change(data: bytes) -> bytes:
        return data.replace(b"</Relationships>", relation + b"</Relationships>")

    return lambda: repacked({"word/_rels/document.xml.rels": change})


def _words() -> Iterator[Hostile]:
    yield Hostile("template.docx", _related(b"attachedTemplate", NOWHERE.encode()), "ok")
    yield Hostile("relation-to-file.docx", _related(b"image", b"file:///etc/passwd"), "ok")
    yield Hostile("relation-upwards.docx", _related(b"image", b"../../../../etc/passwd", b""), ANY)
    yield Hostile("relation-to-itself.docx", _related(b"image", b"document.xml", b""), ANY)
    yield Hostile("relation-to-nothing.docx", _related(b"image", b'" x="', b""), ANY)
    yield Hostile("relation-without-target.docx", _no_target, "failed", "broken_docx")
    yield Hostile("macros.docx", lambda: repacked({}, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}), "ok")
    yield Hostile("ole.docx", lambda: repacked({}, {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" * 100}), "ok")
    yield Hostile("field.docx", _field, READ)
    yield Hostile("password.docx", _encrypted, "failed", "encrypted")
    yield Hostile("zip-password.docx", _zip_with_password, "failed", "encrypted")
    yield Hostile("same-part-twice.docx", _twice, ANY)
    yield Hostile("wrong-checksum.docx", _wrong_checksum, "failed", "broken_docx")
    yield Hostile(
        "wrong-xml.docx", lambda: repacked({"word/document.xml": lambda data: data[:-20]}), "failed", "broken_docx"
    )
    yield Hostile("xml-bombed-twice.docx", lambda: repacked({}, {"word/[trash].xml": word() * 3}), ANY)


def _no_target() -> bytes:
    relation = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
    )
    return repacked(
        {"word/_rels/document.xml.rels": lambda data: data.replace(b"</Relationships>", relation + b"</Relationships>")}
    )


def _field() -> bytes:
    field = b'<w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\windows\\\\cmd.exe &quot;/k calc&quot; "><w:r><w:t>8.3%</w:t></w:r></w:fldSimple></w:p>'
    return repacked({"word/document.xml": lambda data: data.replace(b"<w:body>", b"<w:body>" + field, 1)})


def _encrypted() -> bytes:
    """As Word saves a file with a password: a compound file that holds the encrypted one."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4000


def _zip_with_password() -> bytes:
    """Every part says that it is encrypted."""
    raw = bytearray(word())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            (flags,) = struct.unpack_from("<H", raw, place + at)
            struct.pack_into("<H", raw, place + at, flags | 1)
            place = raw.find(mark, place + 4)
    return bytes(raw)


def _twice() -> bytes:
    """Two parts of one name: readers differ in which of them they take."""
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive, zipfile.ZipFile(io.BytesIO(word("另一份文件的營收 99 億元。"))) as other:
        archive.writestr("word/document.xml", other.read("word/document.xml"))
    return out.getvalue()


def _wrong_checksum() -> bytes:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        place = archive.getinfo("word/document.xml").header_offset
    raw = bytearray(word())
    raw[place + 100] ^= 0xFF
    return bytes(raw)


def _catalog(more: bytes) -> Callable[[], bytes]:
    return lambda: _page(_stream(_HELLO)).replace(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Catalog/Pages 2 0 R" + more + b">>"
    )


def _media_box(box: bytes, more: bytes = b"") -> Callable[[], bytes]:
    return lambda: _page(_stream(_HELLO)).replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[" + box + b"]" + more)


def _pdfs() -> Iterator[Hostile]:
    yield Hostile("launch.pdf", _catalog(b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(calc.exe)>>>>"), READ)
    yield Hostile("goto-remote.pdf", _catalog(b"/OpenAction<</S/GoToR/F(file:///etc/passwd)>>"), READ)
    yield Hostile("uri.pdf", _catalog(b"/OpenAction<</S/URI/URI(" + NOWHERE.encode() + b")>>"), READ)
    yield Hostile("submit.pdf", _catalog(b"/AA<</WC<</S/SubmitForm/F(" + NOWHERE.encode() + b")>>>>"), READ)
    yield Hostile("xfa.pdf", _catalog(b"/AcroForm<</XFA(<!DOCTYPE x SYSTEM 'file:///etc/passwd'>)>>"), READ)
    yield Hostile(
        "embedded.pdf",
        lambda: _page(_stream(_HELLO), b"<</Font<</F 5 0 R>>>>", _stream(b"MZ" * 1000, b"/Type/EmbeddedFile")).replace(
            b"/Catalog/Pages 2 0 R",
            b"/Catalog/Names<</EmbeddedFiles<</Names[(../../x.exe)<</Type/Filespec/F(../../x.exe)/EF<</F 6 0 R>>>>]>>>>/Pages 2 0 R",
        ),
        READ,
    )
    yield Hostile("outside-stream.pdf", lambda: _page(_stream(b"", b"/F(/etc/passwd)")), ANY)
    yield Hostile("box-backwards.pdf", _media_box(b"595 842 0 0"), READ)
    yield Hostile("box-of-nothing.pdf", _media_box(b"0 0 0 0"), ANY)
    yield Hostile("box-no-number.pdf", _media_box(b"nan inf -inf 1e400"), ANY)
    yield Hostile("box-far-away.pdf", _media_box(b"-1e15 -1e15 1e15 1e15"), ANY)
    yield Hostile("user-unit.pdf", _media_box(b"0 0 595 842", b"/UserUnit 1e9"), ANY)
    yield Hostile("turned-by-45.pdf", _media_box(b"0 0 595 842", b"/Rotate 45"), READ)
    yield Hostile("no-xref.pdf", lambda: _page(_stream(_HELLO)).partition(b"xref\n0")[0], ANY)
    yield Hostile("wrong-xref.pdf", lambda: _page(_stream(_HELLO)).replace(b" 00000 n", b" 65535 f"), ANY)
    yield Hostile(
        "wrong-startxref.pdf", lambda: _page(_stream(_HELLO)).replace(b"startxref\n", b"startxref\n9999999"), READ
    )
    yield Hostile("wrong-length.pdf", lambda: _page(_stream(_HELLO)).replace(b"/Length ", b"/Length 99999"), ANY)
    yield Hostile("count-lies.pdf", lambda: _page(_stream(_HELLO)).replace(b"/Count 1", b"/Count 2147483647"), ANY)
    yield Hostile("count-negative.pdf", lambda: _page(_stream(_HELLO)).replace(b"/Count 1", b"/Count -5"), ANY)
    yield Hostile(
        "parent-of-itself.pdf", lambda: _page(_stream(_HELLO)).replace(b"/Parent 2 0 R", b"/Parent 3 0 R"), ANY
    )
    yield Hostile("font-is-the-page.pdf", lambda: _page(_stream(_HELLO)).replace(b"/F 5 0 R", b"/F 3 0 R"), ANY)
    yield Hostile("rubbish-font.pdf", _rubbish_font, ANY)
    yield Hostile("after-rubbish.pdf", lambda: b"\n" * 900 + pdf(), READ)
    yield Hostile("after-much-rubbish.pdf", lambda: b"\n" * 5000 + pdf(), ANY)
    yield Hostile("two-in-one.pdf", lambda: pdf() + pdf("另一份文件。"), READ)
    yield Hostile("pdf-and-zip.pdf", lambda: pdf() + word(), ANY)


def _rubbish_font() -> bytes:
    """An embedded font that is none."""
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 0/LastChar 255/Widths[" + b"1e38 " * 256
    font += b"]/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 6 0 R>>>>"
    return _page(_stream(_HELLO), b"<</Font<</F 7 0 R>>>>", _stream(b"\0\1\0\0" + b"\xff" * 4000), font)


def _names() -> Iterator[Hostile]:
    for number, name in enumerate(
        ("CON", "nul.txt", "-rf", "~", "%2e%2e%2fescaped.txt", "a\tb.txt", "\u200f\u202egpj.txt")
    ):
        yield Hostile(name, _text(f"{SENTENCE}名稱第 {number} 種。"), "ok")
    yield Hostile("no-suffix", _text(SENTENCE + "沒有副檔名。"), "ok")
    yield Hostile("picture.html", _raw(b"\xff\xd8\xff\xe0" + b"\0" * 100), "failed", "unknown_format")
    yield Hostile("xml.html", _raw(b"<?xml version='1.0'?><feed><entry>8.3%</entry></feed>"), ANY)
    yield Hostile(
        "figures-with-markup.txt",
        _text('<b onmouseover="alert(1)">營收</b> 12.5 億元，"><svg/onload=alert(1)>年增 8.3%。'),
        "ok",
    )
