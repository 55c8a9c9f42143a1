"""What a header cell, a stub or a caption says about the figures that it governs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.phrase import VAGUE, MetricKinds, phrase
from pipeline.extract.stream import Item, as_said
from pipeline.extract.units import UnitHint, merge
from pipeline.model.claim import BASES, Basis, Statistic, Status
from pipeline.model.mention import NameMention
from pipeline.model.period import Period
from pipeline.recognise import Mentions
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import resolve

_ACTUAL = re.compile(r"(?:\d{2,4}|[QH]\d)[年]?\s?A(?![A-Za-z])|實際|實績|已公[布佈]")  # 2024A beside 2025F
_FORECAST = re.compile(r"\d{2}[EF](?![A-Za-z])|\([EF]\)|預估|預測|估計|Forecast|Estimate", re.IGNORECASE)
_GROWTH = re.compile(
    r"增幅|增減|變動|變幅|變化|成長率|增長率|年增率|季增率|月增率|升幅|跌幅|漲跌|YoY|QoQ|MoM|Change|Growth",
    re.IGNORECASE,
)
_BASE_OF: dict[str, Basis] = {
    "trading_day": "dod",
    "year_offset": "yoy",
    "quarter_offset": "qoq",
    "month_offset": "mom",
}
_QUALIFIERS = ("region", "segment", "product", "channel", "accounting")


class HeaderFacts(NamedTuple):
    """Null where nothing is said. `label` is the text itself, for a stub that names nothing known."""

    topic: Topic | None = None
    subject: Subject | None = None
    period: Period | None = None
    basis: Basis | None = None
    growth: bool = False
    statistic: Statistic | None = None
    status: Status | None = None
    attribution: str | None = None
    unit: UnitHint = UnitHint()
    qualifiers: tuple[tuple[str, str], ...] = ()
    label: str | None = None
    year_before: bool = False  # 去年同月: a column of what stands beside it, a year earlier

    def names_nothing(self) -> bool:
        """A stub that holds no known measure, name, period or statistic: its text is a name of its own."""
        known = (self.topic, self.subject, self.period, self.statistic, self.attribution, self.year_before)
        return bool(self.label) and not any(known)

    def merged(self, farther: HeaderFacts) -> HeaderFacts:
        """These facts, and the farther ones where these are silent."""
        qualifiers = self.qualifiers or farther.qualifiers
        if self.qualifiers and farther.qualifiers:
            qualifiers = tuple(sorted({**dict(farther.qualifiers), **dict(self.qualifiers)}.items()))
        either = HeaderFacts._make(own or other for own, other in zip(self, farther, strict=True))
        return either._replace(unit=merge(self.unit, farther.unit), qualifiers=qualifiers)


def read_facts(mentions: Mentions, discourse: Discourse, setting: Setting, kinds: MetricKinds) -> HeaderFacts:
    """The facts of one header cell, stub or caption."""
    passage = mentions.passage
    text = passage.text
    topic, subject, attribution = None, None, None
    qualifiers: dict[str, str] = {}
    names = [Item(n.start, n.end, n.kind, n, None, 0) for n in mentions.names]
    dates = [Item(p.start, p.end, "period", p, None, 0) for p in mentions.periods]
    for index, item in enumerate(names):
        name = item.mention
        assert isinstance(name, NameMention)
        if name.kind == "metric" and name.id in VAGUE:
            continue
        if name.kind == "metric":
            before = sorted((*names[:index], *dates), key=lambda i: i.start)
            topic = phrase(item, before, 0, text, passage, kinds)
        elif name.kind == "entity" and subject is None:
            subject = Subject(name.canonical, name.id, passage.raw(name.start, name.end))
        elif name.kind == "broker":
            attribution = name.text
        elif name.kind in _QUALIFIERS:
            qualifiers.setdefault(name.kind, as_said(name))
    period = None
    basis: Basis | None = None
    year_before = False
    for mention in mentions.periods:
        values = dict(mention.expression)
        if _is_year_before(values) and not _GROWTH.search(text) and values.get("role") != "base":
            year_before = True
        elif values.get("role") == "base":
            basis = basis or next((b for key, b in _BASE_OF.items() if key in values), None)
        elif mention.kind != "duration":
            resolved = resolve(mention, discourse.time)
            period = resolved.period if resolved else period
            if "past" in values and _GROWTH.search(text):
                basis = basis or "since"  # 過去7天變化
    statistic: Statistic | None = None
    for cue in mentions.cues:
        basis, statistic = _cue_facts(cue, basis, statistic)
    growth = basis is not None or bool(_GROWTH.search(text))
    if (
        growth
        and topic is not None
        and topic.kind in ("percent", "ratio")
        and basis is None
        and not _GROWTH.search(text)
    ):
        growth = False
    return HeaderFacts(
        topic=topic,
        subject=subject,
        period=period,
        basis=basis,
        growth=growth,
        statistic=statistic,
        status="actual" if _ACTUAL.search(text) else "forecast" if _FORECAST.search(text) else None,
        attribution=attribution,
        unit=UnitHint.read(text),
        qualifiers=tuple(sorted(qualifiers.items())),
        label=text.strip() or None,
        year_before=year_before,
    )


def growth_told(mentions: Mentions, discourse: Discourse, setting: Setting, kinds: MetricKinds) -> Basis | None:
    """What the moves of a table are against, where the line above it says that it gives moves: 各航線按年變幅如下."""
    if _GROWTH.search(mentions.passage.text) is None:
        return None
    return read_facts(mentions, discourse, setting, kinds).basis


def _is_year_before(values: Mapping[str, object]) -> bool:
    """去年同月, 上年同期: the same part of the year before."""
    return "same" in values and values.get("year_offset", values.get("year_of_last")) == -1


def _cue_facts(cue: Cue, basis: Basis | None, statistic: Statistic | None) -> tuple[Basis | None, Statistic | None]:
    value = cue.value("basis")
    if value in BASES:
        basis = value
    return basis, cue.value("statistic") or statistic  # type: ignore[return-value]


def without_label(facts: HeaderFacts) -> HeaderFacts:
    return facts._replace(label=None)
