"""How long relations take to find, and how that grows: `python -m bench.checks.reconcile`."""

from __future__ import annotations

import time
from dataclasses import replace

from bench.notes.laid_out import LaidOut, lay_out
from bench.notes.make import make
from bench.notes.pieces import Figure, Grid, MadeNote, Paragraph, Turn
from pipeline.reconcile import reconcile

SIZES = (1, 4, 16, 64)


def repeated(times: int) -> LaidOut:
    """A long note of many made ones, each about its own company."""
    blocks: list[Paragraph | Grid] = []
    for seed in range(times):
        made = make(seed)
        blocks += [_renamed(block, f"{seed}") for block in made.blocks]
    return lay_out(MadeNote(0, tuple(blocks)))


def _renamed(block: Paragraph | Grid, mark: str) -> Paragraph | Grid:
    def piece(each: str | Figure | Turn) -> str | Figure | Turn:
        if isinstance(each, Figure):
            return replace(
                each, key=f"{each.key}.{mark}", about=replace(each.about, entity=f"{each.about.entity}{mark}")
            )
        return replace(each, figure=f"{each.figure}.{mark}") if isinstance(each, Turn) else each

    if isinstance(block, Paragraph):
        return replace(block, pieces=tuple(piece(p) for p in block.pieces))
    return replace(block, rows=tuple(tuple(piece(c) for c in row) for row in block.rows))  # type: ignore[arg-type]


def main() -> None:
    reconcile(*_of(repeated(1)))  # loads the vocabulary and scipy
    print(f"{'notes':>6} {'characters':>11} {'claims':>7} {'relations':>10} {'ms':>8} {'µs a claim':>11}")
    for size in SIZES:
        laid = repeated(size)
        start = time.process_time()
        found = reconcile(*_of(laid))
        taken = time.process_time() - start
        claims = len(laid.extraction.claims)
        print(
            f"{size:6} {len(laid.text):11} {claims:7} {len(found):10} {taken * 1e3:8.0f} {taken * 1e6 / claims:11.0f}"
        )


def _of(laid: LaidOut) -> tuple:  # type: ignore[type-arg]
    return laid.note, laid.extraction


if __name__ == "__main__":
    main()
