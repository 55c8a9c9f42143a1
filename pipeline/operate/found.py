"""What a check of `doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Found:
    """`level`: `warn` where a run works and something is amiss, `fail` where it does not. `remedy`: what to do about it."""

    level: Level
    what: str
    remedy: str | None = None
