"""Every comparison in one run: `python -m bench.all [--runs 3] [--notes 100 1000] [--only text pdf …]`.

Figures go to docs/benchmarks.json with versions, machine and date; docs/benchmarks.md and its plots are made from them. What
--only leaves out is kept from the last run, with its own date.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import batch_job, line, scale
from bench.mutants.baselines import BASELINES
from bench.mutants.score import perfect, score
from bench.peers import memory, pdf, text
from bench.report import write_report
from bench.speed.stages import load
from pipeline.run import line_for
from pipeline.settings import Settings
from tests.shared import ROOT, SHARED

FIGURES = ROOT / "docs" / "benchmarks.json"
LIBRARIES = ("pypdfium2", "pdfplumber", "spacy", "opencc", "pyarrow", "great-expectations", "duckdb")
CHECKED_NOTES, MUTANTS_A_NOTE = 60, 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken")
    parser.add_argument("--notes", type=int, nargs="+", default=[100, 1000], help="sizes of the batches")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000, 3000, 10000], help="of --only scale")
    parser.add_argument("--folders", type=Path, nargs="+", default=[], help="of notes for --only scale, else made ones")
    sections: dict[str, Callable[[], Any]] = {
        "text": lambda: text.measure(chosen.runs),
        "pdf": lambda: pdf.measure(chosen.runs),
        "memory": lambda: memory.measure(),
        "line": lambda: _line(chosen.runs),
        "batch": lambda: batch_job.measure(chosen.notes, chosen.runs),
        "scale": lambda: scale.measure(chosen.sizes, chosen.folders),
        "checks": _checks,
    }
    parser.add_argument(
        "--only",
        nargs="+",
        choices=sections,
        default=[name for name in sections if name != "scale"],
        help="all but scale",
    )
    chosen = parser.parse_args()
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for name in chosen.only:
        print(f"{name} …", flush=True)
        figures[name] = {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "load": os.getloadavg()[0],
            "figures": sections[name](),
        }
        figures["machine"] = _machine()
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in write_report(figures, ROOT / "docs"):
        print(path.relative_to(ROOT))


def _line(runs: int) -> dict[str, Any]:
    """Warm and on one core: each stage, the job, its lower bound; starts of the program."""
    built = line_for(Settings())
    samples = {"short notes": load([SHARED / "corpus" / "hk_text"] if SHARED else [ROOT / "raw"])}
    if SHARED:
        samples["a long note"] = load(sorted(SHARED.glob("corpus/000_*.txt")))
    return line.figures_of(built, samples, runs)


def _checks() -> dict[str, Any]:
    """Slips in made notes that are caught, by this project's checks and by simpler rules over the same relations."""
    found = score(CHECKED_NOTES, MUTANTS_A_NOTE, perfect())
    provable = [result for result in found.results if result.provable]
    rules = {
        name: {
            "caught": sum(result.baselines[name] for result in provable) / len(provable),
            "false_alarms": found.alarms_of[name] / found.notes,
        }
        for name in BASELINES
    }
    ours = {"caught": found.of_provable(), "false_alarms": found.alarms / found.notes}
    return {"notes": found.notes, "slips": len(provable), "rules": {"brokernotes": ours, **rules}}


def _machine() -> dict[str, Any]:
    names = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    main()
