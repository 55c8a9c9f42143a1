"""Working types of claim extraction: what is known so far (Discourse) and one figure being bound (Draft)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pipeline.extract.listings import Listings
from pipeline.extract.stream import Item, Sentence
from pipeline.extract.units import UnitHint
from pipeline.model.claim import Basis, Measure, Origin, Per, Statistic, Status
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.model.quantity import Quantity
from pipeline.recognise.periods import PeriodContext


class Subject(NamedTuple):
    """Who or what a figure is about, in canonical Traditional, with its ticker where listed, and where it was printed."""

    name: str
    id: str | None
    span: Span | None = None


class Topic(NamedTuple):
    """A measure as printed with the words that narrow it: 全球智能手機出貨量, its slug, and the narrowing words by key."""

    text: str
    id: str | None
    kind: str | None  # unit_kind of metric_definitions.tsv
    sign: int = 1  # -1 for 虧損: a loss is a negative profit
    qualifiers: tuple[tuple[str, str], ...] = ()
    span: Span | None = None
    flow: bool = False  # of a stretch of time (revenue, deliveries), not of a moment (cash, stores)
    scope: str | None = None  # market or economy; None where it is a company's
    target: bool = False  # a goal or guidance of the company: 交付目標, 收入指引

    @property
    def quoted(self) -> bool:
        """A share's price or an index's level: what a market makes of it on a day."""
        return self.id in ("share_price", "index_level")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole note: the date it speaks at, its market, its primary security."""

    as_of: date | None
    published: date | None
    market: str | None
    primary: Subject | None
    broker: str | None
    home_currency: str | None  # of bare 元 where nothing else says which
    unit: UnitHint = field(default_factory=UnitHint)  # of tables that print none: 除另有註明者外，金額為新台幣仟元
    listings: Listings = field(default_factory=Listings)  # which securities are of one company
    one_currency: bool = False  # no other than the home currency is printed in the note
    hour: int | None = None  # at which it was published, of Hong Kong and Taipei; None where only the day is known


class Draft(NamedTuple):
    """One figure with all that was bound to it. `quantity` is signed as the claim means it."""

    passage: Passage
    item: Item
    sentence: tuple[int, int]
    quantity: Quantity
    origin: Origin
    subject: Subject | None
    topic: Topic | None
    qualifiers: tuple[tuple[str, str], ...]
    measure: Measure
    basis: Basis | None
    period: Period | None
    status: Status
    attribution: str | None
    statistic: Statistic | None
    per: Per | None
    rule: str
    inferred: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    evidence: tuple[tuple[str, Span], ...] = ()
    previous: bool = False  # stands on the earlier side of 由…至…, 較上季的…
    row: int | None = None
    col: int | None = None


class Discourse(NamedTuple):
    """What earlier sentences said and later ones leave out."""

    subject: Subject | None = None
    company: Subject | None = None
    viewed: Subject | None = None  # the listed company that a clause last began with: whose rating and target follow
    traded: Subject | None = None  # whose price was last told
    topic: Topic | None = None
    period: Period | None = None
    time: PeriodContext = PeriodContext()
    basis: Basis | None = None
    status: Status | None = None
    speaker: str | None = None
    house: str | None = None  # the last broker that spoke, whoever was quoted since
    lists: str | None = None  # who gives the table that follows: 某券商對內銀股的評級及目標價表列如下：
    currency: str | None = None  # after （下同）
    paid_in: tuple[str, str] | None = None  # slug and currency of the last measure whose currency was printed
    region: str | None = None
    scenario: str | None = None  # 基本, 牛, 熊
    band: str | None = None  # a price range that what follows is limited to: 3000至4000元人民幣價格區間
    drafts: tuple[Draft, ...] = ()  # of the sentence so far


class Scene(NamedTuple):
    """One sentence as it was read: what was known before it, and the figures that it states, by start."""

    passage: Passage
    sentence: Sentence
    before: Discourse
    drafts: tuple[Draft, ...]
