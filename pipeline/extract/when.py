"""Which period a figure speaks of, and what a comparison with another period makes of its basis."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.extract.draft import Discourse, Topic
from pipeline.extract.other_times import (
    compared_with,
    exceeded,
    in_passing,
    is_earlier,
    is_reported,
    is_yardstick,
    linked_to,
    month_before,
    not_its_own,
    not_itself,
    of_another_matter,
)
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.mention import PeriodMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import PeriodContext, Resolved, calendar, follow, resolve


class When(NamedTuple):
    """`local`: it holds for this figure alone (較上年同期的 62.52 億元). `against`: the period it is compared with. `time`: what
    the resolver knows behind the figure. `now`: it is the note's day because the figure is said of now (目前, 至今)."""

    period: Period | None
    carried: bool
    time: PeriodContext
    local: bool = False
    against: Period | None = None
    span: Span | None = None
    now: bool = False
    scene: Period | None = None  # named before a local one: what the next figures are of


def bind_period(
    figure: Item, lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse, topic: Topic | None
) -> When:
    """The period of a figure from the periods in its lead, else the one carried over."""
    own: Period | None = None
    scene: Period | None = None
    against: Period | None = None
    local, span = False, None
    time, outlook = discourse.time, not lead.bracketed and _outlook(lead, sentence)
    if time.outlook != outlook:
        time = time._replace(outlook=outlook)
    for item in lead.items:
        mention = item.mention
        if not isinstance(mention, PeriodMention) or mention.kind == "duration":
            continue
        if not_its_own(item, sentence) or of_another_matter(item, lead, sentence, topic):
            continue
        if topic is not None and topic.id == "target_price" and item.start < lead.near_start:
            continue
        if is_reported(item, sentence) and _planned(item, lead):
            continue  # 周五表示，將以 92 億美元收購: when it was said is not when it will be
        compared = compared_with(item, lead) or exceeded(item, sentence)
        told = is_reported(item, sentence) or (_is_weekday(mention) and not _foreseen(item, sentence))
        resolved = resolve(mention, time._replace(outlook=False) if told else time)
        if compared and (before := month_before(mention, time)) is not None:
            resolved = before
        if resolved is not None and _lies_ahead(mention, resolved, sentence, item, time):
            resolved = resolve(mention, time._replace(outlook=False))
        if resolved is None:
            continue
        resolved = not_itself(resolved, mention, item, lead, discourse)
        if lead.previous is None and not discourse.drafts:
            pass  # the sentence has said nothing yet: its periods hold however far back they stand
        elif item.start < lead.near_start and sentence.clauses_between(item.end, lead.end) > 1:
            time = time if compared else follow(time, mention, resolved)
            continue
        if is_yardstick(item, figure, lead, sentence, topic):
            against = resolved.period
            continue
        if own is not None and (joined := _joined(item, lead, sentence, own, resolved.period)) is not None:
            own = joined
            continue
        linked = linked_to(item, lead, sentence)
        if compared and not linked:
            against = resolved.period
            continue
        passing = in_passing(item, lead, sentence, resolved.period, discourse)
        local = (compared and linked) or lead.bracketed or is_earlier(mention) or passing
        own, span = resolved.period, passage.raw(item.start, item.end)
        if not local:
            scene = own
            time = follow(time, mention, resolved)
    if own is not None and "prior" in sentence.says and _is_prior(lead):
        return When(_before(own), False, time, True, against, span, scene=scene)
    if own is not None:
        return When(own if local else _whole_year(own, lead), False, time, local, against, span, scene=scene)
    if (moved := _move_to(figure, sentence, discourse, time)) is not None:
        return moved._replace(span=passage.raw(figure.start, figure.end))
    if not sentence.says.isdisjoint(_NOW_OR_BEFORE) and (
        aside := _aside(lead, discourse, time) or _from_now_on(lead, sentence, time)
    ):
        return aside
    if lead.previous is not None and discourse.drafts and (lead.bracketed or _says_again(lead, sentence)):
        return When(discourse.drafts[-1].period, True, time, True, against, None)
    if lead.bracketed and (around := _around(figure, sentence, time)) is not None:
        return When(around, True, time, True, against, None)
    if sentence.text.startswith(OUTLOOK, sentence.start) and not discourse.drafts:
        return When(None, True, time, False, against, None)  # of a time to come that is not said
    return When(_whole_year(discourse.period, lead), True, time, False, against, None)


def _is_weekday(mention: PeriodMention) -> bool:
    return set(dict(mention.expression)) == {"weekday"}


# 將於周三公布, 周五將公布, 料周四開會
_FORESEEN_BEFORE = re.compile(r"(?:將|擬|料|預計|預期|預料|定|訂|計劃|有望|最快|下)(?:可|會)?(?:於|在)?$")
_FORESEEN_BEHIND = re.compile(r"[（(]?[^，。；]{0,6}[)）]?(?:將|會|料|公布的?[^，。；]{0,12}(?:數據|業績)(?:將|料))")


def _foreseen(item: Item, sentence: Sentence) -> bool:
    """A day of the week lies ahead only where its own clause says so; 市場期待…，美股周三升 1% is of the week that was."""
    before = _FORESEEN_BEFORE.search(sentence.text, sentence.seen_from(item.start), item.start)
    return before is not None or _FORESEEN_BEHIND.match(sentence.text, item.end) is not None


_NOW_OR_BEFORE = ("now", "prior")


