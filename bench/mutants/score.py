"""The figure mutation score on made notes: `python -m bench.mutants.score [--perfect] [--notes N] [--mutants M]`.

By default every note and mutant goes through the whole pipeline as text; with `--perfect` the checks get the claims that a
perfect reader would make, so that the difference is the reading's."""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.mutants.baselines import BASELINES
from bench.mutants.change import OPERATORS, swapped_rows, with_figures
from bench.mutants.provable import contradicts
from bench.notes.laid_out import LaidOut, lay_out
from bench.notes.make import make
from bench.notes.pieces import MadeNote, Paragraph, Turn
from pipeline.model.check import Reconciliation
from pipeline.model.place import Span
from pipeline.reconcile import reconcile
from pipeline.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of one note, and where its claims stand."""

    found: Sequence[Reconciliation]
    places: Mapping[str, Span]

    @property
    def failing(self) -> list[Reconciliation]:
        return [each for each in self.found if not each.holds]


Check = Callable[[LaidOut], Checked]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A note with one slip. `keys` are the figures that were changed."""

    note: MadeNote
    operator: str
    keys: tuple[str, ...]

    @property
    def relation(self) -> str:
        return next(f.meaning.relation for f in self.note.figures() if f.key == self.keys[0])


@dataclass(frozen=True, slots=True)
class Result:
    """`named`: a finding has the changed figure among its claims; `first`: it is the first suspect of one."""

    mutant: Mutant
    provable: bool
    kinds: frozenset[str]
    named: bool
    first: bool
    baselines: Mapping[str, bool]

    @property
    def killed(self) -> bool:
        return bool(self.kinds)


def mutants(made: MadeNote, rng: random.Random) -> Iterator[Mutant]:
    turned = {p.figure for b in made.blocks if isinstance(b, Paragraph) for p in b.pieces if isinstance(p, Turn)}
    for figure in made.figures():
        for name, operator in OPERATORS.items():
            for changed in operator(figure, rng):
                if changed.sign != figure.sign and figure.key not in turned:
                    continue  # no word around it says which way it went
                yield Mutant(with_figures(made, {figure.key: changed}), name, (figure.key,))
    for swapped in swapped_rows(made):
        yield Mutant(with_figures(made, swapped), "swapped rows", tuple(swapped))


def perfect() -> Check:
    """Claims as a perfect reader would make them."""
    from pipeline.recognise.periods import PeriodFinder

    finder = PeriodFinder(load_vocabulary())

    def run(laid: LaidOut) -> Checked:
        mentions = [finder.find(passage.text) for passage in laid.note.passages]
        found = reconcile(laid.note, laid.extraction, mentions)
        return Checked(found, {c.claim_id: c.span for c in laid.extraction.claims})

    return run


def whole() -> Check:
    """The text through the whole pipeline."""
    from pipeline.extract import Extractor
    from pipeline.normalise import normalise
    from pipeline.read import read_note
    from pipeline.recognise import Recogniser

    vocabulary = load_vocabulary()
    recogniser, extractor = Recogniser(vocabulary), Extractor(vocabulary)

    def run(laid: LaidOut) -> Checked:
        note, every = recogniser.recognise(normalise(read_note(laid.text.encode(), "made.txt")))
        extraction = extractor.extract(note.note, every)
        found = reconcile(note, extraction, [mentions.periods for mentions in every])
        return Checked(found, {c.claim_id: c.span for c in extraction.claims})

    return run


def judge(mutant: Mutant, run: Check) -> Result:
    laid = lay_out(mutant.note)
    checked = run(laid)
    changed = [laid.places[key] for key in mutant.keys]

    def meant(claim_id: str) -> bool:
        return any(checked.places[claim_id].overlaps(span) for span in changed)

    failing = checked.failing
    return Result(
        mutant,
        contradicts(mutant.note, mutant.keys),
        frozenset(each.kind for each in failing),
        any(meant(claim) for each in failing for claim in each.claim_ids),
        any(each.suspects and meant(each.suspects[0]) for each in failing),
        {name: rule(checked.found) for name, rule in BASELINES.items()},
    )


@dataclass(frozen=True, slots=True)
class Score:
    """Results of a sample of the mutants of each note; how many clean notes have a finding, and by each baseline."""

    notes: int
    results: tuple[Result, ...]
    alarms: int
    alarms_of: Mapping[str, int]

    def of_provable(self) -> float:
        provable = [r for r in self.results if r.provable]
        return sum(r.killed for r in provable) / len(provable)


def score(notes: int, a_note: int, run: Check, seed: int = 7) -> Score:
    rng = random.Random(seed)
    results: list[Result] = []
    alarms, alarms_of = 0, Counter[str]()
    for number in range(notes):
        made = make(number)
        clean = run(lay_out(made))
        alarms += bool(clean.failing)
        alarms_of.update(name for name, rule in BASELINES.items() if rule(clean.found))
        every = list(mutants(made, rng))
        results += [judge(mutant, run) for mutant in rng.sample(every, min(a_note, len(every)))]
    return Score(notes, tuple(results), alarms, alarms_of)


def report(found: Score) -> Iterator[str]:
    results = found.results
    yield f"{found.notes} clean notes: {found.alarms} with a finding · {len(results)} mutants"
    yield ""
    yield f"{'':16} {'all':>6} {'provable':>9} {'killed':>7} {'killed/provable':>16} {'killed/all':>11} {'unprovable, killed':>19}"
    for name, group in _groups(results, lambda r: r.mutant.operator):
        yield _line(name, group)
    yield _line("together", results)
    yield ""
    for name, group in _groups(results, lambda r: r.mutant.relation):
        yield _line(name, group)
    killed = [r for r in results if r.killed]
    yield ""
    yield (
        f"named among the finding's figures {_share(sum(r.named for r in killed), len(killed))}, "
        f"first {_share(sum(r.first for r in killed), len(killed))}"
    )
    by_kind = Counter(kind for r in killed for kind in r.kinds)
    yield "kills by kind: " + ", ".join(f"{kind} {count}" for kind, count in by_kind.most_common())
    provable = [r for r in results if r.provable]
    yield ""
    yield f"{'baseline':16} {'clean notes flagged':>20} {'provable killed':>16}"
    for name in BASELINES:
        caught = sum(r.baselines[name] for r in provable)
        yield f"{name:16} {_share(found.alarms_of[name], found.notes):>20} {_share(caught, len(provable)):>16}"


def _groups(results: Sequence[Result], key: Callable[[Result], str]) -> list[tuple[str, list[Result]]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return sorted(groups.items(), key=lambda each: -len(each[1]))


def _line(name: str, group: Sequence[Result]) -> str:
    provable = [r for r in group if r.provable]
    killed = sum(r.killed for r in group)
    proved = sum(r.killed for r in provable)
    return (
        f"{name:16} {len(group):6} {len(provable):9} {killed:7} {_share(proved, len(provable)):>16} "
        f"{_share(killed, len(group)):>11} {killed - proved:19}"
    )


def _share(part: int, of: int) -> str:
    return f"{part / of:.3f}" if of else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--perfect", action="store_true", help="give the checks a perfect reader's claims")
    parser.add_argument("--notes", type=int, default=60)
    parser.add_argument("--mutants", type=int, default=15, help="of each note")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    run = perfect() if chosen.perfect else whole()
    print("\n".join(report(score(chosen.notes, chosen.mutants, run, chosen.seed))))


if __name__ == "__main__":
    main()
