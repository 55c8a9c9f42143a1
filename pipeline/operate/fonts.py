"""Whether pages of PDFs that bring no font of their own can be drawn here: two characters are drawn, which must differ."""

from __future__ import annotations

from pipeline.read.pdf.draw import draw

CHARACTERS = "營收"


def draws_chinese() -> bool:
    """Whether PDFium finds a font for them; without one it leaves them out, or draws the same box for each."""
    one, other = (draw(page_of(character), 1, ()) for character in CHARACTERS)
    return one != other


def page_of(text: str) -> bytes:
    """A PDF of one small page, whose font (a predefined one of Adobe's CNS1 collection) is named and not in it."""
    shown = b"BT /F 40 Tf 5 10 Td <" + text.encode("utf-16-be").hex().encode() + b"> Tj ET"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 50 50]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/MSung-Light/Encoding/UniCNS-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light/DW 1000/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/MSung-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    )
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)
