"""The speed of the line: `python -m bench.line [FILE or FOLDER ...] [--runs 5] [--json FILE]`.

Characters a second of each stage and of the three that look at every character, beside one regular expression over the same
text; milliseconds a note beside the least that such a job has to do; what a start costs; how hostile texts grow.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.speed.hostile import SHORT, growths
from bench.speed.stages import STAGES, TEXT_STAGES, RawNote, bound_seconds, job_seconds, load, stage_seconds
from bench.speed.timing import command_seconds, seconds_of, timed
from pipeline.read import read_note
from pipeline.run import Line, line_for
from pipeline.settings import load_settings
from tests.shared import ROOT, SHARED

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", nargs="*", type=Path, help="files and folders; else the development corpus, or raw/")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--only-line", action="store_true", help="leave out starts and hostile texts")
    chosen = parser.parse_args()
    notes = load(chosen.notes or _sample())
    seconds, line = timed(lambda: line_for(load_settings(None)))
    figures: Figures = {"line": _line(line, notes, chosen.runs)}
    if not chosen.only_line:
        figures["start"] = _starts(seconds, chosen.runs)
        figures["hostile"] = {g.name: {"seconds": g.seconds, "ratio": g.ratio} for g in growths(line)}
    _show(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sample() -> list[Path]:
    return [SHARED / "corpus" / "hk_text"] if SHARED else [ROOT / "raw"]


def figures_of(line: Line, notes: Mapping[str, Sequence[RawNote]], runs: int) -> Figures:
    """The stages, the job and its lower bound over samples of notes by name, and the starts of the program."""
    return {"samples": {name: _line(line, own, runs) for name, own in notes.items()}, "start": _starts(0.0, runs)}


def _line(line: Line, notes: Sequence[RawNote], runs: int) -> Figures:
    characters = sum(note.characters for note in notes)
    stages = stage_seconds(line, notes, runs)
    text = "\n".join(read_note(note.raw, note.name).raw_text for note in notes)
    digits = re.compile(r"\d+")
    scan = seconds_of(lambda: digits.findall(text), runs)
    looking = sum(stages[stage] for stage in TEXT_STAGES)
    job, bound = job_seconds(line, notes, runs), bound_seconds(notes, runs)
    return {
        "notes": len(notes),
        "characters": characters,
        "characters_per_second": {stage: characters / stages[stage] for stage in STAGES}
        | {"+".join(TEXT_STAGES): characters / looking, "regular expression": characters / scan},
        "times_a_regular_expression": looking / scan,
        "ms_per_note": {stage: 1000 * stages[stage] / len(notes) for stage in STAGES}
        | {"whole job": 1000 * job / len(notes), "lower bound": 1000 * bound / len(notes)},
        "times_the_lower_bound": job / bound,
    }


def _starts(line_seconds: float, runs: int) -> Figures:
    brokernotes = str(Path(sys.executable).with_name("brokernotes"))
    note = next(iter(sorted((ROOT / "raw").glob("*.txt"))))
    return {
        **({"building the line, modules loaded with it": line_seconds} if line_seconds else {}),
        "brokernotes --help": command_seconds([brokernotes, "--help"], runs),
        "brokernotes run, one note": _one_note(brokernotes, note, max(1, runs // 2)),
    }


def _one_note(brokernotes: str, note: Path, runs: int) -> float:
    from tempfile import TemporaryDirectory

    seconds = []
    for _ in range(runs):
        with TemporaryDirectory() as folder:
            seconds.append(command_seconds([brokernotes, "run", str(note), "--out", folder], 1))
    return sorted(seconds)[len(seconds) // 2]


def _show(figures: Mapping[str, Any]) -> None:
    line = figures["line"]
    print(f"{line['notes']} notes, {line['characters']:,} characters; processor time, medians\n")
    print(f"{'':34}{'characters/s':>14}{'ms a note':>12}")
    for name in dict.fromkeys((*line["characters_per_second"], *line["ms_per_note"])):
        speed, cost = line["characters_per_second"].get(name), line["ms_per_note"].get(name)
        print(f"{name:34}{'' if speed is None else f'{speed:,.0f}':>14}{'' if cost is None else f'{cost:.2f}':>12}")
    print(f"\nthe line over the regular expression {line['times_a_regular_expression']:.0f} ×")
    print(f"the whole job over its lower bound {line['times_the_lower_bound']:.1f} ×")
    for name, seconds in figures.get("start", {}).items():
        print(f"{name:46}{seconds:8.2f} s")
    if "hostile" in figures:
        print(f"\n{'hostile texts':46}{f'{SHORT:,} characters':>20}{'four times as many':>22}")
        for name, growth in figures["hostile"].items():
            print(f"{name:46}{growth['seconds']:>18.3f} s{growth['ratio']:>20.1f} ×")


if __name__ == "__main__":
    main()
