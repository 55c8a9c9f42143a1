"""The page of one note: where each number comes from, and whether it is right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup, escape

from pipeline.model.rows import BrokerViewRow
from pipeline.report.frame import render
from pipeline.report.layout import lay_out
from pipeline.report.markup import RunWriter, joined, offset, say
from pipeline.report.notes import NoteRows
from pipeline.report.payload import payload, plain_number
from pipeline.report.pictures import Picture, page_pictures, pages_to_show
from pipeline.report.runs import visible
from pipeline.report.state import STATES, counts, state_of
from pipeline.report.wording import wording

LIMIT = 9_500_000  # bytes of one page, pictures included
STYLES = ("base.css", "note.css", "panel.css")
SCRIPTS = ("base.js", "rows.js", "chart.js", "panel.js", "note.js")


def note_page(note: NoteRows, original: Path | None = None, *, key: str = "") -> str:
    """The HTML of a note. `original` is the raw file: where it is a PDF, its pages are shown with boxes around the figures.
    `key` is written into the page, to be told by."""
    bare = _page(note, [], 0, key)
    if note.report.format != "pdf" or original is None:
        return bare
    wanted = pages_to_show(note)
    pictures = page_pictures(original, wanted, LIMIT - len(bare.encode()))
    return _page(note, pictures, len(wanted) - len(pictures), key)


def title_of(note: NoteRows) -> str:
    """The headline, or what stands for one."""
    return visible(note.report.title or note.report.entity or note.report_id)


def _page(note: NoteRows, pictures: list[Picture], left_out: int, key: str) -> str:
    report = note.report
    return render(
        "note.html.j2",
        STYLES,
        SCRIPTS,
        payload(note, [(each.number, each.width, each.height) for each in pictures]),
        key=key,
        note=note,
        title=title_of(note),
        meta=list(_meta(note)),
        counts=counts(note.claims),
        overview=_overview(note) if report.n_characters else {},
        layout=lay_out(note),
        numbers={claim.claim_id: n for n, claim in enumerate(note.claims)},
        views=[list(_view(each)) for each in note.broker_views],
        pictures=pictures,
        left_out=left_out,
        write=RunWriter(note),
        offset=offset,
        words=wording(),
    )


def _meta(note: NoteRows) -> Iterator[str]:
    report = note.report
    yield from (each for each in (report.broker, "、".join(report.analysts)) if each)
    if report.published_on:
        yield report.published_on.isoformat()
    about = joined((report.entity, report.entity_id), " ")
    if about:
        yield about
    read = joined((report.format, report.encoding, report.reader if report.reader != report.format else None))
    if read:
        yield read
    if report.n_pages:
        yield f"{report.n_pages} pp."


def _overview(note: NoteRows) -> dict[str, str]:
    """State → an SVG path with a stroke for each figure, most urgent last: it is drawn on top."""
    strokes: dict[str, list[str]] = {}
    for claim in note.claims:
        at = round(1000 * claim.start / max(note.report.n_characters, 1), 1)
        strokes.setdefault(state_of(claim), []).append(f"M{at:g} 2v10")
    return {state: "".join(dict.fromkeys(strokes[state])) for state in reversed(STATES) if state in strokes}


def _view(view: BrokerViewRow) -> Iterator[tuple[str, str | Markup]]:
    """(word, value) for what is known of a view."""
    ends = [plain_number(end) for end in (view.target_low, view.target_high) if end is not None]
    currency = view.target_currency or ""
    yield "ui.brokers", view.broker or "–"
    yield "ui.securities", joined((view.entity, view.entity_id), " ") or "–"
    if view.rating or view.action:
        action = Markup(" ") + say(f"action.{view.action}") if view.action else Markup()
        yield "ui.rating", escape(view.rating or "") + action
    if ends:
        yield "ui.target", f"{'–'.join(dict.fromkeys(ends))} {currency}"
    if view.previous_target is not None or view.previous_rating:
        before = None if view.previous_target is None else f"{plain_number(view.previous_target)} {currency}"
        yield "ui.previous_value", joined((view.previous_rating, before))
    if view.reference_price is not None:
        day = view.reference_date.isoformat() if view.reference_date else None
        yield "ui.price", joined((plain_number(view.reference_price), day))
    if view.stated_upside is not None:
        yield "ui.upside", f"{plain_number(view.stated_upside)}%"
