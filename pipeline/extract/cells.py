"""Figures of table cells → drafts: stub path, header path, caption and unit line say what each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.draft import Discourse, Draft, Setting, Subject, Topic
from pipeline.extract.header_cells import HeaderFacts, growth_told, read_facts
from pipeline.extract.measure import POINTS, negated, times_to_percent
from pipeline.extract.phrase import MetricKinds
from pipeline.extract.prices import fitting
from pipeline.extract.status import ANALYST_METRICS
from pipeline.extract.stream import Item
from pipeline.extract.units import apply_hint
from pipeline.extract.when import AHEAD, When
from pipeline.model.claim import Basis, Measure, Status
from pipeline.model.mention import QuantityMention
from pipeline.model.note import Cell, Note, Table
from pipeline.model.period import Period
from pipeline.model.quantity import Quantity
from pipeline.normalise import canonical
from pipeline.recognise import Mentions
from pipeline.recognise.periods import calendar

_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s*")
_TOTAL = re.compile(r"合計|總計|小計|總額|總和|總數|Total", re.IGNORECASE)
_UNIT_TAIL = re.compile(r"[（(][^（）()]*[)）]\s*$")


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the data cells of tables."""

    kinds: MetricKinds

    def read(
        self, note: Note, cells: Sequence[Mentions], around: Sequence[Mentions], discourse: Discourse, setting: Setting
    ) -> list[Draft]:
        """`cells`: the mentions of every cell of one table; `around`: those of its caption, unit and source line. Drafts in row order."""
        index = cells[0].passage.table if cells else None
        if index is None:
            return []
        table = note.tables[index]
        facts = {
            m.passage.cell: read_facts(m, discourse, setting, self.kinds) for m in cells if m.passage.cell is not None
        }
        whole = HeaderFacts()
        for mentions in around:
            own = read_facts(mentions, discourse, setting, self.kinds)
            status = own.status if mentions.passage.kind == "caption" else None
            whole = whole.merged(own._replace(label=None, growth=False, basis=None, status=status, year_before=False))
        corner = [
            f
            for i, f in facts.items()
            if table.cells[i].row < table.n_header_rows and table.cells[i].col < table.n_stub_cols
        ]
        for own in corner:
            whole = HeaderFacts(unit=own.unit).merged(whole)
        named = (m for m in cells if not m.quantities and m.passage.cell is not None)
        names = frozenset(
            m.passage.cell
            for m in named
            if m.passage.cell is not None and (facts[m.passage.cell].subject or facts[m.passage.cell].attribution)
        )
        if table.unit_line is None:
            whole = whole.merged(HeaderFacts(unit=setting.unit))
        moves = next((b for m in around if (b := growth_told(m, discourse, setting, self.kinds)) is not None), None)
        grid = _Grid.of(table, facts, whole, names, moves)
        drafts: list[Draft] = []
        for mentions in cells:
            assert mentions.passage.cell is not None
            cell = table.cells[mentions.passage.cell]
            if cell.role == "data":
                drafts += _cell(mentions, cell, grid, discourse, setting)
        return drafts


def _cell(mentions: Mentions, cell: Cell, grid: _Grid, discourse: Discourse, setting: Setting) -> list[Draft]:
    in_points = any(q.quantity.unit in POINTS for q in mentions.quantities)
    facts = grid.facts_for(cell, in_points=in_points)
    drafts: list[Draft] = []
    for mention in mentions.quantities:
        if mention.rule.startswith("duration"):
            continue
        earlier = bool(drafts) and mentions.passage.text[: mention.start].endswith("(")
        draft = _draft(mention, mentions, cell, facts, grid, discourse, setting)
        drafts.append(draft._replace(previous=earlier))
    return drafts


