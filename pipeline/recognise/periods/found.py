"""A time that a rule or a join has read, before it becomes a mention."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.recognise.periods.readings import Parts


class Found(NamedTuple):
    start: int
    end: int
    rule: str  # of the rule or join
    parts: Parts
