"""A time that a rule or a join has read, before it becomes a mention."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.recognise.periods.readings import Parts


@dataclass(frozen=True, slots=True)
class Found:
    start: int
    end: int
    rule: str  # of the rule or join
    parts: Parts
