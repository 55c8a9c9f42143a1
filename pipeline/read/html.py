"""HTML notes: what a browser shows, in reading order, with the site around the note set apart."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as parser

from pipeline.errors import UnreadableNoteError
from pipeline.model.ids import report_id
from pipeline.model.note import Metadata, Note
from pipeline.read.chrome import mark_chrome
from pipeline.read.compose import compose
from pipeline.read.dates import find_stamp
from pipeline.read.decode import decode, private_use
from pipeline.read.html_walk import walk
from pipeline.read.joins import join_breaks

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|font|span|small|big|center)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)
_TITLES = ("og:title", "twitter:title", "title")
_DATES = ("article:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "date", "dc.date")
_URLS = ("og:url",)
_AUTHORS = ("author", "article:author")


def read_html(raw: bytes, name: str) -> Note:
    """One HTML file as a Note. Raises UnreadableNoteError where it is empty or shows no text."""
    declared = _DECLARED.search(raw[:4096])
    decoded = decode(raw, name, declared=declared[1].decode("ascii") if declared else None)
    root = _parse(decoded.text, name)
    page = walk(root)
    text, drafts = page.writer.finish()
    if not drafts:
        raise UnreadableNoteError(
            name,
            "an HTML page that shows no text",
            "a note with text",
            "save the page as the browser shows it",
            check="empty_file",
        )
    metadata, page_title = _metadata(root)
    drafts = join_breaks(text, drafts)
    page.set_apart(drafts)
    mark_chrome(drafts, fetched=page.is_site, page_title=page_title)
    body = compose(text, drafts, page.writer.tables, metadata)
    return Note(
        report_id(raw),
        name,
        "html",
        decoded.encoding,
        text,
        body.blocks,
        body.tables,
        body.figures,
        metadata=body.metadata,
        warnings=tuple(w for w in decoded.warnings if w.check in ("undecodable_bytes", "mixed_encodings"))
        + private_use(text),
        reader="lxml",
    )


def _parse(text: str, name: str) -> etree._Element:
    """The tree. Pages whose unclosed `<b>` and `<font>` pile up deeper than libxml2 goes are read without them."""
    text = _XML_DECLARATION.sub("", text, count=1)
    root = _tree(text, name)
    if root is None:
        root = _tree(_INLINE_TAG.sub("", text), name)
    if root is None:
        raise UnreadableNoteError(
            name,
            "HTML of more than 2048 elements inside one another",
            "an HTML page",
            "save the note as PDF or text",
            check="broken_html",
        )
    return root


def _tree(text: str, name: str) -> etree._Element | None:
    """None where libxml2 gave up, which it notes in its log alone."""
    reader = parser.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root: etree._Element = parser.document_fromstring(text, parser=reader)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        raise UnreadableNoteError(
            name,
            f"HTML that does not parse ({broken})",
            "an HTML page",
            "open it in a browser and save it again",
            check="broken_html",
        ) from broken
    return None if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in reader.error_log) else root


def _metadata(root: etree._Element) -> tuple[Metadata, str]:
    """What the head says, and the page's own title with the site's name in it."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if key and content:
            said.setdefault(key.lower(), content)
    titled = next(root.iter("title"), None)
    title = "" if titled is None else " ".join("".join(map(str, titled.itertext())).split())
    link = next((link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"), None)

    def first(keys: tuple[str, ...]) -> str | None:
        return next((said[key] for key in keys if key in said), None)

    stamp = find_stamp(first(_DATES) or "")
    metadata = Metadata(
        published_at=stamp[0] if stamp else None,
        url=first(_URLS) or link,
        author=first(_AUTHORS),
    )
    return metadata, title or first(_TITLES) or ""
