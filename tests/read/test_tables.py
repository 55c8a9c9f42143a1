"""Tables in text, and what the grid says of heads, stubs and paths."""

from __future__ import annotations

import pytest

from pipeline.model.note import Table
from pipeline.model.place import Printed, Span
from pipeline.read.grid import GridCell, build_table, is_data, is_period
from tests.read.texts import check, grid, read, texts


def table_of(rows: list[list[str]], **options: int) -> Table:
    cells, at = [], 0
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            spans = (Span(at, at + len(text)),) if text else ()
            cells.append(GridCell(r, c, Printed(text, spans)))
            at += len(text) + 1
    table = build_table(cells, **options)
    assert table
    return table


def paths(table: Table, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cell = next(cell for cell in table.cells if cell.printed.text == text)
    return cell.row_path, cell.col_path


@pytest.mark.parametrize(
    "text",
    [
        "18.6%",
        "(1,234)",
        "-22.5%",
        "32.2-33.4",
        "約 1%",
        "轉虧146億元",
        "$ 1,152",
        "81.31(80)",
        "4341.35 倍",
        "731元->751元",
    ],
)
def test_figures(text: str) -> None:
    assert is_data(text)


@pytest.mark.parametrize("text", ["1. 東方", "前視攝像頭 8MP x 2", "2024年", "4Q25", "買入", "—", "", "雷達 x 12"])
def test_no_figures(text: str) -> None:
    assert not is_data(text)


@pytest.mark.parametrize(
    "text",
    ["2024", "2024年", "1Q26", "FY2025", "24Q3", "113年度", "二零二五年", "2025/08/28", "2024年(前值)", "Q3 2024"],
)
def test_periods(text: str) -> None:
    assert is_period(text)


def test_two_head_rows_of_which_one_spans() -> None:
    table = table_of(
        [
            ["", "2025年", "", "2024年", ""],
            ["項目", "金額", "%", "金額", "%"],
            ["營收", "100", "50", "90", "45"],
            ["毛利", "30", "15", "27", "13"],
        ]
    )
    assert (table.n_header_rows, table.n_stub_cols) == (2, 1)
    assert paths(table, "15") == (("毛利",), ("2025年", "%"))
    assert paths(table, "27") == (("毛利",), ("2024年", "金額"))
    assert next(c for c in table.cells if c.printed.text == "2024年").col_span == 2


def test_sections_govern_the_rows_below() -> None:
    table = table_of(
        [["", "2025", "2024"], ["流動資產", "", ""], ["現金", "5", "4"], ["非流動資產", "", ""], ["設備", "9", "8"]]
    )
    assert table.n_header_rows == 1
    assert paths(table, "4") == (("流動資產", "現金"), ("2024",))
    assert paths(table, "9") == (("非流動資產", "設備"), ("2025",))


def test_code_and_note_columns_are_stubs() -> None:
    coded = table_of(
        [
            ["代碼", "會計項目", "附註", "金額", "%"],
            ["4000", "營業收入", "四", "738", "100"],
            ["5000", "營業成本", "", "481", "65"],
        ]
    )
    assert coded.n_stub_cols == 3
    noted = table_of([["", "附註", "千元"], ["營業額", "3", "99,313"], ["成本", "", "(94,192)"]])
    assert noted.n_stub_cols == 2


def test_ratings_between_names_and_prices_are_data() -> None:
    table = table_of(
        [["券商", "評級", "目標價"], ["甲", "買入", "75元"], ["乙", "買入", "70元"], ["丙", "中性", "60元"]]
    )
    assert table.n_stub_cols == 1


def test_a_table_without_figures() -> None:
    specifications = [["標準版", "長程版"], ["攝像頭 8MP x 2", "攝像頭 8MP x 2"], ["", "雷達 x 2"]]
    assert (table_of(specifications).n_header_rows, table_of(specifications).n_stub_cols) == (1, 0)
    views = [["券商", "觀點"], ["甲證券", "業績符預期"], ["乙證券", "看好新產品"]]
    assert (table_of(views).n_header_rows, table_of(views).n_stub_cols) == (1, 1)


def test_empty_rows_and_columns_go() -> None:
    table = table_of([["", "", ""], ["項目", "", "2025"], ["", "", ""], ["營收", "", "5"]], header_rows=2)
    assert (table.n_rows, table.n_cols, table.n_header_rows) == (2, 2, 1)


def test_what_is_no_table() -> None:
    assert build_table([GridCell(0, 0, Printed("甲", (Span(0, 1),)))]) is None
    assert build_table([GridCell(row, 0, Printed("甲", (Span(row, row + 1),))) for row in range(9)]) is None


def test_spans_beyond_reason_are_refused() -> None:
    cells = [
        GridCell(0, 0, Printed("甲", (Span(0, 1),)), row_span=10**6, col_span=10**6),
        GridCell(1, 1, Printed("乙", (Span(1, 2),))),
    ]
    assert build_table(cells) is None or build_table(cells).n_rows <= 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "項目\t2025\t2024\n營收\t100\t90\n毛利\t(5)\t7\n",
        "| 項目 | 2025 | 2024 |\n|---|---:|---:|\n| 營收 | 100 | 90 |\n| 毛利 | (5) | 7 |\n",
        "項目 | 2025 | 2024\n--- | --- | ---\n營收 | 100 | 90\n毛利 | (5) | 7\n",
        "項目│2025│2024\n營收│100│90\n毛利│(5)│7\n",
        "┌──┬──┬──┐\n│項目│2025│2024│\n├──┼──┼──┤\n│營收│100│90│\n│毛利│(5)│7│\n└──┴──┴──┘\n",
        "+----+------+------+\n| 項目 | 2025 | 2024 |\n+----+------+------+\n| 營收 | 100 | 90 |\n+----+------+------+\n| 毛利 | (5) | 7 |\n+----+------+------+\n",
        "項目    2025    2024\n營收    100     90\n毛利    (5)     7\n",
    ],
)
def test_one_table_typed_in_seven_ways(text: str) -> None:
    note = read(f"前文說明如下。\n\n{text}\n後文說明如上。\n")
    check(note)
    (table,) = note.tables
    assert grid(table) == [["項目", "2025", "2024"], ["營收", "100", "90"], ["毛利", "(5)", "7"]]
    assert (table.n_header_rows, table.n_stub_cols) == (1, 1)
    assert texts(note, "paragraph") == ["前文說明如下。", "後文說明如上。"]


