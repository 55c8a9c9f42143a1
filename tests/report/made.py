"""Folders of datasets made by hand, as a run would publish them: small notes of our own with every state of a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model.check import Finding, Interval, Reconciliation
from pipeline.model.claim import BrokerView, Claim, Extraction, Header, Numeral
from pipeline.model.ids import report_id, stable_id
from pipeline.model.note import Block, Cell, CharBoxes, Figure, Note, Page, Table
from pipeline.model.period import Period
from pipeline.model.place import Printed, Span
from pipeline.model.quantity import Quantity
from pipeline.model.rows import DATASETS, RunRow, SourceRow, WaiverRow
from pipeline.publish.arrow import table_of
from pipeline.publish.note_rows import rows_of, rows_of_failure
from pipeline.publish.parquet import write_empty, write_note, write_table
from pipeline.publish.verdict import tables_of, with_findings

VERSIONS = ("0.1.0", "v0")
HONG_KONG = timezone(timedelta(hours=8))
TODAY = date(2025, 11, 5)
RUN_AT = datetime(2025, 11, 4, 1, 0, tzinfo=HONG_KONG)
_HEADING = re.compile("(#+) ")
_CATEGORY: dict[str, Any] = {
    "percent": "percentage",
    "percentage_point": "percentage",
    "HKD": "monetary",
    "CNY": "monetary",
}


class Draft:
    """A note under construction. Lines are blocks: `# ` a title, `## ` a heading, 表… or 圖… a caption, 資料來源 a source
    line, and lines with tabs a table."""

    def __init__(self, text: str, name: str, **header: Any) -> None:
        self.text, self.name = text, name
        self.raw = text.encode()
        self.id = report_id(self.raw)
        self.header = header
        self.claims: list[Claim] = []
        self.numerals: list[Numeral] = []
        self.views: list[BrokerView] = []
        self.reconciliations: list[Reconciliation] = []
        self.findings: list[Finding] = []
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self.blocks = list(self._read())
        self.note = Note(
            report_id=self.id,
            name=name,
            format="markdown" if name.endswith(".md") else "text",
            encoding="utf-8",
            raw_text=text,
            blocks=tuple(self.blocks),
            tables=tuple(self.tables),
            figures=tuple(self.figures),
            reader="text",
        )

    def _read(self) -> Any:
        lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", self.text)]
        at = 0
        while at < len(lines):
            start, end = lines[at]
            line = self.text[start:end]
            if "\t" in line:
                last = at
                while (
                    last + 1 < len(lines)
                    and "\t" in self.text[slice(*lines[last + 1])]
                    and lines[last + 1][0] == lines[last][1] + 1
                ):
                    last += 1
                self.tables.append(self._table(lines[at : last + 1]))
                yield Block("table", (Span(start, lines[last][1]),), table=len(self.tables) - 1)
                at = last
            elif found := _HEADING.match(line):
                kind: Any = "title" if len(found[1]) == 1 else "heading"
                yield Block(kind, (Span(start + found.end(), end),), level=0 if kind == "title" else len(found[1]) - 1)
            elif line[:1] in "表圖" and "：" in line:
                if line[0] == "圖":
                    self.figures.append(Figure(line[1], Printed(line, (Span(start, end),)), None))
                yield Block("caption", (Span(start, end),))
            else:
                yield Block("source_line" if line.startswith("資料來源") else "paragraph", (Span(start, end),))
            at += 1

    def _table(self, lines: Sequence[tuple[int, int]]) -> Table:
        cells = []
        heads: list[str] = []
        for row, (start, end) in enumerate(lines):
            texts = self.text[start:end].split("\t")
            heads = heads or texts
            for col, text in enumerate(texts):
                spans = (Span(start, start + len(text)),) if text else ()
                role: Any = "header" if row == 0 else "stub" if col == 0 else "data"
                paths = ((), ()) if role != "data" else ((texts[0],), (heads[col],))
                cells.append(Cell(row, col, Printed(text, spans), role, row_path=paths[0], col_path=paths[1]))
                start += len(text) + 1
        return Table(
            tuple(cells), len(lines), len(heads), 1, 1, Span(lines[0][0], lines[-1][1]), caption=Printed(heads[0], ())
        )

    def span(self, text: str, nth: int = 0) -> Span:
        """Where the nth occurrence of a text stands."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(text, start + 1)
        return Span(start, start + len(text))

    def claim(self, text: str, value: str, unit: str | None, nth: int = 0, **columns: Any) -> Claim:
        """Add a figure that reads `text`; a cell's place is found by where it stands."""
        span = self.span(text, nth)
        multiplier = Decimal(columns.pop("multiplier", 1))
        ends = [Decimal(each) if each else None for each in value.split("~")]
        places = [len(each.partition(".")[2]) for each in re.findall(r"[\d.]+", text)] or [0]
        decimals = places[0] - multiplier.adjusted()
        quantity = Quantity(
            ends[0],
            ends[-1],
            columns.pop("bound", "exact"),
            unit,
            multiplier,
            decimals,
            decimals,
            _CATEGORY.get(unit or "", "quantity"),
        )
        place: dict[str, Any] = {"origin": "prose"}
        for number, table in enumerate(self.tables):
            for cell in table.cells:
                if cell.printed.spans and cell.printed.spans[0] == span:
                    place = {"origin": "cell", "table": number, "row": cell.row, "col": cell.col, "quote_span": span}
        line = Span(self.text.rfind("\n", 0, span.start) + 1, (self.text + "\n").index("\n", span.end))
        base: dict[str, Any] = {
            "claim_id": stable_id(self.id, span.start, span.end, len(self.claims)),
            "report_id": self.id,
            "ordinal": len(self.claims),
            "span": span,
            "text": text,
            "quote_span": line,
            "quantity": quantity,
            "entity": self.header.get("entity"),
            "entity_id": self.header.get("entity_id"),
            "metric": None,
            "metric_id": None,
            "qualifiers": (),
            "measure": "level",
            "basis": None,
            "period": None,
            "status": "actual",
            "attribution": None,
            "statistic": None,
            "per": None,
            "rule": "number_with_unit",
        }
        claim = Claim(**(base | place | columns))
        self.claims.append(claim)
        self.numerals.append(Numeral(span, quantity.category, claim.rule, claim.claim_id))
        return claim

    def numeral(self, text: str, category: Any, nth: int = 0) -> None:
        """Add a numeral that is no claim."""
        self.numerals.append(Numeral(self.span(text, nth), category, category))

    def relate(
        self, kind: Any, claims: Sequence[Claim], stated: str, derived: str, formula: str, *, gap: str = "0"
    ) -> Reconciliation:
        """Add a relation. Intervals are `low..high`; an end left out is open."""
        sides = []
        for text in (stated, derived):
            low, high = (Decimal(end) if end else None for end in text.split(".."))
            sides.append(Interval(low, high))
        ids = tuple(each.claim_id for each in claims)
        zh = f"印作 {claims[0].text}，由 {formula} 推得 {derived.replace('..', ' 至 ')}"
        en = f"{claims[0].text} is printed; {formula} gives {derived.replace('..', ' to ')}"
        holds = gap == "0"
        each = Reconciliation(
            stable_id(self.id, kind, *ids), self.id, kind, ids, *sides, Decimal(gap), False, holds, formula, claims[0].span, zh, en,
            suspects=ids[:1],
        )  # fmt: skip
        self.reconciliations.append(each)
        return each

    def find(self, check: str, severity: Any, claims: Sequence[Claim] = (), **columns: Any) -> Finding:
        """Add a finding about some figures, or about the place `span`."""
        ids = tuple(each.claim_id for each in claims)
        finding_id = stable_id(self.id, check, *ids, columns.get("span"))
        base: dict[str, Any] = {
            "finding_id": finding_id,
            "report_id": self.id,
            "check": check,
            "severity": severity,
            "origin": "source",
            "claim_ids": ids,
            "reconciliation_id": None,
            "span": claims[0].span if claims else None,
            "page": None,
            "message": "數字不符",
            "message_en": "the figures do not agree",
            "fingerprint": stable_id("fingerprint", check, *(each.text for each in claims)),
        }
        finding = Finding(**(base | columns))
        self.findings.append(finding)
        return finding

    def contradicted_by(self, relation: Reconciliation, claims: Sequence[Claim], **columns: Any) -> Finding:
        """Add the error of a relation that does not hold."""
        said = {"message": relation.message, "message_en": relation.message_en}
        return self.find(
            relation.kind, "error", claims, reconciliation_id=relation.reconciliation_id, **(said | columns)
        )

    def write(self, folder: Path) -> str:
        """Publish the note; returns its report_id."""
        base: dict[str, Any] = {
            "title": None, "broker": None, "analysts": (), "published_at": None, "entity": None, "entity_id": None,
            "market": "HK", "language": "zh-Hant-HK", "script_mix": Decimal(0),
        }  # fmt: skip
        numerals = tuple(sorted(self.numerals, key=lambda each: each.span))
        claims = tuple(sorted(self.claims, key=lambda each: each.span))
        extraction = Extraction(Header(**(base | self.header)), numerals, claims, tuple(self.views))
        rows = rows_of(self.note, extraction, self.reconciliations, settings_hash="s")
        write_note(folder, self.id, with_findings(tables_of(rows, VERSIONS), self.findings), self.text)
        return self.id


