"""Single-digit mutants of a printed note: `python -m bench.mutants.printed [NOTE] [--every N]`.

Every digit of the note is replaced by each of the nine others, and the whole pipeline is run on each mutant. A mutant is killed
when it raises an error that the note itself does not raise. Which mutants are provable nobody knows of a real note: unlinked
figures, dates and names stay in the denominator. Without NOTE the development corpus' example is taken, where it is there.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.note import Note
from pipeline.model.place import Span
from tests.shared import SHARED

Finding = tuple[str, str, tuple[Span, ...]]  # kind, the words of the message, and the places of its figures
Errors = Callable[[str], "Errata"]


@dataclass(frozen=True, slots=True)
class Errata:
    """The errors of one text. `keys` say what is found without the figures' values, so that a mutant's can be told from them."""

    findings: tuple[tuple[str, tuple[Span, ...]], ...]

    @property
    def keys(self) -> set[tuple[str, tuple[Span, ...]]]:
        return set(self.findings)


@dataclass(frozen=True, slots=True)
class DigitMutant:
    """`place` of the digit; `last`: it is the last place of its number."""

    place: int
    digit: str
    last: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    mutant: DigitMutant
    killed: bool
    named: bool  # a new error has the figure among its own
    first: bool  # and suspects it before all others


def errors_of_pipeline(name: str) -> Errors:
    """Runs the pipeline on a text of that file name."""
    from pipeline.extract import Extractor
    from pipeline.normalise import normalise
    from pipeline.read import read_note
    from pipeline.recognise import Recogniser
    from pipeline.reconcile import reconcile
    from pipeline.vocabulary import load_vocabulary

    vocabulary = load_vocabulary()
    recogniser, extractor = Recogniser(vocabulary), Extractor(vocabulary)

    def run(text: str) -> Errata:
        note, every = recogniser.recognise(normalise(read_note(text.encode(), name)))
        extraction = extractor.extract(note.note, every)
        places = {claim.claim_id: claim.span for claim in extraction.claims}
        found = reconcile(note, extraction, [mentions.periods for mentions in every], vocabulary=vocabulary)
        failing = (each for each in found if not each.holds)
        return Errata(
            tuple((r.kind, tuple(places[c] for c in r.suspects or r.claim_ids) or (r.span,)) for r in failing)
        )

    return run


def digits(text: str, within: Iterable[Span]) -> Iterator[tuple[int, bool]]:
    """Each digit of some stretches of a text, and whether it is the last place of its number."""
    for span in within:
        for number in re.finditer(r"\d[\d,]*(?:\.\d+)?", text[span.start : span.end]):
            for place in range(number.start(), number.end()):
                if text[span.start + place].isdigit():
                    yield span.start + place, place == number.end() - 1


def mutants(text: str, within: Iterable[Span]) -> Iterator[DigitMutant]:
    for place, last in digits(text, within):
        for digit in "0123456789":
            if digit != text[place]:
                yield DigitMutant(place, digit, last)


def outcomes(text: str, chosen: Iterable[DigitMutant], run: Errors) -> Iterator[Outcome]:
    known = run(text).keys
    for mutant in chosen:
        changed = text[: mutant.place] + mutant.digit + text[mutant.place + 1 :]
        new = [places for kind, places in run(changed).findings if (kind, places) not in known]
        named = any(mutant.place in span for places in new for span in places)
        first = any(mutant.place in places[0] for places in new)
        yield Outcome(mutant, bool(new), named, first)


def share_table(note: Note) -> list[Span]:
    """The data cells of the table with the most of them."""
    largest = max(note.tables, key=lambda table: sum(c.role == "data" for c in table.cells), default=None)
    cells = largest.cells if largest is not None else ()
    return [span for cell in cells if cell.role == "data" for span in cell.printed.spans]


def line(name: str, found: list[Outcome]) -> str:
    killed = [o for o in found if o.killed]
    share = len(killed) / len(found) if found else 0.0
    named = sum(o.named for o in killed) / len(killed) if killed else 0.0
    first = sum(o.first for o in killed) / len(killed) if killed else 0.0
    return f"{name:34} {len(found):6} {len(killed):7} {share:11.3f} {named:8.3f} {first:8.3f}"


def example() -> Path | None:
    """The example note of the development corpus; None where it is not there."""
    return next(iter(sorted((SHARED / "corpus").glob("000_*.txt"))), None) if SHARED else None


def main() -> None:
    from pipeline.read import read_note

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("note", nargs="?", type=Path, default=example())
    parser.add_argument("--every", type=int, default=1, help="take each N-th mutant of the note outside its table")
    chosen = parser.parse_args()
    if chosen.note is None:
        sys.exit("no note: name one, or put the development corpus beside the checkout")
    note = read_note(chosen.note.read_bytes(), chosen.note.name)
    run, text = errors_of_pipeline(chosen.note.name), note.raw_text
    cells = share_table(note)
    in_table = list(outcomes(text, mutants(text, cells), run))
    held = {place for span in cells for place in range(span.start, span.end)}
    others = [m for m in mutants(text, [Span(0, len(text))]) if m.place not in held]
    outside = list(outcomes(text, others[:: chosen.every], run))
    print(f"{chosen.note.name}: {len(run(text).findings)} errors of its own\n")
    print(f"{'single-digit mutants':34} {'all':>6} {'killed':>7} {'killed/all':>11} {'named':>8} {'first':>8}")
    print(line("largest table", in_table))
    print(line("  above the last place", [o for o in in_table if not o.mutant.last]))
    print(line("  last place", [o for o in in_table if o.mutant.last]))
    print(line("outside it", outside))
    if chosen.every == 1:
        print(line("whole note", in_table + outside))
    missed = [o.mutant for o in in_table if not o.killed and not o.mutant.last]
    for mutant in missed:
        around = text[max(0, mutant.place - 6) : mutant.place] + "[" + mutant.digit + "]" + text[mutant.place + 1 :][:4]
        print(f"missed above the last place: {around!r}")


if __name__ == "__main__":
    main()
