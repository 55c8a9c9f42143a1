"""What the index says of all notes: summed up while their pages are made, one note in memory at a time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.rows import BrokerViewRow, ReportRow
from pipeline.report.notes import NoteRows
from pipeline.report.page import title_of
from pipeline.report.state import State, counts, is_unread

_FIGURE = re.compile(r"[0-9０-９.,，．%％\s()（）+\-−]+")


def without_digits(text: str) -> str:
    """What a figure is printed with: 萬輛 of 13.5 萬輛."""
    return _FIGURE.sub("", text)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of notes. `checks` counts errors and warnings that are not waived, by check and severity."""

    report: ReportRow
    title: str
    uri: str
    states: Mapping[State, int]
    checks: Mapping[tuple[str, str], int]

    def count(self, severity: str) -> int:
        """Findings of one severity that are not waived."""
        return sum(count for (_, each), count in self.checks.items() if each == severity)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that nothing is known of. `kind` is metric, unit, rating or unread; `claim_id` shows the first place."""

    kind: str
    word: str
    count: int
    notes: int
    report_id: str
    claim_id: str | None
    quote: str


@dataclass(slots=True)
class _Word:
    report_id: str
    claim_id: str | None
    quote: str
    count: int = 0
    notes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class View:
    """A broker's view with the note that holds it."""

    row: BrokerViewRow
    summary: Summary


class Tally:
    """Takes in notes one by one."""

    def __init__(self, uris: Mapping[str, str]) -> None:
        self._uris = uris
        self._words: dict[tuple[str, str], _Word] = {}
        self.notes: list[Summary] = []
        self.views: list[View] = []
        self.undecided: Counter[str] = Counter()

    def add(self, note: NoteRows) -> Summary:
        """Take in one note; returns its line."""
        summary = Summary(
            note.report,
            title_of(note),
            self._uris.get(note.report_id, note.report_id),
            counts(note.claims),
            Counter((each.check, each.severity) for each in note.heard()),
        )
        self.notes.append(summary)
        self.views += [View(row, summary) for row in note.broker_views]
        for claim in note.claims:
            self.undecided.update(claim.unresolved)
            if claim.metric and not claim.metric_id:
                self._word("metric", claim.metric, note.report_id, claim.claim_id, claim.quote)
            if "unit" in claim.unresolved:
                self._word("unit", without_digits(claim.text), note.report_id, claim.claim_id, claim.quote)
        for view in note.broker_views:
            if view.rating and view.rating_score is None:
                self._word("rating", view.rating, note.report_id, None, note.raw_text[view.start : view.end])
        for numeral in note.numerals:
            if is_unread(numeral):
                around = note.raw_text[max(numeral.start - 12, 0) : numeral.end + 12]
                self._word("unread", without_digits(numeral.text), note.report_id, None, around)
        return summary

    def _word(self, kind: str, word: str, report_id: str, claim_id: str | None, quote: str) -> None:
        if not word:
            return
        entry = self._words.setdefault((kind, word), _Word(report_id, claim_id, " ".join(quote.split())))
        entry.count += 1
        entry.notes.add(report_id)

    def unknown(self, limit: int) -> list[Unknown]:
        """The most frequent words that nothing is known of; of equal ones those of more notes, then in their own order."""
        entries = [
            Unknown(kind, word, each.count, len(each.notes), each.report_id, each.claim_id, each.quote)
            for (kind, word), each in self._words.items()
        ]
        return sorted(entries, key=lambda each: (-each.count, -each.notes, each.kind, each.word))[:limit]

    def by_month(self) -> dict[str, Counter[str]]:
        """Month of publication → findings by severity, months in order; notes without a day under the empty text."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for summary in self.notes:
            day = summary.report.published_on
            for (_, severity), count in summary.checks.items():
                found[f"{day:%Y-%m}" if day else ""][severity] += count
            if day:
                found[f"{day:%Y-%m}"].update(())
        return dict(sorted(found.items(), key=lambda each: (not each[0], each[0])))

    def by_check(self) -> dict[str, Counter[str]]:
        """Check → findings by severity, most first."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for summary in self.notes:
            for (check, severity), count in summary.checks.items():
                found[check][severity] += count
        return dict(sorted(found.items(), key=lambda each: (-each[1].total(), each[0])))

    def states(self) -> dict[State, int]:
        """Figures of all notes by state."""
        total: Counter[State] = Counter()
        for summary in self.notes:
            total.update(summary.states)
        return {state: total[state] for state in counts(())}
