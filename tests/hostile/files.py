"""Files that mean harm or that went wrong on their way, and what is to come of each.

A record is a name, the bytes, and what the note's row is to say: its status, and how its message begins (None: any).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import docx

from tests.read.pdf.made import Drawing

MEGABYTE = 1 << 20
PORT = 47613  # of this machine, which some of them name: who reads them must not ask there
SENTENCE = "東方公司第三季營收 12.5 億元，年增 8.3%。"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file. `status`: those that are right, with | between them where it depends on limits and libraries."""

    name: str
    make: Callable[[], bytes]
    status: str
    message: str | None = None


def _text(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def _raw(raw: bytes) -> Callable[[], bytes]:
    return lambda: raw


@cache
def word(paragraph: str = SENTENCE) -> bytes:
    """A small Word note."""
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def repacked(change: dict[str, Callable[[bytes], bytes]], extra: dict[str, bytes] | None = None) -> bytes:
    """The Word note with parts changed and added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change.get(part.filename, lambda data: data)(old.read(part)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def _document(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: repacked({"word/document.xml": change})


def _declared(declaration: bytes, inside: bytes = b"") -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        head, body = data.split(b"?>", 1)
        return head + b"?>" + declaration + body.replace(b"<w:t>", b"<w:t>" + inside, 1)

    return change


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1)) * 10) for n in range(1, 12)
    )
    return repacked({"word/document.xml": _declared(b"<!DOCTYPE x [" + entities + b"]>", b"&a11;")})


def _zip_bomb() -> bytes:
    return repacked({}, {"word/media/zeros.xml": b"\0" * (250 * MEGABYTE)})


def _nested_zip() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * (20 * MEGABYTE))
    return repacked({}, {"word/embeddings/inner.zip": inner.getvalue()})


def _many_parts() -> bytes:
    return repacked({}, {f"word/x{n}.bin": b"" for n in range(10_001)})


def _offsets() -> bytes:
    """An archive that lost some bytes: its first part would begin before the file does."""
    return word()[:60] + word()[70:]


def _deep_docx(depth: int) -> Callable[[], bytes]:
    def change(data: bytes) -> bytes:
        return data.replace(b"<w:body>", b"<w:body>" + b"<w:sdt><w:sdtContent>" * depth, 1).replace(
            b"</w:body>", b"</w:sdtContent></w:sdt>" * depth + b"</w:body>", 1
        )

    return _document(change)


def _wide_table() -> bytes:
    row = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 2000 + b"</w:tr>"
    table = b"<w:tbl>" + row * 20 + b"</w:tbl>"
    return repacked({"word/document.xml": lambda data: data.replace(b"<w:body>", b"<w:body>" + table, 1)})


def _span(value: bytes) -> Callable[[], bytes]:
    cell = b'<w:tc><w:tcPr><w:gridSpan w:val="' + value + b'"/></w:tcPr><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>'
    return _document(lambda data: data.replace(b"<w:body>", b"<w:body><w:tbl><w:tr>" + cell + b"</w:tr></w:tbl>", 1))


def pdf(*sentences: str, owner: str = "", user: str = "") -> bytes:
    """A PDF of one page."""
    drawing = Drawing(owner=owner, user=user)
    drawing.lines(60, 80, sentences or (SENTENCE,))
    return drawing.raw()


def _objects(*bodies: bytes, root: int = 1, header: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of numbered objects, with a right table of places."""
    out, places = bytearray(header), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, root, at)
    return bytes(out)


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Font<</F 5 0 R>>>>"
_HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _page(contents: bytes, resources: bytes = _FONT, *more: bytes) -> bytes:
    return _objects(
        _CATALOG,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources " + resources + b"/Contents 4 0 R>>",
        contents,
        _HELVETICA,
        *more,
    )


def _flate_bomb() -> bytes:
    squeezed = zlib.compress(b" " * (400 * MEGABYTE), 9)
    return _page(_stream(squeezed, b"/Filter/FlateDecode"))


