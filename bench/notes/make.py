"""Made notes by number: the same number, the same note."""

from __future__ import annotations

import random

from bench.notes.pieces import Draft, MadeNote
from bench.notes.sections import SECTIONS, opening
from bench.notes.world import COMPANIES, HK, TW, Scene


def make(seed: int) -> MadeNote:
    """A note of an opening and a few sections in changing order, for Hong Kong or Taiwan."""
    rng = random.Random(seed)
    company, ticker = rng.choice(COMPANIES)
    style = TW if ticker.endswith("TW") else HK
    scene = Scene(rng, style, company, ticker, rng.randint(2022, 2025), rng.randint(1, 3), Draft())
    opening(scene)
    for section in rng.sample(SECTIONS, rng.randint(3, len(SECTIONS))):
        section(scene)
    draft = scene.draft
    return MadeNote(
        seed, tuple(draft.blocks), tuple(draft.wholes), tuple(draft.constants.items()), tuple(draft.amounts.items())
    )
