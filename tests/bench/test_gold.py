"""The scorer of the benchmark: a perfect reader has every level, and each slip costs what it should."""

from __future__ import annotations

import json
from typing import Any

from bench.peers.gold import LEVELS, GoldNote, gold_notes, levels_of
from bench.peers.text import PEERS
from bench.plot import bars
from tests.shared import ROOT


def perfect(note: GoldNote) -> list[dict[str, Any]]:
    """Rows as whoever annotated the note would write them."""
    rows = []
    for claim in note.claims:
        first = {key: (claim.get(key) or [None])[0] for key in ("entity", "metric")}
        rows.append({**claim, **first, "qualifiers": json.dumps(claim.get("qualifiers") or {})})
    return rows


def test_a_perfect_reader_has_every_level() -> None:
    notes = gold_notes()
    assert len(notes) >= 4
    assert levels_of(notes, [perfect(note) for note in notes]) == dict.fromkeys(LEVELS, 1.0)


def test_what_a_slip_costs() -> None:
    note = next(note for note in gold_notes() if all(not claim.get("optional") for claim in note.claims))
    rows = perfect(note)
    at = next(i for i, claim in enumerate(note.claims) if not claim.get("alt") and claim["low"] not in (None, "7"))
    for column, value, lost in (("low", "7", "value"), ("bound", "approx", "figure"), ("measure", "rank", "meaning")):
        slipped = [{**row, column: value} if i == at else row for i, row in enumerate(rows)]
        levels = levels_of([note], [slipped])
        order = list(LEVELS)
        assert all(levels[level] == 1 for level in order[: order.index(lost)])
        assert all(levels[level] < 1 for level in order[order.index(lost) :])
    assert levels_of([note], [rows[:at] + rows[at + 1 :]])["found"] < 1
    beyond = {**rows[at], "start": -1, "end": 0}
    assert levels_of([note], [[*rows, beyond]])["found"] == 1, "what stands outside the note counts neither way"


def test_every_peer_is_pinned_and_has_its_adapter() -> None:
    from bench.peers import pdf

    for peer in (*PEERS, *pdf.PEERS):
        assert (ROOT / "bench/peers/adapters" / f"{peer.adapter}.py").is_file()
        assert all("==" in each for each in peer.requirements if each.startswith(peer.package) and peer.package)


def test_bars_are_as_long_as_their_values() -> None:
    drawn = bars("t", [("brokernotes", 4.0), ("other", 1.0)])
    lengths = [float(part.split('"')[0]) for part in drawn.split(' width="')[2:]]
    assert lengths[0] == 4 * lengths[1]
