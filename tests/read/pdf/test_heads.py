"""Heads of tables, and what stands over, beside and between tables: layouts drawn one rule at a time."""

from __future__ import annotations

from pipeline.model.note import Note, Table
from pipeline.read import read_note
from tests.read.pdf.made import Drawing
from tests.read.texts import grid


def note(drawing: Drawing) -> Note:
    return read_note(drawing.raw(), "case.pdf")


def read(drawing: Drawing) -> tuple[Table, ...]:
    return note(drawing).tables


def rows_of(drawing: Drawing, rights: tuple[float, ...], y: float, *rows: tuple[str, ...], left: float = 60.0) -> float:
    for label, *figures in rows:
        drawing.text(left, y, label)
        for x, figure in zip(rights, figures, strict=True):
            if figure:
                drawing.right(x, y, figure)
        y += 16
    return y


RIGHTS = (240.0, 320.0, 400.0, 480.0)
LOANS = (
    ("甲公司", "1,200,000", "350,000", "2.35", "900"),
    ("乙公司", "850,000", "120,000", "3.10", "700"),
    ("丙公司", "430,000", "-", "2.80", "500"),
)


def test_what_stands_over_a_rule_is_the_head_of_its_column_however_many_lines_it_has() -> None:
    drawing = Drawing()
    for x, lines in zip(
        RIGHTS, (("本期", "最高餘額"), ("期末餘額",), ("利率", "區間", "%"), ("個別對象", "限額")), strict=True
    ):
        for n, line in enumerate(reversed(lines)):
            drawing.right(x, 110 - 12 * n, line)
        drawing.rule(x - 62, 114, x, 114)
    rows_of(drawing, RIGHTS, 130, *LOANS)
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [["", "本期最高餘額", "期末餘額", "利率區間%", "個別對象限額"]]


def test_a_longer_rule_higher_up_spans_the_columns_whose_rules_stand_below_it() -> None:
    drawing = Drawing().centre(329, 90, "擔保品").rule(258, 94, 400, 94)
    for x, head in zip(RIGHTS, ("期末餘額", "名稱", "價值", "限額"), strict=True):
        drawing.right(x, 110, head).rule(x - 62, 114, x, 114)
    rows_of(drawing, RIGHTS, 130, *LOANS)
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [
        ["", "", "擔保品", "擔保品", ""],
        ["", "期末餘額", "名稱", "價值", "限額"],
    ]


def test_heads_at_the_middle_of_wide_columns_whose_figures_stand_at_the_right() -> None:
    rights = (300.0, 420.0, 540.0)
    drawing = Drawing().text(60, 84, "（百萬元）")
    for x, head in zip(rights, ("2024A", "2025E", "2026E"), strict=True):
        drawing.centre(x - 50, 84, head)
    rows_of(
        drawing,
        rights,
        104,
        ("營業額", "1,389", "1,562", "1,745"),
        ("毛利", "321", "367", "415"),
        ("淨利", "98", "120", "140"),
    )
    (table,) = read(drawing)
    assert grid(table)[0] == ["（百萬元）", "2024A", "2025E", "2026E"]


def test_rows_in_another_unit_belong_to_the_table_above_them() -> None:
    rights = (380.0, 480.0)
    drawing = (
        Drawing()
        .right(380, 84, "二零二五年")
        .right(480, 84, "二零二四年")
        .right(380, 98, "千港元")
        .right(480, 98, "千港元")
    )
    y = rows_of(
        drawing, rights, 120, ("收益", "45,678", "40,321"), ("毛利", "11,468", "9,222"), ("年度溢利", "3,501", "2,415")
    )
    drawing.text(60, y, "每股盈利").right(380, y, "港仙").right(480, y, "港仙")
    rows_of(drawing, rights, y + 16, ("基本", "22.53", "14.97"), ("攤薄", "22.41", "14.95"))
    (table,) = read(drawing)
    assert [row[0] for row in grid(table)[2:]] == ["收益", "毛利", "年度溢利", "每股盈利", "基本", "攤薄"]
    assert grid(table)[5] == ["每股盈利", "港仙", "港仙"]


def test_tables_side_by_side_under_captions_of_their_own_are_two() -> None:
    drawing = Drawing().text(60, 80, "圖表3：分部營收").text(320, 80, "圖表4：利潤率")
    for left, rights in ((60.0, (160.0, 220.0)), (320.0, (420.0, 480.0))):
        for x, head in zip(rights, ("25Q1", "25Q2"), strict=True):
            drawing.right(x, 100, head)
        rows_of(
            drawing,
            rights,
            116,
            ("雲端", "88.1", "92.4"),
            ("裝置", "12.5", "13.1"),
            ("其他", "20.6", "25.1"),
            left=left,
        )
    first, second = read(drawing)
    assert first.caption is not None and second.caption is not None
    assert (first.caption.text, second.caption.text) == ("圖表3：分部營收", "圖表4：利潤率")
    assert first.n_cols == second.n_cols == 3


def test_a_list_of_contents_is_no_table_and_keeps_its_lines() -> None:
    entries = (
        ("公司資料", "2"),
        ("主席報告", "4"),
        ("業務回顧", "7"),
        ("企業管治", "15"),
        ("董事會報告", "28"),
        ("財務報表", "47"),
    )
    drawing = Drawing().text(60, 80, "目錄", 14)
    rows_of(drawing, (500.0,), 110, *entries)
    made = note(drawing)
    assert made.tables == ()
    assert all(f"{title}\t{page}" in made.raw_text for title, page in entries)


def test_words_over_the_stub_outside_the_rules_are_its_head() -> None:
    rows = (("", "2023", "2024"), ("研發", "9.8%", "9.3%"), ("行政", "11.6%", "10.7%"), ("合計", "21.4%", "20.0%"))
    drawing = (
        Drawing()
        .grid(72, 118, rows[1:], (120, 80, 80))
        .grid(192, 100, [("2023", "2024")], (80, 80))
        .text(80, 113, "(占營收比)")
    )
    (table,) = read(drawing)
    assert grid(table)[0] == ["(占營收比)", "2023", "2024"]
