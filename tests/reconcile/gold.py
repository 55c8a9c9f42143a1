"""The five annotated notes as perfectly extracted claims, for relations to run on before and beside the extraction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from opencc import OpenCC

from pipeline.model.claim import Claim, Extraction, Header
from pipeline.model.mention import PeriodMention
from pipeline.model.note import Block, Cell, Note, Table
from pipeline.model.passage import NormalisedNote, Passage
from pipeline.model.period import Period
from pipeline.model.place import Printed, Span
from pipeline.model.quantity import Quantity
from pipeline.reconcile.precision import is_money
from pipeline.vocabulary import load_vocabulary

FOLDERS = (".", "hk_text", "tw_text")
# one name for what the notes call by several
SAME = {
    "Apple": "蘋果", "Huawei": "華為", "Xiaomi": "小米", "Honor": "榮耀", "小米集團": "小米", "小米汽車": "小米",
    "全球市場份額": "市場份額", "國內市場份額": "市場份額", "銷售量": "銷量", "季度淨利潤": "淨利潤", "全年銷量": "銷量",
    "總體收入": "收入", "EPS": "每股稅後純益", "交付量目標": "交付目標", "DRAM模組營收占比": "營收占比",
}  # fmt: skip
_ADJUSTED = re.compile(r"非國際財務報告準則.*淨利潤$")  # by whatever standard it is said to be adjusted
_SCALES = {"千": 3, "萬": 4, "百萬": 6, "億": 8, "兆": 12}
_NUMBER = re.compile(r"([\d,]+(?:\.\d+)?) ?(百萬|[千萬億兆])?")
_YEAR, _YEARS = re.compile(r"(\d{4}) ?年"), re.compile(r"([二三四五六七八九十]|(?<!\d)\d{1,2}) ?年(?!\d)")
_DIGITS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))


def _one_name(metric: str | None) -> str | None:
    return None if metric is None else SAME.get(metric, _ADJUSTED.sub("經調整淨利潤", metric))


def gold_note(shared: Path, name: str) -> tuple[NormalisedNote, Extraction, list[list[PeriodMention]]]:
    """One annotated note: its passages (a line each), claims, and its years and stretches of years."""
    meta, *lines = [json.loads(line) for line in (shared / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    path = next(p for folder in FOLDERS if (p := shared / "corpus" / folder / meta["doc"]).exists())
    raw = path.read_bytes().decode("utf-8")
    canonical = _canonical(raw)
    table = _table(raw)
    blocks, passages = [], []
    for match in re.finditer(r"[^\n]+", raw):
        blocks.append(Block("paragraph", (Span(match.start(), match.end()),)))
        text = canonical[match.start() : match.end()]
        passages.append(Passage(text, range(match.start(), match.end()), "paragraph", len(blocks) - 1))
    note = Note(name, name, "text", "utf-8", raw, tuple(blocks), (table,) if table else ())
    claims = tuple(
        _claim(name, number, line, canonical, table)
        for number, line in enumerate(line for line in lines if not line["optional"])
    )
    header = Header(meta["title"], None, (), None, None, None, None, "zh-Hant", Decimal(0))
    mentions = [list(_mentions(passage.text)) for passage in passages]
    return NormalisedNote(note, tuple(passages), canonical), Extraction(header, (), claims, ()), mentions


def _canonical(raw: str) -> str:
    convert = OpenCC("s2tw").convert
    lines = [line if len(convert(line)) != len(line) else convert(line) for line in raw.split("\n")]
    return "\n".join(lines)


def _table(raw: str) -> Table | None:
    """The lines with tabs as one table, its first line the head and its first column the stub."""
    lines = [m for m in re.finditer(r"[^\n]*\t[^\n]*", raw) if len(m.group().split("\t")) == 4]
    cells = []
    for row, line in enumerate(lines):
        start = line.start()
        for col, text in enumerate(line.group().split("\t")):
            role = "header" if row == 0 else "stub" if col == 0 else "data"
            cells.append(Cell(row, col, Printed(text, (Span(start, start + len(text)),)), role))  # type: ignore[arg-type]
            start += len(text) + 1
    if not cells:
        return None
    return Table(tuple(cells), len(lines), 4, 1, 1, Span(lines[0].start(), lines[-1].end()))


def _claim(report: str, number: int, line: dict[str, Any], canonical: str, table: Table | None) -> Claim:
    span = Span(line["start"], line["end"])
    low, high = (None if line[end] is None else Decimal(line[end]) for end in ("low", "high"))
    if line.get("sign_optional", False):
        low = high = Decimal(line["low"])
    exponents = [
        (_decimals(m[1]) - _SCALES.get(m[2] or "", 0), _SCALES.get(m[2] or "", 0))
        for m in _NUMBER.finditer(line["text"])
    ]
    exponents = exponents or [(0, 0)]
    if line["unit"] == "percent" and "倍" in line["text"]:
        exponents = [(decimals - 2, 0) for decimals, _ in exponents]
    unit = line["unit"]
    category = "monetary" if is_money(unit) else "percentage" if unit in ("percent", "percentage_point") else "quantity"
    category = "ranking" if unit == "rank" else category
    quantity = Quantity(
        low,
        high,
        line["bound"],
        unit,
        Decimal(10) ** exponents[-1][1],
        exponents[0][0],
        exponents[-1][0],
        category,  # type: ignore[arg-type]
    )
    cell = next((c for c in table.cells if c.printed.span.overlaps(span)), None) if table else None
    names = line["entity"] or [None]
    # a broker's row of a digest is about the company, said by the broker
    entity = names[1] if len(names) > 1 and names[0] == line["attribution"] else names[0]
    metric = (line["metric"] or [None])[0]
    return Claim(
        f"{report}:{span.start}", report, number, line["origin"], span, line["text"],
        cell.printed.span if cell else _sentence(canonical, span), quantity,
        SAME.get(entity, entity), None, _one_name(metric), _metric_id(_one_name(metric)),
        tuple(sorted((line.get("qualifiers") or {}).items())), line["measure"], line["basis"],
        _period(line["period"]), line["status"], line["attribution"], line.get("statistic"), _per(line, canonical),
        "gold", table=0 if cell else None, row=cell.row if cell else None, col=cell.col if cell else None,
    )  # fmt: skip


def _metric_id(metric: str | None) -> str | None:
    return load_vocabulary()["metrics"].column("metric_id").get(metric or "")


def _per(line: dict[str, Any], canonical: str) -> Any:
    before = canonical[max(0, line["start"] - 8) : line["start"]]
    return line.get("per") or ("month" if "每月" in before else None)


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _period(label: str) -> Period | None:
    if label == "*":
        return None
    day = date.fromisoformat(label) if re.fullmatch(r"\d{4}-\d\d-\d\d", label) else None
    return Period(label, day, day)


def _sentence(text: str, span: Span) -> Span:
    start = max((text.rfind(mark, 0, span.start) + 1 for mark in "。；\n"), default=0)
    ends = [end for mark in "。；\n" if (end := text.find(mark, span.end)) >= 0]
    return Span(start, min(ends, default=len(text)))


def _mentions(text: str) -> Iterator[PeriodMention]:
    found = []
    for match in _YEAR.finditer(text):
        found.append(PeriodMention(*match.span(), "year", "test", Period(match[1], None, None)))
    for match in _YEARS.finditer(text):
        count = _DIGITS.get(match[1]) or int(match[1])
        found.append(PeriodMention(*match.span(), "duration", "test", None, (("count", count), ("unit", "year"))))
    yield from sorted(found, key=lambda mention: mention.start)
