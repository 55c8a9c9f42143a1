"""A stretch of time against the dates that it lies between: since 2017 four years have passed only in 2021."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from pipeline.model.mention import PeriodMention
from pipeline.model.passage import Passage
from pipeline.model.period import Period
from pipeline.reconcile import calendar
from pipeline.reconcile.figures import figure
from pipeline.reconcile.index import Index
from pipeline.reconcile.interval import Range, point
from pipeline.reconcile.kind import Example, Kind
from pipeline.reconcile.relation import Relation, Wording

_SENTENCE_END = re.compile("[。；！？\n]")
NEAR = 8  # characters before the stretch in which 連續 or 經過 must stand


def find(index: Index) -> Iterator[Relation]:
    """自 2016 年以來 … 經過 7 年: a year that something has lasted since, with the number of years that passed. It must have
    lasted until the note was written, so words of a stretch that ended, or of a first time, keep it silent."""
    now = _written(index)
    if now is None:
        return
    earliest, latest = now
    for passage, mentions in zip(index.note.passages, index.mentions, strict=False):
        if passage.kind is None:
            continue
        for start, stretch in _pairs(index, passage, mentions):
            yield _relation(passage, start, stretch, earliest, latest)


def _written(index: Index) -> tuple[date, date | None] | None:
    """The day on which the note was written, or since when: it was not before the last day that it reports on."""
    published = index.extraction.header.published_at
    if published is not None:
        return published.date(), published.date()
    days = [
        claim.period.start
        for claim in index.claims
        if claim.status == "actual" and claim.period is not None and claim.period.start is not None
        if (label := calendar.read(claim.period.label)) is not None and label.part in ("day", "month")
    ]
    return (max(days), None) if days else None


def _pairs(
    index: Index, passage: Passage, mentions: Sequence[PeriodMention]
) -> Iterator[tuple[PeriodMention, PeriodMention]]:
    """Each stretch of years with the starting year that its sentence gives."""
    for place, stretch in enumerate(mentions):
        if stretch.kind != "duration" or _years(stretch) is None:
            continue
        if not index.words.says("streak", passage.text[max(0, stretch.start - NEAR) : stretch.end]):
            continue
        for start in reversed(mentions[:place]):
            if _SENTENCE_END.search(passage.text[start.end : stretch.start]):
                break
            if _first_year(start) is not None:
                if _lasts(index, passage.text, start, stretch):
                    yield start, stretch
                break


def _lasts(index: Index, text: str, start: PeriodMention, stretch: PeriodMention) -> bool:
    """Whether the words say that it began then and has lasted since."""
    opening, until = text[max(0, start.start - 2) : start.start + 1], text[start.start : stretch.start]
    ended = text[stretch.end : stretch.end + 4].strip().startswith(("後", "之後", "以後", "內", "前", "以上"))
    return (
        any(word in opening for word in "自從由")
        and index.words.says("until_now", until)
        and not index.words.says("exception", until)
        and not ended
    )


def _first_year(start: PeriodMention) -> int | None:
    if start.period is None or start.kind in ("duration", "instant"):
        return None
    label = calendar.read(start.period.label.partition("/")[0])
    return label.year if label is not None else None


def _years(stretch: PeriodMention) -> int | None:
    read = dict(stretch.expression)
    count = read.get("count")
    return count if read.get("unit") == "year" and isinstance(count, int) else None


def _relation(
    passage: Passage, start: PeriodMention, stretch: PeriodMention, earliest: date, latest: date | None
) -> Relation:
    since, count = _first_year(start), _years(stretch)
    assert since is not None and count is not None
    # a stretch may be counted by full years or by calendar years begun, so one year more or less says nothing
    least, most = earliest.year - since - 1, None if latest is None else latest.year - since + 1
    printed, now = passage.text[stretch.start : stretch.end], earliest.year
    return Relation(
        "elapsed_time",
        (),
        point(count),
        Range(Fraction(least), None if most is None else Fraction(most)),
        lambda: Wording(
            f"{now} − {since}",
            f"印作{printed}，但自 {since} 年至 {now} 年已有 {least} 年或以上"
            if most is None or count < least
            else f"印作{printed}，但自 {since} 年至 {now} 年最多 {most} 年",
            f"{printed} is printed; from {since} to {now} it is {least} years or more"
            if most is None or count < least
            else f"{printed} is printed; from {since} to {now} it is {most} years at most",
        ),
        passage.raw(stretch.start, stretch.end),
    )


def _example(why: str, text: str, since: str, stretch: str, years: int, today: str = "2025-01-03") -> Example:
    """A sentence with its starting year and its stretch, and a price of the day on which it was written."""
    first, then = text.index(since), text.index(stretch)
    return Example(
        why,
        (figure("股價", today, "36.25 港元"),),
        text=f"{text}收市價 36.25 港元。",
        mentions=(
            PeriodMention(first, first + len(since), "year", "example", Period(since.rstrip("年"), None, None)),
            PeriodMention(then, then + len(stretch), "duration", "example", None, (("count", years), ("unit", "year"))),
        ),
    )


KIND = Kind(
    "elapsed_time",
    find,
    fires=(
        _example("seven full years had passed", "自2017年以來，該品牌已連續四年居前。", "2017年", "四年", 4),
        _example("eight or nine", "自2016年組隊以來，經過7年的發展，已有成果。", "2016年", "7年", 7),
    ),
    silent=(
        _example("2017 to 2024 are eight calendar years", "自2017年以來，該品牌已連續八年居前。", "2017年", "八年", 8),
        _example("or seven full ones", "自2017年以來，該品牌已連續七年居前。", "2017年", "七年", 7),
        _example("a stretch that ended", "自2017年以來，該品牌曾連續四年居前。", "2017年", "四年", 4),
        _example("a first time", "自2017年以來首次連續兩年下跌。", "2017年", "兩年", 2),
        _example("began then, and may have ended", "自2017年起連續四年居前。", "2017年", "四年", 4),
        _example("still to come", "自2019年以來推行此策略，未來五年內再加碼。", "2019年", "五年", 5),
    ),
)
