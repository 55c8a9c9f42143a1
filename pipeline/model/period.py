"""The time that a figure speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """`label` as in CONTRACT.md: 2024Q3, 2024H1, 2024, 2024-11, 2025-01-03, FY2025, 2024-01-01/2025-01-03 (an open side
    left empty). `start` and `end` are inclusive ISO days; equal for an instant; None where unknown or open."""

    label: str
    start: date | None
    end: date | None
