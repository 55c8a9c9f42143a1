"""From one time to another: the basis that two periods give, and the level that was left."""

from __future__ import annotations

import re

from pipeline.extract.draft import Discourse
from pipeline.extract.stream import Item, Lead, Sentence, clause_start
from pipeline.extract.when import When
from pipeline.model.claim import Basis
from pipeline.model.mention import QuantityMention
from pipeline.model.period import Period
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import calendar

_MOVED_TO = re.compile(
    r"[^，。；]{0,6}?(?:收窄|擴大|減少|減|增加|增長|增|升|降|跌|提升|改善|回落|縮窄)(?:[^，。；]{0,4})?[至到為]"
)
_REVISED = re.compile(r"調|修|評級|目標")


def before_the_move(
    when: When, measure: str, status: str, lead: Lead, sentence: Sentence, figure: Item, discourse: Discourse
) -> When:
    """虧損由 2.18 億元收窄至 9,774 萬元: the first figure is of the period before, a year back where nothing says otherwise.
    A forecast or target that is moved keeps its period."""
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    if (
        not (when.carried and isinstance(cue, Cue) and cue.value("from") is not None)
        or measure != "level"
        or status != "actual"
    ):
        return when
    moved = _MOVED_TO.match(sentence.text, figure.outer_end)
    if moved is None or _REVISED.search(moved.group()) or when.period is None or when.period.start == when.period.end:
        return when
    months = {"qoq": 3, "mom": 1, "hoh": 6}.get(discourse.basis or "yoy", 12)
    earlier = calendar.shift_years(when.period, -1) if months == 12 else None
    return when._replace(period=earlier, local=True) if earlier is not None else when._replace(period=None, local=True)


_HELD_AGAINST = re.compile(
    r"(?:(?P<more>超越|超過|超出|高於|多於|優於|勝於|高過|多過)|(?P<less>低於|少於|遜於|不及|低過|少過))[^，。；]*$"
)


def beyond(figure: Item, lead: Lead, sentence: Sentence, discourse: Discourse) -> int | None:
    """銷售 1,890 億元，超越去年全年約 1,880 億元約 0.6%: by how much a level that was just named is exceeded (1) or missed (-1)."""
    last = discourse.drafts[-1] if discourse.drafts else None
    mention = figure.mention
    if last is None or lead.previous is None or last.item is not lead.previous or last.measure != "level":
        return None
    if (
        not isinstance(mention, QuantityMention)
        or mention.quantity.unit != "percent"
        or last.quantity.unit == "percent"
    ):
        return None
    if sentence.text[lead.previous.outer_end : figure.outer_start].strip():
        return None
    held = _HELD_AGAINST.search(
        sentence.text,
        max(clause_start(sentence, last.item.start), sentence.seen_from(last.item.outer_start)),
        last.item.outer_start,
    )
    return None if held is None else (1 if held["more"] else -1)


def of_what_exceeds(when: When, discourse: Discourse) -> When:
    """The time of a figure that is `beyond` another: that of the level before, held against that of the level exceeded."""
    held = discourse.drafts[-1]
    before = discourse.drafts[-2] if len(discourse.drafts) > 1 else None
    period = before.period if before is not None and before.measure == "level" else discourse.period
    return when._replace(period=period, carried=True, local=False, against=held.period)


_WEEK = 6  # days from Monday to Sunday


def basis_of_comparison(period: Period | None, against: Period | None) -> Basis | None:
    """yoy, qoq, mom … from the two periods alone; None where their distance is none of these."""
    if period is None or against is None or None in (period.start, period.end, against.start, against.end):
        return None
    assert period.start and period.end and against.start and against.end
    months = (period.start.year - against.start.year) * 12 + period.start.month - against.start.month
    length = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    if months == 12:
        return "yoy"
    if length == 3 and months == 3:
        return "qoq"
    if length == 6 and months == 6:
        return "hoh"
    if length == 1 and months == 1:
        return "mom"
    if (against.end - against.start).days == _WEEK and 0 < (period.end - against.end).days <= _WEEK + 1:
        return "wow"  # 較上周的 59.97 點上升 0.75 點
    return None
