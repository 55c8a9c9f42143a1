"""Tables → statements: a row for each broker or share (券商│評級│目標價), or one view down a table of fields (目標價│620 元)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.draft import Draft, Setting, Subject
from pipeline.extract.status import ANALYST_METRICS
from pipeline.extract.views.sides import is_earlier
from pipeline.extract.views.statements import Rating, Statement
from pipeline.model.claim import Action, Claim
from pipeline.model.mention import NameMention
from pipeline.model.note import Cell, Note, Table
from pipeline.model.place import Span
from pipeline.recognise import Mentions
from pipeline.recognise.tickers import find_tickers

_BROKERS = re.compile(r"券商|投行|大行|證券商|經紀商?|研究機構|投資銀行|^機構|Broker", re.IGNORECASE)
_SHARES = re.compile(r"股份|公司|股票|個股|名稱|標的|Company|Stock", re.IGNORECASE)
_EARLIER = re.compile(
    r"前次|上次|原先|先前|之前|調整前|修正前|舊|原(?=目標|評|投資)|(?<![目以之])前(?=期|目標|評|投資|值)|Previous|\bOld\b|Prior",
    re.IGNORECASE,
)
_PRICES = re.compile(r"現價|收[市盤]價?|股價|市價|Price|Close", re.IGNORECASE)
_TARGET = re.compile(r"目標|Target|\bTP\b", re.IGNORECASE)
_MARKET = re.compile(r"[ABH]股|港股|美股|ADR|臺股")
_MARKETS = {"A股": "CN", "B股": "CN", "H股": "HK", "港股": "HK", "美股": "US", "ADR": "US", "臺股": "TW"}


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row that hold anything, with what each says; `own`: it names a broker or share itself."""

    cells: tuple[tuple[Cell, Mentions], ...]
    broker: str | None
    security: Subject | None
    day: date | None

    @property
    def own(self) -> bool:
        return self.broker is not None or self.security is not None


def read_tables(
    note: Note, every: Sequence[Mentions], stated: Sequence[tuple[Draft, Claim]], setting: Setting, place: int
) -> list[Statement]:
    """The statements of all tables. `stated`: drafts of cells with their claims. Places count on from `place`."""
    cells: dict[int, list[Mentions]] = {}
    for mentions in every:
        if mentions.passage.cell is not None and mentions.passage.table is not None:
            cells.setdefault(mentions.passage.table, []).append(mentions)
    figures: dict[tuple[int, int], list[tuple[Draft, Claim]]] = {}
    for draft, claim in stated:
        if claim.table is not None and claim.row is not None:
            figures.setdefault((claim.table, claim.row), []).append((draft, claim))
    found: list[Statement] = []
    for table, own in cells.items():
        statements = _table(
            note.tables[table], own, {r: f for (t, r), f in figures.items() if t == table}, setting, place
        )
        found += statements
        place = max([place, *(s.place for s in statements)]) + 1
    return found


def _table(
    table: Table,
    cells: Sequence[Mentions],
    figures: dict[int, list[tuple[Draft, Claim]]],
    setting: Setting,
    place: int,
) -> list[Statement]:
    rows = _rows(table, cells)
    by_row = {
        index: [
            *_ratings(row, table, place + index),
            *_figures(row, figures.get(index, ()), table, place + index, setting),
        ]
        for index, row in rows.items()
    }
    speaking = {i: s for i, s in by_row.items() if any(x.kind in ("rating", "target") for x in s)}
    if not speaking:
        return []
    subjects = (d.subject for own in figures.values() for d, c in own if c.metric_id in ANALYST_METRICS)
    default = next((s for s in subjects if s is not None), None) or setting.primary
    if any(rows[i].own for i in speaking):
        return [_completed(x, rows[i], setting, default) for i, s in speaking.items() for x in s]
    if any(rows[i].day for i in speaking) and len(speaking) > 1:
        return []  # what the view was on each of several days
    return [replace(_completed(x, rows[i], setting, default), place=place) for i, s in by_row.items() for x in s]


def _rows(table: Table, cells: Sequence[Mentions]) -> dict[int, _Row]:
    heads = _heads(table)
    by_row: dict[int, list[tuple[Cell, Mentions]]] = {}
    for mentions in cells:
        if mentions.passage.cell is not None and (cell := table.cells[mentions.passage.cell]).role != "header":
            by_row.setdefault(cell.row, []).append((cell, mentions))
    return {index: _row(own, heads) for index, own in by_row.items()}


def _heads(table: Table) -> dict[int, str]:
    """What the heads above each column print."""
    heads: dict[int, str] = {}
    for cell in table.cells:
        if cell.role == "header":
            for col in range(cell.col, cell.col + cell.col_span):
                heads[col] = heads.get(col, "") + cell.printed.text
    return heads


