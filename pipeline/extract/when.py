"""Which period a figure speaks of, and what a comparison with another period makes of its basis."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.extract.draft import Discourse, Topic
from pipeline.extract.stream import Item, Lead, Sentence
from pipeline.model.claim import Basis
from pipeline.model.mention import PeriodMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.model.place import Span
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import PeriodContext, Resolved, calendar, follow, resolve


@dataclass(frozen=True, slots=True)
class When:
    """`local`: it holds for this figure alone (較上年同期的 62.52 億元). `against`: the period it is compared with. `time`: what
    the resolver knows behind the figure. `now`: it is the note's day because the figure is said of now (目前, 至今)."""

    period: Period | None
    carried: bool
    time: PeriodContext
    local: bool = False
    against: Period | None = None
    span: Span | None = None
    now: bool = False


def bind_period(
    figure: Item, lead: Lead, sentence: Sentence, passage: Passage, discourse: Discourse, topic: Topic | None
) -> When:
    """The period of a figure from the periods in its lead, else the one carried over."""
    own: Period | None = None
    against: Period | None = None
    local, span = False, None
    time = replace(discourse.time, outlook=not lead.bracketed and _outlook(lead, sentence))
    for item in lead.items:
        mention = item.mention
        if not isinstance(mention, PeriodMention) or mention.kind == "duration":
            continue
        if not_its_own(item, sentence) or _of_another_matter(item, lead, sentence, topic):
            continue
        if topic is not None and topic.id == "target_price" and item.start < lead.near_start:
            continue
        if is_reported(item, sentence) and _planned(item, lead):
            continue  # 周五表示，將以 92 億美元收購: when it was said is not when it will be
        resolved = resolve(mention, replace(time, outlook=False) if is_reported(item, sentence) else time)
        if resolved is not None and _lies_ahead(mention, resolved, sentence, item, time):
            resolved = resolve(mention, replace(time, outlook=False))
        if resolved is None:
            continue
        resolved = _not_itself(resolved, mention, item, lead, discourse)
        if own is None and lead.previous is None and not discourse.drafts:
            pass  # the sentence has said nothing yet: its first period holds however far back it stands
        elif item.start < lead.near_start and sentence.clauses_between(item.end, lead.end) > 1:
            continue
        if _is_yardstick(item, figure, lead, sentence, topic):
            against = resolved.period
            continue
        if own is not None and (joined := _joined(item, lead, sentence, own, resolved.period)) is not None:
            own = joined
            continue
        compared = _compared(item, lead)
        linked = _linked(item, lead, sentence)
        if compared and not linked:
            against = resolved.period
            continue
        beside = _beside(item, lead, sentence, resolved.period, discourse)
        local = (compared and linked) or lead.bracketed or _is_earlier(mention) or beside
        own, span = resolved.period, passage.raw(item.start, item.end)
        if not local:
            time = follow(time, mention, resolved)
    if own is not None:
        return When(own if local else _whole_year(own, lead), False, time, local, against, span)
    if (moved := _move_to(figure, sentence, discourse, time)) is not None:
        return replace(moved, span=passage.raw(figure.start, figure.end))
    if (aside := _aside(lead, discourse, time)) is not None:
        return aside
    if lead.bracketed and lead.previous is not None and discourse.drafts:
        return When(discourse.drafts[-1].period, True, time, True, against, None)
    if sentence.text.startswith(OUTLOOK, sentence.start) and not discourse.drafts:
        return When(None, True, time, False, against, None)  # of a time to come that is not said
    return When(_whole_year(discourse.period, lead), True, time, False, against, None)


_STEPS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_OFFSETS = ("year_offset", "year_of_last", "quarter_offset", "half_offset", "month_offset", "month_of_last", "year")