@dataclass(frozen=True, slots=True)
class _Grid:
    table: Table
    facts: dict[int, HeaderFacts]
    around: HeaderFacts
    stubs: dict[int, list[int]]  # row → indices of the stub cells that cover it
    heads: dict[int, list[int]]  # column → indices of the header cells that cover it
    shared_slugs: frozenset[str]  # metric slugs that more than one line has
    stubs_name_subjects: bool  # a table of companies or brands, so that 其他 and 合計 are subjects too
    moves: (
        Basis | None
    )  # what its percentages are against, where the line above says that they are moves: 各航線按年變幅如下

    @staticmethod
    def of(
        table: Table, facts: dict[int, HeaderFacts], around: HeaderFacts, names: frozenset[int], moves: Basis | None
    ) -> _Grid:
        """`names`: the data cells that hold no figure but a name: 券商 beside 股份."""
        stubs: dict[int, list[int]] = {}
        heads: dict[int, list[int]] = {}
        for index, cell in enumerate(table.cells):
            if index not in facts:
                continue
            if cell.role == "stub" or (cell.role == "data" and index in names):
                for row in range(cell.row, cell.row + cell.row_span):
                    stubs.setdefault(row, []).append(index)
            elif cell.role == "header":
                for col in range(cell.col, cell.col + cell.col_span):
                    heads.setdefault(col, []).append(index)
        subjects = any(f.subject for i, f in facts.items() if table.cells[i].role == "stub")
        labels: dict[str, set[str]] = {}
        for index, own in facts.items():
            if table.cells[index].role == "stub" and own.topic is not None and own.topic.id and not own.growth:
                labels.setdefault(own.topic.id, set()).add(clean_label(own.label or ""))
        shared = frozenset(slug for slug, texts in labels.items() if len(texts) > 1)
        return _Grid(table, facts, around, stubs, heads, shared, subjects, moves)

    def facts_for(self, cell: Cell, *, in_points: bool) -> HeaderFacts:
        """What the stub, the heads above and the caption say together; the nearer wins. A stub that names nothing known is the
        measure where no head names one, else the subject."""
        stubs, heads = self._governing(cell)
        found = HeaderFacts()
        for own in (*stubs, *heads):
            found = found.merged(own._replace(label=None))
        found = _share_of_line(found, stubs, heads)
        label = next((_LIST_MARK.sub("", s.label or "") for s in stubs if s.names_nothing()), None)
        with_caption = found.merged(self.around)
        if found.growth and found.topic is None:
            above = self._line_above(cell) if any(s.growth for s in stubs) else None
            topic = above.topic if above is not None else self._grown(cell, in_points=in_points)
            with_caption = with_caption._replace(topic=topic)
            if above is not None:
                return self._as_labelled(with_caption, above)
        if found.year_before and found.topic is None and (beside := self._beside(cell)) is not None:
            with_caption = with_caption._replace(topic=beside)
        named = next((s for s in stubs if s.topic is not None and s.label), None)
        if named is not None and named.growth:
            named = self._line_of(named)
        if named is not None and found.topic is not None:
            with_caption = self._as_labelled(with_caption, named)
        if label and with_caption.topic is None and not found.growth:
            return with_caption._replace(topic=Topic(_UNIT_TAIL.sub("", label), None, None))
        if label and found.subject is None:
            if self.stubs_name_subjects:
                return with_caption._replace(subject=Subject(label, None))
            if not _TOTAL.fullmatch(label):
                narrowed = {"segment": label, **dict(with_caption.qualifiers)}
                return with_caption._replace(qualifiers=tuple(sorted(narrowed.items())))
        if with_caption.topic is None and not found.growth and (named_so := self._label_topic(cell.col, cell.row)):
            return with_caption._replace(topic=named_so)
        return with_caption

    def _label_topic(self, col: int, row: int | None = None) -> Topic | None:
        """A column whose head no vocabulary knows is of what the head says: 借出股份數量(百萬)."""
        if col < self.table.n_stub_cols:
            return None
        for index in reversed(self.heads.get(col, [])):
            own = self.facts[index]
            if own.names_nothing() and not own.growth and (row is None or self.table.cells[index].row < row):
                text = _UNIT_TAIL.sub("", own.label or "").strip()
                return Topic(text, None, None) if text else None
        return None

    def _governing(self, cell: Cell) -> tuple[list[HeaderFacts], list[HeaderFacts]]:
        """Facts of the stubs to the left and of the heads above, nearest first."""
        stubs = [self.facts[i] for i in self.stubs.get(cell.row, ()) if self.table.cells[i].col < cell.col]
        heads = [self.facts[i] for i in self.heads.get(cell.col, ()) if self.table.cells[i].row < cell.row]
        return stubs[::-1], heads[::-1]

    def _as_labelled(self, facts: HeaderFacts, stub: HeaderFacts) -> HeaderFacts:
        """The measure under its whole label: 保留盈餘總計. Lines of a table that share a slug are told apart by their labels."""
        assert facts.topic is not None
        label = clean_label(stub.label or "")
        if not label or len(label) > _LONGEST_LABEL:
            return facts
        if facts.topic.text in label:
            facts = facts._replace(topic=facts.topic._replace(text=label))
        if facts.topic is not None and facts.topic.id in self.shared_slugs:
            return facts._replace(qualifiers=tuple(sorted({**dict(facts.qualifiers), "line": label}.items())))
        return facts

    def _line_above(self, cell: Cell) -> HeaderFacts | None:
        """年增率(%) under 營業收入: the nearest line above that names an amount, of which the growth line speaks."""
        for row in range(cell.row - 1, self.table.n_header_rows - 1, -1):
            for index in self.stubs.get(row, ()):
                own = self.facts[index]
                if own.topic is not None and not own.growth and own.topic.kind not in ("percent", "ratio"):
                    return own
        return None

    def _line_of(self, growth: HeaderFacts) -> HeaderFacts:
        """The line that a growth line names: 營業收入 of 營業收入年增率(%); the growth line itself where none is."""
        label = clean_label(growth.label or "")
        lines = [
            own
            for index, own in self.facts.items()
            if self.table.cells[index].role == "stub"
            and own.topic is not None
            and growth.topic is not None
            and own.topic.id == growth.topic.id
            and not own.growth
            and label.startswith(clean_label(own.label or ""))
        ]
        return max(lines, key=lambda own: len(own.label or ""), default=growth)

    def section(self, cell: Cell) -> str | None:
        """The outermost heading that governs the row without standing in it: 流動資產."""
        own = {self.table.cells[i].printed.text for i in self.stubs.get(cell.row, ())}
        above = [p for p in cell.row_path if p not in own]
        return clean_label(canonical(above[0])) or None if above else None

    def _grown(self, cell: Cell, *, in_points: bool) -> Topic | None:
        """What a growth column without a measure of its own is the growth of: the column beside it, unless that is a share, then
        what the caption speaks of; else the head itself."""
        beside, caption = self._beside(cell), self.around.topic
        if beside is not None and (in_points or beside.kind not in ("percent", "ratio")):
            return beside
        if beside is not None and (amount := self._beside(cell, of_amounts=True)) is not None:
            return amount
        if caption is not None and caption.kind not in ("percent", "ratio"):
            return caption
        for col in range(cell.col - 1, -1, -1):
            if (labelled := self._label_topic(col)) is not None:
                return labelled
        heads = [self.facts[i].label for i in self.heads.get(cell.col, ())]
        return Topic(heads[-1], None, None) if heads and heads[-1] else beside

    def _beside(self, cell: Cell, *, of_amounts: bool = False) -> Topic | None:
        """The measure of the nearest column to the left that names one, shares left aside `of_amounts`: what a growth column is
        the growth of."""
        for col in range(cell.col - 1, -1, -1):
            for index in reversed(self.heads.get(col, [])):
                topic = self.facts[index].topic
                if topic is not None and not (of_amounts and topic.kind in ("percent", "ratio")):
                    return topic
        return None

    def status(self) -> Status | None:
        """What any head says: a table of 預測 holds forecasts in all its columns."""
        return next(
            (f.status for i, f in self.facts.items() if f.status and self.table.cells[i].role == "header"), None
        )

    def last_period(self) -> Period | None:
        """The latest period of the heads: what a growth column without a period speaks of."""
        periods = [
            f.period for i, f in self.facts.items() if f.period is not None and self.table.cells[i].role == "header"
        ]
        return max(
            (p for p in periods if p.end is not None), key=lambda p: str(p.end), default=periods[0] if periods else None
        )


