"""What a figure or a sentence leaves for those that follow: subject, measure, period, basis, currency, scene."""

from __future__ import annotations

import re

from pipeline.extract.draft import Discourse, Draft, Setting, Topic
from pipeline.extract.money import HEREAFTER
from pipeline.extract.other_times import is_reported, not_its_own
from pipeline.extract.places import is_place
from pipeline.extract.stream import INLAND, Item, Lead, Sentence
from pipeline.extract.subject import company_of, has_role, is_of_currency, subject_item, viewed_after
from pipeline.extract.when import AHEAD, OUTLOOK, When
from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import PeriodContext, calendar, follow, resolve

_TOPIC_POSITION = 8  # characters into a sentence within which a period sets the scene for those that follow


_HEREAFTER_REACH = 12  # characters behind a figure within which （下同） still belongs to it


_SCENARIO = re.compile(r"[「『《]?(?P<name>[㐀-鿿]{1,3})[」』》]?(?:\([A-Za-z ]+\))?(?:情境|情景|情形下)")


def carry(
    discourse: Discourse,
    draft: Draft,
    when: When,
    lead: Lead,
    sentence: Sentence,
    mention: QuantityMention,
    setting: Setting,
) -> Discourse:
    """What this figure leaves for the next ones. A bracket leaves nothing but its figure and a currency."""
    currency, paid_in, unit = discourse.currency, discourse.paid_in, mention.quantity.unit
    drafts = (*discourse.drafts[-_MEMORY:], draft)
    if unit and HEREAFTER.search(sentence.text, draft.item.start, draft.item.end + _HEREAFTER_REACH):
        currency = unit
    if lead.bracketed:
        return discourse._replace(drafts=drafts, currency=currency)
    if mention.currency_printed and unit and draft.topic is not None and draft.topic.id is not None:
        paid_in = (draft.topic.id, unit)
    region = next(
        (
            i.mention.canonical
            for i in reversed(lead.items)
            if is_place(i, lead, sentence.text) and isinstance(i.mention, NameMention)
        ),
        discourse.region,
    )
    priced = draft.topic is not None and draft.topic.quoted
    subject = None if is_of_currency(draft) and discourse.subject else company_of(draft, discourse, setting)
    return discourse._replace(
        subject=subject or discourse.subject,
        company=subject if subject and subject.id else discourse.company,
        traded=draft.subject if priced else discourse.traded,
        topic=_without_goal(draft) or discourse.topic,
        period=when.period if when.period is not None and not when.local else when.scene or discourse.period,
        time=when.time,
        status=draft.status if not when.local else discourse.status,
        basis=draft.basis if draft.measure == "growth" and draft.basis else discourse.basis,
        region=region,
        currency=currency,
        paid_in=paid_in,
        drafts=drafts,
    )


_MEMORY = 32  # figures of its sentence that a figure is bound with


def _is_soon(period: Period | None, setting: Setting) -> bool:
    """A day or week that lies ahead of the note."""
    if period is None or period.start is None or period.end is None or setting.as_of is None:
        return False
    return period.start > setting.as_of and (period.end - period.start).days < _DAYS_OF_WEEK


_DAYS_OF_WEEK = 7


def _without_goal(draft: Draft) -> Topic | None:
    """A goal that only this figure is: what follows is of the measure itself."""
    if draft.topic is not None and draft.rule.endswith("/goal"):
        return draft.topic._replace(target=False)
    return draft.topic


def _is_base(mention: PeriodMention) -> bool:
    values = dict(mention.expression)
    return values.get("role") == "base" or "same" in values


def _is_past(mention: PeriodMention, time: PeriodContext, setting: Setting) -> bool:
    """公布截至 6 月底止六個月業績, 今年首十個月: what was reported is what the next figures are of; 延至明年 and 去年 are not."""
    values = dict(mention.expression)
    if values.get("form") == "ended":
        return True
    resolved = resolve(mention, time) if values.keys() & {"first_months", "first_quarters"} else None
    period = resolved.period if resolved else mention.period
    return (
        period is not None
        and period.end is not None
        and period.start != period.end
        and setting.as_of is not None
        and period.end <= setting.as_of
        and values.get("form") is None
    )


_RESULTS = re.compile(
    r"(?:[全季年中][年期度]?)?(?:的|之)?(?:業績|財報|季報|年報|財務報告|成績)"
)  # 發布2025年第二季財報。


def _is_expected(item: Item, sentence: Sentence, time: PeriodContext, setting: Setting) -> bool:
    """預計公司在今年第四季將面臨挑戰。: the next figures are of the quarter that has begun and is looked forward to."""
    before = [i.mention for i in sentence.nearest(item.start) if isinstance(i.mention, Cue)]
    if not isinstance(item.mention, PeriodMention) or not any(c.value("status") in AHEAD for c in before):
        return False
    resolved = resolve(item.mention, time._replace(outlook=True))
    if resolved is None or setting.as_of is None or resolved.period.start is None or resolved.period.end is None:
        return False
    return resolved.period.start <= setting.as_of < resolved.period.end


_LISTS = re.compile(r"(?:如[下後][表列]?|下表)[:：。]?\s*$|[:：]\s*$")


def _announces_list(sentence: Sentence) -> bool:
    return _LISTS.search(sentence.text, sentence.start, sentence.end) is not None


_SAYS = re.compile(r"(?:普遍|一致|仍|亦|均|則|今日|昨日)?(?:表示|指出|認為|指|稱|預期|預料|預計|預估|估計|看好|料)")


