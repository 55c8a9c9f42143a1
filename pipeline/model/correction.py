"""What a person corrects of a figure's row, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of an overrides file: the value of a column of a claim that a person found wrong. Values are the text of
    their column, empty for null."""

    claim_id: str
    column: str
    old: str
    new: str
    who: str
    why: str
    report_id: str | None = None  # the note of the claim, where the file says so
    place: str = ""  # file:line, for messages


@dataclass(frozen=True, slots=True)
class Replayed:
    """One correction met by a note as it is read now. `found` is what the column holds without it, None where the note has
    no such claim any more; it was made where that is what it says it corrects."""

    correction: Correction
    found: str | None

    @property
    def made(self) -> bool:
        return self.found == self.correction.old
