"""How a join is tried on a mention and its neighbour."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.recognise.periods.found import Found
from pipeline.recognise.periods.joins import ENDED, Join
from pipeline.recognise.periods.lexicon import Lexicon

REACH = 6  # characters that a join may look back
AHEAD = 24  # … and ahead


@dataclass(frozen=True, slots=True)
class CompiledJoin:
    join: Join
    before: re.Pattern[str]
    between: re.Pattern[str] | None
    after: re.Pattern[str]


def compile_join(join: Join, lexicon: Lexicon) -> CompiledJoin:
    def fill(pattern: str) -> re.Pattern[str]:
        return re.compile(
            re.sub(r"<w:(\w+)>", lambda found: lexicon.alternation(found[1]), pattern.replace("<ended>", ENDED))
        )

    between = None if join.between is None else fill(join.between)
    return CompiledJoin(join, fill(f"(?:{join.before})$"), between, fill(join.after))


def grow(joins: tuple[CompiledJoin, ...], text: str, floor: int, here: Found, rest: list[Found]) -> Found | None:
    """The first join that fits: the mention with what it takes in. `rest` is what follows, next last; `floor` where the
    mention before ends."""
    limit = rest[-1].start if rest else len(text)
    for compiled in joins:
        before = compiled.before.search(text, max(floor, here.start - REACH), here.start)
        if before is None:
            continue
        other: Found | None = None
        if compiled.between is not None:
            if not rest or not compiled.between.fullmatch(text, here.end, limit):
                continue
            other = rest[-1]
        end = other.end if other else here.end
        after = compiled.after.match(text, end, min(len(text), end + AHEAD))
        if after is None or (other is None and after.end() == here.end and before.start() == here.start):
            continue
        values = compiled.join.parts(here.parts, other.parts if other else {})
        if values is not None:
            return Found(before.start(), after.end(), compiled.join.name, values)
    return None


def joint_characters(lexicon: Lexicon) -> frozenset[str]:
    """What may stand right beside a mention that joins: the first or last character of a joining word, or a bracket."""
    roles = ("to", "from", "until", "ended", "before", "after", "since")
    words = [surface for role in roles for surface in lexicon.roles[role]]
    return frozenset("(（ 開或及與和於" + "".join(word[0] + word[-1] for word in words))
