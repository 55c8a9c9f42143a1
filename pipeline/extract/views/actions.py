"""What a broker did to its view: 首予, 重申, 評級下調至 …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from pipeline.extract.stream import Item, Sentence, clause_start
from pipeline.extract.views.sides import CLOSING, OPENING
from pipeline.model.claim import Action
from pipeline.recognise.cues import Cue

# An earlier one says more than a later one: 首予「買入」, 重申看好 is an initiation.
WEIGHT: tuple[Action, ...] = (
    "initiate",
    "reinstate",
    "suspend",
    "upgrade",
    "downgrade",
    "maintain",
    "raise_target",
    "cut_target",
)
_FAR: tuple[Action, ...] = ("initiate", "reinstate")  # said once for the whole sentence: 首次覆蓋某股，予「買入」評級
_TO_RATING = re.compile(r"(?:[^，。；\s]{0,16}?(?P<word>評[級等]))?[^，。；\s]{0,3}?(?:至|到|為|成)?")
_RATING_WORD = re.compile(r"評[級等]|投資建議")
_UNCHANGED = re.compile(r"(?:的)?(?:投資)?(?:評[級等]|建議)?\s*(?:[(（]\s*)?(?:維持)?(?:不變|維持|重申|Maintain)")
_FIRST = re.compile(r"(?:的)?(?:投資)?(?:評[級等]|建議)?\s*[(（]\s*(?:首次|首予|初次|Initiat)")
_TARGET_UNCHANGED = re.compile(r"(?:的)?(?:目標價)?(?:維持)?不變")


def action_on_rating(sentence: Sentence, start: int, item: Item) -> Action | None:
    """The action on a rating: the words before it back to `start`, where the view before it ends, and those right behind."""
    behind = sentence.text[item.end : item.end + 16].lstrip(CLOSING)
    if _FIRST.match(behind):
        return "initiate"
    clause = clause_start(sentence, item.start)
    found = [a for c in sentence.between(start, item.start) if (a := _action(c)) in _FAR]
    near = [c for c in sentence.between(max(start, clause), item.start) if isinstance(c.mention, Cue)]
    found += [a for c in near if (a := _action(c)) is not None and a not in ("raise_target", "cut_target")]
    moved = _moved(near, sentence, max(start, clause), item)
    if moved is not None:
        found.append(moved)
    if _UNCHANGED.match(behind):
        found.append("maintain")
    return strongest(found)


def action_on_target(sentence: Sentence, start: int, item: Item) -> Action | None:
    """The action on a target price: which way it was moved, or that it was kept."""
    found = [a for c in sentence.between(start, item.start) if (a := _action(c)) in _FAR]
    clause = clause_start(sentence, item.start)
    near = [c for c in sentence.between(max(start, clause), item.start) if isinstance(c.mention, Cue)]
    actions = [a for c in near if (a := _action(c)) is not None]
    found += [a for a in actions if a in ("raise_target", "cut_target")]
    moves = [c.mention for c in near if isinstance(c.mention, Cue) and not c.mention.text.endswith("幅")]
    signs = [s for c in moves if (s := c.value("direction")) is not None]
    if signs:
        found.append("raise_target" if int(signs[-1]) > 0 else "cut_target")
    elif "maintain" in actions or _TARGET_UNCHANGED.match(sentence.text, item.end):
        found.append("maintain")
    return strongest(found)


def strongest(actions: Sequence[Action]) -> Action | None:
    return min(actions, key=WEIGHT.index, default=None)


def _action(item: Item) -> Action | None:
    value = item.mention.value("action") if isinstance(item.mention, Cue) else None
    return next((a for a in get_args(Action) if a == value), None)


def _moved(near: Sequence[Item], sentence: Sentence, start: int, item: Item) -> Action | None:
    """評級下調至, 升某股評級至: a direction in a clause that speaks of the rating, and of no measure behind the direction."""
    for cue in reversed(near):
        sign = cue.mention.value("direction") if isinstance(cue.mention, Cue) else None
        if sign is not None:
            text = sentence.text
            behind = _TO_RATING.fullmatch(text[cue.end : item.start].rstrip(OPENING))
            named = behind is not None and (behind["word"] or _RATING_WORD.search(text, start, cue.start))
            return None if not named else "upgrade" if int(sign) > 0 else "downgrade"
    return None