def _not_itself(resolved: Resolved, mention: PeriodMention, item: Item, lead: Lead, discourse: Discourse) -> Resolved:
    """2024 年收入 … 比去年的 …; 7 月交付 …，上月交付 …: what a figure is compared with lies before its own time, whatever the note's day."""
    spoken, drafts = discourse.period, discourse.drafts
    values = dict(mention.expression)
    back = any(isinstance(v := values.get(key), int) and v == -1 for key in _OFFSETS)
    if not back or "same" in values or spoken is None or not drafts or drafts[-1].period != spoken:
        return resolved
    grain = calendar.grain(spoken)
    if grain not in _STEPS or calendar.grain(resolved.period) != grain or not (spoken.start and resolved.period.start):
        return resolved
    if resolved.period.start < spoken.start or (grain == "year" and not _compared(item, lead)):
        return resolved
    before = calendar.shift_months(spoken, -_STEPS[grain])
    return replace(resolved, period=before) if before is not None else resolved


_IS = re.compile(r"(?:則|僅|只)?[為是]約?|：?")
_IN_PASSING = ("quarter_offset", "month_offset", "month_of_last", "half_offset", "quarter_of_last")


def _beside(item: Item, lead: Lead, sentence: Sentence, period: Period, discourse: Discourse) -> bool:
    """…，2022 年為 559 億元；純利 …; …，上季收入為 90 億元，毛利率 …: an earlier figure in passing, after which the text goes on
    about its own time."""
    last = discourse.drafts[-1] if discourse.drafts else None
    if last is None or last.period is None or last.measure == "rank" or not (period.end and last.period.start):
        return False
    if period.end >= last.period.start or calendar.grain(period) != calendar.grain(last.period):
        return False
    if isinstance(item.mention, PeriodMention):
        values = dict(item.mention.expression)
        if any(isinstance(v := values.get(key), int) and v < 0 for key in _IN_PASSING):
            return True
    return _IS.fullmatch(sentence.text[item.end : lead.end].strip()) is not None


OUTLOOK = ("展望，", "展望,", "展望未來", "展望後市", "展望將來")


MATURES = ("到期", "屆滿", "期滿")  # 2035年到期的票據: when it ends, not what the figure is of
_SAID = re.compile(
    r"[（(]?[^，。；]{0,5}?[)）]?(?:表示|公[布佈]|宣[布佈]|發表|發布|披露|指出|稱|指(?![引數標])|報道|透露)"
)


def is_reported(item: Item, sentence: Sentence) -> bool:
    """周一表示，計劃…: when something was said lies behind the note, whatever is planned."""
    return _SAID.match(sentence.text, item.end) is not None


_RECORD = re.compile(r"[^，。；]{0,10}[新次高低](?:[高低]|位|紀錄)")  # 創 2024 年 6 月底後 71 周次高


def not_its_own(item: Item, sentence: Sentence) -> bool:
    """When something matures, or since when a figure is the highest: no time that the figure is of."""
    if sentence.text.startswith(MATURES, item.end):
        return True
    return sentence.text[max(0, item.start - 2) : item.start].endswith(("創", "創下", "創出")) and bool(
        _RECORD.match(sentence.text, item.end)
    )


def _planned(item: Item, lead: Lead) -> bool:
    return any(
        i.start >= item.end and isinstance(i.mention, Cue) and i.mention.value("status") in AHEAD for i in lead.items
    )


def _of_another_matter(item: Item, lead: Lead, sentence: Sentence, topic: Topic | None) -> bool:
    """或影響 12 月減息；英偉達收跌 3.6%, 繼上周五跌勢低開 94 點, 上周五跌停後，急彈 14%: a price is not of a time that was named
    before the semicolon, or of what came before."""
    if topic is None or topic.scope != "market":
        return False
    text = sentence.text
    position = bisect_right(sentence.marks, item.end)
    mark = sentence.marks[position] if position < len(sentence.marks) else lead.end
    ends_before = mark <= lead.end and text.endswith("後", item.end, mark - 1)
    results = text.startswith(("業績", "季績"), item.end) and isinstance(item.mention, PeriodMention)
    return text.find("；", item.end, lead.end) >= 0 or text[: item.start].endswith(_FOLLOWS) or ends_before or results


