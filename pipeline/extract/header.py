"""What a note says of itself: title, broker, date, market, primary security, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal

from pipeline.extract.draft import Setting, Subject
from pipeline.extract.listings import Listings
from pipeline.extract.prose import UNCLAIMED
from pipeline.extract.subject import has_role
from pipeline.extract.units import UnitHint
from pipeline.model.claim import Header
from pipeline.model.mention import NameMention
from pipeline.model.note import Note
from pipeline.normalise.script import count_scripts
from pipeline.recognise import Mentions
from pipeline.recognise.cues import Cue

Market = Literal["HK", "TW", "CN", "US"]
CHINA_TIME = timezone(timedelta(hours=8))  # Hong Kong, Taipei and Shanghai alike

_SUFFIX_MARKET: dict[str, Market] = {"HK": "HK", "TW": "TW", "TWO": "TW", "SH": "CN", "SZ": "CN", "US": "US"}
_HOME = {"HK": "HKD", "TW": "TWD", "CN": "CNY", "US": "USD"}
_TAIWAN = re.compile(
    r"年增|年減|季增|季減|月增|月減|新臺幣|營收|稅後|毛利率為|每股盈餘|買進|法人|上櫃|興櫃|證交所|本益比"
    r"|民國|中央社|[臺台][北中南]|[雙新]北|高雄|桃園|新竹|[每單]坪|坪數|房貸|重劃區"
)
_HONG_KONG = re.compile(
    r"按年|按季|港元|港股|港交所|大行|純利|沽空|恒指|目標價.{0,6}港元|買入|增持|仙|溢利|港樓|呎價|本港|港鐵|平方呎"
)
_PUBLISHED = re.compile(r"(20\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})日?(?:[T ](\d{1,2}):(\d{2}))?")
_ANALYST = re.compile(r"(?:分析師|分析員|研究員)[:：]?([一-鿿]{2,4})")


def read_header(note: Note, every: Sequence[Mentions]) -> Header:
    """The header from metadata first, then the title and the first passages of the note."""
    body = [m for m in every if m.passage.kind not in UNCLAIMED and m.passage.cell is None]
    published = _published(note, every)
    primary = _primary(note, body)
    market = _market(primary, body)
    title = note.metadata.title if note.metadata.title and not note.metadata.title.startswith("http") else None
    if title is None:
        title = next((m.passage.text for kind in ("title", "heading") for m in body if m.passage.kind == kind), None)
    language = {"TW": "zh-Hant-TW", "HK": "zh-Hant-HK"}.get(market or "", "zh-Hant")
    script_mix = _script_mix(note)
    analysts = tuple(dict.fromkeys(m for b in body[:8] for m in _ANALYST.findall(b.passage.text)))
    return Header(
        title=title,
        broker=_broker(body),
        analysts=analysts,
        published_at=published,
        entity=primary.name if primary else None,
        entity_id=primary.id if primary else None,
        market=market,
        language="zh-Hans" if script_mix > Decimal("0.5") else language,
        script_mix=script_mix,
    )


def _script_mix(note: Note) -> Decimal:
    """The share of Simplified-only characters among those that one script alone has, over the raw text of the note itself."""
    own = (s for b in note.blocks if b.kind not in ("boilerplate", "front_matter", "running_head") for s in b.spans)
    count = count_scripts("".join(note.raw_text[s.start : s.end] for s in own))
    decided = count.simplified + count.traditional
    return (Decimal(count.simplified) / decided).quantize(Decimal("0.0001")) if decided else Decimal(0)


def setting_of(header: Header, every: Sequence[Mentions], listings: Listings) -> Setting:
    """What holds for every figure of the note."""
    published = header.published_at.date() if header.published_at else None
    primary = Subject(header.entity, header.entity_id) if header.entity else None
    as_of = published or _latest_day(every)
    stamp = header.published_at.astimezone(CHINA_TIME) if header.published_at else None
    hour = stamp.hour if stamp is not None and (stamp.hour, stamp.minute) != (0, 0) else None
    unit = _unit_of_note(every)
    home = _home_currency(header)
    printed = {q.quantity.unit for m in every for q in m.quantities if q.currency_printed}
    one = home is not None and printed <= {home}
    return Setting(as_of, published, header.market, primary, header.broker, home, unit, listings, one, hour)


_SAYS_UNIT = re.compile(r"(?:除[^。]{0,24}(?:註明|說明|注明)[^。]{0,12}|金額|單位)[^。]{0,16}(?:單位|元|%)")


def _unit_of_note(every: Sequence[Mentions]) -> UnitHint:
    """What a line of the note says of all its tables: (除另予註明者外，金額為新臺幣仟元). Two that differ say nothing."""
    lines = {
        m.passage.text
        for m in every
        if m.passage.cell is None and len(m.passage.text) <= _LONGEST_UNIT_LINE and _SAYS_UNIT.search(m.passage.text)
    }
    hints = {hint for line in lines if (hint := UnitHint.read(line)).money and hint.multiplier not in (None, 1)}
    return next(iter(hints)) if len(hints) == 1 else UnitHint()


_LONGEST_UNIT_LINE = 60


def _home_currency(header: Header) -> str | None:
    """What bare 元 is in the note: Taiwan's notes on foreign stocks mean the dollars of the listing."""
    listed = _SUFFIX_MARKET.get((header.entity_id or "").rpartition(".")[2])
    return _HOME["US"] if header.market == "TW" and listed == "US" else _HOME.get(header.market or "")


