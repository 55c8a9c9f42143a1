"""A note laid out again from its rows: everything in its order, nothing lost, nothing marked that is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.rows import CellRow
from pipeline.report.grid import table_views
from pipeline.report.layout import Item, Layout, lay_out
from pipeline.report.markup import RunWriter
from pipeline.report.notes import NoteRows, load_note
from pipeline.report.runs import Marker, Run, closed_up, visible
from tests.report import made


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NoteRows]:
    paged = made.paged()
    made.on_pages(paged)
    drafts = {"results": made.results(), "hostile": made.hostile(), "paged": paged}
    folder = made.folder(tmp_path_factory.mktemp("layout"), list(drafts.values()))
    return {name: load_note(folder, draft.id) for name, draft in drafts.items()}


def items(layout: Layout) -> list[Item]:
    return [item for section in layout.sections for item in section.items]


def text_of(item: Item) -> str:
    cells = [cell.runs for row in item.table.rows for cell in row] if item.table else [item.runs]
    return "".join(run.text for runs in cells for run in runs)


def test_blocks_come_in_order_with_their_lines(notes: dict[str, NoteRows]) -> None:
    found = [(item.line, item.kind, text_of(item)[:6]) for item in items(lay_out(notes["results"]))]
    assert found == [
        (1, "title", "海風電子：第"),
        (3, "paragraph", "2025年1"),
        (5, "heading", "收入增長加快"),
        (7, "paragraph", "海風電子(9"),
        (9, "paragraph", "自 2019"),
        (11, "caption", "表一：各分部"),
        (12, "table", "分部2025"),
        (17, "source_line", "資料來源：公"),
        (19, "caption", "圖一：海風電"),
        (21, "heading", "估值"),
        (23, "paragraph", "我們把目標價"),
    ]


def test_every_figure_is_marked_once_and_whole(notes: dict[str, NoteRows]) -> None:
    for note in notes.values():
        runs = [run for item in items(lay_out(note)) for run in runs_of(item)]
        for number, claim in enumerate(note.claims):
            mine = [run for run in runs if number in run.claims]
            assert "".join(run.text for run in mine) == "".join(claim.text.split("\n"))
            assert [run.first for run in mine] == [True] + [False] * (len(mine) - 1)


def runs_of(item: Item) -> list[Run]:
    return [run for row in item.table.rows for cell in row for run in cell.runs] if item.table else list(item.runs)


def test_lines_that_no_block_holds_are_shown(notes: dict[str, NoteRows]) -> None:
    note = notes["results"]
    kept = tuple(block for block in note.blocks if block.kind not in ("heading", "source_line"))
    gaps = [text_of(item) for item in items(lay_out(replace(note, blocks=kept))) if item.kind == "gap"]
    assert gaps == ["## 收入增長加快，毛利率改善", "資料來源：公司公告、遠山證券", "## 估值"]


def test_without_blocks_every_line_and_table_is_there(notes: dict[str, NoteRows]) -> None:
    note = notes["results"]
    found = items(lay_out(replace(note, blocks=())))
    assert [item.kind for item in found].count("table") == 1
    shown = "".join(text_of(item) for item in found)
    assert "".join(shown.split()) == "".join(note.raw_text.split())


def test_marks_of_markup_are_no_gaps(notes: dict[str, NoteRows]) -> None:
    assert "gap" not in {item.kind for item in items(lay_out(notes["results"]))}


def test_a_finding_stands_by_the_piece_that_holds_it(notes: dict[str, NoteRows]) -> None:
    """Also where a paragraph goes on behind another block."""
    note = notes["paged"]
    at = note.raw_text.index("派息")
    finding = note.findings[0]._replace(start=at, end=at + 2, severity="error", claim_ids=())
    (item,) = [item for item in items(lay_out(replace(note, findings=(finding,)))) if item.findings]
    assert text_of(item).startswith("一、本公司於")


def test_what_is_about_no_place_is_not_lost(notes: dict[str, NoteRows]) -> None:
    layout = lay_out(notes["paged"])
    assert [notes["paged"].findings[n].check for n in layout.unplaced] == ["image_only_page"]
    lost = replace(notes["results"], raw_text="", blocks=(), tables=(), claims=(), numerals=())
    assert len(lay_out(lost).unplaced) == 4


def test_pages_part_sections(notes: dict[str, NoteRows]) -> None:
    sections = lay_out(notes["paged"]).sections
    assert [section.page for section in sections] == [1, 2]
    assert [text_of(item) for item in sections[1].items] == ["二、員工人數為 1,024 名。"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("收入為\n一百億", "收入為一百億"),
        ("net\nprofit", "net profit"),
        ("收入\nnet", "收入 net"),
        ("100\n億元", "100 億元"),
        ("a\r\nb", "a b"),
        ("上\n\n下", "上下"),
        ("\n上\n", "上"),
        ("a \n b", "a   b"),
        ("上\u2028下", "上下"),
        ("x\x00\x07\x7fy", "x\u2400\u2407\u2421y"),
        ("\u202e上\u2066", "\ufffd上\ufffd"),
    ],
)
def test_ends_of_lines_close_up_as_type_does(text: str, shown: str) -> None:
    assert "".join(piece for _, piece in closed_up(text, 0, len(text))) == shown


@given(st.text())
def test_what_is_visible_is_one_for_one(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(a == b for a, b in zip(text, shown, strict=True) if a.isalnum())


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=8)


@settings(max_examples=150)
@given(
    text=st.text(st.sampled_from("收入1,2% \na𠮷"), min_size=1, max_size=30),
    claims=spans,
    findings=spans,
    at=st.integers(0, 29),
    length=st.integers(1, 30),
)
def test_runs_cover_their_range_and_carry_what_lies_over_it(
    notes: dict[str, NoteRows], text: str, claims: list[Any], findings: list[Any], at: int, length: int
) -> None:
    """Whatever overlaps: each run has exactly the figures over all of its characters, and the texts add up."""
    base = notes["results"]
    start, end = min(at, len(text)), min(at + length, len(text))
    some = tuple(base.claims[0]._replace(start=a, end=min(a + n, len(text))) for a, n in claims if a < len(text))
    found = tuple(base.findings[0]._replace(start=a, end=a + n, claim_ids=()) for a, n in findings)
    note = replace(base, raw_text=text, claims=some, findings=found, numerals=())
    runs = list(Marker(note).runs(start, end))
    assert "".join("".join(run.text.split()) for run in runs) == "".join(text[start:end].split())
    reached = start
    for run in runs:
        assert run.start is not None
        assert reached <= run.start
        reached = run.start + len(run.text)
        for place in range(run.start, reached):
            assert run.claims == tuple(n for n, c in enumerate(some) if c.start <= place < c.end)
    assert reached <= end


def test_a_hundred_thousand_marks_are_made(notes: dict[str, NoteRows]) -> None:
    """As many as a step that grows with their square would not finish."""
    base, n = notes["results"], 100_000
    claims = tuple(base.claims[0]._replace(start=2 * k, end=2 * k + 1) for k in range(n))
    note = replace(base, raw_text="1 " * n, claims=claims, findings=(), numerals=())
    assert sum(bool(run.claims) for run in Marker(note).runs(0, 2 * n)) == n


# -- tables


def grid(notes: dict[str, NoteRows], cells: list[CellRow], n_rows: int, n_cols: int) -> Any:
    note = notes["results"]
    table = note.tables[0]._replace(n_rows=n_rows, n_cols=n_cols, n_header_rows=1)
    note = replace(note, tables=(table,), cells=tuple(cells), reconciliations=())
    return table_views(note, Marker(note))[table.table_id]


def cell(notes: dict[str, NoteRows], row: int, col: int, text: str, **columns: Any) -> CellRow:
    base = notes["results"].cells[0]._replace(start=None, end=None, row=row, col=col, text=text, role="data")
    return base._replace(**columns)


def test_spanning_cells_leave_room_and_missing_ones_are_filled(notes: dict[str, NoteRows]) -> None:
    cells = [
        cell(notes, 0, 0, "年度", row_span=2, role="header"),
        cell(notes, 0, 1, "收入", col_span=2, role="header"),
        cell(notes, 1, 1, "甲"),
        cell(notes, 2, 2, "乙"),
    ]
    rows = grid(notes, cells, 3, 3).rows
    assert [[(c.row_span, c.col_span) for c in row] for row in rows] == [
        [(2, 1), (1, 2)],
        [(1, 1), (1, 1)],
        [(1, 1)] * 3,
    ]
    assert [sum(c.col_span for c in row) for row in rows] == [3, 2, 3]
    assert rows[0][1].scope == "colgroup"


def test_a_span_beyond_the_table_ends_with_it(notes: dict[str, NoteRows]) -> None:
    rows = grid(notes, [cell(notes, 0, 0, "x", row_span=999_999, col_span=999_999)], 2, 2).rows
    assert [len(row) for row in rows] == [1, 0]


def test_a_wrapped_cell_is_marked_by_its_words(notes: dict[str, NoteRows]) -> None:
    """Its hull in the raw text holds pieces of other cells: what is shown is its own text."""
    note = notes["results"]
    claim = note.claims[0]
    wrapped = cell(notes, 1, 1, "約 125 億元 (重列)", start=0, end=40)
    table = note.tables[0]
    claim = claim._replace(table_id=table.table_id, row=1, col=1)
    note = replace(note, cells=(wrapped,), claims=(claim,), reconciliations=())
    runs = table_views(note, Marker(note))[table.table_id].rows[1][1].runs
    assert [(run.text, run.claims) for run in runs] == [("約 ", ()), ("125 億元", (0,)), (" (重列)", ())]


def test_checks_stand_in_the_row_or_under_the_column_that_they_are_about(notes: dict[str, NoteRows]) -> None:
    note = notes["results"]
    view = table_views(note, Marker(note))[note.tables[0].table_id]
    kinds = {n: each.kind for n, each in enumerate(note.reconciliations)}
    assert {row: [kinds[n] for n in some] for row, some in view.across.items()} == {
        n: ["growth_vs_levels"] for n in (1, 2, 3)
    }
    assert {col: [kinds[n] for n in some] for col, some in view.down.items()} == {n: ["sum_to_total"] for n in (1, 2)}


# -- markup


def test_runs_escape_their_text_and_say_where_offsets_jump(notes: dict[str, NoteRows]) -> None:
    write = RunWriter(notes["results"])
    claim = notes["results"].claims[0].claim_id
    html = write([Run("<b>&", 5), Run('"x"', 20, claims=(0,)), Run("y", None), Run("1", 30, numeral="temporal")])
    assert html == (
        '&lt;b&gt;&amp;<i data-o="20"></i>'
        f'<a class="f s-confirmed" id="{claim}" href="#{claim}" data-c="0" tabindex="-1" aria-describedby="is-confirmed">&#34;x&#34;</a>'
        '<i data-o="-1"></i>y<i data-o="30"></i><span class="n">1</span>'
    )


def test_a_note_without_rows_has_a_layout(tmp_path: Path, notes: dict[str, NoteRows]) -> None:
    empty = NoteRows(notes["results"].report, "", "0", "v")
    assert lay_out(empty) == Layout((), ())