_FOLLOWS = ("繼", "承接", "延續", "隨")


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
    return any(
        isinstance(i.mention, Cue) and i.mention.value("status") in AHEAD
        for i in sentence.between(sentence.start, lead.end)[-_REACH:]
    )


AHEAD = ("estimate", "forecast", "guidance")  # 錄得 and 達 say no more than that a figure follows
_REACH = 40  # items looked back over


def _lies_ahead(
    mention: PeriodMention, resolved: Resolved, sentence: Sentence, item: Item, time: PeriodContext
) -> bool:
    """截至 7 月有 …: a state is known up to a day that has come, whatever the sentence goes on to expect."""
    end = resolved.period.end
    until = sentence.text.startswith("截至", item.start) or sentence.text.endswith("截至", 0, item.start)
    return until and end is not None and time.published is not None and end > time.published


def _is_earlier(mention: PeriodMention) -> bool:
    """去年同期, 上年同期: named only to give one figure of then."""
    values = dict(mention.expression)
    return "same" in values and values.get("year_offset", values.get("fiscal_offset", 0)) != 0


_OF_THEN = re.compile(r"(?:為|至|到|達|相當於|恢復|回復|水平)(?:約|近|逾)?$")


def _is_yardstick(item: Item, figure: Item, lead: Lead, sentence: Sentence, topic: Topic | None) -> bool:
    """為 2019 年同季 96%, 恢復至 2019 年同期的 140%: as much of what it was then; the figure is of now."""
    quantity = figure.mention.quantity if isinstance(figure.mention, QuantityMention) else None
    if quantity is None or quantity.unit != "percent" or (topic is not None and topic.kind in ("percent", "ratio")):
        return False
    if not isinstance(item.mention, PeriodMention) or "same" not in dict(item.mention.expression):
        return False
    return sentence.text[item.end : lead.end] in ("", "的") and _OF_THEN.search(sentence.text[: item.start]) is not None


def _joined(item: Item, lead: Lead, sentence: Sentence, first: Period, last: Period) -> Period | None:
    """2026 及 2027 財年…下調 8% 至 10%: one figure for all the years of a list."""
    before = next((i for i in reversed(lead.items) if i.kind == "period" and i.end <= item.start), None)
    if before is None or sentence.text[before.end : item.start].strip() not in ("及", "和", "與", "、", "以及"):
        return None
    grains = {calendar.grain(p) for p in (first, last)}
    return calendar.join(first, last) if grains == {"year"} else None


def _compared(item: Item, lead: Lead) -> bool:
    """較, 比, 由, 與 … stands right before the period."""
    if isinstance(item.mention, PeriodMention) and dict(item.mention.expression).get("role") == "base":
        return True
    before = [i for i in lead.items if i.end <= item.start and isinstance(i.mention, Cue)]
    if not before:
        return False
    cue = before[-1]
    assert isinstance(cue.mention, Cue)
    close = item.start - cue.end <= 2
    return close and any(cue.mention.value(k) is not None for k in ("compare", "from", "with"))


def _linked(item: Item, lead: Lead, sentence: Sentence) -> bool:
    """Nothing but 的, a metric or 為 stands between the period and the figure: it is the figure's own."""
    if item.end < lead.near_start:
        return False
    between = [i for i in lead.items if i.start >= item.end]
    for other in between:
        if isinstance(other.mention, Cue):
            if (
                other.mention.value("direction") is not None
                or other.mention.value("compared") is not None
                or other.mention.value("basis") is not None
            ):
                return False
        elif other.kind not in ("metric", "entity", "region", "segment", "product", "accounting"):
            return False
    return lead.end - item.end <= 24


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
    return replace(when, period=earlier, local=True) if earlier is not None else replace(when, period=None, local=True)


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
    return None
