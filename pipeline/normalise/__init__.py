"""Folds, script conversion, joins over breaks, and the way back to the raw characters."""

from __future__ import annotations

from pipeline.normalise.explain import edits
from pipeline.normalise.folds import fold
from pipeline.normalise.note import normalise
from pipeline.normalise.script import canonical_script

__all__ = ["canonical", "edits", "normalise"]


def canonical(text: str) -> str:
    """`text` folded and in canonical Traditional (Taiwan's forms), one code point for one: the same length, and every
    spelling of a word alike (台積電, 臺積電, 台积电). Applied twice it changes nothing more."""
    return canonical_script(fold(text))
