"""docs/benchmarks.md and its plots from the figures of bench.all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.peers.gold import LEVELS
from bench.plot import bars, curves, number

Figures = Mapping[str, Any]
OURS = "brokernotes"
BUSY = 1.5  # load for each core: from there on somebody else's work was measured too


def write_report(figures: Figures, folder: Path) -> list[Path]:
    """Write the page and its plots; their paths."""
    plots = folder / "plots"
    plots.mkdir(parents=True, exist_ok=True)
    written = [folder / "benchmarks.md"]
    for name, content in _plots(figures):
        (plots / f"{name}.svg").write_text(content, encoding="utf-8")
        written.append(plots / f"{name}.svg")
    written[0].write_text("\n".join(_page(figures)) + "\n", encoding="utf-8")
    return written


def _of(figures: Figures, section: str) -> Any:
    return figures.get(section, {}).get("figures") or {}


def _peers(section: Figures, column: str) -> dict[str, Any]:
    """Name → entry of those that were run."""
    return {name: each for name, each in section.items() if isinstance(each, Mapping) and column in each}


def _plots(figures: Figures) -> Iterator[tuple[str, str]]:
    text, pdf = _of(figures, "text"), _of(figures, "pdf")
    if text:
        peers = _peers(text, "f1")
        yield (
            "text-accuracy",
            bars("Figures with value and unit right, F1", [(n, p["f1"]["value"]) for n, p in peers.items()]),
        )
        speeds = [(n, p["characters_per_second"]) for n, p in peers.items()]
        yield "text-speed", bars("Characters a second, one core (logarithmic)", speeds, logarithmic=True)
    if pdf:
        scored = _peers(pdf, "cells")
        yield "pdf-cells", bars("Table cells right, share", [(n, p["cells"]) for n, p in scored.items()])
        paced = _peers(pdf, "pages_per_second")
        yield "pdf-speed", bars("Pages a second, one core", [(n, p["pages_per_second"]) for n, p in paced.items()])
    if scale := _of(figures, "scale"):
        taken = [(e["notes"], 1000 * e["first"]["seconds"] / e["notes"]) for e in scale["sizes"]]
        worked = [(e["notes"], 1000 * e["first"]["processor"] / e["notes"]) for e in scale["sizes"]]
        yield "scale", curves("Milliseconds a note, by the number of notes", {"wall": taken, "parent": worked})
    if checks := _of(figures, "checks"):
        rules = [(n, r["caught"]) for n, r in checks["rules"].items()]
        yield "checks", bars("Slips that can be proved from the note, share caught", rules)


def _page(figures: Figures) -> Iterator[str]:
    machine = figures["machine"]
    yield "# Benchmarks\n"
    yield (
        "Made by `make bench`; nothing here is written by hand. The figures themselves, with every version, are in "
        "[benchmarks.json](benchmarks.json).\n"
    )
    yield (
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}; "
        + ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
        + ". Processor time unless wall time is said; medians of several runs. Each peer has a pinned environment of its own. "
        "A machine that does other work while it measures makes every figure slower, ratios less so: its load stands beside each date.\n"
    )
    sections = {
        "text": _text,
        "pdf": _pdf,
        "memory": _memory,
        "line": _line,
        "batch": _batch,
        "scale": _scale,
        "checks": _checks,
    }
    for name, section in sections.items():
        if content := _of(figures, name):
            yield from section(content)
            load, cores = figures[name]["load"], machine["cores"] or 1
            busy = (
                "; the machine was busy with other work, so that wall times say little" if load > BUSY * cores else ""
            )
            yield f"\n*Measured {figures[name]['date']} at a load of {load:.1f} on {cores} cores{busy}.*\n"


def _text(text: Figures) -> Iterator[str]:
    yield "## Text: figures of annotated notes\n"
    yield (
        f"{text['claims']} figures of {len(text['notes'])} annotated notes, F1 of rows whose columns are right: *found*, then *value* (low, high, "
        "unit), *figure* (and bound), *meaning* (and measure, basis, period, status), *tuple* (and entity, metric, statistic, "
        "qualifiers). These are the notes that this project is developed on: its own scores say that it fits them, and no more. "
        "Every peer gets for nothing, from its adapter: dates left out, measure words, percent signs and bounds beside its number, "
        "ranges joined, the sign of a fall, and the currency of a bare 元. None of them says what a figure is about, so none has a meaning.\n"
    )
    yield f"| | version | {' | '.join(LEVELS)} | characters/s | × |"
    yield "|---|---|" + "---|" * (len(LEVELS) + 2)
    own = text[OURS]["characters_per_second"]
    for name, peer in text.items():
        if not isinstance(peer, Mapping):
            continue
        if "skipped" in peer:
            yield f"| {name} | {peer['version']} | not run: {peer['skipped']} |" + " |" * (len(LEVELS) + 1)
            continue
        scores = " | ".join(f"{peer['f1'][level]:.3f}" for level in LEVELS)
        speed = peer["characters_per_second"]
        yield f"| {name} | {peer['version']} | {scores} | {number(speed)} | {number(own / speed)} |"
    yield "\n× is how many times as fast this project is; below 1 it is slower, and does more.\n"
    yield "![F1](plots/text-accuracy.svg)\n\n![Characters a second](plots/text-speed.svg)"


def _pdf(pdf: Figures) -> Iterator[str]:
    yield "## PDF: tables of statements and decks\n"
    yield (
        f"{pdf['tables']} reference tables of Hong Kong and Taiwan issuers on {pdf['pages']} pages, borderless for the most part, and pages without any: "
        "cells and values right, header paths right (the headings over a column, outermost first; read off the head rows where a peer gives "
        "none), tables found where there are none. The reader was developed on these pages too. Speed is that of everything which "
        "each tool gives: text, boxes, blocks and tables here; PDFium's bare boxes are the limit.\n"
    )
    yield "| | version | cells | values | headers | false tables | pages/s | × |"
    yield "|---|---|---|---|---|---|---|---|"
    own = pdf[OURS]["pages_per_second"]
    for name, peer in pdf.items():
        if not isinstance(peer, Mapping):
            continue
        if "skipped" in peer:
            yield f"| {name} | {peer.get('version', '')} | not run: {peer['skipped']} | | | | | |"
            continue
        scores = [f"{peer[part]:.3f}" if part in peer else "" for part in ("cells", "values", "header")]
        speed = peer["pages_per_second"]
        cells = [
            name,
            peer.get("version", ""),
            *scores,
            str(peer.get("false_tables", "")),
            number(speed),
            number(own / speed),
        ]
        yield f"| {' | '.join(cells)} |"
    yield "\n![Cells](plots/pdf-cells.svg)\n\n![Pages a second](plots/pdf-speed.svg)"


def _memory(memory: Figures) -> Iterator[str]:
    yield "## Long PDFs\n"
    if memory["long"]:
        yield "One file of statements, its pages repeated.\n"
        yield "| pages | seconds | pages/s | memory, MB | text, characters |"
        yield "|---|---|---|---|---|"
        for each in memory["long"]:
            pace = each["pages"] / each["seconds"]
            yield f"| {each['pages']:.0f} | {each['seconds']:.1f} | {number(pace)} | {each['megabytes']:.0f} | {each['characters']:,.0f} |"
    tests = memory["pdfplumber_tests"]
    if "skipped" in tests:
        yield f"\npdfplumber's own test files were not read: {tests['skipped']}."
    else:
        yield f"\nOf the {tests['files']} PDFs of pdfplumber's own tests {tests['read']} were read, {len(tests['refused'])} refused with a reason, {len(tests['crashed'])} crashed."


def _line(figures: Figures) -> Iterator[str]:
    yield "## The whole job: a note, warm, one core\n"
    for name, sample in figures["samples"].items():
        yield f"### {name[:1].upper()}{name[1:]}\n"
        yield from _sample(sample)
    yield "| start | seconds of processor time |"
    yield "|---|---|"
    for name, seconds in figures["start"].items():
        yield f"| `{name}` | {seconds:.2f} |"


def _sample(line: Figures) -> Iterator[str]:
    yield (
        f"{line['notes']} note{'s' * (line['notes'] > 1)} of {line['characters'] // line['notes']:,} characters. The lower bound is what no such job can leave out: the same "
        "bytes decoded, converted by OpenCC, scanned by one regular expression, written as one Parquet file.\n"
    )
    yield "| | ms a note | characters/s |"
    yield "|---|---|---|"
    speeds = line["characters_per_second"]
    for name, cost in line["ms_per_note"].items():
        yield f"| {name} | {cost:.2f} | {number(speeds[name]) if name in speeds else ''} |"
    yield f"\nThe job takes {line['times_the_lower_bound']:.1f} times its lower bound.\n"


def _batch(entries: Any) -> Iterator[str]:
    yield "## The whole job: many notes, cold, from the command line\n"
    yield "Made notes, start of the program, checks and the DuckDB file included; wall time.\n"
    yield "| notes | processes | seconds | ms a note | processor ms a note | parent, MB |"
    yield "|---|---|---|---|---|---|"
    for e in entries:
        cells = [
            f"{e['notes']:,}",
            str(e["workers"]),
            f"{e['seconds']:.1f}",
            f"{e['ms_per_note']:.1f}",
            f"{e['cpu_ms_per_note']:.1f}",
            f"{e['parent_mb']:.0f}",
        ]
        yield f"| {' | '.join(cells)} |"
    by_size: dict[int, dict[int, float]] = {}
    for e in entries:
        by_size.setdefault(e["notes"], {})[e["workers"]] = e["seconds"]
    for size, times in by_size.items():
        if len(times) > 1:
            yield f"\n{size:,} notes: {max(times)} processes are {times[1] / times[max(times)]:.2f} times as fast as one."


def _scale(scale: Any) -> Iterator[str]:
    yield "## The whole job: from a hundred notes to ten thousand\n"
    yield (
        ("Made notes" if scale["made"] else "Real notes, then edited copies of them")
        + ", read by as many processes as there are processors, from the start of the program to the DuckDB file; then the same "
        "command again. All runs followed each other.\n"
    )
    yield "| notes | seconds | notes/s | ms a note | parent, processor ms a note | parent, MB | again, seconds | times as fast |"
    yield "|---|---|---|---|---|---|---|---|"
    for e in scale["sizes"]:
        first, again, notes = e["first"], e["again"], e["notes"]
        cells = [
            f"{notes:,}",
            f"{first['seconds']:.1f}",
            f"{notes / first['seconds']:.1f}",
            f"{1000 * first['seconds'] / notes:.1f}",
            f"{1000 * first['processor'] / notes:.1f}",
            f"{first['parent_mb']:.0f}",
            f"{again['seconds']:.2f}",
            f"{first['seconds'] / again['seconds']:.0f}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield "\n![Milliseconds a note](plots/scale.svg)"
    if len(scale["sizes"]) > 1:
        steps = []
        for less, more in pairwise(scale["sizes"]):
            further = more["first"]["seconds"] - less["first"]["seconds"]
            steps.append(f"{1000 * further / (more['notes'] - less['notes']):.1f} ms up to {more['notes']:,}")
        yield f"\nThe start of the program is most of it for few notes. Each further note takes {', '.join(steps)}."
    if len(scale["workers"]) > 1:
        one, several = (scale["workers"][key]["seconds"] for key in sorted(scale["workers"], key=int))
        yield (
            f"\n1,000 notes: {max(map(int, scale['workers']))} processes are {one / several:.2f} times as fast as one: the parent, which checks and writes "
            f"what they read, is at work for {scale['workers'][max(scale['workers'], key=int)]['processor']:.1f} of the {several:.1f} seconds."
        )


def _checks(checks: Figures) -> Iterator[str]:
    yield "## Checks: slips caught\n"
    yield (
        f"{checks['slips']} single slips in {checks['notes']} made notes that the rest of the note proves wrong, each rule over the same relations and "
        "claims; false alarms are clean notes with a finding. `make mutants` measures the same through the whole pipeline.\n"
    )
    yield "| rule | caught | clean notes flagged |"
    yield "|---|---|---|"
    for name, rule in checks["rules"].items():
        yield f"| {name if name == OURS or name == 'sums only' else f'tolerance of {name}'} | {rule['caught']:.3f} | {rule['false_alarms']:.3f} |"
    yield "\n![Slips caught](plots/checks.svg)"
