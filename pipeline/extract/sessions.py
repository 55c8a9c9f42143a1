"""On which day a market traded: what New York did is of the day before, where a note of Hong Kong's morning tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.extract.draft import Discourse, Setting, Subject, Topic
from pipeline.extract.when import When
from pipeline.recognise.periods import calendar
from pipeline.vocabulary import Vocabulary

# the hour of Hong Kong and Taipei from which a market has the note's own day
_OPENS = {"US": 21, "EU": 15}
_BEFORE_IT_OPENS = ("盤前", "期貨", "期指", "夜期")  # 盤前升 5%: of the day to come
_SUFFIXES = {"US": "US", "L": "EU", "DE": "EU", "PA": "EU"}


@dataclass(frozen=True, slots=True)
class Sessions:
    """`places`: the indices of markets that trade while Asia sleeps, by canonical name."""

    places: Mapping[str, str]

    @staticmethod
    def of(vocabulary: Vocabulary) -> Sessions:
        return Sessions(vocabulary["trading_places"].column("place"))

    def place(self, subject: Subject | None) -> str | None:
        """US or EU; `home` for a security or index of Asia; None where it is not known."""
        if subject is None:
            return None
        if subject.id is not None:
            return _SUFFIXES.get(subject.id.rpartition(".")[2], _HOME)
        return self.places.get(subject.name, _HOME if subject.name.endswith(_ASIAN) else None)

    def on_its_day(
        self,
        when: When,
        topic: Topic | None,
        subject: Subject | None,
        words: str,
        discourse: Discourse,
        setting: Setting,
    ) -> When:
        """The day of a price that has none printed with it. `words`: those before the figure."""
        day = setting.published
        if topic is None or not topic.quoted or day is None or not when.carried or when.now:
            return when
        place, period = self.place(subject), when.period
        if period is not None and period.start != period.end:
            return when
        opens = _OPENS.get(place or "")
        closed = opens is not None and setting.hour is not None and setting.hour < opens
        if closed and not any(w in words for w in _BEFORE_IT_OPENS):
            return (
                when._replace(period=calendar.day(_trading_day_before(day)))
                if period is None or period.start == day
                else when
            )
        before = self.place(discourse.traded)
        moved = before in _OPENS and before != place and subject is not None
        if moved and period is not None and period.start == _trading_day_before(day):
            return when._replace(period=calendar.day(day))  # 道指隔晚升 300 點。恒指高開 100 點
        return when


_HOME = "home"
_ASIAN = ("指", "大市", "港股", "日股", "韓股", "臺股")


def _trading_day_before(day: date) -> date:
    before = day - timedelta(days=1)
    while before.weekday() > _FRIDAY:
        before -= timedelta(days=1)
    return before


_FRIDAY = 4
