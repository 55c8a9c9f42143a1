"""Tables of PDFs, cell by cell: the references of real statements, and layouts drawn one rule at a time."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from typing import Any

import pytest

from pipeline.model.note import Note, Table
from pipeline.read import read_note
from tests.read.pdf.made import Drawing
from tests.read.texts import grid
from tests.shared import SHARED

GOLD = sorted(SHARED.glob("gold_tables/**/*.json")) if SHARED else []
RENDERINGS = (
    "note_ruled",
    "note_borderless",
    "note_threeline",
    "note_zebra",
    "wp_note_ruled",
    "wp_note_threeline",
    "chr_noto2col",
)


@cache
def scorer() -> Any:
    assert SHARED is not None
    spec = importlib.util.spec_from_file_location("score_tables", SHARED / "score/score_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def corpus(name: str) -> Note:
    assert SHARED is not None
    path = next(SHARED.glob(f"corpus/*/{name}"))
    return read_note(path.read_bytes(), path.name)


def as_scored(table: Table) -> dict[str, Any]:
    paths = {cell.col: list(cell.col_path) for cell in table.cells if cell.role == "data"}
    return {
        "grid": grid(table),
        "page": list(table.pages),
        "n_header_rows": table.n_header_rows,
        "n_stub_cols": table.n_stub_cols,
        "header_paths": [paths.get(c, []) for c in range(table.n_stub_cols, table.n_cols)],
    }


def cases() -> list[Any]:
    made = []
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        names = [f"{each}.pdf" for each in RENDERINGS] if gold["doc"].endswith(".txt") else [gold["doc"]]
        made += [pytest.param(gold, name, id=f"{path.stem}-{name[:16]}") for name in names]
    return made


@pytest.mark.parametrize(("gold", "name"), cases())
def test_reference(gold: dict[str, Any], name: str) -> None:
    if gold["doc"].endswith(".txt"):
        gold = {key: value for key, value in gold.items() if key != "page"}
    result = scorer().score(gold, [as_scored(table) for table in corpus(name).tables])
    if gold.get("no_table"):
        assert result["false_tables"] == 0
        return
    for key in ("cells", "values", "header"):
        assert result[key][0] == result[key][1], result["wrong"]


def read(drawing: Drawing) -> list[Table]:
    return list(read_note(drawing.raw(), "made.pdf").tables)


def body(drawing: Drawing, rights: tuple[float, ...], y: float, *rows: tuple[str, ...]) -> float:
    """Rows of a borderless table, 16 points apart; the height below them."""
    for label, *figures in rows:
        drawing.text(72, y, label)
        for x, figure in zip(rights, figures, strict=True):
            if figure:
                drawing.right(x, y, figure)
        y += 16
    return y


ROWS = (
    ("七月", "13,883,392", "1,388,339", "19"),
    ("八月", "6,983,960", "698,396", "22"),
    ("九月", "5,379,338", "537,934", "21"),
)
RIGHTS = (300.0, 400.0, 480.0)


def test_a_head_of_two_lines_set_to_the_right_stands_over_its_own_column() -> None:
    drawing = Drawing().right(400, 84, "經調整")
    for x, head in zip(RIGHTS, ("股份數目", "股份數目", "日數"), strict=True):
        drawing.right(x, 98, head)
    body(drawing, RIGHTS, 120, *ROWS)
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [["", "股份數目", "經調整股份數目", "日數"]]


def test_note_marks_under_some_heads_are_part_of_them_and_units_are_a_row() -> None:
    drawing = Drawing()
    for x, head, mark, unit in zip(
        RIGHTS, ("資產", "負債", "股數"), ("（附註1）", "", "（附註2）"), ("千元", "千元", "股"), strict=True
    ):
        drawing.right(x, 84, head).right(x, 98, mark).right(x, 112, unit)
    body(drawing, RIGHTS, 134, *ROWS)
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [
        ["", "資產（附註1）", "負債", "股數（附註2）"],
        ["", "千元", "千元", "股"],
    ]


def test_the_same_head_over_all_columns_is_told_apart_by_what_stands_in_brackets_below() -> None:
    drawing = Drawing()
    for x, unit in zip(RIGHTS[:2], ("（美金）", "（新台幣）"), strict=True):
        drawing.right(x, 84, "現金").right(x, 98, unit)
    body(drawing, RIGHTS[:2], 120, *(row[:3] for row in ROWS))
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [["", "現金（美金）", "現金（新台幣）"]]


def test_heads_of_neighbours_that_nearly_touch_are_two() -> None:
    drawing = Drawing()
    for y, heads in (
        (84, ("緊隨供股", "每股緊隨供股")),
        (98, ("經調整綜合", "備考經調整綜合")),
        (112, ("資產淨值", "資產淨值")),
    ):
        drawing.text(300 - 11.5 * len(heads[0]) + 1.5, y, heads[0], spacing=1.5)
        drawing.text(304 if len(heads[1]) == 7 else 386 - 11.5 * len(heads[1]), y, heads[1], spacing=1.5)
    body(
        drawing,
        (300.0, 384.0),
        140,
        ("股份", "79,896", "1.40"),
        ("合併", "64,043", "2.15"),
        ("供股", "143,939", "1.84"),
    )
    (table,) = read(drawing)
    assert [cell.col_path for cell in table.cells if cell.role == "data"][:2] == [
        ("緊隨供股經調整綜合資產淨值",),
        ("每股緊隨供股備考經調整綜合資產淨值",),
    ]


def test_figures_set_a_little_lower_than_their_labels() -> None:
    drawing = Drawing().right(300, 90, "稅前").right(400, 90, "稅後")
    y = 120.0
    for label, rest, *figures in (
        ("確定福利計畫", "", "22,350", "17,574"),
        ("透過公允價值衡量之權益", "工具評價損益", "2,571,868", "2,571,868"),
        ("國外營運機構報表換算之", "兌換差額", "390", "564"),
        ("合計", "", "2,549,908", "2,553,730"),
    ):
        drawing.text(72, y, label)
        if rest:
            y += 12
            drawing.text(82, y, rest)
        for x, figure in zip((300.0, 400.0), figures, strict=True):
            drawing.right(x, y + 4, figure)
        y += 16
    (table,) = read(drawing)
    assert [row[0] for row in grid(table)[1:]] == [
        "確定福利計畫",
        "透過公允價值衡量之權益工具評價損益",
        "國外營運機構報表換算之兌換差額",
        "合計",
    ]


def test_underlines_of_one_column_do_not_hide_its_labels() -> None:
    drawing = Drawing().right(480, 84, "二零二三年").right(480, 98, "千港元")
    y = body(drawing, (480.0,), 124, ("0至30日", "–"), ("31至60日", "–"), ("61至90日", "–"), ("超過90日", "1,071"))
    drawing.rule(420, y - 12, 480, y - 12).right(480, y + 10, "1,071").rule(420, y + 14, 480, y + 14)
    (table,) = read(drawing)
    assert grid(table)[2:] == [
        ["0至30日", "–"],
        ["31至60日", "–"],
        ["61至90日", "–"],
        ["超過90日", "1,071"],
        ["", "1,071"],
    ]


def test_two_letters_spread_over_a_rule_are_one_head() -> None:
    drawing = Drawing().text(280, 84, "期").text(400, 84, "末").rule(230, 88, 480, 88)
    for x, head in zip(RIGHTS, ("股數", "帳面金額", "公允價值"), strict=True):
        drawing.right(x, 102, head)
    body(drawing, RIGHTS, 126, *ROWS)
    (table,) = read(drawing)
    assert grid(table)[: table.n_header_rows] == [["", "期末", "期末", "期末"], ["", "股數", "帳面金額", "公允價值"]]


def test_a_turned_page_reads_like_an_upright_one() -> None:
    rows = [("項目", "2023", "2024"), ("營收", "1,234", "2,345"), ("毛利", "345", "456"), ("淨利", "(78)", "90")]
    upright = Drawing().grid(72, 100, rows, (120, 80, 80))
    turned = Drawing((842.0, 595.0)).grid(72, 100, rows, (120, 80, 80)).turn_page(90)  # the canvas swaps the sides
    assert [grid(t) for t in read(turned)] == [grid(t) for t in read(upright)] == [[list(row) for row in rows]]


def test_a_table_with_its_head_repeated_on_the_next_page_is_one() -> None:
    head = ("項目", "2023", "2024")
    rows = [(f"第{n}項", f"{n},{100 + n}", f"{n + 1},{200 + n}") for n in range(1, 9)]
    drawing = (
        Drawing().grid(72, 100, [head, *rows[:4]], (120, 80, 80)).page().grid(72, 60, [head, *rows[4:]], (120, 80, 80))
    )
    (table,) = read(drawing)
    assert table.pages == (1, 2)
    assert grid(table) == [list(head), *map(list, rows)]


@pytest.mark.parametrize(
    "lines",
    [
        ("本公司於2024年售出 35,600 輛，年增 12.5%，", "其中海外占 4,100 輛，占比 11.5%。"),
        ("1. 營收 35.6 億元", "2. 毛利 12.1 億元", "3. 淨利 3.4 億元"),
        ("10%", "20%", "30%", "40%"),
    ],
)
def test_prose_lists_and_axis_labels_are_no_tables(lines: tuple[str, ...]) -> None:
    assert read(Drawing().lines(72, 100, lines)) == []
