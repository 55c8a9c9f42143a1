"""Figures of running text → drafts: each figure is bound from its lead, in reading order, with what earlier ones left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.attribution import bind_attribution
from pipeline.extract.basis import bind_basis, named_basis
from pipeline.extract.carry import carry, leave
from pipeline.extract.draft import Discourse, Draft, Scene, Setting, Subject, Topic
from pipeline.extract.lists import zipped
from pipeline.extract.measure import Signals, decide, read_signals, signed
from pipeline.extract.money import counted_in, is_bare, printed_before, settle_currency
from pipeline.extract.moves import before_the_move, beyond, of_what_exceeds
from pipeline.extract.narrowing import bind_per, bind_qualifiers, bind_statistic
from pipeline.extract.prices import INDEX_LEVEL, SHARE_PRICE, fitting, implied_price, quoted_name
from pipeline.extract.scope import counts_nothing_known, is_claim, is_duration, is_measured, price_band
from pipeline.extract.sessions import Sessions
from pipeline.extract.status import bind_status
from pipeline.extract.stream import Item, Lead, Sentence, as_said, read_sentences
from pipeline.extract.subject import bind_subject, listed, subject_item
from pipeline.extract.topic import TopicBinder, last_of_list
from pipeline.extract.when import AHEAD, When, bind_period
from pipeline.model.claim import Origin
from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.place import Span
from pipeline.recognise import Mentions
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import resolve

_ORIGINS: dict[str | None, Origin] = {"title": "heading", "heading": "heading", "caption": "caption"}
UNCLAIMED = frozenset({"front_matter", "boilerplate", "running_head", "table"})


@dataclass(frozen=True, slots=True)
class ProseReader:
    """Reads passages of prose, headings and captions. `topics` binds measures, `sessions` knows when markets trade."""

    topics: TopicBinder
    sessions: Sessions

    def read(self, mentions: Mentions, discourse: Discourse, setting: Setting) -> tuple[list[Scene], Discourse]:
        """The sentences of one passage with their drafts, and the discourse as it leaves it."""
        scenes: list[Scene] = []
        for sentence in read_sentences(mentions):
            before = discourse
            own, discourse = self._sentence(sentence, mentions.passage, discourse, setting)
            scenes.append(Scene(mentions.passage, sentence, before, tuple(own)))
        if mentions.passage.kind == "title":
            discourse = discourse._replace(status=None)  # 市場預期 in a headline says nothing of the body
        return scenes, discourse

    def _sentence(
        self, sentence: Sentence, passage: Passage, discourse: Discourse, setting: Setting
    ) -> tuple[list[Draft], Discourse]:
        entered = discourse.period
        if discourse.drafts or discourse.band:
            discourse = discourse._replace(drafts=(), band=None)
        members = zipped(sentence)
        drafts: list[Draft] = []
        for index, figure in enumerate(sentence.figures):
            mention = figure.mention
            assert isinstance(mention, QuantityMention)
            if not is_claim(figure, sentence, discourse.topic) or (
                is_duration(mention) and not is_measured(figure, sentence, drafts)
            ):
                continue
            if band := price_band(figure, sentence):
                discourse = discourse._replace(band=band)
                continue
            draft, after = self._figure(
                index, figure, mention, sentence, passage, discourse, setting, members.get(index)
            )
            printed = sentence.text[figure.start : figure.end]
            if counts_nothing_known(printed, draft.quantity, draft.topic, "metric" in draft.inferred):
                discourse = discourse._replace(period=after.period, time=after.time)
                continue
            discourse = after
            drafts.append(draft)
        return drafts, leave(sentence, passage, discourse, setting, entered)

    def _figure(
        self,
        index: int,
        figure: Item,
        mention: QuantityMention,
        sentence: Sentence,
        passage: Passage,
        discourse: Discourse,
        setting: Setting,
        member: Item | None,
    ) -> tuple[Draft, Discourse]:
        lead = sentence.lead(index)
        topic, how = self.topics.bind(figure, mention.quantity, lead, sentence, passage, discourse)
        if (price := implied_price(figure, mention, lead, (topic, how), passage, discourse)) is not None:
            topic, how = price, "implied"
        subject, carried = bind_subject(figure, lead, sentence, passage, discourse, setting, topic)
        if (
            (carried or (subject is not None and subject.id is None))
            and how in ("carried", "noun", "none")
            and (named := quoted_name(lead, passage, discourse)) is not None
        ):
            (subject, topic), carried, how = named, False, "implied"
        if how == "carried" and topic is INDEX_LEVEL and subject is not None and subject.id is not None and not carried:
            topic = SHARE_PRICE  # the index was spoken of, but this is a share
        when = bind_period(figure, lead, sentence, passage, discourse, topic)
        when = fitting(when, topic, setting, discourse)
        spoken = when
        words = sentence.text[sentence.seen_from(lead.end) : lead.end]
        when = self.sessions.on_its_day(when, topic, subject, words, discourse, setting)
        abroad = when is not spoken and (spoken.period is None or spoken.period.start == setting.published)
        if (excess := beyond(figure, lead, sentence, discourse)) is not None:
            when, topic, how = of_what_exceeds(when, discourse), discourse.drafts[-1].topic, "carried"
        if member is not None:
            subject, topic, when = self._apply_member(
                member, subject, topic, when, sentence, passage, discourse, setting
            )
        last = last_of_list(figure, sentence)
        listed = last.mention
        currency = listed.quantity.unit if isinstance(listed, QuantityMention) and listed.currency_printed else None
        currency = currency or counted_in(sentence.text, sentence.seen_from(figure.start), figure.start)
        currency = currency or discourse.currency or printed_before(discourse, topic, bare=is_bare(mention.quantity))
        quantity, inferred_unit = settle_currency(mention, topic, subject, currency, setting)
        if topic is not None and topic.id == "target_price" and mention.currency_printed:
            subject = _priced(subject, quantity.unit, lead, setting)
        signals = read_signals(
            figure,
            quantity,
            mention.signed,
            lead.near,
            sentence.after(last),
            topic.kind if topic else None,
            topic.id if topic else None,
            sentence.text,
            last,
        )
        if topic is not None and ((topic.id != "economic_growth" and topic.text.endswith(_GROWTHS)) or _grown(topic)):
            signals = signals._replace(grows=True)
        if excess is not None:
            signals = signals._replace(direction=excess, to=False)
        signals = _continued(signals, lead, sentence, discourse, when)
        rule = decide(_moved_on(signals, topic, discourse))
        quantity = signed(quantity, rule, signals, topic.sign if topic else 1)
        basis, basis_inferred = bind_basis(
            rule.measure, lead, when, discourse, topic, quantity, setting, sentence.after(figure), words
        )
        if basis is not None and member is not None and isinstance(member.mention, Cue):
            basis = named_basis(member.mention, when) or basis
        status = bind_status(figure, lead, sentence, when, topic, setting, discourse)
        when = before_the_move(when, rule.measure, status, lead, sentence, figure, discourse)
        inferred = [*inferred_unit]
        inferred += ["entity"] if carried and subject else []
        inferred += ["metric"] if how == "carried" else []
        inferred += ["period"] if when.carried and when.period else []
        inferred += ["basis"] if basis_inferred and basis else []
        unresolved = [c for c, v in (("entity", subject), ("metric", topic)) if v is None]
        if quantity.category == "monetary" and quantity.unit is None:
            unresolved.append("unit")
        evidence: list[tuple[str, Span]] = []
        for column, span in (
            ("entity", subject.span if subject else None),
            ("metric", topic.span if topic else None),
            ("period", when.span),
        ):
            if span is not None:
                evidence.append((column, span))
        draft = Draft(
            passage=passage,
            item=figure,
            sentence=(sentence.start, sentence.end),
            quantity=quantity,
            origin=_ORIGINS.get(passage.kind, "prose"),
            subject=subject,
            topic=topic,
            qualifiers=bind_qualifiers(topic, lead, discourse, sentence),
            measure=rule.measure,
            basis=basis,
            period=when.period,
            status=status,
            attribution=bind_attribution(figure, sentence, status, when, topic, discourse, setting),
            statistic=bind_statistic(lead, how, discourse, sentence),
            per=bind_per(lead, topic),
            rule=f"{mention.rule}/{rule.name}/{how}",
            inferred=tuple(inferred),
            unresolved=tuple(unresolved),
            evidence=tuple(evidence),
            previous=_is_previous(lead),
        )
        left = spoken if abroad else when  # where New York traded the day before, the text is still on its own day
        return draft, carry(discourse, draft, left, lead, sentence, mention, setting)

    def _apply_member(
        self,
        member: Item,
        subject: Subject | None,
        topic: Topic | None,
        when: When,
        sentence: Sentence,
        passage: Passage,
        discourse: Discourse,
        setting: Setting,
    ) -> tuple[Subject | None, Topic | None, When]:
        """The list member that this figure belongs to takes the place of what the lead would have given."""
        mention = member.mention
        if isinstance(mention, PeriodMention):
            resolved = resolve(mention, discourse.time)
            if resolved is None:
                return subject, topic, when
            own = When(resolved.period, False, when.time, False, None, passage.raw(member.start, member.end))
            return subject, topic, own
        if isinstance(mention, NameMention) and member.kind == "entity":
            return subject_item(member, passage), topic, when
        if isinstance(mention, NameMention) and member.kind == "metric":
            return subject, self.topics.of_metric(member, sentence, passage), when
        if isinstance(mention, Cue) and (market := mention.value("listing")) is not None:
            return listed(subject or discourse.company, market, setting) or subject, topic, when
        if isinstance(mention, NameMention) and topic is not None and member.kind in ("product", "segment", "region"):
            others = tuple(q for q in topic.qualifiers if q[0] != member.kind)
            return subject, topic._replace(qualifiers=tuple(sorted((*others, (member.kind, as_said(mention)))))), when
        return subject, topic, when


def _priced(subject: Subject | None, currency: str | None, lead: Lead, setting: Setting) -> Subject | None:
    """目標價 29 美元及 220 港元: each price is of the listing that is traded in its currency, unless the lead names another."""
    named = any(i.said.get("listing") is not None for i in lead.near)
    if subject is None or subject.id is None or named:
        return subject
    return subject._replace(id=setting.listings.priced_in(subject.id, currency))


def _continued(signals: Signals, lead: Lead, sentence: Sentence, discourse: Discourse, when: When) -> Signals:
    """升 150 點或 0.6 %, 升 150 點(0.6%): the second figure says the same move again; 按年升 20 %，較第二季 27 % 放緩: of another time."""
    if signals.direction is None and _EXTENT.search(sentence.text, lead.near_start, lead.end):
        moves = (i.mention.value("direction") for i in sentence.nearest(lead.end) if isinstance(i.mention, Cue))
        if (last_move := [m for m in moves if m is not None]) and signals.unit == "percent":
            return signals._replace(direction=int(last_move[-1]), to=False)  # 調降至 318 元，幅度約 4.22%
    if signals.direction is None and (paced := _PACED.search(sentence.text, sentence.seen_from(lead.end), lead.end)):
        return signals._replace(direction=-1 if paced["noun"] in _FALLS else 1, to=False)
    if signals.direction is not None or signals.basis or not discourse.drafts or signals.unit == "multiple":
        return signals
    last = discourse.drafts[-1]
    expected = lead.bracketed and signals.unit == last.quantity.unit and _expects(lead)
    between = sentence.text[last.item.outer_end : lead.end].strip(" ，,")
    listed = between in ("、", "及", "和", "與", "以及", "/") and signals.unit == last.quantity.unit
    value = last.quantity.low if last.quantity.low is not None else last.quantity.high
    rates = signals.unit == last.quantity.unit == "percent"
    slower = when.local and rates and signals.metric_kind not in ("percent", "ratio")
    joined = expected or listed or slower or between in ("或", "(", "（", "即", "或約")
    if not joined or last.measure not in ("change", "growth") or value is None:
        return signals
    return signals._replace(direction=1 if expected or value >= 0 else -1, to=False)


def _moved_on(signals: Signals, topic: Topic | None, discourse: Discourse) -> Signals:
    """增長預測由 8% 及 5% 提升至 9% 及 6%: what a growth is moved to is a growth."""
    if not signals.to or signals.unit != "percent" or topic is None:
        return signals
    moved = any(
        d.previous and d.measure == "growth" and d.topic is not None and d.topic.text == topic.text
        for d in discourse.drafts[-_LIST:]
    )
    return signals._replace(to=False, direction=signals.direction or 1) if moved else signals


_LIST = 4  # figures of a list that a move leaves from


def _expects(lead: Lead) -> bool:
    """(市場預期為 2.7%): what was expected of the figure before the bracket."""
    return any(i.said.get("status") in AHEAD for i in lead.items)


def _grown(topic: Topic) -> bool:
    """GDP 預測為 0.7%: a percentage of what an economy makes or sells can only be its growth."""
    return topic.id in ("gdp", "retail_sales", "industrial_production", "fixed_asset_investment") and not topic.target


_EXTENT = re.compile(r"幅度(?:為|達|約|近|逾)*$")
_GROWTHS = ("增長", "成長", "增速", "增長率", "成長率")
# 加盟店增幅更高，達 26.3%
_PACED = re.compile(
    r"(?P<noun>[升跌增減降漲加]幅|增速)(?:更|較|最|亦|尤其)*[高大快急強]?(?:明顯|顯著)?[，,](?:高達|達到?|為)(?:約|近|逾)?$"
)
_FALLS = ("跌幅", "減幅", "降幅")


def _is_previous(lead: Lead) -> bool:
    """由 132 港元 (下調至 128 港元): the side that was left."""
    cues = (i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue))
    cue = next((c for c in cues if c.value("of") is None), None)  # 由 2024 年的
    return cue is not None and cue.value("from") is not None