def quarter(year: int, number: int) -> Period:
    """A calendar quarter."""
    first = datetime(year, 3 * number - 2, 1).date()
    after = datetime(year + number // 4, 3 * number % 12 + 1, 1).date()
    return Period(f"{year}Q{number}", first, after - timedelta(days=1))


RESULTS = """# 海風電子：第三季業績勝預期，維持「買入」評級

2025年11月3日｜遠山證券研究部

## 收入增長加快，毛利率改善

海風電子(9966.HK)第三季收入為 125 億元，按年增長 30%，毛利率為 41.2%，較去年同期上升 1.5 個百分點。其中終端收入 78.4 億元，佔總收入 62.7%；服務收入約 15.5 億元。管理層預期全年出貨量超過 1,350 萬部，渠道庫存維持在 4 檔水平。

自 2019 年分拆上市以來，公司已連續八年派息。

表一：各分部收入（單位：億元）
分部	2025Q3	2024Q3	按年變幅
終端	78.4	60.0	30.7%
元件	31.1	27.5	13.1%
服務	15.5	12.5	24.0%
合計	125.0	100.0	25.0%
資料來源：公司公告、遠山證券

圖一：海風電子股價與大市

## 估值

我們把目標價由 86 港元上調至 98 港元，較現價 80 港元有 25% 上升空間。研發投入 13.2 億元，按季大致持平。
"""
E8 = "100000000"


def results() -> Draft:
    """A results note with a figure in every state."""
    draft = Draft(
        RESULTS,
        "results.md",
        title="海風電子：第三季業績勝預期，維持「買入」評級",
        broker="遠山證券",
        analysts=("林一帆", "陳大文"),
        published_at=datetime(2025, 11, 3, 8, 30, tzinfo=HONG_KONG),
        entity="海風電子",
        entity_id="9966.HK",
    )
    now, before = quarter(2025, 3), quarter(2024, 3)
    seen: dict[str, Any] = {
        "period": now,
        "inferred": ("entity", "period"),
        "evidence": (("entity", draft.span("海風電子", 1)), ("period", draft.span("第三季", 1))),
    }
    money: dict[str, Any] = {"multiplier": E8, "metric": "收入", "metric_id": "revenue"}
    revenue = draft.claim("125 億元", "12500000000", "CNY", **(seen | money))
    growth = draft.claim(
        "30%", "30", "percent", measure="growth", basis="yoy", metric="收入", metric_id="revenue", **seen
    )
    draft.claim("41.2%", "41.2", "percent", metric="毛利率", metric_id="gross_margin", **seen)
    draft.claim(
        "1.5 個百分點", "1.5", "percentage_point", measure="change", basis="yoy", metric="毛利率", metric_id="gross_margin", **seen
    )  # fmt: skip
    terminals = draft.claim("78.4 億元", "7840000000", "CNY", qualifiers=(("segment", "終端"),), **(seen | money))
    share = draft.claim("62.7%", "62.7", "percent", metric="佔總收入", qualifiers=(("segment", "終端"),), **seen)
    services = draft.claim(
        "15.5 億元", "1550000000", "CNY", bound="approx", qualifiers=(("segment", "服務"),), **(seen | money)
    )  # fmt: skip
    draft.claim(
        "1,350 萬部", "13500000~", "部", bound="more_than", multiplier="10000", metric="出貨量", metric_id="shipments",
        status="guidance", period=Period("2025", datetime(2025, 1, 1).date(), datetime(2025, 12, 31).date()),
        attribution="管理層", evidence=(("period", draft.span("全年")), ("metric", draft.span("出貨量"))),
    )  # fmt: skip
    cells: dict[str, Claim] = {}
    for row, (segment, levels, rate) in enumerate(
        [("終端", ("78.4", "60.0"), "30.7"), ("元件", ("31.1", "27.5"), "13.1"), ("服務", ("15.5", "12.5"), "24.0"), ("合計", ("125.0", "100.0"), "25.0")]
    ):  # fmt: skip
        line = draft.span(f"{segment}\t")
        about: dict[str, Any] = {
            "metric": "收入",
            "metric_id": "revenue",
            "qualifiers": (("segment", segment),) if row < 3 else (),
        }
        for col, (text, period) in enumerate(zip(levels, (now, before), strict=True)):
            nth = draft.text[: line.start].count(text)
            nth += draft.text[line.start :].index(text) < 0
            cells[f"{row}{col}"] = draft.claim(
                text, str(Decimal(text) * Decimal(E8)), "CNY", nth, multiplier=E8, period=period,
                evidence=(("period", draft.span(period.label)), ("multiplier", draft.span("單位：億元")), ("unit", draft.span("單位：億元"))),
                **about,
            )  # fmt: skip
        nth = draft.text[: line.start].count(f"{rate}%")
        cells[f"{row}g"] = draft.claim(
            f"{rate}%", rate, "percent", nth, measure="growth", basis="yoy", period=now, **about
        )
    old, new = (
        draft.claim(
            text,
            text.split()[0],
            "HKD",
            metric="目標價",
            metric_id="target_price",
            status="forecast",
            attribution="遠山證券",
        )
        for text in ("86 港元", "98 港元")
    )
    price = draft.claim("80 港元", "80", "HKD", metric="現價", metric_id="share_price")
    upside = draft.claim(
        "25%", "25", "percent", measure="growth", metric="上升空間", metric_id="upside", status="forecast"
    )
    draft.claim(
        "13.2 億元", "1320000000", None, multiplier=E8, metric="研發投入", unresolved=("unit", "period"),
    )  # fmt: skip
    for text, category in (
        ("2025年11月3日", "temporal"),
        ("9966", "identifier"),
        ("2019", "temporal"),
        ("4 檔", "quantity"),
    ):
        draft.numeral(text, category)
    wrong = draft.relate(
        "growth_vs_levels", (growth, revenue, cells["31"]), "29.5..30.5", "24.439719860..25.562781391", "125億 / 100億 − 1", gap="3.937218609"
    )  # fmt: skip
    draft.relate(
        "text_vs_table",
        (revenue, cells["30"]),
        "12450000000..12550000000",
        "12495000000..12505000000",
        "125億 = 125.0億",
    )
    draft.relate("ratio", (share, terminals, revenue), "62.65..62.75", "62.430278885..63.012048193", "78.4億 / 125億")
    draft.relate(
        "text_vs_table", (services, cells["20"]), "1540000000..1560000000", "1545000000..1555000000", "15.5億 = 15.5億"
    )
    for col, total in ((0, "125"), (1, "100")):
        draft.relate(
            "sum_to_total", [cells[f"3{col}"], *(cells[f"{row}{col}"] for row in range(3))],
            f"{total}00000000..{total}00000000", f"{int(total) * 100 - 15}00000..{int(total) * 100 + 15}00000".replace("00000", "000000"),
            " + ".join(cells[f"{row}{col}"].text for row in range(3)),
        )  # fmt: skip
    for row, derived in enumerate(
        ("30.475020816..30.858573", "12.704174228..13.479052823", "23.107569721..24.899598394")
    ):
        draft.relate("growth_vs_levels", (cells[f"{row}g"], cells[f"{row}0"], cells[f"{row}1"]),
            f"{Decimal(cells[f'{row}g'].text[:-1]) - Decimal('0.05')}..{Decimal(cells[f'{row}g'].text[:-1]) + Decimal('0.05')}",
            derived, f"{cells[f'{row}0'].text} / {cells[f'{row}1'].text} − 1")  # fmt: skip
    doubt = draft.relate("upside_vs_target", (upside, new, price), "24.5..25.5", "22.5..22.5", "98 / 80 − 1", gap="2")
    draft.contradicted_by(wrong, (growth,))
    draft.find(
        "upside_vs_target", "warning", (upside,), reconciliation_id=doubt.reconciliation_id,
        message=doubt.message, message_en=doubt.message_en,
    )  # fmt: skip
    draft.find(
        "elapsed_time", "error", span=draft.span("自 2019 年分拆上市以來，公司已連續八年"),
        message="「自 2019 年」至 2025 年第三季至多七個年度，文中稱「連續八年」",
        message_en="from 2019 to the third quarter of 2025 there are seven years at most; the note says eight",
    )  # fmt: skip
    draft.find(
        "unresolved_unit", "info", (draft.claims[-1],), origin="extraction", message="13.2 億元 的 unit 無法判定"
    )
    draft.find(
        "same_fact", "warning", (old,), message="目標價出現兩個數值", message_en="the target price has two values"
    )
    draft.views.append(
        BrokerView(
            stable_id(draft.id, "view", 0), "遠山證券", "海風電子", "9966.HK", "買入", 5, "raise_target", Decimal(98), Decimal(98), "HKD", None,
            "買入", Decimal(86), Decimal(80), datetime(2025, 10, 31).date(), Decimal(25), (new.claim_id, old.claim_id), draft.span("目標價"),
        )
    )  # fmt: skip
    return draft


HOSTILE_TITLE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
HOSTILE = f"""# {HOSTILE_TITLE}

=HYPERLINK("http://example.invalid","按此") 收入 12 億元 {{{{ 7*7 }}}} ]]> <!-- --> &amp; &lt;b&gt; \u202e千\u202c \x07 `|` @team
項目\t<b>數值</b>\t"onmouseover="x
@SUM(1+1)\t=1+1\t+5%
-2+3\t<script>alert(1)</script>\t3.0%
"""


def hostile() -> Draft:
    """A note whose words would be code in a page, a workbook, a log or a Markdown table."""
    draft = Draft(
        HOSTILE, "hostile.md", title=HOSTILE_TITLE, broker="=cmd|' /C calc'!A0", entity="<i>甲</i>", published_at=None
    )
    evil: dict[str, Any] = {"entity": '"><svg onload=x>', "metric": "=1+1", "qualifiers": (("segment", "</script>"),)}
    first = draft.claim("12 億元", "1200000000", None, multiplier=E8, unresolved=("unit",), **evil)
    draft.claim("+5%", "5", "percent", measure="growth", **evil)
    last = draft.claim("3.0%", "3", "percent", measure="growth", **evil)
    relation = draft.relate("same_fact", (first, last), "1..2", "3..", "<b>1</b> = 2 | 3", gap="1")
    draft.contradicted_by(
        relation, (first,), message="::error::<script>|`\n\x00\x0b", message_en="::set-output name=x::%0A <script>|`\n\x00\x0b"
    )  # fmt: skip
    draft.views.append(
        BrokerView(
            stable_id(draft.id, "view", 0), "=1+1", "<b>甲</b>", None, "</td><script>", None, None, Decimal(1), Decimal(2), "HKD", None,
            None, None, None, None, None, (), draft.span("12 億元"),
        )
    )  # fmt: skip
    return draft


PAGED = """# 甲公司年報摘要

甲公司全年收入為 2
00 億元，按年
增長 5%。𠮷野家門店增至 62 家。

附註

一、本公司於 2024 年度
派息 3 次。

董事會報告

二、員工人數為 1,024 名。
"""


def paged() -> Draft:
    """A note whose sentences and figures are cut by the ends of lines and pages, with a character beyond the first plane."""
    draft = Draft(
        PAGED,
        "paged.pdf",
        title="甲公司年報摘要",
        broker="遠山證券",
        entity="甲公司",
        published_at=datetime(2025, 3, 1, tzinfo=HONG_KONG),
    )
    cut = [draft.span("甲公司全年收入為 2"), draft.span("00 億元，按年"), draft.span("增長 5%。𠮷野家門店增至 62 家。")]
    ended = [draft.span("一、本公司於 2024 年度"), draft.span("派息 3 次。")]
    kept = [each for each in draft.blocks if each.spans[0] not in (*cut, *ended)]
    draft.blocks = [kept[0], Block("paragraph", tuple(cut)), kept[1], Block("paragraph", tuple(ended)), *kept[2:]]
    draft.note = replace(draft.note, blocks=tuple(draft.blocks))
    about: dict[str, Any] = {
        "evidence": (("entity", draft.span("甲公司", 1)), ("metric", draft.span("收入為 2\n00 億")))
    }
    revenue = draft.claim(
        "2\n00 億元", "20000000000", "CNY", multiplier=E8, metric="收入", metric_id="revenue", **about
    )
    draft.find("same_fact", "warning", (revenue,), page=1)
    draft.claim("5%", "5", "percent", measure="growth", basis="yoy", metric="收入", metric_id="revenue")
    draft.claim(
        "62 家", "62", "家", metric="門店", evidence=(("entity", draft.span("𠮷野家")), ("metric", draft.span("門店")))
    )
    draft.claim("3 次", "3", "次", metric="派息", evidence=(("period", draft.span("2024 年度")),))
    draft.claim("1,024 名", "1024", "名", metric="員工人數")
    draft.numeral("2024", "temporal")
    draft.find(
        "image_only_page",
        "warning",
        origin="extraction",
        page=2,
        message="第 2 頁只有圖像",
        message_en="page 2 has pictures only",
    )
    return draft


def on_pages(draft: Draft, lines_per_page: int = 12) -> bytes:
    """Turn the note into a PDF of some pages, ten points for each character and twenty for each line, and return the file: a
    black box where each character stands."""
    boxes: list[tuple[float, float, float, float]] = []
    pages: list[Page] = []
    line = column = start = 0
    nan = float("nan")
    for at, character in enumerate(draft.text):
        if character == "\n":
            boxes.append((nan, nan, nan, nan))
            line, column = line + 1, 0
            if line == lines_per_page:
                pages.append(Page(len(pages) + 1, 600, 300, Span(start, at + 1)))
                line, start = 0, at + 1
            continue
        boxes.append((20 + 10 * column, 20 + 20 * line, 30 + 10 * column, 34 + 20 * line))
        column += 1
    pages.append(Page(len(pages) + 1, 600, 300, Span(start, len(draft.text))))
    x0, top, x1, bottom = (list(edges) for edges in zip(*boxes, strict=True))
    draft.note = replace(
        draft.note,
        format="pdf",
        encoding=None,
        reader="pdfium",
        pages=tuple(pages),
        char_boxes=CharBoxes(x0, top, x1, bottom),
    )
    inked = [[boxes[at] for at in range(p.span.start, p.span.end) if draft.text[at].strip()] for p in pages]
    return pdf_of([(600, 300, some) for some in inked])


def pdf_of(pages: Sequence[tuple[float, float, Sequence[tuple[float, float, float, float]]]]) -> bytes:
    """A PDF of pages (width, height, black boxes as x0, top, x1, bottom)."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>"]
    for n, (width, height, boxes) in enumerate(pages):
        drawn = "".join(f"{x0} {height - bottom} {x1 - x0} {bottom - top} re f\n" for x0, top, x1, bottom in boxes)
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {4 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    file, offsets = "%PDF-1.4\n", []
    for n, each in enumerate(objects, start=1):
        offsets.append(len(file))
        file += f"{n} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return f"{file}xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF".encode()


def folder(path: Path, drafts: Sequence[Draft] = ()) -> Path:
    """A folder of datasets with the two notes above (or those given), and one that could not be read. Raw files are named
    relative to the folder."""
    write_empty(path)
    some = list(drafts) or [results(), hostile()]
    sources = []
    for draft in some:
        draft.write(path)
        sources.append((draft.id, f"raw/{draft.name}", len(draft.raw)))
    failed = report_id(b"%PDF-broken")
    rows = rows_of_failure(
        failed, "broken.pdf: the file ends before its table; expected a whole PDF; send it again", settings_hash="s"
    )
    write_note(path, failed, tables_of(rows, VERSIONS), None)
    sources.append((failed, "raw/broken file.pdf", 11))
    datasets = {dataset.name: dataset for dataset in DATASETS}
    arrived = [
        SourceRow(note, uri, note * 4, size, RUN_AT, None)
        for note, uri, size in sorted(sources, key=lambda each: each[1])
    ]
    runs = [
        RunRow(
            f"run{n}",
            RUN_AT + timedelta(days=n),
            RUN_AT + timedelta(days=n, minutes=1),
            *VERSIONS,
            "s",
            "{}",
            3,
            3,
            0,
            1,
            errors,
            2,
            1,
        )  # type: ignore[arg-type]
        for n, errors in enumerate((5, 4, 3))
    ]
    waivers = [
        WaiverRow(
            stable_id("fingerprint", "same_fact", "86 港元"), "已向券商查證：目標價調整前後兩個數字", date(2026, 1, 31)
        ),
        WaiverRow(stable_id("fingerprint", "elapsed_time"), "已過期", date(2025, 1, 31)),
    ]
    write_table(path / "waivers" / "waivers.parquet", table_of(datasets["waivers"], waivers))
    write_table(path / "sources" / "sources.parquet", table_of(datasets["sources"], arrived))
    write_table(path / "runs" / "runs.parquet", table_of(datasets["runs"], runs))
    return path