def _opens_as_speaker(item: Item, sentence: Sentence) -> bool:
    """分析師表示，…: speakers without a name, whose words go on in the next sentences; 該行 is whoever spoke before."""
    return (
        item.kind == "broker"
        and isinstance(item.mention, NameMention)
        and not item.mention.text.startswith(("該", "本"))
        and item.start - sentence.start <= 1
        and _SAYS.match(sentence.text, item.end) is not None
    )


def _is_aside(sentence: Sentence, period: Period | None, entered: Period | None) -> bool:
    """其中，10月…, within the first ten months spoken of; 8月則增長 0.6 %, where September is: what follows is of the time before."""
    if period is None or entered is None or None in (period.start, period.end, entered.start, entered.end):
        return False
    assert period.start and period.end and entered.start and entered.end
    if sentence.text.startswith(("其中", "當中"), sentence.start):
        return entered.start <= period.start and period.end <= entered.end and period != entered
    head = next((i for i in sentence.items if i.kind == "period"), None)
    if head is None or head.start - sentence.start > 1 or "則" not in sentence.text[head.end : sentence.end]:
        return False
    return period.end < entered.start and calendar.grain(period) == calendar.grain(entered)


_MARKET_BEFORE = re.compile(r"(?:股市?|大市|市場|指數|期[指油貨]|金價|油價)$")


def _dates_the_market(item: Item, last: int, sentence: Sentence, day: Period, setting: Setting) -> bool:
    """歐洲股市周五早段偏軟。富時100指數跌 1 %; 港股昨日升 400 點，今日早市回吐。恒指 …: the day of the prices that follow."""
    if not sentence.figures:
        return _MARKET_BEFORE.search(sentence.text, sentence.start, item.start) is not None
    return item.start >= last and day.start == setting.published and sentence.text[item.start - 1] in "，；,;"


def _scenario(sentence: Sentence) -> str | None:
    """The scenario that a sentence names: 牛市情境下."""
    if sentence.text.find("情", sentence.start, sentence.end) < 0:
        return None
    named = _SCENARIO.search(sentence.text, sentence.start, sentence.end)
    return named["name"] if named else None


def _prints_year(sentence: Sentence) -> bool:
    return any(isinstance(i.mention, PeriodMention) and "year" in dict(i.mention.expression) for i in sentence.items)


def leave(
    sentence: Sentence, passage: Passage, discourse: Discourse, setting: Setting, entered: Period | None
) -> Discourse:
    """What a sentence leaves besides its figures: a speaker, a subject named at its head, a period. `entered`: the period that
    it began with."""
    speaker, subject, period, region = discourse.speaker, discourse.subject, discourse.period, discourse.region
    time, house = discourse.time, discourse.house
    scenario = _scenario(sentence) or discourse.scenario
    last = sentence.figures[-1].outer_end if sentence.figures else sentence.start
    for item in sentence.items:
        if item.depth:
            continue
        if item.kind == "broker" and isinstance(item.mention, NameMention) and item.mention.id != "pronoun":
            speaker = item.mention.text
            house = item.mention.text if item.mention.id == "broker" else house
        elif _opens_as_speaker(item, sentence):
            speaker = sentence.text[item.start : item.end]
        elif item.kind == "entity" and has_role(sentence.text, item.start, item.end):
            continue
        elif item.kind == "entity" and not sentence.figures and subject is discourse.subject:
            subject = subject_item(item, passage)
        elif item.kind == "region" and isinstance(item.mention, NameMention) and not sentence.figures:
            region = region if item.mention.text in INLAND else item.mention.canonical
        elif (
            isinstance(item.mention, PeriodMention)
            and item.start >= last
            and item.mention.kind != "duration"
            and not _is_base(item.mention)
            and not not_its_own(item, sentence)
            and (not sentence.figures or item.mention.kind in ("quarter", "half", "year"))
            and (
                item.start - (last if sentence.figures else sentence.start) <= _TOPIC_POSITION
                or (not sentence.figures and _is_past(item.mention, time, setting))
                or (
                    passage.kind == "paragraph" and not sentence.figures and _is_expected(item, sentence, time, setting)
                )
                or (not sentence.figures and _RESULTS.match(sentence.text, item.end) is not None)
                or (not sentence.figures and sentence.text.endswith("截至", 0, item.start))
            )
        ):
            resolved = resolve(item.mention, time._replace(outlook=False) if is_reported(item, sentence) else time)
            time = follow(time, item.mention, resolved)
            period = time.last or period
        elif isinstance(item.mention, PeriodMention) and item.mention.kind == "day":
            told = resolve(item.mention, time._replace(outlook=False) if not sentence.figures else time)
            if not sentence.figures:
                time = follow(time, item.mention, told)  # 美股周二上升。道指全日…
            if told is not None and _dates_the_market(item, last, sentence, told.period, setting):
                period = told.period
    if _is_aside(sentence, period, entered):
        period, time = entered, time._replace(last=entered, past=entered)
    dated = any(i.kind == "period" for i in sentence.items)
    if sentence.text.startswith(OUTLOOK, sentence.start) and not dated:
        period = None
    if _is_soon(period, setting):
        period = None  # what is to happen next week does not date the floor areas of the next sentence
    if setting.published is not None and time.last is not None and not _prints_year(sentence):
        time = time._replace(
            last=None
        )  # a bare month is next to the note's date, not to a year that was itself inferred
    return discourse._replace(
        speaker=speaker,
        house=house,
        lists=speaker if speaker is not None and _announces_list(sentence) else None,
        subject=subject,
        company=subject if subject is not None and subject.id else discourse.company,
        viewed=viewed_after(sentence, passage, discourse),
        period=period,
        time=time,
        region=region,
        scenario=scenario,
        drafts=(),
    )
