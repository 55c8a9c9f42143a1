"""Markdown: markers and addresses passed over, links' text kept, front matter set apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.read.dates import find_stamp
from pipeline.read.markup import read_markup
from tests.read.texts import check, grid, outline, read, texts


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("記憶體廠[**東方**](/tag/東方)（1234）財報", "記憶體廠|東方|（1234）財報"),
        ("營收**15**億元，*年增* 3%", "營收|15|億元，|年增| 3%"),
        ("詳見<https://example.com/a?b=1>說明", "詳見|說明"),
        ("詳見 https://example.com/a(b) 一文", "詳見 | 一文"),
        ("圖示![說明](a.png)如下", "圖示|如下"),
        ('[![圖](a.png)](http://b "標題 (1)")文字', "文字"),
        ("1024\\*768 與 3*4*5", "1024|*768 與 3*4*5"),
        ("第一行<br>第二行", "第一行|第二行"),
        ("若 EPS<3 且 ROE>5 則為 a<b", "若 EPS<3 且 ROE>5 則為 a<b"),
        ('[前往「東方(1234)」](/tag/%E6(1234) "前往「東方(1234)」頁")尾', "前往「東方(1234)」|尾"),
        ("[未成連結] (說明)", "[未成連結] (說明)"),
        ("見<!-- 隱藏 12 -->此", "見|此"),
    ],
)
def test_what_is_visible(line: str, pieces: str) -> None:
    found = read_markup(line).pieces(line, 0, len(line))
    assert "|".join(line[s.start : s.end] for s in found) == pieces


def test_a_link_over_several_lines() -> None:
    text = "[1\n\n東方公司獲大單](/news/1) [2\n\n西方公司法說](/news/2)"
    markup = read_markup(text)
    whole = markup.pieces(text, 0, len(text))
    assert markup.link_characters(text, whole) == len("1東方公司獲大單2西方公司法說")


def test_headings_and_their_levels() -> None:
    note = read("# 東方公司：買進\n\n## **營運** #\n\n### ➤ 展望\n\n內文說明。\n\n風險\n===\n\n內文說明。\n")
    assert [(b.kind, b.level) for b in note.blocks] == [
        ("title", 1),
        ("heading", 2),
        ("heading", 3),
        ("paragraph", 0),
        ("heading", 1),
        ("paragraph", 0),
    ]
    assert texts(note, "heading") == ["營運", "展望", "風險"]


def test_front_matter() -> None:
    text = (
        "---\ntitle: 東方公司初評\ndate: 2025-03-04T08:00:00+08:00\nurl: https://example.com/1\nticker: 1234.TW\n"
        "extracted_date: 2025-06-01\n---\n\n# 東方公司初評\n\n給予買進評等。\n"
    )
    note = read(text)
    check(note)
    assert len(texts(note, "front_matter")) == 5
    meta = note.metadata
    assert (meta.title, meta.url, meta.ticker) == ("東方公司初評", "https://example.com/1", "1234.TW")
    assert meta.published_at == datetime(2025, 3, 4, tzinfo=UTC).astimezone(meta.published_at.tzinfo)  # type: ignore[union-attr]
    assert texts(note, "title") == ["東方公司初評"]


def test_a_rule_is_no_front_matter() -> None:
    assert texts(read("---\n這是一段沒有鍵值的文字。\n---\n"), "paragraph") == ["這是一段沒有鍵值的文字。"]


def test_keyed_head() -> None:
    note = read("標題：東方公司調升至買進\n日期：2025/3/4\n作者：王小明\n\n公司上季獲利優於預期。\n")
    assert texts(note, "title") == ["東方公司調升至買進"]
    assert (note.metadata.author, note.metadata.published_at) == ("王小明", datetime(2025, 3, 4))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-10T11:12:00", datetime(2025, 11, 10, 11, 12)),
        ("2025年6月13日週五 下午7:15", datetime(2025, 6, 13, 19, 15)),
        ("發布時間：2025/5/20 15:10", datetime(2025, 5, 20, 15, 10)),
        ("2025.06.25 12:05 AM", datetime(2025, 6, 25, 0, 5)),
        ("2025-06-25T07:00:00Z", datetime(2025, 6, 25, 7, tzinfo=UTC)),
    ],
)
def test_stamps(text: str, moment: datetime) -> None:
    found = find_stamp(text)
    assert found and found[0] == moment


@pytest.mark.parametrize("text", ["2025-02-30", "1.2025.5.6", "營收 2025 億", "02025-01-01"])
def test_no_stamps(text: str) -> None:
    assert find_stamp(text) is None


def test_pipe_table_with_links_and_an_empty_head() -> None:
    note = read(
        "*市場預估EPS*\n\n|  |  |  |\n| --- | --- | --- |\n| 預估值 (單位：[新台幣](http://a/b)千元) | *2025年(前值)* | *2026年* |\n"
        "| 最高值 | 81.31(80.00) | 98.23 |\n| 最低值 | **64.35** | 71.17 |\n"
    )
    check(note)
    (table,) = note.tables
    assert grid(table) == [
        ["預估值 (單位：新台幣千元)", "2025年(前值)", "2026年"],
        ["最高值", "81.31(80.00)", "98.23"],
        ["最低值", "64.35", "71.17"],
    ]
    assert (table.n_header_rows, table.n_stub_cols) == (1, 1)
    assert table.caption and table.caption.text == "市場預估EPS"
    assert outline(note)[0] == ("caption", "市場預估EPS")


def test_unit_of_the_corner_counts_for_the_table() -> None:
    note = read("| 項目（單位：千元） | 2025 | 2024 |\n|---|---|---|\n| 營收 | 5 | 4 |\n")
    (table,) = note.tables
    unit = table.unit_line
    assert unit and unit.text == note.raw_text[unit.span.start : unit.span.end] == "單位：千元"
