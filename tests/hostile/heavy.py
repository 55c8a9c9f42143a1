"""Files that want time or memory: long, wide, deep, many. What is to come of them is a row, soon, whatever it says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.hostile.files import (
    MEGABYTE,
    SENTENCE,
    Hostile,
    _document,
    _html,
    _objects,
    _page,
    _stream,
    _text,
    repacked,
)

ANY = "ok|partial|failed"
READ = "ok|partial"
_HELLO = b"BT /F 12 Tf 72 720 Td (Revenue rose 8.3% to 12.5 million) Tj ET"


def heavy_files() -> Iterator[Hostile]:
    """All of them."""
    yield from _texts()
    yield from _pages()
    yield from _words()
    yield from _pdfs()


def _texts() -> Iterator[Hostile]:
    yield Hostile("million-lines.txt", _text("\n" * 1_000_000 + SENTENCE), READ)
    yield Hostile("lines-of-one.txt", _text("一\n" * 20_000), ANY)
    yield Hostile("million-pipes.txt", _text("|" * 1_000_000 + SENTENCE), READ)
    yield Hostile("million-pipes.md", _text("|" * 1_000_000 + "\n" + "|-" * 1_000 + "\n" + SENTENCE), ANY)
    yield Hostile("nested-brackets.txt", _text("（(" * 50_000 + "8.3%" + ")）" * 50_000), READ)
    yield Hostile("quotes.txt", _text("「" * 100_000 + SENTENCE + "」" * 100_000), READ)
    yield Hostile("zeros.txt", _text("營收 " + "0" * 300_000 + ".5 億元"), READ)
    yield Hostile("percentages.txt", _text("成長 8.3%、" * 5_000), ANY)
    yield Hostile("wide-names.txt", _text("東方" * 100_000 + "公司營收 1 億元。"), READ)
    yield Hostile("years.txt", _text("2024年" * 10_000), READ)
    yield Hostile("dashes.txt", _text("1-" * 20_000), READ)
    yield Hostile("tildes.txt", _text("1~2~" * 10_000), READ)
    yield Hostile("slashes.txt", _text("1/" * 20_000), READ)
    yield Hostile("commas-of-names.txt", _text("小米、" * 20_000 + "分別成長 1%、2%"), READ)
    yield Hostile("tabs.txt", _text("\t" * 500_000 + SENTENCE), READ)
    yield Hostile("headings.md", _text("".join(f"{'#' * (n % 6 + 1)} {n}\n" for n in range(4_000))), ANY)
    yield Hostile("fences.md", _text("```\n" * 50_000 + SENTENCE), ANY)
    yield Hostile("long-line.txt", _text("東方公司第三季營收與毛利率均較去年同期成長，" * 20_000), ANY)


def _pages() -> Iterator[Hostile]:
    yield Hostile(
        "rowspan-huge.html",
        _html(f"<table><tr><td rowspan=1000000000>1</td><td colspan=1000000000>2</td></tr></table><p>{SENTENCE}</p>"),
        READ,
    )
    yield Hostile(
        "attribute-huge.html", _html(f"<p title='{'x' * MEGABYTE}' style='{'y' * MEGABYTE}'>{SENTENCE}</p>"), READ
    )
    yield Hostile("million-tags.html", _html("<br>" * 500_000 + f"<p>{SENTENCE}</p>"), READ)
    yield Hostile("many-cells.html", _html("<table><tr>" + "<td>1" * 10_000 + f"</table><p>{SENTENCE}</p>"), ANY)
    yield Hostile("million-entities.html", _html("&amp;" * 300_000 + f"<p>{SENTENCE}</p>"), READ)
    yield Hostile("deep-lists.html", _html("<ul><li>" * 20_000 + SENTENCE), ANY)
    yield Hostile("data-url.html", _html(f"<img src='data:image/png;base64,{'A' * MEGABYTE}'><p>{SENTENCE}</p>"), READ)
    yield Hostile("plaintext.html", _html("<plaintext>" + "<td>" * 100_000 + SENTENCE), READ)
    yield Hostile("svg.html", _html("<svg>" + "<g>" * 20_000 + f"<text>9</text></svg><p>{SENTENCE}</p>"), ANY)


def _words() -> Iterator[Hostile]:
    nested = b"<w:tbl><w:tr><w:tc><w:p/>" * 3000, b"</w:tc></w:tr></w:tbl>" * 3000
    yield Hostile(
        "nested-tables.docx",
        _document(lambda data: data.replace(b"<w:body>", b"<w:body>" + nested[0] + nested[1], 1)),
        ANY,
    )
    many = b"<w:p><w:r><w:t>8.3%</w:t></w:r></w:p>" * 3_000
    yield Hostile("paragraphs.docx", _document(lambda data: data.replace(b"<w:body>", b"<w:body>" + many, 1)), ANY)
    merged = b"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='60'/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * 2000
    yield Hostile(
        "merged.docx",
        _document(lambda data: data.replace(b"<w:body>", b"<w:body><w:tbl>" + merged + b"</w:tbl>", 1)),
        ANY,
    )
    yield Hostile("styles.docx", lambda: repacked({"word/styles.xml": _chained_styles}), ANY)


def _chained_styles(data: bytes) -> bytes:
    """Styles that are each based on the next, and the last on the first."""
    style = b'<w:style w:type="paragraph" w:styleId="S%d"><w:basedOn w:val="S%d"/></w:style>'
    made = b"".join(style % (n, (n + 1) % 5000) for n in range(5000))
    return data.replace(b"</w:styles>", made + b"</w:styles>")


def _pdfs() -> Iterator[Hostile]:
    yield Hostile("million-objects.pdf", _million_objects, ANY)
    yield Hostile("names-tree.pdf", _looping_names, READ)
    yield Hostile("outlines-loop.pdf", _looping_outlines, READ)
    yield Hostile("xref-loop.pdf", _looping_xref, ANY)
    yield Hostile("huge-font.pdf", lambda: _page(_stream(_HELLO.replace(b"12 Tf", b"1e30 Tf"))), ANY)
    yield Hostile("no-font-size.pdf", lambda: _page(_stream(_HELLO.replace(b"12 Tf", b"0 Tf"))), ANY)
    yield Hostile("many-lines.pdf", lambda: _page(_stream(b"0 0 m 500 500 l S " * 300_000 + _HELLO)), ANY)
    yield Hostile("many-boxes.pdf", lambda: _page(_stream(b"9 9 99 99 re S " * 60_000 + _HELLO)), ANY)
    yield Hostile("grid.pdf", _grid, ANY)
    yield Hostile("saved-states.pdf", lambda: _page(_stream(b"q " * 500_000 + _HELLO)), ANY)
    yield Hostile("picture-bomb.pdf", _picture_bomb, ANY)
    yield Hostile("cmap-bomb.pdf", _cmap_bomb, ANY)
    yield Hostile("tiling.pdf", _tiling, ANY)


def _million_objects() -> bytes:
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    bodies.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>")
    bodies += [_stream(_HELLO), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    return _objects(*bodies, *([b"0"] * 250_000))


def _looping_outlines() -> bytes:
    return _page(_stream(_HELLO), b"<</Font<</F 5 0 R>>>>", b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 9>>",
                 b"<</Title(x)/Parent 6 0 R/Next 7 0 R/Prev 7 0 R/First 7 0 R>>").replace(
        b"/Catalog/Pages 2 0 R", b"/Catalog/Outlines 6 0 R/Pages 2 0 R"
    )  # fmt: skip


def _looping_names() -> bytes:
    return _page(_stream(_HELLO), b"<</Font<</F 5 0 R>>>>", b"<</Kids[6 0 R 6 0 R]>>").replace(
        b"/Catalog/Pages 2 0 R", b"/Catalog/Names<</EmbeddedFiles 6 0 R/Dests 6 0 R>>/Pages 2 0 R"
    )


def _looping_xref() -> bytes:
    """A table of places that says that it goes on where it begins."""
    made = _page(_stream(_HELLO))
    return made.replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev %d>>" % made.index(b"\nxref\n"))


def _grid() -> bytes:
    """A ruled table of a hundred thousand cells."""
    rules = b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S " % (n, n, n, n) for n in range(0, 590, 2))
    return _page(_stream(rules + _HELLO))


def _picture_bomb() -> bytes:
    head = b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    data = zlib.compress(b"\0" * (200 * MEGABYTE), 9)
    return _page(
        _stream(b"500 0 0 500 0 0 cm /X Do " + _HELLO),
        b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>",
        _stream(data, head),
    )


def _cmap_bomb() -> bytes:
    """A character that stands for a thousand."""
    mapping = b"begincmap 1 beginbfchar <52> <" + b"842C" * 1_000 + b"> endbfchar endcmap"
    made = _page(_stream(b"BT /F 12 Tf 72 720 Td (RRRRRRRRRR) Tj ET"), b"<</Font<</F 5 0 R>>>>", _stream(mapping))
    return made.replace(b"/BaseFont/Helvetica", b"/ToUnicode 6 0 R/BaseFont/Helvetica")


def _tiling() -> bytes:
    """A pattern of millions of tiles."""
    pattern = _stream(
        b"0 0 1 1 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .01/YStep .01/Resources<<>>"
    )
    paint = b"/Pattern cs /P scn 0 0 595 842 re f " + _HELLO
    return _page(_stream(paint), b"<</Font<</F 5 0 R>>/Pattern<</P 6 0 R>>>>", pattern)
