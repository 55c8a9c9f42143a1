"""Which securities a rating is of: the name before it and those joined to it, the ones that 均 gathers, or the one spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.draft import Discourse, Draft, Scene, Setting, Subject, Topic
from pipeline.extract.stream import Item, clause_start
from pipeline.extract.subject import bind_subject, company_of, listed, subject_item
from pipeline.extract.views.sides import OPENING
from pipeline.model.mention import NameMention
from pipeline.recognise.cues import Cue

RATING = Topic("評級", "rating", None)
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_JOINERS = ("、", "及", "和", "與", "以及", "或", ",", "/", "／", "，以及", "，及")
_ALL = re.compile(r"(?:均|皆|都|同|俱|各|全[數部]|同樣|同時)[^，。；]{0,8}$")
_BEFORE_RATING = re.compile(
    rf"(?:[{OPENING}\s的為予由從自至對在]|評[級等]|投資|給予|維持|重申|續予|列入?|授予|建議|最新|上調|下調|調升|調降|升|降|首次|首予|覆蓋)+$"
)
_SECTOR = re.compile(r"(?:行業|產業|板塊|類股|族群|(?<![企])業|(?<![該此個HAB港美臺台])股)$")


@dataclass(frozen=True, slots=True)
class Named:
    """A security that a sentence names at `start, end`, market word included: 寧德時代A股, 其H股."""

    start: int
    end: int
    security: Subject


def named_before(scene: Scene, offset: int, setting: Setting) -> list[Named]:
    """The securities that the sentence names before an offset, in order."""
    sentence, passage = scene.sentence, scene.passage
    found: list[Named] = []
    company: Subject | None = scene.before.company or setting.primary
    for item in sentence.nearest(offset):
        market = item.mention.value("listing") if isinstance(item.mention, Cue) else None
        if market is not None:
            security = listed(company, market, setting)
            last = found[-1] if found else None
            if last is not None and _touch(sentence.text, last.end, item.start):
                own = listed(last.security, market, setting)
                found[-1] = Named(last.start, item.end, own or last.security)
            elif security is not None and (
                found or any(d.topic and d.topic.id == "target_price" for d in scene.drafts)
            ):
                found.append(Named(item.start, item.end, security))
        elif _is_company(item):
            company = subject_item(item, passage)
            found.append(Named(item.start, item.end, company))
    return found


def _touch(text: str, end: int, start: int) -> bool:
    """Nothing stands between a name and its market word but a bracket."""
    return not _BRACKETED.sub("", text[end:start]).strip()


def _is_company(item: Item) -> bool:
    return item.kind == "entity" and isinstance(item.mention, NameMention) and item.mention.rule != "lexicon.index"


def rated(scene: Scene, item: Item, since: int, setting: Setting) -> list[Subject]:
    """The securities that a rating is of; none where it is that of a sector. `since`: where the last view before it ends."""
    sentence = scene.sentence
    clause = clause_start(sentence, item.start)
    named = named_before(scene, item.start, setting)
    if _of_sector(scene, item, clause, named):
        return []
    if _ALL.search(sentence.text, clause, item.start) and (several := _all_since(scene, since, item, named)):
        return several
    discourse = at(scene, item.start, setting)
    lead = sentence.lead_to(item)
    subject, _ = bind_subject(item, lead, sentence, scene.passage, discourse, setting, RATING)
    group = coordinate(named, subject, sentence.text)
    if group:
        return [n.security for n in group]
    ahead = _first_target_behind(scene, item)
    if ahead is not None and not any(d.item.start < item.start for d in scene.drafts):
        return [ahead]
    if subject is None or (subject.id is None and not _is_name(scene, subject)):
        subject = discourse.company or setting.primary
    return [subject] if subject is not None else []


def coordinate(named: Sequence[Named], subject: Subject | None, text: str) -> list[Named]:
    """The name that a subject was read from, with the names joined to it: 上海醫藥(02607.HK)及國藥(01099.HK)."""
    if subject is None:
        return []
    last = next((i for i in range(len(named) - 1, -1, -1) if named[i].security.id == subject.id), None)
    if last is None or subject.span is None:
        return []
    first = last
    while first and _BRACKETED.sub("", text[named[first - 1].end : named[first].start]).strip() in _JOINERS:
        first -= 1
    return list(named[first : last + 1])


def at(scene: Scene, offset: int, setting: Setting) -> Discourse:
    """What is known at an offset of the sentence: what was before it, and the figures that it has stated by then."""
    drafts = tuple(d for d in scene.drafts if d.item.start < offset)
    before = scene.before._replace(drafts=drafts)
    for draft in drafts:
        subject = company_of(draft, before, setting)
        if subject is not None and subject.id is not None:
            before = before._replace(subject=subject, company=subject)
    return before


def _all_since(scene: Scene, since: int, item: Item, named: Sequence[Named]) -> list[Subject]:
    """港股目標價…，A股目標價…，均維持「買入」: everything named or priced since the view before."""
    drafts: list[Draft] = [d for d in scene.drafts if d.item.start < item.start and d.subject is not None]
    subjects = [d.subject for d in drafts if d.topic is not None and d.topic.id == "target_price"]
    every = [s for s in subjects if s is not None] or [n.security for n in named if n.start >= since]
    found = {(s.id or s.name): s for s in every}
    return list(found.values()) if len(found) > 1 else []


def _of_sector(scene: Scene, item: Item, clause: int, named: Sequence[Named]) -> bool:
    """維持對內房股「增持」評級: what stands before the rating is a sector, and no company's name ends there."""
    text = _BEFORE_RATING.sub("", scene.sentence.text[clause : item.start])
    if not _SECTOR.search(text):
        return False
    end = clause + len(text)
    return not any(n.end == end for n in named)


def _first_target_behind(scene: Scene, item: Item) -> Subject | None:
    """維持「買入」評級，將某股目標價升至…: the price behind the rating names its security, the rating does not."""
    for draft in scene.drafts:
        if draft.item.start > item.end and draft.topic is not None and draft.topic.id == "target_price":
            subject = draft.subject
            if subject is not None and subject.span is not None:
                inside = scene.passage.raw(scene.sentence.start, scene.sentence.end)
                return subject if inside.start <= subject.span.start < inside.end else None
            return None
    return None


def _is_name(scene: Scene, subject: Subject) -> bool:
    return any(_is_company(i) and getattr(i.mention, "text", None) == subject.name for i in scene.sentence.items)
