"""What a change or growth is against: a printed basis, a comparison of two periods, or the growth before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.draft import Discourse, Setting, Topic
from pipeline.extract.moves import basis_of_comparison
from pipeline.extract.status import ANALYST_METRICS, revises_outlook, what_was_expected
from pipeline.extract.stream import Item, Lead
from pipeline.extract.when import When
from pipeline.model.claim import BASES, Basis
from pipeline.model.mention import PeriodMention
from pipeline.model.period import Period
from pipeline.model.quantity import Quantity
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import calendar


def bind_basis(
    measure: str,
    lead: Lead,
    when: When,
    discourse: Discourse,
    topic: Topic | None,
    quantity: Quantity,
    setting: Setting,
    after: Sequence[Item] = (),
    words: str = "",
) -> tuple[Basis | None, bool]:
    """The basis of a change or growth: printed before it, given by a comparison, or that of the growth before it. `words`: those
    right before the figure."""
    if measure not in ("growth", "change"):
        return None, False
    revised = _is_revision(lead, topic) or revises_outlook(lead, when, topic, setting)
    if revised and not _is_arrived_at(lead, topic):
        return "vs_previous", False
    expected = what_was_expected(lead)
    for items in (lead.near, lead.items):
        for item in reversed(items):
            if isinstance(item.mention, Cue) and item is not expected:
                value = item.mention.value("basis")
                if value in _OF_ONE_CLAUSE and topic is not None and topic.quoted:
                    continue  # 盈利遜預期 盤前股價跌 4 %
                if value in BASES and (items is lead.near or value not in _OF_ONE_CLAUSE):
                    return named_basis(item.mention, when), False
    behind = _behind(after)
    if any(isinstance(i.mention, Cue) and i.mention.text in _AT_OPENING for i in lead.near):
        return "dod", False
    if _IN_A_ROW.search(words):
        return "since", False
    if any(isinstance(i.mention, Cue) and i.mention.text.startswith("累") for i in lead.near):
        of_year = any(i.kind == "period" and _year_so_far(i) for i in lead.near)
        return ("ytd" if of_year else "since"), False  # 今年累升 4 %; 首十個月累升 5.6%, 四日累升 831 點
    if behind is not None:
        return behind, False
    compared = basis_of_comparison(when.period, when.against) or _of_last_move(discourse)
    if compared is not None:
        return compared, False
    beside = _of_level_before(when, discourse, topic)
    if beside is not None:
        return beside, True
    if (instant := _of_instant_before(when, discourse, topic)) is not None:
        return ("ytd" if instant.endswith("-12-31") else "since"), True
    for draft in reversed(discourse.drafts):
        aside = draft.item.bracket is not None and not lead.bracketed  # 連升四日(累升 831 點)；國指升 60 點
        if draft.measure in ("growth", "change") and draft.basis is not None and not aside:
            return draft.basis, True
    traded = topic is not None and (topic.scope == "market" or topic.id in _OF_PROPERTY)
    if measure == "growth" and not traded and discourse.basis in ("yoy", "qoq", "mom"):
        return discourse.basis, True
    if _beside_another(lead):
        return None, False  # 電價較印度低 20 %
    if topic is not None and topic.kind in ("price", "index") and topic.id not in ANALYST_METRICS:
        surveyed = topic.scope == "economy" or topic.id in _OF_PROPERTY
        step = _OF_GRAIN.get(calendar.grain(when.period) or "") if surveyed and when.period else None
        return step or _price_basis(when), True
    if measure == "growth" and discourse.basis in ("yoy", "qoq", "mom"):
        return discourse.basis, True
    if (
        measure == "growth"
        and when.period is not None
        and _is_stretch(when.period)
        and topic is not None
        and topic.kind not in ("price", "index")
    ):
        return "yoy", True
    return None, False


def _year_so_far(item: Item) -> bool:
    values = dict(item.mention.expression) if isinstance(item.mention, PeriodMention) else {}
    return set(values) == {"year_offset"} and values["year_offset"] == 0


def _behind(after: Sequence[Item]) -> Basis | None:
    """實現 73% 的年增長率: the basis of a growth told right behind it."""
    if len(after) < 2 or not all(isinstance(i.mention, Cue) for i in after[:2]):
        return None
    of, growth = (i.mention for i in after[:2])
    assert isinstance(of, Cue) and isinstance(growth, Cue)
    value = growth.value("basis")
    return value if of.value("of") is not None and of.end == growth.start and value in BASES else None


def _of_last_move(discourse: Discourse) -> Basis | None:
    """毛利率從前一季的 35 % 降至 30.6 %，下滑幅度 4.4 個百分點: between the two levels told just before."""
    if len(discourse.drafts) < 2:
        return None
    first, last = discourse.drafts[-2:]
    if not (first.previous and first.measure == last.measure == "level" and first.quantity.unit == last.quantity.unit):
        return None
    return basis_of_comparison(last.period, first.period)


def named_basis(cue: Cue, when: When) -> Basis | None:
    """The basis that a cue names; 環比 is against the period before, however long that is."""
    basis = next((b for b in BASES if b == cue.value("basis")), None)
    if basis is not None and cue.text.startswith("環比") and when.period is not None and basis == "qoq":
        return _STEPS.get(calendar.grain(when.period) or "", basis)
    return basis


def _of_level_before(when: When, discourse: Discourse, topic: Topic | None) -> Basis | None:
    """較前一季的 70 億元減少 18%: the level right before the change says what it is against."""
    last = discourse.drafts[-1] if discourse.drafts else None
    if last is None or last.measure != "level" or last.topic is None or topic is None or last.topic.id != topic.id:
        return None
    return basis_of_comparison(when.period, last.period)


def _of_instant_before(when: When, discourse: Discourse, topic: Topic | None) -> str | None:
    """較去年底的 450 億元增加 50 億元: the day of the level that the change is against; None where it is against none."""
    last = discourse.drafts[-1] if discourse.drafts else None
    if last is None or last.measure != "level" or last.topic is None or topic is None or last.topic.id != topic.id:
        return None
    day, now = last.period, when.period
    if day is None or now is None or day.start is None or day.start != day.end or "period" in last.inferred:
        return None
    return day.label if now.end is not None and day.start < now.end and now != day else None


def _beside_another(lead: Lead) -> bool:
    """Whether the figure is held against another place or company, and not against another time."""
    for item, following in pairwise(lead.near):
        cue = item.mention
        if isinstance(cue, Cue) and cue.value("compare") is not None and following.kind in ("region", "entity"):
            return following.start - item.end <= 1
    return False


_IN_A_ROW = re.compile(
    r"連[升跌漲增減][^，。；]{1,4}(?:[周週季日天]|個?月|個?交易日)(?:以來)?[共合累]計?[^，。；]{0,3}$"
)  # 連升四周共 4 點
_AT_OPENING = ("高開", "低開")
_OF_GRAIN: dict[str, Basis] = {"month": "mom", "quarter": "qoq"}  # 信心指數 11月下降 6.8 點
_STEPS: dict[str, Basis] = {"month": "mom", "half": "hoh"}


def _is_stretch(period: Period) -> bool:
    """A year, half, quarter or month, or the year so far: what growth is told of against the year before."""
    so_far = period.start is not None and (period.start.month, period.start.day) == (1, 1) and period.end is not None
    return len(period.label) <= _PART_OF_YEAR or calendar.length_in_months(period) in (6, 12) or so_far


_PART_OF_YEAR = 7  # characters of a label: 2025, 2025Q3, 2025-10; not of a range
_OF_ONE_CLAUSE = ("vs_estimate", "vs_target")  # 業績勝預期，純利升 5%: the rise is against something else
_OF_PROPERTY = ("rent", "rent_index", "home_price", "home_price_index")  # told against many days, like a share price
_REVISION = re.compile(r"[上下]調|調[升降高低減]|[上下]修|大?削減?|升至|降至|降幅|升幅|增幅|減幅")


def _is_revision(lead: Lead, topic: Topic | None) -> bool:
    """A forecast or target that is moved: 淨利潤預估下調 26.4%, 目標價升 12%."""
    if topic is not None and topic.id == "target_price":
        return True
    moved = any(
        isinstance(i.mention, Cue)
        and "direction" in i.said
        and (_REVISION.match(i.mention.text) or _is_forecast(topic))
        for i in lead.near
    )
    forecast = any(i.said.get("status") == "forecast" for i in lead.near)
    return moved and (forecast or _is_forecast(topic))


def _is_arrived_at(lead: Lead, topic: Topic | None) -> bool:
    """增長預測由 8% 調高至 12%: the growth that is now forecast, not by how much the forecast moved."""
    if topic is not None and topic.id == "target_price":
        return False
    last = lead.near[-1].mention if lead.near else None
    return (
        isinstance(last, Cue)
        and last.end == lead.end
        and (last.value("to") is not None or last.text.endswith(("至", "到")))
    )


def _is_forecast(topic: Topic | None) -> bool:
    return topic is not None and topic.id == "earnings_forecast"


def _price_basis(when: When) -> Basis | None:
    period = when.period
    if period is None or period.start is None:
        return "dod"
    if period.end is not None and (period.end - period.start).days in (4, 6):
        return "wow"
    return "dod" if period.start == period.end else "since"