def _share_of_line(found: HeaderFacts, stubs: Sequence[HeaderFacts], heads: Sequence[HeaderFacts]) -> HeaderFacts:
    """佔比 over the line 毛利 is the share of that line, and no 毛利; over the line 總收入 that of the whole."""
    line = next((s for s in stubs if s.topic is not None), None)
    head = next((h for h in heads if h.topic is not None), None)
    if line is None or head is None or line.topic is None or head.topic is None:
        return found
    if head.topic.id not in _SHARES or line.topic.kind in ("percent", "ratio") or line.growth or head.growth:
        return found
    label = clean_label(line.label or "")
    whole = label.startswith("總") or _TOTAL.search(label)
    narrowed = {**dict(found.qualifiers), **({} if whole else {"line": label})}
    return found._replace(topic=head.topic, qualifiers=tuple(sorted(narrowed.items())))


_SHARES = ("share_of_total", "market_share")


def _draft(
    mention: QuantityMention,
    mentions: Mentions,
    cell: Cell,
    facts: HeaderFacts,
    grid: _Grid,
    discourse: Discourse,
    setting: Setting,
) -> Draft:
    passage = mentions.passage
    topic = facts.topic
    rate = topic is not None and topic.kind in ("percent", "ratio")
    if grid.moves is not None and mention.quantity.unit == "percent" and not rate:
        facts = facts._replace(growth=True, basis=facts.basis or grid.moves)
    quantity, inferred_unit = apply_hint(
        mention, facts.unit, topic.kind if topic else None, setting.home_currency, growth=facts.growth
    )
    move = _move(mentions, mention)
    measure = _measure(quantity, facts, move)
    if measure == "growth" and quantity.unit == "multiple":
        quantity = times_to_percent(quantity)
    if move is not None and move < 0 and not mention.signed and measure in ("growth", "change"):
        quantity = negated(quantity)
    if (
        measure == "level"
        and topic is not None
        and topic.sign < 0
        and not mention.signed
        and not _either_way(topic, grid)
    ):
        quantity = negated(quantity)
    period = facts.period or grid.last_period() or discourse.period
    if facts.year_before and period is not None:
        period = calendar.shift_years(period, -1)
    period = fitting(When(period, facts.period is None, discourse.time), topic, setting, discourse).period
    viewed = discourse.viewed if topic is not None and topic.id in ANALYST_METRICS else None
    subject = facts.subject or viewed or discourse.subject or setting.primary
    inferred = [*inferred_unit]
    inferred += ["entity"] if facts.subject is None and subject else []
    inferred += ["period"] if facts.period is None and period else []
    unresolved = [c for c, v in (("entity", subject), ("metric", topic)) if v is None]
    if quantity.category == "monetary" and quantity.unit is None:
        unresolved.append("unit")
    said = facts.status or (grid.status() if facts.period is None else None)
    status: Status = "forecast" if _ahead(period, setting) else "estimate" if said in AHEAD else "actual"
    if topic is not None and topic.id in ANALYST_METRICS:
        status, period = "forecast", facts.period
    return Draft(
        passage=passage,
        item=Item(mention.start, mention.end, "figure", mention, None, 0),
        sentence=(0, len(passage.text)),
        quantity=quantity,
        origin="cell",
        subject=subject,
        topic=topic,
        qualifiers=_qualifiers(topic, facts, discourse, grid.section(cell)),
        measure=measure,
        basis=(facts.basis or _default_basis(topic)) if measure in ("growth", "change") else None,
        period=period,
        status=status,
        attribution=facts.attribution or _listed_by(topic, discourse, setting),
        statistic=facts.statistic,
        per="share" if topic is not None and topic.kind == "per_share" else None,
        rule=f"{mention.rule}/cell.{measure}",
        inferred=tuple(inferred),
        unresolved=tuple(unresolved),
        row=cell.row,
        col=cell.col,
    )


