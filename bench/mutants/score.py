"""The figure mutation score on made notes, read perfectly: `python -m bench.mutants.score [notes] [mutants a note]`."""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.mutants.baselines import BASELINES
from bench.mutants.change import OPERATORS, swapped_rows, with_figures
from bench.mutants.provable import contradicts
from bench.notes.laid_out import LaidOut, lay_out
from bench.notes.make import make
from bench.notes.pieces import Figure, MadeNote
from pipeline.model.check import Reconciliation
from pipeline.recognise.periods import PeriodFinder
from pipeline.reconcile import reconcile
from pipeline.vocabulary import load_vocabulary

Check = Callable[[LaidOut], Sequence[Reconciliation]]


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
    mutant: Mutant
    provable: bool
    failing: tuple[Reconciliation, ...]
    baselines: Mapping[str, bool]

    @property
    def killed(self) -> bool:
        return bool(self.failing)

    @property
    def named(self) -> bool:
        return any(set(self.mutant.keys) & set(r.claim_ids) for r in self.failing)

    @property
    def first(self) -> bool:
        return any(r.suspects and r.suspects[0] in self.mutant.keys for r in self.failing)


def mutants(made: MadeNote, rng: random.Random) -> Iterator[Mutant]:
    for figure in made.figures():
        for name, operator in OPERATORS.items():
            for changed in operator(figure, rng):
                yield Mutant(with_figures(made, {figure.key: changed}), name, (figure.key,))
    for swapped in swapped_rows(made):
        yield Mutant(with_figures(made, swapped), "swapped rows", tuple(swapped))


def check(finder: PeriodFinder) -> Check:
    def run(laid: LaidOut) -> Sequence[Reconciliation]:
        mentions = [finder.find(passage.text) for passage in laid.note.passages]
        return reconcile(laid.note, laid.extraction, mentions)

    return run


def score(notes: int, a_note: int, seed: int = 7) -> tuple[list[Result], int, Counter[str]]:
    """Results of a sample of the mutants of each note, the number of clean notes that fail, and those of the baselines."""
    run, rng = check(PeriodFinder(load_vocabulary())), random.Random(seed)
    results: list[Result] = []
    alarms, alarms_of = 0, Counter[str]()
    for number in range(notes):
        made = make(number)
        clean = run(lay_out(made))
        alarms += any(not r.holds for r in clean)
        alarms_of.update(name for name, rule in BASELINES.items() if rule(clean))
        every = list(mutants(made, rng))
        for mutant in rng.sample(every, min(a_note, len(every))):
            found = run(lay_out(mutant.note))
            failing = tuple(r for r in found if not r.holds)
            provable = contradicts(mutant.note, mutant.keys)
            results.append(Result(mutant, provable, failing, {name: rule(found) for name, rule in BASELINES.items()}))
    return results, alarms, alarms_of


def report(results: Sequence[Result], notes: int, alarms: int, alarms_of: Counter[str]) -> Iterator[str]:
    yield f"{notes} clean notes: {alarms} with a finding · {len(results)} mutants"
    yield ""
    yield f"{'':16} {'all':>6} {'provable':>9} {'killed':>7} {'killed/provable':>16} {'killed/all':>11} {'unprovable, killed':>19}"
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.mutant.operator].append(result)
    for name, group in groups.items():
        yield _line(name, group)
    yield _line("together", results)
    yield ""
    by_relation: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_relation[result.mutant.relation].append(result)
    for name, group in sorted(by_relation.items()):
        yield _line(name, group)
    killed = [r for r in results if r.killed]
    yield ""
    yield f"named among the finding's figures {_share(sum(r.named for r in killed), len(killed))}, first {_share(sum(r.first for r in killed), len(killed))}"
    by_kind = Counter(kind for r in killed for kind in {f.kind for f in r.failing})
    yield "kills by kind: " + ", ".join(f"{kind} {count}" for kind, count in by_kind.most_common())
    provable = [r for r in results if r.provable]
    yield ""
    yield f"{'baseline':16} {'clean notes flagged':>20} {'provable killed':>16}"
    for name in BASELINES:
        caught = sum(r.baselines[name] for r in provable)
        yield f"{name:16} {_share(alarms_of[name], notes):>20} {_share(caught, len(provable)):>16}"


def _line(name: str, group: Sequence[Result]) -> str:
    provable = [r for r in group if r.provable]
    killed = sum(r.killed for r in group)
    proved = sum(r.killed for r in provable)
    return (
        f"{name:16} {len(group):6} {len(provable):9} {killed:7} {_share(proved, len(provable)):>16} "
        f"{_share(killed, len(group)):>11} {killed - proved:19}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def example_figures(result: Result) -> Iterator[Figure]:
    yield from (f for f in result.mutant.note.figures() if f.key in result.mutant.keys)


def main() -> None:
    notes, a_note = (int(each) for each in (*sys.argv[1:3], *("40", "25")[len(sys.argv) - 1 :]))
    results, alarms, alarms_of = score(notes, a_note)
    print("\n".join(report(results, notes, alarms, alarms_of)))


if __name__ == "__main__":
    main()
