"""The one word that a reader needs about a figure first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

from pipeline.model.quantity import CLAIM_CATEGORIES
from pipeline.model.rows import ClaimRow, NumeralRow

State = Literal["contradicted", "suspect", "unresolved", "confirmed", "unlinked"]
STATES: tuple[State, ...] = get_args(State)
"""Most urgent first."""


def state_of(claim: ClaimRow) -> State:
    """A contradiction outweighs a doubt, a doubt an undecided column, and that what other figures say."""
    if claim.quality == "contradicted" or claim.support == "contradicted":
        return "contradicted"
    if claim.quality == "suspect":
        return "suspect"
    if claim.unresolved:
        return "unresolved"
    return "confirmed" if claim.support == "confirmed" else "unlinked"


def worst(states: Iterable[State]) -> State:
    """The most urgent of some states. Raises ValueError where there is none."""
    return min(states, key=STATES.index)


def counts(claims: Iterable[ClaimRow]) -> dict[State, int]:
    """How many figures are in each state, all states named."""
    found = Counter(map(state_of, claims))
    return {state: found[state] for state in STATES}


def is_unread(numeral: NumeralRow) -> bool:
    """A numeral of a figure's kind that became no claim."""
    return numeral.claim_id is None and numeral.category in CLAIM_CATEGORIES
