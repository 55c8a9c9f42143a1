"""From mentions to claims: prose and cells, the header, brokers' views, and the numerals ledger."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.cells import CellReader
from pipeline.extract.claims import in_order, make_claims
from pipeline.extract.draft import Discourse, Draft, Scene, Setting
from pipeline.extract.header import read_header, setting_of
from pipeline.extract.headline import completed
from pipeline.extract.ledger import make_ledger
from pipeline.extract.listings import cross_listings, listings_of
from pipeline.extract.phrase import metric_kinds
from pipeline.extract.prose import UNCLAIMED, ProseReader
from pipeline.extract.reporting import opening
from pipeline.extract.sessions import Sessions
from pipeline.extract.topic import TopicBinder
from pipeline.extract.views import read_views
from pipeline.model.claim import Extraction
from pipeline.model.note import Note
from pipeline.recognise import Mentions
from pipeline.vocabulary import Vocabulary

__all__ = ["Extractor"]


class Extractor:
    """Built once for a vocabulary; `extract` is a pure function of the note and its mentions."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._prose = ProseReader(TopicBinder(vocabulary), Sessions.of(vocabulary))
        self._cells = CellReader(metric_kinds(vocabulary))
        self._homes = cross_listings(vocabulary)

    def extract(self, note: Note, every: Sequence[Mentions]) -> Extraction:
        """Everything that the note says in figures."""
        header = read_header(note, every)
        setting = setting_of(header, every, listings_of(every, self._homes))
        drafts, scenes = self._drafts(note, every, setting)
        drafts = in_order(drafts)
        claims = make_claims(note, drafts)
        stated = list(zip(drafts, claims, strict=True))
        return Extraction(
            header, make_ledger(note, every, claims), claims, read_views(note, every, scenes, stated, setting)
        )

    def _drafts(self, note: Note, every: Sequence[Mentions], setting: Setting) -> tuple[list[Draft], list[Scene]]:
        around: dict[int, list[Mentions]] = {}
        cells: dict[int, list[Mentions]] = {}
        for mentions in every:
            passage = mentions.passage
            if passage.cell is not None and passage.table is not None:
                cells.setdefault(passage.table, []).append(mentions)
            elif (table := note.blocks[passage.block].table) is not None:
                around.setdefault(table, []).append(mentions)
        drafts: list[Draft] = []
        scenes: list[Scene] = []
        discourse = Discourse(subject=setting.primary, company=setting.primary, time=opening(setting.as_of, every))
        for mentions in every:
            passage = mentions.passage
            if passage.cell is not None and passage.table is not None:
                own = cells.pop(passage.table, None)
                if own:
                    drafts += self._cells.read(note, own, around.get(passage.table, ()), discourse, setting)
            elif passage.kind not in UNCLAIMED and passage.text:
                found, discourse = self._prose.read(mentions, discourse, setting)
                scenes += found
                drafts += (d for scene in found for d in scene.drafts)
        return completed(drafts), scenes