def _flate_in_flate() -> bytes:
    data = b" " * (200 * MEGABYTE)
    for _ in range(3):
        data = zlib.compress(data, 9)
    return _page(_stream(data, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"))


def _cyclic_pages() -> bytes:
    return _objects(
        _CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>"
    )


def _cyclic_form() -> bytes:
    form = _stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>")
    return _page(_stream(b"/X Do"), b"<</XObject<</X 6 0 R>>>>", form)


def _exponential_forms() -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
    forms = [_stream(b"/X Do " * 10, head % (7 + n)) for n in range(12)]
    forms.append(_stream(b"BT /F 9 Tf 10 10 Td (1) Tj ET", head % 6))
    return _page(_stream(b"/X Do " * 10), b"<</XObject<</X 6 0 R>>>>", *forms)


def _huge_page() -> bytes:
    return _page(_stream(b"BT /F 12 Tf 72 720 Td (Revenue rose 8.3%) Tj ET")).replace(
        b"[0 0 595 842]", b"[0 0 9e9 9e9]"
    )


def _many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 100_000)
    return _objects(
        _CATALOG,
        b"<</Type/Pages/Kids[" + kids + b"]/Count 100000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


def _many_glyphs() -> bytes:
    return _page(_stream(b"BT /F 1 Tf " + b"(12345678901234567890) Tj " * 100_000 + b"ET"))


def _with_script() -> bytes:
    action = b"<</S/JavaScript/JS(app.launchURL('http://127.0.0.1:47613/'))>>"
    made = _page(_stream(b"BT /F 12 Tf 72 720 Td (Revenue rose 8.3% to 12.5 million) Tj ET"))
    return made.replace(_CATALOG, b"<</Type/Catalog/Pages 2 0 R/OpenAction " + action + b">>")


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def _nested(tag: str, depth: int) -> str:
    return f"<html><body>{f'<{tag}>' * depth}{SENTENCE}{f'</{tag}>' * depth}</body></html>"


def _html(body: str) -> Callable[[], bytes]:
    return _text(f"<html><head><meta charset='utf-8'><title>東方公司</title></head><body>{body}</body></html>")


def files() -> tuple[Hostile, ...]:
    """All of them."""
    return (*_texts(), *_pages(), *_words(), *_pdfs(), *_foreign())


def _texts() -> Iterator[Hostile]:
    failed = "failed"
    yield Hostile("empty.txt", _raw(b""), failed, "empty_file")
    yield Hostile("bom-only.txt", _raw(b"\xef\xbb\xbf"), failed, "empty_file")
    yield Hostile("spaces.txt", _raw(b" \r\n\t" * 5000), failed, "empty_file")
    yield Hostile("nul-only.txt", _raw(b"\0" * 5000), failed, None)
    yield Hostile("nul-inside.txt", _text(SENTENCE.replace("營", "\0營")), "ok|partial")
    yield Hostile("noise.txt", _raw(bytes(range(256)) * 400), failed, "not_text")
    yield Hostile("huge-line.txt", _text(SENTENCE * 4_000), "ok|partial")
    yield Hostile("no-ends.txt", _text("東方公司營收成長" * 60_000), "ok|partial")
    yield Hostile("digits.txt", _text("9" * 2_000_000), "ok|partial")
    yield Hostile("myriads.txt", _text("萬" * 100_000), "ok|partial")
    yield Hostile("millions-of-myriads.txt", _text("1" + "萬億" * 50_000 + "元"), "ok|partial")
    yield Hostile("digits-and-commas.txt", _text("1," * 50_000), "ok|partial")
    yield Hostile("digits-and-dots.txt", _text("1." * 50_000), "ok|partial")
    yield Hostile("percent-signs.txt", _text("%" * 200_000), "ok|partial")
    yield Hostile("open-brackets.txt", _text("（" * 100_000 + SENTENCE), "ok|partial")
    yield Hostile("markdown-quotes.md", _text(">" * 50_000 + SENTENCE), "ok|partial")
    yield Hostile("markdown-lists.md", _text("".join("  " * n + f"- {SENTENCE}\n" for n in range(300))), "ok|partial")
    yield Hostile(
        "markdown-table.md", _text(("|a" * 3000 + "|\n") + ("|-" * 3000 + "|\n") + ("|1" * 3000 + "|\n")), "ok|partial"
    )
    yield Hostile("markdown-emphasis.md", _text("**_`[" * 30_000 + SENTENCE), "ok|partial")
    yield Hostile("front-matter-bomb.md", _text("---\n" + "a: &a [*a,*a]\n" * 1000 + "---\n" + SENTENCE), "ok|partial")
    yield Hostile("utf16-no-bom.txt", _text(SENTENCE * 40, "utf-16-le"), "ok|partial|failed")
    yield Hostile("utf16-be-bom.txt", lambda: b"\xfe\xff" + (SENTENCE * 5).encode("utf-16-be"), "ok")
    yield Hostile("utf16-odd.txt", lambda: (SENTENCE * 5).encode("utf-16") + b"\x31", "ok|partial")
    yield Hostile(
        "lone-surrogates.txt", lambda: b"\xff\xfe" + (SENTENCE * 5).encode("utf-16-le") + b"\x00\xd8" * 9, "ok|partial"
    )
    yield Hostile("big5.txt", _text(SENTENCE * 20, "big5"), "ok|partial")
    yield Hostile("gb18030.txt", _text("东方公司第三季营收 12.5 亿元，同比增长 8.3%。" * 20, "gb18030"), "ok|partial")
    yield Hostile(
        "two-encodings.txt", lambda: (SENTENCE * 20).encode() + (SENTENCE * 20).encode("big5"), "ok|partial|failed"
    )
    yield Hostile("cut-utf8.txt", lambda: (SENTENCE * 20).encode()[:-2], "ok|partial")
    yield Hostile(
        "overlong-utf8.txt",
        lambda: SENTENCE.encode() + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80",
        "ok|partial|failed",
    )
    yield Hostile(
        "bidi-and-zero-width.txt", _text("\u202e\u2066" + "\u200b".join(SENTENCE) + "\u2069\ufeff"), "ok|partial"
    )
    yield Hostile("combining.txt", _text("1" + "\u0301" * 100_000 + SENTENCE), "ok|partial")
    yield Hostile(
        "formula.txt",
        _text('=HYPERLINK("http://127.0.0.1","x")\n+1+cmd|\' /C calc\'!A0\n@SUM(1)\n-2+3\n' + SENTENCE),
        "ok|partial",
    )
    yield Hostile("markup.txt", _text("<script>alert(1)</script> " + SENTENCE), "ok|partial")
    yield Hostile("sql.txt", _text("'; DROP TABLE claims; -- " + SENTENCE), "ok|partial")
    yield Hostile("exponents.txt", _text("營收 1e999999999 元，成長 9E+400%。" + "1e" * 20_000), "ok|partial")


def _pages() -> Iterator[Hostile]:
    yield Hostile("deep.html", _text(_nested("div", 100_000)), "ok|partial|failed")
    yield Hostile("deep-tables.html", _text(_nested("table><tr><td", 3000)), "ok|partial|failed")
    yield Hostile("deep-inline.html", _text(_nested("b", 100_000)), "ok|partial|failed")
    yield Hostile(
        "spans.html",
        _html("<table><tr><td colspan=1000000 rowspan=1000000>12.5 億元</td><td>1</td></tr></table>" + SENTENCE),
        "ok|partial|failed",
    )
    yield Hostile(
        "many-spans.html",
        _html(
            "<table>" + ("<tr>" + "<td colspan=1000 rowspan=1000>1</td>" * 20 + "</tr>") * 50 + "</table>" + SENTENCE
        ),
        "ok|partial|failed",
    )
    yield Hostile("entities.html", _html("&#1114112;&#x110000;&#0;&nosuch;&#99999999999;" + SENTENCE), "ok|partial")
    yield Hostile(
        "external.html",
        _html(
            "<iframe src='http://127.0.0.1:47613/'></iframe><img src='file:///etc/passwd'><link rel=import href='//x'>"
            + f"<p>{SENTENCE}</p>"
        ),
        "ok|partial",
    )
    yield Hostile(
        "xxe.html",
        _text(
            '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;'
            + SENTENCE
            + "</p></body></html>"
        ),
        "ok|partial",
    )
    yield Hostile("unclosed.html", _text("<html><body><table><tr><td><p>" + SENTENCE + "<td" * 5000), "ok|partial")
    yield Hostile("script-only.html", _html("<script>var x = '12.5%'</script>"), "failed", "empty_file")
    yield Hostile(
        "attributes.html",
        _html("<p " + " ".join(f"a{n}='{n}'" for n in range(50_000)) + f">{SENTENCE}</p>"),
        "ok|partial",
    )
    yield Hostile(
        "wrong-charset.html",
        _text(f"<html><head><meta charset='utf-16'></head><body><p>{SENTENCE}</p></body></html>"),
        "ok|partial",
    )
    yield Hostile("comments.html", _html("<!--" * 50_000 + SENTENCE), "ok|partial|failed")


def _words() -> Iterator[Hostile]:
    failed = "failed"
    xxe = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Hostile("bomb.docx", _zip_bomb, failed, "unpacks_too_large")
    yield Hostile("many-parts.docx", _many_parts, failed, "unpacks_too_large")
    yield Hostile("archive-inside.docx", _nested_zip, "ok")
    yield Hostile("xxe.docx", _document(_declared(xxe, b"&x;")), failed, "broken_docx")
    yield Hostile(
        "xxe-late.docx", _document(_declared(b"<!--" + b"x" * 5000 + b"-->" + xxe, b"&x;")), failed, "broken_docx"
    )
    yield Hostile("laughs.docx", _laughs, failed, "broken_docx")
    yield Hostile("deep.docx", _deep_docx(50_000), "ok|partial|failed")
    yield Hostile("wide-table.docx", _wide_table, failed, "unpacks_too_large")
    yield Hostile("span-huge.docx", _span(b"2000000000"), "ok|partial|failed")
    yield Hostile("span-no-number.docx", _span(b"many"), "ok|partial|failed")
    yield Hostile(
        "path-traversal.docx",
        lambda: repacked({}, {"../../../../tmp/brokernotes-was-here": b"x", "/tmp/brokernotes-was-here": b"x"}),
        "ok|failed",
    )
    yield Hostile("cut.docx", lambda: word()[: len(word()) // 2], failed, None)
    yield Hostile("offsets.docx", _offsets, failed, "broken_docx")
    yield Hostile("no-document.docx", lambda: repacked({"word/document.xml": lambda _: b""}), failed, "broken_docx")
    yield Hostile(
        "outside-relation.docx",
        lambda: repacked(
            {
                "word/_rels/document.xml.rels": lambda data: data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1:47613/x.png" TargetMode="External"/></Relationships>',
                )
            }
        ),
        "ok",
    )
    yield Hostile("wrong-name.pdf", word, "ok")


def _pdfs() -> Iterator[Hostile]:
    failed = "failed"
    yield Hostile("cut.pdf", lambda: pdf()[: len(pdf()) // 3], "ok|partial|failed")
    yield Hostile("header-only.pdf", _raw(b"%PDF-1.7\n"), failed, None)
    yield Hostile("password.pdf", lambda: pdf(owner="o", user="u"), failed, None)
    yield Hostile("owner-password.pdf", lambda: pdf(owner="o"), "ok|partial")
    yield Hostile("cyclic-pages.pdf", _cyclic_pages, "partial|failed")
    yield Hostile("cyclic-form.pdf", _cyclic_form, "ok|partial|failed")
    yield Hostile("exponential-forms.pdf", _exponential_forms, "ok|partial|failed")
    yield Hostile("flate-bomb.pdf", _flate_bomb, "ok|partial|failed")
    yield Hostile("flate-in-flate.pdf", _flate_in_flate, "ok|partial|failed")
    yield Hostile("huge-page.pdf", _huge_page, "ok|partial|failed")
    yield Hostile("many-pages.pdf", _many_pages, "ok|partial|failed")
    yield Hostile("many-glyphs.pdf", _many_glyphs, "ok|partial|failed")
    yield Hostile("script.pdf", _with_script, "ok|partial")
    yield Hostile("no-pages.pdf", lambda: _objects(_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"), failed, None)
    yield Hostile("rubbish-inside.pdf", lambda: pdf().replace(b"endobj", b"endobk"), "ok|partial|failed")
    yield Hostile("wrong-name.docx", pdf, "ok|partial")
    yield Hostile("wrong-name.html", pdf, "ok|partial")


def _foreign() -> Iterator[Hostile]:
    failed = "failed"
    yield Hostile("picture.pdf", lambda: _png(60_000, 60_000), failed, "unknown_format")
    yield Hostile("old-word.doc", _raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000), failed, "unknown_format")
    yield Hostile("rich.rtf", _raw(b"{\\rtf1 hello}"), failed, "unknown_format")
    yield Hostile("gzip.txt", _raw(b"\x1f\x8b\x08" + b"\0" * 500), failed, "unknown_format")
    yield Hostile("program.txt", _raw(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40), failed, None)
    yield Hostile("workbook.docx", lambda: _other_zip("xl/workbook.xml"), failed, "unknown_format")
    yield Hostile("new\nline \u202etxt.🐉.txt", _text(SENTENCE), "ok|partial")
    yield Hostile("=cmd|' !A0.txt", _text(SENTENCE + "這是另一份。"), "ok|partial")
    yield Hostile("<img src=x onerror=alert(1)>.txt", _text(SENTENCE + "這又是另一份。"), "ok|partial")
    yield Hostile("$(touch brokernotes-was-here).txt", _text(SENTENCE + "最後一份。"), "ok|partial")
    yield Hostile("長" * 80 + ".txt", _text(SENTENCE + "名稱很長。"), "ok|partial")


def _other_zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    return out.getvalue()
