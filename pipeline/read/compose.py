"""Drafts to the blocks, tables and figures of a note: what all readers do at their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model.note import Block, Figure, Metadata, Table
from pipeline.read.dates import find_stamp
from pipeline.read.kinds import ends_sentence
from pipeline.read.lines import Draft
from pipeline.read.noise import cut_noise
from pipeline.read.ties import tie

_LONGEST_TITLE = 80
_DATELINE = 24  # characters beside the date on a line that gives the note's date
_NEAR = 8  # blocks under the title where a date is the note's own


@dataclass(frozen=True, slots=True)
class Body:
    """What a reader gives of a note beside its text."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    metadata: Metadata


def compose(text: str, drafts: Sequence[Draft], tables: Sequence[Table], metadata: Metadata) -> Body:
    """The last steps in their order: live quotes cut out, captions and sources tied, the title named."""
    pieces = [piece for draft in drafts for piece in cut_noise(text, draft)]
    tied, figures = tie(pieces, _kept_tables(pieces, tables))
    title = _name_title(pieces)
    return Body(tuple(draft.block() for draft in pieces), tied, figures, _complete(metadata, pieces, title))


def _kept_tables(drafts: Sequence[Draft], tables: Sequence[Table]) -> list[Table]:
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


def _name_title(drafts: Sequence[Draft]) -> int | None:
    """Index of the note's headline, which becomes a title: a short line above everything else, else the first of the
    outermost headings."""
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


def _complete(metadata: Metadata, drafts: Sequence[Draft], title: int | None) -> Metadata:
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
