"""Sentences → statements: each rating and target price of running text, whose it is and of which security."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.attribution import holder_of_view
from pipeline.extract.draft import Draft, Scene, Setting, Subject
from pipeline.extract.status import ANALYST_METRICS
from pipeline.extract.stream import Item, clause_start
from pipeline.extract.views.actions import action_on_rating, action_on_target
from pipeline.extract.views.securities import at, rated
from pipeline.extract.views.sides import CLOSING, OPENING, is_earlier
from pipeline.extract.views.statements import Rating, Statement
from pipeline.model.claim import Claim
from pipeline.model.mention import NameMention, PeriodMention
from pipeline.model.place import Span
from pipeline.recognise.names import says_rating
from pipeline.recognise.periods import resolve

_HEADLINES = ("title", "heading")
_LISTED = ("及", "和", "與", "、", "以及", "或")
# What many say together is nobody's view: 市場平均目標價, 14 位分析師的目標價中位數
_SURVEY = re.compile(
    r"(?:調查|綜合)[^，。]{0,24}(?:分析[師員]|券商|大行|機構)|最新調查|\d\s*[位名間家](?:分析[師員]|券商|大行)"
)
_CONSENSUS = re.compile(r"共識|一致預[期測]|平均目標價|目標價(?:的)?(?:中位|均值|平均值)")
_IF = re.compile(
    r"(?:若|如果|倘若?|一旦|假如|除非)[^。；]{0,60}[將會可或有望考慮]+(?:再)?(?:上調|下調|調升|調降|升|降)[^，。]{0,24}$"
)
_HORIZON = re.compile(
    r"(?:未來)?(?P<printed>\d{1,2}\s?個月|[一兩二三六十]{1,2}個月|[一1兩2]年期?|(?:20\d\d|今|明|後)年(?:年?底|末|中|\d{1,2}月底?)?)(?:內|後)?的?$"
)
_PRICE = re.compile(r"(?:現價|現時股價|目前股價|當前股價|最新股價|收市價?|收盤價?|市價|參考價|昨收|前收|股價)")
_BOTH = re.compile(r"兩者|三者|兩[間家]?(?:公司|股)|(?:上述|以上)(?:[兩三四]|公司|股份|個股)")
_COMPARES = re.compile(r"的(?!評[級等]|投資|建議)|[^，。；\s]{0,4}(?:表現|回報|增長|幅度)")
_SLASHED = re.compile(r"[/／][^「」『』]{1,8}$")


@dataclass(frozen=True, slots=True)
class SceneReader:
    """Reads one note's sentences. `claims`: the claim of each place in the raw text."""

    claims: Mapping[Span, Claim]
    setting: Setting

    def read(self, scene: Scene, place: int, last_said: Sequence[Statement]) -> list[Statement]:
        """The statements of one sentence, in order. `last_said`: those of the last sentence that made any."""
        sentence = scene.sentence
        text = sentence.text
        drafts = [d for d in scene.drafts if d.topic is not None and d.topic.id in (*ANALYST_METRICS, "share_price")]
        ratings = [i for i in sentence.items if i.kind == "rating" and _is_stated(text, i)]
        if not ratings and all(d.topic is None or d.topic.id == "share_price" for d in drafts):
            return []
        found: list[Statement] = []
        events: list[Item | Draft] = sorted([*ratings, *drafts], key=_start)
        since = sentence.start
        last: Draft | None = None
        for event in events:
            if isinstance(event, Item):
                found += self._rating(scene, event, since, place, last_said)
                since = event.end
                continue
            statement = self._figure(scene, event, last, found, since, place)
            if statement is not None:
                found.append(statement)
                last, since = event, event.item.outer_end
        return found if any(s.kind != "price" for s in found) else []

    def _rating(
        self, scene: Scene, item: Item, since: int, place: int, last_said: Sequence[Statement]
    ) -> Iterator[Statement]:
        sentence, name = scene.sentence, item.mention
        assert isinstance(name, NameMention)
        if _IF.search(sentence.text, sentence.seen_from(item.start), _before_quote(sentence.text, item.start)):
            return
        rating = Rating(_printed(sentence.text, item), int(name.id) if name.id and name.id.isdigit() else None)
        earlier = is_earlier(sentence.text, item.start, item.end)
        discourse = at(scene, item.start, self.setting)
        for security in self._both(scene, item, last_said) or rated(scene, item, since, self.setting):
            yield Statement(
                "rating",
                place,
                holder_of_view(item, sentence, discourse, self.setting),
                security,
                scene.passage.raw(item.start, item.end),
                rating=rating,
                earlier=earlier,
                action=None if earlier else action_on_rating(sentence, since, item),
                headline=scene.passage.kind in _HEADLINES,
                exact=_in_clause(scene, security, item.start),
            )

    @staticmethod
    def _both(scene: Scene, item: Item, last_said: Sequence[Statement]) -> list[Subject]:
        """對兩者均維持「買入」: the securities of the sentence before."""
        if not _BOTH.search(scene.sentence.text, clause_start(scene.sentence, item.start), item.start):
            return []
        found = {(s.security.id or s.security.name): s.security for s in last_said if s.security is not None}
        return list(found.values())

    def _figure(
        self,
        scene: Scene,
        draft: Draft,
        last: Draft | None,
        found: Sequence[Statement],
        since: int,
        place: int,
    ) -> Statement | None:
        text, item, topic = scene.sentence.text, draft.item, draft.topic
        span = scene.passage.raw(item.start, item.end)
        claim = self.claims.get(span)
        if claim is None or topic is None:
            return None
        common = (place, draft.attribution, draft.subject, span)
        headline = scene.passage.kind in _HEADLINES
        money = draft.measure == "level" and draft.quantity.category == "monetary"
        if topic.id == "target_price" and money:
            if _is_of_many(scene, draft):
                return None
            earlier = is_earlier(text, item.outer_start, item.outer_end) or _goes_on(text, last, draft, found)
            return Statement(
                "target",
                *common,
                claim=claim,
                earlier=earlier,
                action=None if earlier else action_on_target(scene.sentence, since, item),
                horizon=_horizon(scene, draft),
                scenario=dict(draft.qualifiers).get("scenario"),
                headline=headline,
                exact=_in_clause(scene, draft.subject, item.start),
            )
        value = draft.quantity.value
        if topic.id == "upside" and draft.quantity.unit == "percent" and value is not None:
            percent = -abs(value) if topic.sign < 0 else value
            return Statement("upside", *common, claim=claim, percent=percent, headline=headline)
        if (
            topic.id == "share_price"
            and money
            and _PRICE.search(topic.text)
            and not is_earlier(text, item.start, item.end)
        ):
            return Statement("price", *common, claim=claim, day=_day(scene, draft), headline=headline)
        return None


