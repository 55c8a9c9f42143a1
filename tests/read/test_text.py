"""A note typed as plain text: titles, headings, captions, sources, sentences cut by a page."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline.read
from tests.read.texts import check, grid, outline, read, texts

FOLDER = Path(pipeline.read.__file__).parent

NOTE = """\ufeff
東方汽車 ( 1234.HK ) 上季交付量理想，股價 2025 年以來累升 30%。市場關注新車型能否延續升勢，以及海外工廠的投產時間表。

### 東方汽車交付創新高，目標價上調

全年目標為 20 萬輛，公司預計第四季可交付 6 萬輛，銷售網絡已覆蓋 40 個城市，並已開設

{space}


超過 90 家門店。管理層維持毛利率指引不變，並將原


有的研發團隊擴充至 500 人。

圖一：東方汽車季度交付量

Quarterly deliveries, 2023 - 2025


資料來源：公司公告，東方證券整理

➤ 海外市場：歐洲佔比提升

圖二：主要車廠市場份額

車廠\t2025年份額\t2024年份額\t變動
1. 東方\t14.8%\t13.6%\t-0.3%
2. 南方\t12.1%\t\t2.4%

資料來源：車協

➤ **展望：新車型下半年上市**

本報告所載資料僅供參考。
""".replace("{space}", " ")


def test_outline_of_a_note() -> None:
    note = read(NOTE)
    check(note)
    assert note.raw_text == NOTE
    kinds = [(kind, text[:11]) for kind, text in outline(note)]
    assert kinds == [
        ("paragraph", "東方汽車 ( 1234"[:11]),
        ("title", "東方汽車交付創新高，目"),
        ("paragraph", "全年目標為 20 萬輛"),
        ("caption", "圖一：東方汽車季度交付"),
        ("caption", "Quarterly d"),
        ("source_line", "資料來源：公司公告，東"),
        ("heading", "海外市場：歐洲佔比提升"[:11]),
        ("caption", "圖二：主要車廠市場份額"),
        ("table", "車廠\t2025年份額\t"),
        ("source_line", "資料來源：車協"),
        ("heading", "展望：新車型下半年上市"[:11]),
        ("paragraph", "本報告所載資料僅供參考"),
    ]
    assert note.metadata.title == "東方汽車交付創新高，目標價上調"


def test_sentences_cut_by_a_page_are_one_block() -> None:
    paragraph = texts(read(NOTE), "paragraph")[1]
    assert paragraph.count("|") == 2
    assert "並已開設|超過 90 家" in paragraph and "並將原|有的研發" in paragraph


def test_table_under_a_figure_caption() -> None:
    note = read(NOTE)
    (table,) = note.tables
    assert grid(table) == [
        ["車廠", "2025年份額", "2024年份額", "變動"],
        ["1. 東方", "14.8%", "13.6%", "-0.3%"],
        ["2. 南方", "12.1%", "", "2.4%"],
    ]
    assert (table.n_header_rows, table.n_stub_cols) == (1, 1)
    assert table.caption and table.caption.text == "圖二：主要車廠市場份額"
    assert table.source_line and table.source_line.text == "資料來源：車協"
    share = next(cell for cell in table.cells if cell.printed.text == "12.1%")
    assert (share.role, share.row_path, share.col_path) == ("data", ("2. 南方",), ("2025年份額",))
    assert [(f.number, f.source_line and f.source_line.text) for f in note.figures] == [
        ("一", "資料來源：公司公告，東方證券整理"),
        ("二", "資料來源：車協"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("公司全年營收成長符合預期，毛利率亦見改善，產能利用率則升至 1", "84 TOPS 的晶片已經量產，客戶反應良好。"),
        ("公司全年營收成長符合預期，毛利率亦見改善，產能利用率則升至九成。", "下半年訂單能見度高，法人看好後市表現。"),
        ("公司全年營收成長符合預期，毛利率亦見改善，重點如下：", "下半年訂單能見度高，法人看好後市表現。"),
        ("法人說明會摘要", "下半年訂單能見度高，法人看好後市表現。"),
    ],
)
def test_what_is_not_joined(first: str, second: str) -> None:
    assert outline(read(f"前言說明如下。\n\n{first}\n\n\n{second}\n"))[1:] == [
        ("paragraph", first),
        ("paragraph", second),
    ]


def test_a_page_number_in_a_sentence_is_passed_over() -> None:
    first = "公司全年營收成長符合預期，毛利率亦見改善，管理層認為新產線將於明年"
    note = read(f"前言說明如下。\n\n{first}\n\n- 3 -\n\n第一季投產，資本支出維持不變。\n")
    assert outline(note)[1:] == [
        ("paragraph", f"{first}|第一季投產，資本支出維持不變。"),
        ("running_head", "- 3 -"),
    ]


def test_notes_without_full_stops_are_not_run_together() -> None:
    points = [f"第{n}項：公司營收成長符合市場預期，毛利率亦有所改善，維持正面看法並上調預測" for n in "甲乙丙丁戊己庚"]
    assert [kind for kind, _ in outline(read("\n\n".join(points)))] == ["title"] + ["paragraph"] * 6


def test_lines_cut_at_a_column_are_one_paragraph() -> None:
    lines = [
        "東方半導體公布去年第四季財報，單季營收為新台幣一百二十億元，較前一季成長百分之五，毛利率則",
        "因產品組合改善而回升至百分之四十五，優於公司先前所給的指引，法人因此上調今年獲利預估，並看",
        "好其市占率。",
        "展望本季，管理層看法樂觀。",
    ]
    assert outline(read("\n".join(lines))) == [("paragraph", "|".join(lines[:3])), ("paragraph", lines[3])]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("圖3 營收趨勢", "caption"),
        ("表1：獲利預估", "caption"),
        ("Figure 3: Revenue by segment", "caption"),
        ("Exhibit 12. Target price", "caption"),
        ("圖表 2-1：產能", "caption"),
        ("▲東方公司營收占比", "caption"),
        ("來源：東方證券", "source_line"),
        ("Source: Company data", "source_line"),
        ("資料來源／證交所", "source_line"),
        ("單位：新台幣仟元", "unit_line"),
        ("（單位：百萬元）", "unit_line"),
        ("（人民幣百萬元）", "unit_line"),
        ("(除另予註明者外，金額為新台幣十億元)", "unit_line"),
        ("※本篇單位均為美元", "unit_line"),
        ("註：未經會計師核閱", "footnote"),
        ("註1：含稅", "footnote"),
        ("- 12 -", "running_head"),
        ("第 3 頁，共 9 頁".replace("，", " "), "running_head"),
        ("一、營運概況", "heading"),
        ("【產業觀察】", "heading"),
        ("**結論**", "heading"),
        ("圖三顯示公司市占率穩步上升，並超越同業。", "paragraph"),
        ("表現優於大盤 3 個百分點", "paragraph"),
        ("單位成本下降，毛利率因此改善。", "paragraph"),
        ("2025", "paragraph"),
    ],
)
def test_what_a_line_is(line: str, kind: str) -> None:
    note = read(f"前段說明文字，作為上文。\n\n{line}\n\n後段說明文字，作為下文。\n")
    assert [k for k, _ in outline(note)] == ["paragraph", kind, "paragraph"] or (
        kind == "heading" and texts(note, "title")
    )


def test_lists_keep_their_numbers_and_lose_their_bullets() -> None:
    note = read("重點：\n\n- 營收成長 5%\n- 毛利率持平\n\n1. 買進\n2. 持有\n")
    assert texts(note, "list_item") == ["營收成長 5%", "毛利率持平", "1. 買進", "2. 持有"]


def test_carriage_returns_stay_in_the_raw_text() -> None:
    note = read("甲公司營收成長。\r\n\r\n乙公司營收衰退。\r\n")
    assert note.raw_text.count("\r") == 3
    assert texts(note, "paragraph") == ["甲公司營收成長。", "乙公司營收衰退。"]


def test_lines_that_come_again_on_every_page_are_running_heads() -> None:
    page = "公司全年營收成長符合預期，毛利率亦見改善。\n\n法人看好後市表現。\n\n訂單能見度高。\n\n資本支出持平。\n\n"
    cut = "管理層認為新產線將於明年第一季投產，產能可望因此提升，帶動市占率"
    note = read(
        f"前言說明如下。\n\n{page}東方證券研究部\n\n1\n\n{page}東方證券研究部\n\n2\n\n{page}{cut}\n\n東方證券研究部\n\n3\n\n回升至三成。\n"
    )
    assert texts(note, "running_head") == ["東方證券研究部", "1", "東方證券研究部", "2", "東方證券研究部", "3"]
    assert texts(note, "paragraph")[-1] == f"{cut}|回升至三成。"


@pytest.mark.parametrize("name", ["chrome.tsv", "related.tsv"])
def test_word_lists_are_sorted_and_sourced(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert rows == sorted(rows)
    assert all(len(row) == len(lines[0].split("\t")) and row[-1] for row in rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
