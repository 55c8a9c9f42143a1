"""A note made by hand, as every room before `publish` would hand it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from pipeline.model.check import Finding, Interval, Reconciliation
from pipeline.model.claim import BrokerView, Claim, Extraction, Header, Numeral
from pipeline.model.ids import report_id, stable_id
from pipeline.model.note import Block, Cell, CharBoxes, Figure, Note, Page, Table
from pipeline.model.period import Period
from pipeline.model.place import Box, Printed, Span
from pipeline.model.quantity import Quantity

TEXT = """甲公司第三季業績

甲公司第三季收入為 12.5 億元，
-- 1 --
按年升 25%，毛利率 30%。
圖一：各季收入
季度\t收入（億元）
2023Q3\t10.0
2024Q3\t12.5
"""
RAW = TEXT.encode()
REPORT = report_id(RAW)
HONG_KONG = timezone(timedelta(hours=8))
Q3 = Period("2024Q3", date(2024, 7, 1), date(2024, 9, 30))


def span(text: str, nth: int = 0) -> Span:
    """Where the nth occurrence of a text stands in the note."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(text, start + 1)
    return Span(start, start + len(text))


def printed(text: str, nth: int = 0) -> Printed:
    return Printed(text, (span(text, nth),))


SENTENCE = (Span(span("甲公司第三季收入").start, span("億元，").end), span("按年升 25%，毛利率 30%。"))
TABLE = Table(
    cells=(
        Cell(0, 0, printed("季度"), "header"),
        Cell(0, 1, printed("收入（億元）"), "header"),
        Cell(1, 0, printed("2023Q3"), "stub"),
        Cell(1, 1, printed("10.0"), "data", row_path=("2023Q3",), col_path=("收入（億元）",)),
        Cell(2, 0, printed("2024Q3"), "stub"),
        Cell(2, 1, printed("12.5", 1), "data", row_path=("2024Q3",), col_path=("收入（億元）",)),
    ),
    n_rows=3,
    n_cols=2,
    n_header_rows=1,
    n_stub_cols=1,
    span=Span(span("季度").start, span("12.5", 1).end),
    caption=printed("圖一：各季收入"),
)
NOTE = Note(
    report_id=REPORT,
    name="made.txt",
    format="text",
    encoding="utf-8",
    raw_text=TEXT,
    blocks=(
        Block("title", (span("甲公司第三季業績"),)),
        Block("paragraph", SENTENCE),
        Block("caption", (span("圖一：各季收入"),), figure=0),
        Block("table", (TABLE.span,), table=0),
    ),
    tables=(TABLE,),
    figures=(Figure("一", printed("圖一：各季收入"), None),),
    reader="text",
)


def money(value: str, decimals: int) -> Quantity:
    number = Decimal(value)
    return Quantity(number, number, "exact", "CNY", Decimal(100000000), decimals, decimals, "monetary")


def percent(value: str) -> Quantity:
    return Quantity(Decimal(value), Decimal(value), "exact", "percent", Decimal(1), 0, 0, "percentage")


def claim(ordinal: int, text: str, nth: int, quantity: Quantity, **columns: Any) -> Claim:
    where = span(text, nth)
    base: dict[str, Any] = {
        "claim_id": stable_id(REPORT, where.start, where.end, ordinal),
        "report_id": REPORT,
        "ordinal": ordinal,
        "origin": "prose",
        "span": where,
        "text": text,
        "quote_span": Span(SENTENCE[0].start, SENTENCE[1].end),
        "quantity": quantity,
        "entity": "甲公司",
        "entity_id": None,
        "metric": "收入",
        "metric_id": "revenue",
        "qualifiers": (),
        "measure": "level",
        "basis": None,
        "period": Q3,
        "status": "actual",
        "attribution": None,
        "statistic": None,
        "per": None,
        "rule": "made",
    }
    return Claim(**(base | columns))


REVENUE = claim(0, "12.5 億元", 0, money("1250000000", -7), evidence=(("entity", span("甲公司", 1)),))
GROWTH = claim(1, "25%", 0, percent("25"), measure="growth", basis="yoy")
MARGIN = claim(
    2,
    "30%",
    0,
    percent("30"),
    metric="毛利率",
    metric_id="gross_margin",
    qualifiers=(("accounting", "經調整"), ("segment", "手機")),
    inferred=("entity", "period"),
    unresolved=("status",),
)
CELL = {"origin": "cell", "table": 0, "col": 1, "rule": "cell"}
LAST_YEAR = claim(
    3,
    "10.0",
    0,
    money("1000000000", -7),
    row=1,
    quote_span=span("10.0"),
    period=Period("2023Q3", date(2023, 7, 1), date(2023, 9, 30)),
    **CELL,
)
THIS_YEAR = claim(4, "12.5", 1, money("1250000000", -7), row=2, quote_span=span("12.5", 1), **CELL)
CLAIMS = (REVENUE, GROWTH, MARGIN, LAST_YEAR, THIS_YEAR)