def _row(own: Sequence[tuple[Cell, Mentions]], heads: dict[int, str]) -> _Row:
    broker: str | None = None
    security: Subject | None = None
    day: date | None = None
    for cell, mentions in own:
        head, text = heads.get(cell.col, ""), mentions.passage.text.strip()
        names = mentions.names
        if (broker is None and cell.role != "data") or _BROKERS.search(head):
            named = next((n.text for n in names if n.kind == "broker" and n.id != "pronoun"), None)
            broker = broker or (text if _BROKERS.search(head) and text else named)
        entity = next((n for n in names if n.kind == "entity" and n.rule != "lexicon.index"), None)
        if security is None and entity is not None and not mentions.quantities:
            security = Subject(entity.canonical, entity.id, mentions.passage.raw(entity.start, entity.end))
        elif security is None and _SHARES.search(head) and text and not mentions.quantities:
            security = _unknown(text)
        days = [p.period.start for p in mentions.periods if p.kind == "day" and p.period is not None]
        day = day or next(iter(days), None)
    return _Row(tuple(own), broker, security, day)


def _unknown(text: str) -> Subject:
    """A share whose name nobody knows, with the ticker that is printed behind it."""
    ticker = next(find_tickers(text), None)
    if ticker is None:
        return Subject(text, None)
    return Subject(text[: ticker.start].strip(" (（[") or text, ticker.entity_id)


def _ratings(row: _Row, table: Table, place: int) -> Iterator[Statement]:
    heads = _heads(table)
    for cell, mentions in row.cells:
        text = mentions.passage.text
        label = heads.get(cell.col, "") + "".join(cell.row_path)
        for name in (n for n in mentions.names if n.kind == "rating"):
            earlier = bool(_EARLIER.search(label)) or is_earlier(text, name.start, name.end)
            yield Statement(
                "rating",
                place,
                None,
                None,
                mentions.passage.raw(name.start, name.end),
                rating=_rating(name),
                earlier=earlier,
                action=None if earlier else _action(row),
            )


def _rating(name: NameMention) -> Rating:
    return Rating(name.text, int(name.id) if name.id and name.id.isdigit() else None)


def _action(row: _Row) -> Action | None:
    """首予, 維持 in a cell of its own."""
    for _, mentions in row.cells:
        for cue in mentions.cues:
            value = cue.value("action")
            if value in ("initiate", "reinstate", "suspend", "upgrade", "downgrade", "maintain"):
                return value  # type: ignore[return-value]
    return None


def _figures(
    row: _Row, figures: Sequence[tuple[Draft, Claim]], table: Table, place: int, setting: Setting
) -> Iterator[Statement]:
    heads = _heads(table)
    for draft, claim in figures:
        topic = draft.topic
        label = heads.get(claim.col or 0, "") + (topic.text if topic else "")
        money = claim.measure == "level" and claim.quantity.category == "monetary"
        security = _market(row, draft, label, setting)
        if claim.metric_id == "target_price" and money:
            earlier = bool(_EARLIER.search(label)) or draft.previous
            earlier = earlier or is_earlier(draft.passage.text, draft.item.outer_start, draft.item.outer_end)
            yield Statement("target", place, draft.attribution, security, claim.span, claim=claim, earlier=earlier)
        elif claim.metric_id == "upside" and claim.quantity.unit == "percent" and claim.quantity.value is not None:
            value = claim.quantity.value
            percent = -abs(value) if topic is not None and topic.sign < 0 else value
            yield Statement("upside", place, draft.attribution, security, claim.span, claim=claim, percent=percent)
        elif money and claim.metric_id not in ANALYST_METRICS and _PRICES.search(label) and not _TARGET.search(label):
            day = claim.period.start if claim.period and "period" not in claim.inferred else None
            exact = day if claim.period and claim.period.start == claim.period.end else None
            yield Statement("price", place, draft.attribution, security, claim.span, claim=claim, day=exact)


def _market(row: _Row, draft: Draft, label: str, setting: Setting) -> Subject | None:
    """The row's share, or that of its listing which the head names: 目標價(H股)."""
    subject = row.security or draft.subject
    market = _MARKET.search(label)
    if subject is None or subject.id is None or market is None:
        return subject
    return subject._replace(id=setting.listings.sister(subject.id, _MARKETS[market.group()]))


def _completed(statement: Statement, row: _Row, setting: Setting, default: Subject | None) -> Statement:
    return replace(
        statement,
        broker=row.broker or statement.broker or setting.broker,
        security=statement.security or row.security or default,
    )


def table_span(statement: Statement) -> Span:
    return statement.span
