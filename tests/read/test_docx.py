"""Word notes: order, headings, merged cells, notes; archives that are not what they seem."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml.parser import parse_xml

from pipeline.errors import UnreadableNoteError
from pipeline.model.note import Note
from pipeline.read import read_note
from tests.read.texts import check, grid, outline, texts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(build: Callable[[docx.document.Document], None]) -> Note:
    document = docx.Document()
    build(document)
    note = read_note(saved(document), "note.docx")
    check(note)
    return note


def edited(raw: bytes, name: str, change: Callable[[bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The archive with one part changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
        for path, data in (extra or {}).items():
            new.writestr(path, data)
    return out.getvalue()


def test_paragraphs_tables_and_headings_in_order() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_heading("東方公司：買進", 0)
        document.add_heading("營運概況", 1)
        paragraph = document.add_paragraph("營收")
        paragraph.add_run("15").bold = True
        paragraph.add_run("億元，面積 10")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run(" 平方米。")
        paragraph.add_run("隱藏 9.99").font.hidden = True
        paragraph.add_run("刪去 9.99").font.strike = True
        document.add_paragraph("毛利率持平", style="List Bullet")
        document.add_paragraph("表1：損益預估", style="Caption")
        table = document.add_table(3, 3)
        for row, line in enumerate((("項目", "2025", "2024"), ("營收", "100", "90"), ("毛利", "5", "(7)"))):
            for col, text in enumerate(line):
                table.cell(row, col).text = text
        document.add_paragraph("資料來源：公司")
        document.add_paragraph("後文說明如上。")

    note = read(build)
    assert [(k, t) for k, t in outline(note) if k != "table"] == [
        ("title", "東方公司：買進"),
        ("heading", "營運概況"),
        ("paragraph", "營收15億元，面積 10² 平方米。"),
        ("list_item", "毛利率持平"),
        ("caption", "表1：損益預估"),
        ("source_line", "資料來源：公司"),
        ("paragraph", "後文說明如上。"),
    ]
    (table,) = note.tables
    assert grid(table) == [["項目", "2025", "2024"], ["營收", "100", "90"], ["毛利", "5", "(7)"]]
    assert table.caption and table.caption.text == "表1：損益預估"
    assert table.source_line and table.source_line.text == "資料來源：公司"
    assert (note.format, note.reader, note.encoding) == ("docx", "python-docx", None)


def test_merged_cells() -> None:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(4, 3)
        for row, line in enumerate(
            (("項目", "2025年", ""), ("", "金額", "%"), ("營收", "100", "50"), ("毛利", "5", "3"))
        ):
            for col, text in enumerate(line):
                table.cell(row, col).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))

    (table,) = read(build).tables
    assert grid(table) == [
        ["項目", "2025年", "2025年"],
        ["項目", "金額", "%"],
        ["營收", "100", "50"],
        ["毛利", "5", "3"],
    ]
    assert (table.n_header_rows, table.n_stub_cols) == (2, 1)
    assert next(c for c in table.cells if c.printed.text == "50").col_path == ("2025年", "%")


def test_heads_and_feet_are_running_heads() -> None:
    def build(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "東方證券 研究報告"
        document.sections[0].footer.paragraphs[0].text = "請參閱末頁免責聲明"
        document.add_paragraph("公司營收成長一成。")
        document.add_section(WD_SECTION.NEW_PAGE)

    assert outline(read(build)) == [
        ("running_head", "東方證券 研究報告"),
        ("paragraph", "公司營收成長一成。"),
        ("running_head", "請參閱末頁免責聲明"),
    ]


def test_text_in_frames_boxes_controls_and_changes() -> None:
    def build(document: docx.document.Document) -> None:
        frame = document.add_table(1, 1)
        frame.cell(0, 0).text = "評級：買進"
        frame.cell(0, 0).add_paragraph("目標價：128 元")
        body = document.element.body
        body.insert(
            1,
            parse_xml(
                f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控制項內文字。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )
        body.insert(
            2,
            parse_xml(
                f"<w:p {W}><w:ins><w:r><w:t>插入 5 億元。</w:t></w:r></w:ins><w:del><w:r><w:delText>刪除 9.99。</w:delText></w:r></w:del>"
                "<w:hyperlink><w:r><w:t>連結文字</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>下一行</w:t></w:r></w:p>"
            ),
        )
        body.insert(
            3,
            parse_xml(
                f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent><mc:Choice>'
                "<w:drawing><w:txbxContent><w:p><w:r><w:t>方塊內文字。</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
                "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>方塊內文字。</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
                "</mc:AlternateContent></w:r><w:r><w:t>本文。</w:t></w:r></w:p>"
            ),
        )

    note = read(build)
    assert [t for _, t in outline(note)] == [
        "評級：買進",
        "目標價：128 元",
        "控制項內文字。",
        "插入 5 億元。連結文字",
        "下一行",
        "本文。",
        "方塊內文字。",
    ]


def test_typed_columns_are_a_table() -> None:
    def build(document: docx.document.Document) -> None:
        for line in ("項目\t2025\t2024", "營收\t100\t90", "毛利\t5\t7"):
            document.add_paragraph(line)
        document.add_paragraph("公司\t說明在此。")
        document.add_paragraph("後文。")

    note = read(build)
    assert grid(note.tables[0])[0] == ["項目", "2025", "2024"]
    assert texts(note, "paragraph")[-1] == "後文。"


def test_footnotes() -> None:
    document = docx.Document()
    document.add_paragraph("公司公布業績。")
    paragraph = document.add_paragraph("毛利率 21.5%")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>未經會計師核閱。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>'
    )
    raw = edited(
        saved(document),
        "word/_rels/document.xml.rels",
        lambda data: data.replace(b"</Relationships>", relation),
        {"word/footnotes.xml": notes.encode()},
    )
    raw = edited(
        raw,
        "[Content_Types].xml",
        lambda data: data.replace(
            b"</Types>",
            b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.footnotes+xml"/></Types>',
        ),
    )
    assert outline(read_note(raw, "note.docx"))[1:] == [
        ("paragraph", "毛利率 21.5%¹"),
        ("footnote", "¹ 未經會計師核閱。"),
    ]


def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph("公司營收成長一成。")
    return saved(document)


def test_document_types_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    raw = edited(plain(), "word/document.xml", lambda data: bomb + data[data.index(b"<w:document") :])
    with pytest.raises(UnreadableNoteError, match="document type") as caught:
        read_note(raw, "note.docx")
    assert caught.value.check == "broken_docx"


def test_archives_that_unpack_beyond_reason_are_refused() -> None:
    raw = edited(plain(), "", lambda data: data, {"word/media/a.bin": b"\0" * (64 << 20)})
    with pytest.raises(UnreadableNoteError, match="unpacks to") as caught:
        read_note(raw, "note.docx")
    assert caught.value.check == "unpacks_too_large"


@pytest.mark.parametrize("length", [30, 200, 2000, -50])
def test_cut_files_are_refused(length: int) -> None:
    with pytest.raises(UnreadableNoteError):
        read_note(plain()[:length] + (b"word/" if length == 30 else b""), "note.docx")


def test_broken_xml_is_refused() -> None:
    with pytest.raises(UnreadableNoteError):
        read_note(edited(plain(), "word/document.xml", lambda data: data[:-40]), "note.docx")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(UnreadableNoteError, match="without text"):
        read_note(saved(docx.Document()), "note.docx")


def test_example_in_word(shared) -> None:  # type: ignore[no-untyped-def]
    folder = shared / "corpus"
    text = read_note(next(folder.glob("000_*.txt")).read_bytes(), "text")
    word = read_note((folder / "rendered/note.docx").read_bytes(), "word")
    check(word)
    assert [grid(t) for t in word.tables] == [grid(t) for t in text.tables]
    for ours, theirs in zip(word.tables, text.tables, strict=True):
        assert (ours.n_header_rows, ours.n_stub_cols) == (theirs.n_header_rows, theirs.n_stub_cols)
        assert ours.caption and theirs.caption and ours.caption.text == theirs.caption.text
        assert ours.source_line and theirs.source_line and ours.source_line.text == theirs.source_line.text
    told = [(f.number, f.caption and f.caption.text, f.source_line and f.source_line.text) for f in text.figures]
    assert [
        (f.number, f.caption and f.caption.text, f.source_line and f.source_line.text) for f in word.figures
    ] == told
    squeezed = [("".join(t.split()).replace("|", ""), k) for k, t in outline(text) if k != "table"]
    assert [("".join(t.split()).replace("|", ""), k) for k, t in outline(word) if k != "table"] == squeezed