VIEW = BrokerView(
    view_id=stable_id(REPORT, "view", 0),
    broker="乙證券",
    entity="甲公司",
    entity_id="9999.HK",
    rating="買入",
    rating_score=5,
    action="maintain",
    target_low=Decimal("40"),
    target_high=Decimal("42.5"),
    target_currency="HKD",
    target_horizon=None,
    previous_rating=None,
    previous_target=None,
    reference_price=None,
    reference_date=date(2024, 11, 1),
    upside=Decimal("12.3"),
    claim_ids=(),
    span=span("甲公司", 1),
)
EXTRACTION = Extraction(
    header=Header(
        title="甲公司第三季業績",
        broker="乙證券",
        analysts=("陳大文",),
        published_at=datetime(2024, 11, 2, 0, 30, tzinfo=HONG_KONG),
        entity="甲公司",
        entity_id="9999.HK",
        market="HK",
        language="zh-Hant-HK",
        script_mix=Decimal(1) / Decimal(3),
    ),
    numerals=(
        Numeral(span("三"), "temporal", "made"),
        *(Numeral(each.span, each.quantity.category, each.rule, each.claim_id) for each in CLAIMS[:3]),
        Numeral(span("一", 0), "enumerator", "made"),
        Numeral(span("2023"), "temporal", "made"),
        *(Numeral(each.span, each.quantity.category, each.rule, each.claim_id) for each in CLAIMS[3:]),
    ),
    claims=CLAIMS,
    views=(VIEW,),
)


def relation(
    kind: Any, claims: tuple[Claim, ...], stated: Interval, derived: Interval, *, holds: bool
) -> Reconciliation:
    ids = tuple(each.claim_id for each in claims)
    return Reconciliation(
        reconciliation_id=stable_id(REPORT, kind, *ids),
        report_id=REPORT,
        kind=kind,
        claim_ids=ids,
        stated=stated,
        derived=derived,
        gap=Decimal(0) if holds else Decimal(1),
        touches=False,
        holds=holds,
        formula="12.5 / 10.0 − 1",
        span=claims[0].span,
        message="按年升幅與兩期收入相符",
        message_en="the growth agrees with both levels",
    )


HOLDS = relation(
    "growth_vs_levels",
    (GROWTH, THIS_YEAR, LAST_YEAR),
    Interval(Decimal("24.5"), Decimal("25.5")),
    Interval(Decimal(745) / Decimal(30), Decimal(755) / Decimal(30)),
    holds=True,
)
SAYS_NOTHING = relation(
    "same_fact", (MARGIN,), Interval(Decimal(30), None), Interval(Decimal(1), None, open_low=True), holds=True
)
RECONCILIATIONS = (HOLDS, SAYS_NOTHING)


def finding(severity: Any, claims: tuple[Claim, ...], **columns: Any) -> Finding:
    base: dict[str, Any] = {
        "finding_id": stable_id(REPORT, severity, *(each.claim_id for each in claims)),
        "report_id": REPORT,
        "check": "growth_vs_levels",
        "severity": severity,
        "origin": "source",
        "claim_ids": tuple(each.claim_id for each in claims),
        "reconciliation_id": None,
        "span": claims[0].span,
        "page": None,
        "message": "升幅不符",
        "message_en": "the growth does not agree",
        "fingerprint": "f",
    }
    return Finding(**(base | columns))


def as_pdf(note: Note) -> Note:
    """The same note printed on two pages, each character five points wide and each line ten points high."""
    second = TEXT.index("按年升")
    x0, top = [], []
    line, column = 0, 0
    for character in TEXT:
        blank = character == "\n"
        x0.append(float("nan") if blank else 5.0 * column)
        top.append(float("nan") if blank else 10.0 * line)
        line, column = (line + 1, 0) if blank else (line, column + 1)
    boxes = CharBoxes(x0, top, [x + 5.0 for x in x0], [y + 10.0 for y in top])
    pages = (Page(1, 595, 842, Span(0, second)), Page(2, 595, 842, Span(second, len(TEXT))))
    table = replace(TABLE, box=Box(2, 1.00049, 2, 3, 4), pages=(2,))
    return replace(note, format="pdf", pages=pages, char_boxes=boxes, tables=(table,), encoding=None)