def test_rows_that_wrap_between_borders_are_one_row() -> None:
    note = read("┌──┬──┐\n│項目│金額│\n├──┼──┤\n│營業│100 │\n│收入│    │\n├──┼──┤\n│毛利│5   │\n└──┴──┘\n")
    assert grid(note.tables[0]) == [["項目", "金額"], ["營業收入", "100"], ["毛利", "5"]]


def test_a_short_title_between_rows_belongs_to_the_table() -> None:
    note = read("\t2025\t2024\n流動資產\n現金\t5\t4\n")
    assert paths(note.tables[0], "5") == (("流動資產", "現金"), ("2025",))


def test_captions_units_and_sources_are_tied() -> None:
    note = read(
        "表1：損益預估\n單位：百萬元\n\n項目\t2025\t2024\n營收\t100\t90\n\n資料來源：公司\n\n"
        "表2：資產負債\n\n項目\t2025\t2024\n現金\t10\t9\n\n來源：本公司整理\n"
    )
    told = [
        (t.caption and t.caption.text, t.unit_line and t.unit_line.text, t.source_line and t.source_line.text)
        for t in note.tables
    ]
    assert told == [("表1：損益預估", "單位：百萬元", "資料來源：公司"), ("表2：資產負債", None, "來源：本公司整理")]
    assert [(b.kind, b.table) for b in note.blocks if b.table is not None] == [
        ("caption", 0),
        ("unit_line", 0),
        ("table", 0),
        ("source_line", 0),
        ("caption", 1),
        ("table", 1),
        ("source_line", 1),
    ]
    assert note.figures == ()


def test_a_source_line_does_not_reach_over_prose() -> None:
    prose = "公司上季營收年增一成，毛利率改善，法人預期下半年需求回溫，全年獲利可望優於去年，並上調其目標價與評等，維持正面看法不變。"
    note = read(f"圖1：營收\n\n{prose}\n\n資料來源：公司\n")
    assert note.figures[0].source_line is None


def test_a_prose_line_with_a_bar_is_no_table() -> None:
    note = read("東方公司 | 西方公司 同日公布財報，營收均成長。\n下一行是另外一段文字，與前一行無關。\n")
    assert note.tables == ()
