"""HTML: what a browser shows, in order; spanning cells; the site around the note."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UnreadableNoteError
from pipeline.model.note import Note
from pipeline.read import read_note
from tests.read.texts import check, grid, outline, texts


def page(body: str, head: str = "", encoding: str = "utf-8") -> Note:
    note = read_note(
        f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(encoding), "note.html"
    )
    check(note)
    return note


def test_blocks_and_inline_marks() -> None:
    note = page(
        "<h1>東方公司：<b>買進</b></h1><p>營收<b>15</b>億元，\n  年增 3%。</p><ul><li>毛利率持平</li><li>評級 <i>買入</i></li></ul>"
        "<div>第一行<br>第二行</div>直接文字<p>&nbsp;</p>"
    )
    assert outline(note) == [
        ("title", "東方公司：買進"),
        ("paragraph", "營收15億元， 年增 3%。"),
        ("list_item", "毛利率持平"),
        ("list_item", "評級 買入"),
        ("paragraph", "第一行"),
        ("paragraph", "第二行"),
        ("paragraph", "直接文字"),
    ]
    assert (note.format, note.reader) == ("html", "lxml")


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var eps = 9.99;</script>",
        "<style>.a{color:red}</style>",
        "<p hidden>EPS 9.99</p>",
        '<span style="display: none">EPS 9.99</span>',
        '<div style="visibility:hidden">EPS 9.99</div>',
        '<i aria-hidden="true">9.99</i>',
        '<span class="sr-only">9.99</span>',
        '<span class="trap">9.99</span>',
        "<!-- 9.99 -->",
        "<noscript>9.99</noscript>",
        "<select><option>9.99</select>",
        "<del>9.99</del>",
        "<svg><text>9.99</text></svg>",
        '<span style="font-size:0">9.99</span>',
    ],
)
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    note = page(
        f"<p>營收為 5 億元。{hidden}毛利率持平。</p>", "<style>.trap, p.other { color: red; display:none }</style>"
    )
    assert "9.99" not in note.raw_text
    assert "營收為 5 億元。" in note.raw_text and "毛利率持平。" in note.raw_text


def test_superscripts_do_not_join_the_number() -> None:
    note = page("<p>面積 10<sup>2</sup> m<sup>2</sup>，佔 21.5%<sup>3</sup>。</p>")
    assert texts(note, "paragraph") == ["面積 10² m²，佔 21.5%³。"]


def test_spanning_cells_and_two_head_rows() -> None:
    note = page(
        "<p>表1：損益（單位：百萬元）</p><table><thead><tr><th rowspan=2>項目</th><th colspan=2>2025年</th><th colspan='2'>2024年</th></tr>"
        "<tr><th>金額</th><th>%</th><th>金額</th><th>%</th></tr></thead><tbody><tr><th>營收</th><td>100</td><td>50</td><td>90</td><td>45</td></tr>"
        "<tr><th>毛<br>利</th><td rowspan=2>30</td><td>15</td><td>27</td><td>13</td></tr><tr><th>淨利</th><td>9</td><td>20</td><td>8</td></tr></tbody>"
        "<tfoot><tr><td colspan=5>資料來源：公司</td></tr></tfoot></table>"
    )
    (table,) = note.tables
    assert grid(table) == [
        ["項目", "2025年", "2025年", "2024年", "2024年"],
        ["項目", "金額", "%", "金額", "%"],
        ["營收", "100", "50", "90", "45"],
        ["毛利", "30", "15", "27", "13"],
        ["淨利", "30", "9", "20", "8"],
    ]
    assert (table.n_header_rows, table.n_stub_cols) == (2, 1)
    cell = next(c for c in table.cells if c.printed.text == "13")
    assert (cell.row_path, cell.col_path) == (("毛利",), ("2024年", "%"))
    assert table.caption and table.caption.text == "表1：損益（單位：百萬元）"
    assert table.source_line and table.source_line.text == "資料來源：公司"


def test_caption_elements() -> None:
    note = page(
        "<table><caption>各券商目標價</caption><tr><th>券商<th>目標價<tr><td>甲<td>75元<tr><td>乙<td>70元</table>"
        "<figure><img src=a.png><figcaption>圖2：走勢</figcaption><figcaption>資料來源：彭博</figcaption></figure>"
    )
    (table,) = note.tables
    assert grid(table) == [["券商", "目標價"], ["甲", "75元"], ["乙", "70元"]]
    assert table.caption and table.caption.text == "各券商目標價"
    assert [(f.number, f.source_line and f.source_line.text) for f in note.figures] == [("2", "資料來源：彭博")]


def test_a_table_that_lays_out_a_page_is_read_as_text() -> None:
    note = page(
        "<table><tr><td><p>第一段說明公司營收。</p></td><td><table><tr><th>項目<th>2025<tr><td>營收<td>5</table></td></tr>"
        "<tr><td>►</td><td>附件一</td></tr></table>"
    )
    assert texts(note, "paragraph") == ["第一段說明公司營收。", "►", "附件一"]
    assert grid(note.tables[0]) == [["項目", "2025"], ["營收", "5"]]


def test_typed_tables_in_preformatted_text() -> None:
    note = page(
        "<p>說明如下。</p><pre>項目\t2025\t2024\n營收\t100\t90\n毛利\t5\t7\n\n資料來源：公司</pre><table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    )
    assert [grid(t)[0] for t in note.tables] == [["項目", "2025", "2024"], ["甲", "1"]]
    assert note.tables[0].source_line and note.tables[0].source_line.text == "資料來源：公司"


def test_the_site_around_the_note() -> None:
    prose = "東方公司首季營收年增一成，毛利率改善至三成，法人看好全年表現，並上調目標價。"
    note = page(
        f"<nav><a href=/>首頁</a> 今日大盤 23000 點</nav><header><a href=/>示例網</a></header><main><h1>東方公司首季財報優於預期</h1>"
        f"<time>2025-05-13 17:49</time><p>{prose}</p><p>{prose}</p><div class='related-news'><p>西方公司大跌 37%，引發關注。</p></div></main>"
        "<footer>版權所有 © 2025 示例網</footer>",
        "<title>東方公司首季財報優於預期 | 示例網</title><link rel=canonical href='https://a.example/1'>"
        "<meta property='article:published_time' content='2025-05-13T17:49:00'>",
    )
    kept = [(kind, text) for kind, text in outline(note) if kind != "boilerplate"]
    assert kept == [
        ("title", "東方公司首季財報優於預期"),
        ("paragraph", "2025-05-13 17:49"),
        ("paragraph", prose),
        ("paragraph", prose),
    ]
    assert note.metadata.published_at == datetime(2025, 5, 13, 17, 49)
    assert note.metadata.url == "https://a.example/1"


@pytest.mark.parametrize("encoding", ["utf-8", "big5hkscs", "gb18030", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "big5", "gb2312", "iso-8859-1", "nonsense"])
def test_the_declared_encoding_is_followed_where_it_is_true(encoding: str, declared: str) -> None:
    note = page("<p>東方證券維持「買入」評級，目標價 128 元。</p>", f'<meta charset="{declared}">', encoding)
    assert texts(note, "paragraph") == ["東方證券維持「買入」評級，目標價 128 元。"]


def test_entities_and_forbidden_characters() -> None:
    note = page("<p>甲&amp;乙 &#x6E2F;&#20803; &lt;3% &nbsp;丙&#0;丁&#xD800;</p>")
    assert texts(note, "paragraph")[0].startswith("甲&乙 港元 <3% \xa0丙")


@pytest.mark.parametrize("body", ["", "<script>1</script>", "<p>&nbsp;</p>", "<img src=a>"])
def test_pages_without_text_are_refused(body: str) -> None:
    with pytest.raises(UnreadableNoteError):
        page(body)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 1500 + "營收成長" + "</div>" * 1500,
        "<table><tr>" + "<td colspan=9999 rowspan=9999>營收</td>" * 50 + "</tr></table>",
        "<table>" + "<tr><td>營收<td>5" * 5000 + "</table>",
        "<table><tr><td>" * 200 + "營收",
        "<b>" * 50_000 + "營收",
        "<p>營收" * 20_000,
        "<a href=x>營收</a>" * 20_000,
        "<nav>營收</nav>" * 10_000,
        "營收<br>" * 20_000,
    ],
    ids=["deep", "spans", "long table", "nested tables", "bold", "paragraphs", "links", "navs", "breaks"],
)
def test_hostile_pages_end(body: str) -> None:
    assert "營收" in page(body).raw_text


def test_a_page_too_deep_to_parse_is_refused_and_not_cut_short() -> None:
    with pytest.raises(UnreadableNoteError, match="inside one another"):
        page("<p>營收成長。</p>" + "<div>" * 30_000 + "毛利率")


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "<table>",
        "<tr>",
        "<td>",
        "<td",
        "colspan=3>",
        "<td",
        "rowspan=2>",
        "<th>",
        "</table>",
        "<ul>",
        "<li>",
        "<h1>",
        "</h1>",
        "<a",
        "href=x>",
        "</a>",
        "<br>",
        "<sup>",
        "</sup>",
        "<pre>",
        "</pre>",
        "<nav>",
        "</nav>",
        "<caption>",
        "<figcaption>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&#0;",
        "營收成長",
        "18.6%",
        "圖一：甲",
        "資料來源：乙",
        "單位：千元",
        "2024年",
        "1",
        "\n",
        "\t",
    ]
)


@given(st.lists(PARTS, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_arrangement_of_tags(parts: list[str]) -> None:
    try:
        check(read_note(("<html>" + " ".join(parts)).encode(), "case"))
    except UnreadableNoteError:
        return


def test_example_in_html(shared) -> None:  # type: ignore[no-untyped-def]
    folder = shared / "corpus"
    text = read_note(next(folder.glob("000_*.txt")).read_bytes(), "text")
    html = read_note((folder / "rendered/note.html").read_bytes(), "html")
    check(html)
    assert [grid(t) for t in html.tables] == [grid(t) for t in text.tables]
    for ours, theirs in zip(html.tables, text.tables, strict=True):
        assert (ours.n_header_rows, ours.n_stub_cols) == (theirs.n_header_rows, theirs.n_stub_cols)
        assert ours.caption and theirs.caption and ours.caption.text == theirs.caption.text
        assert ours.source_line and theirs.source_line and ours.source_line.text == theirs.source_line.text
    told = [(f.number, f.caption and f.caption.text, f.source_line and f.source_line.text) for f in text.figures]
    assert [
        (f.number, f.caption and f.caption.text, f.source_line and f.source_line.text) for f in html.figures
    ] == told
    squeezed = [("".join(t.split()).replace("|", ""), k) for k, t in outline(text) if k != "table"]
    assert [("".join(t.split()).replace("|", ""), k) for k, t in outline(html) if k != "table"] == squeezed


def test_web_pages_saved_as_pdf(shared) -> None:  # type: ignore[no-untyped-def]
    for path in sorted((shared / "corpus/misc").glob("*.pdf")):
        assert read_note(path.read_bytes(), path.name).format == "html"
