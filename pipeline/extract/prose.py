"""Figures of running text → drafts: each figure is bound from its lead, in reading order, with what earlier ones left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.extract.draft import Discourse, Draft, Setting, Subject, Topic
from pipeline.extract.lists import zipped
from pipeline.extract.measure import Signals, decide, negated, read_signals, signed
from pipeline.extract.money import HEREAFTER, settle_currency
from pipeline.extract.prices import fitting, implied_price
from pipeline.extract.scope import counts_nothing_known, is_claim, price_band
from pipeline.extract.status import ANALYST_METRICS, bind_attribution, bind_status
from pipeline.extract.stream import Item, Lead, Sentence, read_sentences
from pipeline.extract.subject import bind_subject, subject_item
from pipeline.extract.topic import TopicBinder, topic_of
from pipeline.extract.when import When, basis_of_comparison, bind_period
from pipeline.model.claim import BASES, Basis, Origin, Per, Statistic
from pipeline.model.mention import NameMention, PeriodMention, QuantityMention
from pipeline.model.passage import Passage
from pipeline.model.place import Span
from pipeline.model.quantity import Quantity
from pipeline.recognise import Mentions
from pipeline.recognise.cues import Cue
from pipeline.recognise.periods import follow, resolve

_ORIGINS: dict[str | None, Origin] = {"title": "heading", "heading": "heading", "caption": "caption"}
UNCLAIMED = frozenset({"front_matter", "boilerplate", "running_head", "table"})


@dataclass(frozen=True, slots=True)
class ProseReader:
    """Reads passages of prose, headings and captions. `topics` binds measures."""

    topics: TopicBinder

    def read(self, mentions: Mentions, discourse: Discourse, setting: Setting) -> tuple[list[Draft], Discourse]:
        """The drafts of one passage, and the discourse as it leaves it."""
        drafts: list[Draft] = []
        for sentence in read_sentences(mentions):
            own, discourse = self._sentence(sentence, mentions.passage, discourse, setting)
            drafts += own
        return drafts, discourse

    def _sentence(
        self, sentence: Sentence, passage: Passage, discourse: Discourse, setting: Setting
    ) -> tuple[list[Draft], Discourse]:
        discourse = replace(discourse, drafts=(), band=None)
        members = zipped(sentence)
        for index, figure in enumerate(sentence.figures):
            mention = figure.mention
            assert isinstance(mention, QuantityMention)
            if mention.rule.startswith("duration") or not is_claim(figure, sentence):
                continue
            if band := price_band(figure, sentence):
                discourse = replace(discourse, band=band)
                continue
            draft, after = self._figure(
                index, figure, mention, sentence, passage, discourse, setting, members.get(index)
            )
            known = draft.topic is not None and draft.topic.id is not None
            if counts_nothing_known(sentence.text[figure.start : figure.end], known):
                continue
            discourse = after
            discourse = replace(discourse, drafts=(*discourse.drafts[-_MEMORY:], draft))
        drafts = list(discourse.drafts)
        return drafts, _leave(sentence, passage, discourse, setting)

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
        if (price := implied_price(figure, mention, lead, how, passage)) is not None:
            topic, how = price, "implied"
        subject, carried = bind_subject(figure, lead, sentence, passage, discourse, setting, topic)
        when = bind_period(lead, sentence, passage, discourse)
        when = fitting(when, topic, setting)
        if member is not None:
            subject, topic, when = _apply_member(member, subject, topic, when, passage, discourse, setting)
        quantity, inferred_unit = settle_currency(mention, topic, subject, discourse, setting)
        signals = read_signals(
            figure,
            quantity,
            mention.signed,
            lead.near,
            sentence.after(figure),
            topic.kind if topic else None,
            sentence.text,
        )
        signals = _continued(signals, lead, sentence, discourse)
        rule = decide(signals)
        quantity = signed(quantity, rule, signals, topic.sign if topic else 1)
        basis, basis_inferred = _basis(rule.measure, lead, when, discourse, topic, quantity)
        status = bind_status(figure, lead, sentence, when, topic, setting)
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
            qualifiers=_qualifiers(topic, lead, discourse, sentence),
            measure=rule.measure,
            basis=basis,
            period=when.period,
            status=status,
            attribution=bind_attribution(figure, sentence, status, when, discourse, setting),
            statistic=_statistic(lead, how, discourse),
            per=_per(lead, topic),
            rule=f"{mention.rule}/{rule.name}/{how}",
            inferred=tuple(inferred),
            unresolved=tuple(unresolved),
            evidence=tuple(evidence),
            previous=_is_previous(lead),
        )
        return draft, _carry(discourse, draft, when, lead, sentence, mention)


def _continued(signals: Signals, lead: Lead, sentence: Sentence, discourse: Discourse) -> Signals:
    """升 150 點或 0.6 %, 升 150 點(0.6%): the second figure says the same move again."""
    if signals.direction is not None or signals.basis or not discourse.drafts or signals.unit == "multiple":
        return signals
    last = discourse.drafts[-1]
    joined = sentence.text[last.item.outer_end : lead.end].strip(" ，,") in ("或", "(", "（", "即", "或約")
    value = last.quantity.low if last.quantity.low is not None else last.quantity.high
    if not joined or last.measure not in ("change", "growth") or value is None:
        return signals
    return replace(signals, direction=-1 if value < 0 else 1, to=False)


_MEMORY = 32
_TOPIC_POSITION = 8  # characters into a sentence within which a period sets the scene for those that follow
_HEREAFTER_REACH = 12  # characters behind a figure within which （下同） still belongs to it


def _apply_member(
    member: Item,
    subject: Subject | None,
    topic: Topic | None,
    when: When,
    passage: Passage,
    discourse: Discourse,
    setting: Setting,
) -> tuple[Subject | None, Topic | None, When]:
    """The list member that 分別 gives to this figure takes the place of what the lead would have given."""
    mention = member.mention
    if isinstance(mention, PeriodMention):
        resolved = resolve(mention, discourse.time)
        if resolved is None:
            return subject, topic, when
        own = When(resolved.period, False, when.time, False, None, passage.raw(member.start, member.end))
        return subject, topic, own
    if isinstance(mention, NameMention) and member.kind == "entity":
        return subject_item(member, passage), topic, when
    if isinstance(mention, NameMention) and topic is not None and member.kind in ("product", "segment", "region"):
        others = tuple(q for q in topic.qualifiers if q[0] != member.kind)
        return subject, replace(topic, qualifiers=tuple(sorted((*others, (member.kind, mention.canonical))))), when
    return subject, topic, when


def _basis(
    measure: str, lead: Lead, when: When, discourse: Discourse, topic: Topic | None, quantity: Quantity
) -> tuple[Basis | None, bool]:
    """The basis of a change or growth: printed before it, given by a comparison, or that of the growth before it."""
    if measure not in ("growth", "change"):
        return None, False
    if measure == "growth" and _is_revision(lead, topic):
        return "vs_previous", False
    for items in (lead.near, lead.items):
        for item in reversed(items):
            if isinstance(item.mention, Cue):
                value = item.mention.value("basis")
                if value in BASES:
                    return value, False
    compared = basis_of_comparison(when.period, when.against)
    if compared is not None:
        return compared, False
    for draft in reversed(discourse.drafts):
        if draft.measure in ("growth", "change") and draft.basis is not None:
            return draft.basis, True
    if topic is not None and topic.kind in ("price", "index") and topic.id not in ANALYST_METRICS:
        return _price_basis(when), True
    if measure == "growth" and discourse.basis in ("yoy", "qoq", "mom"):
        return discourse.basis, True
    if (
        measure == "growth"
        and when.period is not None
        and len(when.period.label) <= 7
        and topic is not None
        and topic.kind not in ("price", "index")
    ):
        return "yoy", True
    return None, False


_REVISION = re.compile(r"[上下]調|調[升降高低減]|[上下]修|削減?|升至|降至")


def _is_revision(lead: Lead, topic: Topic | None) -> bool:
    """A forecast or target that is moved: 淨利潤預估下調 26.4%."""
    moved = any(
        isinstance(i.mention, Cue) and i.mention.value("direction") is not None and _REVISION.match(i.mention.text)
        for i in lead.near
    )
    forecast = any(isinstance(i.mention, Cue) and i.mention.value("status") == "forecast" for i in lead.near)
    return moved and (forecast or (topic is not None and topic.id == "target_price"))


def _price_basis(when: When) -> Basis | None:
    period = when.period
    if period is None or period.start is None:
        return "dod"
    if period.end is not None and (period.end - period.start).days in (4, 6):
        return "wow"
    return "dod" if period.start == period.end else "since"


_MODELS = re.compile(r"[A-Z][A-Za-z]*\d[A-Za-z0-9]*(?:[/、和及][A-Z][A-Za-z]*\d[A-Za-z0-9]*)*")  # L6/L9, L7、L8
_OF_A_MARKET = ("market_share", "shipments", "sales_volume", "sales", "rank", "ranking", "deliveries")


def _qualifiers(
    topic: Topic | None, lead: Lead, discourse: Discourse, sentence: Sentence
) -> tuple[tuple[str, str], ...]:
    found = dict(topic.qualifiers) if topic else {}
    for item in lead.items:
        if item.kind in ("region", "channel", "accounting") and isinstance(item.mention, NameMention):
            found.setdefault(item.kind, item.mention.canonical)
    if "region" not in found and discourse.region is not None and topic is not None and topic.id in _OF_A_MARKET:
        found["region"] = discourse.region
    models = _MODELS.match(sentence.text, lead.near_start, lead.end)
    if models and not found.keys() & {"product", "segment"}:
        found["product"] = models.group()
    if discourse.band is not None and "price_band" not in found:
        found["price_band"] = discourse.band
    return tuple(sorted(found.items()))


def _statistic(lead: Lead, how: str, discourse: Discourse) -> Statistic | None:
    for item in reversed(lead.items):
        if isinstance(item.mention, Cue) and (value := item.mention.value("statistic")) is not None:
            return value  # type: ignore[return-value]
    if how == "carried" and discourse.drafts and lead.previous is not None:
        return discourse.drafts[-1].statistic
    return None


def _per(lead: Lead, topic: Topic | None) -> Per | None:
    for item in reversed(lead.near):
        if isinstance(item.mention, Cue) and (value := item.mention.value("per")) is not None:
            return value  # type: ignore[return-value]
    return "share" if topic is not None and (topic.kind == "per_share" or topic.text.startswith("每股")) else None


def _is_previous(lead: Lead) -> bool:
    """由 132 港元 (下調至 128 港元): the side that was left."""
    cue = next((i.mention for i in reversed(lead.near) if isinstance(i.mention, Cue)), None)
    return isinstance(cue, Cue) and cue.value("from") is not None


def _carry(
    discourse: Discourse, draft: Draft, when: When, lead: Lead, sentence: Sentence, mention: QuantityMention
) -> Discourse:
    """What this figure leaves for the next ones. A bracket leaves nothing but a currency."""
    if mention.quantity.unit and HEREAFTER.search(sentence.text, draft.item.start, draft.item.end + _HEREAFTER_REACH):
        discourse = replace(discourse, currency=mention.quantity.unit)
    if lead.bracketed:
        return discourse
    region = next(
        (
            i.mention.canonical
            for i in reversed(lead.items)
            if i.kind == "region" and isinstance(i.mention, NameMention)
        ),
        discourse.region,
    )
    return replace(
        discourse,
        subject=draft.subject or discourse.subject,
        company=draft.subject if draft.subject and draft.subject.id else discourse.company,
        topic=draft.topic or discourse.topic,
        period=when.period if when.period is not None and not when.local and not draft.previous else discourse.period,
        time=when.time,
        basis=draft.basis if draft.measure == "growth" and draft.basis else discourse.basis,
        region=region,
    )


def _leave(sentence: Sentence, passage: Passage, discourse: Discourse, setting: Setting) -> Discourse:
    """What a sentence leaves besides its figures: a speaker, a subject named at its head, a period."""
    speaker, subject, period, region = discourse.speaker, discourse.subject, discourse.period, discourse.region
    time = discourse.time
    for item in sentence.items:
        if item.depth:
            continue
        if item.kind == "broker" and isinstance(item.mention, NameMention):
            speaker = item.mention.text
        elif item.kind == "entity" and not sentence.figures and subject is discourse.subject:
            subject = subject_item(item, passage)
        elif item.kind == "region" and isinstance(item.mention, NameMention) and not sentence.figures:
            region = item.mention.canonical
        elif (
            isinstance(item.mention, PeriodMention)
            and not sentence.figures
            and item.mention.kind != "duration"
            and item.start - sentence.start <= _TOPIC_POSITION
        ):
            resolved = resolve(item.mention, time)
            time = follow(time, item.mention, resolved)
            period = time.last or period
    company = subject if subject is not None and subject.id else discourse.company
    return replace(
        discourse, speaker=speaker, subject=subject, company=company, period=period, time=time, region=region, drafts=()
    )


__all__ = ["UNCLAIMED", "ProseReader", "negated", "topic_of"]
