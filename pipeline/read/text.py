"""Plain text and Markdown notes, scraped pages among them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.ids import report_id
from pipeline.model.note import Block, Format, Note
from pipeline.read.blocks import read_blocks
from pipeline.read.chrome import mark_chrome
from pipeline.read.compose import compose
from pipeline.read.decode import decode
from pipeline.read.front_matter import read_head
from pipeline.read.joins import join_breaks
from pipeline.read.markup import Markup, read_markup
from pipeline.read.running import mark_running


def read_text(raw: bytes, name: str) -> Note:
    """One text or Markdown file as a Note. Raises UnreadableNoteError where it is empty or no text."""
    decoded = decode(raw, name)
    text = decoded.text
    head = read_head(text)
    markup = read_markup(text, head.end)
    found = read_blocks(text, head.end, markup)
    mark_running(found.drafts)
    drafts = join_breaks(text, found.drafts)
    mark_chrome(drafts, fetched=head.machine_made, page_title=drafts[0].text if drafts else "")
    body = compose(text, [*head.drafts, *drafts], found.tables, head.metadata)
    return Note(
        report_id(raw),
        name,
        _format(body.blocks, markup),
        decoded.encoding,
        text,
        body.blocks,
        body.tables,
        body.figures,
        metadata=body.metadata,
        warnings=decoded.warnings,
        reader="text",
    )


def _format(blocks: Sequence[Block], markup: Markup) -> Format:
    marked = markup.starts or any(block.kind == "heading" and block.level in (1, 2) for block in blocks)
    return "markdown" if marked else "text"