def _in_clause(scene: Scene, security: Subject | None, offset: int) -> bool:
    """Whether the clause that holds an offset names the security itself."""
    if security is None or security.span is None:
        return False
    clause = clause_start(scene.sentence, offset)
    return clause < offset and scene.passage.raw(clause, offset).start <= security.span.start


def _is_stated(text: str, item: Item) -> bool:
    """維持「買入」 is a rating; 維持優於同業的增長 only compares."""
    quoted = item.start > 0 and text[item.start - 1] in OPENING
    return says_rating(text, item.start, item.end) and (quoted or not _COMPARES.match(text, item.end))


def _start(event: Item | Draft) -> int:
    return event.start if isinstance(event, Item) else event.item.start


def _is_of_many(scene: Scene, draft: Draft) -> bool:
    """Whether a target is a median or mean of several brokers."""
    sentence, at = scene.sentence, draft.item.start
    return (
        draft.statistic is not None
        or _CONSENSUS.search(sentence.text, clause_start(sentence, at), at) is not None
        or _SURVEY.search(sentence.text, sentence.seen_from(at), at) is not None
    )


def _before_quote(text: str, start: int) -> int:
    while start and text[start - 1] in OPENING:
        start -= 1
    return start


def _printed(text: str, item: Item) -> str:
    """買入, and 買入/高風險 where the quotes hold more."""
    if item.start and text[item.start - 1] in OPENING:
        closing = CLOSING[OPENING.index(text[item.start - 1])]
        end = text.find(closing, item.end, item.end + 10)
        if end > 0 and _SLASHED.fullmatch(text, item.end, end):
            return text[item.start : end]
    return text[item.start : item.end]


def _goes_on(text: str, last: Draft | None, draft: Draft, found: Sequence[Statement]) -> bool:
    """由 12.1 元及 18 元下調至…: the second of two earlier prices."""
    if last is None or not found or not found[-1].earlier or found[-1].kind != "target":
        return False
    return text[last.item.outer_end : draft.item.outer_start].strip() in _LISTED


def _horizon(scene: Scene, draft: Draft) -> str | None:
    """12個月目標價: what stands before the measure, within its own clause."""
    topic = draft.topic
    if topic is None or topic.span is None:
        return None
    text = scene.sentence.text
    at_metric = next(
        (i for i in scene.sentence.between(scene.sentence.start, draft.item.start)[::-1] if i.kind == "metric"), None
    )
    if at_metric is None:
        return None
    name = text[at_metric.start : at_metric.end]
    inside = name.find("目標")
    found = _HORIZON.search(text[max(scene.sentence.start, at_metric.start - 12) : at_metric.start + max(inside, 0)])
    return found["printed"] if found else None


def _day(scene: Scene, draft: Draft) -> date | None:
    """The day of a price where it is printed: 收盤價(2025/11/14), 昨日收市價."""
    period = draft.period
    if period is not None and "period" not in draft.inferred and period.start == period.end:
        return period.start
    before = scene.sentence.between(max(scene.sentence.start, draft.item.start - 24), draft.item.start)
    for item in reversed(before):
        if item.kind == "figure":
            return None
        if isinstance(item.mention, PeriodMention):
            found = resolve(item.mention, scene.before.time)
            return found.period.start if found and found.period.start == found.period.end else None
    return None