def _says_again(lead: Lead, sentence: Sentence) -> bool:
    """升 92 點或 0.2 %: the same move in another unit, and of the same time."""
    return lead.previous is not None and sentence.text[lead.previous.outer_end : lead.end].strip() in (
        "或",
        "或約",
        "，或",
        "即",
    )


def _around(figure: Item, sentence: Sentence, time: PeriodContext) -> Period | None:
    """第三季度業績穩健，錄得最快的收入增長（+15%）: what is told in a bracket is of the time that the sentence has come to."""
    assert figure.bracket is not None
    for item in reversed(sentence.nearest(figure.bracket[0], _REACH)):
        mention = item.mention
        if item.kind == "figure" or item.depth >= figure.depth:
            return None
        if isinstance(mention, PeriodMention) and mention.kind in ("quarter", "half", "year", "month"):
            lead = sentence.lead_to(item)
            if compared_with(item, lead) or not_its_own(item, sentence) or is_reported(item, sentence):
                return None
            resolved = resolve(mention, time)
            return resolved.period if resolved else None
    return None


OUTLOOK = ("展望，", "展望,", "展望未來", "展望後市", "展望將來")


def _planned(item: Item, lead: Lead) -> bool:
    return any(i.start >= item.end and i.said.get("status") in AHEAD for i in lead.items)


def _move_to(figure: Item, sentence: Sentence, discourse: Discourse, time: PeriodContext) -> When | None:
    """由 2024 年的 34.8% 上升 0.6 個百分點至 2025 年的 35.4%: the move is of the later period, against the earlier."""
    if not (discourse.drafts and discourse.drafts[-1].previous):
        return None
    following = next((i for i in sentence.after(figure) if isinstance(i.mention, PeriodMention)), None)
    if following is None or not isinstance(following.mention, PeriodMention):
        return None
    if sentence.text[figure.outer_end : following.start] not in ("至", "到"):
        return None
    resolved = resolve(following.mention, time)
    if resolved is None:
        return None
    return When(resolved.period, False, time, False, discourse.drafts[-1].period, None)


def _aside(lead: Lead, discourse: Discourse, time: PeriodContext) -> When | None:
    """A figure of now (目前, 至今) in a discourse of another time, or the one published before (前值)."""
    for item in reversed(lead.near):
        cue = item.mention
        if not isinstance(cue, Cue):
            continue
        if cue.value("status") in AHEAD:
            return None
        if cue.value("prior") is not None:
            last = discourse.drafts[-1].period if discourse.drafts else discourse.period
            return When(_before(last), True, time, True)
        if cue.value("now") is not None and time.published is not None:
            return When(calendar.day(time.published), True, time, True, now=True)
    return None


def _from_now_on(lead: Lead, sentence: Sentence, time: PeriodContext) -> When | None:
    """撰文之時，債息跌至 3.6 %，美匯升至 99.4: told at the head of a clause of its own, for all that follows."""
    for item in lead.items:
        cue = item.mention
        if isinstance(cue, Cue) and cue.value("now") is not None and sentence.text.startswith(("，", ","), item.end):
            return When(calendar.day(time.published), True, time) if time.published is not None else None
    return None


def _is_prior(lead: Lead) -> bool:
    """11月通脹按年無起跌，前值升 0.1 %: the one published before, though the month stands in the sentence."""
    cues = [i for i in lead.near if isinstance(i.mention, Cue)]
    return any(c.said.get("prior") is not None for c in cues) and not any(i.kind == "period" for i in lead.near)


def _before(period: Period | None) -> Period | None:
    """The month, quarter or year before one."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(calendar.grain(period) or "") if period else None
    if period is None or period.start is None or months is None:
        return None
    return calendar.months_ending(period.start - timedelta(days=1), months)


def _whole_year(period: Period | None, lead: Lead) -> Period | None:
    """年度 and 年終 right before a figure widen a month or quarter to its year: 提前完成了年度 10 萬輛的目標."""
    cue = lead.near[-1].mention if lead.near else None
    if period is None or period.start is None or not (isinstance(cue, Cue) and cue.value("whole_year") is not None):
        return period
    return Period(f"{period.start.year:04d}", date(period.start.year, 1, 1), date(period.start.year, 12, 31))


def _outlook(lead: Lead, sentence: Sentence) -> bool:
    """The sentence speaks of what is to come (料, 預期, 目標) before the figure."""
    return "status" in sentence.says and any(i.said.get("status") in AHEAD for i in sentence.nearest(lead.end, _REACH))


AHEAD = ("estimate", "forecast", "guidance")  # 錄得 and 達 say no more than that a figure follows
_REACH = 40  # items looked back over


def _lies_ahead(
    mention: PeriodMention, resolved: Resolved, sentence: Sentence, item: Item, time: PeriodContext
) -> bool:
    """截至 7 月有 …: a state is known up to a day that has come, whatever the sentence goes on to expect."""
    end = resolved.period.end
    until = sentence.text.startswith("截至", item.start) or sentence.text.endswith("截至", 0, item.start)
    return until and end is not None and time.published is not None and end > time.published


def _joined(item: Item, lead: Lead, sentence: Sentence, first: Period, last: Period) -> Period | None:
    """2026 及 2027 財年…下調 8% 至 10%: one figure for all the years of a list."""
    before = next((i for i in reversed(lead.items) if i.kind == "period" and i.end <= item.start), None)
    if before is None or sentence.text[before.end : item.start].strip() not in ("及", "和", "與", "、", "以及"):
        return None
    grains = {calendar.grain(p) for p in (first, last)}
    return calendar.join(first, last) if grains == {"year"} else None
