"""What people corrected, made again on every run: a line of the overrides file applies where the column still holds what it
says it corrects, and is reported as stale where it does not."""

from __future__ import annotations

from pipeline.correct.columns import CORRECTABLE
from pipeline.correct.overrides import Corrections, load_overrides
from pipeline.correct.replay import replay

__all__ = ["CORRECTABLE", "Corrections", "load_overrides", "replay"]
