"""Brokers' views of securities: rating, target price, what they were before, and what the price is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.draft import Draft, Scene, Setting
from pipeline.extract.views.gather import gather
from pipeline.extract.views.prose import SceneReader
from pipeline.extract.views.statements import Statement
from pipeline.extract.views.tables import read_tables
from pipeline.model.claim import BrokerView, Claim
from pipeline.model.note import Note
from pipeline.recognise import Mentions

__all__ = ["read_views"]


def read_views(
    note: Note,
    every: Sequence[Mentions],
    scenes: Sequence[Scene],
    stated: Sequence[tuple[Draft, Claim]],
    setting: Setting,
) -> tuple[BrokerView, ...]:
    """The views of a note, by place. `scenes`: its sentences as they were read; `stated`: each draft with its claim."""
    reader = SceneReader({c.span: c for d, c in stated if c.table is None}, setting)
    statements: list[Statement] = []
    last: list[Statement] = []
    for place, scene in enumerate(scenes):
        if found := reader.read(scene, place, last):
            statements += found
            last = found
    statements += read_tables(note, every, [s for s in stated if s[1].table is not None], setting, len(scenes))
    names = {n.text: n.canonical for m in every for n in m.names if n.kind == "broker"}
    return gather(note.report_id, statements, setting.listings, lambda printed: names.get(printed, printed))
