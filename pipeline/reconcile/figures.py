"""Small notes of a few figures, for the examples that every kind carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.model.claim import Basis, Claim, Extraction, Header, Measure, Per, Statistic, Status
from pipeline.model.note import Block, Cell, Note, Table
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.model.period import Period
from pipeline.model.place import Printed, Span
from pipeline.model.quantity import Bound, ClaimCategory, Quantity
from pipeline.reconcile.kind import Example
from pipeline.reconcile.precision import is_money
from pipeline.vocabulary import load_vocabulary

SCALES = {"": 0, "千": 3, "萬": 4, "百萬": 6, "億": 8, "兆": 12}
UNITS = {"%": "percent", "個百分點": "percentage_point", "倍": "multiple", "元": "CNY", "港元": "HKD", "美元": "USD"}
_BOUNDS: dict[str, Bound] = {
    "約": "approx",
    "超過": "more_than",
    "不足": "less_than",
    "至少": "at_least",
    "最多": "at_most",
}
_NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<bound>約|超過|不足|至少|最多)?(?P<low>{_NUMBER})(?:至(?P<high>{_NUMBER}))? ?(?P<scale>百萬|千|萬|億|兆)?(?P<unit>.*)"
)


def quantity(text: str) -> Quantity:
    """The quantity of a figure written as 95.1至105.57 億元, 12.5%, 約10.9 萬輛, 超過3 個百分點."""
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text}: not a figure of an example")
    exponent = SCALES[match["scale"] or ""]
    unit = UNITS.get(match["unit"], match["unit"] or None)
    low = Decimal(match["low"].replace(",", ""))
    high = Decimal((match["high"] or match["low"]).replace(",", ""))
    bound: Bound = "range" if match["high"] else _BOUNDS.get(match["bound"] or "", "exact")
    return Quantity(
        None if bound in ("less_than", "at_most") else low.scaleb(exponent),
        None if bound in ("more_than", "at_least") else high.scaleb(exponent),
        bound,
        unit,
        Decimal(10) ** exponent,
        _decimals(low) - exponent,
        _decimals(high) - exponent,
        _category(unit),
    )


def figure(
    metric: str,
    period: str | None,
    text: str,
    *,
    entity: str = "甲公司",
    measure: Measure | None = None,
    basis: Basis | None = None,
    qualifiers: Sequence[tuple[str, str]] = (),
    status: Status = "actual",
    attribution: str | None = None,
    statistic: Statistic | None = None,
    per: Per | None = None,
    metric_id: str | None = None,
    at: tuple[int, int] | None = None,
) -> Claim:
    """One claim of an example; `at` is its (row, column) in the example's table, else it stands in prose."""
    read = quantity(text)
    default: Measure = "growth" if basis else "level"
    if read.unit == "percentage_point":
        default = "change"
    row, col = at if at else (None, None)
    return Claim(
        claim_id="",
        report_id="",
        ordinal=0,
        origin="cell" if at else "prose",
        span=Span(0, 0),
        text=re.sub("^(約|超過|不足|至少|最多)", "", text),
        quote_span=Span(0, 0),
        quantity=read,
        entity=entity,
        entity_id=None,
        metric=metric,
        metric_id=metric_id if metric_id is not None else _metric_id(metric),
        qualifiers=tuple(sorted(qualifiers)),
        measure=measure or default,
        basis=basis,
        period=_period(period) if period else None,
        status=status,
        attribution=attribution,
        statistic=statistic,
        per=per,
        rule="example",
        table=0 if at else None,
        row=row,
        col=col,
    )


def note_of(example: Example) -> tuple[NormalisedNote, Extraction]:
    """A note of one paragraph (its text, or each figure as a sentence of its own) and perhaps one table."""
    text = example.text or "".join(_spoken(c) for c in example.claims if c.table is None)
    raw = text + "\n" + "\n".join("\t".join(row) for row in example.table)

    table, spans = _table(example, len(text) + 1)
    blocks = [Block("paragraph", (Span(m.start(), m.end()),)) for m in re.finditer("[^\n]+", text)]
    if table is not None:
        blocks.append(Block("table", (table.span,), table=0))
    note = Note("example", "example", "text", "utf-8", raw, tuple(blocks), (table,) if table else ())
    passage = Passage(text, range(len(text)), "paragraph", 0)
    header = Header(None, None, (), None, None, None, None, "zh-Hant", Decimal(0))
    claims = tuple(_place(example.claims, text, spans))
    return NormalisedNote(note, (passage,), raw), Extraction(header, (), claims, ())


def _spoken(claim: Claim) -> str:
    """A sentence that says whose and which figure it is."""
    scope = "".join(value for _, value in claim.qualifiers)
    return f"{claim.entity}{scope}{claim.metric}{claim.text}。"


def _place(claims: Iterable[Claim], text: str, cells: dict[tuple[int, int], Span]) -> Iterable[Claim]:
    """The claims with their places: a cell's in its cell, the others one after the other in the text."""
    cursor = 0
    for number, claim in enumerate(claims):
        if claim.table is None:
            start = text.index(claim.text, cursor)
            span = Span(start, start + len(claim.text))
            quote, cursor = _sentence(text, span), span.end
        else:
            assert claim.row is not None and claim.col is not None
            span = quote = cells[claim.row, claim.col]
        yield replace(claim, claim_id=f"c{number}", report_id="example", ordinal=number, span=span, quote_span=quote)


def _sentence(text: str, span: Span) -> Span:
    ends = [match.end() for match in re.finditer("[。；\n]", text)]
    start = max((end for end in ends if end <= span.start), default=0)
    return Span(start, min((end for end in ends if end >= span.end), default=len(text)))


def _table(example: Example, start: int) -> tuple[Table | None, dict[tuple[int, int], Span]]:
    cells, spans = [], {}
    for r, row in enumerate(example.table):
        for c, text in enumerate(row):
            spans[r, c] = Span(start, start + len(text))
            role = "header" if r == 0 else "stub" if c == 0 else "data"
            cells.append(Cell(r, c, Printed(text, (spans[r, c],) if text else ()), role))  # type: ignore[arg-type]
            start += len(text) + 1
    if not cells:
        return None, spans
    width = max(len(row) for row in example.table)
    return Table(tuple(cells), len(example.table), width, 1, 1, Span(spans[0, 0].start, start - 1)), spans


def _metric_id(metric: str) -> str | None:
    return load_vocabulary()["metrics"].column("metric_id").get(metric)


def _period(label: str) -> Period:
    """A period with its days where the label is one day."""
    day = date.fromisoformat(label) if len(label) == len("2025-01-03") else None
    return Period(label, day, day)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def _category(unit: str | None) -> ClaimCategory:
    if is_money(unit):
        return "monetary"
    return "percentage" if unit in ("percent", "percentage_point") else "quantity"
