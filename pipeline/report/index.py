"""The index of a batch: notes, brokers, views, findings over time, and what the vocabulary lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from pipeline.report.charts import bar, columns, price_line, share_bar
from pipeline.report.frame import render
from pipeline.report.notes import BatchRows
from pipeline.report.payload import plain_number
from pipeline.report.tally import Summary, Tally, View
from pipeline.report.wording import wording

STYLES = ("base.css", "index.css")
SCRIPTS = ("base.js", "index.js")
WORDS_SHOWN = 60
RUNS_SHOWN = 24
MONTHS_SHOWN = 24
SEVERITIES = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Security:
    """What all notes say of one security: its views, newest first, and their targets drawn on one line."""

    name: str
    views: tuple[View, ...]
    currency: str | None
    line: Markup | None
    low: str
    high: str


def index_page(tally: Tally, batch: BatchRows) -> str:
    """The HTML of the index. Its links lead to `<report_id>.html` beside it."""
    notes = sorted(tally.notes, key=_newest_first)
    states = tally.states()
    months = dict(list(tally.by_month().items())[-MONTHS_SHOWN:])
    runs = sorted(batch.runs, key=lambda run: (run.started_at, run.run_id))[-RUNS_SHOWN:]
    return render(
        "index.html.j2",
        STYLES,
        SCRIPTS,
        {"words": {key: pair for key, pair in wording().words.items() if key.startswith("ui.")}},
        notes=notes,
        tiles=_tiles(tally, notes),
        states=states,
        state_bar=share_bar({f"s-{state}": count for state, count in states.items()}),
        note_bars={each.report.report_id: share_bar({f"s-{s}": n for s, n in each.states.items()}) for each in notes},
        months=months,
        month_chart=columns([{f"sev-{s}": stack[s] for s in SEVERITIES} for stack in months.values()]),
        runs=runs,
        run_chart=columns([{"sev-error": run.errors, "sev-warning": run.warnings} for run in runs]),
        checks=tally.by_check(),
        undecided=sorted(tally.undecided.items(), key=lambda each: (-each[1], each[0])),
        unknown=tally.unknown(WORDS_SHOWN),
        brokers=_brokers(tally),
        securities=_securities(tally),
        severities=SEVERITIES,
        bar=bar,
        number=plain_number,
        last_run=runs[-1] if runs else None,
        words=wording(),
    )


def _newest_first(summary: Summary) -> tuple[bool, int, str, str]:
    day = summary.report.published_on
    return day is None, -day.toordinal() if day else 0, summary.title, summary.report.report_id


def _tiles(tally: Tally, notes: Sequence[Summary]) -> list[tuple[str, str, str]]:
    """(words, number, style) of what is said first."""
    states = tally.states()
    figures = sum(states.values())
    share = f"{100 * states['confirmed'] / figures:.0f}%" if figures else "–"
    unread = sum(each.report.figures_unread for each in notes)
    failed = sum(each.report.status == "failed" for each in notes)
    tiles = [
        ("ui.notes", f"{len(notes):,}", ""),
        ("ui.figures_read", f"{figures:,}", ""),
        ("ui.confirmed_share", share, "s-confirmed"),
        ("state.contradicted", f"{states['contradicted']:,}", "s-contradicted" if states["contradicted"] else ""),
        ("state.suspect", f"{states['suspect']:,}", "s-suspect" if states["suspect"] else ""),
        ("state.unresolved", f"{states['unresolved']:,}", "s-unresolved" if states["unresolved"] else ""),
        ("ui.unread_short", f"{unread:,}", ""),
    ]
    return [*tiles, ("ui.failed_short", str(failed), "s-contradicted")] if failed else tiles


def _brokers(tally: Tally) -> list[tuple[str, int, int, int]]:
    """(broker, notes, views, errors), most views first."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for summary in tally.notes:
        if summary.report.broker:
            found[summary.report.broker][0] += 1
            found[summary.report.broker][2] += summary.count("error")
    for view in tally.views:
        if view.row.broker:
            found[view.row.broker][1] += 1
    rows = [(name, notes, views, errors) for name, (notes, views, errors) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))


def _securities(tally: Tally) -> list[Security]:
    groups: dict[str, list[View]] = defaultdict(list)
    for view in tally.views:
        groups[view.row.entity_id or view.row.entity or "–"].append(view)
    found = [_security(key, views) for key, views in groups.items()]
    return sorted(found, key=lambda each: (-len(each.views), each.name))


def _security(key: str, views: Sequence[View]) -> Security:
    """Targets in the currency that most of them are in; a line where there are two numbers to compare."""
    ordered = sorted(views, key=lambda view: (*_newest_first(view.summary)[:2], view.row.view_id))
    named = next((view.row.entity for view in ordered if view.row.entity), None)
    name = f"{named} {key}" if named and named != key else key
    currencies = [
        view.row.target_currency
        for view in ordered
        if view.row.target_low is not None or view.row.target_high is not None
    ]
    currency = max(currencies, key=currencies.count) if currencies else None
    targets, prices = [], []
    for view in ordered:
        ends = [end for end in (view.row.target_low, view.row.target_high) if end is not None]
        if ends and view.row.target_currency == currency:
            targets.append((min(ends), max(ends)))
            prices += [view.row.reference_price] if view.row.reference_price is not None else []
    numbers: list[Decimal] = [end for target in targets for end in target] + prices
    if len(set(numbers)) < 2:
        return Security(name, tuple(ordered), currency, None, "", "")
    line = price_line(targets, prices)
    return Security(name, tuple(ordered), currency, line, plain_number(min(numbers)), plain_number(max(numbers)))