def _listed_by(topic: Topic | None, discourse: Discourse, setting: Setting) -> str | None:
    """Who gives a table that names nobody: whoever introduced it, and of targets the note's own broker."""
    if topic is not None and topic.id in ANALYST_METRICS:
        return discourse.lists or discourse.house or setting.broker
    return discourse.lists


_LONGEST_LABEL = 30
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")


def clean_label(label: str) -> str:
    """A stub without its list mark, notes and units in brackets, and inner spaces: 現金及約當現金（附註六） is 現金及約當現金."""
    return re.sub(r"\s+", "", _BRACKETED.sub("", _LIST_MARK.sub("", label)))


def _qualifiers(
    topic: Topic | None, facts: HeaderFacts, discourse: Discourse, section: str | None
) -> tuple[tuple[str, str], ...]:
    found = {**dict(topic.qualifiers if topic else ()), **dict(facts.qualifiers)}
    if section is not None:
        found.setdefault("section", section)
    if discourse.scenario is not None:
        found.setdefault("scenario", discourse.scenario)
    return tuple(sorted(found.items()))


_EITHER = re.compile(r"[溢盈利].{0,8}虧損|虧損.{0,6}[溢盈利]|損益")


def _either_way(topic: Topic, grid: _Grid) -> bool:
    """股東應佔溢利/(虧損): brackets tell the losses, a bare number is a profit."""
    caption = grid.table.caption.text if grid.table.caption else ""
    return bool(_EITHER.search(topic.text) or _EITHER.search(caption))


def _default_basis(topic: Topic | None) -> Basis | None:
    """A growth column that names no basis is against the year before, unless it is of a price or an upside."""
    if topic is not None and topic.id == "target_price":
        return "vs_previous"
    return None if topic is not None and (topic.kind in ("price", "index") or topic.id == "upside") else "yoy"


def _move(mentions: Mentions, mention: QuantityMention) -> int | None:
    """The direction that the cell itself prints before its figure: 跌 18.977 個基點."""
    for cue in reversed(mentions.cues):
        if cue.end <= mention.outer_start and (sign := cue.value("direction")) is not None:
            return int(sign)
    return None


def _measure(quantity: Quantity, facts: HeaderFacts, move: int | None) -> Measure:
    if quantity.unit == "rank":
        return "rank"
    if quantity.unit in POINTS:
        return "change"
    if quantity.unit in ("percent", "multiple") and (facts.growth or move is not None):
        return "growth"
    return "change" if move is not None or (facts.growth and quantity.category == "monetary") else "level"


def _ahead(period: Period | None, setting: Setting) -> bool:
    return period is not None and period.end is not None and setting.as_of is not None and period.end > setting.as_of
