"""Rows say what was read, and where it stands."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.model.check import Interval
from pipeline.model.note import ReadWarning
from pipeline.model.place import Span
from pipeline.model.rows import NOTE_DATASETS, ClaimRow, FactRow
from pipeline.publish.locate import LONGEST_QUOTE, Locator
from pipeline.publish.note_rows import Rows, rows_of, rows_of_failure
from pipeline.publish.numbers import ceiling, fits, floor, nearest, storable
from pipeline.publish.verdict import tables_of
from tests.publish import made


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(made.NOTE, made.EXTRACTION, made.RECONCILIATIONS, settings_hash="s")


def test_every_dataset_but_findings_is_there_and_storable(rows: Rows) -> None:
    assert set(rows) == {dataset.name for dataset in NOTE_DATASETS} - {"findings"}
    tables = tables_of(rows, ("0.1.0", "v"))
    for dataset in NOTE_DATASETS:
        if dataset.name in rows:
            keys = tables[dataset.name].select(list(dataset.key)).to_pylist()
            assert len({tuple(key.values()) for key in keys}) == len(rows[dataset.name])


def test_text_is_what_stands_at_start_and_end(rows: Rows) -> None:
    for row in [*rows["claims"], *rows["numerals"]]:
        assert made.TEXT[row.start : row.end] == row.text


def test_a_claim_row_holds_the_claim(rows: Rows) -> None:
    revenue, _, margin, last_year, _ = rows["claims"]
    assert (revenue.low, revenue.high, revenue.unit) == (Decimal(1250000000), Decimal(1250000000), "CNY")
    assert json.loads(revenue.evidence) == {"entity": [[made.span("甲公司", 1).start, made.span("甲公司", 1).end]]}
    assert margin.qualifiers == '{"accounting":"經調整","segment":"手機"}'
    assert (margin.inferred, margin.unresolved) == (("entity", "period"), ("status",))
    assert (last_year.period, last_year.period_start, last_year.period_end) == (
        "2023Q3",
        date(2023, 7, 1),
        date(2023, 9, 30),
    )


def test_a_quote_leaves_out_what_a_page_break_puts_inside_the_sentence(rows: Rows) -> None:
    quote = rows["claims"][0].quote
    assert quote == "甲公司第三季收入為 12.5 億元，按年升 25%，毛利率 30%。"
    assert rows["claims"][3].quote == "10.0"


def test_a_cell_and_its_claim_name_each_other(rows: Rows) -> None:
    cells = {(cell.row, cell.col): cell for cell in rows["cells"]}
    for claim in rows["claims"][3:]:
        cell = cells[claim.row, claim.col]
        assert (cell.table_id, cell.claim_id) == (claim.table_id, claim.claim_id)
        assert json.loads(cell.row_path) == [cells[claim.row, 0].text]
        assert json.loads(cell.col_path) == ["收入（億元）"]
    assert cells[0, 0].claim_id is None
    assert rows["tables"][0].caption == rows["figures"][0].caption == "圖一：各季收入"


def test_blocks_say_how_the_note_is_laid_out(rows: Rows) -> None:
    title, paragraph, caption, table = rows["blocks"]
    assert [each.kind for each in rows["blocks"]] == ["title", "paragraph", "caption", "table"]
    pieces = [made.TEXT[start:end] for start, end in json.loads(paragraph.spans)]
    assert pieces == ["甲公司第三季收入為 12.5 億元，", "按年升 25%，毛利率 30%。"]
    assert (paragraph.start, paragraph.end) == (made.SENTENCE[0].start, made.SENTENCE[1].end)
    assert made.TEXT[title.start : title.end] == "甲公司第三季業績"
    assert caption.figure_id == rows["figures"][0].figure_id
    assert table.table_id == rows["tables"][0].table_id
    assert (title.table_id, title.figure_id, title.page) == (None, None, None)


def test_an_empty_cell_has_no_place(rows: Rows) -> None:
    empty = replace(made.TABLE.cells[0], printed=replace(made.TABLE.cells[0].printed, text="", spans=()))
    note = replace(made.NOTE, tables=(replace(made.TABLE, cells=(empty, *made.TABLE.cells[1:])),))
    cell = rows_of(note, made.EXTRACTION, (), settings_hash="s")["cells"][0]
    assert (cell.text, cell.start, cell.end, cell.page) == ("", None, None, None)


def test_places_on_pages_are_boxes_around_printed_characters() -> None:
    pdf = rows_of(made.as_pdf(made.NOTE), made.EXTRACTION, made.RECONCILIATIONS, settings_hash="s")
    revenue, growth = pdf["claims"][:2]
    line = made.TEXT[: revenue.start].count("\n")
    column = revenue.start - made.TEXT.rindex("\n", 0, revenue.start) - 1
    assert (revenue.page, revenue.x0, revenue.top) == (1, 5.0 * column, 10.0 * line)
    assert (revenue.x1, revenue.bottom) == (5.0 * (column + len(revenue.text)), 10.0 * line + 10.0)
    assert growth.page == 2
    table = pdf["tables"][0]
    assert (table.page, table.x0, table.bottom, table.pages) == (2, 1.0, 4.0, (2,))
    assert {cell.page for cell in pdf["cells"]} == {2}
    assert {row.page for row in pdf["reconciliations"]} == {2}
    assert pdf["reports"][0].n_pages == 2
    broken = replace(made.REVENUE, span=Span(made.span("億元").start, made.span("按年").end))
    (row,) = rows_of(made.as_pdf(made.NOTE), replace(made.EXTRACTION, claims=(broken,)), (), settings_hash="s")[
        "claims"
    ]
    assert row.page == 1
    assert row.bottom <= 10.0 * 4


def test_a_text_note_has_no_pages(rows: Rows) -> None:
    places = {
        (row.page, row.x0, row.top, row.x1, row.bottom) for row in [*rows["claims"], *rows["cells"], *rows["figures"]]
    }
    assert places == {(None, None, None, None, None)}
    assert rows["reports"][0].n_pages is None


def test_the_report_counts_what_was_read(rows: Rows) -> None:
    (report,) = rows["reports"]
    assert (report.figures_read, report.figures_unresolved, report.figures_unread) == (5, 1, 0)
    assert (report.n_characters, report.n_tables, report.n_charts, report.status) == (len(made.TEXT), 1, 1, "ok")
    assert report.published_on == date(2024, 11, 2)
    assert report.script_mix == Decimal("0.333333333")
    unread = replace(
        made.EXTRACTION, claims=(), numerals=tuple(replace(n, claim_id=None) for n in made.EXTRACTION.numerals)
    )
    (report,) = rows_of(made.NOTE, unread, (), settings_hash="s")["reports"]
    assert (report.figures_read, report.figures_unread) == (0, 5)


def test_a_note_read_in_part_says_what_is_missing() -> None:
    warnings = tuple(ReadWarning("image_only_page", "", f"page {n} is a picture") for n in (1, 1, *range(2, 9)))
    note = replace(made.NOTE, warnings=warnings)
    (report,) = rows_of(note, made.EXTRACTION, (), settings_hash="s")["reports"]
    assert report.status == "partial"
    assert report.message is not None
    assert report.message.startswith("page 1 is a picture; page 2 is a picture; ")
    assert report.message.endswith("; and 3 more")


def test_a_note_that_cannot_be_read_is_one_row() -> None:
    rows = rows_of_failure("abc", "what is wrong", settings_hash="s")
    assert list(rows) == ["reports"]
    table = tables_of(rows, ("0.1.0", "v"))["reports"]
    assert table.select(["report_id", "status", "message", "figures_read", "title"]).to_pylist() == [
        {"report_id": "abc", "status": "failed", "message": "what is wrong", "figures_read": 0, "title": None}
    ]


def facts(*claims: Any) -> list[FactRow]:
    return rows_of(made.NOTE, replace(made.EXTRACTION, claims=claims), (), settings_hash="s")["facts"]


def test_the_same_thing_said_twice_is_one_fact(rows: Rows) -> None:
    ids = [fact.claim_ids for fact in rows["facts"]]
    assert ids == [
        (c.claim_id,) if c is not made.REVENUE else (c.claim_id, made.THIS_YEAR.claim_id) for c in made.CLAIMS[:4]
    ]
    assert Counter(i for group in ids for i in group) == Counter(c.claim_id for c in made.CLAIMS)


def test_a_fact_has_the_value_of_its_most_precise_claim() -> None:
    about = replace(made.REVENUE.quantity, bound="approx")
    finer = replace(
        made.REVENUE.quantity, low=Decimal(1249000000), high=Decimal(1249000000), decimals_low=-6, decimals_high=-6
    )
    least = replace(finer, high=None, bound="at_least", decimals_high=None)
    variants = [
        replace(made.REVENUE, claim_id=str(n), ordinal=n, quantity=q) for n, q in enumerate((about, least, finer))
    ]
    (fact,) = facts(*variants, made.REVENUE)
    assert (fact.low, fact.bound, fact.decimals_low) == (Decimal(1249000000), "exact", -6)
    assert fact.claim_ids == ("0", "1", "2", made.REVENUE.claim_id)


def test_two_unknown_subjects_are_not_the_same_subject() -> None:
    unknown = [replace(made.REVENUE, claim_id=i, entity=None, unresolved=("entity",)) for i in "ab"]
    undecided_unit = [replace(made.REVENUE, claim_id=i, unresolved=("unit",)) for i in "cd"]
    assert [fact.claim_ids for fact in facts(*unknown, *undecided_unit)] == [("a",), ("b",), ("c", "d")]


@pytest.mark.parametrize(
    "change",
    [
        {"entity": "丙公司"},
        {"metric": "盈利", "metric_id": "profit"},
        {"statistic": "mean"},
        {"per": "share"},
        {"qualifiers": (("region", "中國"),)},
        {"period": None},
        {"basis": "yoy"},
        {"measure": "change"},
        {"status": "forecast"},
        {"attribution": "乙"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_claims_that_differ_in_a_key_column_are_two_facts(change: dict[str, Any]) -> None:
    two = facts(made.REVENUE, replace(made.REVENUE, claim_id="other", **change))
    assert len({fact.fact_id for fact in two}) == 2


def test_the_identifier_of_a_fact_does_not_depend_on_its_value() -> None:
    other = replace(made.REVENUE, quantity=made.money("999", 0))
    assert facts(made.REVENUE)[0].fact_id == facts(other)[0].fact_id


def test_intervals_are_stored_rounded_outward(rows: Rows) -> None:
    row = rows["reconciliations"][0]
    exact = made.HOLDS.derived
    assert exact.low is not None and exact.high is not None
    assert row.derived_low <= exact.low < row.derived_low + Decimal("1e-9")
    assert row.derived_high - Decimal("1e-9") < exact.high <= row.derived_high
    assert (row.stated_low, row.stated_high) == (Decimal("24.5"), Decimal("25.5"))
    assert rows["reconciliations"][1].derived_low_open


def test_an_interval_beyond_the_type_is_open_there() -> None:
    wide = replace(made.HOLDS, derived=Interval(Decimal("-1e40"), Decimal("1e40")), gap=Decimal("1e40"))
    (row,) = rows_of(made.NOTE, made.EXTRACTION, (wide,), settings_hash="s")["reconciliations"]
    assert (row.derived_low, row.derived_high, row.gap) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("0", True),
        ("0E-50", True),
        ("1e28", True),
        ("1e29", False),
        ("1e-9", True),
        ("1e-10", False),
        ("2.5000000000000", True),
        ("99999999999999999999999999999.999999999", True),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_what_a_number_column_holds(value: str, held: bool) -> None:
    assert fits(Decimal(value)) is held
    assert fits(Decimal(value).copy_negate()) is held


def test_rounding_goes_the_way_it_says() -> None:
    third = Decimal(1) / Decimal(3)
    assert floor(third) == Decimal("0.333333333")
    assert ceiling(third) == Decimal("0.333333334")
    assert floor(-third) == Decimal("-0.333333334")
    assert nearest(Decimal("0.6666666666")) == Decimal("0.666666667")
    assert ceiling(Decimal("99999999999999999999999999999.9999999999")) is None


def test_a_number_too_large_leaves_its_figure_undecided_and_in_its_place() -> None:
    huge = replace(made.REVENUE, quantity=made.money("1e40", -7))
    view = replace(made.VIEW, target_high=Decimal("1e-12"))
    extraction = storable(replace(made.EXTRACTION, claims=(huge, made.GROWTH), views=(view,)))
    tables = tables_of(rows_of(made.NOTE, extraction, (), settings_hash="s"), ("0", "v"))
    first, second = tables["claims"].to_pylist()
    assert (first["low"], first["high"], first["unresolved"]) == (None, None, ["low", "high"])
    assert (first["start"], first["text"]) == (huge.span.start, huge.text)
    assert second["low"] == Decimal(25)
    assert tables["broker_views"]["target_high"].to_pylist() == [None]
    assert storable(made.EXTRACTION) is made.EXTRACTION


def test_a_claim_row_starts_with_its_key() -> None:
    assert ClaimRow._fields[:2] == ("claim_id", "report_id")


def test_a_sentence_without_an_end_is_quoted_around_the_figure() -> None:
    text = "成長 8.3%、" * 2000
    locator = Locator(replace(made.NOTE, raw_text=text, blocks=(), tables=(), figures=()))
    figure = Span(7003, 7007)
    assert text[figure.start : figure.end] == "8.3%"
    quote = locator.quote(Span(0, len(text)), figure)
    assert len(quote) == LONGEST_QUOTE
    assert text.index(quote) <= figure.start
    at_the_start, at_the_end = (locator.quote(Span(0, len(text)), Span(n, n + 4)) for n in (3, len(text) - 5))
    assert at_the_start == text[:LONGEST_QUOTE]
    assert at_the_end.endswith("8.3%、")
    assert locator.quote(Span(0, 100), Span(3, 7)) == text[:100]
