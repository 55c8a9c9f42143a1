"""One note through the line: about ten calls, each a room of the house.

The rooms are imported where they are built: spaCy, OpenCC and pdfplumber take a second to load, and most commands need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.settings import Settings
from pipeline.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from pipeline.correct import Corrections
    from pipeline.extract import Extractor
    from pipeline.publish.verdict import Tables
    from pipeline.recognise import Recogniser


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading a note took. `seconds`: None where its process did not live to say. `memory`: resident bytes that the
    process has had at most, for this note or one before it."""

    seconds: float | None = None
    memory: int = 0
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class NoteResult:
    """What reading one note gives, before the checks decide. `raw_text` is None for a note that could not be read."""

    report_id: str
    tables: Tables
    raw_text: str | None
    evidence: Tables = field(default_factory=dict)  # rows that are checked and not published
    cost: Cost = field(default=Cost(), compare=False)

    @property
    def failed(self) -> bool:
        return self.raw_text is None

    def __reduce__(self) -> tuple[Any, ...]:
        """From one process to another as Arrow streams: pickle would take apart every column, ten times as slow."""
        from pipeline.publish.arrow import packed

        return _unpacked, (self.report_id, packed(self.tables), self.raw_text, packed(self.evidence), self.cost)


def _unpacked(
    report_id: str, tables: Mapping[str, bytes], raw_text: str | None, evidence: Mapping[str, bytes], cost: Cost
) -> NoteResult:
    from pipeline.publish.arrow import unpacked

    return NoteResult(report_id, unpacked(tables), raw_text, unpacked(evidence), cost)


@dataclass(frozen=True, slots=True)
class Line:
    """The rooms, built once in a process for one set of settings."""

    vocabulary: Vocabulary
    recogniser: Recogniser
    extractor: Extractor
    settings_hash: str
    corrections: Corrections

    def run(self, raw: bytes, name: str) -> NoteResult:
        """Raw bytes to rows. Raises UnreadableNoteError for a note that cannot be read; `name` enters messages only."""
        from pipeline.correct import replay
        from pipeline.normalise import normalise
        from pipeline.publish.note_rows import rows_of
        from pipeline.publish.numbers import storable
        from pipeline.publish.verdict import evidence_tables, tables_of
        from pipeline.read import read_note
        from pipeline.reconcile import fact_keys, index_of, reconciled
        from pipeline.validate import evidence_of

        note = read_note(raw, name)
        normalised, mentions = self.recogniser.recognise(normalise(note))
        extraction = storable(self.extractor.extract(normalised.note, mentions))
        corrected, replayed = replay(note.report_id, extraction, self.corrections)
        extraction = extraction if corrected is extraction else storable(corrected)
        periods = [each.periods for each in mentions]
        index = index_of(normalised, extraction, periods, vocabulary=self.vocabulary)
        rows = rows_of(
            normalised.note, extraction, reconciled(index), fact_keys(index), settings_hash=self.settings_hash
        )
        evidence = evidence_of(normalised.note, extraction, self.vocabulary, replayed)
        tables = tables_of(rows, (__version__, self.vocabulary.hash))
        return NoteResult(note.report_id, tables, note.raw_text, evidence_tables(evidence))


@cache
def line_for(settings: Settings) -> Line:
    """The line of these settings; building it takes a second or two, once in a process."""
    from pipeline.correct import Corrections, load_overrides
    from pipeline.extract import Extractor
    from pipeline.recognise import Recogniser

    vocabulary = load_vocabulary(settings.vocabulary_folders)
    return Line(
        vocabulary=vocabulary,
        recogniser=Recogniser(vocabulary, settings.nlp.model or None),
        extractor=Extractor(vocabulary),
        settings_hash=settings.hash,
        corrections=load_overrides(settings.overrides) if settings.overrides else Corrections(),
    )
