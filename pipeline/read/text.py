"""Plain text and Markdown notes, scraped pages among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.model.ids import report_id
from pipeline.model.note import Format, Metadata, Note, Table
from pipeline.read.blocks import read_blocks
from pipeline.read.chrome import mark_chrome
from pipeline.read.dates import find_stamp
from pipeline.read.decode import decode
from pipeline.read.front_matter import read_head
from pipeline.read.joins import join_breaks
from pipeline.read.kinds import ends_sentence
from pipeline.read.lines import Draft
from pipeline.read.markup import Markup, read_markup
from pipeline.read.noise import cut_noise
from pipeline.read.ties import tie

_LONGEST_TITLE = 80
_DATELINE = 24  # characters beside the date on a line that gives the note's date
_NEAR = 8  # blocks under the title where a date is the note's own


def read_text(raw: bytes, name: str) -> Note:
    """One text or Markdown file as a Note. Raises UnreadableNoteError where it is empty or no text."""
    decoded = decode(raw, name)
    text = decoded.text
    head = read_head(text)
    markup = read_markup(text, head.end)
    found = read_blocks(text, head.end, markup)
    drafts = join_breaks(text, found.drafts)
    region = mark_chrome(drafts, fetched=head.machine_made)
    if region.title is not None:
        drafts[region.title].kind, drafts[region.title].level = "title", 1
    drafts = [piece for draft in (*head.drafts, *drafts) for piece in cut_noise(text, draft)]
    tables, figures = tie(drafts, kept_tables(drafts, found.tables))
    title = name_title(drafts)
    return Note(
        report_id(raw),
        name,
        _format(drafts, markup),
        decoded.encoding,
        text,
        tuple(draft.block() for draft in drafts),
        tables,
        figures,
        metadata=complete(head.metadata, drafts, title),
        warnings=decoded.warnings,
        reader="text",
    )


def kept_tables(drafts: Sequence[Draft], tables: Sequence[Table]) -> list[Table]:
    """The tables that stand in the note, renumbered: those of the site around it go."""
    standing = [draft for draft in drafts if draft.table is not None]
    kept: list[Table] = []
    for draft in standing:
        if draft.kind == "table" and draft.table is not None:
            kept.append(tables[draft.table])
            draft.table = len(kept) - 1
        else:
            draft.table = None
    return kept


def name_title(drafts: Sequence[Draft]) -> int | None:
    """Index of the note's headline, which becomes a title: a short line above everything else, else the first of the
    outermost headings. Shared by the readers."""
    own = [at for at, draft in enumerate(drafts) if draft.kind not in ("boilerplate", "front_matter", "running_head")]
    titled = next((at for at in own if drafts[at].kind == "title"), None)
    if titled is not None or not own:
        return titled
    first = drafts[own[0]]
    outermost = min((drafts[at].level for at in own if drafts[at].kind == "heading"), default=0)
    headline = first.kind == "paragraph" and len(first.text) <= _LONGEST_TITLE and not ends_sentence(first.text)
    if headline and len(own) > 1 and outermost != 1 and find_stamp(first.text) is None:
        at = own[0]
    elif outermost:
        at = next(at for at in own if drafts[at].kind == "heading" and drafts[at].level == outermost)
    else:
        return None
    drafts[at].kind, drafts[at].level = "title", 1
    return at


def complete(metadata: Metadata, drafts: Sequence[Draft], title: int | None) -> Metadata:
    """The title as printed, and the date of a line under it, where the file's own head says nothing."""
    if title is None:
        return metadata
    return replace(
        metadata,
        title=metadata.title or drafts[title].text,
        published_at=metadata.published_at or _dateline(drafts, title),
    )


def _dateline(drafts: Sequence[Draft], title: int) -> datetime | None:
    for draft in drafts[title + 1 : title + 1 + _NEAR]:
        found = find_stamp(draft.text) if len(draft.text) <= 60 else None
        if found and len(draft.text) - (found[2] - found[1]) <= _DATELINE:
            return found[0]
    return None


def _format(drafts: Sequence[Draft], markup: Markup) -> Format:
    marked = (
        markup.n_links or any(draft.kind == "heading" and draft.level in (1, 2) for draft in drafts) or markup.starts
    )
    return "markdown" if marked else "text"
