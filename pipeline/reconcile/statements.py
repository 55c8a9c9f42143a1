"""The form in which notes share facts: what a figure is of, as a key that is equal in every note that states the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.claim import Basis, Claim, Measure
from pipeline.reconcile import calendar


class FactKey(NamedTuple):
    """What a reported figure is of. `name` is the measure as it is called: one profit is not another. `restated`: the note
    says that the figure was worked out anew."""

    entity: str
    metric: str
    name: str
    qualifiers: tuple[tuple[str, str], ...]
    per: str | None
    statistic: str | None
    period: str
    measure: Measure
    basis: Basis | None
    attribution: str | None
    restated: bool

    def __str__(self) -> str:
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))

    def level(self) -> FactKey:
        """Of the level that a growth is the growth of."""
        return self._replace(measure="level", basis=None)

    def base(self) -> FactKey | None:
        """Of the level that a growth compares with; None for another measure, or where its basis fixes no period."""
        if self.measure != "growth" or self.basis is None or self.restated:
            return None
        before = calendar.earlier(self.period, self.basis)
        return None if before is None else self.level()._replace(period=before)


def key_from(text: str) -> FactKey:
    """The key that `str` made the text of. Raises ValueError for another text."""
    values = json.loads(text)
    if len(values) != len(FactKey._fields):
        raise ValueError(f"{text}: not a fact key")
    return FactKey._make(values)._replace(qualifiers=tuple((key, value) for key, value in values[3]))


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """One figure of an earlier note. `source` names that note for a reader: title and day. `settled`: no earlier note says
    otherwise."""

    claim: Claim
    source: str
    settled: bool = True
