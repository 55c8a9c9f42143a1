"""Made notes: clean ones are silent, their mutants are found and named, edits that change no meaning fire nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from bench.mutants.change import with_figures
from bench.mutants.provable import contradicts
from bench.mutants.score import Check, judge, mutants, perfect, whole
from bench.notes.laid_out import LaidOut, lay_out
from bench.notes.make import HANDS, make
from bench.notes.pieces import Figure, Grid, MadeNote
from pipeline.reconcile import KINDS, reconcile
from pipeline.reconcile.figures import note_of

CLEAN_PERFECT, CLEAN_WHOLE = range(150), range(1000, 1030)
MUTATED = range(2000, 2006)
A_NOTE = 12


@pytest.fixture(scope="module")
def pipeline() -> Check:
    return whole()


Hand = Callable[[int], MadeNote]


def test_clean_notes_read_perfectly_are_silent() -> None:
    run = perfect()
    assert [s for s in CLEAN_PERFECT if any(not r.holds or r.touches for r in run(lay_out(make(s))).found)] == []


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.__name__)
def test_clean_notes_are_silent_through_the_whole_pipeline(hand: Hand, pipeline: Check) -> None:
    assert [
        seed for seed in CLEAN_WHOLE if any(not r.holds or r.touches for r in pipeline(lay_out(hand(seed))).found)
    ] == []


def test_clean_notes_do_not_contradict_themselves_by_the_exact_solver() -> None:
    for seed in range(3):
        for hand in HANDS:
            made = hand(seed)
            assert not contradicts(made, [figure.key for figure in made.figures()])


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.__name__)
def test_most_provable_mutants_are_found_and_named(hand: Hand, pipeline: Check) -> None:
    """The goal over the whole benchmark is 0.95; a sample of this size may stray a little."""
    rng = random.Random(5)
    results = [judge(m, pipeline) for seed in MUTATED for m in rng.sample(list(mutants(hand(seed), rng)), A_NOTE)]
    provable, killed = [r for r in results if r.provable], [r for r in results if r.killed]
    assert sum(r.killed for r in provable) >= 0.9 * len(provable)
    assert sum(r.named for r in killed) >= 0.95 * len(killed)
    assert sum(r.first for r in killed) >= 0.75 * len(killed)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_kind_is_idle(kind: object) -> None:
    """Some slip is found by a kind and by no other: without it the note passes."""
    others = [each for each in KINDS if each is not kind]

    def passes(example: object) -> bool:
        note, extraction = note_of(example)  # type: ignore[arg-type]
        found = reconcile(note, extraction, [example.mentions], kinds=others, earlier=example.earlier)  # type: ignore[attr-defined]
        return all(each.holds for each in found)

    assert any(passes(example) for example in kind.fires)  # type: ignore[attr-defined]


# edits that change no meaning


def full_width(made: MadeNote, rng: random.Random) -> MadeNote:
    wide = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
    chosen = rng.choice(list(made.figures()))
    return with_figures(made, {chosen.key: replace(chosen, number=chosen.number.translate(wide))})


def coarser(made: MadeNote, rng: random.Random) -> MadeNote:
    """A figure rounded to one place fewer, from the hidden amount and not from what was printed."""
    from bench.notes.pieces import SCALES
    from bench.notes.printing import rounded

    levels = [
        f
        for f in made.figures()
        if f.meaning.relation == "level" and "." in f.number and not f.exact and f.bound == "exact"
    ]
    if not levels:
        return made
    chosen = rng.choice(levels)
    amounts = dict(made.amounts)
    value = amounts[chosen.meaning.of[0]] * chosen.meaning.factor / 10 ** (SCALES[chosen.scale] + chosen.exponent)
    places = len(chosen.number.partition(".")[2]) - 1
    return with_figures(made, {chosen.key: replace(chosen, number=rounded(value, places))})


def written_out(made: MadeNote, rng: random.Random) -> MadeNote:
    """13.5 萬 as 135,000."""
    scaled = [f for f in made.figures() if f.scale == "萬" and f.high is None and f.exponent == 0]
    if not scaled:
        return made
    chosen = rng.choice(scaled)
    number = Fraction(chosen.number.replace(",", "")) * 10**4
    return with_figures(made, {chosen.key: replace(chosen, number=f"{int(number):,}", scale="")})


def reordered(made: MadeNote, rng: random.Random) -> MadeNote:
    """The rows of each table above its last two in another order."""
    blocks = []
    for block in made.blocks:
        if isinstance(block, Grid):
            head, *rows = block.rows
            free = rows[:-2]
            rng.shuffle(free)
            block = replace(block, rows=(head, *free, *rows[-2:]))
        blocks.append(block)
    return replace(made, blocks=tuple(blocks))


Edit = Callable[[MadeNote, random.Random], MadeNote]


@pytest.mark.parametrize("edit", [full_width, coarser, written_out, reordered], ids=lambda edit: edit.__name__)
def test_edits_that_change_no_meaning_fire_nothing(edit: Edit, pipeline: Check) -> None:
    rng = random.Random(3)
    for seed in range(3000, 3012):
        laid: LaidOut = lay_out(edit(HANDS[seed % len(HANDS)](seed), rng))
        assert [r.message for r in pipeline(laid).found if not r.holds] == [], seed


def test_a_figure_knows_its_value() -> None:
    figure: Figure = next(f for f in make(1).figures() if f.scale == "億")
    assert figure.value() == replace(figure, scale="萬").value() * 10**4