def _published(note: Note, every: Sequence[Mentions]) -> datetime | None:
    """From the metadata, else a time stamp that stands alone in the first or last passages."""
    if note.metadata.published_at is not None:
        stamp = note.metadata.published_at
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=CHINA_TIME)
    shown = [m.passage for m in every if m.passage.kind not in ("boilerplate", "table") and m.passage.cell is None]
    for passage in [*shown[:8], *shown[-3:]]:
        match = _PUBLISHED.search(passage.text)
        if match and len(passage.text) - len(match.group()) <= 24:
            year, month, day, hour, minute = (int(g) if g else 0 for g in match.groups())
            try:
                return datetime(year, month, day, hour, minute, tzinfo=CHINA_TIME)
            except ValueError:
                continue
    return None


def _latest_day(every: Sequence[Mentions]) -> date | None:
    """The latest day that the note dates anything to: where no date is printed it cannot be older."""
    days = [
        mention.period.end
        for mentions in every
        if mentions.passage.kind not in UNCLAIMED
        for mention in mentions.periods
        if mention.kind == "day" and mention.period is not None and mention.period.end is not None
    ]
    return max(days, default=None)


def _primary(note: Note, body: Sequence[Mentions]) -> Subject | None:
    """The listed name that the title and first sentences speak of; the most frequent one where they name several."""
    weights: Counter[str] = Counter()
    first: dict[str, NameMention] = {}
    for index, mentions in enumerate(body):
        for name in mentions.names:
            if name.kind == "entity" and name.id and not has_role(mentions.passage.text, name.start, name.end):
                weights[name.id] += 8 if mentions.passage.kind == "title" else 4 if index < 2 else 1
                first.setdefault(name.id, name)
    if not weights:
        return None
    best = max(weights, key=lambda i: (weights[i], -list(first).index(i)))
    return Subject(first[best].canonical, best)


def _market(primary: Subject | None, body: Iterable[Mentions]) -> Market | None:
    """By the words that only one market uses, then by the primary security's listing."""
    listed = _SUFFIX_MARKET.get(primary.id.rpartition(".")[2]) if primary and primary.id else None
    if listed in ("HK", "TW"):
        return listed
    text = "".join(m.passage.text for m in body)[:20000]
    taiwan, hong_kong = len(_TAIWAN.findall(text)), len(_HONG_KONG.findall(text))
    if taiwan != hong_kong:
        return "TW" if taiwan > hong_kong else "HK"
    return listed


def _broker(body: Sequence[Mentions]) -> str | None:
    """The broker whose note this is: named in the title, or as the first speaker of the text."""
    for mentions in body[:3]:
        named = [n.text for n in mentions.names if n.kind == "broker" and n.id == "broker"]
        named = list(dict.fromkeys(named))
        if len(named) == 1 and (mentions.passage.kind == "title" or _speaks(mentions)):
            return named[0]
        if named and mentions.passage.kind != "title" and _speaks(mentions):
            return named[0]
    return None


def _speaks(mentions: Mentions) -> bool:
    """A broker stands within the first words of the passage, a word of saying behind it."""
    head = next((n for n in mentions.names if n.kind == "broker"), None)
    if head is None or head.start > 6:
        return False
    return any(
        isinstance(c, Cue) and 0 <= c.start - head.end <= 8 for c in mentions.cues
    ) or mentions.passage.text.startswith(("發表", "研報", "報告"), head.end)
